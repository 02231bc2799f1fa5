package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"preau/internal/kit/config"
	"preau/internal/kit/exetest"
)

// known are the metrics that the program tells, by the names of their series, with their labels.
type known map[string]map[string]bool

// asked are the expressions of the dashboard and of the rules for alerts.
func asked(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	raw, err := os.ReadFile("../../deploy/grafana/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		t.Fatal(err)
	}
	for _, p := range board.Panels {
		for _, q := range p.Targets {
			out[p.Title+": "+q.Expr] = q.Expr
		}
	}
	if raw, err = os.ReadFile("../../deploy/prometheus/alerts.yml"); err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`- alert: (\w+)\n\s+expr: (.+)`).FindAllStringSubmatch(string(raw), -1) {
		out[m[1]] = m[2]
	}
	return out
}

var (
	series = regexp.MustCompile(`\b((?:preau|process|go)_[a-z_]+)(?:\{([^}]*)\})?`)
	label  = regexp.MustCompile(`([a-z_]+)(?:=~|!~|!=|=)"`)
	groups = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// fits gives what is wrong with an expression.
func (k known) fits(expr string) []string {
	var wrong []string
	all := map[string]bool{"instance": true, "job": true}
	found := series.FindAllStringSubmatch(expr, -1)
	for _, s := range found {
		labels, there := k[s[1]]
		if !there {
			wrong = append(wrong, "no metric "+s[1])
			continue
		}
		for l := range labels {
			all[l] = true
		}
		for _, l := range label.FindAllStringSubmatch(s[2], -1) {
			if !labels[l[1]] && l[1] != "job" {
				wrong = append(wrong, s[1]+" has no label "+l[1])
			}
		}
	}
	for _, g := range groups.FindAllStringSubmatch(expr, -1) {
		for l := range strings.SplitSeq(g[1], ",") {
			if !all[strings.TrimSpace(l)] {
				wrong = append(wrong, "nothing has a label "+l)
			}
		}
	}
	if len(found) == 0 && !strings.HasPrefix(expr, "up{") {
		wrong = append(wrong, "it asks for nothing of ours")
	}
	return wrong
}

// Every metric and label that the dashboard and the alerts ask for is one that the program tells, and none of its own is forgotten.
func TestWatchedMetricsAreTold(t *testing.T) {
	binary := exetest.Build(t, "preau/cmd/preau")
	p := binary.Start(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--slow-query", "1ns")
	said, ok := p.Says("msg=metrics", 30*time.Second)
	if _, serving := p.Says("msg=serving", 30*time.Second); !ok || !serving {
		t.Fatal(p.Words.String())
	}
	_, url, _ := strings.Cut(said, "url=")
	_, body := scrape(t, strings.Fields(url)[0], "")
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	// These have no sample before something happened, and these labels.
	k := known{
		"preau_jobs": {"kind": true, "state": true}, "preau_jobs_oldest_due_seconds": {"kind": true}, "preau_mails": {"state": true}, "preau_mail_outcomes_total": {"outcome": true},
		"preau_job_duration_seconds": {"kind": true, "outcome": true}, "preau_http_request_duration_seconds": {"route": true, "method": true, "code": true},
	}
	for name, f := range families {
		labels := map[string]bool{}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = true
			}
		}
		if want, listed := k[name]; listed {
			for l := range want {
				if !labels[l] {
					t.Errorf("%s has no label %s", name, l)
				}
			}
		}
		k[name] = labels
	}
	for name, labels := range k {
		if strings.HasSuffix(name, "_seconds") {
			k[name+"_count"], k[name+"_sum"] = labels, labels
			bucket := map[string]bool{"le": true}
			for l := range labels {
				bucket[l] = true
			}
			k[name+"_bucket"] = bucket
		}
	}
	all := ""
	for what, expr := range asked(t) {
		all += expr + "\n"
		for _, wrong := range k.fits(expr) {
			t.Errorf("%s: %s", what, wrong)
		}
	}
	for name := range families {
		if strings.HasPrefix(name, "preau_") && !strings.Contains(all, name) {
			t.Errorf("nobody looks at %s", name)
		}
	}
	for wrong, expr := range map[string]string{
		"no metric preau_jbos": "preau_jbos", "preau_ready has no label state": `preau_ready{state="x"}`, "nothing has a label knd": "max by (knd) (preau_jobs)",
	} {
		if !slices.Contains(k.fits(expr), wrong) {
			t.Errorf("%s is not seen: %v", wrong, k.fits(expr))
		}
	}
	if err := p.Stop(os.Interrupt); err != nil {
		t.Error(err)
	}
}

// Each setting that the Debian package's file shows is one of `preau serve`.
func TestPackagedSettings(t *testing.T) {
	raw, err := os.ReadFile("../../deploy/debian/preau.env")
	if err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("un secret de plus de seize lettres"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := config.Environ{}
	for _, m := range regexp.MustCompile(`(?m)^#?(PREAU_\w+)=(.*)$`).FindAllStringSubmatch(string(raw), -1) {
		if env[m[1]] = m[2]; strings.HasSuffix(m[1], "_FILE") {
			env[m[1]] = secret
		}
	}
	if len(env) < 10 {
		t.Fatalf("only %d settings", len(env))
	}
	if _, err := config.Parse(&cli{}, []string{"serve"}, env); err != nil {
		t.Error(err)
	}
	if env["PREAU_NO_SUCH"] = "x"; !fails(env) {
		t.Error("a name that is none is taken")
	}
}

func fails(env config.Environ) bool {
	_, err := config.Parse(&cli{}, []string{"serve"}, env)
	return err != nil
}
