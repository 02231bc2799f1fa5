// Package activityweb is the page of what happened and what waits, and the procedures.
package activityweb

import (
	"bytes"
	"net/http"
	"sync"
	"time"

	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/activity"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/activityweb/msg"
	"preau/internal/offers/structure"
)

// Path is the page; Place is its key in the left column.
const (
	Path      = "/offreur/activite"
	Place     = "offers-activity"
	procPath  = "/offreur/procedures/"
	paramKind = "quoi"
	usualSize = 20
)

var sizes = map[string]int{"50": 50, "100": 100}

// Handler answers for the pages.
type Handler struct {
	activity *activity.Service
	files    *document.Service
	frame    *frame.Frame
	weights  sync.Map // of the procedures' PDFs in bytes, by slug and language: they are made of texts that do not change while the program runs
}

// New makes the handler.
func New(a *activity.Service, files *document.Service, f *frame.Frame) *Handler {
	return &Handler{activity: a, files: files, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(Path, h.show)
	h.mountDocuments(m)
	m.Get(procPath+"{procedure}", h.procedure)
	m.Get(procPath+"{procedure}/document.pdf", h.paper)
}

type page struct {
	T      *i18n.T
	At     ui.Address
	Now    time.Time
	Kind   activity.Kind
	Papers []activity.Document
	PDFs   map[string]string // what the procedures' are: « PDF, 40 Ko », by slug
	Admin  bool
	activity.Page
}

// show is the page (O35).
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	size, ok := sizes[q.Value(ui.SizeParam)]
	if !ok {
		size = usualSize
	}
	var kind activity.Kind
	for _, k := range []activity.Kind{activity.Offers, activity.Users, activity.Structure} {
		if string(k) == q.Value(paramKind) {
			kind = k
		}
	}
	found, err := h.activity.Read(r.Context(), who, kind, q.Int("page", 1, 100_000), size)
	if err != nil {
		return err
	}
	papers, err := h.activity.Documents(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := page{t, ui.Address{Path: Path, Query: r.URL.Query()}, web.At(r), kind, papers, map[string]string{}, who.IsAdmin(), found}
	for _, x := range procedures {
		if p.PDFs[x.slug], err = h.weight(r, procedurePage{t, x}); err != nil {
			return err
		}
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title)}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: Place}, activityHTML(p))
}

// kinds are the choices of the filter (O36).
func (p page) kinds() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.All)}, {Value: string(activity.Offers), Label: p.T.S(msg.Offers)}}
	if p.SeesUsers {
		out = append(out, ui.Option{Value: string(activity.Users), Label: p.T.S(msg.Users)})
	}
	return append(out, ui.Option{Value: string(activity.Structure), Label: p.T.S(msg.Structure)})
}

// feed are the entries as sentences (O41): who, what, on which thing, when.
func (p page) feed() ui.Feed {
	var out ui.Feed
	for _, e := range p.Entries {
		text := ui.Parts{ui.Text(p.sentence(e))}
		if path, label := p.thing(e); path != "" {
			text = append(text, ui.Text(" "), ui.Link{Label: label, Href: path})
		}
		if why := e.Data["motive"] + e.Data["reason"]; why != "" {
			text = append(text, ui.Sub(why))
		}
		out = append(out, ui.FeedLine{Avatar: ui.Avatar{Initials: frame.Initials(e.Name)}, Text: text, When: p.T.DateTime(e.Done)})
	}
	return out
}

// sentence says what somebody did.
func (p page) sentence(e activity.Entry) string {
	who := e.Name
	if who == "" {
		who = p.T.S(msg.Somebody)
	}
	k, known := said[e.Act]
	if e.Act == "offers.offer.edit" && e.From == "" && e.To == string(offer.Draft) {
		k, known = msg.OfferCreate, true
	}
	if !known {
		k = msg.Other
	}
	return p.T.S(k, "who", who, "n", p.number(e), "name", e.Data["name"])
}

func (p page) number(e activity.Entry) string {
	switch {
	case e.Offer != "":
		return offer.Number{Year: e.Year, Seq: e.Seq}.String()
	case e.Data["n"] != "":
		return e.Data["n"]
	}
	return ""
}

// thing is where the entry leads.
func (p page) thing(e activity.Entry) (path, label string) {
	switch {
	case e.Offer != "":
		return offer.Number{Year: e.Year, Seq: e.Seq}.Path(), e.Offer
	case e.Number > 0 && p.Moderates:
		return structure.Structure{Number: e.Number}.Path(), p.T.S(msg.OpenStructure)
	case e.Number > 0:
		return "/offreur/structure", p.T.S(msg.OpenStructure)
	case !p.SeesUsers || p.Moderates:
		return "", ""
	case e.Object.Kind == "offers.join":
		return "/offreur/rattachements", p.T.S(msg.OpenJoins)
	}
	return "/offreur/utilisateurs", p.T.S(msg.OpenUsers)
}

// pages lead through the feed, above and below it (O61 says so of users; it is so of every list here).
func (p page) pages(id string) ui.Pages {
	return ui.Pages{T: p.T, ID: id, Slash: true, At: p.At, Page: p.Page.Page, Size: p.Size, Total: p.Total, Sizes: []int{usualSize, 50, 100}}
}

