package outbound_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// connects are the files of the program that can make a connection to elsewhere, with who says where to. Only an address that is typed by
// somebody whom the operator's machine does not know has to pass the guard: that is this room's alone. A file that is not here makes none.
var connects = map[string]string{
	"internal/kit/outbound/outbound.go": "the guard: webhooks, whose addresses administrators type",
	"internal/kit/oidc/oidc.go":         "flags of the operator's machine, and what the provider that they name says of itself",
	"internal/kit/blob/s3.go":           "flags of the operator's machine",
	"internal/kit/db/postgres.go":       "flags of the operator's machine",
	"internal/kit/sms/gateway.go":       "the settings, with a fresh proof: a gateway may stand inside",
	"internal/kit/sms/smpp.go":          "the settings, with a fresh proof: a message centre may stand inside",
	"internal/kit/mail/dialogue.go":     "the settings, with a fresh proof: a mail server may stand inside",
}

// apart are folders whose code is not in a server that runs: benches, helpers of tests, tools.
var apart = []string{"internal/bench", "internal/tools", "internal/kit/oidc/oidctest", "internal/kit/blob/blobtest", "internal/kit/web/browsertest", "internal/kit/web/webtest", "internal/kit/db/dbtest"}

// makers are the names of the standard library by which one connects, by package.
var makers = map[string][]string{
	"net/http":                {"Client", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm", "Transport"},
	"net":                     {"Dial", "DialIP", "DialTCP", "DialTimeout", "DialUDP", "DialUnix", "Dialer"},
	"crypto/tls":              {"Dial", "DialWithDialer", "Dialer", "Client"},
	"net/smtp":                {"Dial", "SendMail"},
	"net/rpc":                 {"Dial", "DialHTTP"},
	"golang.org/x/net/proxy":  {"Dial", "FromEnvironment"},
	"golang.org/x/net/http2":  {"Transport"},
	"net/http/httputil":       {"ReverseProxy", "NewSingleHostReverseProxy"},
	"golang.org/x/crypto/ssh": {"Dial"},
}

// Every place of the program that connects to elsewhere is known, with who names the address; the rest of the program makes no connection,
// and the client of webhooks is made in one place.
func TestWhoConnects(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	found, posters := map[string]bool{}, []string{}
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(root, path)
			name = filepath.ToSlash(name)
			if e.IsDir() {
				if slices.Contains(apart, name) || e.Name() == "testdata" || e.Name() == "node_modules" {
					return filepath.SkipDir
				}
				return nil
			}
			if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
				return nil
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			calls := connecting(t, name, src)
			if calls.maker {
				found[name] = true
			}
			if calls.poster {
				posters = append(posters, name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range found {
		if connects[name] == "" {
			t.Errorf("%s connects to elsewhere: say who names the address in this test; what a person types goes through kit/outbound", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(connects)) {
		if !found[name] {
			t.Errorf("%s connects to nothing any more", name)
		}
	}
	if want := []string{"internal/app/webhooks.go"}; !slices.Equal(posters, want) {
		t.Errorf("posters are made in %v", posters)
	}
	if c := connecting(t, "x.go", []byte("package x\nimport h \"net/http\"\nvar _ = h.DefaultClient\n")); !c.maker {
		t.Error("another name of the package hides it")
	}
}

type calls struct{ maker, poster bool }

// connecting says whether a file names what connects.
func connecting(t *testing.T, name string, src []byte) (out calls) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]string{}
	for _, i := range file.Imports {
		path := strings.Trim(i.Path.Value, `"`)
		local := path[strings.LastIndex(path, "/")+1:]
		if i.Name != nil {
			local = i.Name.Name
		}
		from[local] = path
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok {
			path := from[x.Name]
			out.maker = out.maker || slices.Contains(makers[path], s.Sel.Name)
			out.poster = out.poster || strings.HasSuffix(path, "/kit/outbound") && (s.Sel.Name == "NewPoster" || s.Sel.Name == "Client")
		}
		return true
	})
	return out
}
