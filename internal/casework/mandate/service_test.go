package mandate_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/draft"
	"preau/internal/casework/mandate"
	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/sms"
)

const (
	typed  = "06 12 34 56 78"
	mobile = "+33612345678"
)

// Without a mandate that was given nothing is sent; OUI makes the same draft go.
func TestSentUnderAMandateAlone(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C026", "C061")
		n := h.draft()
		h.refused(apperr.Invalid, h.send(n), draft.FieldMandateOn, msg.WhyNone)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.refused(apperr.Invalid, h.send(n), draft.FieldMandateOn, msg.WhyWaits)
		h.work()
		if len(h.texts.got) != 1 || h.texts.got[0].To != mobile || h.texts.got[0].From != "Préau" {
			h.Fatalf("texts: %+v", h.texts.got)
		}
		text := h.texts.got[0].Text
		for _, w := range []string{"Awa", "France services, Rennes", "Caf", "OUI", "certifiez votre identité", "un an", "NON", "STOP"} {
			if !strings.Contains(text, w) {
				h.Errorf("the text does not say %q: %s", w, text)
			}
		}
		if plain, parts := sms.Size(text); !plain || parts > 2 {
			h.Errorf("the text takes %d parts, of the plain alphabet: %v: %+q", parts, plain, text)
		}
		h.answers(mobile, " Oui. ")
		if m := h.told(); !strings.HasSuffix(m["awa@preau.test"], "le mandat est donné") || len(m) != 1 {
			h.Errorf("told: %v", m)
		}
		h.ok(h.send(n))
		if v := h.show(h.edith, n); len(v.Entries) != 1 || v.Entries[0].Kind != mandate.BySMS || v.Entries[0].GivenAt.IsZero() || v.Proof || v.Entries[0].Phone != "" || len(v.Entries[0].Texts) != 0 {
			h.Errorf("the référent sees %+v", v.Entries)
		}
		if v := h.show(h.ines, n); v.Entries[0].Kind != "" || v.Entries[0].AskedAt.IsZero() || v.Standing.Kind != "" {
			h.Errorf("the administrator sees %+v", v.Entries[0])
		}
		v := h.show(h.awa, n)
		e := v.Entries[0]
		if !v.Proof || string(e.Phone) != mobile || e.Texts[0].Words != text || e.Replies[0].Words != " Oui. " || e.Replies[0].Answer != mandate.Yes || e.Texts[0].EventID == "" || e.Replies[0].EventID == "" {
			h.Errorf("the aidant sees %+v", e)
		}
		h.refused(apperr.NotFound, second(h.s.Show(h.Context(), h.erwan, n)), "", "")
	})
}

func second[T any](_ T, err error) error { return err }

// Who stands for an absent aidant is told what the usager answered and takes back, and reads nothing of it after the absence.
func TestDeputyIsToldOfTheMandate(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C071", "C070")
		n := h.asked(typed)
		h.answers(mobile, "oui")
		h.ok(h.send(n))
		h.told()
		day := h.d.Clock.Now()
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `INSERT INTO casework_absences (id, account_id, team_id, deputy_id, from_day, to_day, from_at, to_at, made_at)
				SELECT 'a', $1, d.team_id, $2, '', '', $3, $4, $3 FROM casework_demands d WHERE d.number = $5`, h.awa.ID, h.erwan.ID, day, day.Add(48*time.Hour), n)
			return err
		}))
		h.answers(mobile, "encore une question")
		if m := h.told(); m["erwan@preau.test"] == "" || m["awa@preau.test"] == "" || m["edith@preau.test"] != "" {
			h.Errorf("told of an answer: %v", m)
		}
		h.d.Clock.Advance(49 * time.Hour)
		h.answers(mobile, "STOP")
		if m := h.told(); m["erwan@preau.test"] != "" || m["awa@preau.test"] == "" {
			h.Errorf("told after the absence: %v", m)
		}
	})
}

