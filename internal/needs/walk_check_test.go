package needs_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/needs/board"
	"preau/internal/needs/sheet"
)

const conflict = apperr.Conflict

// totals are what all acts together must have left, whatever they were.
type totals struct {
	groups, groupVersions, memberships, membershipVersions, sheets, sheetVersions, lines, mails, done int64
}

const totalsSQL = `SELECT (SELECT count(*) FROM needs_groups), (SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM needs_groups),
	(SELECT count(*) FROM needs_memberships), (SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM needs_memberships),
	(SELECT count(*) FROM needs_sheets), (SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM needs_sheets),
	(SELECT count(*) FROM history_lines), (SELECT count(*) FROM notify_mails), (SELECT count(*) FROM core_done)`

func (x *totals) into() []any {
	return []any{&x.groups, &x.groupVersions, &x.memberships, &x.membershipVersions, &x.sheets, &x.sheetVersions, &x.lines, &x.mails, &x.done}
}

func (w *walk) wantTotals() totals {
	x := totals{lines: w.lines, mails: w.mails, done: w.keyed, groups: int64(len(w.m.groups))}
	for _, g := range w.m.groups {
		x.groupVersions += g.version
		for _, m := range g.members {
			x.memberships++
			x.membershipVersions += m.version
			x.sheets += int64(len(m.sheets))
			for _, s := range m.sheets {
				x.sheetVersions += s.version
			}
		}
	}
	return x
}

// check holds the database against the model: the new history lines and mails are those of this act and no others, the
// group that it is about is as the model has it, and nothing else moved. So a refused act left nothing at all.
func (w *walk) check(g *modelGroup, name string, who access.Actor, e effects) {
	w.t.Helper()
	for i := range e.lines {
		e.lines[i].Account = who.ID
	}
	w.lines += int64(len(e.lines))
	w.mails += int64(len(e.mails))
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		w.checkNew(tx, name, who.At, e)
		got, err := db.One(w.t.Context(), tx, func(x *totals) []any { return x.into() }, totalsSQL)
		if want := w.wantTotals(); err == nil && got != want {
			w.fail("%s: the database has %+v, the model %+v", name, got, want)
		}
		if g != nil && !g.missing {
			w.checkGroup(tx, g, name)
		}
		return err
	}))
	if g != nil && !g.missing && (e.refused == "" || w.rng.IntN(8) == 0) {
		w.checkSums(g, w.lot(g))
	}
}

// checkNew reads the history lines and mails since the last look.
func (w *walk) checkNew(tx *db.Tx, name string, at time.Time, e effects) {
	w.t.Helper()
	type row struct {
		id    string
		asked time.Time
		historyRow
	}
	rows, err := db.All(w.t.Context(), tx, func(r *row) []any {
		return []any{&r.id, &r.asked, &r.Kind, &r.Act, &r.From, &r.To, &r.Account}
	}, `SELECT id, asked_at, object_kind, act, from_state, to_state, account_id FROM history_lines WHERE id > $1 ORDER BY id`, w.lastLine)
	w.ok(err)
	var lines []historyRow
	for _, r := range rows {
		r.Act = strings.TrimPrefix(r.Act, r.Kind+".")
		lines, w.lastLine = append(lines, r.historyRow), r.id
		if !r.asked.Equal(at) {
			w.fail("%s: the history says that it arrived at %s, not %s", name, r.asked, at)
		}
	}
	if diff := cmp.Diff(e.lines, lines); diff != "" {
		w.fail("%s: history (-want +got):\n%s", name, diff)
	}
	type mailID struct {
		id string
		mailRow
	}
	ids, err := db.All(w.t.Context(), tx, func(r *mailID) []any { return []any{&r.id, &r.Kind, &r.Address, &r.Occasion} },
		`SELECT id, kind, address, occasion FROM notify_mails WHERE id > $1 ORDER BY id`, w.lastMail)
	w.ok(err)
	var mails []mailRow
	for _, r := range ids {
		w.lastMail = r.id
		if r.Kind == "needs.named" {
			r.Occasion = "" // an instant
		}
		mails = append(mails, r.mailRow)
	}
	if diff := cmp.Diff(sortedMails(e.mails), sortedMails(mails)); diff != "" {
		w.fail("%s: mails (-want +got):\n%s", name, diff)
	}
}

func sortedMails(ms []mailRow) []string {
	var out []string
	for _, m := range ms {
		out = append(out, m.Kind+" "+m.Address+" "+m.Occasion)
	}
	sort.Strings(out)
	return out
}

