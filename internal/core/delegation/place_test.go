package delegation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

const (
	head   access.RoleKey = "test.head"
	keeper access.RoleKey = "test.keeper"
	worker access.RoleKey = "test.worker"
)

// chain is a chain of three: the head of an authority, or of a school that has none, names keepers of schools, who name workers.
var chain = access.Roles{
	{Key: head, Kinds: []access.PlaceKind{access.Organisation}, Bodies: []string{"authority", "school"}, GivenBy: []access.RoleKey{access.Admin}, ReachesDown: true, Single: true},
	{Key: keeper, Kinds: []access.PlaceKind{access.Organisation}, Bodies: []string{"school"}, GivenBy: []access.RoleKey{head}},
	{Key: worker, Kinds: []access.PlaceKind{access.Organisation}, Bodies: []string{"school"}, GivenBy: []access.RoleKey{keeper}, Needed: true},
}

// bodies are an authority with two schools, one of which has an annex below; a school that stands for itself; one below an
// agency, which is no authority; one that has ceased; and a supplier.
func bodies(t *testing.T, d *dbtest.DB) map[string]org.Organisation {
	t.Helper()
	out := map[string]org.Organisation{}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		for _, o := range []struct {
			name, under string
			kind        org.Kind
		}{
			{"Autorité", "", org.Authority},
			{"École une", "Autorité", org.School},
			{"École deux", "Autorité", org.School},
			{"Annexe", "École une", org.School},
			{"École seule", "", org.School},
			{"Agence", "", org.Agency},
			{"École suivie", "Agence", org.School},
			{"École close", "", org.School},
			{"Fournisseur", "", org.Supplier},
		} {
			made, err := org.Insert(t.Context(), tx, org.Organisation{Kind: o.kind, Country: "FR", Name: o.name, ParentID: out[o.under].ID, Place: org.Place{Commune: "Rennes"}})
			if err != nil {
				return err
			}
			out[o.name] = made
		}
		ceased := out["École close"]
		ceased.ClosedAt = tx.Now()
		_, err := org.Update(t.Context(), tx, ceased)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What may be given where is the same by three ways: as the pages work it out, as the room of rights does (access.MayGive),
// and as the list of places asks the database, whoever asks and wherever they stand.
func TestGivenIsTheSameByAllWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		all := slices.Concat(access.Base(), chain)
		s, orgs := delegation.Bare(all, chain), bodies(t, d)
		actors := []access.Actor{{ID: "nobody", Name: "nobody"}, {ID: "admin", Name: "admin", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}}
		for name, o := range orgs {
			for _, r := range chain {
				actors = append(actors, access.Actor{ID: "x", Name: fmt.Sprint(r.Key, " of ", name), Grants: []access.Grant{{Role: r.Key, Place: access.Place{Kind: access.Organisation, ID: o.ID}}}})
			}
		}
		found := 0
		err := d.View(t.Context(), func(tx *db.Tx) error {
			for _, who := range actors {
				var places []string
				for name, o := range orgs {
					got, err := s.GivenAt(t.Context(), tx, who, o.Ref)
					if err != nil {
						return err
					}
					for _, r := range chain {
						may, err := access.MayGive(t.Context(), tx, all, who, r.Key, access.Place{Kind: access.Organisation, ID: o.ID})
						if err != nil {
							return err
						}
						holdable, err := s.HoldableAt(t.Context(), tx, r.Key, o.Ref)
						if err != nil {
							return err
						}
						if gives := slices.Contains(got, r.Key); gives != (may && holdable) {
							t.Errorf("%s, %s at %s: %t, the rights say %t", who.Name, r.Key, name, gives, may && holdable)
						}
					}
					if found += len(got); len(got) > 0 {
						places = append(places, o.Ref)
					}
				}
				if who.Name == "admin" || who.Name == "nobody" { // shown where somebody is, by the pages' tests
					continue
				}
				listed, err := s.PlacesOf(t.Context(), tx, who)
				if err != nil {
					return err
				}
				if diff := cmp.Diff(places, listed, cmpopts.SortSlices(func(a, b string) bool { return a < b }), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("the places of %s:\n%s", who.Name, diff)
				}
			}
			return nil
		})
		if err != nil || found < 15 {
			t.Errorf("%d roles to give, %v", found, err)
		}
	})
}

// A role that reaches down is held at the top: of an authority, not of its schools, and of a school that has none. Nothing
// is given where a place has ceased, or in a body of another kind.
func TestWhereARoleIsHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s, orgs := delegation.Bare(chain, chain), bodies(t, d)
		for name, want := range map[string][2]bool{
			"Autorité": {true, false}, "École une": {false, true}, "Annexe": {false, true}, "École seule": {true, true},
			"Agence": {false, false}, "École suivie": {true, true}, "École close": {false, false}, "Fournisseur": {false, false},
		} {
			for i, role := range []access.RoleKey{head, keeper} {
				err := d.View(t.Context(), func(tx *db.Tx) error {
					got, err := s.HoldableAt(t.Context(), tx, role, orgs[name].Ref)
					if got != want[i] {
						t.Errorf("%s at %s: %t", role, name, got)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
