package sheet

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/msg"
)

type sheetRow struct {
	Sheet
	packed []byte
}

const columns = `s.id, s.membership_id, s.lot_id, s.state, s.quantities, s.filled, s.saved_by, s.saved_name, s.saved_at,
	s.validated_name, s.validated_at, s.version`

func into(s *sheetRow) []any {
	return []any{
		&s.ID, &s.MembershipID, &s.LotID, &s.State, &s.packed, &s.Filled, &s.SavedBy, &s.SavedName, &s.SavedAt,
		&s.ValidatedName, &s.ValidatedAt, &s.Version,
	}
}

// Of is a member's sheet of a lot, in the state None when there is none yet.
func Of(ctx context.Context, tx *db.Tx, membershipID, lotID string) (Sheet, error) {
	r, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM needs_sheets s WHERE s.membership_id = $1 AND s.lot_id = $2`, membershipID, lotID)
	if errors.Is(err, db.ErrNone) {
		return Sheet{MembershipID: membershipID, LotID: lotID, State: None, Quantities: Quantities{}}, nil
	}
	if err != nil {
		return Sheet{}, fmt.Errorf("sheet: %w", err)
	}
	if r.Quantities, err = Unpack(r.packed); err != nil {
		return Sheet{}, fmt.Errorf("sheet %s: %w", r.ID, err)
	}
	return r.Sheet, nil
}

// AllOf are a member's sheets, by the id of their lot.
func AllOf(ctx context.Context, tx *db.Tx, membershipID string) (map[string]Sheet, error) {
	rows, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM needs_sheets s WHERE s.membership_id = $1`, membershipID)
	if err != nil {
		return nil, fmt.Errorf("sheets: %w", err)
	}
	out := make(map[string]Sheet, len(rows))
	for _, r := range rows {
		if r.Quantities, err = Unpack(r.packed); err != nil {
			return nil, fmt.Errorf("sheet %s: %w", r.ID, err)
		}
		out[r.LotID] = r.Sheet
	}
	return out, nil
}

// save writes a sheet as a whole, if nobody else did since the version that it stands on.
// Nobody's work is overwritten unseen: the Conflict leaves both versions to be shown.
func save(ctx context.Context, tx *db.Tx, s *Sheet) error {
	if s.ID == "" {
		s.ID = id.New()
	}
	validatedBy := ""
	if s.State == Validated {
		validatedBy = s.SavedBy
	}
	n, err := tx.Exec(ctx, `INSERT INTO needs_sheets (id, membership_id, lot_id, state, quantities, filled, saved_by, saved_name,
		saved_at, validated_by, validated_name, validated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
		ON CONFLICT (membership_id, lot_id) DO UPDATE SET state = excluded.state, quantities = excluded.quantities,
		filled = excluded.filled, saved_by = excluded.saved_by, saved_name = excluded.saved_name, saved_at = excluded.saved_at,
		validated_by = excluded.validated_by, validated_name = excluded.validated_name, validated_at = excluded.validated_at,
		version = needs_sheets.version + 1 WHERE needs_sheets.version = $13`,
		s.ID, s.MembershipID, s.LotID, s.State, s.Quantities.Pack(), len(s.Quantities), s.SavedBy, s.SavedName,
		s.SavedAt, validatedBy, s.ValidatedName, s.ValidatedAt, s.Version)
	if err != nil {
		return fmt.Errorf("save sheet: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ConflictSheet))
	}
	s.Version++
	s.Filled = len(s.Quantities)
	return nil
}

func writeLine(ctx context.Context, tx *db.Tx, who access.Actor, s Sheet, do Act, from State, data map[string]string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: object(s), Act: "needs.sheet." + string(do), From: string(from), To: string(s.State), Data: data,
	})
}

func object(s Sheet) history.Object {
	return history.Object{Kind: "needs.sheet", ID: s.MembershipID + "/" + s.LotID}
}
