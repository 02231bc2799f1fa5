package seal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"preau/internal/casework/seal"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// BenchmarkFind looks for two common words among 1,000 demands that somebody may read, each of some 250 words: read from the
// database, and remembered since the last search.
func BenchmarkFind(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			h := newHouse(b, dbtest.Open(b, e), blobtest.Folder(b), b.TempDir())
			among := make([]seal.Candidate, 1000)
			for i := range among {
				k := h.key(fmt.Sprint(i))
				among[i] = seal.Candidate{KeyID: k.ID(), Circles: []seal.Circle{seal.Identity, seal.Thread, seal.Operators}}
				var text strings.Builder
				for w := range 200 {
					fmt.Fprintf(&text, "mot%s ", strings.Repeat("abcdefgh"[w%8:w%8+1], 1+(i*7+w)%40))
				}
				h.tx(func(ctx context.Context, tx *db.Tx) error {
					if err := h.s.Index(ctx, tx, k, k.Words(seal.Identity, "Nadège Exemple", fmt.Sprintf("06 12 34 %02d %02d", i/100, i%100))); err != nil {
						return err
					}
					return h.s.Index(ctx, tx, k, k.Words(seal.Thread, "allocations bloquées", text.String()))
				})
			}
			for what, version := range map[string]int64{"read": 0, "remembered": 1} {
				for i := range among {
					among[i].Version = version
				}
				b.Run(what, func(b *testing.B) {
					for b.Loop() {
						if got, err := h.s.Find(b.Context(), "allocation bloquée", among); err != nil || len(got) != len(among) {
							b.Fatalf("%d found, %v", len(got), err)
						}
					}
				})
			}
		})
	}
}
