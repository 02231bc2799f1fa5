package app_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/core/rest"
	"preau/internal/kit/db"
)

// A generator that others write makes a client from the API's description; a program written on it is checked against the
// client's types, and does its work on the running program.
func TestGeneratedClient(t *testing.T) {
	packages := os.Getenv("PREAU_TEST_APICLIENT")
	if packages == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no packages to build a client with (scripts/apiclient fetches them)")
		}
		t.Skip("no packages to build a client with (scripts/apiclient fetches them)")
	}
	b := inhabited(t, db.SQLite)
	server := httptest.NewServer(b.a.Handler)
	defer server.Close()
	c := client{t, t.TempDir()}
	c.put("openapi.json", b.call("GET", strings.TrimPrefix(rest.Document, rest.Prefix), "", "", "Accept-Language", "en").Body.Bytes())
	for _, name := range []string{"package.json", "tsconfig.json", "client.ts"} {
		text, err := os.ReadFile(filepath.Join("testdata", "client", name))
		b.ok(err)
		if name == "package.json" {
			text = []byte(`{"type":"module"}`)
		}
		c.put(name, text)
	}
	b.ok(os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(c.folder, "node_modules")))
	c.node(nil, "node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--output", "api.d.ts")
	c.node(nil, "node_modules/typescript/bin/tsc", "--project", ".")
	got := c.node([]string{"PREAU_URL=" + server.URL, "PREAU_TOKEN=" + b.tokens[member]}, "client.js")
	want := `{"who":"member","numbers":[1,3,4],"quantities":["10","20"],"stale":[412,2],"reasons":["needs.not_coordinator"]}`
	if strings.TrimSpace(got) != want {
		t.Errorf("the client says %s, want %s", got, want)
	}
}

// client is the folder in which a client is built.
type client struct {
	t      *testing.T
	folder string
}

func (c client) put(name string, text []byte) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.folder, name), text, 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c client) node(env []string, args ...string) string {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "node", args...)
	cmd.Dir, cmd.Env = c.folder, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("node %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
