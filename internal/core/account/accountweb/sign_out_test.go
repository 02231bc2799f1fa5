package accountweb_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"preau/internal/core/frame"
	"preau/internal/kit/web"
)

// Signing out leaves nothing in the browser (ASVS 14.3.1), and does not empty its cache, in which no page is.
func TestSigningOutEmptiesTheBrowser(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		var got string
		s.mux.Post("/fermer", func(w http.ResponseWriter, r *http.Request) error {
			frame.Closed(w, r)
			got = w.Header().Get("Clear-Site-Data")
			return web.SeeOther(w, r, "/")
		})
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/fermer", nil)
		r.Host = "preau.test"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got != `"storage"` || w.Header().Get("Clear-Site-Data") != got {
			t.Errorf("Clear-Site-Data is %q, then %q", got, w.Header().Get("Clear-Site-Data"))
		}
	})
}
