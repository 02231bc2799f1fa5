package demandweb

import (
	"net/http"
	"strconv"

	"preau/internal/casework/canned"
	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/procedure"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// leaveAct and pointAct lead to the pages of what a référent may say beside a message.
func (p showPage) leaveAct() ui.Act {
	return ui.Act{T: p.T, Label: p.T.S(msg.LeaveLink), Small: true, Look: ui.Quiet, Href: p.Path("/autre-groupe"), Absent: !p.May(demand.Leave)}
}

func (p showPage) pointAct() ui.Act {
	return ui.Act{T: p.T, Label: p.T.S(msg.PointLink), Small: true, Look: ui.Quiet, Href: p.Path("/procedure"), Absent: !p.May(demand.PointOut)}
}

// lengths are what an administrator sees of what was said.
func (p showPage) lengths() ui.Summary {
	t := p.T
	count := func(n int) ui.Text { return ui.Text(t.S(msg.Characters, "n", n)) }
	return ui.Summary{
		{Term: t.S(msg.Title), Value: count(p.Lengths.Title)},
		{Term: t.S(msg.Block), Value: count(p.Lengths.Text)},
		{Term: t.S(msg.Messages), Value: ui.Text(t.S(msg.MessagesLong, "n", p.Lengths.Count, "long", p.Lengths.Messages))},
	}
}

// below is a page of one demand.
func below(t *i18n.T, d demand.Demand, title, lead string) ui.Head {
	return ui.Head{Title: title, Lead: lead, Meta: ui.Parts{ui.Ref(t.S(msg.Numbered, "number", d.Number))}}
}

// guestsPage is who may be invited, or proposed in one's place.
type guestsPage struct {
	demand.Guests
	T      *i18n.T
	Who    access.Actor
	Key    string
	Typed  *web.Form
	Faults ui.Faults
	Why    []apperr.Reason // of an invitation that was refused
	Keeps  bool            // the reader may ask for another mandate
}

func (h *Handler) guestsPage(r *http.Request, typed *web.Form, fault error) (guestsPage, error) {
	who, err := signedIn(r)
	if err != nil {
		return guestsPage{}, err
	}
	n, err := number(r)
	if err != nil {
		return guestsPage{}, err
	}
	p := guestsPage{T: web.T(r), Who: who, Key: id.New(), Typed: typed, Faults: ui.FaultsOf(web.T(r), fault)}
	if e, ok := apperr.As(fault); ok {
		p.Why = e.Reasons
	}
	if p.Guests, err = h.demands.Guests(r.Context(), who, n); err != nil {
		return p, err
	}
	p.Keeps = demand.Moves.May(demand.KeepMandate, p.State, demand.RolesOf(who, p.Demand), p.Demand)
	return p, nil
}

// faultsOf are the faults of the form of a field; the other form shows none.
func (p guestsPage) faultsOf(field string) ui.Faults {
	if p.Faults.Of(field) == "" {
		return nil
	}
	return p.Faults
}

// toMandate leads to where another mandate is asked for.
func (p guestsPage) toMandate() ui.Parts {
	if !p.Keeps {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.MandateOther), Small: true, Href: "/mandats/" + p.Number}}
}

func (h *Handler) guests(w http.ResponseWriter, r *http.Request) error {
	chosen := map[string]string{demand.FieldInvited: r.URL.Query().Get(demand.FieldInvited)} // whom a team that left proposed; it is sent by a button alone, since nobody is invited back out
	return h.drawGuests(w, r, http.StatusOK, web.NewForm(chosen), nil)
}

func (h *Handler) drawGuests(w http.ResponseWriter, r *http.Request, status int, typed *web.Form, fault error) error {
	p, err := h.guestsPage(r, typed, fault)
	if err != nil {
		return err
	}
	head := below(p.T, p.Demand, p.T.S(msg.InviteTitle), p.T.S(msg.InviteLead))
	at := page(p.T, head, "", len(p.Faults) > 0, ui.Link{Label: p.Number, Href: p.Path("")}, ui.Link{Label: p.T.S(msg.InviteTitle)})
	if len(p.Why) > 0 {
		at.Reason = p.Why[0].Code
	}
	return h.frame.Render(w, r, status, at, guestsHTML(p))
}

// options are colleagues, teams and modérateurs.
func (p guestsPage) options() []ui.Option {
	var out []ui.Option
	for _, x := range p.Colleagues {
		out = append(out, ui.Option{Value: "personne:" + x.AccountID, Label: x.Name, Group: p.T.S(msg.Colleagues)})
	}
	for _, x := range p.Teams {
		out = append(out, ui.Option{Value: "groupe:" + x.ID, Label: x.Title(), Group: p.T.S(msg.Teams)})
	}
	for _, x := range p.Moderators {
		out = append(out, ui.Option{Value: "moderateur:" + x.AccountID, Label: x.Name, Group: p.T.S(msg.Moderators)})
	}
	if len(out) > 0 {
		out = append([]ui.Option{{Label: p.T.S(msg.ChooseElement)}}, out...)
	}
	return out
}

