package rig

import (
	"context"
	"os"
	"runtime"
	"strings"

	"preau/internal/kit/db"
)

// Machine is where it was measured; what the system does not tell is empty.
type Machine struct {
	Cores  int
	Memory int64
	Kernel string
	Load   string // how many wanted a processor in the last minute
}

// Here is this machine.
func Here() Machine {
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease") // empty elsewhere
	return Machine{Cores: runtime.NumCPU(), Memory: kibibytes("/proc/meminfo", "MemTotal:"), Kernel: strings.TrimSpace(string(kernel)), Load: Load()}
}

// Load is how many wanted a processor in the last minute.
func Load() string {
	raw, _ := os.ReadFile("/proc/loadavg") // empty elsewhere
	first, _, _ := strings.Cut(string(raw), " ")
	return first
}

// Engine is the database's name with its version, and how it keeps what is written.
func (r Rig) Engine(ctx context.Context) (string, error) {
	d, err := db.Open(ctx, db.Options{URL: r.Database(), MaxConns: 1})
	if err != nil {
		return "", err
	}
	defer func() { _ = d.Close() }() // only read
	name, q := "SQLite ", "SELECT sqlite_version() || ', synchronous=FULL'"
	if d.Engine() == db.Postgres {
		name, q = "PostgreSQL ", "SELECT current_setting('server_version') || ', synchronous_commit=' || current_setting('synchronous_commit') || ', fsync=' || current_setting('fsync')"
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		version, err := db.Value[string](ctx, tx, q)
		name += version
		return err
	})
	return name, err
}
