package casework_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"preau/internal/casework"
	"preau/internal/casework/absence"
	"preau/internal/casework/closing"
	"preau/internal/casework/demand"
	"preau/internal/core/history"
	"preau/internal/core/retention"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

// What is treated closes by itself after thirty days, a week after that was said; a word in between and it goes on. What nobody touches
// for a year closes too.
func TestClosesByItself(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C080", "C070")
		n, spoken := h.sent(1), h.sent(1)
		h.do(h.edith, n, demand.Treat)
		h.do(h.edith, spoken, demand.Treat)
		h.told()
		h.at("2026-12-19 15:00")
		h.wantTold()
		h.at("2026-12-19 17:00") // 23 days later
		if said := h.wantTold("awa")["awa"]; strings.Count(said, "se clôt") < 2 || !strings.Contains(said, "Rappel de loyers") || !strings.Contains(said, n) {
			h.Errorf("the aidant reads %s", said)
		}
		h.say(h.awa, spoken, "Rien n'est réglé.")
		h.told()
		h.at("2026-12-26 15:00")
		h.wantTold()
		h.at("2026-12-26 18:00")
		said := h.wantTold("awa", "edith")
		if !strings.Contains(said["edith"], n) || strings.Contains(said["edith"], spoken) || !strings.Contains(said["awa"], "close d’elle-même") {
			h.Errorf("told: %v", said)
		}
		h.wantState(n, demand.Closed)
		h.wantState(spoken, demand.Working)
		h.at("2027-12-18 18:00")
		h.told()
		h.wantState(spoken, demand.Working)
		h.at("2027-12-27 18:00")
		h.told()
		h.wantState(spoken, demand.Closed)
	})
}

// A word between operators is a touch: what they go on talking about does not close as if nobody had.
func TestTouchedAmongOperators(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C080")
		n := h.sent(1)
		h.say(h.edith, n, "Vu.")
		h.at("2027-10-01 09:00")
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Je relance le siège.", Between: true}))
		h.at("2027-12-27 18:00")
		h.told()
		h.wantState(n, demand.Working)
		h.at("2028-10-01 10:00")
		h.told()
		h.wantState(n, demand.Closed)
	})
}

// On Mondays each creator is told once what is treated and waits to be closed, and nobody else.
func TestWeekly(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C070")
		n, open := h.sent(1), h.sent(1)
		h.do(h.edith, n, demand.Treat)
		h.told()
		h.at("2026-11-29 23:00")
		h.wantTold()
		h.at("2026-11-30 08:00")
		if said := h.wantTold("awa")["awa"]; !strings.Contains(said, "Une demande traitée à clore") || !strings.Contains(said, n) || !strings.Contains(said, "Rappel de loyers") || strings.Contains(said, open) {
			h.Errorf("it says %s", said)
		}
		h.at("2026-11-30 12:00")
		h.wantTold()
		h.do(h.awa, n, demand.Close)
		h.told()
		h.at("2026-12-07 08:00")
		if said := h.told()["awa"]; strings.Contains(said, "à clore") {
			h.Errorf("told of a closed demand: %s", said)
		}
	})
}

// A weekly mail that was refused is no demand's, and lies there after one of them was wiped: of it there is the number alone.
func TestRefusedWeekly(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C070", "C080")
		n := h.sent(1)
		h.do(h.edith, n, demand.Treat)
		h.told()
		h.mails.Answer(mail.Refuse)
		h.at("2026-11-30 08:00")
		h.told()
		if kept := h.value(`SELECT data FROM notify_mails WHERE kind = 'casework.weekly'`); strings.Contains(kept, "title") || !strings.Contains(kept, n) {
			h.Errorf("it keeps %s", kept)
		}
	})
}

// Who stands for an absent aidant is told on Mondays what waits of theirs in that team, and is told by whom it is.
func TestWeeklyOfTheAbsent(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C071", "C070")
		n := h.sent(1)
		h.do(h.edith, n, demand.Treat)
		h.ok(h.Absences.Begin(h.Context(), h.now(h.awa), h.teams[0], absence.Input{From: "2026-11-28", To: "2026-12-01", Deputy: h.erwan.ID}))
		h.told()
		h.at("2026-11-30 08:00")
		told := h.wantTold("awa", "erwan")
		if said := told["erwan"]; !strings.Contains(said, "Vous remplacez Awa") || !strings.Contains(said, n) {
			h.Errorf("who stands in reads %s", said)
		}
		if strings.Contains(told["awa"], "remplacez") {
			h.Errorf("who is absent reads %s", told["awa"])
		}
		h.at("2026-12-07 08:00")
		if told = h.told(); told["erwan"] != "" {
			h.Errorf("after the absence: %s", told["erwan"])
		}
	})
}

