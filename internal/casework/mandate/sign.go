package mandate

import (
	"context"
	"io"

	"preau/internal/casework/demand"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Scans are the files of signed sheets: scanned or photographed (C060, C027).
var Scans = document.Use{Key: "casework.mandate", Types: append([]document.Type{document.PDF}, document.Pictures()...), Limit: 10 * document.Megabyte, Side: 2400}

// Hold keeps that the structure holds a mandate of a day (C060).
func (s *Service) Hold(ctx context.Context, who access.Actor, number, day string) error {
	d, _, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	if why := dayFault(day, s.o.Clock.Now()); why != "" {
		return apperr.InvalidField(FieldDay, i18n.M(why))
	}
	m := Mandate{ID: id.New(), DemandID: d.ID, KeyID: d.KeyID, Kind: Held, State: Given, On: day, AskedBy: who.ID, AskedName: who.Name}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { return s.sheet(ctx, tx, who, number, m) })
}

// ScanUse is how the scan of a demand's sheet is taken in, for who keeps its mandate: its type is told by its content, what is kept
// is sealed by the demand's key, under a name that says nothing of anybody.
func (s *Service) ScanUse(ctx context.Context, who access.Actor, number string) (document.Use, error) {
	d, k, err := s.keeper(ctx, who, number)
	u := Scans
	u.Name = "mandat-" + d.Number
	u.Seal = func(fileID string, from io.Reader) (io.Reader, error) { return k.SealFile(scanAt(fileID), from) }
	return u, err
}

// Sign keeps that the usager signed a sheet on a day, with its scan as ScanUse took it in.
func (s *Service) Sign(ctx context.Context, who access.Actor, number, day, fileID string) error {
	d, _, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	var f apperr.Faults
	if why := dayFault(day, s.o.Clock.Now()); why != "" {
		f.Add(FieldDay, why)
	}
	if fileID == "" {
		f.Say(FieldFile, document.NoFile())
	}
	if err := f.Err(); err != nil {
		return err
	}
	m := Mandate{ID: id.New(), DemandID: d.ID, KeyID: d.KeyID, Kind: Signed, State: Given, On: day, FileID: fileID, AskedBy: who.ID, AskedName: who.Name}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		_, err := s.o.Files.Bind(ctx, tx, who, Scans, fileID, document.Object{Kind: "casework.mandate", ID: m.ID})
		if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
			return apperr.InvalidField(FieldFile, e.Msg)
		}
		if err != nil {
			return err
		}
		return s.sheet(ctx, tx, who, number, m)
	})
}

// sheet keeps a mandate on paper.
func (s *Service) sheet(ctx context.Context, tx *db.Tx, who access.Actor, number string, m Mandate) error {
	d, err := kept(ctx, tx, who, number)
	if err != nil {
		return err
	}
	if err := insert(ctx, tx, m); err != nil {
		return err
	}
	if err := demand.NoteMandate(ctx, tx, d.ID, demand.Mandate{Kind: string(m.Kind), On: m.On}); err != nil {
		return err
	}
	return note(ctx, tx, who, d, "give", "", Given)
}

// Scan opens the scan of a mandate, for who may see its proof; each download is in the history (C027).
func (s *Service) Scan(ctx context.Context, who access.Actor, number string, n int64) (document.File, io.ReadCloser, error) {
	var f document.File
	d, m, k, err := s.proven(ctx, who, number, n)
	if err != nil {
		return f, nil, err
	}
	if m.FileID == "" {
		return f, nil, apperr.NotFoundErr()
	}
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if f, err = document.ByID(ctx, tx, m.FileID); err != nil {
			return err
		}
		return note(ctx, tx, who, d, "download", "", "")
	})
	if err != nil {
		return f, nil, err
	}
	c, err := s.o.Files.Open(ctx, f)
	if err != nil {
		return f, nil, err
	}
	plain, err := k.OpenFile(scanAt(f.ID), c)
	if err != nil {
		_ = c.Close() // it was only to be read
		return f, nil, err
	}
	return f, closing{plain, c}, nil
}

// closing reads what was opened and closes what it was read from.
type closing struct {
	io.Reader
	io.Closer
}
