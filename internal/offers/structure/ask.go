package structure

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/registers"
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
		f, err := s.facts(ctx, tx, in, Facts{})
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
	var w db.Where
	w.And(`s.state IN ('active', 'suspended')`)
	f.same(&w)
	found, err := alike(ctx, tx, w, but)
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

// alike are the structures and requests of a condition, but one.
func alike(ctx context.Context, tx *db.Tx, w db.Where, but string) ([]Structure, error) {
	w.And(`s.id <> ?`, but)
	where, args := w.SQL(1)
	return some(ctx, tx, ` WHERE `+where+` ORDER BY s.number LIMIT `+strconv.Itoa(mostAlike), args...)
}

// same narrows structures s of a type t to those that these facts are, too: of the same UAI, or of the same SIREN unless two UAIs tell them
// apart. A school of the first degree may have that of its commune, which says nothing of it (O16, O17).
func (f Facts) same(w *db.Where) {
	of, args := []string{"1 = 0"}, []any(nil)
	if f.UAI != "" {
		of, args = append(of, "s.uai = ?"), append(args, f.UAI)
	}
	if f.SIREN != "" && f.Type.Identifier != ByUAI {
		siren := "s.siren = ? AND coalesce(t.identifier, '') <> 'uai'"
		if f.UAI != "" {
			siren += " AND s.uai = ''"
		}
		of, args = append(of, siren), append(args, f.SIREN)
	}
	w.And(strings.Join(of, " OR "), args...)
}

// meets narrows structures s to those that a moderator compares these facts with: any of the same number, whatever tells them apart.
func (f Facts) meets(w *db.Where) {
	w.And(`s.uai = ? AND s.uai <> '' OR s.siren = ? AND s.siren <> ''`, f.UAI, f.SIREN)
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
		f, err := s.facts(ctx, tx, in.Typed, Facts{})
		if err != nil {
			return 0, err
		}
		if err := s.unknown(ctx, tx, f, ""); err != nil {
			return 0, err
		}
		many, err := askedLately(ctx, tx, a.Email)
		if err != nil {
			return 0, err
		}
		if many.ofAddress >= mostOfAddress { // whoever owns it is not written to for ever
			return 0, &apperr.Error{Kind: apperr.TooMany, Msg: i18n.M(msg.FaultAskedOften), RetryAfter: 24 * time.Hour}
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
		if many.ofAll >= mostMails {
			return x.Number, nil // it waits in the list, where the others are looked at
		}
		return x.Number, s.tellModerators(ctx, tx, x, mailToModerate)
	})
}

// What an address is written to in a day, and moderators in an hour, of requests that anybody may send.
const (
	mostOfAddress = 3
	mostMails     = 10
)

// lately is how many requests came in the last day of an address, and in the last hour of all.
type lately struct{ ofAddress, ofAll int64 }

func askedLately(ctx context.Context, tx *db.Tx, address string) (lately, error) {
	l, err := db.One(ctx, tx, func(l *lately) []any { return []any{&l.ofAddress, &l.ofAll} }, `SELECT
		(SELECT count(*) FROM offers_structures s WHERE s.email_fold = $1 AND s.asked_at > $2), (SELECT count(*) FROM offers_structures s WHERE s.asked_at > $3)`,
		registers.Fold(address), tx.Now().Add(-24*time.Hour), tx.Now().Add(-time.Hour))
	if err != nil {
		return l, fmt.Errorf("requests of late: %w", err)
	}
	return l, nil
}

// stale is the refusal of what was saved meanwhile.
func stale(version, now int64) error {
	if version == now {
		return nil
	}
	return apperr.ConflictErr(i18n.M(msg.Conflict))
}
