package db

import (
	"context"
	"time"
)

// SetPatience says how long transactions wait for their turn.
func (d *DB) SetPatience(p time.Duration) { d.patience = p }

// SetShare says how long a commit may be put off for others.
func (d *DB) SetShare(s time.Duration) { d.share = s }

// MostKept is how many prepared statements a connection keeps.
const MostKept = mostKept

// Steady is a text as SQLite is given it.
var Steady = steady

// Kept is how many statements SQLite's writer keeps prepared.
func (d *DB) Kept(ctx context.Context) (int, error) {
	c, err := d.write.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }()
	n := 0
	err = c.Raw(func(driver any) error {
		n = driver.(*keeper).order.Len()
		return nil
	})
	return n, err
}

// Waiting is how many wait for SQLite's writer.
func (d *DB) Waiting() int {
	d.line.mu.Lock()
	defer d.line.mu.Unlock()
	return len(d.line.waiting)
}