// waiting is « Votre file active » (O37): each thing, since when, and where it is done.
func (p page) waiting() ui.Work {
	var out ui.Work
	add := func(i inbox.Item) {
		l := ui.WorkLine{Mark: ui.Mark{Icon: ui.IconHorn, Color: ui.Info}, Title: p.T.M(i.Title), Href: i.Path, Due: p.since(i)}
		b := ui.Button{Label: p.T.M(i.Act), About: l.Title, Href: i.Path, Small: true}
		if i.Detail.Key != "" {
			l.Line = p.T.M(i.Detail)
		}
		if len(out) == 0 {
			b.Look = ui.Main
		}
		l.Acts = ui.Parts{b}
		out = append(out, l)
	}
	for _, g := range p.Page.Waiting {
		for _, i := range g.Things {
			add(i)
		}
		if left := g.Count - len(g.Things); left > 0 && len(g.Things) > 0 { // the list has them
			g.Title, g.Act, g.Since = i18n.M(msg.More, "n", left, "what", g.Title), i18n.M(msg.MoreAct), time.Time{}
			add(g.Item)
		} else if left > 0 {
			add(g.Item)
		}
	}
	return out
}

func (p page) since(i inbox.Item) string {
	if i.Since.IsZero() {
		return ""
	}
	return p.T.S(msg.Since, "date", p.T.Date(i.Since))
}

// documents are the procedures: the page first, the PDF made from it beside (O38, O40).
func (p page) documents() ui.Bullets {
	var out ui.Bullets
	for _, x := range procedures {
		out = append(out, ui.Parts{
			ui.Link{Label: p.T.S(x.title), Href: procPath + x.slug},
			ui.Sub(p.T.S(x.hint)),
			ui.Files{ui.File{Label: p.T.S(x.file) + " (" + p.PDFs[x.slug] + ")", Href: procPath + x.slug + "/document.pdf"}},
		})
	}
	for _, d := range p.Papers {
		out = append(out, ui.Parts{ui.Link{Label: d.Title, Href: path(d)}, ui.Files{ui.File{Label: named(p.T, d), Href: path(d) + "/fichier"}}})
	}
	return out
}

type procedurePage struct {
	T *i18n.T
	procedure
}

// procedureOf is the procedure of an address, for everybody who is signed in.
func procedureOf(r *http.Request) (procedurePage, error) {
	if !frame.Actor(r).SignedIn() {
		return procedurePage{}, apperr.UnauthenticatedErr()
	}
	for _, x := range procedures {
		if x.slug == r.PathValue("procedure") {
			return procedurePage{web.T(r), x}, nil
		}
	}
	return procedurePage{}, apperr.NotFoundErr()
}

func (h *Handler) procedure(w http.ResponseWriter, r *http.Request) error {
	p, err := procedureOf(r)
	if err != nil {
		return err
	}
	t := p.T
	head := &ui.Head{T: t, Title: t.S(p.title), Lead: t.S(p.hint), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title), Href: Path}, {Label: t.S(p.title)}}}
	head.Acts = ui.Parts{ui.Button{Label: t.S(msg.AsPdf), Icon: ui.IconDownload, Href: procPath + p.slug + "/document.pdf"}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: Place}, procedureHTML(p))
}

// lines are a section's, as a list.
func (p procedurePage) lines(s section) ui.Bullets {
	var out ui.Bullets
	for _, k := range s.lines {
		out = append(out, ui.Text(p.T.S(k)))
	}
	return out
}

// paper is the procedure as a PDF, made from the same texts (O107).
func (h *Handler) paper(w http.ResponseWriter, r *http.Request) error {
	p, err := procedureOf(r)
	if err != nil {
		return err
	}
	b, err := h.printed(r, p)
	if err != nil {
		return err
	}
	return web.Download(w, p.T.S(p.file), pdf.MediaType, b)
}

// weight says what a procedure's PDF is: its type, and its weight, weighed once a language (O40).
func (h *Handler) weight(r *http.Request, p procedurePage) (string, error) {
	key := p.slug + " " + string(p.T.Lang())
	n, known := h.weights.Load(key)
	if !known {
		b, err := h.printed(r, p)
		if err != nil {
			return "", err
		}
		n = int64(b.Len())
		h.weights.Store(key, n)
	}
	size, _ := n.(int64) // nothing else is kept there
	return about(p.T, document.File{MediaType: pdf.MediaType, Size: size}), nil
}

func (h *Handler) printed(r *http.Request, p procedurePage) (*bytes.Buffer, error) {
	o, err := h.frame.Paper(r, instance.Offers, p.T.S(p.title))
	if err != nil {
		return nil, err
	}
	d := pdf.New(o)
	d.Para(p.T.S(p.hint))
	for _, s := range p.sections {
		d.Heading(p.T.S(s.title))
		for _, k := range s.lines {
			d.Para("• " + p.T.S(k))
		}
	}
	var b bytes.Buffer
	return &b, d.Write(&b)
}
