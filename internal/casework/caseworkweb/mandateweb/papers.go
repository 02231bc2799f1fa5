package mandateweb

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/casework/caseworkweb/mandateweb/msg"
	"preau/internal/casework/mandate"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// papers are what can be taken away of a mandate.
func (p page) papers(e mandate.Entry) []ui.File {
	at := mandate.Path(p.Number)
	out := []ui.File{{Label: p.T.S(msg.ProofFile), Href: at + "/preuves/" + strconv.FormatInt(e.N, 10)}}
	if e.FileID != "" {
		out = append(out, ui.File{Label: p.T.S(msg.ScanFile), Href: at + "/signes/" + strconv.FormatInt(e.N, 10)})
	}
	return out
}

func (p page) nth(e mandate.Entry) []ui.Hidden {
	return []ui.Hidden{{Name: fieldNth, Value: strconv.FormatInt(e.N, 10)}}
}

// ending and stranger name the forms by which a mandate is ended, or its answer said to be a stranger's.
func (p page) ending(e mandate.Entry) string { return "fin-" + strconv.FormatInt(e.N, 10) }

func (p page) stranger(e mandate.Entry) string { return "mauvais-numero-" + strconv.FormatInt(e.N, 10) }

// endings are why a mandate may end.
func (p page) endings() []ui.Option {
	return []ui.Option{{Label: p.T.S(msg.EndChoose)}, {Value: string(mandate.TakenBack), Label: p.T.S(msg.Withdraw)}, {Value: string(mandate.Mistaken), Label: p.T.S(msg.EndError)}}
}

// sheetPage is the page to be printed and signed. What is around the sheet is for the aidant; the sheet is the usager's, who signs it.
type sheetPage struct {
	mandate.Sheet
	T      *i18n.T
	French *i18n.T
}

// paper is the sheet in the usager's language.
func (p sheetPage) paper() sheetPage { return sheetPage{Sheet: p.Sheet, T: p.French} }

// lead says what is done with the sheet, and in which language it is where that is not the reader's.
func (p sheetPage) lead() string {
	if p.T.Lang() == p.French.Lang() {
		return p.T.S(msg.SheetLead)
	}
	return p.T.S(msg.SheetLead) + " " + p.T.S(msg.SheetInFrench)
}

// sheetOf is the sheet of the address, with the organisme that it is to name beside the demand's.
func (h *Handler) sheetOf(r *http.Request) (mandate.Sheet, error) {
	return h.mandates.Sheet(r.Context(), frame.Actor(r), r.PathValue("n"), nth(r.URL.Query().Get(mandate.FieldAlso)))
}

func (h *Handler) sheet(w http.ResponseWriter, r *http.Request) error {
	s, err := h.sheetOf(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	pdfAt := mandate.Path(s.Number) + "/mandat.pdf"
	if s.Also != 0 {
		pdfAt += "?" + mandate.FieldAlso + "=" + strconv.FormatInt(s.Also, 10)
	}
	p := sheetPage{Sheet: s, T: t, French: h.mandates.French()}
	head := &ui.Head{
		T: t, Title: t.S(msg.SheetTitle), Lead: p.lead(), Crumbs: append(crumbs(t, s.Demand, "")[:3], ui.Link{Label: t.S(msg.Crumb), Href: mandate.Path(s.Number)}, ui.Link{Label: t.S(msg.SheetCrumb)}),
		Acts: ui.Parts{ui.Button{Label: t.S(msg.SheetPdf), Href: pdfAt, Look: ui.Main}},
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Casework, Place: "mine"}, sheetHTML(p))
}

// clause is one part of the sheet.
type clause struct {
	title string
	facts []pdf.Fact
	text  string
	items []string
}

// clauses are what the sheet says, once for its page and its PDF. What is not known yet is written by hand.
func (p sheetPage) clauses() []clause {
	t := p.T
	blank := t.S(msg.Blank)
	or := func(s string) string {
		if strings.TrimSpace(s) == "" {
			return blank
		}
		return s
	}
	return []clause{
		{title: t.S(msg.Principal), facts: []pdf.Fact{{Term: t.S(msg.UsagerName), Value: or(p.Usager.Name())}, {Term: t.S(msg.UsagerBorn), Value: or(p.Usager.Born)}}},
		{title: t.S(msg.Agent), facts: []pdf.Fact{{Term: t.S(msg.Structure), Value: p.Structure}, {Term: t.S(msg.AidantName), Value: p.Aidant}}},
		{title: t.S(msg.Purpose), text: t.S(msg.PurposeText, "agencies", or(strings.Join(p.Agencies, ", ")), "number", p.Number)},
		{title: t.S(msg.Needed), text: t.S(msg.NeededText), items: []string{t.S(msg.Needed1), t.S(msg.Needed2), t.S(msg.Needed3)}},
		{title: t.S(msg.Duties), items: []string{t.S(msg.Duty1), t.S(msg.Duty2), t.S(msg.Duty3), t.S(msg.Duty4)}},
		{title: t.S(msg.Lasts), text: t.S(msg.LastsText)},
	}
}

func (c clause) summary() ui.Summary {
	var out ui.Summary
	for _, f := range c.facts {
		out = append(out, ui.Fact{Term: f.Term, Value: ui.Text(f.Value)})
	}
	return out
}

