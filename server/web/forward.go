package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// forwarding is what a proxy says about the request it got.
type forwarding struct{ proto, host, prefix string }

// forwarded reads the forwarded headers, if the peer is a named proxy. RFC 7239
// beats the older X-Forwarded headers; a prefix is known to these only. Of lists
// the last entry counts, which the nearest proxy wrote: earlier ones may be the
// client's own, unless the address they are from is that of a named proxy too.
func (l *Linker) forwarded(r *http.Request) (forwarding, bool) {
	if len(l.proxies) == 0 || !l.trusts(peer(r)) {
		return forwarding{}, false
	}
	f := forwarding{
		proto: lastOf(r.Header.Values("X-Forwarded-Proto")),
		host:  lastOf(r.Header.Values("X-Forwarded-Host")),
	}
	for hops := ParseForwarded(strings.Join(r.Header.Values("Forwarded"), ",")); len(hops) > 0; hops = hops[:len(hops)-1] {
		hop := hops[len(hops)-1]
		if hop.Proto != "" {
			f.proto = hop.Proto
		}
		if hop.Host != "" {
			f.host = hop.Host
		}
		if from, ok := parseNode(hop.For); !ok || !l.trusts(from) {
			break
		}
	}
	f.proto = strings.ToLower(f.proto)
	if f.proto != "http" && f.proto != "https" {
		f.proto = ""
	}
	if !validHost(f.host) {
		f.host = ""
	}
	if prefix, ok := cleanPrefix(lastOf(r.Header.Values("X-Forwarded-Prefix"))); ok {
		f.prefix = prefix
	}
	return f, true
}

// Client returns the address of the client: of the chain of forwarding addresses
// the last one that is no named proxy, or the peer.
func (l *Linker) Client(r *http.Request) string {
	at := peer(r)
	var chain []string
	if hops := ParseForwarded(strings.Join(r.Header.Values("Forwarded"), ",")); len(hops) > 0 {
		for _, hop := range hops {
			chain = append(chain, hop.For)
		}
	} else if text := strings.Join(r.Header.Values("X-Forwarded-For"), ","); text != "" {
		chain = strings.Split(text, ",")
	}
	for len(chain) > 0 && l.trusts(at) {
		from, ok := parseNode(strings.TrimSpace(chain[len(chain)-1]))
		if !ok {
			break
		}
		at, chain = from, chain[:len(chain)-1]
	}
	if !at.IsValid() {
		return r.RemoteAddr
	}
	return at.String()
}

func (l *Linker) trusts(addr netip.Addr) bool {
	for _, p := range l.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// peer returns the address of the other end of the connection, not valid if it is
// no IP address.
func peer(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap().WithZone("")
}

// parseNode reads a node of RFC 7239 section 6: an address, in brackets if IPv6,
// with or without a port.
func parseNode(text string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return addr.Unmap(), err == nil
}

func lastOf(values []string) string {
	all := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(all[len(all)-1])
}

// Hop is one element of a Forwarded header: what one proxy says about the request
// it got.
type Hop struct{ For, Host, Proto string }

// ParseForwarded reads a Forwarded header (RFC 7239 section 4). A header that is
// not well-formed gives nothing at all.
func ParseForwarded(text string) []Hop {
	var hops []Hop
	var hop Hop
	for rest := strings.TrimSpace(text); rest != ""; {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			return nil
		}
		value, after, ok := forwardedValue(after)
		if !ok {
			return nil
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "for":
			hop.For = value
		case "host":
			hop.Host = value
		case "proto":
			hop.Proto = value
		}
		after = strings.TrimLeft(after, " \t")
		switch {
		case after == "":
			return append(hops, hop)
		case after[0] == ',':
			hops, hop = append(hops, hop), Hop{}
		case after[0] != ';':
			return nil
		}
		rest = strings.TrimLeft(after[1:], " \t,;")
	}
	return hops
}

// forwardedValue reads a token or a quoted string and returns what follows it.
func forwardedValue(text string) (value, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ",; \t\"")
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:], end > 0
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], true
		case '\\':
			if i++; i == len(text) {
				return "", "", false
			}
		}
		b.WriteByte(text[i])
	}
	return "", "", false
}
