// Package passageweb is the page of a team's comings and goings: who is absent and who stands for them, what a new référent inherits,
// and to whom a leaver's demands go.
package passageweb

import (
	"net/http"

	"preau/internal/casework/absence"
	"preau/internal/casework/caseworkweb/passageweb/msg"
	"preau/internal/casework/handover"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Handler answers for the page.
type Handler struct {
	absences  *absence.Service
	handovers *handover.Service
	frame     *frame.Frame
}

// New makes the handler.
func New(a *absence.Service, o *handover.Service, f *frame.Frame) *Handler {
	return &Handler{absences: a, handovers: o, frame: f}
}

const path = "/equipes/{n}/passages"

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.show)
	m.Post(path+"/absence", h.begin)
	m.Post(path+"/absence/fin", h.end)
	m.Post(path+"/confier", h.give)
	m.Post(path+"/reprendre", h.accept)
}

type page struct {
	T      *i18n.T
	Key    func() string
	Who    access.Actor
	Form   *web.Form
	Faults ui.Faults
	handover.View
	Absent absence.View
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	t, who := web.T(r), frame.Actor(r)
	p := page{T: t, Key: id.New, Who: who, Form: f, Faults: ui.FaultsOf(t, fault)}
	if p.View, err = h.handovers.Show(r.Context(), who, n); err != nil {
		return err
	}
	if p.Absent, err = h.absences.Show(r.Context(), who, n); err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: p.Team.Title(), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Teams), Href: "/equipes"}, {Label: p.Team.Name, Href: p.Team.Path()}, {Label: t.S(msg.Title)}}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Casework, Place: "teams", Wrong: len(p.Faults) > 0}, passagesHTML(p))
}

// posted does what a form asks for, and shows it again with what is wrong.
func (h *Handler) posted(w http.ResponseWriter, r *http.Request, said i18n.Key, do func(who access.Actor, n int64, f *web.Form) error) error {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = do(who, n, f)
	if apperr.Is(err, apperr.Invalid) {
		return h.draw(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/equipes/"+r.PathValue("n")+"/passages", i18n.M(said))
}

func (h *Handler) begin(w http.ResponseWriter, r *http.Request) error {
	return h.posted(w, r, msg.AbsenceKept, func(who access.Actor, n int64, f *web.Form) error {
		return h.absences.Begin(r.Context(), who, n, absence.Input{From: f.Value(absence.FieldFrom), To: f.Value(absence.FieldTo), Deputy: f.Value(absence.FieldDeputy)})
	})
}

func (h *Handler) end(w http.ResponseWriter, r *http.Request) error {
	return h.posted(w, r, msg.AbsenceEnded, func(who access.Actor, n int64, f *web.Form) error {
		return h.absences.End(r.Context(), who, n, f.Value("absence"))
	})
}

func (h *Handler) give(w http.ResponseWriter, r *http.Request) error {
	return h.posted(w, r, msg.Given, func(who access.Actor, n int64, f *web.Form) error {
		return h.handovers.Give(r.Context(), who, n, f.Value(handover.FieldFrom), f.Value(handover.FieldTo))
	})
}

func (h *Handler) accept(w http.ResponseWriter, r *http.Request) error {
	return h.posted(w, r, msg.Accepted, func(who access.Actor, n int64, _ *web.Form) error {
		return h.handovers.Accept(r.Context(), who, n)
	})
}

// absences is who is absent, and who stands for them. One's own is taken back here; a responsable takes back anybody's.
func (p page) absences() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.AbsencesTitle), Cols: []ui.Col{{Label: t.S(msg.ColAbsent)}, {Label: t.S(msg.ColDays)}, {Label: t.S(msg.ColDeputy)}, {Label: t.S(msg.ColAct), Hidden: true}}}
	all := p.Who.IsAdmin() || p.Who.Holds(team.Lead, p.Team.Place())
	for _, a := range p.Absent.Absences {
		row := ui.Row{Cells: ui.Parts{ui.Text(a.Name), ui.Text(t.S(msg.Days, "from", absence.Day(t, a.From), "to", absence.Day(t, a.To))), ui.Text(a.Deputy), ui.Text("")}}
		if all || a.AccountID == p.Who.ID {
			row.Cells[3] = ui.Act{T: t, Label: t.S(msg.EndAbsence), About: a.Name, Small: true, Look: ui.QuietStop, Post: p.Team.Path() + "/passages/absence/fin", Key: p.Key(), Hidden: []ui.Hidden{{Name: "absence", Value: a.ID}}}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (p page) holders(all []access.Holder) []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.Choose)}}
	for _, h := range all {
		out = append(out, ui.Option{Value: h.AccountID, Label: h.Name})
	}
	return out
}

// faultsOf are the faults of one of the page's forms: that of a leaver, or that of an absence.
func (p page) faultsOf(leaver string) ui.Faults {
	if p.Form.Value(handover.FieldFrom) != leaver {
		return nil
	}
	return p.Faults
}
