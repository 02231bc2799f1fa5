package org_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/core/org/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

func TestInsert(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		made := add(t, d, org.Organisation{
			Kind: org.School, Name: strings.Repeat("œ", 200), Nature: "Collège", Sector: "Public", UAI: "0350122t", SIRET: "73282932000074",
			Place:  org.Place{Address: "1 rue", Complement: "BP 1", PostalCode: "35000", Commune: "Rennes", CommuneCode: "35238", Phone: "0261910012"},
			Source: "annuaire",
		})[0]
		if made.Ref != "0350122t" || made.Version != 1 || !made.CreatedAt.Equal(dbtest.Start) || made.Closed() {
			t.Errorf("made %+v", made)
		}
		byID := read(t, d, func(ctx context.Context, tx *db.Tx) (org.Organisation, error) { return org.ByID(ctx, tx, made.ID) })
		if diff := cmp.Diff(made, byID); diff != "" {
			t.Error(diff)
		}
		byRef := read(t, d, func(ctx context.Context, tx *db.Tx) (org.Organisation, error) { return org.ByRef(ctx, tx, "0350122t") })
		if diff := cmp.Diff(made, byRef); diff != "" {
			t.Error(diff)
		}
		refused(t, d, apperr.NotFound, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.ByID(ctx, tx, "nobody")
			return err
		})
		refused(t, d, apperr.Invalid, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.Insert(ctx, tx, org.Organisation{Kind: org.School, Name: "x", UAI: "0350123T"})
			return err
		})
		refused(t, d, apperr.NotFound, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.Insert(ctx, tx, org.Organisation{Kind: org.School, Name: "x", ParentID: "nobody"})
			return err
		})
	})
}

// TestFiller keeps 000000000 out of real data, and in demonstrations.
func TestFiller(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "O15")
		provider := org.Organisation{Kind: org.Provider, Name: "Fleur bleue", SIRET: "000 000 000 00000"}
		insert := func(ctx context.Context, tx *db.Tx) error {
			made, err := org.Insert(ctx, tx, provider)
			if err == nil && made.SIREN != "000000000" {
				t.Errorf("made %+v", made)
			}
			return err
		}
		refused(t, d, apperr.Invalid, insert)
		write(t, d, instance.MarkDemo)
		write(t, d, insert)
	})
}

func TestRefs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		made := add(
			t, d,
			school("L'École Sacré-Cœur"), school("l ecole sacre coeur"), school("École (Sacré Cœur) L'"), school("L'école Sacré-Cœur"),
			school("Nouvelle"), school("東京"), school(strings.Repeat("très ", 30)),
			org.Organisation{Kind: org.Authority, Name: "P.O. Tangissart", FASE: "12"},
			org.Organisation{Kind: org.School, Name: "Tangissart", FASE: "12"},
		)
		want := []string{
			"l-ecole-sacre-coeur", "l-ecole-sacre-coeur-2", "ecole-sacre-coeur-l", "l-ecole-sacre-coeur-3",
			"nouvelle-1", "o-1", "tres-tres-tres-tres-tres-tres-tres-tres-tres", "po-12", "fase-12",
		}
		var got []string
		for _, o := range made {
			got = append(got, o.Ref)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNumbersAreUnique(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		made := add(
			t, d,
			org.Organisation{Kind: org.School, Name: "First", UAI: "0350122T"},
			org.Organisation{Kind: org.School, Name: "Second", FASE: "586"},
			org.Organisation{Kind: org.School, Name: "Shares a SIREN", SIREN: "356000000"},
			org.Organisation{Kind: org.School, Name: "Shares it too", SIREN: "356000000"},
			org.Organisation{Kind: org.Supplier, Name: "Papeterie", BCE: "0123456749"},
		)
		for number, o := range map[string]org.Organisation{
			"uai":  {Kind: org.Agency, Name: "Third", UAI: "035 0122 T"},
			"fase": {Kind: org.School, Name: "Third", FASE: "586/1"},
		} {
			said := refused(t, d, apperr.Conflict, func(ctx context.Context, tx *db.Tx) error {
				_, err := org.Insert(ctx, tx, o)
				return err
			})
			if want := map[string]i18n.Key{"uai": msg.UaiTaken, "fase": msg.FaseTaken}[number]; said != want {
				t.Errorf("%s: says %s", number, said)
			}
		}
		second := made[1]
		second.UAI = "0350122T"
		refused(t, d, apperr.Conflict, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.Update(ctx, tx, second)
			return err
		})
		post := read(t, d, func(ctx context.Context, tx *db.Tx) ([]org.Organisation, error) {
			return org.BySIREN(ctx, tx, "356000000")
		})
		if diff := cmp.Diff([]string{"Shares a SIREN", "Shares it too"}, names(post)); diff != "" {
			t.Error(diff)
		}
		belgian := read(t, d, func(ctx context.Context, tx *db.Tx) ([]org.Organisation, error) {
			return org.ByBCE(ctx, tx, "0123456749")
		})
		if len(belgian) != 1 {
			t.Errorf("by BCE: %v", names(belgian))
		}
		for _, empty := range []func(ctx context.Context, tx *db.Tx) error{
			func(ctx context.Context, tx *db.Tx) error { _, err := org.ByUAI(ctx, tx, ""); return err },
			func(ctx context.Context, tx *db.Tx) error { _, err := org.ByFASE(ctx, tx, org.School, ""); return err },
		} {
			refused(t, d, apperr.NotFound, empty)
		}
	})
}