// Where nobody of the aidant's team is left in a demand, their responsable is told that something happened to its mandate, and in which; of a draft that was
// left nobody is.
func TestNewsOfAMandateThatNobodyFollows(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C046", "C062")
		n := h.asked(typed)
		h.answers(mobile, "OUI")
		h.ok(h.send(n))
		left := h.asked("06 98 76 54 32") // and sent by nobody
		h.told()
		mona := h.holds(h.person("Mona"), team.Lead, h.awa.Grants[0].Place)
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
			_, err := access.TakeBack(h.Context(), tx, access.ByProgram("Préau", tx.Now()), h.awa.ID, team.Helper, h.awa.Grants[0].Place)
			return err
		}))
		h.answers("+33698765432", "OUI")
		if told := h.told(); len(told) != 0 {
			h.Errorf("of the draft %s that a leaver was writing %v are told", left, told)
		}
		h.answers(mobile, "STOP")
		told := h.told()
		if !strings.Contains(told[mona.Address], n) || told[h.edith.Address] == "" || len(told) != 2 {
			h.Errorf("told are %v, want the responsable and the référent", told)
		}
	})
}

// A centre whose clock is hours slow is heard; what it says may be an older answer authorises nothing, and is asked again.
func TestSlowCentre(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		slow := func(text string) {
			h.Helper()
			e := h.said(mobile, text)
			e.Incoming.At = e.Incoming.At.Add(-2 * time.Hour)
			h.ok(h.s.Take(h.Context(), "essai", e))
		}
		n := h.asked(typed)
		slow("OUI")
		if h.state(n) != mandate.Given {
			h.Fatalf("a yes by a slow clock leaves it %s", h.state(n))
		}
		h.d.Clock.Advance(3 * time.Hour)
		later := h.asked(typed)
		before := h.count(`SELECT count(*) FROM casework_texts`)
		slow("OUI") // or was it held up?
		if v := h.show(h.awa, later); v.Entries[0].Now != mandate.Asked || len(v.Entries[0].Replies) != 1 || h.count(`SELECT count(*) FROM casework_texts`) != before+1 {
			h.Errorf("a yes that may be older leaves it %s, with %d answers", v.Entries[0].Now, len(v.Entries[0].Replies))
		}
		h.answers(mobile, "OUI")
		if h.state(later) != mandate.Given || h.state(n) != mandate.Given {
			h.Errorf("a yes in time: %s and %s", h.state(later), h.state(n))
		}
	})
}

// NON refuses, and a STOP later revokes; both sides are told of what they work under.
func TestRefusedAndRevoked(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062", "C070")
		n := h.asked(typed)
		h.answers(mobile, "NON")
		if h.state(n) != mandate.Refused || h.told()["awa@preau.test"] == "" {
			h.Error("a no does not refuse, or nobody is told")
		}
		h.answers(mobile, "oui") // too late: kept, and changes nothing
		if e := h.show(h.awa, n).Entries[0]; e.Now != mandate.Refused || len(e.Replies) != 2 {
			h.Errorf("after a later yes: %s, %d answers", e.Now, len(e.Replies))
		}
		h.refused(apperr.Invalid, h.send(n), draft.FieldMandateOn, msg.WhyRefused)
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.answers(mobile, "OUI")
		h.ok(h.send(n))
		h.told()
		h.answers(mobile, "stop !")
		if m := h.told(); len(m) != 2 || !strings.Contains(m["edith@preau.test"], "révoqué") || !strings.Contains(m["awa@preau.test"], "révoqué") {
			h.Errorf("told of the revocation: %v", m)
		}
		if v := h.show(h.edith, n); v.Entries[0].Now != mandate.Revoked || v.Standing.Kind != "" {
			h.Errorf("the référent sees %+v", v.Entries[0])
		}
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), n, h.now(h.awa).At.Format(time.DateOnly)))
		h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, 3, takenBack))
		if m := h.told(); len(m) != 2 {
			h.Errorf("told of what the aidant took back: %v", m)
		}
		h.refused(apperr.Forbidden, h.s.Withdraw(h.Context(), h.now(h.awa), n, 3, takenBack), "", "")
		h.refused(apperr.Forbidden, h.s.Withdraw(h.Context(), h.now(h.edith), n, 2, takenBack), "", "")
		h.refused(apperr.NotFound, h.s.Withdraw(h.Context(), h.now(h.awa), n, 9, takenBack), "", "")
	})
}

