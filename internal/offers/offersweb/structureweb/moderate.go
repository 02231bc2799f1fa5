package structureweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/structure"
)

// The keys of the places in the left column.
const (
	PlaceOwn        = "structure"
	PlaceModeration = "moderation"
)

const (
	paramQuery = "q"
	paramState = "etat"
	allStates  = "tous"
	usualSize  = 20
)

// sizes are how many lines a page may have.
var sizes = []int{20, 50, 100}

type listPage struct {
	T    *i18n.T
	At   ui.Address
	Form *web.Form
	structure.Listing
}

// list is what moderators see first: what waits for them.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	filter := structure.Filter{Text: f.Line(paramQuery, 200), Page: f.Int("page", 1, 1_000_000), Size: sizeOf(f)}
	for _, s := range structure.States() {
		if string(s) == f.Value(paramState) {
			filter.State = s
		}
	}
	filter.Waits = f.Value(paramState) == "" && filter.Text == ""
	found, err := h.o.Offers.Structures.List(r.Context(), who, filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Moderation), Lead: t.S(msg.ModerationLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Moderation)}}}
	p := listPage{t, ui.Address{Path: structure.ModerationPath, Query: r.URL.Query()}, f, found}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: PlaceModeration}, listHTML(p))
}

// sizeOf is how many lines the page has: one of those offered.
func sizeOf(f *web.Form) int {
	n, _ := strconv.Atoi(f.Value(ui.SizeParam)) // what is none is the usual one
	for _, s := range sizes {
		if s == n {
			return n
		}
	}
	return usualSize
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.Waiting)}, {Value: allStates, Label: p.T.S(msg.AllStates)}}
	for _, s := range structure.States() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	return out
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Moderation), Cols: []ui.Col{{Label: t.S(msg.CorporateName)}, {Label: t.S(msg.Type)}, {Label: t.S(msg.Applicant)}, {Label: t.S(msg.State)}, {Label: t.S(msg.Since)}}}
	for _, s := range p.Rows {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Link{Label: s.Name, Href: s.Path()}, ui.Sub(s.Town())}, ui.Text(s.Type.Name), ui.Parts{ui.Text(s.Applicant.Name()), ui.SubMail(s.Applicant.Email)}, stateTag(t, s), ui.Text(t.Date(s.MovedAt)),
		}})
	}
	return out
}

type showPage struct {
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	Home   registers.Country // whose telephones are written as at home
	Late   bool              // somebody else decided meanwhile
	Lost   string            // the motive of what cannot be done any more
	structure.View
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.drawShow(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawShow(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	_, at, err := h.numbered(r)
	if err != nil {
		return err
	}
	t, v := web.T(r), at.view
	if !v.Moderated {
		return apperr.NotFoundErr() // their own structure's people have « Ma structure »
	}
	p := showPage{T: t, Key: id.New(), Form: f, Faults: ui.FaultsOf(t, fault), Home: h.o.Country(), View: v}
	for i := range p.Faults {
		if p.Faults[i].Name != structure.FieldMotive { // of the request, which is no form here
			p.Faults[i].Name = ""
		}
	}
	if apperr.Is(fault, apperr.Conflict) && version(f) != v.Version {
		p.late(f)
	}
	head := &ui.Head{T: t, Title: v.Name, Lead: t.S(msg.NumberOf, "n", v.Number), Tags: stateTag(t, v.Structure), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Moderation), Href: structure.ModerationPath}, {Label: v.Name}}}
	if v.Acts.May(structure.Edit) {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.EditRecord), Icon: ui.IconPencil, Href: v.Path() + "/fiche"}}
	}
	if v.Acts.May(structure.DecideJoins) {
		head.Acts = append(head.Acts, ui.Button{Label: t.S(msg.JoinsTitle), Href: v.Path() + "/rattachements"})
	}
	if v.Acts.May(structure.ManageSites) {
		head.Acts = append(head.Acts, ui.Button{Label: t.S(msg.Lieux), Href: v.Path() + "/lieux"})
	}
	if v.Acts.May(structure.ManagePeople) {
		head.Acts = append(head.Acts, ui.Button{Label: t.S(msg.Users), Href: v.Path() + "/utilisateurs"})
	}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: PlaceModeration, Wrong: len(p.Faults) > 0 || p.Late}, showHTML(p))
}

// late has the page say who was quicker. A motive stays in its field where the act is still to be done; else it is there to be copied.
func (p *showPage) late(f *web.Form) {
	p.Late, p.Faults = true, nil
	if !p.Acts.May(structure.Act(f.Value("acte"))) {
		p.Form, p.Lost = web.NewForm(nil), f.Value(structure.FieldMotive)
	}
}

// quicker is what was done last, by whom and when.
func (p showPage) quicker() string {
	said := p.T.S(msg.LateText, "state", p.T.S(p.State.Label()))
	if len(p.History) > 0 {
		l := p.History[0]
		said = p.T.S(structure.ActLabel(l.Act)) + ", " + p.T.S(msg.DidBy, "name", l.Name) + ", " + p.T.DateTime(l.Done) + ". " + said
	}
	return said
}

