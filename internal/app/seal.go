package app

import (
	"log/slog"

	"preau/internal/casework/seal"
	"preau/internal/kit/jobs"
)

// OpenRing opens the keyring of demands, given or in the data folder, for whoever starts the program.
func OpenRing(dir, given string, log *slog.Logger) (*seal.Ring, error) {
	return seal.OpenRing(dir, given, log)
}

func newSeal(o Options, q *jobs.Queue) *seal.Service {
	s := seal.Options{DB: o.DB, Jobs: q, Clock: o.Clock, Log: o.Log, Ring: o.Ring, Secrets: o.Secrets}
	if s.Ring == nil {
		s.Ring = seal.RingOf(o.Key.Derive("demands"))
	}
	if s.Secrets == nil {
		s.Secrets = o.Files
	}
	return seal.New(s)
}
