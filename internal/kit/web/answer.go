package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/a-h/templ"

	"preau/internal/kit/i18n"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// largeBuffer is the size above which a buffer is not kept for the next page.
const largeBuffer = 1 << 20

// Render draws a page whole before sending its first byte, so that a fault while drawing still gives an error page.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= largeBuffer {
			buffers.Put(b)
		}
	}()
	ctx, parts := withParts(r.Context())
	if err := page.Render(ctx, b); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if p, ok := w.(*packer); !ok || !p.spliced(b.Bytes(), *parts) {
		_, _ = w.Write(b.Bytes()) // fails only when the client has gone
	}
	return nil
}

// SeeOther leads to a page of this site after an act (303), which says the flash messages once.
func SeeOther(w http.ResponseWriter, r *http.Request, path string, flash ...i18n.Msg) error {
	if len(flash) > 0 {
		putFlash(w, r, flash)
	}
	w.Header().Set("Location", asciiURL(LocalPath(path)))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// LeadAway leads to a page of another site (303), whose address the program itself made: never one that somebody typed.
func LeadAway(w http.ResponseWriter, address string) {
	w.Header().Set("Location", asciiURL(address))
	w.WriteHeader(http.StatusSeeOther)
}

// LocalPath is s when it is an address of this site from its root ("/demandes?page=2"), else "/".
// What browsers would read as another site's is refused: "//", backslashes, and the control characters that they drop.
func LocalPath(s string) string {
	if len(s) > 2000 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") ||
		strings.Contains(s, `\`) || strings.ContainsFunc(s, unicode.IsControl) {
		return "/"
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return "/"
	}
	return s
}

// asciiURL escapes what a header cannot hold.
func asciiURL(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
