package web

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// Content is a file as it was kept, which a person had sent.
type Content struct {
	Name      string
	MediaType string
	Inline    bool   // shown in the page or the browser rather than saved, if it is of a type that can do no harm there
	Tag       string // names these very bytes: a hash
	io.ReadSeeker
}

// sandbox lets what somebody sent do nothing in this site's name, should a browser show it.
const sandbox = "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// inline are the types that may be shown: pictures that were made anew.
var inline = map[string]bool{"image/png": true, "image/jpeg": true}

// Send answers with a file, or the part of it that was asked for. Nothing of it is kept on the way, nor compressed, since
// a part is one of its bytes as they are.
func Send(w http.ResponseWriter, r *http.Request, c Content) error {
	how := "attachment"
	if c.Inline && inline[c.MediaType] {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", c.MediaType)
	h.Set("Content-Disposition", disposition(how, c.Name))
	h.Set("Content-Security-Policy", sandbox)
	h.Set("Etag", `"`+c.Tag+`"`)
	if p, ok := w.(*packer); ok {
		p.decided = true
	}
	from := &faulty{ReadSeeker: c.ReadSeeker}
	http.ServeContent(steady{w, http.NewResponseController(w)}, r, "", time.Time{}, from)
	if from.err != nil {
		return fmt.Errorf("send file: %w", from.err) // breaks the connection: half a file must not look whole
	}
	return nil
}

// faulty remembers that reading failed, which ServeContent keeps for itself.
type faulty struct {
	io.ReadSeeker
	err error
}

func (f *faulty) Read(b []byte) (int, error) {
	n, err := f.ReadSeeker.Read(b)
	if err != nil && err != io.EOF { //nolint:errorlint // a reader's end is this very value
		f.err = err
	}
	return n, err
}
