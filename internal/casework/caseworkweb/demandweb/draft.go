package demandweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/team"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Names of the form's fields that are the page's own.
const (
	fieldDo        = "acte"
	fieldVersion   = "version"
	fieldTerritory = "territoire"
	fieldTheme     = "theme"
	fieldUrgent    = "urgente"
	fieldElement   = "element"
	fieldAdd       = "autre"

	doSend    = "envoyer"
	doAdd     = "ajouter"
	doMandate = "mandat" // saves, and leads on to the mandate
)

// uploadLimit is what a form with all its files may weigh, with room for being told that one is too large.
const uploadLimit = demand.MostFiles*10*document.Megabyte + 64<<20

// draftPage is the form of a draft: as it is stored, or as it was typed.
type draftPage struct {
	draft.Writing
	T       *i18n.T
	Key     string
	In      draft.Input
	Version int64
	Faults  ui.Faults
	Clash   bool
	Saved   string   // when it was saved as it was typed
	Given   ui.Parts // what is known of its mandates
	Found   string   // marks what was found in the texts; empty: nothing
	Person  string   // marks whom it names; empty: nobody
}

func (h *Handler) draft(w http.ResponseWriter, r *http.Request) error {
	return h.drawDraft(w, r, http.StatusOK, nil, nil)
}

// drawDraft shows the form, with what was typed when it was refused.
func (h *Handler) drawDraft(w http.ResponseWriter, r *http.Request, status int, typed *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := draftPage{T: t, Key: id.New(), Faults: ui.FaultsOf(t, fault), Clash: apperr.Is(fault, apperr.Conflict)}
	if p.Writing, err = h.drafts.Writing(r.Context(), who, n); err != nil {
		return err
	}
	if p.Given, _, err = h.mandate(r.Context(), t, who, p.Demand); err != nil {
		return err
	}
	if typed == nil && fault == nil {
		p.Faults = ui.FaultsOf(t, p.Fault())
	}
	p.In, p.Version = stored(p.Writing), p.Writing.Demand.Version
	if typed != nil {
		p.In = inputOf(typed)
		p.Found, p.Person = h.drafts.Found(p.In), h.drafts.Person(p.In)
	}
	head := ui.Head{Title: t.S(msg.DraftTitle), Tags: ui.Parts{stateTag(t, p.State)}, Lead: t.S(msg.NewLead), Meta: ui.Parts{ui.Ref(t.S(msg.Numbered, "number", p.Number)), ui.Text(p.Team.Name)}}
	return h.frame.Render(w, r, status, page(t, head, "mine", len(p.Faults) > 0 || p.Clash, ui.Link{Label: t.S(msg.Mine), Href: Path}, ui.Link{Label: p.Number}), draftHTML(p))
}

// stored is what the draft's row says, as its form has it.
func stored(w draft.Writing) draft.Input {
	in := draft.Input{Words: w.Words, Urgent: w.Urgent}
	if w.MandateKind == "held" {
		in.MandateOn = w.MandateOn
	}
	for _, y := range w.Territories {
		if y.ID == w.TerritoryID {
			in.Territory = y.Number
		}
	}
	for _, x := range w.Themes {
		if x.ID == w.ThemeID {
			in.Theme = x.Number
		}
	}
	for _, a := range w.Demand.Teams {
		in.Teams = append(in.Teams, a.Team.Number)
	}
	for _, p := range w.People {
		in.Colleagues = append(in.Colleagues, p.AccountID)
	}
	return in
}

