package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

const staticPrefix = "/static/"

// Assets are the static files, in memory, each under a name that holds its content's hash: browsers may keep them for ever.
type Assets struct {
	byName map[string]string // "app.css" → "/static/app.0a1b2c3d.css"
	byPath map[string]asset
}

type asset struct {
	contentType string
	plain, gz   []byte // gz is nil when it would not help
}

// NewAssets reads all files of dir. Addresses in style sheets, url(…), are taken as names relative to the sheet and
// changed to the hashed ones; one that names no file is an error.
func NewAssets(dir fs.FS) (*Assets, error) {
	l := &loader{dir: dir, out: &Assets{byName: map[string]string{}, byPath: map[string]asset{}}, loading: map[string]bool{}}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = l.load(name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	return l.out, nil
}

// Asset is the address of a file, its hash included. An unknown name gives an address that answers 404.
func (a *Assets) Asset(name string) string {
	if a != nil {
		if p, ok := a.byName[name]; ok {
			return p
		}
	}
	return staticPrefix + name
}

// serve answers for a file, or says that there is none.
func (a *Assets) serve(w http.ResponseWriter, r *http.Request) bool {
	f, ok := a.byPath[r.URL.Path]
	if !ok || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body := f.plain
	if f.gz != nil {
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = f.gz
		}
		h.Set("Vary", "Accept-Encoding")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // fails only when the client has gone
	return true
}

type loader struct {
	dir     fs.FS
	out     *Assets
	loading map[string]bool
}

// load reads a file once, after those that it names, since its hash covers theirs.
func (l *loader) load(name string) (string, error) {
	if p, ok := l.out.byName[name]; ok {
		return p, nil
	}
	if l.loading[name] {
		return "", fmt.Errorf("%s names itself", name)
	}
	l.loading[name] = true
	b, err := fs.ReadFile(l.dir, name)
	if err != nil {
		return "", err
	}
	if path.Ext(name) == ".css" {
		if b, err = l.resolve(name, b); err != nil {
			return "", err
		}
	}
	sum := sha256.Sum256(b)
	ext := path.Ext(name)
	address := staticPrefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	f := asset{contentType: typeOf(ext), plain: b}
	if isText(f.contentType) {
		f.gz = squeeze(b)
	}
	l.out.byName[name], l.out.byPath[address] = address, f
	return address, nil
}

var cssURL = regexp.MustCompile(`url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]*?))\s*\)`)

func (l *loader) resolve(sheet string, css []byte) ([]byte, error) {
	var fault error
	out := cssURL.ReplaceAllFunc(css, func(m []byte) []byte {
		parts := cssURL.FindSubmatch(m)
		ref := string(bytes.Join(parts[1:], nil))
		if ref == "" || strings.HasPrefix(ref, "#") || strings.HasPrefix(ref, "/") || strings.Contains(ref, ":") {
			return m
		}
		file, fragment, _ := strings.Cut(ref, "#")
		address, err := l.load(path.Join(path.Dir(sheet), file))
		if err != nil && fault == nil {
			fault = fmt.Errorf("%s: url(%s): %w", sheet, ref, err)
		}
		if fragment != "" {
			address += "#" + fragment
		}
		return []byte(`url("` + address + `")`)
	})
	return out, fault
}

// squeeze compresses, or gives nil when that saves less than a tenth.
func squeeze(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // fails only on a bad level
	_, _ = z.Write(b)                                       // into memory
	_ = z.Close()
	if out.Len() > len(b)*9/10 {
		return nil
	}
	return out.Bytes()
}

// typeOf does not ask the machine's table of types, which differs from one to the next.
func typeOf(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".txt", "":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
