package mandate

import (
	"hash/fnv"
	"time"

	"preau/internal/casework/mandate/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sms"
	"preau/internal/kit/workflow"
)

// TextState is where a text stands in the outbox.
type TextState string

// The states of a text.
const (
	Queued    TextState = "queued"
	Sending   TextState = "sending" // committed before the provider is spoken to
	Accepted  TextState = "accepted"
	NotTaken  TextState = "refused"
	Uncertain TextState = "uncertain" // may have gone; sent again with the same id
	Deferred  TextState = "deferred"  // certainly did not go; tried again later
	Failed    TextState = "failed"    // waits for somebody
	Dropped   TextState = "dropped"   // nobody needs it any more
)

// textAct is what moves a text.
type textAct string

const (
	claim  textAct = "claim"   // begin to speak to the provider
	accept textAct = "accept"  // the provider took it
	refuse textAct = "refuse"  // the provider will not take it
	putOff textAct = "put off" // later
	lose   textAct = "lose"    // nobody knows whether it went
	giveUp textAct = "give up"
	drop   textAct = "drop"
	resend textAct = "resend"
)

// mover is who moves a text.
type mover string

const (
	program       mover = "program"
	helper        mover = "aidant"
	administrator mover = "administrator"
)

// How often a text is tried before it waits for somebody: some three days; seldom where each try may be a second copy.
const (
	maxTries = 20
	maxCuts  = 3
)

type guard = workflow.Guard[Text]

var (
	triesLeft = guard{Name: "fewer than 20 tries", Why: spent(func(t Text) bool { return t.tries-t.triesBefore < maxTries })}
	cutsLeft  = guard{Name: "fewer than 3 cuts", Why: spent(func(t Text) bool { return t.cuts < maxCuts })}
)

func spent(left func(Text) bool) func(Text) *apperr.Reason {
	return func(t Text) *apperr.Reason {
		if left(t) {
			return nil
		}
		return &whyNoResend
	}
}

// whyNoResend is why a text cannot be sent again by hand.
var whyNoResend = apperr.Reason{Code: "casework.text_on_its_way", Kind: apperr.Never, Text: i18n.M(msg.WhyNoResend)}

// textMoves is the whole of what may become of a text.
var textMoves = workflow.Table[TextState, textAct, mover, Text]{
	Object: "casework-text",
	States: []TextState{Queued, Sending, Accepted, NotTaken, Uncertain, Deferred, Failed, Dropped},
	Roles:  []mover{program, helper, administrator},
	Rows: []workflow.Row[TextState, textAct, mover, Text]{
		{Do: claim, From: []TextState{Queued, Deferred, Uncertain}, To: Sending, By: []mover{program}},
		{Do: accept, From: []TextState{Sending}, To: Accepted, By: []mover{program}},
		{Do: refuse, From: []TextState{Sending}, To: NotTaken, By: []mover{program}},
		{Do: putOff, From: []TextState{Queued, Deferred, Uncertain, Sending}, To: Deferred, By: []mover{program}, If: []guard{triesLeft}},
		{Do: lose, From: []TextState{Sending}, To: Uncertain, By: []mover{program}, If: []guard{cutsLeft}},
		{Do: giveUp, From: []TextState{Queued, Deferred, Uncertain, Sending}, To: Failed, By: []mover{program}},
		{Do: drop, From: []TextState{Queued, Deferred, Uncertain}, To: Dropped, By: []mover{program}},
		{Do: resend, From: []TextState{NotTaken, Failed}, To: Queued, By: []mover{helper, administrator}},
	},
	NotYours: func(textAct, Text) apperr.Reason { return whyNoResend },
	NotNow:   func(textAct, TextState, Text) apperr.Reason { return whyNoResend },
}

// Rules are the outbox's table as the documentation shows it.
func Rules() (matrix, diagram string) { return textMoves.Matrix(), textMoves.Diagram() }

func (t Text) may(do textAct) bool { return textMoves.May(do, t.State, []mover{program}, t) }

// CanResend says whether an aidant may send it again.
func (t Text) CanResend() bool { return textMoves.May(resend, t.State, []mover{helper}, t) }

// after is what the program does with a text whose try ended so.
func (t Text) after(o sms.Outcome) textAct {
	switch {
	case o == sms.Accepted:
		return accept
	case o == sms.Refused:
		return refuse
	case o == sms.Deferred && t.may(putOff):
		return putOff
	case o == sms.Uncertain && t.may(lose):
		return lose
	}
	return giveUp
}

// moved is the text after an act of the program: pure, so that the whole of it can be read here.
func (t Text) moved(do textAct, now time.Time) (Text, error) {
	to, err := textMoves.Next(do, t.State, []mover{program}, t)
	if err != nil {
		return t, err
	}
	t.State, t.DueAt = to, time.Time{}
	switch do {
	case accept, refuse, giveUp, drop:
		t.SettledAt = now
	case putOff:
		t.DueAt = now.Add(backoff(t.tries-t.triesBefore, t.ID))
	case lose:
		t.cuts++
		t.DueAt = now.Add(2 * backoff(t.cuts+2, t.ID))
	case claim, resend:
	}
	return t, nil
}

// backoff is the wait after the n-th try: a minute, doubled up to six hours, and up to a tenth more by the text's id, so that
// those put off together do not come back together.
func backoff(n int64, id string) time.Duration {
	const longest = 6 * time.Hour
	d := longest
	if n < 10 {
		d = min(time.Minute<<max(n-1, 0), longest)
	}
	h := fnv.New32a()
	h.Write([]byte(id)) // never fails
	return d + d*time.Duration(h.Sum32()%100)/1000
}

// Label is the state in words.
func (s TextState) Label() i18n.Key {
	switch s {
	case Queued:
		return msg.TextQueued
	case Sending:
		return msg.TextSending
	case Accepted:
		return msg.TextAccepted
	case NotTaken:
		return msg.TextRefused
	case Uncertain:
		return msg.TextUncertain
	case Deferred:
		return msg.TextDeferred
	case Failed:
		return msg.TextFailed
	case Dropped:
	}
	return msg.TextDropped
}
