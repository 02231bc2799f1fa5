// Package publicweb is what everybody reads of « Offres » without signing in: the list with what narrows it, and each offer's page.
package publicweb

import (
	"context"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

// Options are what the pages stand on.
type Options struct {
	Public  *public.Service
	Frame   *frame.Frame
	BaseURL string // of the platform, for machines that read its addresses elsewhere
	Country func() registers.Country
	// Logo is a structure's, for its number; NotFound where it has none.
	Logo func(ctx context.Context, number int64) (content []byte, mediaType string, err error)
}

// Handler answers for the pages.
type Handler struct {
	o     Options
	kept  kept
	cards cards
	maps  maps
}

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o, maps: maps{ground: o.Public.Ground()}} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(public.ListPath, h.list)
	m.Get(atomPath, h.feed(atomType, atom))
	m.Get(rssPath, h.feed(rssType, rss))
	m.Get(jsonPath, h.feed(jsonType, writeJSON))
	m.Get(sitemapPath, h.sitemap)
	m.Get(sitemapParts+"/{k}", h.part)
	m.Get("/robots.txt", h.robots)
	m.Get(public.ListPath+"/{n}", h.show)
	m.Get(public.ListPath+"/{n}/offre.pdf", h.paper)
	m.Get(public.ListPath+"/{n}/pieces/{k}", h.attachment)
}

// crumbs begin with the home page.
func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}}, more...)
}

func page(head *ui.Head) frame.Page {
	return frame.Page{Head: head, Service: instance.Offers, Bare: true}
}

// day is a day as people read it; empty for what is none.
func day(t *i18n.T, s string) string {
	at, err := time.ParseInLocation(time.DateOnly, s, t.Zone())
	if err != nil {
		return ""
	}
	return t.Date(at)
}

// month is a month as people read it: janvier 2027.
func month(t *i18n.T, s string) string {
	at, err := time.ParseInLocation("2006-01", s, t.Zone())
	if err != nil {
		return s
	}
	return t.Month(at)
}

// positive reads a number from an address; what is none, or below 1, is the other.
func positive(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1_000_000 {
		return otherwise
	}
	return n
}

// joined leaves out what is empty.
func joined(sep string, all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, sep)
}
