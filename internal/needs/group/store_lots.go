package group

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// IntoLot is where a row of LotColumns goes.
func IntoLot(l *Lot) []any {
	return []any{&l.ID, &l.Position, &l.Title, &l.Description, &l.LineCount}
}

// LotColumns end with how many lines there are: they are numbered from 1 without gaps, and the last is found at once.
const LotColumns = `l.id, l.position, l.title, l.description, (SELECT max(i.line) FROM needs_lines i WHERE i.lot_id = l.id)`

// LotsOf are a group's lots in order, without their lines.
func LotsOf(ctx context.Context, tx *db.Tx, groupID string) ([]Lot, error) {
	lots, err := db.All(ctx, tx, IntoLot, `SELECT `+LotColumns+` FROM needs_lots l WHERE l.group_id = $1 ORDER BY l.position`, groupID)
	if err != nil {
		return nil, fmt.Errorf("lots: %w", err)
	}
	return lots, nil
}

// LotAt is one lot of a group with its lines.
func LotAt(ctx context.Context, tx *db.Tx, g Group, position int64) (Lot, error) {
	l, err := db.One(ctx, tx, IntoLot, `SELECT `+LotColumns+` FROM needs_lots l WHERE l.group_id = $1 AND l.position = $2`, g.ID, position)
	if errors.Is(err, db.ErrNone) {
		return l, apperr.NotFoundErr()
	}
	if err != nil {
		return l, fmt.Errorf("lot %d: %w", position, err)
	}
	l.Lines, err = db.All(ctx, tx, func(i *Line) []any {
		return []any{&i.Number, &i.Section, &i.Title, &i.Note, &i.Unit, &i.Decimals}
	}, `SELECT line, section, title, note, unit, decimals FROM needs_lines WHERE lot_id = $1 ORDER BY line`, l.ID)
	if err != nil {
		return l, fmt.Errorf("lines of lot %d: %w", position, err)
	}
	return l, nil
}

// LotsWithLines are a group's lots in order, with their lines.
func LotsWithLines(ctx context.Context, tx *db.Tx, groupID string) ([]Lot, error) {
	lots, err := LotsOf(ctx, tx, groupID)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(lots))
	for i, l := range lots {
		at[l.ID] = i
	}
	type row struct {
		Line
		lot string
	}
	err = db.Each(ctx, tx, func(i *row) []any {
		return []any{&i.lot, &i.Number, &i.Section, &i.Title, &i.Note, &i.Unit, &i.Decimals}
	}, `SELECT i.lot_id, i.line, i.section, i.title, i.note, i.unit, i.decimals FROM needs_lines i JOIN needs_lots l ON l.id = i.lot_id
		WHERE l.group_id = $1 ORDER BY l.position, i.line`, []any{groupID}, func(r row) error {
		l := &lots[at[r.lot]]
		l.Lines = append(l.Lines, r.Line)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lines: %w", err)
	}
	return lots, nil
}

func insertLot(ctx context.Context, tx *db.Tx, g Group, l *Lot) error {
	n, err := db.Value[int64](ctx, tx, `INSERT INTO needs_lots (id, group_id, position, title, description)
		VALUES ($1, $2, (SELECT coalesce(max(position), 0) + 1 FROM needs_lots WHERE group_id = $2), $3, $4) RETURNING position`,
		l.ID, g.ID, l.Title, l.Description)
	if err != nil {
		return fmt.Errorf("insert lot: %w", err)
	}
	l.Position = n
	return insertLines(ctx, tx, *l)
}

// replaceLot writes a lot's texts and its lines as a whole; only while the group is a draft, when no sheet stands on them.
func replaceLot(ctx context.Context, tx *db.Tx, l Lot) error {
	if err := saveLotTexts(ctx, tx, l); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM needs_lines WHERE lot_id = $1`, l.ID); err != nil {
		return fmt.Errorf("replace lines: %w", err)
	}
	return insertLines(ctx, tx, l)
}

func saveLotTexts(ctx context.Context, tx *db.Tx, l Lot) error {
	if _, err := tx.Exec(ctx, `UPDATE needs_lots SET title = $1, description = $2 WHERE id = $3`, l.Title, l.Description, l.ID); err != nil {
		return fmt.Errorf("save lot: %w", err)
	}
	return nil
}

// putLine writes one line of a lot, new or not; as replaceLot, only while the group is a draft.
func putLine(ctx context.Context, tx *db.Tx, lotID string, i Line) error {
	_, err := tx.Exec(ctx, `INSERT INTO needs_lines (lot_id, line, section, title, note, unit, decimals) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (lot_id, line) DO UPDATE SET section = excluded.section, title = excluded.title, note = excluded.note, unit = excluded.unit, decimals = excluded.decimals`,
		lotID, i.Number, i.Section, i.Title, i.Note, i.Unit, i.Decimals)
	if err != nil {
		return fmt.Errorf("put line %d: %w", i.Number, err)
	}
	return nil
}

func insertLines(ctx context.Context, tx *db.Tx, l Lot) error {
	for _, i := range l.Lines {
		_, err := tx.Exec(ctx, `INSERT INTO needs_lines (lot_id, line, section, title, note, unit, decimals)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, l.ID, i.Number, i.Section, i.Title, i.Note, i.Unit, i.Decimals)
		if err != nil {
			return fmt.Errorf("insert line %d: %w", i.Number, err)
		}
	}
	return nil
}

// deleteLot removes a lot of a draft, and closes the gap in the numbers.
func deleteLot(ctx context.Context, tx *db.Tx, g Group, l Lot) error {
	for _, q := range []string{`DELETE FROM needs_lines WHERE lot_id = $1`, `DELETE FROM needs_lots WHERE id = $1`} {
		if _, err := tx.Exec(ctx, q, l.ID); err != nil {
			return fmt.Errorf("delete lot %d: %w", l.Position, err)
		}
	}
	return renumber(ctx, tx, g, l.Position)
}

// renumber moves the lots behind a removed one up, one by one: each new number is free by then.
func renumber(ctx context.Context, tx *db.Tx, g Group, removed int64) error {
	lots, err := LotsOf(ctx, tx, g.ID)
	if err != nil {
		return err
	}
	for _, l := range lots {
		if l.Position < removed {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE needs_lots SET position = $1 WHERE id = $2`, l.Position-1, l.ID); err != nil {
			return fmt.Errorf("renumber lot %d: %w", l.Position, err)
		}
	}
	return nil
}
