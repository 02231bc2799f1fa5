package app_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// BenchmarkPages is what a page costs from the request to its last compressed byte, without the network: session, rights, queries,
// rendering.
func BenchmarkPages(b *testing.B) {
	w := inhabited(b, db.SQLite)
	for _, p := range []struct{ name, role, path string }{
		{"sign in", visitor, "/connexion"},
		{"home", elsewhere, "/"},
		{"catalogue", elsewhere, "/catalogue?q=rouge"},
		{"article", elsewhere, "/articles/1"},
		{"baskets", elsewhere, "/paniers"},
		{"desk", coordinator, "/commandes/a-creer"},
		{"board", coordinator, "/groupements/1"},
	} {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, webtest.Base+p.path, nil)
				r.Header.Set("Accept-Encoding", "gzip")
				r.Header.Set("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.8")
				if s := w.secrets[p.role]; s != "" {
					r.AddCookie(&http.Cookie{Name: "__Host-session", Value: s})
				}
				out := httptest.NewRecorder()
				if w.a.Handler.ServeHTTP(out, r); out.Code != http.StatusOK {
					b.Fatal(p.path, out.Code)
				}
				size = out.Body.Len()
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