// inputOf reads the form. Nothing is refused here: a draft keeps what was typed.
func inputOf(f *web.Form) draft.Input {
	const whole = 1 << 20 // what is too long is told by its own limit
	in := draft.Input{
		Words: demand.Words{
			Title: f.Line(draft.FieldTitle, whole), Text: f.Text(draft.FieldText, whole), UrgentWhy: f.Text(draft.FieldUrgentWhy, whole),
			Identity: demand.Identity{First: f.Line(draft.FieldFirst, whole), Last: f.Line(draft.FieldLast, whole), Born: f.Line(draft.FieldBorn, whole)},
		},
		Territory: integer(f.Value(fieldTerritory)), Theme: integer(f.Value(fieldTheme)), Colleagues: f.Values(draft.FieldColleagues),
		Urgent: f.Has(fieldUrgent), MandateOn: f.Line(draft.FieldMandateOn, whole), Confirmed: f.Value(draft.FieldConfirm), Same: f.Value(draft.FieldSame), Known: f.Has(draft.FieldKnown),
	}
	for _, v := range f.Values(draft.FieldTeams) {
		in.Teams = append(in.Teams, integer(v))
	}
	values := f.Values(draft.FieldMore)
	for i, kind := range f.Values(fieldElement) {
		if e := demand.Element(kind); i < len(values) && slices.Contains(demand.Elements(), e) {
			in.Identity.More = append(in.Identity.More, demand.More{Kind: e, Value: strings.TrimSpace(values[i])})
		}
	}
	if e := demand.Element(f.Value(fieldAdd)); f.Value(fieldDo) == doAdd && slices.Contains(demand.Elements(), e) {
		in.Identity.More = append(in.Identity.More, demand.More{Kind: e})
	}
	return in
}

// integer is a number of a form; what is none is 0, which nothing has.
func integer(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// keep saves the draft with the files that came, and sends it when that was asked.
func (h *Handler) keep(w http.ResponseWriter, r *http.Request) error {
	if _, err := signedIn(r); err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	f, _, err := h.received(r, n, h.demands.AttachDraft)
	if apperr.Is(err, apperr.Conflict) {
		return h.clash(w, r, n, f, err)
	}
	if err != nil {
		return err
	}
	in, version := inputOf(f), integer(f.Value(fieldVersion))
	who := post(r) // the form's key is known once it was read
	if f.Value(fieldDo) == doSend && len(f.Faults()) == 0 {
		err = h.drafts.Send(r.Context(), who, n, version, in)
	} else {
		err = h.drafts.Save(r.Context(), who, n, version, in)
	}
	if err == nil || f.Take(err) {
		err = f.Err() // what is wrong with a file, and with what was typed
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawDraft(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Conflict:
		return h.clash(w, r, n, f, err)
	default:
	}
	if err != nil {
		return err
	}
	switch f.Value(fieldDo) {
	case doSend:
		return web.SeeOther(w, r, Path+"/"+n, i18n.M(msg.NowSent))
	case doMandate:
		return web.SeeOther(w, r, "/mandats/"+n, i18n.M(msg.DraftSaved))
	}
	return web.SeeOther(w, r, Path+"/"+n+"/brouillon", i18n.M(msg.DraftSaved))
}

// clash is the answer when the draft is not what the form was about any more: sent meanwhile, or saved elsewhere.
func (h *Handler) clash(w http.ResponseWriter, r *http.Request, n string, f *web.Form, fault error) error {
	d, err := h.demands.Standing(r.Context(), post(r), n)
	if err == nil && d.State != demand.Draft {
		return web.SeeOther(w, r, d.Path(""), i18n.M(msg.NowSent))
	}
	return h.drawDraft(w, r, http.StatusConflict, f, fault)
}

// autosave keeps what is being typed, and answers with the version that the next sending replaces (C028).
func (h *Handler) autosave(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	who.Key = "" // the form is still to be sent with its own
	version := integer(f.Value(fieldVersion))
	fault := h.drafts.Save(r.Context(), who, n, version, inputOf(f))
	if fault != nil && !apperr.Is(fault, apperr.Invalid) {
		return fault
	}
	d, err := h.demands.Standing(r.Context(), who, n)
	if err != nil {
		return err
	}
	if d.Version == version { // else kept all the same, and told when it is sent
		return fault
	}
	t := web.T(r)
	p := draftPage{T: t, Version: d.Version, Saved: t.S(msg.SavedAt, "time", t.Clock(d.MovedAt))}
	p.Demand = d
	return web.Render(w, r, http.StatusOK, keptHTML(p))
}

// detach takes a file out of a draft.
func (h *Handler) detach(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	file, err := web.Number(r, "fichier")
	if err != nil {
		return err
	}
	if err := h.demands.Detach(r.Context(), who, n, file); err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/"+n+"/brouillon", i18n.M(msg.FileGone))
}

// territories, themes, teams and colleagues are what the form offers.
func (p draftPage) territories() []ui.Option {
	var out []ui.Option
	if !slices.ContainsFunc(p.Territories, func(y team.Territory) bool { return y.Number == p.In.Territory }) {
		out = append(out, ui.Option{Label: p.T.S(msg.ChooseTerritory)}) // it is no place of work any more
	}
	for _, y := range p.Territories {
		out = append(out, ui.Option{Value: strconv.FormatInt(y.Number, 10), Label: y.Name})
	}
	return out
}

func (p draftPage) themes() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AnyTheme)}}
	for _, x := range p.Themes {
		out = append(out, ui.Option{Value: strconv.FormatInt(x.Number, 10), Label: x.Name})
	}
	return out
}

