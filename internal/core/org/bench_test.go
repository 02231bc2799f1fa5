package org_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// register is how many establishments a national register has.
const register = 70_000

// BenchmarkSearch searches a register of the size of France's, with made-up names whose words are as common as there.
func BenchmarkSearch(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e)
			began := time.Now()
			fill(b, d, register)
			b.Logf("%d establishments inserted in %s", register, time.Since(began).Round(time.Millisecond))
			po := add(b, d, org.Organisation{Kind: org.Authority, Name: "P.O."})[0]
			for i := range 15 {
				add(b, d, under(po, school(fmt.Sprint("Ecole ", i))))
			}
			for _, text := range []string{
				"", "ecole", "e", "ecole primaire", "lycee", "college prive", "lycee maternelle", "primaire elementaire",
				"jean jau commune0042", "st michel", "35 ecole pub", "commune0042", "0100050a", "zzz",
			} {
				benchQuery(b, d, text, org.Query{Text: text})
			}
			benchQuery(b, d, "suppliers: ecole", org.Query{Text: "ecole", Kinds: []org.Kind{org.Supplier}})
			benchQuery(b, d, "schools: ecole", org.Query{Text: "ecole", Kinds: []org.Kind{org.School}})
			benchQuery(b, d, "branch: ecole", org.Query{Text: "ecole", Under: po.ID})
			benchQuery(b, d, "branch:", org.Query{Under: po.ID})
		})
	}
}

// benchQuery tells the median, too, which a busy machine moves less than the mean.
func benchQuery(b *testing.B, d *dbtest.DB, name string, q org.Query) {
	b.Run(strings.ReplaceAll("["+name+"]", " ", "_"), func(b *testing.B) {
		found, times := 0, []time.Duration{}
		for b.Loop() {
			began := time.Now()
			found = len(search(b, d, q))
			times = append(times, time.Since(began))
		}
		slices.Sort(times)
		b.ReportMetric(float64(found), "found")
		b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-median")
	})
}

// fill inserts made-up establishments: nine in ten schools of 1,500 communes, the rest secondary.
func fill(b *testing.B, d *dbtest.DB, n int) {
	b.Helper()
	chance := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < n; from += 1000 {
		write(b, d, func(ctx context.Context, tx *db.Tx) error {
			for i := from; i < min(from+1000, n); i++ {
				if _, err := org.Insert(ctx, tx, madeUp(chance, i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func madeUp(chance *rand.Rand, i int) org.Organisation {
	pick := func(from string) string {
		words := strings.Split(from, "|")
		return words[chance.IntN(len(words))]
	}
	nature := pick("Ecole|Ecole|Ecole|Ecole|Ecole|Ecole|Ecole|Collège|Lycée|Ecole")
	level := ""
	if nature == "Ecole" {
		level = pick("primaire|primaire|primaire|élémentaire|maternelle")
	}
	sector := pick("publique|publique|publique|privée")
	patron := pick("Jean Jaurès|Jules Ferry|St Michel|Saint-Joseph|Sainte-Anne|Notre-Dame|Victor Hugo|Louise Michel|les Lilas|du Centre|du Bourg|Pasteur") + pick(fmt.Sprintf("|| %s %s", syllables(chance), syllables(chance)))
	commune := chance.IntN(1500)
	return org.Organisation{
		Kind: org.School, Name: strings.Join(strings.Fields(strings.Join([]string{nature, level, sector, patron}, " ")), " "),
		Nature: nature, Sector: pick("Public|Public|Public|Privé"), UAI: uai(100_000 + i*50), SIRET: "",
		Place: org.Place{PostalCode: fmt.Sprintf("%05d", 1000+commune*60), Commune: fmt.Sprintf("Commune%04d sur %s", commune, syllables(chance)), Address: "1 rue de l'École"},
	}
}

func syllables(chance *rand.Rand) string {
	var b strings.Builder
	for range 2 + chance.IntN(2) {
		b.WriteByte("bcdfglmnprstv"[chance.IntN(13)])
		b.WriteByte("aeiou"[chance.IntN(5)])
	}
	return b.String()
}

// uai puts the control letter behind a number.
func uai(n int) string { return fmt.Sprintf("%07d%c", n, "ABCDEFGHJKLMNPRSTUVWXYZ"[n%23]) }
