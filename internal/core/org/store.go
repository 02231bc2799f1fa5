package org

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// columns are those that fields reads, of org_organisations o.
const columns = `o.id, o.ref, o.kind, o.country, o.name, o.nature, o.sector, o.uai, o.fase, o.siren, o.siret, o.bce,
	o.address, o.complement, o.postal_code, o.commune, o.commune_code, o.phone, o.email,
	o.parent_id, o.source, o.created_at, o.closed_at, o.version`

func fields(o *Organisation) []any {
	return []any{
		&o.ID, &o.Ref, &o.Kind, &o.Country, &o.Name, &o.Nature, &o.Sector, &o.UAI, &o.FASE, &o.SIREN, &o.SIRET, &o.BCE,
		&o.Address, &o.Complement, &o.PostalCode, &o.Commune, &o.CommuneCode, &o.Phone, &o.Email,
		&o.ParentID, &o.Source, &o.CreatedAt, &o.ClosedAt, &o.Version,
	}
}

// ByID gives one organisation, closed ones too; apperr.NotFound when there is none.
func ByID(ctx context.Context, tx *db.Tx, id string) (Organisation, error) {
	return one(ctx, tx, "id", id)
}

// ByRef gives the organisation that an address names.
func ByRef(ctx context.Context, tx *db.Tx, ref string) (Organisation, error) {
	return one(ctx, tx, "ref", ref)
}

func one(ctx context.Context, tx *db.Tx, column, value string) (Organisation, error) {
	o, err := db.One(ctx, tx, fields, `SELECT `+columns+` FROM org_organisations o WHERE o.`+column+` = $1`, value)
	if errors.Is(err, db.ErrNone) {
		return o, apperr.NotFoundErr()
	}
	if err != nil {
		return o, fmt.Errorf("organisation by %s %q: %w", column, value, err)
	}
	return o, nil
}

// ByIDs gives organisations by their ids; those that are not are left out.
func ByIDs(ctx context.Context, tx *db.Tx, ids []string) (map[string]Organisation, error) {
	out := make(map[string]Organisation, len(ids))
	err := in(ctx, tx, "o.id", ids, func(o Organisation) { out[o.ID] = o })
	return out, err
}

// ByRefs gives organisations by what addresses call them; those that are not are left out.
func ByRefs(ctx context.Context, tx *db.Tx, refs []string) (map[string]Organisation, error) {
	out := make(map[string]Organisation, len(refs))
	err := in(ctx, tx, "o.ref", refs, func(o Organisation) { out[o.Ref] = o })
	return out, err
}

// in asks for some hundreds at a time: a statement of each length is prepared once.
func in(ctx context.Context, tx *db.Tx, column string, values []string, found func(Organisation)) error {
	for part := range slices.Chunk(values, 500) {
		var w db.Where
		w.In(column, db.Any(part)...)
		os, err := where(ctx, tx, &w, "")
		if err != nil {
			return err
		}
		for _, o := range os {
			found(o)
		}
	}
	return nil
}

// ByUAI gives the establishment with this normal number; apperr.NotFound when there is none.
func ByUAI(ctx context.Context, tx *db.Tx, uai string) (Organisation, error) {
	var w db.Where
	w.And("o.uai = ? AND o.uai <> ''", uai)
	return first(where(ctx, tx, &w, ""))
}

// ByFASE gives the school or the authority with this normal number; apperr.NotFound when there is none.
func ByFASE(ctx context.Context, tx *db.Tx, kind Kind, fase string) (Organisation, error) {
	var w db.Where
	w.And("o.kind = ? AND o.fase = ? AND o.fase <> ''", kind, fase)
	return first(where(ctx, tx, &w, ""))
}

// BySIREN gives the organisations of one company or public body, closed ones last: a commune has one number for all its schools.
func BySIREN(ctx context.Context, tx *db.Tx, siren string) ([]Organisation, error) {
	var w db.Where
	w.And("o.siren = ? AND o.siren <> ''", siren)
	return where(ctx, tx, &w, "ORDER BY CASE WHEN o.closed_at IS NULL THEN 0 ELSE 1 END, o.name_fold, o.id")
}

// ByBCE gives the organisations of one Belgian company or body, closed ones last.
func ByBCE(ctx context.Context, tx *db.Tx, bce string) ([]Organisation, error) {
	var w db.Where
	w.And("o.bce = ? AND o.bce <> ''", bce)
	return where(ctx, tx, &w, "ORDER BY CASE WHEN o.closed_at IS NULL THEN 0 ELSE 1 END, o.name_fold, o.id")
}

// Known are what organisations are looked for by, many at once: whatever of it an organisation has. Closed ones are found too.
type Known struct {
	UAI, SIRET, BCE, Fold []string
	FASE                  []string // of any kind
}

// Find gives the organisations that have one of these numbers or, folded, these names.
func Find(ctx context.Context, tx *db.Tx, k Known) ([]Organisation, error) {
	sirens := make([]string, len(k.SIRET))
	for i, s := range k.SIRET {
		sirens[i] = string(registers.SIRET(s).SIREN())
	}
	var out []Organisation
	seen := map[string]bool{}
	for _, by := range []struct {
		column string
		values []string
	}{{"o.uai", k.UAI}, {"o.fase", k.FASE}, {"o.siren", sirens}, {"o.bce", k.BCE}, {"o.name_fold", k.Fold}} {
		for part := range slices.Chunk(by.values, 500) {
			var w db.Where
			w.In(by.column, db.Any(part)...)
			w.And(by.column + " <> ''")        // the indexes are without them
			w.In("o.kind", db.Any(Kinds())...) // that of FASE begins with it
			os, err := where(ctx, tx, &w, "")
			if err != nil {
				return nil, err
			}
			for _, o := range os {
				if !seen[o.ID] {
					out, seen[o.ID] = append(out, o), true
				}
			}
		}
	}
	return out, nil
}

