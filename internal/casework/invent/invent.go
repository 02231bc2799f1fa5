// Package invent writes invented demands by the hundred thousand, to measure the service on: through the use cases they would take the
// afternoon. Nobody is told of anything.
package invent

import (
	"sync"
	"time"

	"preau/internal/casework/seal"
	"preau/internal/kit/db"
)

// World is among whom demands are invented.
type World struct {
	DB        *db.DB
	Keys      *seal.Service
	Now       time.Time
	Helpers   []Worker    // who asks
	Officers  []Worker    // who is asked
	Territory string      // id
	Themes    []string    // ids
	Turn      *sync.Mutex // whoever writes waits here for it, not in the database's queue, which ends after a while
}

// Worker is somebody in a team of theirs.
type Worker struct{ AccountID, Name, TeamID, AgencyID string }
