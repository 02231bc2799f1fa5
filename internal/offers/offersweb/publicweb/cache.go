package publicweb

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"time"
)

// unchanged names what is about to be answered, and says that the reader has that already: then 304 was answered. Others may keep it, and ask each
// time whether it is so still: what is taken from the public is gone at once (O86).
func unchanged(w http.ResponseWriter, r *http.Request, of string, at time.Time) bool {
	h := fnv.New64a()
	_, _ = h.Write([]byte(of)) // it never fails
	tag := fmt.Sprintf(`W/"%x"`, h.Sum64())
	head := w.Header()
	head.Set("Etag", tag)
	head.Set("Cache-Control", "public, no-cache")
	head.Add("Vary", "Accept-Language, Cookie")
	if !at.IsZero() {
		head.Set("Last-Modified", at.UTC().Format(http.TimeFormat))
	}
	if known := r.Header.Get("If-None-Match"); known != "" {
		if !strings.Contains(known, strings.TrimPrefix(tag, "W/")) {
			return false
		}
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	if since, err := http.ParseTime(r.Header.Get("If-Modified-Since")); err == nil && !at.IsZero() && !at.Truncate(time.Second).After(since) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	return false
}