// Anything else is kept, shown and asked about once more, once; a reminder goes after two days, once; after seven it is over.
func TestNeitherYesNorNo(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		n := h.asked(typed)
		h.answers(mobile, "qui êtes-vous ?")
		h.answers(mobile, "allô")
		h.work()
		if e := h.show(h.awa, n).Entries[0]; len(h.texts.got) != 2 || len(e.Replies) != 2 || e.Replies[0].Words != "qui êtes-vous ?" || e.Now != mandate.Asked {
			h.Errorf("%d texts, %+v", len(h.texts.got), e.Replies)
		}
		if !strings.Contains(h.texts.got[1].Text, "seulement OUI") {
			h.Errorf("asked again by %q", h.texts.got[1].Text)
		}
		h.after(48*time.Hour - time.Second)
		if len(h.texts.got) != 2 {
			h.Fatal("reminded too early")
		}
		h.after(time.Second)
		if len(h.texts.got) != 3 || !strings.Contains(h.texts.got[2].Text, "Rappel") {
			h.Fatalf("%d texts after two days", len(h.texts.got))
		}
		h.told()
		h.after(5 * 24 * time.Hour)
		if len(h.texts.got) != 3 || h.state(n) != mandate.Expired {
			h.Errorf("%d texts, %s", len(h.texts.got), h.state(n))
		}
		last := h.mails.Sent()[len(h.mails.Sent())-1]
		if !strings.Contains(last.Subject, "pas de réponse") {
			h.Errorf("told: %s", last.Subject)
		}
		h.answers(mobile, "OUI")
		if h.state(n) != mandate.Expired {
			h.Error("an answer wakes what has expired")
		}
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
	})
}

// A reminder does not go to who has answered.
func TestNoReminderAfterAnAnswer(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		h.asked(typed)
		h.answers(mobile, "OUI")
		h.after(9 * 24 * time.Hour)
		if len(h.texts.got) != 1 {
			h.Errorf("%d texts", len(h.texts.got))
		}
	})
}

// Two demands wait for one number: an answer is about the newest. What is delivered again counts once; of two answers a no wins in
// either order.
func TestAnswersOfOneNumber(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062", "C064")
		older := h.asked(typed)
		h.after(time.Hour)
		newer := h.asked("+33 (0)6.12.34.56.78")
		yes := h.said(mobile, "OUI")
		for range 3 {
			h.ok(h.s.Take(h.Context(), "essai", yes))
		}
		if h.state(newer) != mandate.Given || h.state(older) != mandate.Asked {
			h.Errorf("newer %s, older %s", h.state(newer), h.state(older))
		}
		if e := h.show(h.awa, newer).Entries[0]; len(e.Replies) != 1 {
			h.Errorf("%d answers are kept", len(e.Replies))
		}
		if m := h.told(); len(m) != 1 {
			h.Errorf("told: %v", m)
		}
		h.answers("+33698765432", "OUI") // nobody's
		h.answers("+33600000000", "STOP")
		if n := h.count(`SELECT count(*) FROM casework_mandate_answers`); n != 1 {
			h.Errorf("%d answers are kept", n)
		}
		h.answers(mobile, "NON") // about the older one, which waits
		if h.state(newer) != mandate.Given || h.state(older) != mandate.Refused {
			h.Errorf("newer %s, older %s", h.state(newer), h.state(older))
		}
		third := h.asked("+32 475 12 34 56")
		no, late := h.said("+32475123456", "NON"), h.said("+32475123456", "OUI")
		h.d.Clock.Advance(time.Minute)
		late.Incoming.At = h.d.Clock.Now()
		h.ok(h.s.Take(h.Context(), "essai", late)) // delivered first, written last
		h.ok(h.s.Take(h.Context(), "essai", no))
		if h.state(third) != mandate.Revoked {
			h.Errorf("a no that is delivered late leaves it %s", h.state(third))
		}
	})
}

