package demo_test

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/links"
	"preau/internal/core/account/password"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/demo"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
	"preau/internal/offers/offer"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/structure"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/figures"
	orderingmsg "preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// house is the program on which the story was told, at dbtest.Start.
type house struct {
	*app.App
	t     *testing.T
	d     *dbtest.DB
	story *demo.Story
}

func told(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	story, err := demo.Read()
	if err != nil {
		t.Fatal(err)
	}
	post := demo.NewPost(mail.NewMailbox(d.DB))
	a, err := app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: slog.New(slog.DiscardHandler), Key: make(instance.Key, 32), Files: blobtest.Folder(t), PublicURL: "https://preau.test", Version: "test",
		Demo: true, Transport: post, Texts: sms.NewMailbox(d.DB), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	err = story.Tell(t.Context(), a.Stage(d.DB, d.Clock, post), dbtest.Start)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("told in %s, %d writes", time.Since(began).Round(time.Millisecond), d.Stats().Writes)
	return &house{App: a, t: t, d: d, story: story}
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// as is one of the demonstration's people, signed in with its password.
func (h *house) as(role demo.Role) access.Actor {
	h.t.Helper()
	for _, a := range h.story.Accounts() {
		if a.Role != role {
			continue
		}
		o, err := h.Accounts.SignIn(h.t.Context(), access.Actor{At: h.d.Clock.Now()}, account.Login{Name: a.UserName, Password: demo.Password})
		h.ok(err)
		who, ok, err := h.Accounts.Identify(h.t.Context(), o.Secret)
		if err != nil || !ok || who.Name != a.Name || who.Address != a.Email {
			h.t.Fatalf("%s is %+v, %v", a.Name, who, err)
		}
		who.At = h.d.Clock.Now()
		return who
	}
	h.t.Fatalf("nobody is %s", role)
	return access.Actor{}
}

func TestTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := told(t, d)
		if now := d.Clock.Now(); !now.Equal(dbtest.Start) {
			t.Errorf("the story ends at %s", now)
		}
		state, err := demo.Look(t.Context(), d.DB)
		if err != nil || state != demo.Ready {
			t.Errorf("state %d, %v", state, err)
		}
		h.groups()
		h.members()
		h.people()
		h.crowd()
		h.years()
		h.mails()
		h.deliveries()
		h.offers()
	})
}

