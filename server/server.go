package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"strikemap/geo"
	"strikemap/server/live"
	"strikemap/server/site"
	"strikemap/server/web"
)

// Command and Flag describe the command line for the manual.
type (
	Command = site.Command
	Flag    = site.Flag
)

// Options are the settings of a server.
type Options struct {
	Site     web.Site
	Reader   geo.Reader
	History  geo.History // nil: items come without their history
	Basemap  web.Basemap // nil: no basemap
	Labels   []byte      // names for the basemap, JSON
	Build    web.Build
	Delays   geo.Delays // after which incidents become public, shown in the manual
	Commands []Command  // of the command line, shown in the manual

	Changes   geo.Changes // that the reader answers from, for listeners; nil: nobody can listen
	Listeners int         // how many may listen at once; 0: nobody can

	FrameAncestors []string // sites that may frame embeds; empty is all

	Downloads web.Downloads // files that are made before they are sent

	Geocoder func() (geo.Geocoder, error) // finds places by name, made when first asked for; nil: none
	Locator  func() (geo.Locator, error)  // tells where points are, likewise
	Places   func() (geo.Places, error)   // the places readers may see, likewise

	DeskGeocoder func() (geo.Geocoder, error) // knows the desk's own places too; nil: Geocoder
	DeskLocator  func() (geo.Locator, error)  // likewise

	Drafter func() (geo.Drafter, error) // proposes incidents from texts, for the desk on the admin listener, likewise
	Writer  geo.Writer                  // takes what the desk accepts; nil: nothing is accepted

	Listen      string   // host:port; port 0 takes a free one
	AdminListen string   // for the desk, metrics and profiling; empty for none
	BaseURL     string   // where clients see the site; empty: found out per request
	BehindProxy bool     // a proxy stands before it: other than loopback may be listened on, and forwarded headers count
	Proxies     []string // addresses or ranges whose forwarded headers count; empty is web.DefaultProxies

	Ready  func(context.Context) error // nil, or an error why the server should get no requests
	Clock  func() time.Time            // nil is time.Now
	Logger *slog.Logger                // nil is slog.Default
	Quiet  bool                        // only requests that failed, with a status from 500 on, get a log line
}

const (
	stopWithin      = 15 * time.Second // for running requests, when the server stops
	requestTimeout  = 30 * time.Second // for finding an answer
	encodedBodies   = 64 << 20         // bytes of encoded answers kept
	maxHeaderBytes  = 32 << 10
	maxAddressBytes = 8 << 10
	maxBodyBytes    = 1 << 20
)

// Server serves the site. Make one with New; Open and Close are its life.
type Server struct {
	options  Options
	logger   *slog.Logger
	handler  http.Handler
	admin    http.Handler
	events   *live.Hub // nil: nobody can listen
	stopping atomic.Bool
	public   *http.Server
	private  *http.Server
	address  net.Addr
	adminAt  net.Addr
	failed   chan error
}

// New checks the settings and builds the route table. It does not listen yet.
func New(o Options) (*Server, error) {
	if o.Reader == nil {
		return nil, errors.New("server: no reader")
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	for _, listen := range []string{o.Listen, o.AdminListen} {
		if err := checkListen(listen, o.BehindProxy); err != nil {
			return nil, err
		}
	}
	linker, err := web.NewLinker(o.BaseURL, o.BehindProxy, o.Proxies)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, logger: o.Logger, failed: make(chan error, 2)}
	routes, frame, err := s.table()
	if err != nil {
		return nil, err
	}
	if err := checkBasePath(linker.BasePath(), routes); err != nil {
		return nil, err
	}
	m := s.newMeter()
	if s.admin, err = s.adminHandler(routes, frame, m); err != nil {
		return nil, err
	}
	router, err := newRouter(routes, frame, linker)
	if err != nil {
		return nil, err
	}
	s.handler = surround(router, frame, linker, m, s.logger, o.Quiet)
	return s, nil
}

// checkListen refuses to serve other machines without a proxy before it: this
// server speaks no TLS and knows no limits per client.
func checkListen(listen string, behindProxy bool) error {
	if listen == "" || behindProxy {
		return nil
	}
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("listen address %q is not host:port: %w", listen, err)
	}
	if addr, err := netip.ParseAddr(host); host == "localhost" || err == nil && addr.IsLoopback() {
		return nil
	}
	return fmt.Errorf("listening on %s would let other machines in without TLS: put a proxy before it and say --behind-proxy, or listen on 127.0.0.1", listen)
}

// checkBasePath refuses a base path that begins one of our own: a proxy that takes
// it off and one that keeps it could not be told apart.
func checkBasePath(prefix string, routes []web.Route) error {
	for _, r := range routes {
		if prefix != "" && (r.Path == prefix || strings.HasPrefix(r.Path, prefix+"/")) {
			return fmt.Errorf("the path %s of the base URL is also the beginning of %s; choose another", prefix, r.Path)
		}
	}
	return nil
}

// Handler returns what answers public requests, for tests.
func (s *Server) Handler() http.Handler { return s.handler }

// Open listens and begins to serve.
func (s *Server) Open() error {
	var err error
	if s.public, s.address, err = s.serve(s.options.Listen, s.handler); err != nil {
		return err
	}
	if s.options.AdminListen == "" {
		return nil
	}
	if s.private, s.adminAt, err = s.serve(s.options.AdminListen, s.admin); err != nil {
		_ = s.public.Close()
	}
	return err
}

// serve listens on an address and serves it until its server is closed.
func (s *Server) serve(listen string, handler http.Handler) (*http.Server, net.Addr, error) {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, nil, fmt.Errorf("listen on %s: %w", listen, err)
	}
	server := &http.Server{
		ConnContext:       web.ConnContext,
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      5 * time.Minute, // a large answer over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := server.Serve(web.Listener{Listener: listener}); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	return server, listener.Addr(), nil
}

// Address returns the address it listens on, as host:port.
func (s *Server) Address() string { return s.address.String() }

// AdminAddress returns the address of the admin listener, or "".
func (s *Server) AdminAddress() string {
	if s.adminAt == nil {
		return ""
	}
	return s.adminAt.String()
}

// Failed delivers the error of a server that stopped by itself.
func (s *Server) Failed() <-chan error { return s.failed }

// Close takes no new requests, ends the streams of listeners, waits up to 15 seconds for
// the other requests that run, and then cuts them off.
func (s *Server) Close() error {
	s.stopping.Store(true)
	if s.events != nil {
		s.events.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	var err error
	for _, server := range []*http.Server{s.public, s.private} {
		if server == nil {
			continue
		}
		if stopped := server.Shutdown(ctx); stopped != nil {
			err = errors.Join(err, fmt.Errorf("stop: %w", stopped), server.Close())
		}
	}
	return err
}
