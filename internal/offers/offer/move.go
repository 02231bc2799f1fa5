package offer

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// steps are the acts that Do does.
var steps = []Act{
	Submit, Retract, Approve, ApprovePublish, AskCorrection, Refuse, Publish, Schedule, Unpublish, TakeUp, SubmitCopy, RetractCopy, ApproveCopy, CorrectCopy, DropCopy,
	Withdraw, Lift, Archive, Restore, Delete,
}

// Steps says whether Do does an act.
func Steps(do Act) bool { return slices.Contains(steps, do) }

// Do does one of the acts that need nothing but a motive, where NeedsMotive says so. version is that of the page from which it is done:
// nobody validates what they have not read.
func (s *Service) Do(ctx context.Context, who access.Actor, n Number, version int64, do Act, why string) error {
	if !Steps(do) {
		return apperr.NotFoundErr()
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		who = c.By.As(who)
		to, err := next(ctx, tx, who, do, roles, c)
		if err != nil {
			return err
		}
		if FormVersion(c.Offer) != version {
			return conflict()
		}
		if NeedsMotive(do) {
			if why, err = motive(why); err != nil {
				return err
			}
		} else {
			why = ""
		}
		return s.step(ctx, tx, who, c.Offer, do, to, why)
	})
}

// step is an act that is allowed, with all its consequences.
func (s *Service) step(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, do Act, to State, why string) error {
	was := o
	if err := whole(do, o, s.Today(ctx, tx.Now())); err != nil {
		return err
	}
	if do == Delete {
		if err := s.letGo(ctx, tx, versionsFiles(o), Offer{}); err != nil {
			return err
		}
		if err := deleteDraft(ctx, tx, o); err != nil {
			return err
		}
		return write(ctx, tx, who, o, do, o.State, nil)
	}
	o.State = to
	if err := s.stepCopy(ctx, tx, do, &o, why); err != nil {
		return err
	}
	if to != was.State || do == ApproveCopy || do == DropCopy { // a dropped copy's version does not come round
		if do != DropCopy {
			o.moved(who, do, tx.Now(), why)
		}
		if err := save(ctx, tx, &o); err != nil {
			return err
		}
	}
	if err := public(ctx, tx, was, o, do); err != nil {
		return err
	}
	if was.Copy != nil {
		if err := s.letGo(ctx, tx, versionsFiles(was), o); err != nil {
			return err
		}
	}
	if err := s.o.Teller.Tell(ctx, tx, who, was, o, do, why); err != nil {
		return err
	}
	return write(ctx, tx, who, o, do, was.State, motiveData(why))
}

func motiveData(why string) map[string]string {
	if why == "" {
		return nil
	}
	return map[string]string{"motive": why}
}

// public keeps what the public reads in step with the offer.
func public(ctx context.Context, tx *db.Tx, was, o Offer, do Act) error {
	switch {
	case o.State == Published && (was.State != Published || do == ApproveCopy || do == SetDates):
		return show(ctx, tx, o)
	case o.State != Published && was.State == Published:
		return hide(ctx, tx, o)
	}
	return nil
}

// stepCopy is what an act does to the working copy. All others leave it as it is, beside the offer: one that leaves the public, by whoever's
// act, keeps what was validated, and what was being written (O84).
func (s *Service) stepCopy(ctx context.Context, tx *db.Tx, do Act, o *Offer, why string) error {
	if o.Copy == nil {
		return nil
	}
	c := *o.Copy
	o.Copy = &c
	c.Motive = why
	o.Copy.Motive = why
	switch do {
	case SubmitCopy:
		o.Copy.State = CopySubmitted
		return saveCopy(ctx, tx, *o)
	case RetractCopy:
		o.Copy.State = CopyDraft
		return saveCopy(ctx, tx, *o)
	case CorrectCopy:
		o.Copy.State = CopyToCorrect
		return saveCopy(ctx, tx, *o)
	case ApproveCopy:
		o.Content, o.Referent, o.AuthorID = c.Content, c.Referent, c.AuthorID
	case DropCopy:
	default:
		return nil
	}
	if err := deleteCopy(ctx, tx, *o); err != nil {
		return err
	}
	o.Copy = nil
	return nil
}

// whole refuses to submit, and to validate, what is incomplete (O91).
func whole(do Act, o Offer, today string) error {
	switch do {
	case SubmitCopy:
		o.Content, o.Referent = o.Copy.Content, o.Copy.Referent
	case Submit:
	default:
		return nil
	}
	if m := missing(o, today); len(m) > 0 {
		return &apperr.Error{Kind: apperr.Invalid, Fields: m}
	}
	return nil
}

// moved notes who brought the offer where it is, and why.
func (o *Offer) moved(who access.Actor, do Act, at time.Time, why string) {
	o.MovedAt, o.MovedBy, o.Motive = at, who.Name, why
	switch do {
	case Submit:
		o.SubmittedOnce = true
	case Approve, ApprovePublish, ApproveCopy:
		o.Changed = false
	default:
	}
	if o.State == Published {
		o.PublishedOnce = true
	}
}
