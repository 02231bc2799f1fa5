package web_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"preau/internal/kit/web"
)

// A file goes out as it was kept, whole or in part, and can do nothing in the site's name.
func TestSend(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	text := strings.Repeat("abcdefghij", 1000)
	content := web.Content{Name: "Règlement.txt", MediaType: "text/plain; charset=utf-8", Tag: "hash", Inline: true}
	s.mux.Get("/file", func(w http.ResponseWriter, r *http.Request) error {
		content.ReadSeeker = strings.NewReader(text)
		return web.Send(w, r, content)
	})
	w := s.get("/file", header("Accept-Encoding", "gzip"))
	for name, value := range map[string]string{
		"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Accept-Ranges": "bytes",
		"Content-Length": "10000", "Content-Encoding": "", "Etag": `"hash"`, "Content-Disposition": `attachment; filename="R_glement.txt"; filename*=UTF-8''R%C3%A8glement.txt`,
	} {
		want(t, name, w.Header().Get(name), value)
	}
	for _, part := range []string{"object-src 'none'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), part) {
			t.Errorf("the policy of files has no %s", part)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox;") || strings.Contains(policy, "allow") {
		t.Errorf("policy %s", policy)
	}
	want(t, "whole", w.Body.String(), text)
	w = s.get("/file", header("Range", "bytes=9995-"), header("If-Range", `"hash"`))
	want(t, "status of a part", w.Code, 206)
	want(t, "part", w.Body.String(), "fghij")
	want(t, "changed meanwhile", s.get("/file", header("Range", "bytes=9995-"), header("If-Range", `"other"`)).Code, 200)
	want(t, "beyond the end", s.get("/file", header("Range", "bytes=10000-")).Code, 416)
	head := s.do(http.MethodHead, "/file", nil)
	want(t, "HEAD", head.Code, 200)
	want(t, "HEAD has no body", head.Body.Len(), 0)

	for mediaType, how := range map[string]string{"image/png": "inline", "image/jpeg": "inline", "image/svg+xml": "attachment", "text/html": "attachment", "application/pdf": "attachment"} {
		content.Name, content.MediaType = "a.bin", mediaType
		want(t, mediaType, s.get("/file").Header().Get("Content-Disposition"), how+"; filename=a.bin")
	}
}

// What cannot be read to its end must not look whole.
func TestSendHalfway(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/file", func(w http.ResponseWriter, r *http.Request) error {
		return web.Send(w, r, web.Content{Name: "a", MediaType: "text/plain", ReadSeeker: &broken{Reader: strings.NewReader("half")}})
	})
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("recovered %v", err)
		}
	}()
	s.get("/file")
	t.Error("it looks whole")
}

// broken says that it has 100 bytes, and has fewer.
type broken struct{ *strings.Reader }

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil {
		err = errors.New("disk fault")
	}
	return n, err
}

func (b *broken) Seek(at int64, from int) (int64, error) {
	if from == io.SeekEnd {
		return 100, nil
	}
	return b.Reader.Seek(at, from)
}
