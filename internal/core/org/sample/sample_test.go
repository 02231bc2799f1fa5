package sample_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/org"
	"preau/internal/core/org/sample"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		load := func() time.Duration {
			began := time.Now()
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return sample.Load(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
			return time.Since(began)
		}
		t.Logf("loaded in %s", load())
		first := counts(t, d)
		if first["org_organisations"] != 381 || first["org_sites"] != 235-1 {
			t.Errorf("loaded %v", first)
		}
		t.Logf("loaded again in %s", load())
		if diff := cmp.Diff(first, counts(t, d)); diff != "" {
			t.Errorf("loading twice changed something: %s", diff)
		}
	})
}

func TestWhatIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			ctx := t.Context()
			// somebody entered one of them before, in other words
			mine, err := org.Insert(ctx, tx, org.Organisation{Kind: org.School, Name: "My school", UAI: "0350122T"})
			if err != nil {
				return err
			}
			if err := sample.Load(ctx, tx); err != nil {
				return err
			}
			still, err := org.ByUAI(ctx, tx, "0350122T")
			if diff := cmp.Diff(mine, still); diff != "" {
				t.Errorf("what was there has changed: %s", diff)
			}
			if err != nil {
				return err
			}
			return lookAround(ctx, t, tx)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func lookAround(ctx context.Context, t *testing.T, tx *db.Tx) error {
	t.Helper()
	inspection, err := org.ByRef(ctx, tx, "0350741r")
	if err != nil {
		return err
	}
	schools, err := org.Children(ctx, tx, inspection.ID)
	if err != nil {
		return err
	}
	if inspection.Kind != org.Agency || len(schools) != 15 {
		t.Errorf("%s has %d schools", inspection.Name, len(schools))
	}
	for text, want := range map[string]string{
		"pierre brossolette bruz": "Collège Pierre Brossolette",
		"6/15":                    `Ecole Fondamentale "Clair Soleil" (P1-m8)`,
		"section yvon bourges":    "Section d'enseignement professionnel du Lyce des metiers de l'hotellerie et de la restauration, Yvon Bourges",
	} {
		found, err := org.Search(ctx, tx, org.Query{Text: text})
		if err != nil {
			return err
		}
		if len(found) != 1 || found[0].Name != want {
			t.Errorf("%q finds %d, not %s", text, len(found), want)
		}
	}
	belgian, err := org.ByFASE(ctx, tx, org.School, "19")
	if err != nil {
		return err
	}
	sites, err := org.Sites(ctx, tx, belgian.ID)
	if len(sites) != 2 || sites[0].Commune != "Anderlecht" || sites[0].Ref != "31" {
		t.Errorf("sites of %s: %+v", belgian.Name, sites)
	}
	return err
}

func counts(t *testing.T, d *dbtest.DB) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		for _, table := range []string{"org_organisations", "org_sites", "org_words", "org_closure"} {
			n, err := db.Value[int64](t.Context(), tx, `SELECT count(*) FROM `+table)
			if err != nil {
				return err
			}
			out[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNothingPersonal holds the files against what must not be in them.
func TestNothingPersonal(t *testing.T) {
	for _, name := range []string{"annuaire.tsv", "fase.tsv"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, never := range []string{"@", "\r", "\ufeff"} {
			if strings.Contains(string(raw), never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
	if notice := sample.Notice(); !strings.Contains(notice, "Licence Ouverte") || !strings.Contains(notice, "CC BY") {
		t.Error("the notice names no licences")
	}
}
