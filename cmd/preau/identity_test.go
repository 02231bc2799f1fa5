package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/config"
	"preau/internal/kit/oidc"
)

func identityOf(t *testing.T, env config.Environ) ([]oidc.Settings, error) {
	t.Helper()
	var c struct {
		Serve struct{ identity } `cmd:""`
	}
	if _, err := config.Parse(&c, []string{"serve"}, env); err != nil {
		t.Fatal(err)
	}
	return c.Serve.providers()
}

// Several providers are set by variables, their secrets by files; none is needed.
func TestProviders(t *testing.T) {
	t.Parallel()
	if got, err := identityOf(t, nil); err != nil || len(got) > 0 {
		t.Errorf("nothing set: %v, %v", got, err)
	}
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := identityOf(t, config.Environ{
		"PREAU_PROCONNECT_ISSUER": "https://fca.example.org/api/v2", "PREAU_PROCONNECT_CLIENT_ID": "p", "PREAU_PROCONNECT_SECRET_FILE": file,
		"PREAU_PROCONNECT_LEVELS": "eidas1,eidas2", "PREAU_PROCONNECT_ANY_ORG": "true",
		"PREAU_OIDC2_ISSUER": "https://id.example.org", "PREAU_OIDC2_CLIENT_ID": "r", "PREAU_OIDC2_SECRET": "x", "PREAU_OIDC2_KEY": "rectorat", "PREAU_OIDC2_NAME": "le rectorat",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []oidc.Settings{
		{Key: "proconnect", Name: "ProConnect", Kind: oidc.ProConnect, Issuer: "https://fca.example.org/api/v2", ClientID: "p", Secret: "s", Levels: []string{"eidas1", "eidas2"}, AnyOrg: true},
		{Key: "rectorat", Name: "le rectorat", Issuer: "https://id.example.org", ClientID: "r", Secret: "x"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestEveryFaultOfTheProviders(t *testing.T) {
	t.Parallel()
	_, err := identityOf(t, config.Environ{
		"PREAU_PROCONNECT_CLIENT_ID": "p", "PREAU_OIDC_ISSUER": "http://id.example.org", "PREAU_OIDC_NAME": "A", "PREAU_OIDC_KEY": "proconnect",
		"PREAU_OIDC3_NAME": "B",
	})
	for _, want := range []string{
		"--proconnect-issuer", "--proconnect-secret", "--oidc-issuer: must be https", "--oidc-client-id", "--oidc3-issuer", "two providers have the key proconnect",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not told: %v", want, err)
		}
	}
}
