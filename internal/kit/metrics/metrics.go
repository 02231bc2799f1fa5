// Package metrics counts what the program does, for Prometheus: requests by route, statements and transactions, jobs,
// mails, and what stands in the database. Labels are routes, kinds and outcomes, of which there are so many and no more;
// never an address, a name or an id.
package metrics

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Path is where Prometheus asks.
const Path = "/metrics"

// patience is how long the database is asked at a scrape: Prometheus itself waits for ten seconds.
const patience = 2 * time.Second

// Stock is what stands in the database.
type Stock struct {
	Jobs     []Jobs
	Mails    map[string]int64 // by state: those under way, and those that wait for somebody
	Sessions int64            // that are open
}

// Jobs are those of a kind in a state.
type Jobs struct {
	Kind, State string
	N           int
	Oldest      time.Duration // since the oldest was due; 0 when none is
}

// Metrics gathers. Its methods are what the kit's rooms call while they work.
type Metrics struct {
	registry *prometheus.Registry
	log      *slog.Logger
	stock    func(context.Context) (Stock, error)
	ready    func(context.Context) error

	inFlight     prometheus.Gauge
	requests     *prometheus.HistogramVec
	statements   prometheus.Counter
	slow         prometheus.Counter
	transactions *prometheus.CounterVec
	waits, holds *prometheus.HistogramVec
	jobs         *prometheus.HistogramVec
	mails        *prometheus.CounterVec
}

var (
	quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}
	slow  = []float64{.01, .1, 1, 10, 60, 600}
)

// New begins to count.
func New(version string, log *slog.Logger) *Metrics {
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(), log: log,
		inFlight:     prometheus.NewGauge(prometheus.GaugeOpts{Name: "preau_http_requests_in_flight", Help: "Requests that are being answered."}),
		requests:     histogram("preau_http_request_duration_seconds", "Time to answer a request, by its route.", quick, "route", "method", "code"),
		statements:   prometheus.NewCounter(prometheus.CounterOpts{Name: "preau_db_statements_total", Help: "Statements sent to the database."}),
		slow:         prometheus.NewCounter(prometheus.CounterOpts{Name: "preau_db_slow_statements_total", Help: "Statements that took longer than -slow-query; the log names them."}),
		transactions: counter("preau_db_transactions_total", "Transactions that ended, by mode (read, write) and outcome (committed, failed).", "mode", "outcome"),
		waits:        histogram("preau_db_wait_seconds", "Time that a transaction waited for its turn: on SQLite, for the one writer.", quick, "mode"),
		holds:        histogram("preau_db_transaction_duration_seconds", "Time that a transaction took once it had its turn.", quick, "mode"),
		jobs:         histogram("preau_job_duration_seconds", "Time of an attempt of a background job, by kind and outcome (done, failed, dead, later).", slow, "kind", "outcome"),
		mails:        counter("preau_mail_outcomes_total", "Mails by what became of a try (accepted, refused, deferred, uncertain) or of the mail later (bounced).", "outcome"),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "preau_build_info", Help: "Always 1: the version that runs.", ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.inFlight, m.requests, m.statements, m.slow, m.transactions, m.waits, m.holds, m.jobs, m.mails, build, stocktaking{m},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Take has read tell what stands in the database, at each scrape.
func (m *Metrics) Take(read func(context.Context) (Stock, error)) { m.stock = read }

// Ask has ready say, at each scrape, whether this machine can serve.
func (m *Metrics) Ask(ready func(context.Context) error) { m.ready = ready }

// Began counts a request that came in.
func (m *Metrics) Began() { m.inFlight.Inc() }

// Served counts a request that was answered. route is the pattern, never the address asked for.
func (m *Metrics) Served(route, method string, status int, took time.Duration) {
	m.inFlight.Dec()
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// Statement counts one.
func (m *Metrics) Statement() { m.statements.Inc() }

// SlowStatement counts one that took long.
func (m *Metrics) SlowStatement() { m.slow.Inc() }

// Transaction counts one that ended, or that never got its turn: held is then 0.
func (m *Metrics) Transaction(write, committed bool, wait, held time.Duration) {
	mode, outcome := "read", "failed"
	if write {
		mode = "write"
	}
	if committed {
		outcome = "committed"
	}
	m.transactions.WithLabelValues(mode, outcome).Inc()
	m.waits.WithLabelValues(mode).Observe(wait.Seconds())
	m.holds.WithLabelValues(mode).Observe(held.Seconds())
}

// Job counts an attempt.
func (m *Metrics) Job(kind, outcome string, took time.Duration) {
	m.jobs.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// Mail counts what became of one.
func (m *Metrics) Mail(outcome string) { m.mails.WithLabelValues(outcome).Inc() }

// Handler answers Prometheus, and nobody else: with a token, only who sends it as « Authorization: Bearer ».
func (m *Metrics) Handler(token string) http.Handler {
	text := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 3, Timeout: 2 * patience})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != Path || r.Method != http.MethodGet:
			http.NotFound(w, r)
		case !allowed(r, token):
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "the token is wrong", http.StatusUnauthorized)
		default:
			text.ServeHTTP(w, r)
		}
	})
}

// allowed compares hashes, so that neither the length nor the beginning of the token can be found out by the time it takes.
func allowed(r *http.Request, token string) bool {
	if token == "" {
		return true
	}
	given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// The gauges of what stands in the database.
var (
	able     = prometheus.NewDesc("preau_ready", "1 when this machine can serve, as /readyz says; 0 when it cannot.", nil, nil)
	up       = prometheus.NewDesc("preau_database_up", "1 when the database told what stands in it, 0 when it did not in time.", nil, nil)
	jobs     = prometheus.NewDesc("preau_jobs", "Background jobs, by kind and state (waiting, running, dead).", []string{"kind", "state"}, nil)
	oldest   = prometheus.NewDesc("preau_jobs_oldest_due_seconds", "Time since the oldest waiting job of a kind was due.", []string{"kind"}, nil)
	mails    = prometheus.NewDesc("preau_mails", "Mails that are under way or wait for somebody, by state.", []string{"state"}, nil)
	sessions = prometheus.NewDesc("preau_sessions", "Sessions that are open.", nil, nil)
)

// stocktaking asks the database at each scrape.
type stocktaking struct{ m *Metrics }

// Describe names the gauges.
func (s stocktaking) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{able, up, jobs, oldest, mails, sessions} {
		c <- d
	}
}

// Collect gives them. A database that does not answer in time makes no scrape fail: what the process counted is still told.
func (s stocktaking) Collect(c chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if s.m.ready != nil {
		is := 1.
		if s.m.ready(context.Background()) != nil { // the log says why
			is = 0
		}
		gauge(able, is)
	}
	if s.m.stock == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stock, err := s.m.stock(ctx)
	if err != nil {
		s.m.log.Warn("the metrics of the database are missing", "error", err)
		gauge(up, 0)
		return
	}
	gauge(up, 1)
	for _, j := range stock.Jobs {
		gauge(jobs, float64(j.N), j.Kind, j.State)
		if j.State == "waiting" {
			gauge(oldest, j.Oldest.Seconds(), j.Kind)
		}
	}
	for state, n := range stock.Mails {
		gauge(mails, float64(n), state)
	}
	gauge(sessions, float64(stock.Sessions))
}
