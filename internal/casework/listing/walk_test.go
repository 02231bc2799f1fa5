package listing_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/listing"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// After many acts at random, the lists of everybody have what the table of rights lets them see, and no other, in their order, with what is
// counted beside them: the statement that reads lists says the same as the rules say of each demand.
func TestListsAreWhatTheRulesSay(t *testing.T) {
	const seed = 118
	each(t, func(h *house) {
		covers.Statement(h, "C047", "C012", "C071")
		w := newWalk(h, seed)
		for step := range 240 {
			w.step()
			if step%60 == 59 {
				w.look()
			}
		}
		w.enough()
	})
}

// walk is people of all roles who do anything.
type walk struct {
	*house
	r       *rand.Rand
	people  []access.Actor
	numbers []string
	shown   map[listing.List]int
	masked  int
	steps   int
}

func newWalk(h *house, seed uint64) *walk {
	w := &walk{house: h, r: rand.New(rand.NewPCG(1, seed)), shown: map[listing.List]int{}} //nolint:gosec // a walk is repeated by its seed
	lead := h.holds(h.holds(h.person("Mona"), team.Lead, h.place(0)), team.Lead, h.place(2))
	both := h.holds(h.holds(h.person("Dual"), team.Helper, h.place(1)), team.Officer, h.place(3))
	w.people = []access.Actor{
		h.holds(h.person("Awa"), team.Helper, h.place(0)), h.holds(h.person("Erwan"), team.Helper, h.place(0)), h.holds(h.person("Zoé"), team.Helper, h.place(1)),
		h.holds(h.person("Édith"), team.Officer, h.place(2)), h.holds(h.holds(h.person("Nour"), team.Officer, h.place(2)), team.Officer, h.place(3)), both,
		h.holds(h.person("Théo"), team.Moderator, access.Everywhere), h.holds(h.holds(h.person("Rose"), team.Moderator, access.Everywhere), team.Helper, h.place(0)), lead, h.admin,
	}
	return w
}

func (w *walk) one() access.Actor { return w.people[w.r.IntN(len(w.people))] }

// step is something that somebody does, or is refused.
func (w *walk) step() {
	w.Helper()
	w.d.Clock.Advance(time.Duration(w.r.IntN(9)) * time.Hour)
	w.joins()
	who, ctx := w.now(w.one()), w.Context()
	if w.r.IntN(3) == 0 || len(w.numbers) < 4 {
		w.begin(who)
		return
	}
	n := w.numbers[w.r.IntN(len(w.numbers))]
	var err error
	switch w.r.IntN(9) {
	case 0, 1:
		err = w.demands.Say(ctx, who, n, demand.Saying{Text: "Un mot.", Between: w.r.IntN(3) == 0})
	case 2, 3:
		err = w.demands.Do(ctx, who, n, []demand.Act{demand.TakeUp, demand.Treat, demand.Treat, demand.Close, demand.Close, demand.Reopen, demand.Leave}[w.r.IntN(7)])
	case 4, 5, 6:
		guest := w.one()
		kind := []string{"personne:", "moderateur:", "groupe:"}[w.r.IntN(3)]
		ref := guest.ID
		if kind == "groupe:" {
			ref = w.place(w.r.IntN(4)).ID
		}
		err = w.demands.Invite(ctx, who, n, kind+ref)
	case 7:
		w.away(who, w.one())
	case 8:
		w.asOfficer(n, w.one())
	}
	if err != nil && !refused(err) {
		w.Fatal(err)
	}
}

// joins lets people become référents of teams that have demands already, of one or of two; half of them take over what is there (C046).
func (w *walk) joins() {
	w.Helper()
	if w.steps++; w.steps%40 != 0 {
		return
	}
	who := w.holds(w.person(fmt.Sprint("Nouveau", w.steps)), team.Officer, w.place(2+w.steps/40%2))
	if w.steps%80 == 0 {
		w.d.Clock.Advance(30 * time.Hour)
		who = w.holds(who, team.Officer, w.place(3-w.steps/40%2))
		caf := w.place(2).ID
		w.tx(func(tx *db.Tx) error {
			_, err := tx.Exec(w.Context(), `INSERT INTO casework_takeovers (account_id, team_id, at) VALUES ($1, $2, $3)`, who.ID, caf, tx.Now())
			return err
		})
	}
	w.people = append(w.people, who)
}

