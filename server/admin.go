package server

import (
	"context"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"strikemap/geo"
	"strikemap/server/desk"
	"strikemap/server/web"
)

// meter measures requests and the record.
type meter struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func (s *Server) newMeter() *meter {
	o := s.options
	m := &meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "strikemap_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "strikemap_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "strikemap_build_info", Help: "Always 1; the labels say which build runs.",
		ConstLabels: prometheus.Labels{"version": o.Build.Version, "commit": o.Build.Commit},
	})
	build.Set(1)
	if s.events != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "strikemap_listeners", Help: "Clients that listen to public changes now.",
		}, func() float64 { return float64(s.events.Listeners()) }))
	}
	m.registry.MustRegister(
		m.requests, m.seconds, build,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "strikemap_edition", Help: "Number of the public edition; raised by each public change.",
		}, func() float64 { return float64(o.Reader.Edition().Number) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "strikemap_incidents", Help: "Incidents public now, -1 if they could not be counted.",
		}, func() float64 { return countIncidents(o.Reader) }),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func countIncidents(reader geo.Reader) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	matched := -1
	err := reader.Bodies(ctx, geo.Query{Limit: 1}, func(page geo.BodyPage) error {
		matched = page.Matched
		return nil
	})
	if err != nil {
		return -1
	}
	return float64(matched)
}

// observe counts one request. Routes are those of the table, and methods the usual
// ones, so that nobody can make up labels.
func (m *meter) observe(route, method string, status int, taken time.Duration) {
	if route == "" {
		route = "none"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(taken.Seconds())
}

// adminHandler serves the desk, and metrics and profiling, for the admin listener only.
// Of the public routes the desk has those that its pages load. Its links are those of
// the listener itself: the base URL of the site leads elsewhere.
func (s *Server) adminHandler(public []web.Route, frame *web.Frame, m *meter) (http.Handler, error) {
	linker, err := web.NewLinker("", false, nil)
	if err != nil {
		return nil, err
	}
	host, _, _ := net.SplitHostPort(s.options.AdminListen) // "" for none
	routes, err := desk.Routes(desk.Options{Deps: s.deskDeps(), Drafter: s.options.Drafter, Writer: s.options.Writer, Host: host})
	if err != nil {
		return nil, err
	}
	if len(routes) > 0 {
		routes = append(routes, web.Route{Method: http.MethodGet, Path: "/", Handler: func(w http.ResponseWriter, r *http.Request) error {
			return web.Redirect(w, r, http.StatusSeeOther, desk.PastePath)
		}})
	}
	for _, route := range public {
		if strings.HasPrefix(route.Path, "/assets/") || strings.HasPrefix(route.Path, "/basemap/") {
			routes = append(routes, route)
		}
	}
	router, err := newRouter(routes, frame, linker)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", surround(router, frame, linker, m, s.logger, s.options.Quiet))
	m.addTo(mux)
	return mux, checkTable(routes)
}

// addTo adds metrics and profiling.
func (m *meter) addTo(mux *http.ServeMux) {
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}

// deskDeps are what the desk is built from: it knows more places than readers.
func (s *Server) deskDeps() web.Deps {
	deps := s.deps()
	if s.options.DeskGeocoder != nil {
		deps.Geocoder = s.options.DeskGeocoder
	}
	if s.options.DeskLocator != nil {
		deps.Locator = s.options.DeskLocator
	}
	return deps
}
