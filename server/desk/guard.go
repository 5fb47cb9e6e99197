package desk

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"strikemap/server/web"
)

// guard keeps other sites out: a browser that can reach the listener may have any page
// open, and there is no sign-in that such a page would lack.
type guard struct {
	host  string // that the listener is known by beside loopback, in lower case; may be empty
	cross *http.CrossOriginProtection
}

func newGuard(host string) guard {
	host = strings.ToLower(strings.Trim(host, "[]"))
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsUnspecified() {
		host = "" // all addresses of the machine: no name of its own
	}
	return guard{host, http.NewCrossOriginProtection()}
}

// around puts the guard before a handler.
func (g guard) around(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := g.admit(r); err != nil {
			return err
		}
		return next(w, r)
	}
}

// admit refuses a request under a name that is not the listener's: a foreign name may be
// pointed at this machine (DNS rebinding), and then its pages count as of the same
// origin. It refuses what a page of another origin sends, by Sec-Fetch-Site or, in older
// browsers, Origin.
func (g guard) admit(r *http.Request) error {
	if !g.knows(r.Host) {
		return &web.Error{
			Status:  http.StatusForbidden,
			Message: "the desk is reached by a loopback address or by the host of --admin-listen only",
		}
	}
	if err := g.cross.Check(r); err != nil {
		return &web.Error{Status: http.StatusForbidden, Message: "only pages of the desk itself may send this"}
	}
	return nil
}

// knows reports whether a Host header names the listener.
func (g guard) knows(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || g.host != "" && host == g.host {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
