package crash_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/needs/sheet"
)

// judge compares what everybody was told with what is there, once all mails have gone out.
func (r *run) judge() {
	r.t.Helper()
	covers.Statement(r.t, "R230")
	r.quiet()
	r.end()
	h := r.settled()
	told := r.told()
	r.ok(h.d.View(r.t.Context(), func(tx *db.Tx) error {
		v := &verdict{run: r, tx: tx, told: told}
		v.whole()
		v.sheets()
		v.memberships()
		v.accounts()
		v.mails()
		return nil
	}))
	r.ok(h.d.Close())
	r.report(told)
}

// told puts the clients' records together: no two of them act on the same thing.
func (r *run) told() *record {
	all := newRecord()
	for _, c := range r.clients {
		for k, s := range c.sheets {
			all.sheets[k] = s
		}
		for k, a := range c.acts {
			all.acts[k] = a
		}
		for k, a := range c.decided {
			all.decided[k] = a
		}
		all.signed, all.activate = append(all.signed, c.signed...), append(all.activate, c.activate...)
		all.writes += c.writes
	}
	return all
}

// quiet waits until no more mails come: what is still to be sent waits for its time.
func (r *run) quiet() {
	r.box.dawdle(false)
	for n := -1; n != len(r.box.letters()); {
		n = len(r.box.letters())
		<-time.After(time.Second)
	}
}

// settled is the house after the hours in which the program takes up what was left in the middle.
func (r *run) settled() *house {
	r.t.Helper()
	r.life.Add(1)
	c := clock.NewManual(clock.System{}.Now())
	h := r.house(c)
	for range 100 {
		_, err := h.Queue.Drain(r.t.Context())
		r.ok(err)
		r.retry(h)
		left := int64(0)
		r.ok(h.d.View(r.t.Context(), func(tx *db.Tx) error {
			left, err = db.Value[int64](r.t.Context(), tx, `SELECT count(*) FROM notify_mails WHERE settled_at IS NULL`)
			return err
		}))
		if left == 0 {
			return h
		}
		c.Advance(7 * time.Minute)
	}
	r.t.Error("mails still wait after hours")
	return h
}

