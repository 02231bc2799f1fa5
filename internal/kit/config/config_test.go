package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/config"
)

type settings struct {
	Serve struct {
		Listen  string         `default:":8080"`
		Engine  string         `enum:"sqlite,postgres" default:"sqlite"`
		Proxies []netip.Prefix `name:"trusted-proxies"`
		Wait    time.Duration
		Workers int
		Secure  bool
		Key     config.Secret
		Zone    config.Zone `default:"Europe/Paris"`
	} `cmd:""`
	Backup struct {
		To string
	} `cmd:""`
}

func parse(t *testing.T, env config.Environ, args ...string) (settings, error) {
	t.Helper()
	var s settings
	_, err := config.Parse(&s, args, env, kong.Exit(func(int) { t.Error("the program was ended") }))
	return s, err
}

func TestFlagsWinOverVariablesOverDefaults(t *testing.T) {
	t.Parallel()
	s, err := parse(t, config.Environ{
		"PREAU_LISTEN": ":1", "PREAU_ENGINE": "postgres", "PREAU_TRUSTED_PROXIES": "10.0.0.0/8,::1/128", "PREAU_WAIT": "3s",
		"PREAU_SECURE": "true", "PREAU_ZONE": "Europe/Brussels", "PREAU_WORKERS": "", "PATH": "/bin", "PREAU_TEST_POSTGRES": "x", "PREAU_TO": "/tmp",
	}, "serve", "--listen", ":2")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Serve
	if got.Listen != ":2" || got.Engine != "postgres" || got.Wait != 3*time.Second || !got.Secure || got.Workers != 0 || got.Zone.String() != "Europe/Brussels" {
		t.Errorf("got %+v", got)
	}
	if len(got.Proxies) != 2 || got.Proxies[1] != netip.MustParsePrefix("::1/128") {
		t.Errorf("proxies %v", got.Proxies)
	}
}

func TestNothingSetIsUsable(t *testing.T) {
	t.Parallel()
	s, err := parse(t, nil, "serve")
	if err != nil {
		t.Fatal(err)
	}
	if s.Serve.Listen != ":8080" || s.Serve.Engine != "sqlite" || s.Serve.Key != "" || s.Serve.Zone.Location().String() != "Europe/Paris" {
		t.Errorf("got %+v", s.Serve)
	}
	if (config.Zone{}).Location() != time.UTC {
		t.Error("the zero zone is not UTC")
	}
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := parse(t, config.Environ{
		"PREAU_WORKERS": "many", "PREAU_WAIT": "soon", "PREAU_ENGINE": "oracle", "PREAU_ZONE": "Europe/Parys", "PREAU_LISTENS": ":1", "PREAU_ZZZ": "1",
		"PREAU_TRUSTED_PROXIES": "ten", "PREAU_KEY_FILE": filepath.Join(t.TempDir(), "none"), "PREAU_LISTEN_FILE": "x", "PREAU_HELP": "1",
	}, "serve", "--nonsense")
	if err == nil {
		t.Fatal("no fault told")
	}
	var got []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		name, _, _ := strings.Cut(line, ":")
		got = append(got, name)
	}
	want := []string{
		"PREAU_HELP", "PREAU_LISTENS", "PREAU_LISTEN_FILE", "PREAU_ZZZ", // unknown
		"PREAU_ENGINE", "PREAU_TRUSTED_PROXIES", "PREAU_WAIT", "PREAU_WORKERS", "PREAU_KEY", "PREAU_ZONE", "unknown flag --nonsense",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("faults (-want +got):\n%s\n%v", d, err)
	}
	if !strings.Contains(err.Error(), "PREAU_LISTENS: no setting has this name (PREAU_LISTEN has)") {
		t.Errorf("no suggestion in %v", err)
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	write(t, file, "s3cret \n")
	s, err := parse(t, config.Environ{"PREAU_KEY_FILE": file}, "serve")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Serve.Key.Reveal(); got != "s3cret " {
		t.Errorf("key %q", got)
	}
	js, _ := json.Marshal(s.Serve)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("settings", "key", s.Serve.Key, "all", s.Serve)
	for _, shown := range []string{fmt.Sprint(s.Serve.Key), fmt.Sprintf("%+v %#v %s %q", s, s.Serve.Key, s.Serve.Key, s.Serve.Key), string(js), log.String()} {
		if strings.Contains(shown, "s3cret") {
			t.Errorf("the secret is shown: %s", shown)
		}
	}
}

func TestBadSecretFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "empty"), "\n")
	write(t, filepath.Join(dir, "large"), strings.Repeat("x", 70_000))
	write(t, filepath.Join(dir, "good"), "x")
	for name, env := range map[string]config.Environ{
		"empty":    {"PREAU_KEY_FILE": filepath.Join(dir, "empty")},
		"large":    {"PREAU_KEY_FILE": filepath.Join(dir, "large")},
		"a folder": {"PREAU_KEY_FILE": dir},
		"both":     {"PREAU_KEY_FILE": filepath.Join(dir, "good"), "PREAU_KEY": "y"},
	} {
		if _, err := parse(t, env, "serve"); err == nil || !strings.HasPrefix(err.Error(), "PREAU_KEY: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHelpNamesTheVariables(t *testing.T) {
	t.Parallel()
	var s settings
	var out strings.Builder
	_, _ = config.Parse(&s, []string{"serve", "--help"}, nil, kong.Writers(&out, &out), kong.Exit(func(int) {})) // help ends the program
	for _, want := range []string{"(PREAU_TRUSTED_PROXIES)", "PREAU_KEY_FILE"} {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), want) {
			t.Errorf("%s is not in\n%s", want, out.String())
		}
	}
}

func TestEnv(t *testing.T) {
	t.Setenv("PREAU_LISTEN", ":9")
	t.Setenv("PREAU_ENGINE", "")
	e := config.Env()
	if _, set := e["PREAU_ENGINE"]; set || e["PREAU_LISTEN"] != ":9" {
		t.Errorf("got %q", e["PREAU_LISTEN"])
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