// BySource gives the open organisations that came from a register, some at a time, in the order of their ids.
func BySource(ctx context.Context, tx *db.Tx, source, after string, most int) ([]Organisation, error) {
	var w db.Where
	w.And("o.source = ? AND o.closed_at IS NULL AND o.id > ?", source, after)
	return where(ctx, tx, &w, fmt.Sprintf("ORDER BY o.id LIMIT %d", most))
}

func where(ctx context.Context, tx *db.Tx, w *db.Where, order string) ([]Organisation, error) {
	cond, args := w.SQL(1)
	os, err := db.All(ctx, tx, fields, `SELECT `+columns+` FROM org_organisations o WHERE `+cond+` `+order, args...)
	if err != nil {
		return nil, fmt.Errorf("organisations: %w", err)
	}
	return os, nil
}

func first(os []Organisation, err error) (Organisation, error) {
	switch {
	case err != nil:
		return Organisation{}, err
	case len(os) == 0:
		return Organisation{}, apperr.NotFoundErr()
	}
	return os[0], nil
}

// hold waits until no other transaction changes organisations, and gives a fresh num. What is read after it cannot
// change before the end of the transaction: neither who stands above whom, nor which references are taken.
func hold(ctx context.Context, tx *db.Tx) (int64, error) {
	num, err := db.Value[int64](ctx, tx, `UPDATE org_tree SET next_num = next_num + 1 WHERE id = 1 RETURNING next_num`)
	if err != nil {
		return 0, fmt.Errorf("hold the tree of organisations: %w", err)
	}
	return num, nil
}

// free is ref, or ref with the first number that makes it unique among those the query finds between $1 and $2.
// The tree is held, so nobody takes it meanwhile.
func free(ctx context.Context, tx *db.Tx, ref, query string, args ...any) (string, error) {
	taken, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, query, append([]any{ref, ref + "-" + after}, args...)...)
	if err != nil {
		return "", fmt.Errorf("a free reference for %s: %w", ref, err)
	}
	used := map[string]bool{}
	for _, t := range taken {
		used[t] = true
	}
	out := ref
	for n := 2; used[out]; n++ {
		out = fmt.Sprintf("%s-%d", ref, n)
	}
	return out, nil
}

func insertRow(ctx context.Context, tx *db.Tx, num int64, o Organisation) error {
	_, err := tx.Exec(ctx, `INSERT INTO org_organisations (id, num, ref, kind, country, name, name_fold, nature, sector,
			uai, fase, siren, siret, bce, address, complement, postal_code, commune, commune_code, phone,
			parent_id, source, created_at, closed_at, version, email)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
		o.ID, num, o.Ref, o.Kind, o.Country, o.Name, registers.Fold(o.Name), o.Nature, o.Sector,
		o.UAI, o.FASE, o.SIREN, o.SIRET, o.BCE, o.Address, o.Complement, o.PostalCode, o.Commune, o.CommuneCode, o.Phone,
		null(o.ParentID), o.Source, o.CreatedAt, o.ClosedAt, o.Version, o.Email)
	if err != nil {
		return fmt.Errorf("insert organisation %s: %w", o.Ref, err)
	}
	return nil
}

func updateRow(ctx context.Context, tx *db.Tx, o Organisation) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE org_organisations SET country = $1, name = $2, name_fold = $3, nature = $4, sector = $5,
			uai = $6, fase = $7, siren = $8, siret = $9, bce = $10, address = $11, complement = $12, postal_code = $13,
			commune = $14, commune_code = $15, phone = $16, source = $17, closed_at = $18, email = $19, version = version + 1
		WHERE id = $20 AND version = $21`,
		o.Country, o.Name, registers.Fold(o.Name), o.Nature, o.Sector,
		o.UAI, o.FASE, o.SIREN, o.SIRET, o.BCE, o.Address, o.Complement, o.PostalCode,
		o.Commune, o.CommuneCode, o.Phone, o.Source, o.ClosedAt, o.Email, o.ID, o.Version)
	if err != nil {
		return false, fmt.Errorf("update organisation %s: %w", o.Ref, err)
	}
	return n == 1, nil
}

// insertWords writes one statement of many rows: $1 is the organisation, the others its words.
func insertWords(ctx context.Context, tx *db.Tx, num int64, words []string) error {
	if len(words) == 0 {
		return nil
	}
	args := []any{num}
	var rows strings.Builder
	for _, w := range words {
		args = append(args, w)
		rows.WriteString(", ($1, $" + strconv.Itoa(len(args)) + ")")
	}
	if _, err := tx.Exec(ctx, `INSERT INTO org_words (num, word) VALUES `+rows.String()[2:], args...); err != nil {
		return fmt.Errorf("insert the words of organisation %d: %w", num, err)
	}
	return nil
}

// null keeps foreign keys free of empty strings.
func null(id string) any {
	if id == "" {
		return nil
	}
	return id
}
