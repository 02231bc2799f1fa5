package directory

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/directory/msg"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Edit writes what is said of an organisation, but its kind and its place in the tree, if nobody did since in.Version.
func (s *Service) Edit(ctx context.Context, who access.Actor, ref string, in org.Organisation) error {
	return s.change(ctx, who, ref, in.Version, "org.edit", func(tx *db.Tx, o org.Organisation) error {
		in.ID, in.Kind, in.Country, in.Source, in.ClosedAt = o.ID, o.Kind, o.Country, o.Source, o.ClosedAt
		in.CommuneCode = o.CommuneCode
		if in.Commune != o.Commune {
			in.CommuneCode = ""
		}
		_, err := org.Update(ctx, tx, in)
		return err
	})
}

// Close ends an organisation: what it did stays, and it is found and chosen no more.
func (s *Service) Close(ctx context.Context, who access.Actor, ref string, version int64) error {
	return s.change(ctx, who, ref, version, "org.close", func(tx *db.Tx, o org.Organisation) error { return org.Close(ctx, tx, o.ID) })
}

// Reopen undoes Close.
func (s *Service) Reopen(ctx context.Context, who access.Actor, ref string, version int64) error {
	return s.change(ctx, who, ref, version, "org.reopen", func(tx *db.Tx, o org.Organisation) error { return org.Reopen(ctx, tx, o.ID) })
}

func (s *Service) change(ctx context.Context, who access.Actor, ref string, version int64, act string, do func(*db.Tx, org.Organisation) error) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		o, err := org.ByRef(ctx, tx, ref)
		if err != nil {
			return err
		}
		if o.Version != version {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		if err := do(tx, o); err != nil {
			return err
		}
		return write(ctx, tx, who, o, act)
	})
}
