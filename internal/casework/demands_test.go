package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// faulty fails unless a form was refused for these fields.
func (h *house) faulty(err error, want ...string) {
	h.Helper()
	var got []string
	for _, f := range h.refusal(apperr.Invalid, err).Fields {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, want) {
		h.Errorf("refused for %v, want %v", got, want)
	}
}

// want fails unless somebody sees a demand in a state.
func (h *house) want(who access.Actor, n string, state demand.State) demand.View {
	h.Helper()
	v, err := h.Demands.Show(h.Context(), h.now(who), n)
	h.ok(err)
	if v.State != state {
		h.Errorf("%s is %s, want %s", n, v.State, state)
	}
	return v
}

// Only groupes of the draft's territory can be chosen, whatever a form names: there is no territory that is all of them.
func TestGroupesOfTheTerritoryAlone(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C021")
		land, err := h.AddTerritory(h.Context(), h.now(h.ines), team.Department, "29")
		h.ok(err)
		far, err := h.SaveTeam(h.Context(), h.now(h.ines), 0, 0, team.TeamInput{Agency: 2, Name: "Brest", Territories: []int64{land}})
		h.ok(err)
		h.holds(h.person("Loïc"), team.Officer, access.Place{Kind: access.Group, ID: h.value(`SELECT id FROM casework_teams WHERE number = $1`, far)})
		n, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		in := input(far)
		for version, territory := range []int64{0, 99} {
			in.Territory = territory
			h.faulty(h.Drafts.Send(h.Context(), h.now(h.awa), n, int64(version+1), in), draft.FieldTeams)
		}
		w, err := h.Drafts.Writing(h.Context(), h.now(h.awa), n)
		h.ok(err)
		if slices.ContainsFunc(w.Teams, func(x team.Team) bool { return x.Number == far }) {
			h.Error("a groupe of another territory is offered")
		}
		in.Territory = land
		h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), n, 3, in))
	})
}

// A ticked groupe that can no longer be chosen is told, by its name, and nothing goes without it unseen; a draft that is found again says so.
func TestGroupeThatIsGone(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C021", "C029")
		n, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		h.ok(h.Drafts.Save(h.Context(), h.now(h.awa), n, 1, input(h.teams[1], h.teams[2])))
		h.loses(h.bastien, team.Officer, h.place(2))
		w, err := h.Drafts.Writing(h.Context(), h.now(h.awa), n)
		h.ok(err)
		h.faulty(w.Fault(), draft.FieldTeams)
		if fmt.Sprint(w.Gone) != "[Préfecture · Rennes]" {
			h.Errorf("gone: %v", w.Gone)
		}
		h.faulty(h.Drafts.Send(h.Context(), h.now(h.awa), n, 2, input(h.teams[1], h.teams[2])), draft.FieldTeams)
		h.wantTold()
		h.faulty(h.Drafts.Save(h.Context(), h.now(h.awa), n, 3, input(h.teams[1], 99)), draft.FieldTeams)
		h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), n, 4, input(h.teams[1])))
		h.wantTold("edith")
	})
}

// A modérateur counts nothing of what the operators say between them once the demand is closed; an administrator does. What the thread tells stays,
// however often the demand is read.
func TestMaskedAndHourly(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C012", "C082")
		n := h.sent(1)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "moderateur:"+h.theo.ID))
		h.say(h.edith, n, "Dix signes.")
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Entre nous.", Between: true}))
		h.do(h.edith, n, demand.TakeUp)
		h.do(h.theo, n, demand.Close)
		for who, want := range map[string]int{"theo": 1, "ines": 2} {
			v, err := h.Demands.Show(h.Context(), h.now(map[string]access.Actor{"theo": h.theo, "ines": h.ines}[who]), n)
			h.ok(err)
			if !v.Masked || v.Lengths.Count != want || v.Inner != (want == 2) {
				h.Errorf("%s counts %d messages", who, v.Lengths.Count)
			}
		}
		demandID := h.value(`SELECT id FROM casework_demands WHERE number = $1`, n)
		h.tx(func(tx *db.Tx) error {
			for range 210 {
				if err := history.Write(h.Context(), tx, h.now(h.edith), history.Line{Object: history.Object{Kind: "casework.demand", ID: demandID}, Act: "casework.identity.read"}); err != nil {
					return err
				}
			}
			return nil
		})
		v, err := h.Demands.Show(h.Context(), h.now(h.edith), n)
		h.ok(err)
		if !slices.ContainsFunc(v.Told, func(l history.Line) bool { return l.Act == "casework.demand.take charge" }) {
			h.Error("the thread does not tell any more who took charge")
		}
	})
}

