package document

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Input is a document as its form says it. FileID is a file that who staged for Paper; a document that is there
// keeps its version when it is empty.
type Input struct {
	Kind   Kind
	Title  string
	Public bool
	FileID string
}

// Names of the fields of the document's form, in faults. The title's is FieldTitle.
const (
	FieldKind   = "nature"
	FieldPublic = "acces"
	FieldFile   = "fichier"
)

// MaxDocuments is how many documents a group can show.
const MaxDocuments = 50

func (in Input) check() group.Faults {
	var f group.Faults
	if !slices.Contains(Kinds(), in.Kind) {
		f.Add(FieldKind, msg.FaultDocumentKind)
	}
	group.CheckText(&f, group.FieldTitle, in.Title, group.MaxTitle, msg.FaultDocumentTitle)
	return f
}

// AddDocument gives a group one more document, and gives its number.
func (s *Service) AddDocument(ctx context.Context, who access.Actor, number int64, in Input) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		c, err := s.held(ctx, tx, who, number, 0)
		if err != nil {
			return 0, err
		}
		d := Document{ID: id.New(), Kind: in.Kind, Title: in.Title, Public: in.Public}
		if d.State, err = next(ctx, tx, who, AddDocument, c); err != nil {
			return 0, err
		}
		if err := s.checkNew(ctx, tx, c.Group, in); err != nil {
			return 0, err
		}
		if err := insert(ctx, tx, c.Group, &d); err != nil {
			return 0, err
		}
		if err := s.addVersion(ctx, tx, who, &d, in.FileID); err != nil {
			return 0, err
		}
		return d.Number, writeLine(ctx, tx, who, c.Group, d, AddDocument, None)
	})
}

func (s *Service) checkNew(ctx context.Context, tx *db.Tx, g group.Group, in Input) error {
	f := in.check()
	if in.FileID == "" {
		f = append(f, apperr.Field{Name: FieldFile, Msg: document.NoFile()})
	}
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM needs_documents WHERE group_id = $1 AND state = 'shown'`, g.ID)
	if err != nil {
		return err
	}
	if n >= MaxDocuments {
		f.Add(FieldFile, msg.FaultDocuments, "max", MaxDocuments)
	}
	return f.Err()
}

// addVersion binds a file to a document as its next version, which is the current one from then on.
func (s *Service) addVersion(ctx context.Context, tx *db.Tx, who access.Actor, d *Document, fileID string) error {
	v := Version{ID: id.New(), Number: d.Current.Number + 1, AddedName: who.Name, AddedAt: tx.Now()}
	var err error
	v.File, err = s.files.Bind(ctx, tx, who, Paper, fileID, document.Object{Kind: "needs.document", ID: d.ID})
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
		return apperr.InvalidField(FieldFile, e.Msg)
	}
	if err != nil {
		return err
	}
	d.Current = v
	return insertVersion(ctx, tx, who, *d)
}

// conflict says that somebody else changed the document meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictDocument)) }
