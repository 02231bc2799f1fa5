package reportweb

import (
	"net/http"
	"slices"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/reportweb/msg"
	"preau/internal/offers/public"
	"preau/internal/offers/report"
)

const (
	paramState = "etat"
	allStates  = "tous"
)

var sizes = []int{20, 50, 100}

type listPage struct {
	T     *i18n.T
	At    ui.Address
	State string
	report.Listing
}

// signedIn refuses visitors, who are led to sign in.
func signedIn(r *http.Request) error {
	if !frame.Actor(r).SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	return nil
}

// list is what was reported, first what nobody looked at.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	if err := signedIn(r); err != nil {
		return err
	}
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	of, size := report.State(f.Value(paramState)), f.Int(ui.SizeParam, 1, 100)
	switch {
	case of == allStates:
		of = ""
	case !slices.Contains(report.States(), of):
		of = report.Open
	}
	if !slices.Contains(sizes, size) {
		size = sizes[0]
	}
	found, err := h.o.Reports.List(r.Context(), frame.Actor(r), of, f.Int("page", 1, 1_000_000), size)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Reports), Lead: t.S(msg.ReportsLead), Crumbs: crumbs(t)}
	p := listPage{t, ui.Address{Path: report.ListPath, Query: r.URL.Query()}, f.Value(paramState), found}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: Place}, listHTML(p))
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Reports), Href: report.ListPath}}, more...)
}

func (p listPage) states() []ui.Option {
	var out []ui.Option
	for _, s := range report.States() {
		v := string(s)
		if s == report.Open {
			v = ""
		}
		out = append(out, ui.Option{Value: v, Label: p.T.S(s.Label())})
	}
	return append(out, ui.Option{Value: allStates, Label: p.T.S(msg.AllStates)})
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Reports), Top: true, Cols: []ui.Col{{Label: t.S(msg.Offer)}, {Label: t.S(msg.What)}, {Label: t.S(msg.State)}, {Label: t.S(msg.When)}}}
	for _, x := range p.Rows {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Link{Label: x.Name, Href: x.Path()}, ui.Sub(x.Offer.String() + ", " + x.Structure)}, ui.Text(t.S(x.Kind.Label())), tag(t, x.State), ui.Text(t.DateTime(x.CreatedAt)),
		}})
	}
	return out
}

func tag(t *i18n.T, s report.State) ui.Tag {
	color := map[report.State]ui.Color{report.Open: ui.Warning, report.Settled: ui.Success, report.Dismissed: ui.Neutral}[s]
	return ui.Tag{Label: t.S(s.Label()), Color: color}
}

type showPage struct {
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	report.View
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.drawShow(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawShow(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	if err := signedIn(r); err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.o.Reports.Show(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := showPage{t, id.New(), f, ui.FaultsOf(t, fault), v}
	head := &ui.Head{T: t, Title: v.Name, Tags: ui.Parts{tag(t, v.State)}, Meta: ui.Parts{ui.Text(t.S(msg.NumberOf, "n", v.Number)), ui.Text(v.Structure), ui.Text(t.DateTime(v.CreatedAt))}, Crumbs: crumbs(t, ui.Link{Label: t.S(msg.NumberOf, "n", v.Number)})}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0}, showHTML(p))
}

// move does a moderator's act.
func (h *Handler) move(w http.ResponseWriter, r *http.Request) error {
	if err := signedIn(r); err != nil {
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
	err = h.o.Reports.Move(r.Context(), frame.Actor(r), n, version(f), report.Act(f.Value("acte")), f.Text(report.FieldNote, 4*report.MaxWords))
	switch {
	case apperr.Is(err, apperr.Invalid):
		return h.drawShow(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Is(err, apperr.Conflict):
		return h.drawShow(w, r, http.StatusConflict, f, err)
	case err != nil:
		return err
	}
	return web.SeeOther(w, r, report.Report{Number: n}.Path(), i18n.M(msg.Saved))
}

// facts are what was reported.
func (p showPage) facts() ui.Summary {
	t := p.T
	out := ui.Summary{
		{Term: t.S(msg.Offer), Value: ui.Link{Label: p.Offer.String() + " – " + p.Name, Href: p.Offer.Path()}},
		{Term: t.S(msg.OfferNow), Value: p.now()},
		{Term: t.S(msg.What), Value: ui.Text(t.S(p.Kind.Label()))},
		{Term: t.S(msg.Written), Value: ui.Lines(p.Words)},
	}
	if p.Email != "" {
		out = append(out, ui.Fact{Term: t.S(msg.From), Value: ui.MailTo(p.Email)})
	}
	if p.MovedBy != "" {
		out = append(out, ui.Fact{Term: t.S(msg.LookedAt), Value: ui.Text(t.S(msg.LookedBy, "name", p.MovedBy, "date", t.DateTime(p.MovedAt)))})
	}
	if p.Note != "" {
		out = append(out, ui.Fact{Term: t.S(msg.Note), Value: ui.Lines(p.Note)})
	}
	return out
}

// now is where the offer is: what was taken from the public is not looked for there.
func (p showPage) now() ui.Parts {
	out := ui.Parts{ui.Text(p.T.S(p.At.Label()))}
	if p.At != offer.Published {
		out = append(out, ui.Sub(p.T.S(msg.OfferGone)))
	}
	return out
}

// ways lead to the offer: as everybody reads it, and where it is withdrawn; none to what nobody reads any more.
func (p showPage) ways() ui.Acts {
	t := p.T
	if p.At != offer.Published {
		return nil
	}
	return ui.Acts{
		ui.Button{Label: t.S(msg.SeePublic), Href: public.Path(p.Offer)},
		ui.Button{Label: t.S(msg.Withdraw), Look: ui.Cancel, Href: p.Offer.Path() + "/acte/retirer"},
	}
}

func (p showPage) buttons() ui.Acts {
	var out ui.Acts
	for _, x := range []struct {
		do    report.Act
		label i18n.Key
		look  ui.Look
	}{{report.Settle, msg.Settle, ui.Commit}, {report.Dismiss, msg.Dismiss, ui.Outline}, {report.Reopen, msg.Reopen, ui.Outline}} {
		if p.Acts.May(x.do) {
			out = append(out, ui.Button{Label: p.T.S(x.label), Look: x.look, Name: "acte", Value: string(x.do)})
		}
	}
	return out
}

// did are what became of it, the newest first.
func (p showPage) did() ui.Timeline {
	t := p.T
	acts := map[string]i18n.Key{"send": msg.DidSend, string(report.Settle): msg.DidSettle, string(report.Dismiss): msg.DidDismiss, string(report.Reopen): msg.DidReopen}
	var out ui.Timeline
	for i, l := range p.History {
		by := t.S(msg.Somebody)
		if l.Name != "" {
			by = t.S(msg.DidBy, "name", l.Name)
		}
		out = append(out, ui.Moment{What: t.S(acts[strings.TrimPrefix(l.Act, "offers.report.")]), Text: joined(", ", by, l.Data["motive"]), When: t.DateTime(l.Done), Done: true, Now: i == 0})
	}
	return out
}

func joined(sep, a, b string) string {
	if b == "" {
		return a
	}
	return a + sep + b
}
