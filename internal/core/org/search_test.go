package org_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// search gives the names found.
func search(t testing.TB, d *dbtest.DB, q org.Query) []string {
	t.Helper()
	return names(read(t, d, func(ctx context.Context, tx *db.Tx) ([]org.Organisation, error) { return org.Search(ctx, tx, q) }))
}

// at gives a place in a commune.
func at(postal, commune string) org.Place { return org.Place{PostalCode: postal, Commune: commune} }

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		agency := add(t, d, org.Organisation{Kind: org.Agency, Name: "Circonscription de Redon", UAI: "0350741R"})[0]
		add(
			t, d,
			org.Organisation{Kind: org.School, Name: "École primaire publique les Lucioles", Nature: "Ecole", UAI: "0350122T", Place: at("35580", "Baulon"), ParentID: agency.ID},
			org.Organisation{Kind: org.School, Name: "École primaire privée St Michel", Nature: "Ecole", SIRET: "73282932000074", Place: at("35137", "Bédée")},
			org.Organisation{Kind: org.School, Name: "Collège Saint-Michel", Nature: "Collège", Place: at("35150", "Janzé")},
			org.Organisation{Kind: org.School, Name: "Lycée Sacré-Cœur", Nature: "Lycée", Place: at("35000", "Rennes")},
			org.Organisation{Kind: org.School, Name: "Athénée", FASE: "35", Place: at("", "L'Aiguillon-d'Arche")},
			org.Organisation{Kind: org.Supplier, Name: "Michel & Fils", BCE: "0123456749"},
		)
		for _, c := range []struct {
			q    org.Query
			want []string
		}{
			{org.Query{Text: "lucioles"}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Text: "LUCI bau"}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Text: "baulon ecole"}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Text: "0350122t"}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Text: "035 0122 T"}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Text: "0350122"}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Text: "saint michel"}, []string{"Collège Saint-Michel", "École primaire privée St Michel"}},
			{org.Query{Text: "st-michel"}, []string{"Collège Saint-Michel", "École primaire privée St Michel"}},
			{org.Query{Text: "michel", Kinds: []org.Kind{org.Supplier}}, []string{"Michel & Fils"}},
			{org.Query{Text: "michel", Kinds: []org.Kind{org.Supplier, org.School}}, []string{"Collège Saint-Michel", "École primaire privée St Michel", "Michel & Fils"}},
			{org.Query{Text: "sacre coeur"}, []string{"Lycée Sacré-Cœur"}},
			{org.Query{Text: "lycée de Rennes"}, []string{"Lycée Sacré-Cœur"}},
			{org.Query{Text: "35000"}, []string{"Lycée Sacré-Cœur"}},
			{org.Query{Text: "732 829 320 00074"}, []string{"École primaire privée St Michel"}},
			{org.Query{Text: "732.829.320"}, []string{"École primaire privée St Michel"}},
			{org.Query{Text: "0123.456.749"}, []string{"Michel & Fils"}},
			{org.Query{Text: "BE 123.456.749"}, []string{"Michel & Fils"}},
			{org.Query{Text: "35", Limit: 1}, []string{"Athénée"}},
			{org.Query{Text: "aiguillon d’arche"}, []string{"Athénée"}},
			{org.Query{Text: "l"}, []string{"Athénée", "École primaire publique les Lucioles", "Lycée Sacré-Cœur"}},
			{org.Query{Text: "zz"}, []string{}},
			{org.Query{Text: "lucioles zz"}, []string{}},
			{org.Query{Text: "lucioles rennes"}, []string{}},
			{org.Query{Text: " ' - "}, []string{}},
			{org.Query{Text: "%"}, []string{}},
			{org.Query{Text: "\x00\xff"}, []string{}},
			{org.Query{Text: "ecole", Under: agency.ID}, []string{"École primaire publique les Lucioles"}},
			{org.Query{Under: agency.ID}, []string{"Circonscription de Redon", "École primaire publique les Lucioles"}},
			{org.Query{Limit: 2}, []string{"Athénée", "Circonscription de Redon"}},
			{org.Query{Kinds: []org.Kind{org.Supplier}}, []string{"Michel & Fils"}},
		} {
			if diff := cmp.Diff(c.want, search(t, d, c.q)); diff != "" {
				t.Errorf("%+v: %s", c.q, diff)
			}
		}
	})
}

// TestSearchAmongMany finds what few have behind what nearly all have, whatever leads.
func TestSearchAmongMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		var many []org.Organisation
		for i := range 1100 {
			many = append(many, school(fmt.Sprintf("Ecole %04d", i)))
		}
		many = append(many, org.Organisation{Kind: org.Supplier, Name: "Ecole Services"}, school("Zoo Ecole"))
		add(t, d, many...)
		if found := search(t, d, org.Query{Text: "ecole", Kinds: []org.Kind{org.Supplier}}); !cmp.Equal(found, []string{"Ecole Services"}) {
			t.Errorf("the supplier: %v", found)
		}
		if found := search(t, d, org.Query{Text: "e zoo"}); !cmp.Equal(found, []string{"Zoo Ecole"}) {
			t.Errorf("the rare word: %v", found)
		}
		if found := search(t, d, org.Query{Text: "ecole", Limit: 3}); len(found) != 3 {
			t.Errorf("the common word: %v", found)
		}
	})
}
