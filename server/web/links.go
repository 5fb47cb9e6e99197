package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
)

// Base is where clients see the root of the site.
type Base struct {
	Origin string // "https://example.org"
	Prefix string // "" or "/strikes", without a trailing slash
}

// URL returns the absolute address of a path from the root of the site, "/api/v1".
func (b Base) URL(path string, query url.Values) string { return b.Origin + b.Path(path, query) }

// Path returns the same without scheme and host, for links in pages.
func (b Base) Path(path string, query url.Values) string {
	if len(query) == 0 {
		return b.Prefix + path
	}
	return b.Prefix + path + "?" + query.Encode()
}

// Prefix returns what stands before every path in links of pages: "" or "/strikes".
func Prefix(r *http.Request) string { return Links(r).Prefix }

// Linker finds out where clients see the site. A base URL beats everything; else
// the forwarded headers of named proxies count; else the Host header.
type Linker struct {
	base    *Base
	proxies []netip.Prefix         // whose forwarded headers count; empty for none
	last    atomic.Pointer[origin] // the one asked for last, which most ask for
}

// origin is what a Host header means.
type origin struct {
	scheme, host string
	base         Base
}

// DefaultProxies are the addresses a proxy has where none is named: loopback and
// private ones.
var DefaultProxies = []string{
	"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
}

// NewLinker reads the settings: baseURL is empty or an absolute http or https URL
// that may have a path; proxies are addresses and CIDR ranges, empty for
// DefaultProxies, and count only if behindProxy is set.
func NewLinker(baseURL string, behindProxy bool, proxies []string) (*Linker, error) {
	l := &Linker{}
	if baseURL != "" {
		base, err := parseBase(baseURL)
		if err != nil {
			return nil, fmt.Errorf("base URL %q: %w", baseURL, err)
		}
		l.base = &base
	}
	if !behindProxy {
		return l, nil
	}
	if len(proxies) == 0 {
		proxies = DefaultProxies
	}
	for _, text := range proxies {
		prefix, err := parsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("proxy %q is neither an address nor a range such as 10.0.0.0/8", text)
		}
		l.proxies = append(l.proxies, prefix)
	}
	return l, nil
}

func parseBase(text string) (Base, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return Base{}, err
	case u.Scheme != "http" && u.Scheme != "https":
		return Base{}, errors.New("does not begin with http:// or https://")
	case !validHost(u.Host) || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return Base{}, errors.New("is not a scheme, a host and perhaps a path")
	}
	prefix, ok := cleanPrefix(u.Path)
	if !ok {
		return Base{}, fmt.Errorf("has a path %q with other than letters, digits and - . _ ~", u.Path)
	}
	return Base{u.Scheme + "://" + u.Host, prefix}, nil
}

func parsePrefix(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

var (
	hostPattern   = regexp.MustCompile(`^(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$`)
	prefixPattern = regexp.MustCompile(`^(?:/[A-Za-z0-9._~-]+)*$`)
)

func validHost(host string) bool { return len(host) <= 255 && hostPattern.MatchString(host) }

// cleanPrefix checks a path prefix and cuts its trailing slashes.
func cleanPrefix(path string) (string, bool) {
	path = strings.TrimRight(path, "/")
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return "", false
		}
	}
	return path, prefixPattern.MatchString(path)
}

// BasePath returns the path of the base URL, "" if there is none.
func (l *Linker) BasePath() string {
	if l.base == nil {
		return ""
	}
	return l.base.Prefix
}

// Base returns where the client sees the site. A host that is no host name is
// taken as localhost: it must not get into links.
func (l *Linker) Base(r *http.Request) Base {
	if l.base != nil {
		return *l.base
	}
	scheme, host, prefix := "http", r.Host, ""
	if r.TLS != nil {
		scheme = "https"
	}
	if f, ok := l.forwarded(r); ok {
		if f.proto != "" {
			scheme = f.proto
		}
		if f.host != "" {
			host = f.host
		}
		prefix = f.prefix
	}
	return l.at(scheme, host, prefix)
}

func (l *Linker) at(scheme, host, prefix string) Base {
	if last := l.last.Load(); last != nil && last.scheme == scheme && last.host == host && last.base.Prefix == prefix {
		return last.base
	}
	valid := host
	if !validHost(host) {
		valid = "localhost"
	}
	base := Base{scheme + "://" + valid, prefix}
	l.last.Store(&origin{scheme, strings.Clone(host), base}) // host is a piece of a larger text
	return base
}

// Strip returns the request with its base noted and with the prefix taken off a
// path that still has it, as behind a proxy that keeps it.
func (l *Linker) Strip(r *http.Request) *http.Request {
	base := l.Base(r)
	out := r
	if x := within(r); x != nil {
		x.base = &base
	} else {
		out = WithBase(r, base)
	}
	path, raw := r.URL.Path, r.URL.RawPath
	if base.Prefix == "" || path != base.Prefix && !strings.HasPrefix(path, base.Prefix+"/") {
		return out
	}
	if raw != "" && !strings.HasPrefix(raw, base.Prefix) { // the prefix itself was escaped
		return out
	}
	u := *r.URL
	u.Path, u.RawPath = strings.TrimPrefix(path, base.Prefix), strings.TrimPrefix(raw, base.Prefix)
	if u.Path == "" {
		u.Path, u.RawPath = "/", ""
	}
	if out == r {
		shallow := *r
		out = &shallow
	}
	out.URL = &u
	return out
}
