package mandate_test

import (
	"slices"
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
	"preau/internal/kit/i18n"
)

// named is the demand as Awa writes it, about somebody.
func (h *house) named(first, last, born string, teams ...int64) draft.Input {
	in := h.to(teams...)
	in.Identity = demand.Identity{First: first, Last: last, Born: born}
	return in
}

// What one person allowed is not said to be allowed by another, whose name is put into the same draft; a name that was only misspelt is confirmed,
// once, for just this name, and the proof keeps the one under which the mandate was given.
func TestMandateIsThePersons(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C061", "C063")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		other := h.named("Maxence", "Brévart", "1990", h.caf)
		h.refused(apperr.Invalid, h.sends(n, other), draft.FieldMandateOn, msg.WhyOther)
		h.refused(apperr.Invalid, h.sends(n, other), draft.FieldSame, caseworkmsg.FaultSame)
		if v := h.show(h.awa, n); v.Standing.Kind != "" || v.Standing.Why != msg.WhyOther {
			h.Errorf("the page says %+v", v.Standing)
		}
		spelt := h.named("Zélie", "Quintreq", "1984", h.caf)
		other.Same = h.drafts.Person(spelt) // confirmed of somebody else
		h.refused(apperr.Invalid, h.sends(n, other), draft.FieldMandateOn, msg.WhyOther)
		spelt.Same = h.drafts.Person(spelt)
		h.ok(h.save(n, spelt)) // what is saved while one types confirms nothing
		if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.mandate.same'`); got != 0 {
			h.Errorf("%d confirmations of a draft that was saved", got)
		}
		h.ok(h.sends(n, spelt))
		if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.mandate.same'`); got != 1 {
			h.Errorf("%d confirmations", got)
		}
		_, e, err := h.s.Proof(h.Context(), h.now(h.awa), n, 1)
		h.ok(err)
		if e.Person.Name() != "Zélie Quintrec" || e.Person.Born != "1984" {
			h.Errorf("the proof names %+v", e.Person)
		}
		if got := h.count(`SELECT count(*) FROM casework_mandates WHERE length(named) > 40 AND signer <> ''`); got != 1 {
			h.Errorf("%d mandates keep whom they are of", got)
		}
	})
}

// A paper that the structure holds is of whom it named, too: its day, kept in the draft, is not another person's.
func TestHeldMandateIsThePersons(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060")
		n := h.draft()
		h.ok(h.save(n, h.named("Zélie", "Quintrec", "1984", h.caf)))
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		other := h.named("Maxence", "Brévart", "1990", h.caf)
		other.MandateOn = "2026-11-01"
		h.refused(apperr.Invalid, h.sends(n, other), draft.FieldMandateOn, msg.WhyOther)
		if got := h.count(`SELECT count(*) FROM casework_mandates`); got != 1 {
			h.Errorf("%d mandates", got)
		}
		other.MandateOn = "2026-11-02" // his own paper
		h.ok(h.sends(n, other))
	})
}

// A name is the same whatever its case and accents; nobody's mandate is kept; and what one person allowed for an organisme lets no groupe of it into the
// demand of another.
func TestMandateOfAnotherInvitesNobody(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C030", "C060")
		n := h.draft()
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed, h.agency("Cpam")))
		h.answers(mobile, "OUI")
		h.ok(h.sends(n, h.named("ZELIE", "quintrec", "1984", h.caf)))
		h.ok(h.demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.teamID(h.cpam)))

		n = h.draft()
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed, h.agency("Cpam")))
		h.answers(mobile, "OUI")
		nobody := h.named("", "", "", h.caf)
		h.ok(h.save(n, nobody))
		h.refused(apperr.Invalid, h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"), mandate.FieldDay, msg.FaultUnnamed)
		other := h.named("Maxence", "Brévart", "1990", h.caf)
		h.ok(h.save(n, other))
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01")) // for the Caf alone
		h.ok(h.sends(n, other))
		h.refused(apperr.Forbidden, h.demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.teamID(h.cpam)), "", "")
	})
}

