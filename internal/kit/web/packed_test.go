package web

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// A page with parts that were compressed before is the same page: whatever stands around them and in them, to whoever takes gzip or not.
func TestPackedParts(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's dice
	text := func(most int) string {
		var b strings.Builder
		for range dice.IntN(most) {
			fmt.Fprintf(&b, `<li class="app-offer">%d «&nbsp;école&nbsp;»</li>`, dice.IntN(50))
		}
		return b.String()
	}
	land := Pack("M10 20" + text(200))
	for i := range 200 {
		inner := text(100) + land.plain + text(100)
		parts := []*Packed{Pack(text(30)), Pack(inner, land), Pack("short"), Pack(text(300)), land}
		var plain strings.Builder
		page := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			plain.Reset()
			w = io.MultiWriter(w, &plain)
			for k := range dice.IntN(8) {
				if err := parts[(i+k)%len(parts)].Render(ctx, w); err != nil {
					return err
				}
				if _, err := io.WriteString(w, text(40)); err != nil {
					return err
				}
			}
			return nil
		})
		for _, accept := range []string{"gzip", ""} {
			r, to := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
			r.Header.Set("Accept-Encoding", accept)
			w := compress(to, r)
			if err := Render(w, r, http.StatusOK, page); err != nil {
				t.Fatal(err)
			}
			w.close()
			body := to.Body.String()
			if to.Header().Get("Content-Encoding") == "gzip" {
				z, err := gzip.NewReader(strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				raw, err := io.ReadAll(z) // its sum and its length too
				if err != nil {
					t.Fatal(err)
				}
				body = string(raw)
			} else if accept == "gzip" && plain.Len() >= minGzip {
				t.Fatal("it is not compressed")
			}
			if body != plain.String() {
				t.Fatalf("page %d for %q: %d bytes, want %d", i, accept, len(body), plain.Len())
			}
		}
	}
}

// What was collected and is not on the page, as in a part that was drawn and left out, changes nothing.
func TestPackedPartThatIsNotThere(t *testing.T) {
	t.Parallel()
	page := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if err := Pack(strings.Repeat("elsewhere ", 500)).Render(ctx, io.Discard); err != nil {
			return err
		}
		_, err := io.WriteString(w, strings.Repeat("here ", 500))
		return err
	})
	r, to := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
	r.Header.Set("Accept-Encoding", "gzip")
	w := compress(to, r)
	if err := Render(w, r, http.StatusOK, page); err != nil {
		t.Fatal(err)
	}
	w.close()
	z, err := gzip.NewReader(to.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != strings.Repeat("here ", 500) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
