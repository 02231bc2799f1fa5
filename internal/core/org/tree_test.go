package org_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/org"
	"preau/internal/core/org/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// family is an authority with two schools, the first with an annex that has a class of its own, and a lone school.
func family(t *testing.T, d *dbtest.DB) (po, first, second, annex, class, lone org.Organisation) {
	t.Helper()
	po = add(t, d, org.Organisation{Kind: org.Authority, Name: "P.O."})[0]
	schools := add(t, d, under(po, school("Beta")), under(po, school("Alpha")), school("Lone"))
	annex = add(t, d, under(schools[0], school("Annex")))[0]
	class = add(t, d, under(annex, school("Class")))[0]
	return po, schools[0], schools[1], annex, class, schools[2]
}

func TestTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		po, first, second, annex, class, lone := family(t, d)
		expect := func(what string, f func(context.Context, *db.Tx, string) ([]org.Organisation, error), of org.Organisation, want ...string) {
			t.Helper()
			got := read(t, d, func(ctx context.Context, tx *db.Tx) ([]org.Organisation, error) { return f(ctx, tx, of.ID) })
			if diff := cmp.Diff(append([]string{}, want...), names(got)); diff != "" {
				t.Errorf("%s of %s: %s", what, of.Name, diff)
			}
		}
		expect("above", org.Ancestors, class, "Annex", "Beta", "P.O.")
		expect("above", org.Ancestors, po)
		expect("below", org.Descendants, po, "Alpha", "Beta", "Annex", "Class")
		expect("right below", org.Children, po, "Alpha", "Beta")

		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.Move(ctx, tx, annex.ID, second.ID) })
		expect("above, moved,", org.Ancestors, class, "Annex", "Alpha", "P.O.")
		expect("below, moved,", org.Descendants, first)
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.Move(ctx, tx, annex.ID, "") })
		expect("above, on top,", org.Ancestors, class, "Annex")
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.Move(ctx, tx, annex.ID, lone.ID) })
		expect("below, under another,", org.Descendants, lone, "Annex", "Class")
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.Move(ctx, tx, annex.ID, lone.ID) })

		for _, place := range []org.Organisation{lone, annex, class} {
			said := refused(t, d, apperr.Conflict, func(ctx context.Context, tx *db.Tx) error { return org.Move(ctx, tx, lone.ID, place.ID) })
			if said != msg.TreeLoop {
				t.Errorf("says %s", said)
			}
		}
		refused(t, d, apperr.NotFound, func(ctx context.Context, tx *db.Tx) error { return org.Move(ctx, tx, lone.ID, "nobody") })
		if within := read(t, d, func(ctx context.Context, tx *db.Tx) (bool, error) { return org.Within(ctx, tx, class.ID, lone.ID) }); !within {
			t.Error("the class is not within the lone school")
		}
		if within := read(t, d, func(ctx context.Context, tx *db.Tx) (bool, error) { return org.Within(ctx, tx, class.ID, po.ID) }); within {
			t.Error("the class is still within its former authority")
		}
	})
}

// TestTreeByChance moves branches at random from several sides at once; the closure must stay that of the parents.
func TestTreeByChance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		const movers, moves = 3, 25
		var fresh []org.Organisation
		for i := range 8 {
			fresh = append(fresh, school(fmt.Sprint("School ", i)))
		}
		os := add(t, d, fresh...)
		var all sync.WaitGroup
		var mu sync.Mutex
		moved, loops := 0, 0
		for m := range movers {
			all.Go(func() {
				chance := rand.New(rand.NewPCG(1, uint64(m)))
				for range moves {
					a, b := os[chance.IntN(len(os))], os[chance.IntN(len(os))]
					err := d.InTx(t.Context(), func(tx *db.Tx) error { return org.Move(t.Context(), tx, a.ID, b.ID) })
					mu.Lock()
					switch {
					case err == nil:
						moved++
					case apperr.Is(err, apperr.Conflict):
						loops++
					default:
						t.Error(err)
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if moved < 20 || loops < 5 {
			t.Errorf("%d moves and %d loops try too little", moved, loops)
		}
		checkClosure(t, d)
	})
}

// checkClosure compares the closure with the one that the parents give.
func checkClosure(t *testing.T, d *dbtest.DB) {
	t.Helper()
	type pair struct{ a, b string }
	parents, want, got := map[string]string{}, map[string]int{}, map[string]int{}
	read(t, d, func(ctx context.Context, tx *db.Tx) (bool, error) {
		rows, err := db.All(ctx, tx, func(p *pair) []any { return []any{&p.a, &p.b} }, `SELECT id, parent_id FROM org_organisations`)
		for _, r := range rows {
			parents[r.a] = r.b
		}
		if err != nil {
			return false, err
		}
		type link struct {
			pair
			depth int
		}
		links, err := db.All(ctx, tx, func(l *link) []any { return []any{&l.a, &l.b, &l.depth} }, `SELECT ancestor, descendant, depth FROM org_closure`)
		for _, l := range links {
			got[l.a+" > "+l.b] = l.depth
		}
		return true, err
	})
	for id := range parents {
		for above, depth := id, 0; above != ""; above, depth = parents[above], depth+1 {
			if depth > len(parents) {
				t.Fatal("the tree has a loop")
			}
			want[above+" > "+id] = depth
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(strings.TrimSpace(diff))
	}
}