// begin begins a demand, and mostly sends it.
func (w *walk) begin(who access.Actor) {
	w.Helper()
	helps := team.TeamsOf(who, team.Helper)
	if len(helps) == 0 {
		return
	}
	from := slices.IndexFunc([]int{0, 1, 2, 3}, func(i int) bool { return w.place(i).ID == helps[0] })
	n, err := w.drafts.Begin(w.Context(), who, w.teams[from])
	w.ok(err)
	w.numbers = append(w.numbers, n)
	in := w.input("Dossier", [][]int{{2}, {3}, {2, 3}}[w.r.IntN(3)]...)
	in.Urgent, in.UrgentWhy, in.Theme = w.r.IntN(3) == 0, "Vite.", w.themes[w.r.IntN(2)]
	if w.r.IntN(5) == 0 {
		w.ok(w.drafts.Save(w.Context(), w.now(who), n, 1, in))
		return
	}
	w.ok(w.drafts.Send(w.Context(), w.now(who), n, 1, in))
}

// away lets somebody stand for somebody for a while, which the room of absences would allow to colleagues alone.
func (w *walk) away(who, deputy access.Actor) {
	w.Helper()
	places := append(team.TeamsOf(who, team.Helper, team.Officer), w.place(0).ID)
	from := w.d.Clock.Now().Add(time.Duration(w.r.IntN(48)-24) * time.Hour)
	w.tx(func(tx *db.Tx) error {
		_, err := tx.Exec(w.Context(), `INSERT INTO casework_absences (id, account_id, team_id, deputy_id, from_day, to_day, from_at, to_at, made_at) VALUES ($1, $2, $3, $4, '', '', $5, $6, $5)`,
			id.New(), who.ID, places[0], deputy.ID, from, from.Add(400*time.Hour))
		return err
	})
}

// asOfficer invites somebody as a référent, as a handover does.
func (w *walk) asOfficer(n string, who access.Actor) {
	w.Helper()
	w.tx(func(tx *db.Tx) error {
		_, err := tx.Exec(w.Context(), `INSERT INTO casework_demand_people (demand_id, account_id, name, side, added_at, added_by, added_name)
			SELECT d.id, $1, 'X', 'officer', 0, '', '' FROM casework_demands d WHERE d.number = $2 AND d.state <> 'draft' ON CONFLICT (demand_id, account_id) DO NOTHING`, who.ID, n)
		return err
	})
}

// known is a demand with what somebody may see of it.
type known struct {
	demand.Demand
	see, masked, admin bool
	roles              []demand.Role
}

