package publicweb

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"preau/internal/kit/apperr"
	"preau/internal/offers/public"
)

// sitemapPart is how many addresses a part of the map has; fifty thousand are the most.
const sitemapPart = 10_000

const (
	sitemapPath  = "/sitemap.xml"
	sitemapParts = "/sitemap/offres"
	sitemapSpan  = "http://www.sitemaps.org/schemas/sitemap/0.9"
)

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"sitemapindex"`
	Span    string       `xml:"xmlns,attr"`
	Parts   []sitemapURL `xml:"sitemap"`
}

type urlSet struct {
	XMLName xml.Name     `xml:"urlset"`
	Span    string       `xml:"xmlns,attr"`
	URLs    []sitemapURL `xml:"url"`
}

// sitemap names the parts of the map.
func (h *Handler) sitemap(w http.ResponseWriter, r *http.Request) error {
	_, parts, err := h.o.Public.All(r.Context(), -1, sitemapPart)
	if err != nil || h.same(w, r) {
		return err
	}
	out := sitemapIndex{Span: sitemapSpan}
	for k := range parts {
		out.Parts = append(out.Parts, sitemapURL{Loc: fmt.Sprintf("%s%s/%d", h.o.BaseURL, sitemapParts, k+1)})
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	return writeXML(w, out)
}

// part is one of them: the addresses of published offers, with when each changed.
func (h *Handler) part(w http.ResponseWriter, r *http.Request) error {
	k, err := strconv.Atoi(r.PathValue("k"))
	if err != nil || k < 1 || strconv.Itoa(k) != r.PathValue("k") { // one address for each part
		return apperr.NotFoundErr()
	}
	some, parts, err := h.o.Public.All(r.Context(), k-1, sitemapPart)
	if err != nil {
		return err
	}
	if k > parts {
		return apperr.NotFoundErr()
	}
	if h.same(w, r) {
		return nil
	}
	out := urlSet{Span: sitemapSpan}
	if k == 1 {
		out.URLs = append(out.URLs, sitemapURL{Loc: h.o.BaseURL + public.ListPath})
	}
	for _, e := range some {
		out.URLs = append(out.URLs, sitemapURL{h.o.BaseURL + public.Path(e.Number), stamp(e.Changed)})
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	return writeXML(w, out)
}

// same says that the reader has the map as it is now.
func (h *Handler) same(w http.ResponseWriter, r *http.Request) bool {
	found, err := h.o.Public.Find(r.Context(), public.Query{Bare: true, Size: 1})
	return err == nil && unchanged(w, r, found.Tag+r.URL.Path) // else it is written anew
}

// robots keeps machines to what is public, and once over: narrowed lists have no end.
func (h *Handler) robots(w http.ResponseWriter, _ *http.Request) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{public.ListPath + "?", public.ListPath + "/*/signaler", "/offreur/", "/moderation", "/signalements", "/connexion", "/inscription", "/api/"} {
		b.WriteString("Disallow: " + path + "\n")
	}
	b.WriteString("\nSitemap: " + h.o.BaseURL + sitemapPath + "\n")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write([]byte(b.String())) // fails only when the client has gone
	return nil
}
