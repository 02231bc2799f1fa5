package web_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/msg"
)

// BenchmarkChain is what the chain costs each page, compression included.
func BenchmarkChain(b *testing.B) {
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		b.Fatal(err)
	}
	m := web.NewMux()
	var rows strings.Builder
	for i := range 100 {
		fmt.Fprintf(&rows, `<tr><th scope="row"><a class="ds-link" href="/groupes/%d">Groupement %d</a></th><td>%d,00 €</td></tr>`, i*7919%1000, i, i*131)
	}
	m.Get("/liste/{n}", says(rows.String()))
	m.Post("/act", says("x"))
	h, err := web.Handler(m, web.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Catalogue: cat})
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, r func() *http.Request) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, r()); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
	get := func(accept string) func() *http.Request {
		return func() *http.Request {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/liste/12", nil)
			r.Header.Set("Accept-Encoding", accept)
			r.Header.Set("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.8")
			return r
		}
	}
	run("plain", get(""))
	run("gzip", get("gzip"))
	run("form", func() *http.Request {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/act", strings.NewReader("_cle=k&nom=L%C3%A9a&note=a%0d%0ab"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	})
}