// TestInsertAtOnce has several nodes insert the same school: one does, the others are told, and no two share a reference.
func TestInsertAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		const nodes = 4
		var all sync.WaitGroup
		errs := make([]error, nodes)
		for i := range nodes {
			all.Go(func() {
				errs[i] = d.InTx(t.Context(), func(tx *db.Tx) error {
					if _, err := org.Insert(t.Context(), tx, org.Organisation{Kind: org.School, Name: "Same UAI", UAI: "0350122T"}); err != nil {
						return err
					}
					_, err := org.Insert(t.Context(), tx, school("Same Name"))
					return err
				})
				errs[i] = firstOf(errs[i], d.InTx(t.Context(), func(tx *db.Tx) error {
					_, err := org.Insert(t.Context(), tx, school("Same Name"))
					return err
				}))
			})
		}
		all.Wait()
		told := 0
		for _, err := range errs {
			if apperr.Is(err, apperr.Conflict) {
				told++
			} else if err != nil {
				t.Error(err)
			}
		}
		if told != nodes-1 {
			t.Errorf("%d of %d were told that the number is taken", told, nodes)
		}
		if found := search(t, d, org.Query{Text: "same name"}); len(found) != nodes+1 {
			t.Errorf("found %v", found)
		}
	})
}

// firstOf is the first error; both were made.
func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestByIDs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		made := add(t, d, school("First One"), school("Second One"))
		ids := []string{made[1].ID, "nobody"}
		for i := range 600 {
			ids = append(ids, fmt.Sprint("nobody ", i))
		}
		ids = append(ids, made[0].ID)
		got := read(t, d, func(ctx context.Context, tx *db.Tx) (map[string]org.Organisation, error) {
			return org.ByIDs(ctx, tx, ids)
		})
		if diff := cmp.Diff(map[string]org.Organisation{made[0].ID: made[0], made[1].ID: made[1]}, got); diff != "" {
			t.Error(diff)
		}
		byRef := read(t, d, func(ctx context.Context, tx *db.Tx) (map[string]org.Organisation, error) {
			return org.ByRefs(ctx, tx, []string{"second-one"})
		})
		if byRef["second-one"].ID != made[1].ID || len(byRef) != 1 {
			t.Errorf("by reference: %v", byRef)
		}
	})
}

func TestUpdate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		o := add(t, d, school("Ancien Nom"))[0]
		o.Name, o.Phone = "Nouveau Nom", "02 61 91 00 12"
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			var err error
			o, err = org.Update(ctx, tx, o)
			return err
		})
		stored := read(t, d, func(ctx context.Context, tx *db.Tx) (org.Organisation, error) {
			return org.ByRef(ctx, tx, "ancien-nom")
		})
		if diff := cmp.Diff(o, stored); diff != "" || o.Version != 2 || o.Phone != "+33261910012" {
			t.Errorf("version %d: %s", o.Version, diff)
		}
		if found := search(t, d, org.Query{Text: "ancien"}); len(found) != 0 {
			t.Errorf("still found by its former name: %v", found)
		}
		stale := o
		stale.Version = 1
		said := refused(t, d, apperr.Conflict, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.Update(ctx, tx, stale)
			return err
		})
		if said != msg.Conflict {
			t.Errorf("says %s", said)
		}
	})
}

func TestClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		o := add(t, d, school("École fermée"))[0]
		closing := func(ctx context.Context, tx *db.Tx) error { return org.Close(ctx, tx, o.ID) }
		write(t, d, closing)
		d.Clock.Advance(time.Hour)
		write(t, d, closing)
		get := func(ctx context.Context, tx *db.Tx) (org.Organisation, error) { return org.ByID(ctx, tx, o.ID) }
		if stored := read(t, d, get); !stored.ClosedAt.Equal(dbtest.Start) {
			t.Errorf("closed at %s", stored.ClosedAt)
		}
		if found := search(t, d, org.Query{Text: "fermee"}); len(found) != 0 {
			t.Errorf("found %v", found)
		}
		if found := search(t, d, org.Query{Text: "fermee", Closed: true}); len(found) != 1 {
			t.Errorf("with closed ones: found %v", found)
		}
		said := refused(t, d, apperr.Conflict, func(ctx context.Context, tx *db.Tx) error {
			_, err := org.Insert(ctx, tx, under(o, school("Annexe")))
			return err
		})
		if said != msg.ClosedParent {
			t.Errorf("says %s", said)
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return org.Reopen(ctx, tx, o.ID) })
		if stored := read(t, d, get); stored.Closed() {
			t.Error("still closed")
		}
	})
}