func (h *house) wantState(n string, want demand.State) {
	h.Helper()
	if got := h.value(`SELECT state FROM casework_demands WHERE number = $1`, n); got != string(want) {
		h.Errorf("%s is %s, want %s", n, got, want)
	}
}

// closed is a demand with a message of each side, one between operators, and everything that comes of it; its mails wait.
func (h *house) closed() (number, demandID string) {
	h.Helper()
	n := h.sent(1)
	h.say(h.awa, n, "Le loyer de Zélie attend.")
	h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Dossier Quintrec retrouvé.", Between: true}))
	_, err := h.Demands.Show(h.Context(), h.now(h.edith), n)
	h.ok(err)
	h.do(h.awa, n, demand.Close)
	return n, h.value(`SELECT id FROM casework_demands WHERE number = $1`, n)
}

// wipe does what the night does to a demand whose time is over, in a transaction.
func (h *house) wipe(demandID string) {
	h.Helper()
	h.tx(func(tx *db.Tx) error { return h.wiped(tx, demandID) })
}

func (h *house) wiped(tx *db.Tx, demandID string) error {
	_, err := h.Closing.Acts()[closing.RuleDemands](h.Context(), tx, retention.Row{ID: []string{demandID}, Now: tx.Now()})
	return err
}

// words are what the demands of a database give back to whoever reads them with its keyring, as the edith of today.
func (h *house) words(n string) string {
	h.Helper()
	v, err := h.Demands.Show(h.Context(), h.now(h.edith), n)
	if apperr.Is(err, apperr.NotFound) {
		return ""
	}
	h.ok(err)
	said := []string{v.Title, v.Text, v.Identity.Name()}
	for _, m := range v.Thread {
		said = append(said, m.Text)
	}
	return strings.Join(said, "|")
}

// rows says how much is left of a demand: everything that is about it.
func (h *house) rows(demandID string) map[string]int64 {
	h.Helper()
	out := map[string]int64{}
	for _, table := range []string{"casework_demand_teams", "casework_demand_people", "casework_messages", "casework_seen"} {
		out[table] = h.count(`SELECT count(*) FROM `+table+` WHERE demand_id = $1`, demandID)
	}
	out["tokens"] = h.count(`SELECT count(*) FROM casework_tokens t JOIN casework_keys k ON k.id = t.key_id WHERE k.object_id = $1`, demandID)
	out["demands"] = h.count(`SELECT count(*) FROM casework_demands WHERE id = $1`, demandID)
	out["mails"] = h.count(`SELECT count(*) FROM notify_mails WHERE object_id = $1`, demandID)
	out["history"] = h.count(`SELECT count(*) FROM history_lines WHERE object_id = $1`, demandID)
	out["jobs"] = h.count(`SELECT count(*) FROM jobs_queue WHERE kind NOT LIKE 'every.%' AND kind <> 'casework.keys.destroy'`)
	out["wrapped keys"] = h.count(`SELECT count(*) FROM casework_keys WHERE object_id = $1 AND wrapped IS NOT NULL`, demandID)
	return out
}

// After a wipe nothing is left of a demand but its number, dates, organismes, theme and delays: no row, no mail that waits, no job. And a copy
// of the database that was made before gives back no word with what is there after it; without the wipe it gives back all.
func TestWipedForGood(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C080", "C081")
		n, demandID := h.closed()
		other, otherID := h.closed()
		said := h.words(n)
		if !strings.Contains(said, "Le loyer de Zélie attend.|Dossier Quintrec retrouvé.") {
			h.Fatalf("it says %q", said)
		}
		for what, rows := range h.rows(demandID) {
			if rows == 0 && what != "casework_demand_people" {
				h.Errorf("there is nothing of %s to be wiped", what)
			}
		}
		before := h.copied()
		h.on(h.d.Another(h.T))
		h.wipe(demandID)
		h.wipe(demandID) // again
		left := h.rows(demandID)
		jobs := left["jobs"] // those of the other demand
		delete(left, "jobs")
		for what, rows := range left {
			if rows != 0 {
				h.Errorf("%d of %s are left", rows, what)
			}
		}
		if mails := h.count(`SELECT count(*) FROM notify_mails WHERE object_id = $1`, otherID); jobs != mails {
			h.Errorf("%d jobs wait for the %d mails that are left", jobs, mails)
		}
		h.told() // and the secret is deleted
		h.wantLeft(n)
		if got := h.words(n); got != "" {
			h.Errorf("it still says %q", got)
		}

		h.on(before)
		if got := h.count(`SELECT count(*) FROM casework_demands WHERE id = $1`, demandID); got != 1 {
			h.Fatal("the copy is not of before")
		}
		if got := h.words(n); got != "" {
			h.Errorf("a copy of before gives back %q", got)
		}
		if got := h.words(other); got != said { // what was not wiped: so the copy can be read
			h.Errorf("of the other demand the copy gives back %q", got)
		}
	})
}

