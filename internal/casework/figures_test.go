package casework_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/figures"
	"preau/internal/casework/survey"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The public figures are those of what was sent, answered and solved, in working days; they stay as they were when the demands are wiped.
func TestFigures(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C083", "C080")
		var all []string
		for range 6 {
			all = append(all, h.sent(1, 2))
		}
		h.at("2026-11-30 10:00") // two working days later
		for _, n := range all[:5] {
			h.do(h.edith, n, demand.TakeUp)
		}
		for _, n := range all[:3] {
			h.do(h.edith, n, demand.Treat)
		}
		h.do(h.edith, all[4], demand.Treat)
		h.say(h.awa, all[4], "Non, rien n'est arrivé.") // it goes on
		for _, n := range all[:4] {
			h.do(h.awa, n, demand.Close) // one of them answered, and never said to be treated
		}
		h.do(h.ines, all[4], demand.Close)    // which says nothing of how it ended
		h.do(h.bastien, all[5], demand.Leave) // the wrong one: no part in it
		h.told()
		h.at("2026-12-01 00:10")
		h.told() // counted each night
		before := h.wantFigures()
		for _, n := range all[:5] {
			h.wipe(h.value(`SELECT id FROM casework_demands WHERE number = $1`, n))
		}
		if got := h.wantFigures(); got != before {
			h.Errorf("after the wipe the figures are %s, before %s", got, before)
		}
		h.at("2026-12-02 00:10")
		h.told()
		if got := h.wantFigures(); got != before {
			h.Errorf("a night later the figures are %s, before %s", got, before)
		}
	})
}

// What one organisme says is treated is that of all who answered, also where it is time alone that closes it.
func TestLapsedAsTreated(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C083", "C080")
		for _, treat := range []bool{true, false} {
			n := h.sent(1, 2)
			h.do(h.edith, n, demand.TakeUp)
			h.do(h.bastien, n, demand.TakeUp)
			want := int64(0)
			if treat {
				h.do(h.edith, n, demand.Treat)
				want = 2
			}
			demandID := h.value(`SELECT id FROM casework_demands WHERE number = $1`, n)
			h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
				_, err := h.Demands.Lapse(h.Context(), tx, access.ByProgram("Préau", tx.Now()), demandID)
				return err
			}))
			if got := h.count(`SELECT count(*) FROM casework_demand_teams WHERE solved_at IS NOT NULL AND demand_id = $1`, demandID); got != want {
				h.Errorf("treated %v: %d parts are solved", treat, got)
			}
		}
	})
}

// A demand that is wiped while the night counts is counted once, among those that are gone.
func TestCountedOnceThoughWiped(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C083")
		var all []string
		for range 6 {
			all = append(all, h.sent(1))
		}
		h.do(h.awa, all[0], demand.Close)
		h.at("2026-12-01 00:10")
		h.told()
		h.at("2026-12-02 00:10")
		queue, wipes := newQueue(h), true
		figures.New(figures.Options{DB: h.d.DB, Jobs: queue, Clock: h.d.Clock, Zone: func() *time.Location { // asked once what is living was read
			if wipes {
				wipes = false
				h.wipe(h.value(`SELECT id FROM casework_demands WHERE number = $1`, all[0]))
			}
			return time.UTC
		}})
		_, err := queue.Drain(h.Context())
		h.ok(err)
		if wipes {
			h.Fatal("nothing was counted")
		}
		if n := h.count(`SELECT CAST(sum(n) AS BIGINT) FROM casework_counts WHERE measure = 'sent'`); n != 6 {
			h.Errorf("%d demands are counted of six", n)
		}
	})
}

