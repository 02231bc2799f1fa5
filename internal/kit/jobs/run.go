package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// channel is PostgreSQL's, on which nodes tell each other of added jobs.
const channel = "preau_jobs"

// Run works until ctx ends; then it takes no more jobs, and gives the running ones a while to finish. What does not
// finish runs again on a node when its lease has expired.
func (q *Queue) Run(ctx context.Context) error {
	r := &runner{q: q, running: map[lease]Job{}, ended: make(chan ending, q.pace.workers)}
	work, stop := context.WithCancel(context.WithoutCancel(ctx)) // the handlers outlive ctx by the grace
	defer stop()
	go q.listen(ctx)
	go q.tell(ctx)
	care := time.NewTicker(q.pace.lease / 3)
	defer care.Stop()
	q.turned.Store(new(q.clock.Now()))
	r.note(q.rescue(work))
	for ctx.Err() == nil {
		r.note(r.turn(work))
		r.wait(ctx, work, care.C)
	}
	return r.finish(work, stop)
}

// lease is one claim of a job.
type lease struct {
	id      string
	attempt int
}

// runner is the state of one Run; only its loop touches it.
type runner struct {
	q         *Queue
	running   map[lease]Job // claimed, and not yet concluded
	ended     chan ending
	unwritten []ending // ended, and to be concluded
	inTrouble bool     // the last turn failed: said once
}

// turn begins slots, concludes what ended, and starts as many due jobs as there are free workers. What ended does not wait for a slot
// that cannot begin.
func (r *runner) turn(work context.Context) error {
	ctx, cancel := context.WithTimeout(work, r.q.pace.turn)
	defer cancel()
	notBegun := r.q.begin(ctx)
	taken, err := r.q.exchange(ctx, r.unwritten, r.q.pace.workers-len(r.running)+len(r.unwritten))
	if err != nil {
		return errors.Join(notBegun, err)
	}
	r.forget()
	for _, c := range taken {
		r.running[lease{c.ID, c.Attempt}] = c.Job
		go func() {
			e, _ := r.q.do(work, c) // the ending says it
			r.ended <- e
		}()
	}
	return notBegun
}

// wait sleeps until something is to be done. The database is always spoken to with work, so that the end cuts no statement short.
func (r *runner) wait(ctx, work context.Context, care <-chan time.Time) {
	poll := time.NewTimer(r.q.pace.poll)
	defer poll.Stop()
	select {
	case <-ctx.Done():
	case <-r.q.woken:
	case e := <-r.ended:
		r.unwritten = append(r.unwritten, e)
	case <-care:
		r.note(r.care(work))
	case <-poll.C:
	}
	for more := true; more; {
		select {
		case e := <-r.ended:
			r.unwritten = append(r.unwritten, e)
		default:
			more = false
		}
	}
}

// care prolongs this node's leases before it looks for those of others that expired.
func (r *runner) care(work context.Context) error {
	ctx, cancel := context.WithTimeout(work, r.q.pace.turn)
	defer cancel()
	if len(r.running) > 0 {
		jobs := make([]Job, 0, len(r.running))
		for _, j := range r.running {
			jobs = append(jobs, j)
		}
		err := r.q.d.InTx(ctx, func(tx *db.Tx) error { return renew(ctx, tx, jobs, tx.Now().Add(r.q.pace.lease)) })
		if err != nil {
			return err
		}
	}
	return r.q.rescue(ctx)
}

// forget drops what ended, once it is written; when the database does not answer it stays for the next turn.
func (r *runner) forget() {
	for _, e := range r.unwritten {
		delete(r.running, lease{e.job.ID, e.job.Attempt})
	}
	r.unwritten = nil
}

// note logs trouble of the queue itself when it begins, not at each turn.
func (r *runner) note(err error) {
	if err != nil && !r.inTrouble {
		r.q.log.Error("the job queue is in trouble", "error", err)
	}
	if r.inTrouble = err != nil; !r.inTrouble {
		r.q.turned.Store(new(r.q.clock.Now()))
	}
}

// Alive says whether this node takes jobs: it went around without trouble a minute ago at most. Before Run it is not expected to.
func (q *Queue) Alive() error {
	last := q.turned.Load()
	if last == nil {
		return nil
	}
	if still := q.clock.Now().Sub(*last); still > q.pace.lease {
		return fmt.Errorf("no job was taken for %s", still.Round(time.Second))
	}
	return nil
}

// finish waits for the running jobs, at first patiently, then with their context ended.
func (r *runner) finish(work context.Context, stop func()) error {
	grace := time.NewTimer(r.q.pace.grace)
	defer grace.Stop()
	var last <-chan time.Time
	for len(r.running) > len(r.unwritten) {
		select {
		case e := <-r.ended:
			r.unwritten = append(r.unwritten, e)
			continue
		case <-grace.C:
			stop()
			last = time.After(r.q.pace.grace / 10)
			continue
		case <-last:
		}
		break
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(work), 5*time.Second)
	defer cancel()
	if _, err := r.q.exchange(ctx, r.unwritten, 0); err != nil {
		return fmt.Errorf("conclude the last jobs: %w", err)
	}
	r.forget()
	if n := len(r.running); n > 0 {
		return fmt.Errorf("%d jobs did not finish; they run again when their leases have expired", n)
	}
	return nil
}

// listen wakes this node when another has added jobs. Should the connection break, the polling goes on meanwhile.
func (q *Queue) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := q.d.Listen(ctx, channel, func() { poke(q.woken) }); err != nil {
			q.log.Warn("the job queue hears no other node, and polls", "error", err)
		}
		pause(ctx, q.pace.poll)
	}
}

// tell tells the other nodes, a number of additions at once. What is lost they find by polling.
func (q *Queue) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.added:
			_ = q.d.Notify(ctx, channel) // the loop says when the database does not answer
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
