package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTagsTellPartsApart(t *testing.T) {
	if ETag("a", "bc") == ETag("ab", "c") || ETag("a") == ETag("a", "") || ETag() == ETag("") {
		t.Error("different parts have the same tag")
	}
	if got := ETag("a", "b"); got != `"PJ1ZEEW8iHb50Dmb"` {
		t.Errorf("the tag is %s, not the same in every process", got)
	}
}

func TestIfNoneMatchFindsOurTag(t *testing.T) {
	const tag = `"abc"`
	for header, want := range map[string]string{
		``:                        ``,
		`"abc"`:                   `"abc"`,
		`W/"abc"`:                 `"abc"`,
		`"x", "abc"`:              `"abc"`,
		`"x,y" , W/"abc-br"`:      `"abc-br"`,
		`"abc-gzip"`:              `"abc-gzip"`,
		`"abc-zip"`:               ``,
		`*`:                       `"abc"`,
		`abc`:                     ``,
		`"abc`:                    ``,
		`"x" "abc"`:               `"abc"`,
		`"ABC"`:                   ``,
		`,, ,"abc"`:               `"abc"`,
		strings.Repeat(`"x",`, 9): ``,
	} {
		if got := Match([]string{header}, tag); got != want {
			t.Errorf("%s: %s, not %s", header, got, want)
		}
	}
}

func TestAMatchingTagIsAnsweredBeforeAnyWork(t *testing.T) {
	for method, want := range map[string]int{http.MethodGet: 304, http.MethodHead: 304, http.MethodPost: 200} {
		r := httptest.NewRequest(method, "/", nil)
		r.Header.Set("If-None-Match", `"abc-br"`)
		w := httptest.NewRecorder()
		answered := Answered(w, r, `"abc"`)
		if w.Code != want || answered != (want == 304) {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

func TestA304HasWhatACacheNeeds(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("If-None-Match", `"abc"`)
	w := httptest.NewRecorder()
	(&Frame{}).Handler(Route{Open: true, Cache: Revalidate, Handler: func(w http.ResponseWriter, r *http.Request) error {
		Answered(w, r, `"abc"`)
		return nil
	}}).ServeHTTP(w, r)
	for _, name := range []string{"Cache-Control", "Vary", "ETag", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy"} {
		if w.Header().Get(name) == "" {
			t.Errorf("there is no %s", name)
		}
	}
	if w.Code != http.StatusNotModified || w.Header().Get("Content-Security-Policy") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func FuzzIfNoneMatch(f *testing.F) {
	for _, text := range []string{"", `"a"`, `W/"a", "b"`, `*`, `"`, `W/`, `W/"`, `""`, "\"a\"\"b\""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Match([]string{text}, `"a"`)
		if got != "" && got != `"a"` && got != `"a-br"` && got != `"a-gzip"` {
			t.Errorf("%q matches as %s", text, got)
		}
	})
}
