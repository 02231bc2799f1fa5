package mandateweb

import (
	"context"
	"strconv"
	"strings"

	"preau/internal/casework/caseworkweb/mandateweb/msg"
	"preau/internal/casework/mandate"
	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// doing is an act on one mandate of a demand.
type doing func(ctx context.Context, who access.Actor, number string, n int64) error

// stateTag is the one table from states to colours.
func stateTag(t *i18n.T, s mandate.State) ui.Tag {
	colors := map[mandate.State]ui.Tag{
		mandate.Asked: {Color: ui.Warning}, mandate.Given: {Color: ui.Success}, mandate.Refused: {Color: ui.Danger},
		mandate.Revoked: {Color: ui.Danger}, mandate.Expired: {Color: ui.Neutral, Outline: true}, mandate.Cancelled: {Color: ui.Neutral, Outline: true},
	}
	out := colors[s]
	out.Label = t.S(s.Label())
	return out
}

// tag says where a mandate stands, and that one counts for nothing since a no.
func (p page) tag(e mandate.Entry) ui.Tag {
	if e.Before {
		return ui.Tag{Label: p.T.S(msg.Before), Color: ui.Warning}
	}
	return stateTag(p.T, e.Now)
}

// state is the same in words.
func (p page) state(e mandate.Entry) string {
	if e.Before {
		return p.T.S(msg.Before)
	}
	return p.T.S(e.Now.Label())
}

// title names a mandate: its kind, or for who sees no kind, that it is one.
func (p page) title(e mandate.Entry) string {
	if e.Kind == "" {
		return p.T.S(msg.OneMandate)
	}
	return p.T.S(e.Kind.Label())
}

// facts are what is known of a mandate, as far as one may see.
func (p page) facts(e mandate.Entry) ui.Summary {
	var out ui.Summary
	add := func(term i18n.Key, value string) {
		if value != "" {
			out = append(out, ui.Fact{Term: p.T.S(term), Value: ui.Text(value)})
		}
	}
	if e.AskedName != "" {
		add(msg.FactBy, e.AskedName)
	}
	if !e.AskedAt.IsZero() {
		term := msg.FactNoted
		if e.Kind == mandate.BySMS {
			term = msg.FactAsked
		}
		add(term, p.T.DateTime(e.AskedAt))
	}
	var named []string
	for _, a := range e.Agencies {
		named = append(named, a.Name)
	}
	add(msg.FactAgencies, strings.Join(named, ", "))
	if e.Phone != "" {
		add(msg.FactPhone, e.Phone.Shown(p.country))
	}
	if e.On != "" {
		add(msg.FactSigned, p.T.Date(e.GivenAt))
	} else if !e.GivenAt.IsZero() {
		add(msg.FactGiven, p.T.DateTime(e.GivenAt))
	}
	if e.Now == mandate.Given && !e.Before {
		add(msg.FactUntil, p.T.Date(e.LastDay()))
	}
	if e.Now == mandate.Asked {
		add(msg.FactWaits, p.T.DateTime(e.AskedAt.Add(mandate.PendingFor)))
	}
	if !e.EndedAt.IsZero() {
		by := p.T.DateTime(e.EndedAt)
		if e.EndedName != "" {
			by = p.T.S(msg.ByWhom, "at", by, "name", e.EndedName)
		}
		add(msg.FactEnded, by)
	}
	if !e.MistakenAt.IsZero() {
		by := p.T.DateTime(e.MistakenAt)
		if e.MistakenName != "" {
			by = p.T.S(msg.ByWhom, "at", by, "name", e.MistakenName)
		}
		add(msg.FactMistaken, by)
		add(msg.FactMistakenWhy, e.Why)
	}
	return out
}

// talk is what was sent and answered, in its order.
func (p page) talk(e mandate.Entry) ui.Timeline {
	var out ui.Timeline
	replies := e.Replies
	said := func(a mandate.Reply) {
		out = append(out, ui.Moment{What: p.T.S(msg.TheyAnswered, "answer", p.T.S(a.Answer.Label())), Text: p.T.S(msg.Quoted, "text", a.Words), When: p.T.DateTime(a.At), Done: true})
	}
	for _, x := range e.Texts {
		for len(replies) > 0 && replies[0].At.Before(x.QueuedAt) {
			said(replies[0])
			replies = replies[1:]
		}
		out = append(out, ui.Moment{What: p.T.S(x.Occasion.Label()), Text: p.T.S(msg.Quoted, "text", x.Words), When: p.T.DateTime(x.QueuedAt) + " · " + p.arrived(x), Done: x.State == mandate.Accepted})
	}
	for _, a := range replies {
		said(a)
	}
	return out
}

// arrived says where a text stands.
func (p page) arrived(x mandate.Text) string {
	switch {
	case !x.DeliveredAt.IsZero():
		return p.T.S(msg.Delivered, "at", p.T.DateTime(x.DeliveredAt))
	case !x.UndeliveredAt.IsZero():
		return p.T.S(msg.Undelivered, "at", p.T.DateTime(x.UndeliveredAt))
	}
	return p.T.S(x.State.Label())
}

// standing says, in one sentence, whether the demand has a mandate that holds.
func (p page) standing() ui.Alert {
	if p.Standing.Kind != "" {
		return ui.Alert{Color: ui.Success, Title: p.T.S(msg.Holds), Text: p.T.S(msg.HoldsText)}
	}
	_, waits := p.Pending()
	if waits {
		return ui.Alert{Color: ui.Warning, Title: p.T.S(msg.Waits), Text: p.T.S(p.Standing.Why)}
	}
	return ui.Alert{Color: ui.Warning, Title: p.T.S(msg.None), Text: p.T.S(p.Standing.Why)}
}

// faultsOf are the faults of one of the forms; the others show none.
func (p page) faultsOf(way string) ui.Faults {
	if p.Way != way {
		return nil
	}
	return p.Faults
}

// typed is what was typed into a field of one of the forms.
func (p page) typed(way, field string) string {
	if p.Way != way {
		return ""
	}
	return p.Typed.Value(field)
}

// fieldID is the id of a field that several of the forms have: in the one that was refused it is the usual one, to which its fault leads.
func (p page) fieldID(way, field string) string {
	if p.Way == way {
		return ""
	}
	return way + "-" + field
}

// alsoLabel is the label of the organisme that a mandate names beside those of its demand.
func alsoLabel(way string) i18n.Key {
	switch way {
	case byText:
		return msg.AlsoText
	case bySheet:
		return msg.AlsoSheet
	}
	return msg.AlsoHeld
}

// others are the organismes that a mandate may name beside those of its demand.
func others(t *i18n.T, all []mandate.Agency) []ui.Option {
	out := []ui.Option{{Label: t.S(msg.AlsoNone)}}
	for _, a := range all {
		out = append(out, ui.Option{Value: strconv.FormatInt(a.Number, 10), Label: a.Name})
	}
	return out
}
