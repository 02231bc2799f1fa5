package structure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/offers/msg"
)

// columns are those of a structure s with its type t.
const columns = `s.id, s.number, s.org_id, s.state, s.version, s.name, s.siren, s.uai, s.address, s.complement, s.postal_code, s.commune, s.commune_code,
	s.signatory, s.signatory_role, s.about, s.logo_id, s.first_name, s.last_name, s.function, s.email, s.phone, s.lang,
	s.asked_at, s.moved_at, s.moved_by, s.moved_by_id, s.motive, s.turn, s.sends, s.sent_at, s.flagged_at, s.approved,
	t.id, t.number, t.name, t.identifier, t.state, t.version,
	coalesce((SELECT string_agg(h.account_id, ' ') FROM offers_shared h WHERE h.org_id = s.org_id), '')`

const from = ` FROM offers_structures s LEFT JOIN offers_types t ON t.id = s.type_id`

// row is a structure as it is read.
type row struct {
	Structure
	org, logo, typeID, typeName, identifier, typeState *string
	typeNumber, typeVersion                            *int64
	approved                                           string
}

func (r *row) into() []any {
	return []any{
		&r.ID, &r.Number, &r.org, &r.State, &r.Version, &r.Name, &r.SIREN, &r.UAI, &r.Address, &r.Complement, &r.PostalCode, &r.Commune, &r.CommuneCode,
		&r.Signatory, &r.SignatoryRole, &r.About, &r.logo, &r.Applicant.FirstName, &r.Applicant.LastName, &r.Applicant.Function, &r.Applicant.Email, &r.Applicant.Phone, &r.Applicant.Lang,
		&r.AskedAt, &r.MovedAt, &r.MovedBy, &r.MovedByID, &r.Motive, &r.Turn, &r.Sends, &r.SentAt, &r.FlaggedAt, &r.approved,
		&r.typeID, &r.typeNumber, &r.typeName, &r.identifier, &r.typeState, &r.typeVersion, &r.Shared,
	}
}

func (r *row) structure() (Structure, error) {
	s := r.Structure
	if r.org != nil {
		s.OrgID = *r.org
	}
	if r.logo != nil {
		s.LogoID = *r.logo
	}
	if r.typeID != nil {
		s.Type = Type{ID: *r.typeID, Number: *r.typeNumber, Name: *r.typeName, Identifier: Identifier(*r.identifier), Open: *r.typeState == "open", Version: *r.typeVersion}
	}
	if r.approved != "" {
		if err := json.Unmarshal([]byte(r.approved), &s.Approved); err != nil {
			return s, fmt.Errorf("approved values of structure %d: %w", s.Number, err)
		}
	}
	return s, nil
}

func one(ctx context.Context, tx *db.Tx, cond string, args ...any) (Structure, error) {
	r, err := db.One(ctx, tx, (*row).into, `SELECT `+columns+from+` WHERE `+cond, args...)
	if errors.Is(err, db.ErrNone) {
		return Structure{}, apperr.NotFoundErr()
	}
	if err != nil {
		return Structure{}, fmt.Errorf("structure: %w", err)
	}
	return r.structure()
}

func byNumber(ctx context.Context, tx *db.Tx, n int64) (Structure, error) {
	return one(ctx, tx, `s.number = $1`, n)
}

// ByNumber is the structure of a public number. Who may see it is the caller's rule.
func ByNumber(ctx context.Context, tx *db.Tx, n int64) (Structure, error) {
	return byNumber(ctx, tx, n)
}

// ByOrg is the structure that an organisation is; apperr.NotFound where it is none.
func ByOrg(ctx context.Context, tx *db.Tx, orgID string) (Structure, error) {
	return one(ctx, tx, `s.org_id = $1`, orgID)
}

// some reads structures, in an order.
func some(ctx context.Context, tx *db.Tx, tail string, args ...any) ([]Structure, error) {
	rows, err := db.All(ctx, tx, (*row).into, `SELECT `+columns+from+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("structures: %w", err)
	}
	out := make([]Structure, len(rows))
	for i := range rows {
		if out[i], err = rows[i].structure(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// number takes the next public number of a kind of thing.
func number(ctx context.Context, tx *db.Tx, of string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = $1 RETURNING n`, of)
	if err != nil {
		return 0, fmt.Errorf("number of a new %s: %w", of, err)
	}
	return n, nil
}

// orNull is a reference that may be missing.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// insert writes a new request, and gives it its number.
func insert(ctx context.Context, tx *db.Tx, s *Structure) error {
	var err error
	if s.Number, err = number(ctx, tx, "structure"); err != nil {
		return err
	}
	s.ID, s.State, s.Version, s.AskedAt, s.MovedAt = id.New(), Requested, 1, tx.Now(), tx.Now()
	a := s.Applicant
	_, err = tx.Exec(ctx, `INSERT INTO offers_structures (id, number, state, version, name, name_fold, siren, uai, address, complement, postal_code, commune, commune_code,
			type_id, signatory, signatory_role, about, logo_id, first_name, last_name, function, email, email_fold, phone, lang, asked_at, moved_at, moved_by, motive, turn, approved)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, '', 0, '')`,
		s.ID, s.Number, s.State, s.Version, s.Name, registers.Fold(s.Name), s.SIREN, s.UAI, s.Address, s.Complement, s.PostalCode, s.Commune, s.CommuneCode,
		orNull(s.Type.ID), s.Signatory, s.SignatoryRole, s.About, orNull(s.LogoID), a.FirstName, a.LastName, a.Function, a.Email, registers.Fold(a.Email), a.Phone, a.Lang, s.AskedAt, s.MovedAt, a.Name())
	if err != nil {
		return fmt.Errorf("insert structure: %w", err)
	}
	return nil
}

// save writes all of a structure but its number, as of its version.
func save(ctx context.Context, tx *db.Tx, s *Structure) error {
	approved, err := json.Marshal(s.Approved)
	if err != nil {
		return fmt.Errorf("approved values: %w", err)
	}
	a := s.Applicant
	n, err := tx.Exec(ctx, `UPDATE offers_structures SET org_id = $1, state = $2, name = $3, name_fold = $4, siren = $5, uai = $6, address = $7, complement = $8, postal_code = $9,
			commune = $10, commune_code = $11, type_id = $12, signatory = $13, signatory_role = $14, about = $15, logo_id = $16, first_name = $17, last_name = $18, function = $19,
			email = $20, email_fold = $21, phone = $22, moved_at = $23, moved_by = $24, motive = $25, turn = $26, flagged_at = $27, approved = $28, sends = $29, sent_at = $30, moved_by_id = $31, version = version + 1
		WHERE id = $32 AND version = $33`,
		orNull(s.OrgID), s.State, s.Name, registers.Fold(s.Name), s.SIREN, s.UAI, s.Address, s.Complement, s.PostalCode, s.Commune, s.CommuneCode, orNull(s.Type.ID),
		s.Signatory, s.SignatoryRole, s.About, orNull(s.LogoID), a.FirstName, a.LastName, a.Function, a.Email, registers.Fold(a.Email), a.Phone,
		s.MovedAt, s.MovedBy, s.Motive, s.Turn, s.FlaggedAt, string(approved), s.Sends, s.SentAt, s.MovedByID, s.ID, s.Version)
	if err != nil {
		return fmt.Errorf("save structure %d: %w", s.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	s.Version++
	return nil
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }
