package bench

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

func machine() Machine {
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease") // empty elsewhere
	return Machine{Cores: runtime.NumCPU(), Memory: kibibytes("/proc/meminfo", "MemTotal:"), Kernel: strings.TrimSpace(string(kernel)), Load: load()}
}

func load() string {
	raw, _ := os.ReadFile("/proc/loadavg") // empty elsewhere
	first, _, _ := strings.Cut(string(raw), " ")
	return first
}

// report begins a report with what is known before.
func (m *meter) report(ctx context.Context) (Report, error) {
	r := Report{Needs: m.Needs, Made: m.world.Made, Machine: machine()}
	var err error
	r.Engine, err = m.engine(ctx)
	return r, err
}

// engine is the database's name with its version, and how it keeps what is written.
func (n Needs) engine(ctx context.Context) (string, error) {
	d, err := db.Open(ctx, db.Options{URL: n.database(), MaxConns: 1})
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