// wantFigures reads the public figures and the export, which must tell of the Caf's six demands and the prefecture's five, none of
// which that one has answered.
func (h *house) wantFigures() string {
	h.Helper()
	p, err := h.Figures.Public(h.Context())
	h.ok(err)
	var out []string
	for _, a := range p.Agencies {
		d, _ := a.Median()
		s, _ := a.Share()
		out = append(out, strings.Join([]string{a.Name, num(a.Sent), num(a.Answered()), num(int64(d)), num(a.Ended), num(s)}, " "))
	}
	if want := []string{"Caf 6 5 2 5 80", "Préfecture 5 0 0 5 0"}; !slices.Equal(out, want) {
		h.Errorf("the figures are %v, want %v", out, want)
	}
	lines, err := h.Figures.Lines(h.Context())
	h.ok(err)
	for _, l := range lines {
		out = append(out, strings.Join([]string{l.Agency, l.Territory, l.Month, num(l.Sent)}, " "))
	}
	return strings.Join(out, "|")
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

// Who sees which figures of groupes (the last row of table 1.2).
func TestOwnFigures(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C012", "C083")
		n := h.sent(1)
		h.sent(1, 2)
		h.do(h.edith, n, demand.TakeUp)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "moderateur:"+h.theo.ID))
		olga := h.holds(h.person("Olga"), team.Observer, access.Everywhere)
		h.at("2026-12-02 08:00")
		all := "Caf 2 1|France services 2 1|Préfecture 1 1"
		for who, want := range map[*access.Actor]string{
			&h.awa: all, &h.erwan: "", &h.edith: "Caf 1 0", &h.bastien: "", &h.mona: "France services 2 1", &h.theo: "Caf 1 0|France services 1 0", &h.ines: all, &olga: all,
		} {
			own, err := h.Figures.Own(h.Context(), h.now(*who))
			h.ok(err)
			var got []string
			for _, o := range own {
				got = append(got, strings.TrimSuffix(o.Title, " · Rennes")+" "+num(o.Open)+" "+num(o.Late))
			}
			if said := strings.Join(got, "|"); said != want {
				h.Errorf("%s sees %q, want %q", who.Name, said, want)
			}
		}
		if own, err := h.Figures.Own(h.Context(), access.Actor{}); err != nil || len(own) > 0 {
			h.Errorf("a visitor sees %v, %v", own, err)
		}
	})
}

