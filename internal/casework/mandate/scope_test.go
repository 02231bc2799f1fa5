package mandate_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/mandate"
	"preau/internal/casework/mandate/msg"
	caseworkmsg "preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// A demand goes to the organismes that its mandate names: what the usager agreed to for the Caf lets nobody send it to the Cpam, whenever
// its groupe was ticked. Another mandate that names both does.
func TestSentToWhomTheMandateNames(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C061")
		n := h.asked(typed)
		h.ok(h.save(n, h.to(h.caf, h.cpam))) // after the text went out
		h.answers(mobile, "OUI")
		for _, in := range []draft.Input{h.to(h.cpam), h.to(h.caf, h.cpam)} {
			h.refused(apperr.Invalid, h.sends(n, in), draft.FieldTeams, caseworkmsg.FaultNotNamed)
		}
		if v := h.show(h.awa, n); len(v.Entries[0].Agencies) != 1 || v.Entries[0].Agencies[0].Name != "Caf" {
			h.Errorf("the mandate names %+v", v.Entries[0].Agencies)
		}
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		if text := h.texts.got[len(h.texts.got)-1].Text; !strings.Contains(text, "Caf, Cpam") {
			h.Errorf("asked by %q", text)
		}
		h.refused(apperr.Invalid, h.sends(n, h.to(h.cpam)), draft.FieldTeams, caseworkmsg.FaultNotNamed) // not answered yet
		h.answers(mobile, "oui")
		h.ok(h.sends(n, h.to(h.caf, h.cpam)))
	})
}

// A reminder asks for what the first text did, whatever was ticked since: one answer is about one question.
func TestReminderNamesWhatWasAsked(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C061", "C062")
		n := h.asked(typed)
		h.ok(h.save(n, h.to(h.cpam)))
		h.after(mandate.RemindAfter)
		if got := h.texts.got; len(got) != 2 || !strings.Contains(got[1].Text, "Caf") || strings.Contains(got[1].Text, "Cpam") {
			h.Errorf("reminded by %+v", got)
		}
	})
}

// A groupe is brought into a demand, by whomever, if a mandate that holds names its organisme. Else the aidant asks for one that does, and
// nobody brings a groupe in once the usager has taken back their word.
func TestInvitedAsTheMandateNames(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C043", "C061")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		h.ok(h.send(n))
		cpam := "groupe:" + h.teamID(h.cpam)
		for _, by := range []access.Actor{h.edith, h.awa} {
			err := h.demands.Invite(h.Context(), h.now(by), n, cpam)
			e, ok := apperr.As(err)
			if !ok || e.Kind != apperr.Forbidden || e.Reasons[0].Code != "casework.not_named" || e.Reasons[0].Lifters[0].Name != "Awa" {
				h.Fatalf("invited by %s: %v", by.Name, err)
			}
		}
		h.refused(apperr.NotFound, second(h.demands.Show(h.Context(), h.now(h.remi), n)), "", "")
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), n, typed, 99), mandate.FieldAlso, msg.FaultAlso)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed, h.agency("Cpam")))
		h.answers(mobile, "OUI")
		h.ok(h.demands.Invite(h.Context(), h.now(h.edith), n, cpam))
		if v, err := h.demands.Show(h.Context(), h.now(h.remi), n); err != nil || v.Identity.Last != "Quintrec" {
			h.Errorf("the Cpam reads %q, %v", v.Identity.Last, err)
		}
		h.ok(h.demands.Do(h.Context(), h.now(h.remi), n, demand.Leave))
		h.answers(mobile, "STOP")
		h.refused(apperr.Forbidden, h.demands.Invite(h.Context(), h.now(h.awa), n, cpam), "", "")
	})
}

// A sheet is kept for the organismes that it names. One that the structure holds and names by its day alone is one like others once the
// demand is sent: it stands in the list and in the history, and can be taken back; the scan of another demand's sheet proves nothing here.
func TestHeldMandateIsOneLikeOthers(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060")
		n, in := h.draft(), h.to(h.caf)
		in.MandateOn = "2026-11-01"
		h.ok(h.sends(n, in))
		v := h.show(h.awa, n)
		if len(v.Entries) != 1 || v.Entries[0].N != 1 || v.Entries[0].Kind != mandate.Held || !v.Entries[0].MayWithdraw() || v.Entries[0].Agencies[0].Name != "Caf" {
			h.Fatalf("the list has %+v", v.Entries)
		}
		if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.mandate.give'`); got != 1 {
			h.Errorf("%d lines say that it was given", got)
		}
		h.refused(apperr.Forbidden, h.demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.teamID(h.cpam)), "", "")
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-02", h.agency("Cpam")))
		h.ok(h.demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.teamID(h.cpam)))
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 1, takenBack))
		if v := h.show(h.awa, n); v.Entries[1].Now != mandate.Revoked || !v.Entries[0].Before || v.Standing.Kind != "" { // that was their word, for the whole demand
			h.Errorf("after it was taken back: %+v", v.Standing)
		}
		signed, other := h.draft(), h.draft()
		u, err := h.s.ScanUse(h.Context(), h.awa, other)
		h.ok(err)
		f, err := h.files.Stage(h.Context(), h.awa, u, "Mandat.pdf", strings.NewReader(pdf))
		h.ok(err)
		if err := h.s.Sign(h.Context(), h.now(h.awa), signed, "2026-11-01", f.ID); !apperr.Is(err, apperr.Invalid) {
			h.Errorf("the scan of another demand: %v", err)
		}
		h.ok(h.sign(signed, "2026-11-01", pdf))
		h.refused(apperr.Invalid, h.sends(signed, h.to(h.cpam)), draft.FieldTeams, caseworkmsg.FaultNotNamed)
		h.ok(h.sends(signed, h.to(h.caf)))
	})
}

