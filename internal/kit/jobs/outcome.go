package jobs

import (
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"strings"
	"time"
)

// longestWait between two attempts.
const longestWait = 6 * time.Hour

// longestError is how much of an error's text is kept, in runes.
const longestError = 500

// neverError and laterError are how a handler steers what comes next.
type neverError struct{ err error }

func (e neverError) Error() string { return e.err.Error() }
func (e neverError) Unwrap() error { return e.err }

type laterError struct{ at time.Time }

func (e laterError) Error() string { return "to run again at " + e.at.UTC().Format(time.RFC3339) }

// Never makes a handler's error final: no further attempt can help, the job is dead at once.
func Never(err error) error { return neverError{err} }

// Later lets a handler put its job off; it counts as no failure.
func Later(at time.Time) error { return laterError{at} }

// ending is what became of one attempt.
type ending struct {
	job    Job
	state  state
	runAt  time.Time // when it waits again
	excuse bool      // the attempt does not count
	err    string
}

// state of a job; done is no row.
type state string

const (
	done      state = "done"
	isWaiting state = "waiting"
	isRunning state = "running"
	isDead    state = "dead"
)

// endingOf decides what follows from a handler's answer.
func endingOf(j Job, err error, now time.Time) ending {
	e := ending{job: j, state: isWaiting}
	var later laterError
	var never neverError
	switch {
	case err == nil:
		e.state = done
	case errors.As(err, &later):
		e.runAt, e.excuse = later.at, true
	case errors.As(err, &never) || j.Attempt >= j.MaxAttempts:
		e.state, e.err = isDead, shortened(err.Error())
	default:
		e.runAt, e.err = now.Add(wait(j)), shortened(err.Error())
	}
	return e
}

// outcome is the ending in a word, for who counts.
func (e ending) outcome() string {
	switch {
	case e.excuse:
		return "later"
	case e.state == isWaiting:
		return "failed"
	}
	return string(e.state) // done or dead
}

// wait grows with the fourth power of the attempt (1 s, 16 s, 81 s, 4 min, 10 min …), a fifth more or less so that jobs
// that failed together do not come back together. The shift is drawn from the id: the same for a test each time.
func wait(j Job) time.Duration {
	n := time.Duration(min(j.Attempt, 100))
	base := min(n*n*n*n*time.Second, longestWait)
	h := fnv.New32a()
	fmt.Fprintf(h, "%s %d", j.ID, j.Attempt)
	return base*4/5 + base*2/5*time.Duration(h.Sum32()%1000)/1000
}

func shortened(s string) string {
	r := []rune(strings.ToValidUTF8(s, "?"))
	return string(r[:min(len(r), longestError)])
}

// panicError is what a handler's panic becomes. A value that may hold args is named by its type alone.
func panicError(v any) error {
	if e, ok := v.(runtime.Error); ok {
		return fmt.Errorf("panic: %w", e)
	}
	return fmt.Errorf("panic of type %T", v)
}
