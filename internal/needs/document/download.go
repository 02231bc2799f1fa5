package document

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
)

// Taking says what is taken of a document.
type Taking struct {
	Group, Document, Version int64 // public numbers
	Part                     bool  // a part of the file, as browsers fetch a long one or go on with one that was cut
	Look                     bool  // only whether it is there
}

// DownloadDocument gives a version of a document to read. What somebody who is signed in takes is one line of the history,
// which says who has agreed to what (R033); further parts of a file that they have already are none. The store is asked
// before the line is written, so that nobody is said to have what they never got.
func (s *Service) DownloadDocument(ctx context.Context, who access.Actor, t Taking) (document.Content, error) {
	var c Case
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		c, err = s.downloadCase(ctx, tx, who, t)
		return err
	})
	if err != nil {
		return document.Content{}, err
	}
	content, err := s.files.Open(ctx, c.Asked.File)
	if err != nil || !who.SignedIn() || t.Look {
		return content, err
	}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error { return s.noteDownload(ctx, tx, who, t) }); err != nil {
		_ = content.Close() // it was only to be read
		return document.Content{}, err
	}
	return content, nil
}

// downloadCase is the version that is wanted, if who may have it.
func (s *Service) downloadCase(ctx context.Context, tx *db.Tx, who access.Actor, t Taking) (Case, error) {
	c, err := s.caseOf(ctx, tx, who, t.Group, t.Document)
	if err != nil {
		return c, err
	}
	if c.Asked, err = versionAt(ctx, tx, c.Document, t.Version); err != nil {
		return c, err
	}
	_, err = next(ctx, tx, who, DownloadDocument, c)
	if !who.SignedIn() && err != nil && !c.Document.Public && c.Document.State == Shown {
		return c, apperr.UnauthenticatedErr() // a member's link that was opened before signing in
	}
	return c, err
}

func (s *Service) noteDownload(ctx context.Context, tx *db.Tx, who access.Actor, t Taking) error {
	if err := hold(ctx, tx, t.Group, t.Document); err != nil {
		return err
	}
	c, err := s.downloadCase(ctx, tx, who, t)
	if err != nil {
		return err
	}
	orgID := ""
	if group.ActsFor(who, who.OrgID) {
		orgID = who.OrgID
	}
	noted, err := countDownload(ctx, tx, who, c.Asked, orgID, t.Part)
	if err != nil || !noted {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: object(c.Document), Act: "needs.document.download",
		Data: lineData(c.Group, c.Document, c.Asked),
	})
}