const longestAddress = 254

// shownAgain are the refusals that are told on the page of the form, which keeps what was typed.
var shownAgain = map[apperr.Kind]int{apperr.Invalid: http.StatusUnprocessableEntity, apperr.Forbidden: http.StatusForbidden}

func (h *Handler) invite(w http.ResponseWriter, r *http.Request) error {
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
	ref := f.Value(demand.FieldInvited)
	if f.Has(demand.FieldAddress) {
		ref = demand.ByAddress(f.Line(demand.FieldAddress, longestAddress))
	}
	if err = f.Err(); err == nil {
		err = h.demands.Invite(r.Context(), who, n, ref)
	}
	if status, ok := shownAgain[apperr.KindOf(err)]; ok {
		if _, gone := h.demands.Guests(r.Context(), who, n); gone != nil { // who may not invite at all is told so elsewhere
			return err
		}
		return h.drawGuests(w, r, status, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/"+n, i18n.M(msg.NowInvited))
}

func (h *Handler) leaving(w http.ResponseWriter, r *http.Request) error {
	return h.drawLeaving(w, r, http.StatusOK, nil)
}

func (h *Handler) drawLeaving(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	p, err := h.guestsPage(r, web.NewForm(nil), fault)
	if err != nil {
		return err
	}
	if _, err := demand.Moves.Next(demand.Leave, p.State, demand.RolesOf(post(r), p.Demand), p.Demand); err != nil {
		return err
	}
	head := below(p.T, p.Demand, p.T.S(msg.LeaveLink), "")
	return h.frame.Render(w, r, status, page(p.T, head, "todo", len(p.Faults) > 0, ui.Link{Label: p.Number, Href: p.Path("")}, ui.Link{Label: p.T.S(msg.LeaveLink)}), leavingHTML(p))
}

// own are the teams for which the reader answers.
func (p guestsPage) own() []ui.Option {
	var out []ui.Option
	for _, a := range p.Demand.Answers(p.Who) {
		out = append(out, ui.Option{Value: strconv.FormatInt(a.Team.Number, 10), Label: a.Title()})
	}
	return out
}

// betters are the teams that may be proposed.
func (p guestsPage) betters() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.NoBetter)}}
	for _, x := range p.Teams {
		out = append(out, ui.Option{Value: strconv.FormatInt(x.Number, 10), Label: x.Title()})
	}
	return out
}