// Whoever took their consent back, or said no, is not said to have given it by the day of a paper from before: neither in the draft nor on the
// page of the mandate. One of afterwards holds.
func TestPaperOfBeforeANo(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060", "C062")
		before := h.input()
		before.MandateOn = "2026-11-01"
		n := h.draft()
		h.ok(h.save(n, before))
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 1, takenBack))
		if v := h.show(h.awa, n); v.Standing.Kind != "" || v.Demand.MandateOn != "" {
			h.Errorf("the page says %+v, the draft %q", v.Standing, v.Demand.MandateOn)
		}
		h.refused(apperr.Invalid, h.sends(n, before), draft.FieldMandateOn, msg.WhySince)
		h.refused(apperr.Invalid, h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"), mandate.FieldDay, msg.WhySince)
		today := h.now(h.awa).At.Format(time.DateOnly)
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, today)) // signed anew that day
		after := h.input()
		after.MandateOn = today
		h.ok(h.sends(n, after))

		n = h.asked(typed)
		h.answers(mobile, "NON")
		h.refused(apperr.Invalid, h.sends(n, before), draft.FieldMandateOn, msg.WhySince)
		if v := h.show(h.awa, n); len(v.Entries) != 1 || v.Entries[0].Kind != mandate.BySMS { // not the day of the draft, as if it held
			h.Errorf("the page lists %+v", v.Entries)
		}
	})
}

// A paper of before a no does not count whichever of the two was entered first, nor by whichever way: noted, scanned, or kept when the no came.
func TestPaperOfBeforeANoKept(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060", "C062")
		n := h.asked(typed)
		h.answers(mobile, "NON")
		h.refused(apperr.Invalid, h.sign(n, "2026-11-01", "%PDF-1.7 x"), mandate.FieldDay, msg.WhySince)

		n = h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		today := h.now(h.awa).At.Format(time.DateOnly)
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, today))
		h.after(time.Minute)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, "0698765432"))
		h.work()
		h.answers("+33698765432", "NON")
		if v := h.show(h.awa, n); v.Standing.Kind != "" || v.Standing.Why != msg.WhySince {
			h.Errorf("the page says %+v", v.Standing)
		}
		h.refused(apperr.Invalid, h.sends(n, h.input()), draft.FieldMandateOn, msg.WhySince)
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, today)) // signed after it
		in := h.input()
		in.Known = true
		h.ok(h.sends(n, in))
	})
}

// takenBack is that the person said so.
var takenBack = mandate.Ending{How: mandate.TakenBack}

// A day that was mistyped and is withdrawn as a mistake is no word of the person's: their true paper, older or not, is taken. Which of the two it was has to
// be said, and of a mistake, which.
func TestMistypedDayIsNoNo(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060", "C063")
		n := h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-02"))
		end := func(e mandate.Ending) error { return h.s.Withdraw(h.Context(), h.now(h.awa), n, 1, e) }
		h.refused(apperr.Invalid, end(mandate.Ending{}), mandate.FieldHow, msg.FaultHow)
		h.refused(apperr.Invalid, end(mandate.Ending{How: mandate.Mistaken, Why: " "}), mandate.FieldWhy, msg.FaultWhy)
		h.refused(apperr.Invalid, end(mandate.Ending{How: mandate.Mistaken, Why: strings.Repeat("é", 301)}), mandate.FieldWhy, msg.FaultWhyLong)
		h.ok(end(mandate.Ending{How: mandate.Mistaken, Why: "Le 1er, et non le 2"}))
		_, e, err := h.s.Proof(h.Context(), h.now(h.awa), n, 1)
		h.ok(err)
		if e.Now != mandate.Revoked || e.Why != "Le 1er, et non le 2" || e.MistakenName != "Awa" {
			h.Errorf("the proof says %+v", e)
		}
		if got := h.count(`SELECT count(*) FROM casework_mandates WHERE mistaken_at IS NOT NULL AND length(mistaken_why) > 40`); got != 1 {
			h.Errorf("%d mandates keep why, sealed", got)
		}
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.ok(h.send(n))
	})
}