// An author's ten minutes run on when the demand is closed meanwhile; others' words are nobody's to correct.
func TestCorrectedAfterTheClose(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C048")
		n := h.sent(1)
		h.ok(h.Demands.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "C'est régle."}))
		h.ok(h.Demands.Do(h.Context(), h.now(h.awa), n, demand.Close))
		h.refused(apperr.NotFound, h.Demands.Correct(h.Context(), h.now(h.edith), n, 1, 0, "Autre chose."))
		_, m, err := h.Demands.Message(h.Context(), h.now(h.awa), n, 1)
		h.ok(err)
		twice := h.now(h.awa)
		twice.Key = "0123456789abcdef0123456789abcdef"
		for range 2 { // a double click
			h.ok(h.Demands.Correct(h.Context(), twice, n, 1, m.Edition(), "C'est réglé."))
		}
		h.refused(apperr.Conflict, h.Demands.Correct(h.Context(), h.now(h.awa), n, 1, m.Edition(), "C'est presque réglé.")) // from another window
		h.refused(apperr.Invalid, h.Demands.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: " \u200b\u2060\n"}))
		if v := h.want(h.awa, n, demand.Closed); v.Thread[0].Text != "C'est réglé." || v.Thread[0].First != "C'est régle." {
			h.Errorf("the message is %+v", v.Thread[0])
		}
		h.d.Clock.Advance(10 * time.Minute)
		h.refused(apperr.Forbidden, h.Demands.Correct(h.Context(), h.now(h.awa), n, 1, 0, "Trop tard."))
	})
}

// An aidant of another team is invited by their address: they read, write and are told, and close nothing; an address of nobody who helps is
// refused.
func TestAidantOfAnotherTeam(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C012", "C025", "C040")
		n := h.sent(1)
		h.told()
		gael := h.holds(h.person("Gaël"), team.Helper, h.place(2))
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(gael), n)))
		for _, address := range []string{"", "personne@preau.test", "edith@preau.test", "awa@preau.test"} {
			h.faulty(h.Demands.Invite(h.Context(), h.now(h.awa), n, demand.ByAddress(address)), demand.FieldAddress)
		}
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, demand.ByAddress(" GAEL@preau.test ")))
		h.wantTold("gael")
		h.refused(apperr.Invalid, h.Demands.Invite(h.Context(), h.now(h.awa), n, demand.ByAddress("gael@preau.test")))
		if v := h.want(gael, n, demand.Sent); v.Identity.Last != "Quintrec" || !v.May(demand.SeeProof) || v.May(demand.Close) || v.May(demand.SeeBetween) {
			h.Errorf("the guest sees %+v", v.Acts)
		}
		h.ok(h.Demands.Say(h.Context(), h.now(gael), n, demand.Saying{Text: "Je connais ce dossier."}))
		h.wantTold("awa", "edith") // of another team: not the guest's own colleague (C040)
		h.say(h.awa, n, "Merci à tous deux.")
		h.wantTold("edith", "gael")
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Merci."}))
		h.wantTold("awa", "gael")
	})
}

