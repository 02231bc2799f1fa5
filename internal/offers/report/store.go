package report

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/offers/report/msg"
)

// some reads reports by a condition, with what follows it.
func some(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Report, error) {
	out, err := db.All(ctx, tx, func(r *Report) []any {
		return []any{&r.ID, &r.Number, &r.OfferID, &r.Offer.Year, &r.Offer.Seq, &r.Name, &r.Structure, &r.At, &r.Kind, &r.Words, &r.Email, &r.State, &r.CreatedAt, &r.MovedAt, &r.MovedBy, &r.Note, &r.Version}
	}, `SELECT r.id, r.number, r.offer_id, o.year, o.seq, o.name, g.name, o.state, r.kind, r.words, r.email, r.state, r.created_at, r.moved_at, r.moved_by, r.note, r.version
		FROM offers_reports r JOIN offers_offers o ON o.id = r.offer_id JOIN org_organisations g ON g.id = o.org_id WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return out, nil
}

// byNumber is a report, for who may see it.
func byNumber(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Report, error) {
	found, err := some(ctx, tx, `r.number = $1`, number)
	if err != nil {
		return Report{}, err
	}
	if len(found) == 0 || !Moves.May(See, found[0].State, RolesOf(who), found[0]) {
		return Report{}, apperr.NotFoundErr()
	}
	return found[0], nil
}

// insert writes a new report of the offer that it names, and gives it its number.
func insert(ctx context.Context, tx *db.Tx, r *Report) error {
	var err error
	if r.Number, err = db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = 'report' RETURNING n`); err != nil {
		return fmt.Errorf("number of a new report: %w", err)
	}
	r.ID, r.CreatedAt, r.MovedAt, r.Version = id.New(), tx.Now(), tx.Now(), 1
	of, err := db.One(ctx, tx, func(r *Report) []any { return []any{&r.OfferID, &r.Name} },
		`SELECT p.offer_id, p.name FROM offers_published p WHERE p.year = $1 AND p.seq = $2`, r.Offer.Year, r.Offer.Seq)
	if errors.Is(err, db.ErrNone) {
		return apperr.NotFoundErr() // taken back meanwhile
	}
	if err != nil {
		return fmt.Errorf("offer of a report: %w", err)
	}
	r.OfferID, r.Name = of.OfferID, of.Name
	_, err = tx.Exec(ctx, `INSERT INTO offers_reports (id, number, offer_id, kind, words, email, state, created_at, moved_at, moved_by, note, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 1)`, r.ID, r.Number, r.OfferID, r.Kind, r.Words, r.Email, r.State, r.CreatedAt, r.MovedAt)
	if err != nil {
		return fmt.Errorf("insert report: %w", err)
	}
	return nil
}

// save writes where a report is, as of its version.
func save(ctx context.Context, tx *db.Tx, r Report) error {
	n, err := tx.Exec(ctx, `UPDATE offers_reports SET state = $1, note = $2, moved_at = $3, moved_by = $4, version = version + 1 WHERE id = $5 AND version = $6`,
		r.State, r.Note, tx.Now(), r.MovedBy, r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("save report %d: %w", r.Number, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return nil
}