// A no that a stranger answered, whose number was typed by mistake, is none of the person's once its asker says so: their true paper counts again. It gives no
// mandate by itself, the number is asked no more, nobody but the asker says it, and it is told to the responsables, and for want of them to the modérateurs.
func TestStrangersNoIsNoNo(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C062", "C063")
		n := h.asked(typed)
		h.answers(mobile, "NON")
		before := h.input()
		before.MandateOn = "2026-11-01"
		h.refused(apperr.Invalid, h.sends(n, before), draft.FieldMandateOn, msg.WhySince)
		h.refused(apperr.Forbidden, h.s.Withdraw(h.Context(), h.now(h.awa), n, 1, mandate.Ending{How: mandate.Mistaken, Why: "x"}), "", "")
		h.refused(apperr.Invalid, h.s.Disown(h.Context(), h.now(h.awa), n, 1, " "), mandate.FieldWhy, msg.FaultWhy)
		h.refused(apperr.Invalid, h.s.Disown(h.Context(), h.now(h.awa), n, 1, strings.Repeat("é", 301)), mandate.FieldWhy, msg.FaultWhyLong)
		mona := h.holds(h.person("Mona"), team.Moderator, access.Everywhere)
		h.told()
		h.ok(h.s.Disown(h.Context(), h.now(h.awa), n, 1, "Un chiffre de trop"))
		if m := h.told(); len(m) != 2 || m[mona.Address] == "" || m[h.awa.Address] == "" {
			h.Errorf("told %v", m)
		}
		h.refused(apperr.Forbidden, h.s.Disown(h.Context(), h.now(h.awa), n, 1, "Encore"), "", "")
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), n, typed), mandate.FieldPhone, msg.FaultMistaken)
		h.refused(apperr.Invalid, h.send(n), draft.FieldMandateOn, msg.WhyNone) // it gives none, and is no refusal
		h.ok(h.sends(n, before))

		lia := h.holds(h.person("Lia"), team.Lead, h.place(h.aidants))
		n = h.asked(typed)
		h.answers(mobile, "OUI")
		in := h.to(h.caf)
		in.Colleagues = []string{h.erwan.ID}
		h.ok(h.sends(n, in))
		h.answers(mobile, "STOP")
		h.told()
		h.refused(apperr.Forbidden, h.s.Disown(h.Context(), h.now(h.erwan), n, 1, "Un collègue"), "", "")
		h.ok(h.s.Disown(h.Context(), h.now(h.awa), n, 1, "Le voisin"))
		if m := h.told(); len(m) != 4 || m[lia.Address] == "" || m[h.edith.Address] == "" || m[mona.Address] != "" {
			h.Errorf("told %v", m)
		}
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		if v := h.show(h.awa, n); v.Standing.On != "2026-11-01" {
			h.Errorf("under which it goes on: %+v", v.Standing)
		}
	})
}

// A yes that is ended as a mistake takes the same number's no with it: that is no way round the rule of a stranger's no. Only who typed the number says it, under
// the eyes of the responsables; and what still waits is cancelled, which says nothing of the no before.
func TestMistakenYesIsNoWayRoundANo(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C062", "C063")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		in := h.to(h.caf)
		in.Colleagues = []string{h.erwan.ID}
		h.ok(h.sends(n, in))
		h.answers(mobile, "STOP")
		lia := h.holds(h.person("Lia"), team.Lead, h.place(h.aidants))
		mistaken := mandate.Ending{How: mandate.Mistaken, Why: "Un chiffre de trop"}

		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		h.ok(h.s.Withdraw(h.Context(), h.now(h.erwan), n, 2, mistaken)) // nothing was answered yet
		h.refused(apperr.Invalid, h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"), mandate.FieldDay, msg.WhySince)

		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		h.answers(mobile, "OUI")
		h.told()
		h.refused(apperr.Forbidden, h.s.Withdraw(h.Context(), h.now(h.erwan), n, 3, mistaken), "", "")
		if got := h.count(`SELECT count(*) FROM casework_mandates WHERE mistaken_at IS NOT NULL`); got != 0 {
			h.Errorf("%d are said to be mistaken", got)
		}
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 3, mistaken))
		if m := h.told(); m[lia.Address] == "" {
			h.Errorf("told %v", m)
		}
	})
}

// Nor is it round a no that the person said to somebody, who noted it: that came by no number.
func TestMistakenYesLeavesWhatWasTakenBack(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C063")
		n := h.asked(typed)
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.answers(mobile, "OUI")
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 1, takenBack))
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		h.answers(mobile, "OUI")
		entries := h.show(h.awa, n).Entries
		last := entries[len(entries)-1].N
		for _, e := range entries {
			last = max(last, e.N)
		}
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, last, mandate.Ending{How: mandate.Mistaken, Why: "Un chiffre de trop"}))
		h.refused(apperr.Invalid, h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"), mandate.FieldDay, msg.WhySince)
		if v := h.show(h.awa, n); v.Standing.Kind != "" {
			h.Errorf("it stands as %+v", v.Standing)
		}
	})
}

