package structure

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// Edit changes « Ma structure », as of a version (O53, O55). A change of what the moderator accepted makes them look again; nothing stops
// meanwhile, and agreements made before keep the old values (O56).
func (s *Service) Edit(ctx context.Context, who access.Actor, number, version int64, in Typed, logoID string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		if _, err = next(ctx, tx, who, Edit, x); err != nil {
			return err
		}
		if err := stale(version, x.Version); err != nil {
			return err
		}
		f, err := s.facts(ctx, tx, in, x.Facts)
		if err != nil {
			return err
		}
		if f.SIREN != x.SIREN || f.UAI != x.UAI || f.Type.Identifier != x.Type.Identifier { // two that met before may change the rest
			if err := s.onlyOne(ctx, tx, f, x.ID); err != nil {
				return err
			}
		}
		f.LogoID = x.LogoID
		before := x.Facts
		x.Facts = f
		return s.edited(ctx, tx, who, &x, before, in, logoID)
	})
}

// edited is what follows from a change.
func (s *Service) edited(ctx context.Context, tx *db.Tx, who access.Actor, x *Structure, before Facts, in Typed, logoID string) error {
	if err := changeLogo(ctx, tx, x, in, logoID); err != nil {
		return err
	}
	flag := x.Sensitive() != x.Approved
	tell := flag && !x.Flagged()
	switch {
	case tell:
		x.FlaggedAt = tx.Now()
	case !flag:
		x.FlaggedAt = noTime // it is again what the moderator knows
	}
	o, err := org.ByID(ctx, tx, x.OrgID)
	if err != nil {
		return err
	}
	o.Name, o.SIREN, o.Place, o.Nature = x.Name, x.SIREN, x.Place, x.Type.Name
	if _, err := org.Update(ctx, tx, o); err != nil {
		return err
	}
	if err := save(ctx, tx, x); err != nil {
		return err
	}
	if err := write(ctx, tx, who, *x, Edit, x.State, Changed(before.Sensitive(), x.Sensitive()).data()); err != nil || !tell {
		return err
	}
	return s.tellModerators(ctx, tx, *x, mailFlagged)
}

// Change is a sensitive value before and after.
type Change struct{ Field, Before, After string }

// Changes are those of an edit.
type Changes []Change

// Changed are the sensitive values that differ, in the order of the form.
func Changed(before, after Sensitive) Changes {
	var out Changes
	for _, c := range []Change{
		{FieldName, before.Name, after.Name},
		{FieldSIREN, before.SIREN, after.SIREN},
		{FieldUAI, before.UAI, after.UAI},
		{FieldType, before.Type, after.Type},
		{FieldSignatory, before.Signatory, after.Signatory},
		{FieldSignatoryRole, before.SignatoryRole, after.SignatoryRole},
	} {
		if c.Before != c.After {
			out = append(out, c)
		}
	}
	return out
}

// data is what the history keeps of the changes.
func (cs Changes) data() map[string]string {
	out := map[string]string{}
	for _, c := range cs {
		out[c.Field+".before"], out[c.Field+".after"] = c.Before, c.After
	}
	return out
}

// MayEdit is nil when who may change the structure's record; else it says why not.
func (s *Service) MayEdit(ctx context.Context, who access.Actor, number int64) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		_, err = next(ctx, tx, who, Edit, x)
		return err
	})
}