// The usager's last word counts for all that their number gave for the demand: a no to a second question revokes the first mandate, and
// a STOP both.
func TestNoIsForAll(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		for _, answer := range []string{"NON", "OUI"} {
			n := h.asked(typed)
			h.answers(mobile, "OUI")
			h.after(time.Hour)
			h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
			h.answers(mobile, answer)
			if answer == "OUI" {
				h.answers(mobile, "STOP")
			}
			for _, e := range h.show(h.awa, n).Entries {
				if e.Now != mandate.Revoked && e.Now != mandate.Refused {
					h.Errorf("after %s: %s", answer, e.Now)
				}
			}
			if err := h.send(n); err == nil {
				h.Errorf("after %s the demand goes", answer)
			}
			h.after(25 * time.Hour)
		}
	})
}

// sign takes a scan in and keeps it.
func (h *house) sign(n, day, content string) error {
	h.Helper()
	u, err := h.s.ScanUse(h.Context(), h.awa, n)
	h.ok(err)
	f, err := h.files.Stage(h.Context(), h.awa, u, "Mandat de Zélie Quintrec.pdf", strings.NewReader(content))
	if err != nil {
		return err
	}
	return h.s.Sign(h.Context(), h.now(h.awa), n, day, f.ID)
}

func (h *house) count(q string) int64 {
	h.Helper()
	var n int64
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int64](h.Context(), tx, q)
		return err
	}))
	return n
}

// A number is asked three times a day in all; whose groupe asked less than that is not told that others did.
func TestNumberOfTwoGroupes(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		elsewhere := h.holds(h.person("Paol"), team.Helper, access.Place{Kind: access.Group, ID: h.teamID(h.cpam)})
		n, err := h.drafts.Begin(h.Context(), h.now(elsewhere), h.cpam)
		h.ok(err)
		h.ok(h.drafts.Save(h.Context(), h.now(elsewhere), n, 1, h.input()))
		h.ok(h.s.Ask(h.Context(), h.now(elsewhere), n, typed))
		for range 2 {
			h.asked(typed)
		}
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), h.draft(), typed), mandate.FieldPhone, msg.FaultLater)
		h.after(25 * time.Hour)
		h.asked(typed)
	})
}

// Only mobiles of the two countries are asked, each three times a day at most, one at a time, and of a demand that says for whom.
func TestNumbers(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		n := h.draft()
		for typed, key := range map[string]string{"02 99 12 34 56": string(msg.FaultMobile), "+1 202 555 0123": string(msg.FaultMobile), "02/123.45.67": "", "3646": "", "": "", "zéro six": "", "+44 7700 900123": string(msg.FaultMobile), "0892 70 50 50": string(msg.FaultMobile)} {
			err := h.s.Ask(h.Context(), h.now(h.awa), n, typed)
			e, ok := apperr.As(err)
			if !ok || e.Kind != apperr.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != mandate.FieldPhone || key != "" && string(e.Fields[0].Msg.Key) != key {
				h.Errorf("%q: %v", typed, err)
			}
		}
		for _, typed := range []string{"0612345678", "+33 6 12 34 56 78", "0033 612 345 678"} {
			h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
			h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), n, "0698765432"), mandate.FieldPhone, msg.FaultPending)
			h.ok(h.s.Withdraw(h.Context(), h.now(h.awa), n, int64(len(h.show(h.awa, n).Entries)), takenBack))
		}
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), n, typed), mandate.FieldPhone, msg.FaultOften)
		h.work()
		if len(h.texts.got) != 0 {
			h.Errorf("%d texts of cancelled mandates went", len(h.texts.got))
		}
		h.noWay = true
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), n, "0698765432"), mandate.FieldPhone, msg.FaultNoWay)
		empty, err := h.drafts.Begin(h.Context(), h.now(h.awa), h.aidants)
		h.ok(err)
		h.noWay = false
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), empty, "0698765432"), mandate.FieldPhone, msg.FaultAgencies)
		h.refused(apperr.NotFound, h.s.Ask(h.Context(), h.now(h.erwan), n, typed), "", "")
	})
}

