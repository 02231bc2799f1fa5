package db

import (
	"context"
	"errors"
)

// ErrNone says that there was no row where one was asked for.
var ErrNone = errors.New("no such row")

// All gives all rows. into names, for a T, the destinations of the columns in their order; it is asked once, and each row
// is a copy of that T.
//
// NULL becomes the destination's zero value (give a pointer to a pointer to tell them apart).
func All[T any](ctx context.Context, tx *Tx, into func(*T) []any, q string, args ...any) ([]T, error) {
	var out []T
	err := rows(ctx, tx, into, q, args, together, func(v T) error {
		out = append(out, v)
		return nil
	})
	return out, err
}

// One gives the first row, ErrNone when there is none.
func One[T any](ctx context.Context, tx *Tx, into func(*T) []any, q string, args ...any) (T, error) {
	var one T
	none := ErrNone
	err := rows(ctx, tx, into, q, args, together, func(v T) error {
		one, none = v, nil
		return errEnough
	})
	if err != nil && !errors.Is(err, errEnough) {
		return one, err
	}
	return one, none
}

// errEnough ends Each after the first row.
var errEnough = errors.New("enough rows")

// Value gives the only column of the first row, ErrNone when there is no row.
func Value[T any](ctx context.Context, tx *Tx, q string, args ...any) (T, error) {
	return One(ctx, tx, func(v *T) []any { return []any{v} }, q, args...)
}

// Each gives the rows one by one to fn, without keeping them; an error of fn ends it. fn cannot use tx meanwhile:
// PostgreSQL's connection is busy with the rows.
func Each[T any](ctx context.Context, tx *Tx, into func(*T) []any, q string, args []any, fn func(T) error) error {
	return rows(ctx, tx, into, q, args, apart, fn)
}

// Whose time it is that each row is passed on in: the statement's, where that is nothing, or not.
const together, apart = false, true

func rows[T any](ctx context.Context, tx *Tx, into func(*T) []any, q string, args []any, apart bool, fn func(T) error) error {
	if tx.failed != nil {
		return tx.failed
	}
	ctx, err := tx.during(ctx)
	if err != nil {
		return tx.fail(err)
	}
	if tx.texts != nil {
		tx.texts = append(tx.texts, q)
	}
	took := tx.d.statement(ctx, q)
	defer took.end()
	rows, err := tx.tx.QueryContext(ctx, q, arguments(args)...)
	if err != nil {
		return tx.fail(err)
	}
	defer func() { _ = rows.Close() }() // what it could say, rows.Err says
	var v, zero T
	to := destinations(into(&v))
	for rows.Next() {
		v = zero
		if err := rows.Scan(to...); err != nil {
			return tx.fail(err)
		}
		if apart {
			took.stop()
		}
		err := fn(v)
		if apart {
			took.goOn()
		}
		if err != nil {
			return err
		}
	}
	return tx.fail(rows.Err())
}
