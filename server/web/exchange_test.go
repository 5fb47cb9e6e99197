package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestTheContextOfAClientEndsWithTheClientAndNotWithTheDeadline(t *testing.T) {
	client, leave := context.WithCancel(context.Background())
	r := httptest.NewRequestWithContext(client, http.MethodGet, "/", nil)
	deadline, cancel := context.WithTimeout(r.Context(), time.Millisecond)
	defer cancel()
	r, _ = Begin(deadline, r, "1")
	r = WithBase(r, Base{Origin: "https://example.org"}) // keeps it
	<-r.Context().Done()
	if err := ClientContext(r).Err(); err != nil {
		t.Errorf("the client is gone with the deadline: %v", err)
	}
	leave()
	if ClientContext(r).Err() == nil {
		t.Error("the client went away and is still there")
	}
	plain := httptest.NewRequest(http.MethodGet, "/", nil)
	if ClientContext(plain) != plain.Context() {
		t.Error("without an exchange it is not the context of the request")
	}
}
