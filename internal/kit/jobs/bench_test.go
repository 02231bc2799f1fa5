package jobs

import (
	"context"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// BenchmarkRun measures a node that works off jobs which wait already.
func BenchmarkRun(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e)
			n := newNode(d)
			n.pace.poll = time.Second
			ran := make(chan bool, b.N)
			n.handle("greet", func(context.Context, Job, note) error { ran <- true; return nil })
			err := d.InTx(b.Context(), func(tx *db.Tx) error {
				for range b.N {
					if err := n.Add(b.Context(), tx, "greet", note{}, Options{}); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			b.ResetTimer()
			go func() { ended <- n.Run(ctx) }()
			for range b.N {
				<-ran
			}
			cancel()
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
		})
	}
}