// model is all that somebody may see, by the rules alone.
func (w *walk) model(who access.Actor) []known {
	w.Helper()
	var out []known
	for _, n := range w.numbers {
		w.tx(func(tx *db.Tx) error {
			d, err := demand.ByNumber(w.Context(), tx, who, n)
			if apperr.Is(err, apperr.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			k := known{Demand: d, roles: demand.RolesOf(who, d)}
			own := slices.DeleteFunc(slices.Clone(k.roles), func(r demand.Role) bool { return r == demand.AsAdmin })
			may := func(do demand.Act, roles []demand.Role) bool { return demand.Moves.May(do, d.State, roles, d) }
			k.see, k.masked, k.admin = may(demand.See, own), may(demand.SeeMasked, own), may(demand.SeeMasked, []demand.Role{demand.AsAdmin}) && slices.Contains(k.roles, demand.AsAdmin)
			out = append(out, k)
			return nil
		})
	}
	return out
}

func (k known) is(roles ...demand.Role) bool {
	return slices.ContainsFunc(roles, func(r demand.Role) bool { return slices.Contains(k.roles, r) })
}

// in says by the statement whether a list has it.
func (k known) in(l listing.List, now time.Time) bool {
	switch l {
	case listing.Mine:
		return k.see && k.is(demand.AsCreator, demand.AsMate, demand.AsGuest)
	case listing.ToDo:
		return k.see && k.State.Open() && k.is(demand.AsOfficer, demand.AsModerator)
	case listing.LateOnes:
		return k.see && k.Mark(now).Late
	case listing.TreatedOnes:
		return k.see && k.State == demand.Treated
	case listing.ClosedOnes:
		return (k.see || k.masked) && k.State == demand.Closed
	default:
		return k.admin
	}
}

// look compares all lists of everybody, narrowed and sorted in some way, with the model.
func (w *walk) look() {
	w.Helper()
	for _, who := range w.people {
		who = w.now(who)
		all := w.model(who)
		lists := listing.Lists()
		if who.IsAdmin() {
			lists = append(lists, listing.All)
		}
		for _, l := range lists {
			for _, f := range []listing.Filter{
				{}, {Back: true, Order: listing.BySent}, {Urgent: true}, {Theme: w.themes[0]}, {Team: w.teams[w.r.IntN(4)]}, {Agency: 3, Order: listing.BySent}, {Query: w.numbers[w.r.IntN(len(w.numbers))]},
			} {
				f.List = l
				w.compare(who, f, all)
			}
		}
		todo := len(w.want(all, listing.Filter{List: listing.ToDo}))
		if got := w.waits(who); got != todo {
			w.Errorf("%s: %d wait, want %d", who.Name, got, todo)
		}
	}
}

func (w *walk) compare(who access.Actor, f listing.Filter, all []known) {
	w.Helper()
	got, page := w.house.numbers(who, f)
	want := w.want(all, f)
	if !slices.Equal(got, want) {
		w.Errorf("%s, %+v:\n%v, want\n%v", who.Name, f, got, want)
	}
	w.shown[f.List] += len(got)
	for _, l := range listing.Lists() {
		if n := len(w.want(all, listing.Filter{List: l})); page.Counts[l] != n {
			w.Errorf("%s: %d are counted in %s, want %d", who.Name, page.Counts[l], l, n)
		}
	}
	for _, r := range page.Rows {
		i := slices.IndexFunc(all, func(k known) bool { return k.Number == r.Number })
		hidden := i < 0 || !all[i].see || f.List == listing.All
		if r.Masked != hidden || hidden && r.Title != "" || !hidden && r.Title == "" {
			w.Errorf("%s in %s is masked: %v, titled %q", r.Number, f.List, r.Masked, r.Title)
		}
		if i >= 0 && (r.Late(w.d.Clock.Now()) != all[i].Mark(w.d.Clock.Now()).Late || r.State != all[i].State) {
			w.Errorf("%s is said to be %s, late %s", r.Number, r.State, r.Due)
		}
		if r.Masked {
			w.masked++
		}
	}
}

// want are the numbers that a list should have, in their order.
func (w *walk) want(all []known, f listing.Filter) []string {
	var out []known
	for _, k := range all {
		at := func(n int64) bool {
			return k.Demand.Team.Number == n || slices.ContainsFunc(k.Teams, func(a demand.Asked) bool { return a.Team.Number == n })
		}
		fits := (!f.Urgent || k.Urgent) && (f.Theme == 0 || k.ThemeID == w.theme(f.Theme)) && (f.Team == 0 || at(f.Team)) &&
			(f.Agency == 0 || slices.ContainsFunc(k.Teams, func(a demand.Asked) bool { return a.Agency == "Caf" })) && (f.Query == "" || k.Number == f.Query)
		if fits && k.in(f.List, w.d.Clock.Now()) {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b known) int {
		by := b.MovedAt.Compare(a.MovedAt)
		if f.Order == listing.BySent {
			by = sentOr(b).Compare(sentOr(a))
		}
		if by = cmp.Or(by, strings.Compare(b.ID, a.ID)); f.Back {
			return -by
		}
		return by
	})
	var numbers []string
	for _, k := range out {
		numbers = append(numbers, k.Number)
	}
	return numbers
}

func sentOr(k known) time.Time {
	if k.SentAt.IsZero() {
		return k.MovedAt
	}
	return k.SentAt
}

func (w *walk) theme(number int64) (themeID string) {
	w.tx(func(tx *db.Tx) error {
		var err error
		themeID, err = db.Value[string](w.Context(), tx, `SELECT id FROM casework_themes WHERE number = $1`, number)
		return err
	})
	return themeID
}

// enough fails when the walk came by too little to say anything.
func (w *walk) enough() {
	w.Helper()
	for _, l := range append(listing.Lists(), listing.All) {
		if w.shown[l] < 20 {
			w.Errorf("list %s had %d lines in all: walk longer", l, w.shown[l])
		}
	}
	if w.masked == 0 {
		w.Error("nothing was masked")
	}
	w.Log(fmt.Sprint(len(w.numbers), " demands; lines: ", w.shown))
}
