package askedweb

import (
	"context"
	"net/http"
	"strconv"

	"preau/internal/catalog/article"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The verdicts, as the form sends them.
const (
	verdictAdd    = "ajoutee"
	verdictRefuse = "refusee"
)

type showPage struct {
	asked.View
	T          *i18n.T
	Key        string
	Need       asked.Need // typed, of a vote that was refused
	Quantity   string
	Answers    bool   // the form that was refused is the answer's
	Verdict    string // typed, of an answer that was refused
	Decision   asked.Decision
	Candidates []article.Article
	Faults     ui.Faults
	Refused    []apperr.Reason
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, showPage{}, nil)
}

// draw shows a request; after a refusal as it is now, with what was typed.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, p showPage, cause error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if p.View, err = h.asked.Show(r.Context(), frame.Actor(r), n); err != nil {
		return err
	}
	t := web.T(r)
	p.T, p.Key, p.Faults = t, id.New(), ui.FaultsOf(t, cause)
	if e, ok := apperr.As(cause); ok {
		p.Refused = e.Reasons
	}
	head := &ui.Head{
		T: t, Title: p.Name(), Tags: ui.Parts{stateTag(t, p.State)}, Crumbs: crumbs(t, ui.Link{Label: t.S(msg.RequestNumber, "number", strconv.FormatInt(n, 10))}),
		Meta: ui.Parts{ui.Text(facts(t, p.Request)), ui.Text(t.S(msg.RequestNeededBy, "n", p.Votes))},
	}
	if n := p.Voices - p.Votes; n > 0 {
		head.Meta = append(head.Meta, ui.Text(t.S(msg.RequestApart, "n", n)))
	}
	f := page(head, len(p.Faults) > 0)
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, showHTML(p))
}

// done leads on. What was refused shows the request as it is now, with what was typed.
func (h *Handler) done(w http.ResponseWriter, r *http.Request, p showPage, cause error, to string, said i18n.Msg) error {
	if cause == nil {
		return web.SeeOther(w, r, to, said)
	}
	switch apperr.KindOf(cause) {
	case apperr.Invalid:
		return h.draw(w, r, http.StatusUnprocessableEntity, p, cause)
	case apperr.Conflict:
		return h.draw(w, r, http.StatusConflict, p, cause)
	case apperr.Forbidden:
		return h.draw(w, r, http.StatusForbidden, p, cause)
	default:
		return cause
	}
}

// vote is « Nous en avons besoin aussi » (R157).
func (h *Handler) vote(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	p := showPage{Need: needOf(f), Quantity: f.Value(asked.FieldQuantity)}
	if err = f.Err(); err == nil {
		err = h.asked.Vote(r.Context(), frame.Actor(r), n, p.Need)
	}
	return h.done(w, r, p, err, local(f.Value(fieldBack), asked.Request{Number: n}.Path("")), i18n.M(msg.RequestSupported))
}

func (h *Handler) study(w http.ResponseWriter, r *http.Request) error {
	return h.step(w, r, h.asked.Study, msg.RequestIsStudied)
}

func (h *Handler) reopen(w http.ResponseWriter, r *http.Request) error {
	return h.step(w, r, h.asked.Reopen, msg.RequestIsReopened)
}

// answer is the purchasing body's decision.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	p := showPage{Answers: true, Verdict: f.OneOf(fieldVerdict, "", verdictAdd, verdictRefuse), Decision: asked.Decision{
		Answer: f.Text(asked.FieldAnswer, asked.MaxText), Reference: f.Line(asked.FieldArticle, asked.MaxReference), Version: version(f),
	}}
	if v := f.Value(asked.FieldNumber); v != "" {
		p.Decision.Article, _ = strconv.ParseInt(v, 10, 64) // a forged one is none
	}
	if p.Verdict == "" {
		f.Fail(fieldVerdict, i18n.M(msg.FaultVerdict))
	}
	if err = f.Err(); err == nil {
		do := h.asked.Add
		if p.Verdict == verdictRefuse {
			do = h.asked.Refuse
		}
		err = do(r.Context(), frame.Actor(r), n, p.Decision)
	}
	if apperr.Is(err, apperr.Invalid) && p.Decision.Reference != "" {
		found, fault := h.asked.Candidates(r.Context(), frame.Actor(r), p.Decision.Reference)
		if fault != nil {
			return fault
		}
		if len(found) > 1 {
			p.Candidates = found
		}
	}
	return h.done(w, r, p, err, asked.Request{Number: n}.Path(""), i18n.M(msg.RequestIsAnswered))
}

// version is the one that a form was made from; a forged one is a stale one.
func version(f *web.Form) int64 {
	n, err := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (p showPage) version(more ...ui.Hidden) []ui.Hidden {
	return append([]ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(p.Version, 10)}}, more...)
}

// facts are what is missing, as far as it was said.
func (p showPage) facts() ui.Summary {
	t := p.T
	var out ui.Summary
	add := func(label i18n.Key, value string) {
		if value != "" {
			out = append(out, ui.Fact{Term: t.S(label), Value: ui.Text(value)})
		}
	}
	add(msg.RequestWhat, p.Title)
	add(msg.Reference, p.Reference)
	add(msg.RequestBrand, p.Brand)
	add(msg.RequestAskedOn, t.Date(p.CreatedAt))
	if p.All {
		add(msg.RequestAYear, aYear(t, p.Row.Quantity))
	}
	return out
}

// verdictTitle says how the purchasing body answered, and when.
func (p showPage) verdictTitle() string {
	if p.State == asked.Added {
		return p.T.S(msg.RequestAddedOn, "on", p.T.Date(p.MovedAt))
	}
	return p.T.S(msg.RequestRefusedOn, "on", p.T.Date(p.MovedAt))
}