// groupSQL reads a group, its lots, lines and memberships as lines of text.
const groupSQL = `WITH g AS (SELECT * FROM needs_groups WHERE number = $1)
	SELECT 'group ' || g.state || ' ' || g.version || ' ' || g.support_org_id || ' ' || g.title || ' ' || g.description || ' ' ||
		g.join_until || ' ' || g.entry_from || ' ' || g.entry_until FROM g
	UNION ALL SELECT 'lot ' || l.position || ' ' || l.title FROM g JOIN needs_lots l ON l.group_id = g.id
	UNION ALL SELECT 'line ' || l.position || '.' || i.line || ' ' || i.title || '|' || i.unit || '|' || i.decimals
		FROM g JOIN needs_lots l ON l.group_id = g.id JOIN needs_lines i ON i.lot_id = l.id
	UNION ALL SELECT 'member ' || m.org_id || ' ' || m.state || ' ' || m.version || ' ' || m.asked_by || ' ' ||
		CASE WHEN m.blocked THEN 1 ELSE 0 END || ' ' || m.reason FROM g JOIN needs_memberships m ON m.group_id = g.id`

// checkGroup compares all rows of a group with the model, quantities and versions included.
func (w *walk) checkGroup(tx *db.Tx, g *modelGroup, name string) {
	w.t.Helper()
	got, err := db.All(w.t.Context(), tx, func(s *string) []any { return []any{s} }, groupSQL, g.number)
	w.ok(err)
	type row struct {
		label  string
		packed []byte
	}
	sheets, err := db.All(w.t.Context(), tx, func(s *row) []any { return []any{&s.label, &s.packed} },
		`SELECT 'sheet ' || m.org_id || ' ' || l.position || ' ' || s.state || ' ' || s.version || ' ' || s.filled, s.quantities
		FROM needs_sheets s JOIN needs_memberships m ON m.id = s.membership_id JOIN needs_lots l ON l.id = s.lot_id
		JOIN needs_groups g ON g.id = m.group_id WHERE g.number = $1`, g.number)
	w.ok(err)
	for _, s := range sheets {
		q, err := sheet.Unpack(s.packed)
		w.ok(err)
		got = append(got, fmt.Sprint(s.label, " ", map[int64]int64(q)))
	}
	sort.Strings(got)
	if diff := cmp.Diff(w.rowsOf(g), got); diff != "" {
		w.fail("%s: group %d (-want +got):\n%s", name, g.number, diff)
	}
}

// rowsOf is a group as checkGroup reads it; it also notes the states as visited.
func (w *walk) rowsOf(g *modelGroup) []string {
	out := []string{fmt.Sprintf("group %s %d %s %s %s %d %d %d", g.state, g.version, g.support, g.title, g.description,
		g.joinUntil.UnixMicro(), g.entryFrom.UnixMicro(), g.entryUntil.UnixMicro())}
	w.visit("group " + w.phase(g))
	for i, l := range g.lots {
		out = append(out, fmt.Sprintf("lot %d %s", i+1, l.title))
		for n, s := range l.lines {
			out = append(out, fmt.Sprintf("line %d.%d %s", i+1, n+1, s))
		}
	}
	for o, m := range g.members {
		blocked := 0
		if m.blocked {
			blocked = 1
			w.visit("membership refused for good")
		}
		w.visit("membership " + m.state)
		out = append(out, fmt.Sprintf("member %s %s %d %s %d %s", o, m.state, m.version, m.askedBy, blocked, m.reason))
		for i, l := range g.lots {
			s := m.sheet(l)
			w.visit("sheet " + s.view())
			if s.version > 0 {
				out = append(out, fmt.Sprint("sheet ", o, " ", i+1, " ", s.state, " ", s.version, " ", len(s.q), " ", s.q))
			}
		}
	}
	sort.Strings(out)
	return out
}

func (s *modelSheet) view() string {
	switch {
	case s.state == "validated" && len(s.q) == 0:
		return "validated empty"
	case s.state == "validated":
		return "validated with quantities"
	}
	return s.state
}

// phase follows from the state and the dates.
func (w *walk) phase(g *modelGroup) string {
	now := w.d.Clock.Now()
	switch {
	case g.state != "open":
		return g.state
	case late(now, g.entryUntil):
		return "closed"
	case now.Before(g.entryFrom):
		return "joining"
	}
	return "entry"
}

// checkSums compares a lot's consolidation and the board with sums over the model: validated sheets of accepted members
// alone, each counted once in one of the four visible states (R054).
func (w *walk) checkSums(g *modelGroup, lot int) {
	w.t.Helper()
	i := slices.IndexFunc(w.people, func(p *walkPerson) bool { return w.m.coordinates(p, g) })
	if i < 0 || lot > len(g.lots) {
		return
	}
	l := g.lots[lot-1]
	want, totals, members := board.Counts{}, map[int64]int64{}, 0
	for i := range l.lines {
		totals[int64(i+1)] = 0
	}
	for _, m := range g.members {
		if m.state != "accepted" {
			continue
		}
		s := m.sheet(l)
		want = countIn(want, s)
		if s.state == "validated" && len(s.q) > 0 {
			members++
			for line, n := range s.q {
				totals[line] += n
			}
		}
	}
	if members == 0 {
		totals = map[int64]int64{}
	}
	who := w.now(w.people[i].Actor)
	c, err := w.s.Consolidate(w.t.Context(), who, g.number, int64(lot))
	w.ok(err)
	if diff := cmp.Diff(totals, c.Totals); diff != "" || c.Sheets != want || len(c.Members) != members || c.Excluded != want.Entry+want.None {
		w.fail("consolidation of lot %d of group %d: %+v, want %+v, %d members; totals (-want +got):\n%s", lot, g.number, c, want, members, diff)
	}
	b, err := w.s.ShowBoard(w.t.Context(), who, g.number)
	w.ok(err)
	if b.Lots[lot-1].Counts != want {
		w.fail("the board counts %+v for lot %d of group %d, want %+v", b.Lots[lot-1].Counts, lot, g.number, want)
	}
}