// Reading an identity leaves one line for each reader and hour.
func TestReadingIsNoted(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C082")
		n := h.sent(1)
		lines := func() string {
			return h.value(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = 'casework.identity.read'`)
		}
		for i, want := range []string{"1", "1", "2"} {
			if i == 2 {
				h.d.Clock.Advance(time.Hour)
			}
			h.want(h.edith, n, demand.Sent)
			if got := lines(); got != want {
				h.Errorf("look %d: %s lines, want %s", i+1, got, want)
			}
		}
		h.ok(second(h.Demands.Show(h.Context(), h.now(h.ines), n)))
		if got := lines(); got != "2" {
			h.Error("masked is noted as read")
		}
		h.d.Clock.Advance(time.Hour)
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Bonjour"})) // who writes first reads all the same
		h.want(h.edith, n, demand.Working)
		if got := lines(); got != "3" {
			h.Errorf("who wrote first in the hour: %s lines, want 3", got)
		}
	})
}

// Before sending, the sender is told of open demands about the same person that they may read, and of no other.
func TestSamePersonIsToldToReaders(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C030")
		n := h.sent(1)
		same := func(who access.Actor) string {
			d, err := h.Drafts.Begin(h.Context(), h.now(who), h.teams[0])
			h.ok(err)
			in := input()
			in.Identity.Last = "QUINTREC"
			h.ok(h.Drafts.Save(h.Context(), h.now(who), d, 1, in))
			w, err := h.Drafts.Writing(h.Context(), h.now(who), d)
			h.ok(err)
			return fmt.Sprint(w.Same)
		}
		if got := same(h.awa); got != "["+n+"]" {
			h.Errorf("the creator is told of %s", got)
		}
		if got := same(h.erwan); got != "[]" {
			h.Errorf("a stranger to the demand is told of %s", got)
		}
	})
}

// A year of birth meets a whole date of it, as « perhaps »: before sending it is told and confirmed as one of the same person is, and two whole dates of one
// year never meet.
func TestYearMeetsADate(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C030", "C023")
		n := h.sent(1) // born in 1984
		begun := func(born string) (string, error) {
			d, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
			h.ok(err)
			in := input(h.teams[1])
			in.Identity.Born, in.Identity.More, in.Known = born, nil, false
			return d, h.Drafts.Send(h.Context(), h.now(h.awa), d, 1, in)
		}
		alike := func(d, same, perhaps string) {
			h.Helper()
			w, err := h.Drafts.Writing(h.Context(), h.now(h.awa), d)
			h.ok(err)
			if got := fmt.Sprint(w.Same, w.Perhaps); got != "["+same+"] ["+perhaps+"]" {
				h.Errorf("told of %s, want [%s] [%s]", got, same, perhaps)
			}
		}
		d, err := begun("3 mai 1984")
		if e := h.refusal(apperr.Invalid, err); e.Fields[0].Name != draft.FieldKnown || e.Fields[0].Msg.Key != msg.FaultPerhapsKnown {
			h.Errorf("%+v", e.Fields)
		}
		alike(d, "", n)
		in := input(h.teams[1])
		in.Identity.Born = "3 mai 1984"
		h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), d, 2, in))
		v, err := h.Demands.Show(h.Context(), h.now(h.edith), n)
		h.ok(err)
		if fmt.Sprint(v.Same, v.Perhaps) != "[] ["+d+"]" {
			h.Errorf("the référent is told of %v %v", v.Same, v.Perhaps)
		}
		y, _ := begun("1984")
		alike(y, n, d)
		o, _ := begun("4 mai 1984")
		alike(o, "", n)
		for _, other := range []string{"3 mai 1985", "1986"} {
			if x, err := begun(other); err != nil {
				h.Errorf("%s: %v", x, err)
			}
		}
	})
}

// What is done with a message between operators, or with its files, is told to them alone: its correction, and who took a file.
func TestHistoryOfWhatIsBetweenOperators(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C012", "C048")
		n := h.sent(1)
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "À vérifier.", Between: true}))
		h.ok(h.Demands.Correct(h.Context(), h.now(h.edith), n, 1, 0, "À vérifier demain."))
		v, err := h.Demands.Show(h.Context(), h.now(h.awa), n)
		h.ok(err)
		for _, l := range v.Events {
			if l.Act == "casework.demand.correct" {
				h.Error("an aidant sees that something between operators was corrected")
			}
		}
		if !slices.ContainsFunc(v.Events, func(l history.Line) bool { return l.Act == "casework.demand.correct"+demand.Inner }) {
			h.Error("the correction is not in the history")
		}
	})
}

// Once demands are sent, the référents of a groupe that has both are told on each of the other; nobody else is, and a closed one is no open demand.
func TestSamePersonOnTheThread(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C030")
		gwen := h.holds(h.person("Gwen"), team.Helper, h.place(2))
		n := h.sent(1, 2)
		m, err := h.Drafts.Begin(h.Context(), h.now(gwen), h.teams[2])
		h.ok(err)
		h.ok(h.Drafts.Send(h.Context(), h.now(gwen), m, 1, input(h.teams[1])))
		same := func(who access.Actor, number, want string) {
			h.Helper()
			v, err := h.Demands.Show(h.Context(), h.now(who), number)
			h.ok(err)
			if got := strings.Join(v.Same, ", "); got != want {
				h.Errorf("on %s %s is told of %q, want %q", number, who.Name, got, want)
			}
		}
		same(h.edith, n, m)
		same(h.edith, m, n)
		same(h.bastien, n, "") // has the first alone
		same(h.awa, n, "")
		same(gwen, m, "")
		h.do(gwen, m, demand.Close)
		same(h.edith, n, "")
	})
}

// That a groupe is not the right one is mailed to the aidants and to the other groupes, by whom it was said and what to do, and to nobody of that groupe.
func TestLeavingIsTold(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C070")
		paul := h.holds(h.person("Paul"), team.Officer, h.place(1))
		n := h.sent(1, 2)
		h.told()
		h.do(h.edith, n, demand.Leave)
		for who, said := range h.wantTold("awa", "bastien") {
			if !strings.Contains(said, "un groupe s") || !strings.Contains(said, "Le groupe de Édith") || !strings.Contains(said, n) {
				h.Errorf("%s reads %s", who, said)
			}
		}
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(paul), n)))
	})
}

// Each act is told by a mail of its own.
func TestEachActIsToldByItsName(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C070")
		n := h.sent(1)
		for _, x := range []struct {
			who, reads string
			do         demand.Act
			want       string
		}{
			{"edith", "awa", demand.TakeUp, "prise en charge"},
			{"edith", "awa", demand.Treat, "traitée"},
			{"awa", "edith", demand.Close, "close"},
			{"awa", "edith", demand.Reopen, "rouverte"},
		} {
			h.told()
			h.do(map[string]access.Actor{"awa": h.awa, "edith": h.edith}[x.who], n, x.do)
			said := h.wantTold(x.reads)[x.reads]
			if subject, _, _ := strings.Cut(said, "\n"); !strings.Contains(subject, x.want) || !strings.Contains(subject, n) {
				h.Errorf("%s: %s reads %q", x.do, x.reads, subject)
			}
		}
	})
}

// What is decided upon a page that has changed since is not done: a message that came meanwhile would be left unread, a colleague's demand taken
// from them. What is between operators is no change for the aidant.
func TestDecidedUponWhatIsSeen(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C041")
		n := h.sent(1)
		seen := func(who access.Actor) int64 {
			v, err := h.Demands.Show(h.Context(), h.now(who), n)
			h.ok(err)
			return v.SeenBy(h.now(who))
		}
		old, hers := seen(h.edith), seen(h.awa)
		h.say(h.awa, n, "Il y a du nouveau.")
		for _, do := range []demand.Act{demand.Treat, demand.TakeUp} {
			h.refused(apperr.Conflict, h.Demands.DoFor(h.Context(), h.now(h.edith), n, demand.Step{Do: do, Seen: old}))
		}
		h.ok(h.Demands.DoFor(h.Context(), h.now(h.edith), n, demand.Step{Do: demand.Treat, Seen: seen(h.edith)}))
		h.refused(apperr.Conflict, h.Demands.DoFor(h.Context(), h.now(h.awa), n, demand.Step{Do: demand.Close, Seen: hers}))
		hers = seen(h.awa)
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Entre nous.", Between: true}))
		h.ok(h.Demands.DoFor(h.Context(), h.now(h.awa), n, demand.Step{Do: demand.Close, Seen: hers}))
	})
}

// The modérateur whom somebody calls is told to all who take part, as one who is called for want of an answer is.
func TestCalledByHandIsTold(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C044", "C070")
		n := h.sent(1)
		h.told()
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "moderateur:"+h.theo.ID))
		h.wantTold("edith", "theo")
	})
}

// A demand that was sent before years of birth were met meets a new one that knows the year alone, once the program has read it. What was wiped is let be;
// a turn that was cut goes on; a demand that is saved at the same time keeps what was found.
func TestYearMeetsADateFromBefore(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C030", "C023")
		sent := func(born string) string {
			h.Helper()
			d, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
			h.ok(err)
			in := input(h.teams[1])
			in.Identity.Born, in.Identity.More = born, nil
			h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), d, 1, in))
			return d
		}
		broken, n, m := sent("2 mai 1984"), sent("3 mai 1984"), sent("4 mai 1984")
		h.tx(func(tx *db.Tx) error { // as migration 0186 leaves them
			_, err := tx.Exec(h.Context(), `UPDATE casework_demands SET person_year = '', to_year = TRUE`)
			return err
		})
		y := sent("1984")
		perhaps := func() string {
			h.Helper()
			v, err := h.Demands.Show(h.Context(), h.now(h.awa), y)
			h.ok(err)
			return fmt.Sprint(v.Perhaps)
		}
		if got := perhaps(); got != "[]" {
			h.Errorf("met before it was read: %s", got)
		}
		h.exec(`UPDATE casework_demands SET identity = $1 WHERE number = $2`, []byte("broken"), broken)
		for range 2 { // one that cannot be read keeps no other from being
			if done, err := h.Years.Fill(h.Context(), 1); done != 1 || err != nil {
				h.Errorf("%d read, %v", done, err)
			}
		}
		if got := perhaps(); got != "["+n+"]" {
			h.Errorf("after the first of them: %s, want %s", got, n)
		}
		if done, err := h.Years.Fill(h.Context(), 5); done != 1 || err == nil { // told at the end of the turn
			h.Errorf("%d read, %v", done, err)
		}
		if done, err := h.Years.Fill(h.Context(), 5); done != 0 || err == nil {
			h.Errorf("%d read again, %v", done, err)
		}
		h.say(h.edith, n, "Bientôt.")
		if got := perhaps(); got != "["+n+" "+m+"]" {
			h.Errorf("in the end %s, want %s and %s", got, n, m)
		}
		h.exec(`UPDATE casework_demands SET person_year = '', to_year = number = $1`, n)
		hash := h.Years.Hash
		h.Years.Hash = func(s string) string { // it names somebody else in between
			h.exec(`UPDATE casework_demands SET person = 'another' WHERE number = $1`, n)
			return hash(s)
		}
		_, err := h.Years.Fill(h.Context(), 5)
		if h.ok(err); h.value(`SELECT person_year FROM casework_demands WHERE number = $1`, n) != "" {
			h.Error("it has the hash of who it named before")
		}
	})
}