// What a number answered that is said to be a stranger's holds nothing, whichever of its answers that is said of; a no of the person's own stays one.
func TestStrangersYesHoldsNothing(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C062")
		n := h.asked(typed)
		h.answers(mobile, "NON")
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		h.answers(mobile, "OUI")
		h.ok(h.s.Disown(h.Context(), h.now(h.awa), n, 1, "Un chiffre de trop"))
		if v := h.show(h.awa, n); v.Standing.Kind != "" || v.Entries[0].Now != mandate.Revoked || v.Entries[0].MistakenAt.IsZero() {
			h.Errorf("it stands as %+v, the yes as %s", v.Standing, v.Entries[0].Now)
		}
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, "0698765432"))
		h.work()
		h.answers("+33698765432", "NON")
		h.refused(apperr.Invalid, h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"), mandate.FieldDay, msg.WhySince)
	})
}

// A paper that counts for nothing since a no is not listed as given, nor is a day that no mandate can have.
func TestDeadPaperIsNotListedAsGiven(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C060")
		n := h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		if v := h.show(h.awa, n); v.Entries[1].Before {
			h.Error("it is dead before any no")
		}
		h.answers(mobile, "NON")
		if v := h.show(h.awa, n); v.Standing.Why != msg.WhySince || !v.Entries[1].Before {
			h.Errorf("it stands as %+v, listed as %+v", v.Standing, v.Entries[1])
		}
		in := h.input()
		in.MandateOn = "2030-01-01"
		h.ok(h.save(n, in))
		if v := h.show(h.awa, n); len(v.Entries) != 2 {
			h.Errorf("a day to come is listed: %+v", v.Entries)
		}
	})
}

// The person's latest word is for the whole demand, whatever they gave before and by whichever way: a no lets nobody else in, both sides read and hear
// the same of it, and what is given afterwards holds.
func TestNoOutlivesWhatADemandWasSentUnder(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		today := h.now(h.awa).At.Format(time.DateOnly)
		invite := func(n string) error {
			return h.demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.teamID(h.cpam))
		}
		stands := func(n string, why i18n.Key) {
			h.Helper()
			for _, who := range []access.Actor{h.awa, h.edith} {
				v := h.show(who, n)
				if v.Standing.Kind != "" || v.Standing.Why != why || slices.ContainsFunc(v.Entries, func(e mandate.Entry) bool { return e.Now == mandate.Given && !e.Before }) {
					h.Errorf("to %s it stands as %+v, %+v", who.Name, v.Standing, v.Entries)
				}
			}
			if e := h.refusal(apperr.Forbidden, invite(n)); e.Reasons[0].Code != "casework.not_named" || e.Reasons[0].Lifters[0].Name != "Awa" {
				h.Errorf("refused by %+v", e.Reasons)
			}
		}
		n := h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.ok(h.send(n))
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, today, h.agency("Cpam")))
		h.after(time.Minute)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.told()
		h.answers(mobile, "NON")
		if m := h.told(); len(m) != 2 || m[h.awa.Address] == "" || m[h.edith.Address] != m[h.awa.Address] {
			h.Errorf("told %v", m)
		}
		stands(n, msg.WhySince)
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, today, h.agency("Cpam"))) // signed after it
		h.ok(invite(n))

		n = h.asked(typed)
		h.answers(mobile, "OUI")
		in := h.input()
		in.Known = true
		h.ok(h.sends(n, in))
		h.after(time.Minute)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, "0698765432")) // another telephone of theirs
		h.work()
		h.answers("+33698765432", "NON")
		stands(n, msg.WhySince)

		n = h.asked(typed)
		h.answers(mobile, "OUI")
		h.ok(h.sends(n, in))
		h.answers(mobile, "NON")
		stands(n, msg.WhyRevoked)
	})
}

// What its aidant let go before any answer is cancelled, to both sides: nobody revoked it, and it says nothing of what the person wants.
func TestCancelledIsNotRevoked(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		n := h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, "2026-11-01"))
		h.ok(h.send(n))
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.work()
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 2, mandate.Ending{}))
		for _, who := range []access.Actor{h.awa, h.edith} {
			if v := h.show(who, n); v.Entries[0].Now != mandate.Cancelled || v.Standing.Kind == "" {
				h.Errorf("to %s it is %s, and stands as %+v", who.Name, v.Entries[0].Now, v.Standing)
			}
		}
		h.told()
		h.answers(mobile, "OUI") // too late, and kept
		if v := h.show(h.awa, n); v.Entries[0].Now != mandate.Cancelled || len(v.Entries[0].Replies) != 1 || len(h.told()) != 1 {
			h.Errorf("a late answer: %+v", v.Entries[0].Now)
		}
		n = h.asked(typed)
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 1, mandate.Ending{}))
		h.refused(apperr.Invalid, h.send(n), draft.FieldMandateOn, msg.WhyNone)
	})
}
