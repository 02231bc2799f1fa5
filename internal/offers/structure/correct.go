package structure

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// correctFor is how long the link to a request that is to be corrected serves.
const correctFor = 30 * 24 * time.Hour

// correctPath is where who asked corrects their request.
const correctPath = "/offreur/demande/"

// tokenOf names the link to a request for its turn of corrections: another turn, or an answer, makes it worthless.
func (s Structure) tokenOf() string {
	return fmt.Sprintf("offers.correct %s %d %d", s.ID, s.Turn, s.MovedAt.UnixMicro())
}

// ToCorrectBy is the request of a number as the link of the mail opens it (O28). A link that serves no more is not found.
func (s *Service) ToCorrectBy(ctx context.Context, number int64, secret string) (Structure, error) {
	var x Structure
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		x, err = s.linked(ctx, tx, number, secret)
		return err
	})
	return x, err
}

func (s *Service) linked(ctx context.Context, tx *db.Tx, number int64, secret string) (Structure, error) {
	x, err := byNumber(ctx, tx, number)
	if err != nil {
		return x, err
	}
	right := s.o.Notify.Links().Secret(x.tokenOf())
	if !Moves.May(Correct, x.State, []Role{AsApplicant}, x) || subtle.ConstantTimeCompare([]byte(right), []byte(secret)) != 1 || tx.Now().Sub(x.MovedAt) > correctFor {
		return Structure{}, apperr.NotFoundErr()
	}
	return x, nil
}

// Correct changes a request as its moderator asked, by the link of the mail, and sends it again.
func (s *Service) Correct(ctx context.Context, who access.Actor, number, version int64, secret string, in Request) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := s.linked(ctx, tx, number, secret)
		if err != nil {
			return err
		}
		if err := stale(version, x.Version); err != nil {
			return err
		}
		f, err := s.facts(ctx, tx, in.Typed, x.Type)
		if err != nil {
			return err
		}
		if err := s.unknown(ctx, tx, f, x.ID); err != nil {
			return err
		}
		was := x.State
		if x.State, err = Moves.Next(Correct, x.State, []Role{AsApplicant}, x); err != nil {
			return err
		}
		f.LogoID = x.LogoID
		x.Facts, x.MovedAt, x.MovedBy = f, tx.Now(), x.Applicant.Name()
		if in.LogoID != "" {
			if err := setLogo(ctx, tx, &x, in.LogoID); err != nil {
				return err
			}
		}
		if err := save(ctx, tx, &x); err != nil {
			return err
		}
		who.Name = x.Applicant.Name()
		if err := write(ctx, tx, who, x, Correct, was, nil); err != nil {
			return err
		}
		return s.tellModerators(ctx, tx, x, mailToModerate)
	})
}