// A signed sheet is told by its content, kept sealed, read by who may see the proof, each time noted; its day has to hold.
func TestSignedSheet(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C060", "C027", "C081")
		n := h.draft()
		day := "2026-11-01"
		h.refused(apperr.Invalid, h.sign(n, day, "<html>mandat.pdf</html>"), "", "")
		h.refused(apperr.Invalid, h.sign(n, day, ""), "", "")
		h.refused(apperr.Invalid, h.s.Sign(h.Context(), h.now(h.awa), n, day, ""), mandate.FieldFile, "")
		h.refused(apperr.Invalid, h.s.Sign(h.Context(), h.now(h.awa), n, day, "00000000-0000-7000-8000-000000000000"), mandate.FieldFile, "")
		for day, key := range map[string]string{"": string(msg.FaultDay), "32/13/2026": string(msg.FaultDay), "2099-01-01": string(msg.FaultFuture), "2020-01-01": string(msg.FaultOld)} {
			err := h.sign(n, day, pdf)
			if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || string(e.Fields[0].Msg.Key) != key {
				h.Errorf("%q: %v", day, err)
			}
		}
		h.ok(h.sign(n, day, pdf))
		if b := h.kept(); len(b) == 0 || contains(b, "Quintrec") || contains(b, "%PDF") {
			h.Errorf("%d bytes are kept, readable", len(b))
		}
		h.ok(h.send(n))
		f, from, err := h.s.Scan(h.Context(), h.awa, n, 1)
		h.ok(err)
		b, err := io.ReadAll(from)
		h.ok(err)
		h.ok(from.Close())
		if string(b) != pdf || f.Name != "mandat-"+n+".pdf" {
			h.Errorf("%s has %d bytes", f.Name, len(b))
		}
		if got := h.count(`SELECT count(*) FROM history_lines WHERE act = 'casework.mandate.download'`); got != 1 {
			h.Errorf("%d downloads are noted", got)
		}
		_, _, err = h.s.Scan(h.Context(), h.edith, n, 1)
		h.refused(apperr.Forbidden, err, "", "")
		if v := h.show(h.edith, n); v.Entries[0].Kind != mandate.Signed || v.Entries[0].On != day || v.Entries[0].FileID != "" {
			h.Errorf("the référent sees %+v", v.Entries[0])
		}
	})
}

// All that a mandate says of anybody goes with its demand, in one transaction, and what waits for it then does nothing.
func TestWiped(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C063", "C080")
		n := h.draft()
		h.ok(h.sign(n, "2026-11-01", pdf))
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		other := h.draft()
		h.ok(h.s.Hold(h.Context(), h.now(h.awa), other, "2026-11-01"))
		id := h.show(h.awa, n).ID
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error { return mandate.Wipe(h.Context(), tx, h.files, id) }))
		h.after(8 * 24 * time.Hour)
		for _, table := range []string{"casework_texts", "casework_mandate_answers"} {
			if c := h.count(`SELECT count(*) FROM ` + table); c != 0 {
				h.Errorf("%d rows are left in %s", c, table)
			}
		}
		if c := h.count(`SELECT count(*) FROM casework_mandates`); c != 1 || len(h.kept()) != 0 || len(h.texts.got) != 0 {
			h.Errorf("%d mandates, %d bytes, %d texts are left", c, len(h.kept()), len(h.texts.got))
		}
		h.answers(mobile, "STOP")
		if dead := h.count(`SELECT count(*) FROM jobs_queue WHERE state = 'dead'`); dead != 0 {
			h.Errorf("%d jobs died", dead)
		}
	})
}

// Numbers and texts are nowhere readable in the database.
func TestSealedInTheDatabase(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C081")
		h.asked(typed)
		h.answers(mobile, "pourquoi donc")
		h.work()
		for table, columns := range map[string]string{
			"casework_mandates": "number", "casework_texts": "text", "casework_mandate_answers": "text",
		} {
			var all [][]byte
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				var err error
				all, err = db.All(h.Context(), tx, func(b *[]byte) []any { return []any{b} }, `SELECT `+columns+` FROM `+table)
				return err
			}))
			for _, b := range all {
				if contains(b, "612345678") || contains(b, "pourquoi") || contains(b, "OUI") || len(b) == 0 {
					h.Errorf("%s: %q", table, b)
				}
			}
		}
	})
}

// What an earlier release kept of a message centre's texts, made of numbers and words without a key, is keyed before the centre is listened to:
// beside the events and beside the answers, each once, and what the centre delivers again is known by it.
func TestEventsOfBeforeAreKeyed(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C063", "C064", "C081")
		n := h.asked("06 12 34 56 78")
		h.answers("+33612345678", "Oui ?")
		const plain = "6dcd4ce23d88e2ee9568ba546c007c63"
		exec := func(q string, args ...any) {
			h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(h.Context(), q, args...)
				return err
			}))
		}
		exec(`UPDATE casework_mandate_answers SET event_id = $1`, plain)
		exec(`DELETE FROM sms_events`)
		exec(`INSERT INTO sms_events (provider, kind, id, at) VALUES ('smpp', 'message', $1, 1), ('smpp', 'delivered', 'theirs', 1), ('gateway', 'message', 'theirs', 1)`, plain)
		for range 2 {
			h.ok(h.s.KeyEvents(h.Context(), "smpp"))
		}
		var ids []string
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			var err error
			ids, err = db.All(h.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT id FROM sms_events UNION ALL SELECT event_id FROM casework_mandate_answers ORDER BY 1`)
			return err
		}))
		if len(ids) != 4 || ids[0] != ids[1] || !strings.HasPrefix(ids[0], "keyed-") || ids[2] != "theirs" || ids[3] != "theirs" {
			h.Errorf("kept: %q", ids)
		}
		h.show(h.awa, n)
	})
}

// STOP ends all that a number gave or is asked, whatever the demand, and both sides of each are told; NON answers the question that waits, and takes back
// all that was given where none does.
func TestStopIsForAllDemands(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062", "C070")
		given := h.asked(typed)
		h.answers(mobile, "OUI")
		h.ok(h.send(given))
		also := h.asked(typed)
		h.answers(mobile, "OUI")
		waits := h.asked(typed)
		h.answers(mobile, "NON") // to the question that waits
		if h.state(waits) != mandate.Refused || h.state(given) != mandate.Given || h.state(also) != mandate.Given {
			h.Errorf("after an answer: %s, %s, %s", h.state(waits), h.state(given), h.state(also))
		}
		h.after(25 * time.Hour)
		waits = h.asked(typed)
		h.told()
		h.answers(mobile, "Stop")
		if h.state(waits) != mandate.Refused || h.state(given) != mandate.Revoked || h.state(also) != mandate.Revoked {
			h.Errorf("after STOP: %s, %s, %s", h.state(waits), h.state(given), h.state(also))
		}
		covers.Statement(h.T, "C063")
		for _, n := range []string{given, also, waits} { // each has its proof: the words, when they were said, and the provider's id
			all := h.show(h.awa, n).Entries[0].Replies
			if last := all[len(all)-1]; last.Words != "Stop" || last.EventID == "" || last.At.IsZero() || last.Answer != mandate.No {
				h.Errorf("the proof of %s keeps %+v", n, all)
			}
		}
		if m := h.told(); !strings.Contains(m["edith@preau.test"], "révoqué") {
			h.Errorf("told: %v", m)
		}
		h.after(25 * time.Hour)
		one := h.asked(typed)
		h.answers(mobile, "OUI")
		other := h.asked(typed)
		h.answers(mobile, "OUI")
		h.answers(mobile, "non")
		if h.state(one) != mandate.Revoked || h.state(other) != mandate.Revoked {
			h.Errorf("after a NON to no question: %s, %s", h.state(one), h.state(other))
		}
	})
}
