package db

import (
	"context"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"preau/internal/kit/clock"
)

// Slow says of what the log is told: statements and transactions that took longer. Zero: of none.
type Slow struct {
	Statement   time.Duration
	Transaction time.Duration
}

// longestText is how much of a statement's text is told.
const longestText = 300

// taking is the time that a statement takes, by the machine's clock: a test's clock stands still.
type taking struct {
	d     *DB // nil: nobody wants to know
	text  string
	begun time.Time // of what is measured now
	spent time.Duration
}

// statement counts one, for the request that asks and for whoever watches, and begins to measure it.
func (d *DB) statement(ctx context.Context, text string) taking {
	tally(ctx)
	if d.watch != nil {
		d.watch.Statement()
	}
	if d.slow.Statement == 0 {
		return taking{}
	}
	return taking{d: d, text: text, begun: clock.System{}.Now()}
}

func (t *taking) stop() {
	if t.d != nil {
		t.spent += clock.System{}.Now().Sub(t.begun)
	}
}

func (t *taking) goOn() {
	if t.d != nil {
		t.begun = clock.System{}.Now()
	}
}

// end tells of a statement that was slow: its text, which has no value in it, and the function that sent it.
func (t *taking) end() {
	if t.stop(); t.d == nil || t.spent < t.d.slow.Statement {
		return
	}
	if t.d.watch != nil {
		t.d.watch.SlowStatement()
	}
	t.d.log.LogAttrs(context.Background(), slog.LevelWarn, "slow query",
		slog.String("by", sender()), slog.Int64("ms", t.spent.Milliseconds()), slog.String("statement", oneLine(t.text)))
}

// own begins the names of this package's functions.
var own = func() string {
	pc, _, _, _ := runtime.Caller(0)
	name, _, _ := strings.Cut(runtime.FuncForPC(pc).Name(), ".")
	return name + "."
}()

// sender is the function outside this package that is running.
func sender() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, own) || !more {
			return f.Function
		}
	}
}

// oneLine is the beginning of a statement, without its line breaks.
func oneLine(text string) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) > longestText {
		return string(r[:longestText]) + "…"
	}
	return string(r)
}

// holding is the time that a transaction takes once it has its turn.
func (d *DB) holding(act string, fn func(tx *Tx) error) (end func()) {
	if d.slow.Transaction == 0 {
		return func() {}
	}
	begun := clock.System{}.Now()
	return func() {
		took := clock.System{}.Now().Sub(begun)
		if took < d.slow.Transaction {
			return
		}
		if act == "" {
			act = nameOf(fn)
		}
		d.log.LogAttrs(context.Background(), slog.LevelWarn, "long transaction", slog.String("act", act), slog.Int64("ms", took.Milliseconds()))
	}
}
