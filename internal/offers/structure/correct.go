package structure

import (
	"cmp"
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
)

// correctFor is how long the link to a request that is to be corrected serves.
const correctFor = 30 * 24 * time.Hour

// correctPath is where who asked corrects their request.
const correctPath = "/offreur/demande/"

// tokenOf names the link to a request for its turn of corrections: a newer link, another turn, or an answer, makes it worthless.
func (s Structure) tokenOf() string {
	return fmt.Sprintf("offers.correct %s %d %d", s.ID, s.Turn, s.Sends)
}

// linked has a fresh link go out.
func (s *Structure) linked(at time.Time) { s.Sends, s.SentAt = s.Sends+1, at }

// LinkUntil is until when the link to correct the request serves.
func (s Structure) LinkUntil() time.Time { return s.SentAt.Add(correctFor) }

// Correction is a request as the link of the mail opens it (O28). The link of one that expired is good for asking another.
type Correction struct {
	Structure
	Logo    Picture
	Expired bool
	Sent    bool // the link was used: the request waits for its moderator
	Gone    Gone
}

// Gone is why the link of a mail serves no more: nothing of the request is told then.
type Gone string

// What became of the link.
const (
	Replaced Gone = "replaced" // a newer one was sent
	Answered Gone = "answered" // the moderator has
)

// ToCorrectBy is the request of a number as the link of the mail opens it (O28). Of a link that was replaced, or of a request that was
// answered, it is told that alone.
func (s *Service) ToCorrectBy(ctx context.Context, number int64, secret string) (Correction, error) {
	var c Correction
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if c, err = s.opened(ctx, tx, number, secret); err == nil && c.LogoID != "" {
			c.Logo, err = logoByID(ctx, tx, c.LogoID, "")
		}
		return err
	})
	return c, err
}

func (s *Service) opened(ctx context.Context, tx *db.Tx, number int64, secret string) (Correction, error) {
	x, err := byNumber(ctx, tx, number)
	if err != nil {
		return Correction{}, err
	}
	sent, last := s.opens(x, secret)
	switch {
	case !sent:
		return Correction{}, apperr.NotFoundErr()
	case Moves.May(Accept, x.State, moderators, x):
		return Correction{Structure: Structure{Number: x.Number}, Sent: true}, nil
	case !Moves.May(Correct, x.State, []Role{AsApplicant}, x):
		return Correction{Gone: Answered}, nil
	case !last:
		return Correction{Gone: Replaced}, nil
	}
	return Correction{Structure: x, Expired: tx.Now().After(x.LinkUntil())}, nil
}

// opens says whether a secret is that of a link that was sent for this request, and of the last one.
func (s *Service) opens(x Structure, secret string) (sent, last bool) {
	for of := x; of.Turn >= 0; of.Turn-- {
		for of.Sends = x.Sends; of.Sends >= 0; of.Sends-- {
			right := s.o.Notify.Links().Secret(of.tokenOf())
			if subtle.ConstantTimeCompare([]byte(right), []byte(secret)) == 1 {
				return true, of.Turn == x.Turn && of.Sends == x.Sends
			}
		}
	}
	return false, false
}

// RenewLink mails who asked a fresh link in the place of one that expired, to the same address and no other.
func (s *Service) RenewLink(ctx context.Context, who access.Actor, number int64, secret, from string) error {
	if err := s.o.Limit(ctx, who.At, from); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := s.opened(ctx, tx, number, secret)
		if err != nil {
			return err
		}
		if c.Sent || c.Gone != "" {
			return apperr.NotFoundErr()
		}
		x := c.Structure
		if _, err := Moves.Next(SendLink, x.State, []Role{AsApplicant}, x); err != nil || !c.Expired {
			return cmp.Or(err, conflict())
		}
		x.linked(tx.Now())
		if err := save(ctx, tx, &x); err != nil {
			return err
		}
		who.Name = x.Applicant.Name()
		if err := write(ctx, tx, who, x, SendLink, x.State, nil); err != nil {
			return err
		}
		return s.tellApplicant(ctx, tx, x, mailToCorrect, x.Motive)
	})
}

// Correct changes a request as its moderator asked, by the link of the mail, and sends it again: all that was asked for can be corrected.
func (s *Service) Correct(ctx context.Context, who access.Actor, number, version int64, secret string, in Request) error {
	a, fault := s.applicant(in.Applicant)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := s.opened(ctx, tx, number, secret)
		if err != nil {
			return err
		}
		if c.Sent { // from another tab, or by who shares the mailbox
			return apperr.ConflictErr(i18n.M(msg.CorrectedAlready))
		}
		if c.Gone != "" {
			return conflict()
		}
		x := c.Structure
		if err := stale(version, x.Version); err != nil || c.Expired {
			return cmp.Or(err, conflict())
		}
		f, err := s.facts(ctx, tx, in.Typed, x.Facts)
		if err := cmp.Or(both(err, fault), s.unknown(ctx, tx, f, x.ID)); err != nil {
			return err
		}
		was := x.State
		if x.State, err = Moves.Next(Correct, x.State, []Role{AsApplicant}, x); err != nil {
			return err
		}
		f.LogoID, a.Lang = x.LogoID, x.Applicant.Lang
		x.Facts, x.Applicant, x.MovedAt, x.MovedBy, x.MovedByID = f, a, tx.Now(), a.Name(), ""
		return s.corrected(ctx, tx, who, &x, was, in)
	})
}

// corrected is what follows from a correction.
func (s *Service) corrected(ctx context.Context, tx *db.Tx, who access.Actor, x *Structure, was State, in Request) error {
	if err := changeLogo(ctx, tx, x, in.Typed, in.LogoID); err != nil {
		return err
	}
	if err := save(ctx, tx, x); err != nil {
		return err
	}
	who.Name = x.Applicant.Name()
	if err := write(ctx, tx, who, *x, Correct, was, nil); err != nil {
		return err
	}
	return s.tellModerators(ctx, tx, *x, mailToModerate)
}

// both joins the faults of the two steps.
func both(a, b error) error {
	x, isX := apperr.As(a)
	y, isY := apperr.As(b)
	if isX && isY && x.Kind == apperr.Invalid {
		return &apperr.Error{Kind: apperr.Invalid, Fields: append(slices.Clone(x.Fields), y.Fields...)}
	}
	return cmp.Or(a, b)
}
