package mandate

import (
	"context"
	"io"
	"slices"
	"strings"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Scans are the files of signed sheets: scanned or photographed (C060, C027).
var Scans = document.Use{Key: "casework.mandate", Types: append([]document.Type{document.PDF}, document.Pictures()...), Limit: 10 * document.Megabyte, Side: 2400}

// Hold keeps that the structure holds a mandate of a day (C060), which names the organismes of the demand, and others by their numbers.
func (s *Service) Hold(ctx context.Context, who access.Actor, number, day string, also ...int64) error {
	d, k, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	if why := s.dayFault(day, s.o.Clock.Now()); why != "" {
		return apperr.InvalidField(FieldDay, i18n.M(why))
	}
	m := Mandate{ID: id.New(), DemandID: d.ID, KeyID: d.KeyID, Kind: Held, State: Given, On: day, AskedBy: who.ID, AskedName: who.Name}
	if m.Agencies, err = s.naming(ctx, d, also); err != nil {
		return err
	}
	if len(m.Agencies) == 0 {
		return apperr.InvalidField(FieldDay, i18n.M(msg.FaultNobody))
	}
	if err := s.of(d, k, &m, FieldDay); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := s.after(ctx, tx, m); err != nil {
			return err
		}
		return s.sheet(ctx, tx, who, number, m)
	})
}

// ScanUse is how the scan of a demand's sheet is taken in, for who keeps its mandate: its type is told by its content, what is kept
// is sealed by the demand's key, under a name that says nothing of anybody.
func (s *Service) ScanUse(ctx context.Context, who access.Actor, number string) (document.Use, error) {
	d, k, err := s.keeper(ctx, who, number)
	u := Scans
	u.Name = scanName(d)
	u.Seal = func(fileID string, from io.Reader) (io.Reader, error) { return k.SealFile(scanAt(fileID), from) }
	return u, err
}

// Sign keeps that the usager signed a sheet on a day, with its scan as ScanUse took it in for this demand. The sheet names the organismes
// of the demand, and others by their numbers.
func (s *Service) Sign(ctx context.Context, who access.Actor, number, day, fileID string, also ...int64) error {
	d, k, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	var f apperr.Faults
	if why := s.dayFault(day, s.o.Clock.Now()); why != "" {
		f.Add(FieldDay, why)
	}
	named, err := s.naming(ctx, d, also)
	switch {
	case apperr.Is(err, apperr.Invalid):
		f.Add(FieldAlso, msg.FaultAlso)
	case err != nil:
		return err
	case len(named) == 0:
		f.Add(FieldDay, msg.FaultNobody)
	}
	if fileID == "" {
		f.Say(FieldFile, document.NoFile())
	}
	if err := f.Err(); err != nil {
		return err
	}
	m := Mandate{ID: id.New(), DemandID: d.ID, KeyID: d.KeyID, Kind: Signed, State: Given, On: day, FileID: fileID, Agencies: named, AskedBy: who.ID, AskedName: who.Name}
	if err := s.of(d, k, &m, FieldDay); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		scan, err := s.o.Files.Bind(ctx, tx, who, Scans, fileID, document.Object{Kind: "casework.mandate", ID: m.ID})
		if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
			return apperr.InvalidField(FieldFile, e.Msg)
		}
		if err == nil && !isScanOf(d, scan) { // it is sealed by another demand's key
			err = apperr.InvalidField(FieldFile, document.NoFile())
		}
		if err == nil {
			err = s.after(ctx, tx, m)
		}
		if err != nil {
			return err
		}
		return s.sheet(ctx, tx, who, number, m)
	})
}

// after refuses a paper of a day before its signer's last no. Of that very day it is whoever keeps it who knows which came first.
func (s *Service) after(ctx context.Context, tx *db.Tx, m Mandate) error {
	all, err := ofDemand(ctx, tx, m.DemandID)
	if err == nil && m.On < s.dayOf(lastNo(all, m.signer)) {
		err = apperr.InvalidField(FieldDay, i18n.M(msg.WhySince))
	}
	return err
}

// scanName begins the name of a demand's scans: it says nothing of anybody, and of which demand they are.
func scanName(d demand.Demand) string { return "mandat-" + d.Number }

func isScanOf(d demand.Demand, f document.File) bool {
	return strings.HasPrefix(f.Name, scanName(d)+".")
}

// Declare keeps the mandate that a structure holds, when a demand is sent that names it by its day alone: it is one like others from then on,
// with its line in the history, and can be taken back (C060). One that is kept already, for as many organismes, is not kept twice.
func (s *Service) Declare(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, heldOn string) error {
	all, err := ofDemand(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	m := Mandate{ID: id.New(), DemandID: d.ID, KeyID: d.KeyID, Kind: Held, State: Given, On: heldOn, Agencies: named(d), AskedBy: who.ID, AskedName: who.Name, signer: d.Signer()}
	for _, x := range all {
		others := slices.ContainsFunc(m.Agencies, func(a Agency) bool {
			return !slices.ContainsFunc(x.Agencies, func(b Agency) bool { return a.ID == b.ID })
		})
		if x.Kind == Held && x.On == heldOn && x.Holds(tx.Now()) && !x.another(d.Signer()) && !others {
			return nil
		}
	}
	if err := insert(ctx, tx, m); err != nil {
		return err
	}
	return note(ctx, tx, who, d, "give", "", Given)
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