func (p showPage) verdictColour() ui.Color {
	if p.State == asked.Added {
		return ui.Success
	}
	return ui.Info
}

// instead is the article that the answer names: a link, or its name where its market is not the reader's.
func (p showPage) instead() ui.Parts {
	t, a := p.T, p.Shown
	name := t.S(msg.RequestArticleNamed, "title", a.Title, "ref", a.Reference)
	lead := ui.Text(t.S(msg.RequestInCatalogue) + " ")
	if p.State == asked.Refused {
		lead = ui.Text(t.S(msg.RequestInstead) + " ")
	}
	if !a.Open {
		return ui.Parts{lead, ui.Strong(name), ui.Sub(t.S(msg.RequestArticleHidden))}
	}
	return ui.Parts{lead, ui.Link{Label: name, Href: "/articles/" + strconv.FormatInt(a.Number, 10)}}
}

// needs are the establishments that need it, as far as the reader may know them.
func (p showPage) needs() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.RequestNeedsCaption, "n", p.counted()), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.RequestWho)}, {Label: t.S(msg.RequestAYear), Num: true}, {Label: t.S(msg.RequestSaidOn)},
	}}
	for _, v := range p.Needs {
		who := ui.Parts{ui.Text(v.Org.Name), ui.Sub(t.S(msg.By, "name", v.Name))}
		if v.Org.Name == "" {
			who = ui.Parts{ui.Text(v.Name)}
		}
		if v.Reason != "" {
			who = append(who, ui.Lines(v.Reason))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{who, ui.Text(aYear(t, v.Quantity)), ui.NoWrap(t.Date(v.At))}})
	}
	return out
}

// counted is how many of the needs are establishments'.
func (p showPage) counted() int {
	n := 0
	for _, v := range p.Needs {
		if v.Counts() {
			n++
		}
	}
	return n
}

// supportSub says what the reader's voice is: an establishment's, or one that counts apart since they work for none.
func (p showPage) supportSub() string {
	if len(p.Places) == 0 {
		return p.T.S(msg.RequestSupportApart)
	}
	return p.T.S(msg.RequestSupportSub)
}

// others says how many establishments need it of which the reader may not know the names.
func (p showPage) others() string {
	if n := p.Votes - p.counted(); n > 0 {
		return p.T.S(msg.RequestOthers, "n", n)
	}
	return ""
}

func (p showPage) places() []ui.Option {
	out := make([]ui.Option, len(p.Places))
	for i, b := range p.Places {
		out[i] = ui.Option{Value: b.Ref, Label: b.Name}
	}
	return out
}

// place is the establishment for which a vote is given when there is no choice.
func (p showPage) place() []ui.Hidden {
	if len(p.Places) != 1 {
		return nil
	}
	return []ui.Hidden{{Name: asked.FieldOrg, Value: p.Places[0].Ref}}
}

func (p showPage) candidates() []ui.Option {
	out := make([]ui.Option, len(p.Candidates))
	for i, a := range p.Candidates {
		out[i] = ui.Option{Value: strconv.FormatInt(a.Number, 10), Label: a.Title, Hint: p.T.S(msg.RefIs, "ref", a.Reference)}
	}
	return out
}

func (p showPage) verdicts() []ui.Option {
	return []ui.Option{
		{Value: verdictAdd, Label: p.T.S(msg.VerdictAdd), Hint: p.T.S(msg.VerdictAddHint)}, {Value: verdictRefuse, Label: p.T.S(msg.VerdictRefuse), Hint: p.T.S(msg.VerdictRefuseHint)},
	}
}

func (p showPage) decides() bool { return p.Offers.May(asked.Add) }

// acts name the lines of a request's history.
var acts = map[string]i18n.Key{
	"catalog.request.ask": msg.DidRequestAsk, "catalog.request.vote": msg.DidRequestVote, "catalog.request.study": msg.DidRequestStudy,
	"catalog.request.add": msg.DidRequestAdd, "catalog.request.refuse": msg.DidRequestRefuse, "catalog.request.reopen": msg.DidRequestReopen,
}

func (p showPage) history() ui.Timeline {
	var out ui.Timeline
	for _, l := range p.History {
		out = append(out, ui.Moment{What: p.T.S(acts[l.Act]), Text: p.T.S(msg.By, "name", l.Name), When: p.T.DateTime(l.Done), Done: true})
	}
	return out
}

// step is an act without anything to type.
func (h *Handler) step(w http.ResponseWriter, r *http.Request, do func(context.Context, access.Actor, int64, asked.Decision) error, said i18n.Key) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = do(r.Context(), frame.Actor(r), n, asked.Decision{Version: version(f)})
	return h.done(w, r, showPage{}, err, asked.Request{Number: n}.Path(""), i18n.M(said))
}

// needsTitle names the table of needs: all, or those of the reader's own establishments.
func (p showPage) needsTitle() string {
	if p.All {
		return p.T.S(msg.RequestNeeds)
	}
	return p.T.S(msg.RequestOurNeeds)
}

// voting says whether the form that was refused is the vote's.
func (p showPage) voting() bool { return !p.Answers }

func (p showPage) votingFaults() ui.Faults {
	if !p.voting() {
		return nil
	}
	return p.Faults
}

func (p showPage) answerFaults() ui.Faults {
	if p.voting() {
		return nil
	}
	return p.Faults
}

// unplaced is what is wrong with a form that the page does not show (any more).
func (p showPage) unplaced() ui.Faults {
	if p.voting() && p.MaySupport || !p.voting() && p.decides() {
		return nil
	}
	return p.Faults
}
