// Package invent writes invented demands by the hundred thousand, to measure the service on: through the use cases they would take the
// afternoon. Nobody is told of anything.
package invent

import (
	"time"

	"preau/internal/casework/seal"
	"preau/internal/kit/db"
)

// World is among whom demands are invented.
type World struct {
	DB        *db.DB
	Keys      *seal.Service
	Now       time.Time
	Helpers   []Worker // who asks
	Officers  []Worker // who is asked
	Territory string   // id
	Themes    []string // ids
}

// Worker is somebody in a team of theirs.
type Worker struct{ AccountID, Name, TeamID, AgencyID string }