func (c clause) bullets() ui.Bullets {
	var out ui.Bullets
	for _, s := range c.items {
		out = append(out, ui.Text(s))
	}
	return out
}

func (h *Handler) sheetPDF(w http.ResponseWriter, r *http.Request) error {
	s, err := h.sheetOf(r)
	if err != nil {
		return err
	}
	t := h.mandates.French() // the usager's, who signs it, and not the aidant's
	o, err := h.frame.PaperIn(r, t, instance.Casework, t.S(msg.SheetTitle))
	if err != nil {
		return err
	}
	return send(w, sheetDocument(o, sheetPage{Sheet: s, T: t}), t.S(msg.SheetName, "number", s.Number))
}

func sheetDocument(o pdf.Options, p sheetPage) *pdf.Document {
	d := pdf.New(o)
	d.Para(p.T.S(msg.SheetIntro))
	for _, c := range p.clauses() {
		d.Heading(c.title)
		if len(c.facts) > 0 {
			d.Facts(c.facts...)
		}
		if c.text != "" {
			d.Para(c.text)
		}
		for _, s := range c.items {
			d.Para("– " + s)
		}
	}
	d.Panels(
		pdf.Panel{Title: p.T.S(msg.SignUsager), Lines: append([]string{p.T.S(msg.PlaceDate), p.T.S(msg.ReadApproved)}, room...)},
		pdf.Panel{Title: p.T.S(msg.SignStructure), Lines: append([]string{p.T.S(msg.PlaceDate), p.Structure, p.Aidant}, room[1:]...)},
	)
	return d
}

// room is where a hand signs: empty lines, which a panel keeps as long as they hold something.
var room = slices.Repeat([]string{"\u00a0"}, 6)

func send(w http.ResponseWriter, d *pdf.Document, name string) error {
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return err
	}
	return web.Download(w, name+".pdf", pdf.MediaType, &b)
}

// proof is a mandate with all that proves it, to be kept (C063).
func (h *Handler) proof(w http.ResponseWriter, r *http.Request) error {
	v, e, err := h.mandates.Proof(r.Context(), frame.Actor(r), r.PathValue("n"), nth(r.PathValue("k")))
	if err != nil {
		return err
	}
	t := web.T(r)
	o, err := h.frame.Paper(r, instance.Casework, t.S(msg.ProofTitle, "number", v.Number))
	if err != nil {
		return err
	}
	return send(w, proofDocument(o, page{View: v, T: t, country: h.country()}, e), t.S(msg.ProofName, "number", v.Number, "n", e.N))
}

func proofDocument(o pdf.Options, p page, e mandate.Entry) *pdf.Document {
	t := p.T
	d := pdf.New(o)
	facts := []pdf.Fact{{Term: t.S(msg.Demand), Value: p.Number}, {Term: t.S(msg.Kind), Value: p.title(e)}, {Term: t.S(msg.State), Value: p.state(e)}}
	if name := e.Person.Name(); name != "" {
		facts = append(facts, pdf.Fact{Term: t.S(msg.Principal), Value: strings.TrimSuffix(name+", "+e.Person.Born, ", ")})
	}
	for _, f := range p.facts(e) {
		if s, ok := f.Value.(ui.Text); ok {
			facts = append(facts, pdf.Fact{Term: f.Term, Value: string(s)})
		}
	}
	if e.FileID != "" {
		facts = append(facts, pdf.Fact{Term: t.S(msg.ScanFile), Value: t.S(msg.ScanApart)})
	}
	d.Facts(facts...)
	for _, x := range e.Texts {
		d.Heading(t.S(x.Occasion.Label()))
		d.Para(x.Words)
		sent := []pdf.Fact{{Term: t.S(msg.QueuedAt), Value: t.DateTimeZone(x.QueuedAt)}}
		if !x.SendingAt.IsZero() {
			sent = append(sent, pdf.Fact{Term: t.S(msg.SentAt), Value: t.DateTimeZone(x.SendingAt)})
		}
		sent = append(sent, pdf.Fact{Term: t.S(msg.State), Value: p.arrived(x)}, pdf.Fact{Term: t.S(msg.OurId), Value: x.ID})
		if x.EventID != "" {
			sent = append(sent, pdf.Fact{Term: t.S(msg.ProviderId), Value: x.EventID})
		}
		d.Facts(sent...)
	}
	for _, a := range e.Replies {
		d.Heading(t.S(msg.TheyAnswered, "answer", t.S(a.Answer.Label())))
		d.Para(t.S(msg.Quoted, "text", a.Words))
		d.Facts(pdf.Fact{Term: t.S(msg.SaidAt), Value: t.DateTimeZone(a.At)}, pdf.Fact{Term: t.S(msg.CameAt), Value: t.DateTimeZone(a.CameAt)}, pdf.Fact{Term: t.S(msg.ProviderId), Value: a.EventID})
	}
	return d
}

// scan gives the signed sheet out, always to be kept and never shown within the page (C027).
func (h *Handler) scan(w http.ResponseWriter, r *http.Request) error {
	f, from, err := h.mandates.Scan(r.Context(), frame.Actor(r), r.PathValue("n"), nth(r.PathValue("k")))
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }() // it was only read
	var b bytes.Buffer
	if _, err := b.ReadFrom(from); err != nil { // whole and unchanged before a byte goes out
		return err
	}
	return web.Download(w, f.Name, f.MediaType, &b)
}
