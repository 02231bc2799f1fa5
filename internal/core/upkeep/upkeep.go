// Package upkeep shows administrators what the program does by itself: the jobs that wait and run, and those that
// failed for the last time, which an administrator does again or drops. Nothing that failed is silent.
package upkeep

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/core/upkeep/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// DeskPath is the page of the jobs.
const DeskPath = "/administration/taches"

// most is how many failed jobs a page lists; what is beyond is counted.
const most = 100

// Service is the use cases.
type Service struct {
	db    *db.DB
	queue *jobs.Queue
}

// New makes the service.
func New(d *db.DB, q *jobs.Queue) *Service { return &Service{db: d, queue: q} }

// Job is one that failed for the last time.
type Job = jobs.Dead

// Desk is what an administrator sees of the queue.
type Desk struct {
	Dead   []Job // the latest first, a hundred at most
	Counts []jobs.Count
}

// Failed is how many jobs failed for the last time.
func (d Desk) Failed() int { return d.sum("dead") }

// Waiting is how many jobs wait for their time or their turn.
func (d Desk) Waiting() int { return d.sum("waiting") }

// Running is how many jobs run now, on all nodes.
func (d Desk) Running() int { return d.sum("running") }

func (d Desk) sum(state string) int {
	n := 0
	for _, c := range d.Counts {
		if c.State == state {
			n += c.N
		}
	}
	return n
}

// Show is the queue as it stands. To others than administrators it does not exist.
func (s *Service) Show(ctx context.Context, who access.Actor) (Desk, error) {
	var out Desk
	if err := allow(who); err != nil {
		return out, err
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if out.Dead, err = s.queue.Dead(ctx, tx, most); err != nil {
			return err
		}
		out.Counts, err = s.queue.Counts(ctx, tx)
		return err
	})
	return out, err
}

// Retry gives a failed job its tries anew, at once.
func (s *Service) Retry(ctx context.Context, who access.Actor, job string) error {
	return s.act(ctx, who, "retry", job, s.queue.Retry)
}

// Discard drops a failed job: what it had to do will not be done.
func (s *Service) Discard(ctx context.Context, who access.Actor, job string) error {
	return s.act(ctx, who, "discard", job, s.queue.Discard)
}

func (s *Service) act(ctx context.Context, who access.Actor, act, job string, do func(context.Context, *db.Tx, string) error) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := do(ctx, tx, job); err != nil {
			return gone(err)
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "job", ID: job}, Act: act})
	})
}

// gone: a job that is not there any more was retried, dropped or done by somebody faster.
func gone(err error) error {
	if apperr.Is(err, apperr.NotFound) {
		return apperr.ConflictErr(i18n.M(msg.ConflictGone))
	}
	return err
}

func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}

// Waiting tells an administrator that jobs failed.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.IsAdmin() {
		return nil
	}
	var w db.Where
	w.And("state = 'dead'")
	return []inbox.Query{{
		N: "count(*)", Since: "min(failed_at)", From: "jobs_queue", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "operator", Count: r.N, Since: r.Since, Path: DeskPath, Act: i18n.M(msg.WaitAct),
				Title: i18n.M(msg.WaitTitle, "n", r.N), Detail: i18n.M(msg.WaitDetail),
			}
		},
	}}
}