// A day that has not come, or is over a year ago, is told whether another mandate holds or not, and makes none that does; what becomes of a mandate
// is none of a modérateur's business.
func TestWrongDayBesideOneThatHolds(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060", "C062")
		n, in := h.asked(typed), h.to(h.caf)
		h.answers(mobile, "OUI")
		in.MandateOn = h.d.Clock.Now().In(paris).AddDate(0, 1, 0).Format("2006-01-02")
		h.refused(apperr.Invalid, h.sends(n, in), draft.FieldMandateOn, msg.FaultFuture)
		in.MandateOn = ""
		h.ok(h.sends(n, in))
		if v := h.show(h.awa, n); len(v.Entries) != 1 || v.Entries[0].Kind != mandate.BySMS {
			h.Errorf("the list has %+v", v.Entries)
		}
		theo := h.holds(h.person("Théo"), team.Moderator, access.Everywhere)
		h.ok(h.demands.Invite(h.Context(), h.now(h.awa), n, "moderateur:"+theo.ID))
		h.told()
		h.answers(mobile, "STOP")
		told := h.told()
		if _, his := told[theo.Address]; his || told[h.edith.Address] == "" || told[h.awa.Address] == "" {
			h.Errorf("told that it ended: %v", told)
		}
	})
}

// A sheet bears a day that has come where the operator is: tomorrow is refused, however late it is elsewhere.
func TestSheetOfTomorrow(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C060")
		n := h.draft()
		day := func(days int) string { return h.d.Clock.Now().In(paris).AddDate(0, 0, days).Format("2006-01-02") }
		h.refused(apperr.Invalid, h.s.Hold(h.Context(), h.now(h.awa), n, day(1)), mandate.FieldDay, msg.FaultFuture)
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, day(0)))
	})
}

// Who looks at the sheet reads the identity: one line an hour for each, as on the demand's own page.
func TestReadingTheSheetIsNotedOnce(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C082")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		h.ok(h.send(n))
		for i, want := range []int64{1, 1, 2} {
			if i == 2 {
				h.after(time.Hour)
			}
			h.ok(second(h.s.Sheet(h.Context(), h.now(h.awa), n, 0)))
			h.ok(second(h.demands.Show(h.Context(), h.now(h.awa), n)))
			if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.identity.read'`); got != want {
				h.Errorf("look %d: %d lines, want %d", i+1, got, want)
			}
		}
	})
}

// The page of a mandate shows the usager's number and their words: who looks at it reads of them what the history has to tell; of a sheet it shows neither.
func TestReadingTheNumberIsNoted(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C082", "C063")
		reads := func(want int64) {
			h.Helper()
			if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.identity.read'`); got != want {
				h.Errorf("%d lines, want %d", got, want)
			}
		}
		n := h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.ok(h.send(n))
		h.show(h.now(h.awa), n)
		reads(0)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.show(h.now(h.awa), n)
		h.show(h.now(h.awa), n)
		reads(1)
		h.show(h.now(h.edith), n) // kinds and dates
		reads(1)
		h.after(time.Hour)
		h.show(h.now(h.awa), n)
		reads(2)
		for range 2 {
			_, _, err := h.s.Proof(h.Context(), h.now(h.awa), n, 1)
			h.ok(err)
		}
		if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.mandate.prove'`); got != 2 { // each leaves the platform
			h.Errorf("%d exports of the proof in the history, want 2", got)
		}
	})
}

// A usager who takes their mandate back while the demand is being sent is not too late: it is kept as a draft, and told why.
func TestTakenBackWhileSending(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C026", "C062")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		w, err := h.drafts.Writing(h.Context(), h.awa, n)
		h.ok(err)
		who := h.now(h.awa)
		for _, err := range h.d.Behind(h, func(tx *db.Tx) error { // as an answer does
			_, err := tx.Exec(h.Context(), `UPDATE casework_mandates SET state = 'revoked', ended_at = $1, version = version + 1`, tx.Now())
			if err == nil {
				_, err = tx.Exec(h.Context(), `UPDATE casework_demands SET mandate_kind = '', mandate_on = ''`)
			}
			return err
		}, func() error { return h.drafts.Send(h.Context(), who, n, w.Version, h.input()) }) {
			h.refused(apperr.Invalid, err, draft.FieldMandateOn, msg.WhyRevoked)
		}
		if got := h.sentState(n); got != demand.Draft {
			h.Errorf("it is %s", got)
		}
	})
}

// A usager who takes their mandate back just after the demand was sent is heard by those whom it went to.
func TestTakenBackJustAfterSending(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C062", "C070")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		h.told()
		for _, err := range h.d.Behind(h, func(tx *db.Tx) error {
			d, err := demand.ByNumber(h.Context(), tx, h.now(h.awa), n)
			if err != nil {
				return err
			}
			m, err := h.s.Standing(h.Context(), tx, d, "")
			if err == nil {
				err = demand.Choose(h.Context(), tx, h.now(h.awa), d, []string{h.teamID(h.caf)}, nil)
			}
			if err != nil {
				return err
			}
			return h.demands.Send(h.Context(), tx, h.now(h.awa), d, m)
		}, func() error { return h.s.Take(h.Context(), "essai", h.said(mobile, "STOP")) }) {
			h.ok(err)
		}
		if got := h.sentState(n); got != demand.Sent {
			h.Errorf("it is %s", got)
		}
		if told := h.told(); !strings.Contains(told["edith@preau.test"], "révoqué") {
			h.Errorf("the référent reads %q", told)
		}
	})
}

func (h *house) sentState(n string) (s demand.State) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		d, err := demand.ByNumber(h.Context(), tx, h.awa, n)
		s = d.State
		return err
	}))
	return s
}
