package metrics_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/metrics"
)

func told(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler("").ServeHTTP(w, httptest.NewRequest(http.MethodGet, metrics.Path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func want(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if !strings.Contains(text, "\n"+l+"\n") {
			t.Errorf("%s is not told:\n%s", l, text)
		}
	}
}

func TestWhatIsCounted(t *testing.T) {
	m := metrics.New("1.2.3", slog.New(slog.DiscardHandler))
	m.Began()
	m.Began()
	m.Served("/groupements/{n}", "GET", 200, 3*time.Millisecond)
	m.Statement()
	m.SlowStatement()
	m.Ask(func(context.Context) error { return nil })
	m.Transaction(true, true, time.Second, time.Millisecond)
	m.Transaction(false, false, time.Second, 0)
	m.Job("notify.send", "done", 20*time.Millisecond)
	m.Mail("refused")
	m.Take(func(context.Context) (metrics.Stock, error) {
		return metrics.Stock{
			Jobs:  []metrics.Jobs{{Kind: "notify.send", State: "waiting", N: 3, Oldest: time.Minute}, {Kind: "notify.send", State: "dead", N: 1, Oldest: time.Hour}},
			Mails: map[string]int64{"failed": 2}, Sessions: 7,
		}, nil
	})
	want(t, told(t, m),
		"preau_http_requests_in_flight 1", `preau_http_request_duration_seconds_bucket{code="200",method="GET",route="/groupements/{n}",le="0.0025"} 0`,
		`preau_http_request_duration_seconds_bucket{code="200",method="GET",route="/groupements/{n}",le="0.005"} 1`, "preau_db_statements_total 1", "preau_db_slow_statements_total 1", "preau_ready 1",
		`preau_db_transactions_total{mode="read",outcome="failed"} 1`, `preau_db_transactions_total{mode="write",outcome="committed"} 1`,
		`preau_db_wait_seconds_sum{mode="write"} 1`, `preau_db_transaction_duration_seconds_sum{mode="write"} 0.001`,
		`preau_job_duration_seconds_count{kind="notify.send",outcome="done"} 1`, `preau_mail_outcomes_total{outcome="refused"} 1`,
		"preau_database_up 1", `preau_jobs{kind="notify.send",state="waiting"} 3`, `preau_jobs{kind="notify.send",state="dead"} 1`,
		`preau_jobs_oldest_due_seconds{kind="notify.send"} 60`, `preau_mails{state="failed"} 2`, "preau_sessions 7")
}

// A database that is away, or slow, leaves out what stands in it, and nothing else.
func TestDatabaseAway(t *testing.T) {
	m := metrics.New("1", slog.New(slog.DiscardHandler))
	m.Mail("accepted")
	m.Take(func(context.Context) (metrics.Stock, error) { return metrics.Stock{}, errors.New("away") })
	text := told(t, m)
	want(t, text, "preau_database_up 0", `preau_mail_outcomes_total{outcome="accepted"} 1`)
	if strings.Contains(text, "preau_sessions") {
		t.Error("sessions are told")
	}
	m.Take(func(ctx context.Context) (metrics.Stock, error) {
		<-ctx.Done() // asked with a deadline
		return metrics.Stock{}, ctx.Err()
	})
	want(t, told(t, m), "preau_database_up 0")
}

func TestNobodyElse(t *testing.T) {
	h := metrics.New("1", slog.New(slog.DiscardHandler)).Handler("secret")
	for name, c := range map[string]struct {
		method, path, sent string
		want               int
	}{
		"the token":      {"GET", "/metrics", "Bearer secret", 200},
		"none":           {"GET", "/metrics", "", 401},
		"another":        {"GET", "/metrics", "Bearer Secret", 401},
		"another scheme": {"GET", "/metrics", "Basic secret", 401},
		"another path":   {"GET", "/", "Bearer secret", 404},
		"a post":         {"POST", "/metrics", "Bearer secret", 404},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Authorization", c.sent)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want || w.Code != 200 && strings.Contains(w.Body.String(), "preau_") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}
