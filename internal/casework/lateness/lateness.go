// Package lateness tells those whom a late demand concerns: the référents of the team that is late, then its responsable, each once
// for a lateness; and after a long silence of all organismes, or once the last one has left, it calls a modérateur, one time in a demand's life
// (C042, C043, C044, C070).
//
// When a team is late is kept by package waits. What delays an organisme has, and when it is closed, may change: the turn
// of the job counts anew what stands by former ones.
package lateness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/waits"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

const (
	job = "casework.late"
	// every is within which time changed delays reach the lists, and lateness the mailboxes.
	every = 10 * time.Minute
	// leadDays are the working days of lateness after which the responsable is told.
	leadDays = 2
	// atOnce bounds what one look brings; each demand then has a transaction of its own.
	atOnce = 200
)

// Options are what the service stands on.
type Options struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Notify  *notify.Service
	Demands *demand.Service
	Waits   waits.Keeper
}

// Service does what lateness leads to.
type Service struct{ o Options }

// New makes the service, and declares its job.
func New(o Options) *Service {
	s := &Service{o}
	o.Jobs.Every(job, every, s.turn)
	return s
}

// turn does all that is due. A failure in one part keeps no other from being done.
func (s *Service) turn(ctx context.Context, _ time.Time) error {
	return errors.Join(s.recount(ctx), s.tellOfficers(ctx), s.tellLeads(ctx), s.callModerators(ctx))
}

// recount counts anew what waits for organismes whose delays or closing days changed.
func (s *Service) recount(ctx context.Context) error {
	var changed []agency
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		changed, err = changedAgencies(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	var failed []error
	for _, a := range changed {
		if err := s.recountOf(ctx, a); err != nil {
			failed = append(failed, fmt.Errorf("organisme %s: %w", a.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) recountOf(ctx context.Context, a agency) error {
	for last, more := "", true; more; {
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			ids, err := waitingFor(ctx, tx, a.ID, last)
			for _, id := range ids {
				if err == nil {
					err = s.o.Waits.Recount(ctx, tx, id)
				}
			}
			if more = err == nil && len(ids) > 0; more {
				last = ids[len(ids)-1]
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return counted(ctx, tx, a) })
}

// tellOfficers mails the référents of the teams that are late, once for each lateness.
func (s *Service) tellOfficers(ctx context.Context) error {
	return s.each(ctx, untold, func(tx *db.Tx, l late) error {
		if ours, err := noteTold(ctx, tx, l); err != nil || !ours {
			return err
		}
		d, err := demand.ByID(ctx, tx, l.DemandID)
		if err != nil {
			return err
		}
		to, err := demand.OfficersOf(ctx, tx, d, l.TeamID)
		if err != nil {
			return err
		}
		return s.o.Demands.Tell(ctx, tx, d, mailLate, l.occasion(), to)
	})
}

// tellLeads mails the responsables of the teams that stay late.
func (s *Service) tellLeads(ctx context.Context) error {
	return s.each(ctx, unledBy, func(tx *db.Tx, l late) error {
		c, err := s.o.Waits.CalendarOf(ctx, tx, l.AgencyID, l.TeamID)
		if err != nil || tx.Now().Before(c.Due(l.DueAt, leadDays)) {
			return err
		}
		if ours, err := noteLeadTold(ctx, tx, l); err != nil || !ours {
			return err
		}
		return s.mailLeads(ctx, tx, l)
	})
}

// mostFailed is from how many failures on it is no longer a demand that is wrong.
const mostFailed = 100

// each does something with what is found, a transaction each, until nothing new is found. One that fails keeps no other from being done, and is told.
func (s *Service) each(ctx context.Context, find func(context.Context, *db.Tx, late) ([]late, error), do func(*db.Tx, late) error) error {
	var last late
	var failed []error
	for {
		var some []late
		if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			some, err = find(ctx, tx, last)
			return err
		}); err != nil || len(some) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, l := range some {
			if err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return do(tx, l) }); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", l.DemandID, err))
			}
		}
		if len(failed) >= mostFailed {
			return errors.Join(failed...)
		}
		last = some[len(some)-1]
	}
}

// callModerators invites a modérateur into demands where all organismes are silent or have left, and tells everybody.
func (s *Service) callModerators(ctx context.Context) error {
	var ids []string
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = silent(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	var failed []error
	for _, id := range ids {
		if err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.call(ctx, tx, id) }); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

// call brings in the modérateur who has the fewest demands. Where there is none yet, the next turn looks again; one who was
// invited by hand is there already.
func (s *Service) call(ctx context.Context, tx *db.Tx, demandID string) error {
	who := access.ByProgram("Préau", tx.Now())
	m, err := freest(ctx, tx, demandID)
	if err != nil || m.AccountID == "" {
		return err
	}
	if ours, err := noteCalled(ctx, tx, demandID); err != nil || !ours || m.In {
		return err
	}
	d, err := demand.ByID(ctx, tx, demandID)
	if err != nil {
		return err
	}
	if err := s.o.Demands.Join(ctx, tx, who, d, demand.Invited{AccountID: m.AccountID, Name: m.Name, Side: demand.Moderators}, "call"); err != nil {
		return err
	}
	if d, err = demand.ByID(ctx, tx, demandID); err != nil {
		return err
	}
	to, err := demand.PeopleOf(ctx, tx, d)
	if err != nil {
		return err
	}
	officers, err := demand.OfficersOf(ctx, tx, d, "")
	if err != nil {
		return err
	}
	return s.o.Demands.Tell(ctx, tx, d, mailCalled, "", append(to, officers...))
}
