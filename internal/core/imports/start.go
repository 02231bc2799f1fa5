package imports

import (
	"context"
	"errors"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sheet"
)

// The names of the fields of the form.
const (
	FieldKind = "sorte"
	FieldFile = "fichier"
)

type runArgs struct {
	Number int64 `json:"import"`
}

// Start takes a file that who staged, and gives the import's number. The titles are looked at first, so that what is no
// such sheet is told next to its field; all else is the job's. Of a file that is being dealt with already, its import is told.
func (s *Service) Start(ctx context.Context, who access.Actor, at Place, slug, fileID string) (int64, error) {
	if err := s.AllowNew(ctx, who, at); err != nil {
		return 0, err
	}
	k, known := s.KindBySlug(at.Of, slug)
	if !known {
		return 0, apperr.InvalidField(FieldKind, i18n.M(msg.FaultKind))
	}
	f, fault := s.look(ctx, who, at, k, fileID)
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		if fault != nil {
			return 0, fault // of a first try: one that is repeated has its answer already
		}
		if err := s.allowNew(ctx, tx, who, at); err != nil {
			return 0, err
		}
		return s.add(ctx, tx, who, at, k, f)
	})
}

// look finds the file that was staged, and says what is wrong with it.
func (s *Service) look(ctx context.Context, who access.Actor, at Place, k Kind, fileID string) (document.File, error) {
	f, there, err := s.o.Files.Received(ctx, who, at.Use(), fileID)
	if err == nil && !there {
		err = apperr.InvalidField(FieldFile, document.NoFile())
	}
	if err == nil {
		err = s.probe(ctx, k, f)
	}
	return f, err
}

// probe reads the titles and the first line.
func (s *Service) probe(ctx context.Context, k Kind, f document.File) error {
	src, err := s.open(ctx, k, f)
	if err != nil {
		return refusal(err)
	}
	defer src.Close()
	t, err := k.open(src.File, s.o.Clock.Now())
	if err != nil {
		return refusal(err)
	}
	for _, err := range t.lines {
		return refusal(err)
	}
	return apperr.InvalidField(FieldFile, i18n.M(msg.FaultNoLine))
}

// refusal tells a sheet's fault next to the field of the file.
func refusal(err error) error {
	var f *sheet.Fault
	if !errors.As(err, &f) {
		return err
	}
	e := &apperr.Error{Kind: apperr.Invalid, Err: f.Err}
	for _, m := range faultOf(f) {
		e.Fields = append(e.Fields, apperr.Field{Name: FieldFile, Msg: m})
	}
	return e
}

func faultOf(f *sheet.Fault) []i18n.Msg { return append([]i18n.Msg{f.Msg}, f.More...) }

func (s *Service) add(ctx context.Context, tx *db.Tx, who access.Actor, at Place, k Kind, f document.File) (int64, error) {
	n, err := nextNumber(ctx, tx)
	if err != nil {
		return 0, err
	}
	by := ""
	if k.Space.Own {
		by = who.ID
	}
	switch twin, found, err := openTwin(ctx, tx, k.Key, at.ID, f.SHA256, by); {
	case err != nil:
		return 0, err
	case found:
		return 0, apperr.ConflictErr(i18n.M(msg.FaultTwin, "number", number(twin.Number), "name", twin.StartedName))
	}
	if _, err := s.o.Files.Bind(ctx, tx, who, at.Use(), f.ID, document.Object{Kind: "import", ID: number(n)}); err != nil {
		return 0, err
	}
	i := Import{
		Number: n, Kind: k.Key, Place: at.ID, Writes: k.writesTo(at), State: Reading, FileID: f.ID, FileName: f.Name, SHA256: f.SHA256,
		StartedBy: who.ID, StartedName: who.Name, StartedAt: tx.Now(), MovedBy: who.ID, MovedName: who.Name, MovedAt: tx.Now(), Version: 1, Total: f.Size,
	}
	if err := insertImport(ctx, tx, i); err != nil {
		return 0, err
	}
	was := i
	was.State = ""
	if err := s.write(ctx, tx, who, was, "start", Reading); err != nil {
		return 0, err
	}
	return n, s.wake(ctx, tx, n)
}

// writesTo is what an import changes: of another place, something else.
func (k Kind) writesTo(at Place) string {
	if at.ID == "" {
		return k.Writes
	}
	return k.Writes + "/" + at.ID
}

// wake lets the job go on with an import.
func (s *Service) wake(ctx context.Context, tx *db.Tx, n int64) error {
	return s.o.Jobs.Add(ctx, tx, jobRun, runArgs{n}, jobs.Options{Unique: number(n)})
}
