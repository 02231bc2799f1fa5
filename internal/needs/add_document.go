package needs

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/msg"
)

// DocumentInput is a document as its form says it. FileID is a file that who staged for Paper; a document that is there
// keeps its version when it is empty.
type DocumentInput struct {
	Kind   DocumentKind
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

func (in DocumentInput) check() faults {
	var f faults
	if !slices.Contains(DocumentKinds(), in.Kind) {
		f.add(FieldKind, msg.FaultDocumentKind)
	}
	checkText(&f, FieldTitle, in.Title, MaxTitle, msg.FaultDocumentTitle)
	return f
}

// AddDocument gives a group one more document, and gives its number.
func (s *Service) AddDocument(ctx context.Context, who access.Actor, number int64, in DocumentInput) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		c, err := s.heldDocument(ctx, tx, who, number, 0)
		if err != nil {
			return 0, err
		}
		d := Document{ID: id.New(), Kind: in.Kind, Title: in.Title, Public: in.Public}
		if d.State, err = nextDocument(ctx, tx, who, AddDocument, c); err != nil {
			return 0, err
		}
		if err := s.checkNew(ctx, tx, c.Group, in); err != nil {
			return 0, err
		}
		if err := insertDocument(ctx, tx, c.Group, &d); err != nil {
			return 0, err
		}
		if err := s.addVersion(ctx, tx, who, &d, in.FileID); err != nil {
			return 0, err
		}
		return d.Number, writeDocumentLine(ctx, tx, who, c.Group, d, AddDocument, NoDocument)
	})
}

func (s *Service) checkNew(ctx context.Context, tx *db.Tx, g Group, in DocumentInput) error {
	f := in.check()
	if in.FileID == "" {
		f = append(f, apperr.Field{Name: FieldFile, Msg: document.NoFile()})
	}
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM needs_documents WHERE group_id = $1 AND state = 'shown'`, g.ID)
	if err != nil {
		return err
	}
	if n >= MaxDocuments {
		f.add(FieldFile, msg.FaultDocuments, "max", MaxDocuments)
	}
	return f.err()
}

// addVersion binds a file to a document as its next version, which is the current one from then on.
func (s *Service) addVersion(ctx context.Context, tx *db.Tx, who access.Actor, d *Document, fileID string) error {
	v := DocumentVersion{ID: id.New(), Number: d.Current.Number + 1, AddedName: who.Name, AddedAt: tx.Now()}
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

// conflictDocument says that somebody else changed the document meanwhile.
func conflictDocument() error { return apperr.ConflictErr(i18n.M(msg.ConflictDocument)) }