// retry sends again what was cut off too often, as an administrator would.
func (r *run) retry(h *house) {
	r.t.Helper()
	var failed []string
	r.ok(h.d.View(r.t.Context(), func(tx *db.Tx) error {
		var err error
		failed, err = db.All(r.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT id FROM notify_mails WHERE state = 'failed'`)
		return err
	}))
	admin := access.Actor{ID: "admin", Name: "Ada Min", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
	for _, id := range failed {
		r.ok(h.Notify.Retry(r.t.Context(), admin, id))
	}
	r.retried += len(failed)
}

// verdict reads the database once all is quiet.
type verdict struct {
	*run
	tx   *db.Tx
	told *record
}

func texts(v *verdict, q string, args ...any) []string {
	v.t.Helper()
	out, err := db.All(v.t.Context(), v.tx, func(s *string) []any { return []any{s} }, q, args...)
	v.ok(err)
	return out
}

// whole: the file is whole, and no row points to nothing.
func (v *verdict) whole() {
	v.t.Helper()
	if v.engine != db.SQLite {
		return
	}
	if got := texts(v, `PRAGMA integrity_check`); !slices.Equal(got, []string{"ok"}) {
		v.t.Errorf("integrity: %v", got)
	}
	if got := texts(v, `SELECT "table" FROM pragma_foreign_key_check`); len(got) > 0 {
		v.t.Errorf("rows of %v point to nothing", got)
	}
}

// histories are the acts on objects of a kind, in order, by the key that the clients use.
func (v *verdict) histories(kind, key string) acted {
	v.t.Helper()
	type line struct{ key, act string }
	rows, err := db.All(v.t.Context(), v.tx, func(l *line) []any { return []any{&l.key, &l.act} }, key, kind)
	v.ok(err)
	out := acted{}
	for _, l := range rows {
		out[l.key] = append(out[l.key], strings.TrimPrefix(l.act, kind+"."))
	}
	return out
}

// sheets: each is as it was last acknowledged, and was changed once for each form.
func (v *verdict) sheets() {
	v.t.Helper()
	type row struct {
		ref, state   string
		lot, version int64
		packed       []byte
	}
	rows, err := db.All(v.t.Context(), v.tx, func(x *row) []any { return []any{&x.ref, &x.lot, &x.state, &x.version, &x.packed} },
		`SELECT o.ref, l.position, s.state, s.version, s.quantities FROM needs_sheets s JOIN needs_memberships m ON m.id = s.membership_id
		JOIN org_organisations o ON o.id = m.org_id JOIN needs_lots l ON l.id = s.lot_id`)
	v.ok(err)
	got := map[string]string{}
	for _, x := range rows {
		q, err := sheet.Unpack(x.packed)
		v.ok(err)
		got[sheetKey(x.ref, x.lot)] = fmt.Sprint(x.state, " ", x.version, " ", map[int64]int64(q))
	}
	want := map[string]string{}
	for k, s := range v.told.sheets {
		if s.version > 0 {
			want[k] = fmt.Sprint(s.state, " ", s.version, " ", s.q)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		v.t.Errorf("sheets (-acknowledged +there):\n%s", diff)
	}
	history := v.histories("needs.sheet", `SELECT o.ref || ' lot ' || l.position, h.act FROM history_lines h
		JOIN needs_sheets s ON h.object_id = s.membership_id || '/' || s.lot_id JOIN needs_memberships m ON m.id = s.membership_id
		JOIN org_organisations o ON o.id = m.org_id JOIN needs_lots l ON l.id = s.lot_id WHERE h.object_kind = $1 ORDER BY h.id`)
	v.compare("the history of sheets", only(v.told.acts, " lot "), history)
}

func only(a acted, part string) acted {
	out := acted{}
	for k, acts := range a {
		if strings.Contains(k, part) {
			out[k] = acts
		}
	}
	return out
}

func (v *verdict) compare(what string, want, got acted) {
	v.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		v.t.Errorf("%s (-acknowledged +there):\n%s", what, diff)
	}
}

// memberships: each demand and each decision was done once, in the order in which they were acknowledged, and mailed once;
// who withdraws a demand and asks again is mailed about once a day, unless it was decided.
func (v *verdict) memberships() {
	v.t.Helper()
	want, mails := acted{}, map[string]int{}
	for k, asked := range only(v.told.acts, " group ") {
		decided, waits := v.told.decided[k], false
		for i, act := range asked {
			want[k] = append(want[k], act)
			if act == "join" && !waits {
				mails[k+" needs.asked"] += len(v.leads)
				waits = true
			}
			if i < len(decided) {
				want[k] = append(want[k], decided[i])
				mails[k+" needs."+decided[i]]++
				waits = false
			}
		}
	}
	got := v.histories("needs.membership", `SELECT o.ref || ' group ' || g.number, h.act FROM history_lines h
		JOIN needs_memberships m ON m.id = h.object_id JOIN org_organisations o ON o.id = m.org_id
		JOIN needs_groups g ON g.id = m.group_id WHERE h.object_kind = $1 AND g.number <> `+number(v.entry)+` ORDER BY h.id`)
	v.compare("the history of memberships", want, got)
	rows := texts(v, `SELECT o.ref || ' group ' || g.number || ' ' || n.kind FROM notify_mails n
		JOIN needs_memberships m ON m.id = n.object_id JOIN org_organisations o ON o.id = m.org_id
		JOIN needs_groups g ON g.id = m.group_id WHERE g.number <> $1`, v.entry)
	there := map[string]int{}
	for _, k := range rows {
		there[strings.NewReplacer("needs.accepted", "needs.accept", "needs.refused", "needs.refuse").Replace(k)]++
	}
	if diff := cmp.Diff(mails, there); diff != "" {
		v.t.Errorf("mails about memberships (-acknowledged +queued):\n%s", diff)
	}
	v.compare("the states of memberships", lastStates(want), v.states())
}

// lastStates are the states that the last acts lead to.
func lastStates(acts acted) acted {
	to := map[string]string{"join": "asked", "withdraw": "withdrawn", "accept": "accepted", "refuse": "refused"}
	out := acted{}
	for k, a := range acts {
		out[k] = []string{to[a[len(a)-1]], number(int64(len(a)))}
	}
	return out
}

func (v *verdict) states() acted {
	v.t.Helper()
	type row struct{ key, state, version string }
	rows, err := db.All(v.t.Context(), v.tx, func(x *row) []any { return []any{&x.key, &x.state, &x.version} },
		`SELECT o.ref || ' group ' || g.number, m.state, CAST(m.version AS TEXT) FROM needs_memberships m
		JOIN org_organisations o ON o.id = m.org_id JOIN needs_groups g ON g.id = m.group_id WHERE g.number <> $1`, v.entry)
	v.ok(err)
	out := acted{}
	for _, x := range rows {
		out[x.key] = []string{x.state, x.version}
	}
	return out
}

// accounts: each sign-up made one account, each activation one active account, with one mail each.
func (v *verdict) accounts() {
	v.t.Helper()
	want := acted{}
	for _, user := range v.told.signed {
		want[user] = []string{"sign_up"}
	}
	for _, user := range v.told.activate {
		want[user] = append(want[user], "activate")
	}
	v.compare("accounts", want, v.histories("account", `SELECT a.user_name, h.act FROM history_lines h JOIN account_accounts a ON a.id = h.object_id
		WHERE h.object_kind = $1 AND a.user_name LIKE 'nouvelle%' ORDER BY h.id`))
	queued := texts(v, `SELECT address FROM notify_mails WHERE kind = 'account.activation' ORDER BY address`)
	var asked []string
	for _, user := range v.told.signed {
		asked = append(asked, user+"@preau.test")
	}
	if diff := cmp.Diff(asked, queued); diff != "" {
		v.t.Errorf("activation mails (-acknowledged +queued):\n%s", diff)
	}
	for _, user := range texts(v, `SELECT user_name FROM account_accounts WHERE user_name LIKE 'nouvelle%' AND state = 'active'`) {
		if !slices.Contains(v.told.activate, user) {
			v.t.Errorf("%s is active, and nobody did that", user)
		}
	}
}

// mails: each that was queued arrived. One arrived twice only if the program was killed in between, and is then
// recognisably the same (R230).
func (v *verdict) mails() {
	v.t.Helper()
	type row struct {
		id, address, state string
		repeated           bool
	}
	rows, err := db.All(v.t.Context(), v.tx, func(x *row) []any { return []any{&x.id, &x.address, &x.state, &x.repeated} },
		`SELECT message_id, address, state, repeated FROM notify_mails`)
	v.ok(err)
	copies := map[string][]letter{}
	for _, l := range v.box.letters() {
		copies[l.id] = append(copies[l.id], l)
	}
	for _, x := range rows {
		got := copies[x.id]
		delete(copies, x.id)
		if x.state != "accepted" || len(got) == 0 {
			v.t.Errorf("the mail %s is %s, and arrived %d times", x.id, x.state, len(got))
		}
		lives := map[int]bool{}
		for _, l := range got {
			if l.to != x.address {
				v.t.Errorf("the mail %s for %s went to %s", x.id, x.address, l.to)
			}
			lives[l.life] = true
		}
		if len(lives) != len(got) || len(got) > 1 && !x.repeated {
			v.t.Errorf("the mail %s arrived %d times in %d lives of the program; known as repeated: %t", x.id, len(got), len(lives), x.repeated)
		}
		v.twice += one(len(got) > 1)
	}
	for id, l := range copies {
		v.t.Errorf("a mail %q arrived at %s that nobody queued, %d times", id, l[0].to, len(l))
	}
}

// report prints what was done, and fails when it proves too little.
func (r *run) report(told *record) {
	r.t.Helper()
	slices.Sort(r.starts)
	joins, withdrawals, decisions, saves := 0, 0, 0, 0
	for k, acts := range told.acts {
		for _, a := range acts {
			joins, withdrawals = joins+one(a == "join"), withdrawals+one(a == "withdraw")
			saves += one(strings.Contains(k, " lot "))
		}
	}
	for _, acts := range told.decided {
		decisions += len(acts)
	}
	r.t.Logf("%s: %d kills (%d while starting, %d in a write, %d in a mail, %d in either); %d forms and %d dialogues cut off, %d forms sent again\n"+
		"%d forms acknowledged: %d on sheets, %d joins, %d withdrawals, %d decisions, %d sign-ups, %d activations; %d mails arrived, %d twice, %d after an administrator sent them again\n"+
		"to start: %s to %s, half of the times %s",
		time.Since(r.begin).Round(time.Millisecond), r.kills, r.atStart, r.inWrite, r.inMail, r.inEither, r.struck.Load(), r.box.cut.Load(), r.repeats.Load(),
		told.writes, saves, joins, withdrawals, decisions, len(told.signed), len(told.activate), len(r.box.letters()), r.twice, r.retried,
		r.starts[0].Round(time.Millisecond), r.starts[len(r.starts)-1].Round(time.Millisecond), r.starts[len(r.starts)/2].Round(time.Millisecond))
	if r.inEither < leastStruck || r.struck.Load()+r.box.cut.Load() < leastStruck {
		r.t.Errorf("only %d of %d kills struck during a write or a mail", r.inEither, r.kills)
	}
	if told.writes < leastWrites || joins < 20 || decisions < 20 || len(told.activate) < leastActivated {
		r.t.Errorf("too little was done to prove anything")
	}
}
