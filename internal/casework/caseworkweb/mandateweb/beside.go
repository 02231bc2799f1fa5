package mandateweb

import (
	"context"
	"slices"

	"preau/internal/casework/caseworkweb/mandateweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/mandate"
	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// Beside is what a demand's own page says of its mandate: its kind, where it stands and its dates, as far as the reader may know (1.2).
// Of several it is the one that holds, else the newest. Once the person has said no, both sides are told above the thread, too (C062).
func (h *Handler) Beside(ctx context.Context, t *i18n.T, who access.Actor, d demand.Demand) (beside, above ui.Parts, err error) {
	all, err := h.mandates.Brief(ctx, who, d)
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	if demand.Moves.May(demand.KeepMandate, d.State, []demand.Role{demand.AsGuest}, d) && saidNo(all) { // it goes on, so that a new one can be asked for
		above = ui.Parts{ui.Alert{Color: ui.Danger, Title: t.S(msg.SaidNo), Text: t.S(msg.SaidNoText), Acts: ui.Parts{ui.Button{Label: t.S(msg.See), Small: true, Href: mandate.Path(d.Number)}}}}
	}
	e := all[max(0, slices.IndexFunc(all, func(e mandate.Entry) bool { return e.Now == mandate.Given && !e.Before }))]
	p := page{T: t}
	facts := ui.Summary{{Term: t.S(msg.State), Value: p.tag(e)}}
	if e.Kind != "" {
		facts = append(ui.Summary{{Term: t.S(msg.KindShort), Value: ui.Text(t.S(e.Kind.Label()))}}, facts...)
	}
	return ui.Parts{append(facts, p.facts(e)...), ui.Link{Label: t.S(msg.See), Href: mandate.Path(d.Number)}}, above, nil
}

// saidNo says whether the person refused, or took back what they had given, and nothing has been given since.
func saidNo(all []mandate.Entry) bool {
	return slices.ContainsFunc(all, func(e mandate.Entry) bool {
		return (e.Now == mandate.Refused || e.Now == mandate.Revoked) && e.MistakenAt.IsZero()
	}) && !slices.ContainsFunc(all, func(e mandate.Entry) bool { return e.Now == mandate.Given && !e.Before })
}

// place is where in the left column the reader comes from.
func (p page) place() string {
	switch {
	case p.Dates:
		return ""
	case p.Proof:
		return "mine"
	}
	return "todo"
}
