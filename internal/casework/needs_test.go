package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/casework/listing"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// wait is what the work list says of the lists of demands to somebody: address, how many, of how many unanswered, and since which day.
func (h *house) wait(who access.Actor) string {
	h.Helper()
	return h.lines(who, func(tx *db.Tx, b *inbox.Inbox, who access.Actor) ([]inbox.Item, error) {
		return b.Waiting(h.Context(), tx, who)
	})
}

// awaits is what somebody waits for.
func (h *house) awaits(who access.Actor) string {
	h.Helper()
	return h.lines(who, func(tx *db.Tx, b *inbox.Inbox, who access.Actor) ([]inbox.Item, error) {
		return b.Awaited(h.Context(), tx, who)
	})
}

func (h *house) lines(who access.Actor, ask func(tx *db.Tx, b *inbox.Inbox, who access.Actor) ([]inbox.Item, error)) string {
	h.Helper()
	var out []string
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		items, err := ask(tx, inbox.New(h.Lists), h.now(who))
		for _, i := range items {
			line := fmt.Sprint(strings.TrimPrefix(i.Path, "/demandes"), " ", i.Count)
			if !i.Since.IsZero() {
				line += i.Since.Format(" 02/01")
			}
			if !i.Due.IsZero() {
				line += i.Due.Format("-02/01")
			}
			if len(i.Detail.Args) > 1 && i.Detail.Args[0] == "n" {
				line += fmt.Sprint(" of ", i.Detail.Args[1])
			}
			out = append(out, line)
		}
		return err
	}))
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// What an aidant has to read, to send and to close waits for them on the home page, as many as the list has, and with it what they wait for.
func TestWhatWaitsForAnAidant(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C047")
		want := func(waiting, awaited string) {
			h.Helper()
			if got := h.wait(h.awa); got != waiting {
				h.Errorf("waiting: %s, want %s", got, waiting)
			}
			if got := h.awaits(h.awa); got != awaited {
				h.Errorf("awaited: %s, want %s", got, awaited)
			}
			for _, need := range listing.Needs() {
				p, err := h.Lists.List(h.Context(), h.now(h.awa), listing.Filter{List: listing.Mine, Need: need, Page: 1, Size: 20})
				h.ok(err)
				if line := fmt.Sprintf("?attend=%s %d", need, p.Total); p.Total > 0 != strings.Contains(waiting, "attend="+string(need)) || p.Total > 0 && !strings.Contains(waiting, line) {
					h.Errorf("the list has %s of %s", line, waiting)
				}
			}
		}
		want("", "")
		n, other := h.sent(1, 2), h.sent(1)
		want("", fmt.Sprintf("/%[1]s 1 26/11-01/12, /%[1]s 1 26/11-01/12, /%[2]s 1 26/11-01/12", n, other))
		h.at("2026-11-27 10:00")
		h.say(h.edith, n, "Nous regardons.")
		h.say(h.edith, other, "Nous regardons.")
		h.at("2026-11-28 10:00")
		h.say(h.bastien, n, "Nous aussi.")
		h.do(h.edith, other, demand.Treat)
		draft, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		const owed = "/%[1]s 1 27/11-18/12, /%[1]s 1 28/11-18/12"
		want("?attend=clore 1 28/11, ?attend=lire 1 28/11", fmt.Sprintf(owed, n))
		h.exec(`INSERT INTO casework_mandates (id, demand_id, key_id, n, kind, state, number, number_hash, signed_on, file_id, asked_at, asked_by, asked_name, given_at, signer, named, ended_name, reminded, again, version)
			SELECT $1, d.id, d.key_id, 1, 'sms', 'given', $3, '', '', '', 0, '', '', $4, '', $3, '', FALSE, FALSE, 1 FROM casework_demands d WHERE d.number = $2`, id.New(), draft, []byte{}, h.d.Clock.Now())
		want("?attend=clore 1 28/11, ?attend=envoyer 1 28/11, ?attend=lire 1 28/11", fmt.Sprintf(owed, n))
		for _, x := range [][2]string{{"signer", "'another'"}, {"given_at", "0"}} { // a mandate of somebody else, and one of long ago, are none to send by
			was := h.value(`SELECT CAST(` + x[0] + ` AS TEXT) FROM casework_mandates WHERE kind = 'sms'`)
			h.exec(`UPDATE casework_demands SET signer = 'one' WHERE number = $1`, draft)
			h.exec(`UPDATE casework_mandates SET ` + x[0] + ` = ` + x[1] + ` WHERE kind = 'sms'`)
			want("?attend=clore 1 28/11, ?attend=lire 1 28/11", fmt.Sprintf(owed, n))
			h.exec(`UPDATE casework_mandates SET ` + x[0] + ` = '` + was + `' WHERE kind = 'sms'`)
		}
		_, err = h.Demands.Show(h.Context(), h.now(h.awa), n)
		h.ok(err)
		want("?attend=clore 1 28/11, ?attend=envoyer 1 28/11", fmt.Sprintf(owed, n))
		if got := h.wait(h.erwan); got != "" {
			h.Errorf("a colleague who was not invited: %s", got)
		}
		guest := h.holds(h.person("Yann"), team.Helper, h.place(2))
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), other, demand.ByAddress(guest.Address)))
		_, err = h.Demands.Show(h.Context(), h.now(guest), other)
		h.ok(err)
		if got := h.wait(guest); got != "" { // they may not close it
			h.Errorf("an aidant of another groupe: %s", got)
		}
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "personne:"+h.erwan.ID))
		if got := h.wait(h.erwan); got != "?attend=lire 1 28/11" {
			h.Errorf("a colleague who was invited: %s", got)
		}
	})
}

// « À traiter » says how many wait for an answer, and since when these do: what was answered is still to be handled, and no question.
func TestUnansweredSince(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C047", "C042")
		both := h.holds(h.holds(h.person("Nour"), "casework.officer", h.place(1)), "casework.officer", h.place(2))
		want := func(édith, nour string) {
			h.Helper()
			if got := h.wait(h.edith); got != édith {
				h.Errorf("waiting for Édith: %s, want %s", got, édith)
			}
			if got := h.wait(both); got != nour {
				h.Errorf("waiting for Nour: %s, want %s", got, nour)
			}
		}
		h.at("2026-11-26 17:00")
		first := h.sent(1)
		h.at("2026-11-27 10:00")
		second := h.sent(1, 2)
		want("/a-traiter 2 26/11 of 2", "/a-traiter 2 26/11 of 2")
		h.say(h.edith, first, "Nous regardons.")
		want("/a-traiter 2 27/11 of 1", "/a-traiter 2 27/11 of 1")
		h.at("2026-11-28 10:00")
		h.do(h.edith, second, demand.TakeUp)
		want("/a-traiter 2", "/a-traiter 2 27/11 of 1")
		h.say(h.awa, first, "Et alors ?")
		want("/a-traiter 2 28/11 of 1", "/a-traiter 2 27/11 of 2")
	})
}