// The survey is proposed once in a demand's life to its creator, and what is answered is a number in a counter: no other row of the
// database changes. A repeat counts once, a forged or old ticket not at all; fewer than five answers are not shown.
func TestSurvey(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C045")
		n := h.sent(1, 2)
		h.refused(apperr.NotFound, second(h.offer(h.edith, n)))
		if ticket, _ := h.offer(h.awa, n); ticket != "" {
			h.Error("an open demand is asked about")
		}
		h.do(h.awa, n, demand.Close)
		h.told()
		ticket, err := h.offer(h.awa, n)
		h.ok(err)
		if ticket == "" || strings.Contains(ticket, n) {
			h.Fatalf("the ticket is %q", ticket)
		}
		if again, _ := h.offer(h.awa, n); again != ticket {
			h.Error("a page that is loaded again has lost the survey")
		}
		before := h.everything()
		yes := map[survey.Question]string{survey.Solved: "yes", survey.Delay: "4", survey.Clarity: "9"}
		h.refused(apperr.Invalid, h.Survey.Answer(h.Context(), ticket, map[survey.Question]string{survey.Clarity: "9"}))
		h.ok(h.Survey.Answer(h.Context(), ticket, yes))
		h.ok(h.Survey.Answer(h.Context(), ticket, yes)) // a double press
		other := survey.New(survey.Options{DB: h.d.DB, Clock: h.d.Clock, Key: make([]byte, 32)})
		h.ok(other.Answer(h.Context(), ticket, yes)) // and one that reaches another machine
		after := h.everything()
		for table, rows := range before {
			if table != "casework_survey" && after[table] != rows {
				h.Errorf("answering changed %s:\n%s\n%s", table, rows, after[table])
			}
		}
		if got := h.count(`SELECT CAST(sum(n) AS BIGINT) FROM casework_survey`); got != 4 { // two questions, two organismes
			h.Errorf("%d answers are counted", got)
		}
		h.refused(apperr.Invalid, h.Survey.Answer(h.Context(), "x"+ticket, yes))
		h.refused(apperr.Invalid, h.Survey.Answer(h.Context(), ticket+"\n", yes)) // another spelling of the same ticket
		h.refused(apperr.Invalid, h.Survey.Answer(h.Context(), "", yes))
		if again, _ := h.offer(h.awa, n); again != "" {
			h.Error("it is proposed twice")
		}
		h.do(h.awa, n, demand.Reopen)
		h.do(h.awa, n, demand.Close)
		if again, _ := h.offer(h.awa, n); again != "" {
			h.Error("a demand that was opened again is asked about again")
		}
		if may, err := h.Survey.May(h.Context(), h.now(h.awa), n); may || err != nil {
			h.Errorf("its page offers to ask again: %v, %v", may, err)
		}
		for range 3 {
			m := h.sent(1)
			h.do(h.awa, m, demand.Close)
			ticket, _ = h.offer(h.awa, m)
			h.ok(h.Survey.Answer(h.Context(), ticket, yes))
		}
		h.wantShown(0)
		m := h.sent(1)
		h.do(h.awa, m, demand.Close)
		ticket, _ = h.offer(h.awa, m)
		h.ok(h.Survey.Answer(h.Context(), ticket, yes))
		h.wantShown(0) // who looked before and after would know what was answered
		last := h.sent(1)
		h.do(h.awa, last, demand.Close)
		ticket, _ = h.offer(h.awa, last)
		h.at("2026-11-26 18:01")
		h.refused(apperr.Invalid, h.Survey.Answer(h.Context(), ticket, yes))
		h.at("2026-12-01 01:59") // what was proposed before midnight may still be answered
		h.wantShown(0)
		h.at("2026-12-01 02:00")
		h.wantShown(2)
		m = h.sent(1)
		h.do(h.awa, m, demand.Close)
		ticket, _ = h.offer(h.awa, m)
		h.ok(h.Survey.Answer(h.Context(), ticket, yes))
		told := func() string {
			return h.value(`SELECT coalesce(min(until), 0) || ' ' || count(DISTINCT until) || ' ' || count(*) FROM casework_survey_spent`)
		}
		h.told()
		day := func(s string) string {
			at, err := time.Parse(time.DateOnly, s)
			h.ok(err)
			return fmt.Sprint(at.UnixMicro())
		}
		if got := told(); got != day("2026-12-02")+" 2 6" { // one instant for each month, whenever they answered in it
			h.Errorf("the marks of used tickets tell %s", got)
		}
		h.at("2026-12-02 02:00")
		h.told()
		if got := told(); got != day("2027-01-02")+" 1 1" {
			h.Errorf("when November is over the marks tell %s", got)
		}
	})
}

func (h *house) offer(who access.Actor, n string) (string, error) {
	h.Helper()
	ticket, _, err := h.Survey.Offer(h.Context(), h.now(who), n)
	return ticket, err
}

func (h *house) wantShown(n int) {
	h.Helper()
	counts, err := h.Survey.Counts(h.Context(), "2026-01")
	h.ok(err)
	if len(counts) != n {
		h.Errorf("%d cells are shown, want %d: %v", len(counts), n, counts)
	}
}

func second[T any](_ T, err error) error { return err }

// everything are the rows of the tables that know of people or of acts, as they stand.
func (h *house) everything() map[string]string {
	h.Helper()
	out := map[string]string{}
	for table, columns := range map[string]string{
		"casework_demands": "number || state || version || moved_at || surveyed", "casework_seen": "demand_id || account_id || at", "history_lines": "id || act",
		"core_done": "account_id || act", "notify_mails": "id || state", "jobs_queue": "id || state", "casework_survey": "agency_id || question || answer || n",
	} {
		h.tx(func(tx *db.Tx) error {
			rows, err := db.All(h.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT CAST(`+columns+` AS TEXT) FROM `+table)
			slices.Sort(rows)
			out[table] = strings.Join(rows, "\n")
			return err
		})
	}
	return out
}