// deliveries holds the desks of orders against what a visitor should find there: one to send, one late, one whose changes are to be decided
// on, one that came short and with a claim that the supplier answered, and one that is all there.
func (h *house) deliveries() {
	h.t.Helper()
	ctx, buyer, receiver := h.t.Context(), h.as(demo.Buyer), h.as(demo.Receiver)
	rows, _, err := h.Orders.List(ctx, buyer, order.Filter{Page: 1, Size: 50})
	h.ok(err)
	got := map[order.State]int{}
	for _, r := range rows {
		got[r.State]++
	}
	if diff := cmp.Diff(map[order.State]int{order.Created: 1, order.Sent: 1, order.Changed: 1, order.PartReceived: 1, order.Received: 1}, got); diff != "" {
		h.t.Error(diff)
	}
	if _, n, err := h.Receptions.Desk(ctx, receiver, reception.Filter{Page: 1, Size: 50}); err != nil || n != 3 {
		h.t.Errorf("%d orders to receive, %v", n, err)
	}
	claims, _, err := h.Claims.List(ctx, receiver, claim.Filter{Page: 1, Size: 50})
	h.ok(err)
	if len(claims) != 1 || claims[0].State != claim.Proposed || claims[0].Offer != claim.Replacement {
		h.t.Errorf("claims: %+v", claims)
	}
	v, err := h.Figures.Show(ctx, h.as(demo.Central), figures.Filter{})
	h.ok(err)
	if len(v.Suppliers) != 1 || v.Suppliers[0].First.Times != 2 || v.Suppliers[0].Claimed != 1 || len(v.Steps) == 0 {
		h.t.Errorf("figures: %+v", v.Suppliers)
	}
	for _, q := range h.Supply.Waiting(buyer, h.d.Clock.Now()) {
		h.ok(h.d.View(ctx, func(tx *db.Tx) error {
			where, args := q.Where.SQL(1)
			n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM `+q.From+` WHERE `+where, args...)
			got[order.State(q.Item(inbox.Row{N: int(n)}).Title.Key)] += int(n)
			return err
		}))
	}
	if got[order.State(orderingmsg.WaitNoAnswer)] != 1 || got[order.State(orderingmsg.WaitChanged)] != 1 {
		h.t.Errorf("what waits for the acheteur: %v", got)
	}
}

// offers holds « Offres » against what a visitor should find there: offers in each state that asks for something, and a request that waits.
func (h *house) offers() {
	h.t.Helper()
	got := map[offer.Status]int{}
	for _, role := range []demo.Role{demo.Provider, demo.Inspector} {
		found, err := h.Offers.Portfolio.List(h.t.Context(), h.as(role), portfolio.Filter{Size: 50})
		h.ok(err)
		for _, r := range found.Rows {
			got[r.Status]++
		}
	}
	want := map[offer.Status]int{offer.Status(offer.Published): 5, offer.Scheduled: 1, offer.Status(offer.Submitted): 1, offer.Status(offer.ToCorrect): 1, offer.Status(offer.Draft): 1}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Error(diff)
	}
	asked, err := h.Offers.Structures.List(h.t.Context(), h.as(demo.OffersModerator), structure.Filter{Size: 50})
	h.ok(err)
	states := map[structure.State]int{}
	for _, r := range asked.Rows {
		states[r.State]++
	}
	if diff := cmp.Diff(map[structure.State]int{structure.Active: 2, structure.Requested: 1, structure.ToCorrect: 1}, states); diff != "" {
		h.t.Error(diff)
	}
}

// groups holds the list of groups against what a visitor should find to do.
func (h *house) groups() {
	h.t.Helper()
	coordinator := h.as(demo.Coordinator)
	got := map[string]group.Phase{}
	found, err := h.Needs.Groups(h.t.Context(), coordinator, needs.Filter{Size: 50})
	h.ok(err)
	for _, g := range found.Rows {
		got[g.Title] = g.PhaseAt(h.d.Clock.Now())
	}
	want := map[string]group.Phase{
		"Manuels scolaires 2027": group.PhaseEntry, "Mobilier et petit équipement 2027-2030": group.PhaseJoining,
		"Manuels scolaires 2026": group.PhaseClosed, "Manuels scolaires 2025": group.PhaseClosed, "Manuels scolaires 2024": group.PhaseClosed, "Fournitures de bureau 2027": group.PhaseEntry,
		"Produits d’entretien 2027": group.PhaseDraft, "Cartouches d’encre 2026": group.PhaseAbandoned,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Error(diff)
	}
	v, err := h.Needs.Show(h.t.Context(), coordinator, h.number("Manuels scolaires 2027"))
	h.ok(err)
	left := v.Group.EntryUntil.Sub(h.d.Clock.Now())
	if left < 3*24*time.Hour || left > 4*24*time.Hour || len(v.Lots) != 6 || v.Waiting != 2 || len(v.Coordinators) != 2 {
		h.t.Errorf("%s left, %d lots, %d waiting, %d coordinators", left, len(v.Lots), v.Waiting, len(v.Coordinators))
	}
	sections, decimals := map[string]bool{}, map[int]bool{}
	for i := range v.Lots {
		lot, err := h.Needs.ShowLot(h.t.Context(), h.as(demo.Done), v.Group.Number, int64(i+1))
		h.ok(err)
		for _, l := range lot.Lot.Lines {
			sections[l.Section], decimals[l.Decimals] = true, true
		}
		if n := len(lot.Lot.Lines); n < 5 || n > 12 {
			h.t.Errorf("lot %d has %d lines", i+1, n)
		}
	}
	if len(sections) < 10 || len(decimals) != 4 {
		h.t.Errorf("%d sections, units with %d kinds of decimals", len(sections), len(decimals))
	}
}

// number is a group's, by its title.
func (h *house) number(title string) int64 {
	h.t.Helper()
	found, err := h.Needs.Groups(h.t.Context(), h.as(demo.Coordinator), needs.Filter{Text: title, Size: 50})
	h.ok(err)
	for _, g := range found.Rows {
		if g.Title == title {
			return g.Number
		}
	}
	h.t.Fatalf("no group %s", title)
	return 0
}

// members holds the sheets and memberships of the open group: all states are there, some are done and some did nothing.
func (h *house) members() {
	h.t.Helper()
	n := h.number("Manuels scolaires 2027")
	done := func(role demo.Role) (int, map[sheet.View]bool) {
		v, err := h.Needs.ShowNeeds(h.t.Context(), h.as(role), n)
		h.ok(err)
		views := map[sheet.View]bool{}
		for _, l := range v.Lots {
			views[l.View] = true
		}
		return v.Done, views
	}
	if k, _ := done(demo.Done); k != 6 {
		h.t.Errorf("who is done has %d lots", k)
	}
	if k, views := done(demo.Nothing); k != 0 || len(views) != 1 {
		h.t.Errorf("who did nothing has %d lots, %v", k, views)
	}
	_, begun := done(demo.Begun)
	_, all := done(demo.Done)
	maps.Copy(all, begun)
	if len(all) != 4 {
		h.t.Errorf("states seen: %v", all)
	}
	for role, want := range map[demo.Role]membership.State{
		demo.Waiting: membership.Asked, demo.Refused: membership.Refused, demo.Outsider: membership.None, demo.Long: membership.Accepted, demo.Incomplete: membership.None,
	} {
		v, err := h.Needs.Show(h.t.Context(), h.as(role), n)
		h.ok(err)
		if v.Membership.State != want || (want == membership.Refused) != (v.Membership.Reason != "") {
			h.t.Errorf("%s: %s, reason %q", role, v.Membership.State, v.Membership.Reason)
		}
		if joins := len(v.JoinWhy) == 0; joins != (role == demo.Outsider || role == demo.Refused) {
			h.t.Errorf("%s may join: %v", role, joins)
		}
	}
}

// people holds the accounts against what the pages should be tried with.
func (h *house) people() {
	h.t.Helper()
	admin := h.as(demo.Admin)
	if helper := h.as(demo.Helper); !helper.IsHelper() || helper.IsAdmin() {
		h.t.Errorf("who is of the helpdesk: %+v", helper)
	}
	if !admin.IsAdmin() || len(h.as(demo.Coordinator).Places(group.Coordinator, access.Organisation)) != 1 {
		h.t.Error("the roles are not held")
	}
	all := h.accounts(admin)
	states, schools, refused, longest := map[account.State]int{}, map[string]int{}, 0, 0
	for _, l := range all {
		states[l.State]++
		longest = max(longest, len([]rune(l.DisplayName())))
		if l.OrgID != "" {
			schools[l.OrgID]++
		}
		if l.Refused {
			refused++
		}
		if !slices.Contains([]string{"example.org", "example.net", "example.com"}, l.Email[strings.IndexByte(l.Email, '@')+1:]) {
			h.t.Errorf("%s could be somebody's address", l.Email)
		}
	}
	if diff := cmp.Diff(map[account.State]int{account.Active: 21 + 195 + 3 + 6 + 14, account.Invited: 2, account.Created: 1, account.Suspended: 1}, states); diff != "" {
		h.t.Error(diff)
	}
	if len(schools) < 14 || longest != 60 || refused != 2 {
		h.t.Errorf("%d establishments, longest name %d, %d addresses that refuse mail", len(schools), longest, refused)
	}
	h.lockedOut()
	who := h.as(demo.Unconfirmed)
	if who.OrgID == "" || schools[who.OrgID] != 2 || len(who.Grants) != 0 {
		h.t.Errorf("who waits to be confirmed: %+v", who)
	}
	if who := h.as(demo.Incomplete); who.OrgID != "" || h.Terms.Owes(who) {
		h.t.Error("the profile to complete has an establishment, or its owner has still to accept")
	}
	for _, a := range h.story.Accounts() {
		if who := h.as(a.Role); who.Bound.InForce != 1 || h.Terms.Owes(who) != (a.Role == demo.Newcomer) {
			h.t.Errorf("%s is bound by %+v", a.Role, who.Bound)
		}
	}
}

// accounts are all of them.
func (h *house) accounts(admin access.Actor) []account.Line {
	h.t.Helper()
	var out []account.Line
	for page := 1; ; page++ {
		found, err := h.Accounts.List(h.t.Context(), admin, account.Filter{Page: page, Per: 100})
		h.ok(err)
		out = append(out, found.Lines...)
		if len(found.Lines) < 100 {
			return out
		}
	}
}

// lockedOut holds that somebody tried so many passwords that even the right one has to wait now.
func (h *house) lockedOut() {
	h.t.Helper()
	_, err := h.Accounts.SignIn(h.t.Context(), access.Actor{At: h.d.Clock.Now()}, account.Login{Name: "gwenola.prigentil", Password: demo.Password})
	e, _ := apperr.As(err)
	if e == nil || e.Kind != apperr.TooMany || e.RetryAfter < 10*time.Minute {
		h.t.Errorf("who is locked out is answered %v", err)
	}
}

// crowd holds that one group is so large that its lists have many pages, with all that can be seen of a member there.
func (h *house) crowd() {
	h.t.Helper()
	board, err := h.Needs.ShowBoard(h.t.Context(), h.as(demo.Coordinator3), h.number("Fournitures de bureau 2027"))
	h.ok(err)
	if len(board.Members) != 196 || board.AllDone != 70 || board.Nothing != 61 {
		h.t.Errorf("%d members, %d of whom are done, and %d have begun nothing", len(board.Members), board.AllDone, board.Nothing)
	}
}

// years holds that the platform has lived: three campaigns are over, and what was validated then can still be summed.
func (h *house) years() {
	h.t.Helper()
	for title, members := range map[string]int{"Manuels scolaires 2024": 3, "Manuels scolaires 2025": 5, "Manuels scolaires 2026": 7} {
		c, err := h.Needs.Consolidate(h.t.Context(), h.as(demo.Coordinator), h.number(title), 2)
		h.ok(err)
		if sheets := c.Sheets.Done() + c.Excluded; sheets != members || c.Totals[1] == 0 {
			h.t.Errorf("%s: %d of %d sheets, %d of the first line", title, sheets, members, c.Totals[1])
		}
	}
	c, err := h.Needs.Consolidate(h.t.Context(), h.as(demo.Coordinator), h.number("Manuels scolaires 2025"), 3)
	h.ok(err)
	if c.Excluded != 1 {
		h.t.Errorf("%d members were late", c.Excluded)
	}
}

// mails holds that all of them are in the mailbox, dated when they were sent, and that live links are live.
func (h *house) mails() {
	h.t.Helper()
	box := demo.NewBox(h.d.DB, h.Mailbox)
	all, err := box.Whole(h.t.Context(), "", 5000)
	h.ok(err)
	kinds := map[string]bool{}
	for _, m := range all {
		kinds[m.Kind] = true
		if m.At.After(dbtest.Start) || m.At.Before(dbtest.Start.AddDate(-4, 0, 0)) {
			h.t.Errorf("%s to %s at %s", m.Subject, m.To, m.At)
		}
	}
	if oldest := all[len(all)-1].At; oldest.After(dbtest.Start.AddDate(-3, 0, 0)) {
		h.t.Errorf("the life of the platform begins on %s", oldest)
	}
	if len(all) < 600 || len(kinds) < 9 {
		h.t.Errorf("%d mails of %d kinds", len(all), len(kinds))
	}
	n, err := h.Queue.Drain(h.t.Context())
	if err != nil || n != 0 {
		h.t.Errorf("%d jobs waited, %v", n, err)
	}
	for address, page := range map[string]string{"martin.leroussel@example.com": "activation", "solenn.abgrallec@example.org": "invitation"} {
		sent, err := box.Whole(h.t.Context(), strings.ToUpper(address), 1)
		h.ok(err)
		_, link, _ := strings.Cut(sent[0].Text, "/"+page+"/")
		secret, _, _ := strings.Cut(link, "\n")
		l, err := h.Accounts.Link(h.t.Context(), h.d.Clock.Now(), secret, links.ForActivation, links.ForInvitation)
		if err != nil || l.Standing != links.Live {
			h.t.Errorf("the link of %s is %s, %v", address, l.Standing, err)
		}
	}
}

// A telling that fails half-way is seen as such: the next start begins again.
func TestUnfinished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		wantState(t, d.DB, demo.Empty)
		mark := func(tx *db.Tx) error { return instance.MarkDemo(t.Context(), tx) }
		if err := d.InTx(t.Context(), mark); err != nil {
			t.Fatal(err)
		}
		wantState(t, d.DB, demo.Unfinished)
	})
}

func wantState(t *testing.T, d *db.DB, want demo.State) {
	t.Helper()
	got, err := demo.Look(t.Context(), d)
	if err != nil || got != want {
		t.Fatalf("state %d, %v", got, err)
	}
}

// Real data, and tables of other programs, are refused and left as they are.
func TestLookRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		settings := func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO instance_settings (id, version, data, updated_at, updated_by) VALUES (1, 1, '{}', 0, '')`)
			return err
		}
		if err := d.InTx(t.Context(), settings); err != nil {
			t.Fatal(err)
		}
		if _, err := demo.Look(t.Context(), d.DB); err == nil {
			t.Error("real settings are taken for a demonstration's")
		}
		if err := demo.Wipe(t.Context(), d.DB); err == nil {
			t.Error("real data can be wiped")
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			n, err := db.Value[int64](t.Context(), tx, `SELECT count(*) FROM instance_settings`)
			if n != 1 {
				t.Error("real data is gone")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestLookRefusesOthersTables(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		wantState(t, d, demo.Empty)
		exec(t, d, `CREATE TABLE invoices (id TEXT)`)
		if _, err := demo.Look(t.Context(), d); err == nil {
			t.Error("another program's database is taken for an empty one")
		}
	})
}

// each gives a database without tables.
func each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			url := t.TempDir() + "/empty.db"
			if e == db.Postgres {
				url = dbtest.EmptyPostgres(t)
			}
			d, err := db.Open(t.Context(), db.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			test(t, d)
		})
	}
}

func exec(t *testing.T, d *db.DB, q string) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPostReturnsMailToWhoIsGone(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	box := mail.NewMailbox(d.DB)
	p := demo.NewPost(box, "Gone@example.org")
	send := func(to string) (mail.Outcome, error) {
		o, _, err := p.Send(context.Background(), mail.Message{ID: id.New() + "@preau.test", Date: dbtest.Start, To: to, Subject: "s", Text: "t"})
		return o, err
	}
	if o, err := send("there@example.org"); o != mail.Accepted || err != nil {
		t.Errorf("%s, %v", o, err)
	}
	if o, err := send("gone@Example.org"); o != mail.Refused || err == nil {
		t.Errorf("%s, %v", o, err)
	}
	got, err := demo.NewBox(d.DB, box).List(t.Context(), "", 10)
	if err != nil || len(got) != 1 || got[0].To != "there@example.org" {
		t.Errorf("%v, %v", got, err)
	}
}