func (h *house) wantLeft(n string) {
	h.Helper()
	if got := h.count(`SELECT count(*) FROM casework_past p JOIN casework_past_agencies a ON a.number = p.number WHERE p.number = $1 AND p.sent_at > 0 AND p.closed_at > 0 AND a.answer_days IS NULL`, n); got != 1 {
		h.Errorf("%d rows are left of %s, want one, with an organisme that never answered", got, n)
	}
}

// copied is a copy of the database as it is on disk.
func (h *house) copied() *dbtest.DB {
	h.Helper()
	h.ok(h.d.Close())
	if h.d.Engine() == db.Postgres {
		return dbtest.OpenAt(h.T, dbtest.CopyPostgres(h.T, h.d.URL))
	}
	to := filepath.Join(h.TempDir(), "copy.db")
	from, err := os.Open(h.d.URL)
	h.ok(err)
	defer from.Close()
	f, err := os.Create(to)
	h.ok(err)
	_, err = io.Copy(f, from)
	h.ok(errors.Join(err, f.Close()))
	return dbtest.OpenAt(h.T, to)
}

// A wipe that is cut short anywhere leaves a demand that is whole, or one that nobody reads any more and whose jobs end what is left.
func TestWipeCutShort(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C080")
		n, demandID := h.closed()
		h.told()
		said := h.words(n)
		cut := errors.New("cut")
		err := h.d.InTx(h.Context(), func(tx *db.Tx) error { return errors.Join(h.wiped(tx, demandID), cut) })
		if !errors.Is(err, cut) {
			h.Fatal(err)
		}
		for i := range 5 { // in the middle: after so many of the other rooms' parts, and before the rest
			parts := 0
			fails := func(context.Context, *db.Tx, string) error {
				if parts++; parts > i {
					return cut
				}
				return nil
			}
			s := closing.New(closing.Options{DB: h.d.DB, Jobs: newQueue(h), Notify: h.out, Demands: h.Demands, Keys: h.keys, Wipes: slices.Repeat([]closing.Wipe{fails}, 5)})
			err := h.d.InTx(h.Context(), func(tx *db.Tx) error {
				_, err := s.Acts()[closing.RuleDemands](h.Context(), tx, retention.Row{ID: []string{demandID}, Now: tx.Now()})
				return err
			})
			if !errors.Is(err, cut) || parts != i+1 {
				h.Fatalf("%v after %d parts", err, parts)
			}
		}
		if got := h.words(n); got != said || said == "" {
			h.Errorf("after a cut it says %q, before %q", got, said)
		}
		if h.count(`SELECT count(*) FROM history_lines WHERE object_id = $1 AND act = 'casework.demand.close'`, demandID) != 1 || len(h.historyOf(demandID)) == 0 {
			h.Error("its history went without it")
		}
		h.wipe(demandID)
		h.on(h.d) // the program is killed here, before its jobs: another one begins
		if got := h.words(n); got != "" {
			h.Errorf("half wiped, it says %q", got)
		}
		if h.count(`SELECT count(*) FROM casework_keys WHERE object_id = $1 AND gone_at IS NULL`, demandID) != 1 {
			h.Error("the secret went before its job ran")
		}
		h.told()
		if h.count(`SELECT count(*) FROM casework_keys WHERE object_id = $1 AND gone_at IS NOT NULL`, demandID) != 1 {
			h.Error("the secret was not deleted")
		}
	})
}

func (h *house) historyOf(demandID string) (out []history.Line) {
	h.Helper()
	h.tx(func(tx *db.Tx) (err error) {
		out, err = history.Of(h.Context(), tx, history.Object{Kind: "casework.demand", ID: demandID}, 10)
		return err
	})
	return out
}

// A demand that was closed six months ago is wiped, not earlier, and none that is open.
func TestWipedAfterSixMonths(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C080")
	for _, of := range casework.Holdings() {
		for _, r := range of.Rules {
			if r.Key != closing.RuleDemands {
				continue
			}
			if want := (retention.Term{N: 6, Unit: retention.Months}); r.Term != want || r.Then != retention.Deleted || r.Event != "closed_at" {
				t.Errorf("%+v of %s, then %v", r.Term, r.Event, r.Then)
			}
			return
		}
	}
	t.Error("demands have no rule")
}
