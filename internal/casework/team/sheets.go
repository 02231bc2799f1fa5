package team

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// byID is a team with its organisme, without its territories.
func byID(ctx context.Context, tx *db.Tx, id string) (Team, error) {
	return one(ctx, tx, teamInto, `SELECT `+teamColumns+` FROM `+teamTables+` WHERE t.id = $1`, id)
}

// SeesImports is nil for who deals with the sheets of a team's people, also while nobody may be invited there (C006). To who has lost that role since
// they may have sent one it says why; to others there are no sheets.
func SeesImports(ctx context.Context, tx *db.Tx, who access.Actor, id string) error {
	t, err := byID(ctx, tx, id)
	if err == nil {
		err = seesImports(ctx, tx, who, t)
	}
	return err
}

func seesImports(ctx context.Context, tx *db.Tx, who access.Actor, t Team) error {
	_, err := next(ctx, tx, who, Sheets, t.State, Case{Team: t, Agency: t.Agency.State})
	if !apperr.Is(err, apperr.NotFound) {
		return err
	}
	r := WhyNotLead
	r.Ask = access.Ask(r.Code, t.Path())
	if fault := access.Explain(ctx, tx, delegation, who, &r, Lead, t.Place()); fault != nil {
		return fault
	}
	if r.Since.Before(tx.Now().Add(-imports.KeptFor)) { // they never had it, or their sheets are gone
		return err
	}
	return apperr.ForbiddenErr(r)
}

// WhyImport is nil for who may invite a team's people now, one by one or by a sheet; else it says why not.
func WhyImport(ctx context.Context, tx *db.Tx, who access.Actor, id string) error {
	t, err := byID(ctx, tx, id)
	if err == nil {
		_, err = next(ctx, tx, who, Manage, t.State, Case{Team: t, Agency: t.Agency.State})
	}
	return err
}

// ImportsOf is a team whose sheets who deals with.
func (s *Service) ImportsOf(ctx context.Context, who access.Actor, number int64) (Team, error) {
	var t Team
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if t, err = ByNumber(ctx, tx, number); err == nil {
			err = seesImports(ctx, tx, who, t)
		}
		return err
	})
	return t, err
}

// ForSheetOf is the team that a sheet is about, with its organisme.
func ForSheetOf(ctx context.Context, tx *db.Tx, id string) (Team, Agency, error) {
	t, err := byID(ctx, tx, id)
	if err != nil {
		return t, Agency{}, err
	}
	a, err := agencyByNumber(ctx, tx, t.Agency.Number)
	return t, a, err
}
