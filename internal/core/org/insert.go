package org

import (
	"context"
	"fmt"

	"preau/internal/core/instance"
	"preau/internal/core/org/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Insert adds an organisation under its parent, if it names one, with its sites, and gives it back cleaned, with its id
// and reference. Faults of what was typed are apperr.Invalid; a UAI or FASE that another has is apperr.Conflict and names that one.
// The filler 000000000 is taken in a demonstration's database alone.
func Insert(ctx context.Context, tx *db.Tx, o Organisation, sites ...Site) (Organisation, error) {
	o, err := cleanHere(ctx, tx, o)
	if err != nil {
		return o, err
	}
	num, err := hold(ctx, tx)
	if err != nil {
		return o, err
	}
	if err := checkTaken(ctx, tx, o); err != nil {
		return o, err
	}
	if err := checkParent(ctx, tx, o.ParentID); err != nil {
		return o, err
	}
	o.ID, o.CreatedAt, o.Version = id.New(), tx.Now(), 1
	if o.Ref, err = free(ctx, tx, refOf(o), `SELECT ref FROM org_organisations WHERE ref >= $1 AND ref < $2`); err != nil {
		return o, err
	}
	if err := insertRow(ctx, tx, num, o); err != nil {
		return o, err
	}
	if err := hang(ctx, tx, o.ID, o.ParentID); err != nil {
		return o, err
	}
	for i, s := range sites {
		if sites[i], err = addSite(ctx, tx, o, s); err != nil {
			return o, err
		}
	}
	return o, insertWords(ctx, tx, num, wordsOf(o, sites))
}

// cleanHere is Clean in this database: one that is a demonstration's is looked up only where a filler was typed.
func cleanHere(ctx context.Context, tx *db.Tx, o Organisation) (Organisation, error) {
	_, siren := registers.ParseSIREN(o.SIREN, registers.Options{})
	_, siret := registers.ParseSIRET(o.SIRET, registers.Options{})
	if siren.Kind != registers.Refused && siret.Kind != registers.Refused {
		return Clean(o, registers.Options{})
	}
	demo, err := instance.IsDemo(ctx, tx)
	if err != nil {
		return o, err
	}
	return Clean(o, registers.Options{Demo: demo})
}

// hang writes a new organisation's place in the closure: itself, and its parent with all above.
func hang(ctx context.Context, tx *db.Tx, id, parentID string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO org_closure (ancestor, descendant, depth) VALUES ($1, $1, 0)`, id); err != nil {
		return fmt.Errorf("place organisation %s: %w", id, err)
	}
	if parentID == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO org_closure (ancestor, descendant, depth)
		SELECT ancestor, CAST($1 AS TEXT), depth + 1 FROM org_closure WHERE descendant = $2`, id, parentID)
	if err != nil {
		return fmt.Errorf("place organisation %s under %s: %w", id, parentID, err)
	}
	return nil
}

// checkParent refuses a place under an organisation that is not, or has ceased.
func checkParent(ctx context.Context, tx *db.Tx, parentID string) error {
	if parentID == "" {
		return nil
	}
	p, err := ByID(ctx, tx, parentID)
	if err != nil {
		return err
	}
	if p.Closed() {
		return apperr.ConflictErr(i18n.M(msg.ClosedParent, "name", p.Name))
	}
	return nil
}

// checkTaken refuses a number that another organisation has, and says whose it is. A closed one keeps its numbers.
func checkTaken(ctx context.Context, tx *db.Tx, o Organisation) error {
	if o.UAI != "" {
		switch other, err := ByUAI(ctx, tx, o.UAI); {
		case err == nil && other.ID != o.ID:
			return apperr.ConflictErr(i18n.M(msg.UaiTaken, "number", o.UAI, "name", other.Name))
		case err != nil && !apperr.Is(err, apperr.NotFound):
			return err
		}
	}
	if o.FASE == "" {
		return nil
	}
	switch other, err := ByFASE(ctx, tx, o.Kind, o.FASE); {
	case err == nil && other.ID != o.ID:
		return apperr.ConflictErr(i18n.M(msg.FaseTaken, "number", o.FASE, "name", other.Name))
	case err != nil && !apperr.Is(err, apperr.NotFound):
		return err
	}
	return nil
}
