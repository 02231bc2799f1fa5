package keeper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// Export is the export of who, without an id when there is none that still counts.
func (s *Service) Export(ctx context.Context, who access.Actor) (Export, error) {
	if !who.SignedIn() {
		return Export{}, apperr.UnauthenticatedErr()
	}
	var e Export
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		e, err = liveExport(ctx, tx, who.ID, at(tx, who))
		return err
	})
	if e.State == Ready && !e.May(Take) {
		e = Export{}
	}
	return e, err
}

// AskExport has an export prepared, for whoever asks, about themselves. One that is being prepared goes on; one that is
// ready gives way to the new one.
func (s *Service) AskExport(ctx context.Context, who access.Actor) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		was, err := liveExport(ctx, tx, who.ID, at(tx, who))
		if err != nil {
			return err
		}
		if was.There() {
			if !was.May(Replace) {
				return nil
			}
			if err := s.endExport(ctx, tx, was, Replace, Owner); err != nil {
				return err
			}
		}
		e := Export{ID: id.New(), AccountID: who.ID, State: Asked, Parts: len(s.o.Holdings)}
		added, err := insertExport(ctx, tx, e)
		if err != nil || !added {
			return err
		}
		if err := history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "account", ID: who.ID}, Act: "export_data"}); err != nil {
			return err
		}
		return s.o.Jobs.Add(ctx, tx, jobExport, exportArgs{e.ID}, jobs.Options{Unique: e.ID})
	})
}

// WhyExport is nil when who may do an act with their own export; else it says why not.
func WhyExport(ctx context.Context, tx *db.Tx, who access.Actor, do ExportAct) error {
	e, err := liveExport(ctx, tx, who.ID, at(tx, who))
	if err == nil && !e.There() {
		err = apperr.NotFoundErr()
	}
	if err == nil {
		_, err = exportMoves.Next(do, e.State, []ExportRole{Owner}, e)
	}
	return err
}

// OpenExport reads the export of who, for nobody else.
func (s *Service) OpenExport(ctx context.Context, who access.Actor) (document.Content, error) {
	e, err := s.Export(ctx, who)
	if err != nil {
		return document.Content{}, err
	}
	if !e.There() || !e.May(Take) {
		return document.Content{}, apperr.NotFoundErr()
	}
	var f document.File
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		f, err = document.ByID(ctx, tx, e.FileID)
		return err
	})
	if err != nil {
		return document.Content{}, err
	}
	return s.o.Files.Open(ctx, f)
}

// endExport ends an export, and has its file deleted.
func (s *Service) endExport(ctx context.Context, tx *db.Tx, e Export, do ExportAct, as ExportRole) error {
	to, err := exportMoves.Next(do, e.State, []ExportRole{as}, e)
	if err != nil {
		return err
	}
	ended, err := saveExportGone(ctx, tx, e, to)
	if err != nil || !ended || e.FileID == "" {
		return err
	}
	return s.o.Files.Forget(ctx, tx, e.FileID)
}

// endExportsOf ends what an account has: it is being closed.
func (s *Service) endExportsOf(ctx context.Context, tx *db.Tx, accountID string) error {
	e, err := liveExport(ctx, tx, accountID, tx.Now())
	if err != nil || !e.There() {
		return err
	}
	return s.endExport(ctx, tx, e, End, Program)
}

// expire ends an export whose time is over.
func (s *Service) expire(ctx context.Context, _ jobs.Job, a exportArgs) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.expireOne(ctx, tx, a.ID) })
}

func (s *Service) expireOne(ctx context.Context, tx *db.Tx, exportID string) error {
	e, err := exportByID(ctx, tx, exportID)
	if errors.Is(err, db.ErrNone) || err == nil && (e.State != Ready || e.ExpiresAt.After(tx.Now())) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.endExport(ctx, tx, e, End, Program)
}

// expireOverdue ends those whose own job did not.
func (s *Service) expireOverdue(ctx context.Context) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		ids, err := overdueExports(ctx, tx)
		if err != nil {
			return err
		}
		for _, e := range ids {
			if err := s.expireOne(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// at is when the request reached the server; for the program's own acts, now.
func at(tx *db.Tx, who access.Actor) time.Time {
	if who.At.IsZero() {
		return tx.Now()
	}
	return who.At
}

func liveExport(ctx context.Context, tx *db.Tx, accountID string, at time.Time) (Export, error) {
	e, err := db.One(ctx, tx, intoExport, `SELECT `+exportColumns+` FROM retention_exports WHERE account_id = $1 AND state <> 'gone'`, accountID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return e, fmt.Errorf("export: %w", err)
	}
	e.At = at
	return e, nil
}