// moderate does one of the moderator's acts.
func (h *Handler) moderate(w http.ResponseWriter, r *http.Request) error {
	who, at, err := h.numbered(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	do := structure.Act(f.Value("acte"))
	if !at.view.Moderated {
		return apperr.NotFoundErr()
	}
	err = h.o.Offers.Structures.Moderate(r.Context(), who, at.view.Number, version(f), do, f.Text(structure.FieldMotive, 4000))
	if known, is := structure.KnownOf(err); is {
		return h.drawShow(w, r, http.StatusConflict, f, apperr.ConflictErr(i18n.M(msg.KnownText, "name", known.Name)))
	}
	if apperr.Is(err, apperr.Invalid) || apperr.Is(err, apperr.Conflict) {
		return h.drawShow(w, r, statusOf(err), f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, at.view.Path(), i18n.M(msg.Saved))
}

// buttons are the moderator's acts in this state, as submit buttons of one form with its motive.
func (p showPage) buttons() ui.Acts {
	var out ui.Acts
	for _, x := range []struct {
		do    structure.Act
		label i18n.Key
		look  ui.Look
	}{
		{structure.Accept, msg.Accept, ui.Commit},
		{structure.AskCorrection, msg.AskCorrection, ui.Outline},
		{structure.Refuse, msg.Refuse, ui.Cancel},
		{structure.SendLink, msg.SendCorrectionLink, ui.Main},
		{structure.Recall, msg.RecallRequest, ui.Outline},
		{structure.Review, msg.Review, ui.Commit},
		{structure.Reopen, msg.Reopen, ui.Main},
		{structure.Suspend, msg.Suspend, ui.Cancel},
		{structure.Close, msg.CloseStructure, ui.Cancel},
	} {
		if p.Acts.May(x.do) {
			out = append(out, ui.Button{Label: p.T.S(x.label), Look: x.look, Name: "acte", Value: string(x.do)})
		}
	}
	return out
}

// alike are others of the same number.
func (p showPage) alike() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.AlikeTitle), Cols: []ui.Col{{Label: t.S(msg.CorporateName)}, {Label: t.S(msg.Applicant)}, {Label: t.S(msg.State)}, {Label: t.S(msg.Since)}}}
	for _, s := range p.Alike {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Link{Label: s.Name, Href: s.Path()}, ui.Text(s.Applicant.Name()), stateTag(t, s), ui.Text(t.Date(s.MovedAt))}})
	}
	return out
}

// asksMotive says whether one of the acts of this state needs a motive.
func (p showPage) asksMotive() bool {
	return p.Acts.May(structure.Refuse) || p.Acts.May(structure.AskCorrection) || p.Acts.May(structure.Suspend) || p.Acts.May(structure.Close)
}

// decideText says what the moderator decides about, or until when the link serves.
func (p showPage) decideText() string {
	if p.Acts.May(structure.SendLink) {
		return p.T.S(msg.LinkUntil, "day", p.T.Date(p.LinkUntil()))
	}
	if p.Acts.May(structure.Accept) {
		return p.T.S(msg.DecideText)
	}
	return p.T.S(msg.DecideTold)
}

// applicant is who asked.
func (p showPage) applicant() ui.Summary {
	a := p.Applicant
	return ui.Summary{
		{Term: p.T.S(msg.Name), Value: ui.Text(a.Name())},
		{Term: p.T.S(msg.Function), Value: ui.Text(a.Function)},
		{Term: p.T.S(msg.Email), Value: ui.Mail(a.Email)},
		{Term: p.T.S(msg.Phone), Value: ui.Link{Label: registers.Phone(a.Phone).Shown(p.Home), Href: "tel:" + a.Phone}},
		{Term: p.T.S(msg.AskedOn), Value: ui.Text(p.T.Date(p.AskedAt))},
	}
}

// changes are what the structure changed since a moderator looked (O56).
func (p showPage) changes() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Changes), Cols: []ui.Col{{Label: t.S(msg.ColField)}, {Label: t.S(msg.ColBefore)}, {Label: t.S(msg.ColAfter)}}}
	labels := map[string]i18n.Key{structure.FieldName: msg.CorporateName, structure.FieldSIREN: msg.Siren, structure.FieldUAI: msg.Uai, structure.FieldType: msg.Type, structure.FieldSignatory: msg.Signatory, structure.FieldSignatoryRole: msg.SignatoryRole}
	for _, c := range structure.Changed(p.Approved, p.Sensitive()) {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(t.S(labels[c.Field])), ui.Text(c.Before), ui.Text(c.After)}})
	}
	return out
}

// timeline is the history, the newest first (O82).
func (p showPage) timeline() ui.Timeline {
	var out ui.Timeline
	for _, l := range p.History {
		m := ui.Moment{What: p.T.S(structure.ActLabel(l.Act)), When: p.T.DateTime(l.Done), Text: p.T.S(msg.DidBy, "name", l.Name)}
		if what := l.Data["reason"] + l.Data["name"]; what != "" {
			m.Text += " — " + what
		}
		out = append(out, m)
	}
	return out
}
