// Package closing is what the end of time does to demands (C080): one that is treated closes by itself after thirty days, one that
// nobody touches after a year, and six months after closing it is wiped for good.
//
// A wipe is one transaction: the demand's key is destroyed with the words by which it was found, its rows, its people, its mails and
// their jobs are gone, its files are left to a job that deletes them until it is done, and retention's report has its line. What is
// left is in casework_past. The night's retention finds what is over and asks for it, see Acts.
package closing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

const (
	job   = "casework.closing"
	every = time.Hour
)

// How long a demand stays as it is (C080).
const (
	TreatedFor = 30 * 24 * time.Hour // then it closes by itself
	ToldBefore = 7 * 24 * time.Hour  // and this long before, its people are told
	IdleMonths = 12                  // that nobody touched it
	KeptMonths = 6                   // after closing
	LeftDays   = 30                  // a draft whose creator is no aidant of its team any more: one who comes back by then finds it
)

// Wipe removes what another room knows of a demand, in the wipe's transaction.
type Wipe func(ctx context.Context, tx *db.Tx, demandID string) error

// Options are what the service stands on.
type Options struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Notify  *notify.Service
	Demands *demand.Service
	Keys    *seal.Service
	Count   func(ctx context.Context, tx *db.Tx, demandID string) error // adds a demand to the figures of those that are gone
	Wipes   []Wipe                                                      // of the rooms that know more of a demand
}

// Service closes and wipes.
type Service struct{ o Options }

// New makes the service, and declares its job.
func New(o Options) *Service {
	s := &Service{o}
	o.Jobs.Every(job, every, s.turn)
	o.Jobs.Every(weeklyJob, 24*time.Hour, s.tellWeekly)
	return s
}

// turn tells, then closes what was told and what nobody touches.
func (s *Service) turn(ctx context.Context, _ time.Time) error {
	return errors.Join(s.each(ctx, toTell, s.tell), s.each(ctx, overdue, s.lapse), s.each(ctx, idle, s.lapse))
}

// mostFailed is from how many failures on it is no longer a demand that is wrong.
const mostFailed = 100

// each does something with demands that are found, a transaction each. What was done is not found again; one that fails keeps no other from being done,
// and is told.
func (s *Service) each(ctx context.Context, find func(context.Context, *db.Tx, string) ([]string, error), do func(context.Context, *db.Tx, string) error) error {
	var failed []error
	for last := ""; ; {
		var ids []string
		if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			ids, err = find(ctx, tx, last)
			return err
		}); err != nil || len(ids) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, id := range ids {
			if err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return do(ctx, tx, id) }); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", id, err))
			}
		}
		if len(failed) >= mostFailed {
			return errors.Join(failed...)
		}
		last = ids[len(ids)-1]
	}
}

// tell mails the helpers' side that the demand closes in a week.
func (s *Service) tell(ctx context.Context, tx *db.Tx, demandID string) error {
	if ours, err := noteTold(ctx, tx, demandID); err != nil || !ours {
		return err
	}
	d, err := demand.ByID(ctx, tx, demandID)
	if err != nil {
		return err
	}
	to, err := demand.PeopleOf(ctx, tx, d)
	if err != nil {
		return err
	}
	occasion := d.TreatedAt.UTC().Format(time.RFC3339Nano)
	if err := s.o.Demands.Tell(ctx, tx, d, mailSoon, occasion, to); err != nil {
		return err
	}
	if orphaned, err := demand.Orphaned(ctx, tx, d); err != nil || !orphaned {
		return err
	}
	return s.o.Demands.TellLeads(ctx, tx, d, "", "closing "+occasion)
}

// lapse closes a demand, unless somebody went on with it meanwhile.
func (s *Service) lapse(ctx context.Context, tx *db.Tx, demandID string) error {
	if still, err := stillOver(ctx, tx, demandID); err != nil || !still {
		return err
	}
	_, err := s.o.Demands.Lapse(ctx, tx, access.ByProgram("Préau", tx.Now()), demandID)
	return err
}
