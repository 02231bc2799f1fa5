package structure

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
)

// Request is what was typed in the two steps (O7, O18).
type Request struct {
	Typed
	Applicant
	LogoID string // of a staged file; empty: none
	From   string // the client's network, see web.ClientNet
}

// Check says what is wrong with the first step, and whether the structure is known already (Known).
func (s *Service) Check(ctx context.Context, in Typed) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		f, err := s.facts(ctx, tx, in, Type{})
		if err != nil {
			return err
		}
		return s.unknown(ctx, tx, f, "")
	})
}

// Known is the error for a structure that is there already: one asks to join it (O17). A request that waits is none: anybody may have
// sent it, and its name is nobody's to read. The moderator sees that two meet.
type Known struct{ Structure Structure }

func (Known) Error() string { return "the structure is known" }

// KnownOf is the structure that an error names, if it is that one.
func KnownOf(err error) (Structure, bool) {
	var k Known
	ok := errors.As(err, &k)
	return k.Structure, ok
}

// unknown refuses a structure that another is already.
func (s *Service) unknown(ctx context.Context, tx *db.Tx, f Facts, but string) error {
	found, err := alike(ctx, tx, f, but, `s.state IN ('active', 'suspended')`)
	if err != nil || len(found) == 0 {
		return err
	}
	return Known{found[0]}
}

// onlyOne is unknown, for a structure that comes to be known by its number in this transaction: two of one number, by two moderators at
// once, wait for each other, and the second meets the first (O17).
func (s *Service) onlyOne(ctx context.Context, tx *db.Tx, f Facts, but string) error {
	if _, err := tx.Exec(ctx, `UPDATE offers_counters SET n = n WHERE name = 'structure'`); err != nil {
		return fmt.Errorf("structures of one number: %w", err)
	}
	return s.unknown(ctx, tx, f, but)
}

// mostAlike bounds how many structures of one number are shown.
const mostAlike = 10

// alike are the structures and requests of the same number, but one. Schools share the SIREN of their commune, so it tells two apart
// that name a UAI.
func alike(ctx context.Context, tx *db.Tx, f Facts, but, cond string) ([]Structure, error) {
	same, by := `s.siren = $1 AND s.uai = ''`, f.SIREN
	if f.UAI != "" {
		same, by = `s.uai = $1`, f.UAI
	}
	if by == "" {
		return nil, nil
	}
	return some(ctx, tx, ` WHERE `+same+` AND s.id <> $2 AND `+cond+` ORDER BY s.number LIMIT `+strconv.Itoa(mostAlike), by, but)
}

// Ask keeps a request for an offreur's account, mails who asked, and tells the moderators (O21-O23). It gives its number. Nobody may
// sign in with it yet, and no password is asked for.
func (s *Service) Ask(ctx context.Context, who access.Actor, in Request) (int64, error) {
	if err := s.o.Limit(ctx, who.At, in.From); err != nil {
		return 0, err
	}
	a, err := s.applicant(in.Applicant)
	if err != nil {
		return 0, err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		f, err := s.facts(ctx, tx, in.Typed, Type{})
		if err != nil {
			return 0, err
		}
		if err := s.unknown(ctx, tx, f, ""); err != nil {
			return 0, err
		}
		x := Structure{Facts: f, Applicant: a, MovedBy: a.Name()}
		if err := insert(ctx, tx, &x); err != nil {
			return 0, err
		}
		if in.LogoID != "" {
			if err := setLogo(ctx, tx, &x, in.LogoID); err != nil {
				return 0, err
			}
			if err := save(ctx, tx, &x); err != nil {
				return 0, err
			}
		}
		if who.ID == "" {
			who.Name = a.Name()
		}
		if err := write(ctx, tx, who, x, "ask", "", nil); err != nil {
			return 0, err
		}
		if err := s.tellApplicant(ctx, tx, x, mailRequested, ""); err != nil {
			return 0, err
		}
		return x.Number, s.tellModerators(ctx, tx, x, mailToModerate)
	})
}

// stale is the refusal of what was saved meanwhile.
func stale(version, now int64) error {
	if version == now {
		return nil
	}
	return apperr.ConflictErr(i18n.M(msg.Conflict))
}
