package demoweb

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"preau/internal/core/frame"
	"preau/internal/demo/demoweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	paramAddress = "a"
	boxKept      = 2000 // mails that the list goes back to
	boxGiven     = 50   // mails with their texts, to a script
)

// sizes are how many lines a page of the list may have.
var sizes = []int{20, 50, 100}

type boxPage struct {
	T       *i18n.T
	At      ui.Address
	Address string
	Rows    []ui.Row

	Page, Size, Total int
}

// box lists the newest mails, of one address or of all.
func (h *Handler) box(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	address := strings.TrimSpace(q.Value(paramAddress))
	mails, err := h.o.Box.List(r.Context(), address, boxKept)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := boxPage{T: t, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Address: address, Size: sizes[0], Total: len(mails)}
	if n := q.Int(ui.SizeParam, 1, sizes[len(sizes)-1]); slices.Contains(sizes, n) {
		p.Size = n
	}
	last := max(1, (p.Total+p.Size-1)/p.Size)
	p.Page = min(max(1, q.Int("page", 1, boxKept)), last)
	for _, m := range mails[(p.Page-1)*p.Size : min(p.Page*p.Size, p.Total)] {
		p.Rows = append(p.Rows, ui.Row{Cells: ui.Parts{
			ui.Link{Label: m.Subject, Href: BoxPath + "/" + m.ID},
			person(m.ToName, m.To),
			ui.NoWrap(t.DateTime(m.At)),
		}})
	}
	head := &ui.Head{T: t, Crumbs: crumbs(t, ui.Link{Label: t.S(msg.Box)}), Title: t.S(msg.Box), Lead: t.S(msg.BoxLead), Tags: demoTag(t)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, boxHTML(p))
}

// person is a name with the address below, or the address alone of who has no name here.
func person(name, address string) ui.Parts {
	if name == "" {
		return ui.Parts{ui.Mail(address)}
	}
	return ui.Parts{ui.Text(name), ui.SubMail(address)}
}

func (p boxPage) table() ui.Table {
	t := p.T
	return ui.Table{
		Caption: t.S(msg.Caption, "n", p.Total), Top: true, Rows: p.Rows,
		Cols: []ui.Col{{Label: t.S(msg.ColSubject)}, {Label: t.S(msg.ColTo)}, {Label: t.S(msg.ColAt)}},
	}
}

type mailPage struct {
	T     *i18n.T
	To    string
	Facts ui.Summary
	Body  []paragraph
	Foot  paragraph // below the line that signs
}

// mail shows the text of one mail, with its links to be followed.
func (h *Handler) mail(w http.ResponseWriter, r *http.Request) error {
	m, err := h.o.Box.Show(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	t := web.T(r)
	body, foot, _ := strings.Cut(m.Text, "\n-- \n")
	p := mailPage{T: t, To: m.To, Body: h.paragraphs(body), Foot: h.lines(foot), Facts: ui.Summary{
		{Term: t.S(msg.ColTo), Value: person(m.ToName, m.To)},
		{Term: t.S(msg.ColAt), Value: ui.Text(t.DateTime(m.At))},
	}}
	if m.From != "" {
		p.Facts = append(ui.Summary{{Term: t.S(msg.ColFrom), Value: person(m.FromName, m.From)}}, p.Facts...)
	}
	head := &ui.Head{T: t, Title: m.Subject, Tags: demoTag(t), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.Box), Href: BoxPath}, ui.Link{Label: t.S(msg.MailOf, "date", t.Date(m.At))})}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, mailHTML(p))
}

// given is a mail as scripts read it.
type given struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	At      time.Time `json:"at"`
	Links   []string  `json:"links"`
}

// boxJSON gives the newest mails whole, newest first.
func (h *Handler) boxJSON(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	mails, err := h.o.Box.Whole(r.Context(), strings.TrimSpace(q.Value(paramAddress)), boxGiven)
	if err != nil {
		return err
	}
	out := make([]given, len(mails))
	for i, m := range mails {
		out[i] = given{ID: m.ID, Kind: m.Kind, To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, At: m.At, Links: h.links(m.Text)}
	}
	return writeJSON(w, out)
}
