package offer

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/workflow"
	"preau/internal/offers/msg"
	"preau/internal/offers/shared"
	"preau/internal/offers/vocabulary"
)

// Options are what the service stands on.
type Options struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Files   *document.Service
	Teller  Teller
	Zone    func(context.Context) *time.Location // in which days of publication are meant
	Country func() registers.Country             // of telephone numbers
}

// Teller writes to those whom an act concerns, in its transaction: room notice.
type Teller interface {
	Tell(ctx context.Context, tx *db.Tx, who access.Actor, was, now Offer, do Act, why string) error
}

// Service holds the use cases.
type Service struct {
	o        Options
	communes communes.Register
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{o: o}
	o.Jobs.Every(jobDays, time.Minute, s.turn)
	o.Jobs.Every(jobFiles, 24*time.Hour, s.sweepFiles)
	return s
}

// Today is the local day of an instant.
func (s *Service) Today(ctx context.Context, at time.Time) string {
	return at.In(s.o.Zone(ctx)).Format(time.DateOnly)
}

// View is an offer as somebody sees it, with what they may do.
type View struct {
	Offer
	Status  Status
	Today   string
	Acts    workflow.Offers[Act]
	History []history.Line
	Words   vocabulary.All
	By      shared.Speaker // who uses the account of who sees it
	Missing []apperr.Field // what keeps it from being submitted
}

// historyShown is how many lines a page shows of the history; the export has all.
const historyShown = 50

// Show is the offer of a number, for who may see it; to others it is not there.
func (s *Service) Show(ctx context.Context, who access.Actor, n Number) (View, error) {
	v := View{Today: s.Today(ctx, who.At)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		v.By = c.By
		v.Offer, v.Status, v.Acts = c.Offer, c.StatusAt(c.Today), Moves.Offers(c.State, roles, c)
		if err := explain(ctx, tx, who, c.Offer, reasonsOf(v.Acts)...); err != nil {
			return err
		}
		if v.Words, err = vocabulary.Read(ctx, tx); err != nil {
			return err
		}
		v.Missing = missing(c.Offer, c.Today)
		if c.Copy != nil {
			next := c.Offer
			next.Content, next.Referent = c.Copy.Content, c.Copy.Referent
			v.Missing = missing(next, c.Today)
		}
		v.History, err = history.Of(ctx, tx, object(c.Offer), historyShown)
		return err
	})
	return v, err
}

// mostHistory bounds the lines of an export.
const mostHistory = 10_000

// History is all that happened to an offer, the newest first, for who may see it (O82).
func (s *Service) History(ctx context.Context, who access.Actor, n Number) ([]history.Line, error) {
	var out []history.Line
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, _, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		out, err = history.Of(ctx, tx, object(c.Offer), mostHistory)
		return err
	})
	return out, err
}

// caseOf is an offer with what the rules ask of it, and what who is to it.
func (s *Service) caseOf(ctx context.Context, tx *db.Tx, who access.Actor, n Number) (Case, []Role, error) {
	o, facts, err := byNumber(ctx, tx, n)
	if err != nil {
		return Case{}, nil, err
	}
	by, err := shared.Of(ctx, tx, who, o.OrgID)
	if err != nil {
		return Case{}, nil, err
	}
	c := Case{Offer: o, Today: s.Today(ctx, who.At), Active: facts.active, Closed: facts.closed, FourEye: facts.fourEyes, Shut: facts.shut, WhoID: who.ID, Unnamed: by.Unnamed(), By: by}
	if c.FourEye {
		wrote, err := WrittenBy(ctx, tx, who.ID, []string{o.ID})
		if err != nil {
			return Case{}, nil, err
		}
		c.Wrote = wrote[o.ID]
	}
	roles := RolesOf(who, o)
	if by.Shared { // whatever else it was given: it validates nothing
		roles = slices.DeleteFunc(roles, func(r Role) bool { return r == AsApprover || r == AsAdmin })
	}
	if !Moves.May(See, o.State, roles, c) {
		return Case{}, nil, apperr.NotFoundErr()
	}
	return c, roles, nil
}

// ObjectKind is the kind of an offer in the history, and among the objects of mails.
const ObjectKind = "offers.offer"

// did is an act as the history names it.
func did(do Act) string { return ObjectKind + "." + string(do) }

func object(o Offer) history.Object { return history.Object{Kind: ObjectKind, ID: o.ID} }

// write adds a line to the offer's history (O82).
func write(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, do Act, from State, data map[string]string) error {
	l := history.Line{Object: object(o), Act: did(do), Data: data}
	if from != o.State {
		l.From, l.To = string(from), string(o.State)
	}
	return history.Write(ctx, tx, who, l)
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }
