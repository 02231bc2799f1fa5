package demandweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// takeUps are « Je m'en occupe », for each of the teams that the reader answers for and has not taken charge for.
func (p showPage) takeUps() ui.Parts {
	var out ui.Parts
	all := p.Demand.Answers(p.Who)
	for _, a := range all {
		if !p.May(demand.TakeUp) || a.TakenBy == p.Who.ID {
			continue
		}
		x := ui.Act{T: p.T, Label: p.T.S(msg.TakeUp), Look: ui.Outline, Post: p.Path("/acte"), Key: id.New(), Hidden: []ui.Hidden{{Name: fieldDo, Value: "prendre"}, {Name: demand.FieldFor, Value: strconv.FormatInt(a.Team.Number, 10)}, p.seenMark()}}
		if len(all) > 1 {
			x.Label = p.T.S(msg.TakeUpFor, "team", a.Title())
		}
		out = append(out, x)
	}
	return out
}

// handAct leads to the page by which another référent takes charge.
func (p showPage) handAct() ui.Act {
	return ui.Act{T: p.T, Label: p.T.S(msg.HandLink), Small: true, Look: ui.Quiet, Href: p.Path("/confier"), Absent: !p.May(demand.HandOver)}
}

// newcomer says whether the reader is a référent who has not taken over what was there before they came (C046).
func (p showPage) newcomer() bool {
	return slices.Contains(demand.RolesOf(p.Who, p.Demand), demand.AsNewcomer)
}

// takeOvers lead to where the reader takes over what their teams have.
func (p showPage) takeOvers() ui.Parts {
	var out ui.Parts
	for _, a := range p.Teams {
		if _, holds := team.Since(p.Who, team.Officer, a.Team.ID); holds && a.LeftAt.IsZero() {
			out = append(out, ui.Button{Label: p.T.S(msg.NewcomerAct, "team", a.Title()), Look: ui.Main, Href: passages(a.Team.Number)})
		}
	}
	return out
}

// passages is the page of a team's comings and goings.
func passages(number int64) string { return "/equipes/" + strconv.FormatInt(number, 10) + "/passages" }

// handingPage is to whom the charge of a demand may go (C043).
type handingPage struct {
	demand.Handing
	T      *i18n.T
	Key    string
	Faults ui.Faults
}

func (h *Handler) handing(w http.ResponseWriter, r *http.Request) error {
	return h.drawHanding(w, r, http.StatusOK, nil)
}

func (h *Handler) drawHanding(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	p := handingPage{T: web.T(r), Key: id.New(), Faults: ui.FaultsOf(web.T(r), fault)}
	if p.Handing, err = h.demands.Heirs(r.Context(), who, n); err != nil {
		return err
	}
	head := below(p.T, p.Demand, p.T.S(msg.HandLink), p.T.S(msg.HandLead))
	return h.frame.Render(w, r, status, page(p.T, head, "todo", len(p.Faults) > 0, ui.Link{Label: p.Number, Href: p.Path("")}, ui.Link{Label: p.T.S(msg.HandLink)}), handingHTML(p))
}

// options are the others, by team.
func (p handingPage) options() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.ChooseElement)}}
	for _, x := range p.Heirs {
		out = append(out, ui.Option{Value: strconv.FormatInt(x.Team.Team.Number, 10) + ":" + x.AccountID, Label: x.Name, Group: x.Team.Title()})
	}
	return out
}

func (h *Handler) handOver(w http.ResponseWriter, r *http.Request) error {
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
	of, to, _ := strings.Cut(f.Value(demand.FieldHeir), ":")
	err = h.demands.HandOver(r.Context(), who, n, integer(of), to)
	if apperr.Is(err, apperr.Invalid) {
		return h.drawHanding(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/"+n, i18n.M(msg.NowHanded))
}
