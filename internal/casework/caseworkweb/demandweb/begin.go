package demandweb

import (
	"net/http"
	"strconv"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/team"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type newPage struct {
	T      *i18n.T
	Key    string
	Typed  *web.Form
	Faults ui.Faults
	Teams  []team.Team
}

// newForm says what is needed, and for which team one asks.
func (h *Handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawNew(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := newPage{T: t, Key: id.New(), Typed: f, Faults: ui.FaultsOf(t, fault)}
	if p.Teams, err = h.drafts.Begins(r.Context(), who); err != nil {
		return err
	}
	head := ui.Head{Title: t.S(msg.New), Lead: t.S(msg.NewLead)}
	return h.frame.Render(w, r, status, page(t, head, "mine", len(p.Faults) > 0, ui.Link{Label: t.S(msg.New)}), newHTML(p))
}

// begin opens a draft.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(f.Value(draft.FieldTeam), 10, 64) // what is none is no team's
	number, err := h.drafts.Begin(r.Context(), who, n)
	if apperr.Is(err, apperr.Invalid) {
		return h.drawNew(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, demand.Demand{Number: number}.Path("/brouillon"), i18n.M(msg.Begun, "number", number))
}

// teams are the teams to choose from.
func (p newPage) teams() []ui.Option {
	var out []ui.Option
	for _, x := range p.Teams {
		out = append(out, ui.Option{Value: strconv.FormatInt(x.Number, 10), Label: x.Title()})
	}
	return out
}

// team is the one that was chosen, or the first.
func (p newPage) team() string {
	if v := p.Typed.Value(draft.FieldTeam); v != "" || len(p.Teams) == 0 {
		return v
	}
	return strconv.FormatInt(p.Teams[0].Number, 10)
}
