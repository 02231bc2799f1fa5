package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"preau/internal/kit/exetest"
)

// scrape asks as Prometheus does.
func scrape(t *testing.T, url, token string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, body
}

// The program that an operator starts tells Prometheus what it does, at an address of its own, to who has the token. Its
// own parser reads it, its own rules for names find nothing to say, and no address that was asked for is in it.
func TestMetrics(t *testing.T) {
	binary := exetest.Build(t, "preau/cmd/preau")
	desks(t, func(t *testing.T, d desk) {
		const token = "un jeton de seize lettres"
		p := binary.Start(t, append([]string{"serve", "-listen", "127.0.0.1:0", "-metrics-listen", "127.0.0.1:0", "-metrics-token", token}, long(d.flags)...)...)
		at := func(line string) string {
			said, ok := p.Says(line, 30*time.Second)
			if !ok {
				t.Fatal(p.Words.String())
			}
			_, url, _ := strings.Cut(said, "url=")
			return strings.Fields(url)[0]
		}
		gauges, base := at("msg=metrics"), at("msg=serving")
		if code, _ := scrape(t, base+"/metrics", token); code != http.StatusNotFound {
			t.Errorf("on the public address: %d", code)
		}
		for _, wrong := range []string{"", "x", token + "x", strings.ToUpper(token)} {
			if code, body := scrape(t, gauges, wrong); code != http.StatusUnauthorized || bytes.Contains(body, []byte("preau_")) {
				t.Errorf("with token %q: %d", wrong, code)
			}
		}
		if code, _ := scrape(t, strings.TrimSuffix(gauges, "/metrics")+"/", token); code != http.StatusNotFound {
			t.Errorf("another path: %d", code)
		}
		for _, path := range []string{"/", "/groupements/77", "/mails/arreter/un-secret-personnel", "/nulle/part?q=Œuvrard"} {
			scrape(t, base+path, "")
		}
		code, body := scrape(t, gauges, token)
		if code != http.StatusOK {
			t.Fatalf("%d %s", code, body)
		}
		for _, personal := range []string{"un-secret-personnel", "/groupements/77", "vrard", "127.0.0.1"} {
			if bytes.Contains(body, []byte(personal)) {
				t.Errorf("tells %q", personal)
			}
		}
		problems, err := promlint.New(bytes.NewReader(body)).Lint()
		if err != nil || len(problems) > 0 {
			t.Errorf("%v %v", problems, err)
		}
		wantFamilies(t, body)
		if err := p.Stop(os.Interrupt); err != nil {
			t.Errorf("%v: %s", err, p.Words.String())
		}
	})
}

func wantFamilies(t *testing.T, body []byte) {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sum := func(name string, labels ...string) (n float64) {
		for _, m := range families[name].GetMetric() {
			have := ""
			for _, l := range m.GetLabel() {
				have += l.GetName() + "=" + l.GetValue() + " "
			}
			all := true
			for _, l := range labels {
				all = all && strings.Contains(have, l+" ")
			}
			if all {
				n += m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
		return n
	}
	for name, least := range map[string]float64{
		"preau_build_info": 1, "preau_database_up": 1, "preau_db_statements_total": 10, "preau_db_wait_seconds": 2,
		"preau_db_transaction_duration_seconds": 2, "go_goroutines": 1, "process_cpu_seconds_total": 0,
	} {
		if families[name] == nil || sum(name) < least {
			t.Errorf("%s: %v", name, families[name])
		}
	}
	if n := sum("preau_http_request_duration_seconds", "route=/groupements/{n}", "method=GET", "code=404"); n != 1 {
		t.Errorf("%v requests of a group", n)
	}
	if n := sum("preau_http_request_duration_seconds", "route=-", "code=404"); n != 2 { // nowhere, and /metrics on the public address
		t.Errorf("%v requests of nothing", n)
	}
	if n := sum("preau_http_requests_in_flight"); n != 0 {
		t.Errorf("%v in flight", n)
	}
	for _, mode := range []string{"read", "write"} {
		if sum("preau_db_transactions_total", "mode="+mode, "outcome=committed") == 0 {
			t.Errorf("no %s transaction", mode)
		}
	}
	for _, name := range []string{"preau_sessions", "preau_mails"} {
		if families[name] == nil || sum(name) != 0 {
			t.Errorf("%s: %v", name, families[name])
		}
	}
}

// Other machines may not read it without a token, and settings that mean nothing are told.
func TestMetricsSettings(t *testing.T) {
	d := desk{t: t, flags: []string{"-data", t.TempDir()}, url: filepath.Join(t.TempDir(), "none")}
	d.refused("other machines can reach", "serve", "-listen", "127.0.0.1:0", "-metrics-listen", "0.0.0.0:0")
	d.refused("without -metrics-listen", "serve", "-listen", "127.0.0.1:0", "-metrics-token", "un jeton de seize lettres")
	d.refused("shorter than 16", "serve", "-listen", "127.0.0.1:0", "-metrics-listen", "127.0.0.1:0", "-metrics-token", "court")
}
