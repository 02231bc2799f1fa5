package publicweb

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

// unchanged names what is about to be answered, and says that the reader has that already: then 304 was answered. Others may keep it, and ask each
// time whether it is so still: what is taken from the public is gone at once (O86).
//
// No Last-Modified: what is left after something was withdrawn is as old as it was before, and who asks by a date alone would keep what is gone.
func unchanged(w http.ResponseWriter, r *http.Request, of string) bool {
	h := fnv.New64a()
	_, _ = h.Write([]byte(of)) // it never fails
	tag := fmt.Sprintf(`W/"%x"`, h.Sum64())
	head := w.Header()
	head.Set("Etag", tag)
	head.Set("Cache-Control", "public, no-cache")
	head.Add("Vary", "Accept-Language, Cookie")
	if known := r.Header.Get("If-None-Match"); known != "" && strings.Contains(known, strings.TrimPrefix(tag, "W/")) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	return false
}
