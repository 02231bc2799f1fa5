package demandweb

import (
	"slices"
	"time"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/core/history"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/talk"
)

// moment is a message, or what happened, in words.
type moment struct {
	at    time.Time
	said  talk.Said
	event string
}

// moments are the description, then messages and what happened, in their order.
func (p showPage) moments() []moment {
	all := []moment{{at: p.SentAt, said: p.opening()}}
	for _, m := range p.Thread {
		all = append(all, moment{at: m.At, said: p.said(m)})
	}
	for _, e := range slices.Backward(p.Told) { // the newest come first
		k, ok := eventOf(e)
		if !ok {
			k, ok = p.mandateEvent(e)
		}
		if ok {
			all = append(all, moment{at: e.Done, event: p.T.S(k, "name", e.Name, "to", e.Data["to"])})
		}
	}
	all = slices.CompactFunc(all, func(a, b moment) bool { return a.event != "" && a.event == b.event && a.at.Equal(b.at) }) // a no ends several mandates
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	return all
}

// thread is that as the page shows it.
func (p showPage) thread() talk.Thread {
	var out talk.Thread
	for _, m := range p.moments() {
		if m.event != "" {
			m.said.Event = ui.Parts{ui.Text(p.T.S(msg.EventAt, "day", p.T.DateTime(m.at)) + " "), ui.Strong(m.event)}
		}
		out = append(out, m.said)
	}
	return out
}

// events are what the thread tells between messages.
var events = map[string]i18n.Key{
	"casework.demand." + string(demand.TakeUp): msg.EventTaken, "casework.demand." + string(demand.Treat): msg.EventTreated, "casework.demand." + string(demand.Leave): msg.EventLeft,
	"casework.demand." + string(demand.Close): msg.EventClosed, "casework.demand." + string(demand.Reopen): msg.EventReopened, "casework.demand.invite": msg.EventInvited, "casework.demand.lapse": msg.EventLapsed,
	"casework.demand.call": msg.EventCalled, "casework.demand.handover": msg.EventHanded,
	"casework.demand." + string(demand.HandOver): msg.EventPassed,
}

// eventOf is what the thread tells of a line. Older ones do not say who inherited.
func eventOf(e history.Line) (i18n.Key, bool) {
	k, ok := events[e.Act]
	if k == msg.EventHanded && e.Data["to"] != "" {
		k = msg.EventPassed
	}
	return k, ok
}

// mandateEvent is what the thread tells of what becomes of the demand's mandate once it was sent, to who may see that there is one: that the person agreed, said
// no, or that it was a mistake (C062). Of one that was cancelled before any answer it tells nothing.
func (p showPage) mandateEvent(e history.Line) (i18n.Key, bool) {
	if !p.May(demand.SeeMandate) || e.Done.Before(p.SentAt) {
		return "", false
	}
	switch {
	case e.Act == "casework.mandate.authorise":
		return msg.HistoryMandateYes, true
	case e.Act == "casework.mandate.deny":
		return msg.HistoryMandateNo, true
	case e.Act == "casework.mandate.mistake":
		return msg.HistoryMandateMistake, true
	case e.Act == "casework.mandate.withdraw" && e.From == "given":
		return msg.EventMandateEnded, true
	}
	return "", false
}
