// Package resultsweb is the page of what demands tell together, as pictures with their tables, its files, and the survey that a closed
// demand proposes.
package resultsweb

import (
	"net/http"

	"preau/internal/casework/caseworkweb/resultsweb/msg"
	"preau/internal/casework/figures"
	"preau/internal/casework/survey"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/chart"
)

// Handler answers for the pages.
type Handler struct {
	figures *figures.Service
	survey  *survey.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(s *figures.Service, v *survey.Service, f *frame.Frame) *Handler {
	return &Handler{figures: s, survey: v, frame: f}
}

// Mount adds the routes. An answer to the survey names no demand, not even in its address.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(figures.Path, h.show)
	m.Get(figures.Path+".csv", h.file(sheet.CSV))
	m.Get(figures.Path+".xlsx", h.file(sheet.XLSX))
	m.Get("/demandes/{n}/avis", h.propose)
	m.Post("/demandes/{n}/avis", h.ask)
	m.Post("/avis", h.answer)
	m.Get("/avis", h.thanks)
}

// page is what the page of figures shows.
type page struct {
	T *i18n.T
	figures.Public
	Own     []figures.Own
	Opinion []opinion
}

// opinion is what was answered of an organisme to a question, as far as it may be shown.
type opinion struct {
	Agency  string
	Answers map[survey.Question]map[string]int64
}

// show is « Chiffres des demandes », for everybody.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	t, who := web.T(r), frame.Actor(r)
	p := page{T: t}
	var err error
	if p.Public, err = h.figures.Public(r.Context()); err != nil {
		return err
	}
	if p.Own, err = h.figures.Own(r.Context(), who); err != nil {
		return err
	}
	counts, err := h.survey.Counts(r.Context(), p.Since.Format("2006-01"))
	if err != nil {
		return err
	}
	for _, a := range p.Agencies {
		o := opinion{Agency: a.Name, Answers: map[survey.Question]map[string]int64{}}
		for _, c := range counts {
			if c.AgencyID == a.ID {
				if o.Answers[c.Question] == nil {
					o.Answers[c.Question] = map[string]int64{}
				}
				o.Answers[c.Question][c.Answer] = c.N
			}
		}
		if len(o.Answers) > 0 {
			p.Opinion = append(p.Opinion, o)
		}
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead, "month", t.Month(p.Since)), Crumbs: crumbs(t, t.S(msg.Title))}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Casework, Place: "figures"}, figuresHTML(p))
}

func crumbs(t *i18n.T, here string) []ui.Link {
	return []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Crumb), Href: "/demandes"}, {Label: here}}
}

// delayChart is how long half of the first answers took, by organisme.
func (p page) delayChart() chart.Chart {
	out := chart.Chart{Title: p.T.S(msg.DelaysTitle), Desc: p.T.S(msg.ChartDesc)}
	for _, a := range p.Agencies {
		if d, said := a.Median(); said {
			out.Bars = append(out.Bars, chart.Bar{Label: a.Name, Text: p.T.S(msg.Days, "n", d), Value: int64(max(d, 0))})
		}
	}
	return out
}

// shareChart is which part of the demands that ended was solved, by organisme.
func (p page) shareChart() chart.Chart {
	out := chart.Chart{Title: p.T.S(msg.ShareTitle), Desc: p.T.S(msg.ChartDesc)}
	for _, a := range p.Agencies {
		if s, said := a.Share(); said {
			out.Bars = append(out.Bars, chart.Bar{Label: a.Name, Text: p.T.S(msg.Percent, "n", s), Value: s})
		}
	}
	return out
}

// table has the figures of both pictures.
func (p page) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.ByAgency), Sheet: true, Cols: []ui.Col{
		{Label: t.S(msg.ColAgency)}, {Label: t.S(msg.ColSent), Num: true}, {Label: t.S(msg.ColAnswered), Num: true}, {Label: t.S(msg.ColMedian), Num: true}, {Label: t.S(msg.ColEnded), Num: true}, {Label: t.S(msg.ColShare), Num: true},
	}}
	for _, a := range p.Agencies {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(a.Name), ui.Text(t.Number(a.Sent)), ui.Text(p.count(a.Answered())), ui.Text(median(t, a.Tally)), ui.Text(p.count(a.Ended)), ui.Text(share(t, a.Tally)),
		}})
	}
	return out
}

// count is a number of demands, unless it is so small that it may tell of somebody.
func (p page) count(n int64) string {
	if n > 0 && n < figures.Shown {
		return p.T.S(msg.FewerThan, "n", figures.Shown)
	}
	return p.T.Number(n)
}

func median(t *i18n.T, x figures.Tally) string {
	if d, said := x.Median(); said {
		return t.S(msg.Days, "n", d)
	}
	return t.S(msg.NotSaid)
}

func share(t *i18n.T, x figures.Tally) string {
	if s, said := x.Share(); said {
		return t.S(msg.Percent, "n", s)
	}
	return t.S(msg.NotSaid)
}

// ownTable are the figures of the groupes that concern who looks.
func (p page) ownTable() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.OwnTitle), Sheet: true, Cols: []ui.Col{
		{Label: t.S(msg.ColTeam)}, {Label: t.S(msg.ColOpen), Num: true}, {Label: t.S(msg.ColLate), Num: true}, {Label: t.S(msg.ColTreated), Num: true}, {Label: t.S(msg.ColClosed), Num: true},
	}}
	for _, o := range p.Own {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(o.Title), ui.Text(t.Number(o.Open)), ui.Text(t.Number(o.Late)), ui.Text(t.Number(o.Treated)), ui.Text(t.Number(o.Closed))}})
	}
	return out
}

// opinions is what was answered to the survey, by organisme and question.
func (p page) opinions() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.OpinionTitle), Sheet: true, Cols: []ui.Col{{Label: t.S(msg.ColAgency)}, {Label: t.S(msg.ColQuestion)}, {Label: t.S(msg.ColAnswers)}}}
	for _, o := range p.Opinion {
		for _, q := range survey.Questions() {
			var said []string
			for _, a := range q.Answers() {
				if n := o.Answers[q][a.Value]; n > 0 {
					said = append(said, t.S(msg.AnswerN, "answer", t.S(a.Label), "n", n))
				}
			}
			if len(said) > 0 {
				out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(o.Agency), ui.Text(t.S(q.Label())), ui.Text(t.And(said))}})
			}
		}
	}
	return out
}

// acts are the files.
func (p page) acts() ui.Parts {
	return ui.Parts{
		ui.Button{Label: p.T.S(msg.Csv), Icon: ui.IconDownload, Href: figures.Path + ".csv"},
		ui.Button{Label: p.T.S(msg.Xlsx), Icon: ui.IconDownload, Href: figures.Path + ".xlsx"},
	}
}