func countIn(c board.Counts, s *modelSheet) board.Counts {
	switch s.view() {
	case "validated empty":
		c.Empty++
	case "validated with quantities":
		c.Validated++
	case "entry":
		c.Entry++
	default:
		c.None++
	}
	return c
}

// checkAll compares all groups, and reads from the history alone that no sheet changed after its deadline or before its entry.
func (w *walk) checkAll() {
	w.t.Helper()
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		for _, g := range w.m.groups {
			w.checkGroup(tx, g, "all groups")
		}
		n, err := db.Value[int64](w.t.Context(), tx, `SELECT count(*) FROM history_lines h
			JOIN needs_sheets s ON h.object_id = s.membership_id || '/' || s.lot_id JOIN needs_memberships m ON m.id = s.membership_id
			JOIN needs_groups g ON g.id = m.group_id
			WHERE h.object_kind = 'needs.sheet' AND (h.asked_at >= g.entry_until + 1000000 OR h.asked_at < g.entry_from)`)
		if n > 0 {
			w.fail("%d changes of sheets outside the time of entry", n)
		}
		return err
	}))
}

// walkCounts is what was tried in all rounds.
type walkCounts struct {
	acts, roles map[string]*tally
	states      map[string]int
}

type tally struct {
	accepted int
	refused  map[string]int
}

func (c *walkCounts) visit(state string) { c.states[state]++ }

func (c *walkCounts) count(act, role, refused string) {
	for _, into := range []struct {
		tallies map[string]*tally
		name    string
	}{{c.acts, act}, {c.roles, role}} {
		t := into.tallies[into.name]
		if t == nil {
			t = &tally{refused: map[string]int{}}
			into.tallies[into.name] = t
		}
		if refused == "" {
			t.accepted++
		} else {
			t.refused[refused]++
		}
	}
}

func (t *tally) sum() (n int) {
	for _, k := range t.refused {
		n += k
	}
	return n
}

// judge prints the table and fails on what was not tried enough.
func (c *walkCounts) judge(t *testing.T, took time.Duration) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", took.Round(time.Millisecond))
	for _, of := range []map[string]*tally{c.acts, c.roles} {
		fmt.Fprintf(&b, "%-18s %8s %8s\n", "", "accepted", "refused")
		for _, name := range sortedKeys(of) {
			x := of[name]
			fmt.Fprintf(&b, "%-18s %8d %8d  %s\n", name, x.accepted, x.sum(), x.reasons())
		}
	}
	for _, s := range sortedKeys(c.states) {
		fmt.Fprintf(&b, "%-32s %6d\n", s, c.states[s])
	}
	t.Log("\n" + b.String())
	for _, name := range walkActs {
		x := c.acts[name]
		if x == nil || x.accepted < walkLeast || x.sum() < walkLeast {
			t.Errorf("%s was accepted or refused fewer than %d times", name, walkLeast)
		}
	}
	for _, s := range walkStates {
		if c.states[s] == 0 {
			t.Errorf("the state %q was never visited", s)
		}
	}
}

func (t *tally) reasons() string {
	var out []string
	for _, r := range sortedKeys(t.refused) {
		out = append(out, fmt.Sprintf("%s %d", strings.TrimPrefix(r, "needs."), t.refused[r]))
	}
	return strings.Join(out, ", ")
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// walkActs are the acts that must be tried: those of the three tables of rules, creating, naming, and sending again.
var walkActs = []string{
	"create", "edit", "add lot", "edit lot", "remove lot", "open", "abandon", "join", "withdraw", "accept", "refuse", "refuse for good", "allow again", "remove",
	"save", "validate", "validate empty", "reopen", "name coordinator", "end coordinator", "add coordinator",
	"see group", "see demands", "follow", "see sheet", "repeat",
}

// walkStates are the states that must be visited: stored ones and those that follow from dates.
var walkStates = []string{
	"group draft", "group joining", "group entry", "group closed", "group abandoned",
	"membership asked", "membership accepted", "membership refused", "membership refused for good", "membership withdrawn",
	"sheet none", "sheet entry", "sheet validated empty", "sheet validated with quantities",
}
