package notify

import (
	"hash/fnv"
	"time"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/workflow"
)

// State is where a mail stands.
type State string

// The states of a mail.
const (
	Queued    State = "queued"
	Sending   State = "sending" // committed before the dialogue begins
	Accepted  State = "accepted"
	Refused   State = "refused"
	Uncertain State = "uncertain"  // may have arrived; sent again with the same Message-ID
	Deferred  State = "deferred"   // certainly did not arrive; tried again later
	Failed    State = "failed"     // waits for somebody
	Withheld  State = "withheld"   // was not to be sent
	Bounced   State = "bounced"    // taken by a server, and came back
	Dismissed State = "dismissed"  // an administrator decided that it need not go
	ForDigest State = "for_digest" // waits for the next digest
	InDigest  State = "in_digest"  // was told in a digest, whose own outcome counts
)

// Act is what moves a mail.
type Act string

// The acts.
const (
	Claim  Act = "claim"   // begin a dialogue
	Accept Act = "accept"  // the server took it
	Refuse Act = "refuse"  // the server will not take it
	PutOff Act = "put off" // later
	Lose   Act = "lose"    // nobody knows whether it arrived
	GiveUp Act = "give up"
	Retry  Act = "retry"

	Bounce   Act = "bounce"   // a server says that it will not arrive after all
	Complain Act = "complain" // its reader calls it unwanted
	Confirm  Act = "confirm"  // a server says that it arrived
	Dismiss  Act = "dismiss"

	Gather   Act = "gather"   // tell it in a digest
	Withhold Act = "withhold" // its reader wants it no more
)

// Role is who moves a mail.
type Role string

// The roles.
const (
	Program       Role = "program"
	Administrator Role = "administrator"
)

// How often a mail is tried before it waits for somebody: 20 times in about three days; fewer when each try may make a copy.
const (
	maxTries = 20
	maxCuts  = 5
)

type (
	states = []State
	by     = []Role
	guards = []workflow.Guard[outgoing]
)

var (
	triesLeft = workflow.Guard[outgoing]{Name: "fewer than 20 tries", Why: spent(func(o outgoing) bool { return o.round() < maxTries })}
	begun     = workflow.Guard[outgoing]{Name: "a dialogue was begun", Why: spent(func(o outgoing) bool { return o.Tries > 0 })}
	// mayBeThere: a copy went out whose answer nobody heard, whatever became of the tries since.
	mayBeThere = workflow.Guard[outgoing]{Name: "a copy may have arrived", Why: spent(func(o outgoing) bool { return o.Repeated || o.copied() })}
	cutsLeft   = workflow.Guard[outgoing]{Name: "fewer than 5 cuts", Why: spent(func(o outgoing) bool { return o.cuts < maxCuts })}
)

func spent(left func(outgoing) bool) func(outgoing) *apperr.Reason {
	return func(o outgoing) *apperr.Reason {
		if left(o) {
			return nil
		}
		return &apperr.Reason{Code: "notify.tries_spent", Kind: apperr.Never}
	}
}

// moves is the whole of what may become of a mail.
var moves = workflow.Table[State, Act, Role, outgoing]{
	Object: "notify-mail",
	States: states{Queued, Sending, Accepted, Refused, Uncertain, Deferred, Failed, Withheld, Bounced, Dismissed, ForDigest, InDigest},
	Roles:  by{Program, Administrator},
	Rows: []workflow.Row[State, Act, Role, outgoing]{
		{Do: Claim, From: states{Queued, Deferred, Uncertain}, To: Sending, By: by{Program}},
		{Do: Accept, From: states{Sending}, To: Accepted, By: by{Program}},
		{Do: Refuse, From: states{Sending}, To: Refused, By: by{Program}},
		{Do: PutOff, From: states{Queued, Deferred, Uncertain, Sending}, To: Deferred, By: by{Program}, If: guards{triesLeft}},
		{Do: Lose, From: states{Sending}, To: Uncertain, By: by{Program}, If: guards{cutsLeft}},
		{Do: GiveUp, From: states{Queued, Deferred, Uncertain, Sending}, To: Failed, By: by{Program}},
		{Do: Retry, From: states{Failed, Refused, Deferred, Uncertain}, To: Queued, By: by{Administrator}},
		{Do: Bounce, From: states{Queued, Sending, Accepted, Uncertain, Deferred, Failed}, To: Bounced, By: by{Program}, If: guards{begun}},
		{Do: Confirm, From: states{Sending, Accepted, Uncertain}, To: Accepted, By: by{Program}},
		{Do: Confirm, From: states{Queued, Deferred, Failed, Refused, Dismissed}, To: Accepted, By: by{Program}, If: guards{mayBeThere}},
		{Do: Complain, From: states{Sending, Accepted, Uncertain}, To: Accepted, By: by{Program}},
		{Do: Dismiss, From: states{Failed, Refused, Deferred, Uncertain, Bounced}, To: Dismissed, By: by{Administrator}},
		{Do: Gather, From: states{ForDigest}, To: InDigest, By: by{Program}},
		{Do: Withhold, From: states{ForDigest}, To: Withheld, By: by{Program}},
	},
	NotYours: func(do Act, _ outgoing) apperr.Reason { return notNow(do) },
	NotNow:   func(do Act, _ State, _ outgoing) apperr.Reason { return notNow(do) },
}

func notNow(do Act) apperr.Reason {
	if do == Dismiss {
		return apperr.Reason{Code: "notify.dismiss_not_now", Kind: apperr.Never, Text: i18n.M(msg.DismissNotNow)}
	}
	return apperr.Reason{Code: "notify.retry_not_now", Kind: apperr.Never, Text: i18n.M(msg.RetryNotNow)}
}

// may says whether the program may do this to the mail as it stands.
func (o outgoing) may(do Act) bool { return moves.May(do, o.State, by{Program}, o) }

// after is what the program does with a mail whose dialogue ended so.
func (o outgoing) after(out mail.Outcome, step mail.Step) Act {
	switch {
	case out == mail.Accepted:
		return Accept
	case out == mail.Refused && step != mail.StepCompose:
		return Refuse
	case out == mail.Deferred && o.may(PutOff):
		return PutOff
	case out == mail.Uncertain && o.may(Lose):
		return Lose
	}
	return GiveUp
}

// backoff is the wait after a mail's n-th try: a minute, doubled up to six hours, which makes about three days in 20 tries,
// and up to a tenth more by the mail's id, so that those put off together do not come back together.
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

// cutBackoff is the wait after the n-th try without an answer: longer, for each further try may be another copy.
func cutBackoff(n int64, id string) time.Duration { return backoff(n+2, id) * 2 }

// stateLabels are the words for the states; the list's filter uses the same.
var stateLabels = map[State]i18n.Key{
	Queued: msg.StateQueued, Sending: msg.StateSending, Accepted: msg.StateAccepted, Refused: msg.StateRefused,
	Uncertain: msg.StateUncertain, Deferred: msg.StateDeferred, Failed: msg.StateFailed, Withheld: msg.StateWithheld,
	Bounced: msg.StateBounced, Dismissed: msg.StateDismissed, ForDigest: msg.StateForDigest, InDigest: msg.StateInDigest,
}

// States are all states, in the order of a mail's life.
func States() []State { return moves.States }

// Label is the state in words.
func (s State) Label() i18n.Key { return stateLabels[s] }

// Rules are the table as the documentation shows it: who may do what, and the states' diagram.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }
