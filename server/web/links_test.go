package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

func TestLinksAreWhatTheClientSees(t *testing.T) {
	for name, c := range map[string]struct {
		base    string
		behind  bool
		proxies []string
		peer    string
		host    string
		path    string
		headers map[string]string
		want    string // of the path /api/v1
		strips  string // path after Strip
	}{
		"plain":                       {host: "map.example:8080", want: "http://map.example:8080/api/v1"},
		"a base URL beats the host":   {base: "https://map.example/", host: "10.0.0.1", want: "https://map.example/api/v1"},
		"a base URL beats the header": {base: "https://map.example", behind: true, headers: map[string]string{"X-Forwarded-Host": "other.example"}, want: "https://map.example/api/v1"},
		"a prefix that was kept":      {base: "https://map.example/strikes", path: "/strikes/api/v1", want: "https://map.example/strikes/api/v1", strips: "/api/v1"},
		"a prefix that was stripped":  {base: "https://map.example/strikes", path: "/api/v1", want: "https://map.example/strikes/api/v1", strips: "/api/v1"},
		"the prefix itself":           {base: "https://map.example/strikes", path: "/strikes", want: "https://map.example/strikes/api/v1", strips: "/"},
		"the prefix with a slash":     {base: "https://map.example/strikes/", path: "/strikes/", want: "https://map.example/strikes/api/v1", strips: "/"},
		"a path that begins like it":  {base: "https://map.example/strikes", path: "/strikesuit", want: "https://map.example/strikes/api/v1", strips: "/strikesuit"},
		"forwarded by a proxy": {
			behind: true, headers: map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "map.example", "X-Forwarded-Prefix": "/strikes/"},
			want: "https://map.example/strikes/api/v1",
		},
		"forwarded without leave": {
			headers: map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/x", "Forwarded": "host=evil.example"},
			host:    "map.example", want: "http://map.example/api/v1",
		},
		"forwarded by a stranger": {
			behind: true, peer: "203.0.113.9:4000", headers: map[string]string{"X-Forwarded-Host": "evil.example"},
			host: "map.example", want: "http://map.example/api/v1",
		},
		"forwarded by a named proxy": {
			behind: true, proxies: []string{"203.0.113.9"}, peer: "203.0.113.9:4000", headers: map[string]string{"X-Forwarded-Host": "map.example"},
			want: "http://map.example/api/v1",
		},
		"an unnamed private proxy": {
			behind: true, proxies: []string{"203.0.113.0/24"}, peer: "10.0.0.1:4000", headers: map[string]string{"X-Forwarded-Host": "evil.example"},
			host: "map.example", want: "http://map.example/api/v1",
		},
		"an IPv4 proxy on an IPv6 socket": {
			behind: true, peer: "[::ffff:10.0.0.1]:4000", headers: map[string]string{"X-Forwarded-Host": "map.example"}, want: "http://map.example/api/v1",
		},
		"RFC 7239 beats X-Forwarded": {
			behind: true, headers: map[string]string{"Forwarded": `for=192.0.2.1;proto=https;host="map.example"`, "X-Forwarded-Host": "other.example"},
			want: "https://map.example/api/v1",
		},
		"what the client wrote itself is passed over": {
			behind: true, headers: map[string]string{"Forwarded": "host=evil.example, for=192.0.2.1;host=map.example", "X-Forwarded-Proto": "https"},
			want: "https://map.example/api/v1",
		},
		"two proxies of ours": {
			behind: true, headers: map[string]string{"Forwarded": "for=192.0.2.1;host=map.example;proto=https, for=10.0.0.7;host=inner;proto=http"},
			want: "https://map.example/api/v1",
		},
		"the last of a list": {
			behind: true, headers: map[string]string{"X-Forwarded-Host": "evil.example, map.example"}, want: "http://map.example/api/v1",
		},
		"no host name": {behind: true, host: `a"b`, headers: map[string]string{"X-Forwarded-Host": "a/b", "X-Forwarded-Proto": "gopher"}, want: "http://localhost/api/v1"},
		"no prefix":    {behind: true, host: "map.example", headers: map[string]string{"X-Forwarded-Prefix": "/a/../b"}, want: "http://map.example/api/v1"},
		"a link as prefix": {
			behind: true, host: "map.example", headers: map[string]string{"X-Forwarded-Prefix": "//evil.example"}, want: "http://map.example/api/v1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			linker, err := NewLinker(c.base, c.behind, c.proxies)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Host, r.RemoteAddr = "localhost:1", "127.0.0.1:5000"
			if c.host != "" {
				r.Host = c.host
			}
			if c.peer != "" {
				r.RemoteAddr = c.peer
			}
			if c.path != "" {
				r.URL.Path = c.path
			}
			for name, value := range c.headers {
				r.Header.Set(name, value)
			}
			r = linker.Strip(r)
			if got := Links(r).URL("/api/v1", nil); got != c.want {
				t.Errorf("the link is %s, not %s", got, c.want)
			}
			if c.strips != "" && r.URL.Path != c.strips {
				t.Errorf("the path is %s, not %s", r.URL.Path, c.strips)
			}
		})
	}
}

func TestLinksKeepTheirQuery(t *testing.T) {
	b := Base{"https://map.example", "/strikes"}
	if got := b.URL("/items", url.Values{"q": {"a b&c"}, "kind": {"strike"}}); got != "https://map.example/strikes/items?kind=strike&q=a+b%26c" {
		t.Error(got)
	}
	if got := b.Path("/items", nil); got != "/strikes/items" {
		t.Error(got)
	}
}

func TestBadSettingsOfLinksAreRefused(t *testing.T) {
	for _, base := range []string{"map.example", "ftp://map.example", "https://", "https://map.example/?a=b", "https://u:p@map.example", "https://map.example/a b", "https://map.example/../x", "https://map.example/<"} {
		if _, err := NewLinker(base, false, nil); err == nil {
			t.Errorf("%q is taken as a base URL", base)
		}
	}
	if _, err := NewLinker("", true, []string{"10.0.0.0/33"}); err == nil {
		t.Error("10.0.0.0/33 is taken as a range")
	}
}

func TestTheClientIsTheLastAddressThatIsNoProxy(t *testing.T) {
	linker, err := NewLinker("", true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ peer, header, value, want string }{
		"direct":                  {"203.0.113.5:1", "X-Forwarded-For", "192.0.2.1", "203.0.113.5"},
		"through a proxy":         {"127.0.0.1:1", "X-Forwarded-For", "6.6.6.6, 192.0.2.1", "192.0.2.1"},
		"through two":             {"127.0.0.1:1", "X-Forwarded-For", "192.0.2.1, 10.1.1.1", "192.0.2.1"},
		"RFC 7239 with IPv6":      {"127.0.0.1:1", "Forwarded", `for="[2001:db8::1]:4711"`, "2001:db8::1"},
		"a name that is hidden":   {"127.0.0.1:1", "Forwarded", "for=_hidden", "127.0.0.1"},
		"no header":               {"127.0.0.1:1", "", "", "127.0.0.1"},
		"a socket without a port": {"@", "", "", "@"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.header != "" {
			r.Header.Set(c.header, c.value)
		}
		if got := linker.Client(r); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

func FuzzForwarded(f *testing.F) {
	for _, text := range []string{"", "for=1.2.3.4", `for="[::1]:80";host="a\"b";proto=https, for=x`, ";,=", `for="`, "for", `for="a`, `x="a\`} {
		f.Add(text)
	}
	linker, err := NewLinker("", true, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "127.0.0.1:1"
		r.Header["Forwarded"] = []string{text}
		r.Header["X-Forwarded-Prefix"] = []string{text}
		b := linker.Base(r)
		u, err := url.Parse(b.URL("/api", nil))
		if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "http" && u.Scheme != "https") {
			t.Errorf("%q gives the link %s", text, b.URL("/api", nil))
		}
		linker.Client(r)
	})
}