// teams are those to choose from, each with its public note (C021).
func (p draftPage) teams() []ui.Option {
	var out []ui.Option
	for _, x := range p.Teams {
		out = append(out, ui.Option{Value: strconv.FormatInt(x.Number, 10), Label: x.Title(), Hint: x.Note})
	}
	return out
}

func (p draftPage) chosen() []string { return numbers(p.In.Teams) }

// numbers are those of a form's choices.
func numbers(all []int64) []string {
	var out []string
	for _, n := range all {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return out
}

func (p draftPage) colleagues() []ui.Option {
	var out []ui.Option
	for _, c := range p.Colleagues {
		out = append(out, ui.Option{Value: c.AccountID, Label: c.Name})
	}
	return out
}

func (p draftPage) elements() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.ChooseElement)}}
	for _, e := range demand.Elements() {
		out = append(out, ui.Option{Value: string(e), Label: p.T.S(e.Label())})
	}
	return out
}

// more are the elements of the menu « autres » that are there, and those usual for a chosen organisme.
func (p draftPage) more() []demand.More {
	out := slices.Clone(p.In.Identity.More)
	for _, e := range p.Usual {
		if !slices.ContainsFunc(out, func(m demand.More) bool { return m.Kind == e }) {
			out = append(out, demand.More{Kind: e})
		}
	}
	return out
}

// same leads to the open demands about the same person that the sender may read.
func (p draftPage) same() ui.Parts { return alike(p.T, p.Alike, msg.SameText) }

// alike tells of other open demands about the person, and leads to them.
func alike(t *i18n.T, a demand.Alike, same i18n.Key) ui.Parts {
	var out ui.Parts
	for _, x := range []struct {
		title, text i18n.Key
		numbers     []string
	}{{msg.SameTitle, same, a.Same}, {msg.PerhapsTitle, msg.PerhapsText, a.Perhaps}} {
		var acts ui.Parts
		for _, n := range x.numbers {
			acts = append(acts, ui.Button{Label: n, Small: true, Href: demand.Demand{Number: n}.Path("")})
		}
		if len(acts) > 0 {
			out = append(out, ui.Alert{Color: ui.Info, Title: t.S(x.title), Text: t.S(x.text), Acts: acts})
		}
	}
	return out
}

func (p draftPage) files() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Files), Cols: []ui.Col{{Label: t.S(msg.ColFile)}, {Label: t.S(msg.ColSize)}, {Label: t.S(msg.ColAct), Hidden: true}}}
	for _, f := range p.Files {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Link{Label: f.Name, Href: p.Path("/fichiers/" + strconv.FormatInt(f.N, 10))},
			ui.NoWrap(document.Weight(t, f.Size)),
			ui.Act{T: t, Label: t.S(msg.FileRemove), About: f.Name, Small: true, Look: ui.QuietStop, Post: p.Path("/fichiers/" + strconv.FormatInt(f.N, 10) + "/retrait"), Key: id.New()},
		}})
	}
	return out
}

// confirms says whether the box is shown that lets stand what was found in the texts.
func (p draftPage) confirms() bool {
	return p.Faults.Of(draft.FieldConfirm) != "" || p.confirmed()
}

func (p draftPage) confirmed() bool { return p.Found != "" && p.In.Confirmed == p.Found }

// version is what the next sending replaces: after a clash, what was stored meanwhile.
func (p draftPage) version() string { return strconv.FormatInt(p.Version, 10) }