func (h *Handler) leave(w http.ResponseWriter, r *http.Request) error {
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
	err = h.demands.DoFor(r.Context(), who, n, demand.Step{Do: demand.Leave, Team: integer(f.Value(demand.FieldFor)), Better: integer(f.Value(demand.FieldBetter))})
	if apperr.Is(err, apperr.Invalid) {
		return h.drawLeaving(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/a-traiter", i18n.M(msg.NowLeft))
}

// wordsPage is a form of a few words about a demand.
type wordsPage struct {
	demand.Demand
	T      *i18n.T
	Key    string
	Typed  *web.Form
	Faults ui.Faults

	Version string // of the message that is corrected
	Now     string // its text where it was corrected meanwhile; empty: it was not
}

func (h *Handler) pointing(w http.ResponseWriter, r *http.Request) error {
	return h.drawPointing(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawPointing(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	p := wordsPage{T: web.T(r), Key: id.New(), Typed: f, Faults: ui.FaultsOf(web.T(r), fault)}
	if err := h.demands.Allowed(r.Context(), who, n, demand.PointOut); err != nil {
		return err
	}
	p.Number = n
	head := below(p.T, p.Demand, p.T.S(msg.PointLink), p.T.S(msg.PointLead))
	return h.frame.Render(w, r, status, page(p.T, head, "todo", len(p.Faults) > 0, ui.Link{Label: p.Number, Href: p.Path("")}, ui.Link{Label: p.T.S(msg.PointLink)}), pointingHTML(p))
}

func (h *Handler) pointOut(w http.ResponseWriter, r *http.Request) error {
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
	const whole = 1 << 20
	x := procedure.Procedure{Title: f.Line(procedure.FieldTitle, whole), Link: f.Line(procedure.FieldLink, whole)}
	err = h.demands.PointOut(r.Context(), who, n, x, web.T(r).S(msg.PointText, "title", x.Title, "link", x.Link))
	if apperr.Is(err, apperr.Invalid) {
		return h.drawPointing(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/"+n, i18n.M(msg.NowPointed))
}

// answersPage is the canned answers of a team.
type answersPage struct {
	T       *i18n.T
	Key     string
	Team    team.Team
	Answers []canned.Answer
	N       int64 // which was sent and refused
	Typed   *web.Form
	Wrong   ui.Faults
	Clash   string // a colleague was faster
}

func (h *Handler) answers(w http.ResponseWriter, r *http.Request) error {
	return h.drawAnswers(w, r, http.StatusOK, nil, nil)
}

func (h *Handler) drawAnswers(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	t := web.T(r)
	p := answersPage{T: t, Key: id.New(), Typed: f, Wrong: ui.FaultsOf(t, fault)}
	if f != nil {
		p.N = integer(f.Value(fieldAnswer))
	}
	if e, ok := apperr.As(fault); ok && e.Kind == apperr.Conflict {
		p.Clash = t.S(msg.AnswerClash)
	}
	if p.Team, p.Answers, err = h.canned.List(r.Context(), who, n); err != nil {
		return err
	}
	head := ui.Head{Title: t.S(msg.AnswersTitle), Lead: t.S(msg.AnswersLead), Meta: ui.Parts{ui.Text(p.Team.Title())}}
	at := page(t, head, "teams", len(p.Wrong) > 0, ui.Link{Label: p.Team.Name, Href: p.Team.Path()}, ui.Link{Label: t.S(msg.AnswersTitle)})
	return h.frame.Render(w, r, status, at, answersHTML(p))
}

func (p answersPage) formID(a canned.Answer) string { return "r" + strconv.FormatInt(a.N, 10) }

// fieldID is the field's usual id in the form that was refused, so that its faults lead there.
func (p answersPage) fieldID(a canned.Answer, name string) string {
	if len(p.Wrong) > 0 && p.N == a.N || len(p.Wrong) == 0 && a.N == 0 {
		return ""
	}
	return ui.FieldID(name, p.formID(a))
}

func (p answersPage) saveLabel(a canned.Answer) string {
	if a.N == 0 {
		return p.T.S(msg.AddAnswer)
	}
	return p.T.S(msg.SaveAnswer)
}

func (p answersPage) faults(a canned.Answer) ui.Faults {
	if p.N == a.N {
		return p.Wrong
	}
	return nil
}

func (p answersPage) value(a canned.Answer, name, stored string) string {
	if p.Typed != nil && p.N == a.N {
		return p.Typed.Value(name)
	}
	return stored
}

func (p answersPage) hidden(a canned.Answer) []ui.Hidden {
	return []ui.Hidden{{Name: fieldAnswer, Value: strconv.FormatInt(a.N, 10)}, {Name: fieldVersion, Value: strconv.FormatInt(a.Version, 10)}}
}

func (p answersPage) remove(a canned.Answer) ui.Act {
	return ui.Act{T: p.T, Label: p.T.S(msg.FileRemove), About: a.Title, Small: true, Look: ui.QuietStop, Post: p.Team.Path() + "/reponses/" + strconv.FormatInt(a.N, 10) + "/retrait", Key: id.New(), Hidden: []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(a.Version, 10)}}}
}

func (h *Handler) saveAnswer(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	const whole = 1 << 20
	a := canned.Answer{Title: f.Line(canned.FieldTitle, whole), Text: f.Text(canned.FieldText, whole), Version: integer(f.Value(fieldVersion))}
	err = h.canned.Save(r.Context(), who, n, integer(f.Value(fieldAnswer)), a)
	if apperr.Is(err, apperr.Invalid) {
		return h.drawAnswers(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.drawAnswers(w, r, http.StatusConflict, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, r.URL.Path, i18n.M(msg.AnswerSaved))
}

func (h *Handler) removeAnswer(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	a, err := web.Number(r, "reponse")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.canned.Remove(r.Context(), who, n, a, integer(f.Value(fieldVersion))); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/equipes/"+strconv.FormatInt(n, 10)+"/reponses", i18n.M(msg.AnswerGone))
}

// proceduresPage is the standard procedures that référents pointed out: what may spare a demand (C043).
type proceduresPage struct {
	T   *i18n.T
	All []procedure.Procedure
}

func (h *Handler) procedures(w http.ResponseWriter, r *http.Request) error {
	if _, err := signedIn(r); err != nil {
		return err
	}
	all, err := h.demands.Procedures(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	head := ui.Head{Title: t.S(msg.Procedures), Lead: t.S(msg.ProceduresLead)}
	at := page(t, head, "procedures", false, ui.Link{Label: t.S(msg.Procedures)})
	at.Service = instance.Casework
	return h.frame.Render(w, r, http.StatusOK, at, proceduresHTML(proceduresPage{t, all}))
}

func (p proceduresPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Procedures), Head: 1, Cols: []ui.Col{{Label: t.S(msg.Agency)}, {Label: t.S(msg.ColProcedure)}}}
	for _, x := range p.All {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(x.Agency), ui.Link{Label: x.Title, Href: x.Link}}})
	}
	return out
}
