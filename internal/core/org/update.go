package org

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/org/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Update writes all of an organisation but its kind, its reference and its place in the tree (Move), if o.Version is
// still the one in the database; apperr.Conflict when somebody was faster.
func Update(ctx context.Context, tx *db.Tx, o Organisation) (Organisation, error) {
	if _, err := hold(ctx, tx); err != nil {
		return o, err
	}
	was, err := ByID(ctx, tx, o.ID)
	if err != nil {
		return o, err
	}
	o.Kind, o.Ref, o.ParentID, o.CreatedAt = was.Kind, was.Ref, was.ParentID, was.CreatedAt
	if o, err = cleanHere(ctx, tx, o); err != nil {
		return o, err
	}
	if err := checkTaken(ctx, tx, o); err != nil {
		return o, err
	}
	if err := save(ctx, tx, o); err != nil {
		return o, err
	}
	o.Version++
	return o, rewriteWords(ctx, tx, o.ID)
}

// Touch notes a change of something that another room keeps of an organisation, so that who was slower is told;
// apperr.Conflict when o.Version is no longer the one in the database.
func Touch(ctx context.Context, tx *db.Tx, o Organisation) error {
	n, err := tx.Exec(ctx, `UPDATE org_organisations SET version = version + 1 WHERE id = $1 AND version = $2`, o.ID, o.Version)
	if err != nil {
		return fmt.Errorf("touch organisation %s: %w", o.Ref, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return nil
}

// Close ends an organisation: it stays where it is named, but is found and chosen no more. Closing twice keeps the first date.
func Close(ctx context.Context, tx *db.Tx, id string) error { return setClosed(ctx, tx, id, tx.Now()) }

// Reopen undoes Close.
func Reopen(ctx context.Context, tx *db.Tx, id string) error {
	return setClosed(ctx, tx, id, time.Time{})
}

func setClosed(ctx context.Context, tx *db.Tx, id string, at time.Time) error {
	if _, err := hold(ctx, tx); err != nil {
		return err
	}
	o, err := ByID(ctx, tx, id)
	if err != nil || o.Closed() == !at.IsZero() {
		return err
	}
	o.ClosedAt = at
	return save(ctx, tx, o)
}

func save(ctx context.Context, tx *db.Tx, o Organisation) error {
	ok, err := updateRow(ctx, tx, o)
	if err == nil && !ok {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return err
}

// rewriteWords makes an organisation's words anew from what is stored of it and of its open sites.
func rewriteWords(ctx context.Context, tx *db.Tx, id string) error {
	o, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	sites, err := Sites(ctx, tx, id)
	if err != nil {
		return err
	}
	num, err := db.Value[int64](ctx, tx, `SELECT num FROM org_organisations WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("number of organisation %s: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM org_words WHERE num = $1`, num); err != nil {
		return fmt.Errorf("delete the words of organisation %s: %w", id, err)
	}
	return insertWords(ctx, tx, num, wordsOf(o, sites))
}
