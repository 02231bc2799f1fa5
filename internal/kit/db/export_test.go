package db

import "time"

// SetPatience says how long transactions wait for their turn.
func (d *DB) SetPatience(p time.Duration) { d.patience = p }
