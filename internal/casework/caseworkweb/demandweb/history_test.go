package demandweb

import (
	"testing"
	"time"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/core/history"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
)

// What is done with a mandate stands in the history of its demand, downloads of the sheet and of the proof among it.
func TestMandatesAreInTheHistory(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C027", "C063")
	for _, act := range []string{"ask", "give", "authorise", "answer", "deny", "withdraw", "resend", "download", "prove"} {
		if others["casework.mandate."+act] == "" {
			t.Errorf("%s is not told", act)
		}
	}
}

// The thread tells both sides when the mandate ends, and when one is given anew: not a modérateur, nor what was before it was sent, nor what its aidant cancelled.
func TestThreadTellsOfTheMandate(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C062")
	sent := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	page := func(as demand.Role) showPage {
		d := demand.Demand{State: demand.Working, SentAt: sent}
		return showPage{View: demand.View{Demand: d, Acts: demand.Moves.Offers(d.State, []demand.Role{as}, d)}}
	}
	for _, x := range []struct {
		act, from string
		after     time.Duration
		want      i18n.Key
	}{
		{"authorise", "asked", time.Hour, msg.HistoryMandateYes},
		{"deny", "given", time.Hour, msg.HistoryMandateNo},
		{"mistake", "given", time.Hour, msg.HistoryMandateMistake},
		{"withdraw", "given", time.Hour, msg.EventMandateEnded},
		{"withdraw", "asked", time.Hour, ""},
		{"ask", "", time.Hour, ""},
		{"deny", "asked", -time.Hour, ""},
	} {
		e := history.Line{Act: "casework.mandate." + x.act, From: x.from, Done: sent.Add(x.after)}
		for as, want := range map[demand.Role]i18n.Key{demand.AsCreator: x.want, demand.AsOfficer: x.want, demand.AsModerator: ""} {
			if got, _ := page(as).mandateEvent(e); got != want {
				t.Errorf("%s from %s to the %s: %q, want %q", x.act, x.from, as, got, want)
			}
		}
	}
}
