package document

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// EditDocument changes what is said of a document and who may see it and, when a file comes with the form, gives it a new
// version; the older ones stay with who took them. version is the one that the form was made from.
func (s *Service) EditDocument(ctx context.Context, who access.Actor, number, doc, version int64, in Input) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		c, err := s.held(ctx, tx, who, number, doc)
		if err != nil {
			return err
		}
		do := EditDocument
		if in.FileID != "" {
			do = ReplaceDocument
		}
		if _, err := next(ctx, tx, who, do, c); err != nil {
			return err
		}
		d := c.Document
		if d.Version != version {
			return conflict()
		}
		if err := in.check().Err(); err != nil {
			return err
		}
		d.Kind, d.Title, d.Public = in.Kind, in.Title, in.Public
		if do == ReplaceDocument {
			if err := s.addVersion(ctx, tx, who, &d, in.FileID); err != nil {
				return err
			}
		}
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, c.Group, d, do, d.State)
	})
}

// WithdrawDocument takes a document from the list. What somebody has downloaded is kept with its log, for the coordinators
// to show what was agreed to; a file that nobody ever took is erased. It gives the title.
func (s *Service) WithdrawDocument(ctx context.Context, who access.Actor, number, doc, version int64) (string, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (string, error) {
		c, err := s.held(ctx, tx, who, number, doc)
		if err != nil {
			return "", err
		}
		to, err := next(ctx, tx, who, WithdrawDocument, c)
		if err != nil {
			return "", err
		}
		d, from := c.Document, c.Document.State
		if d.Version != version {
			return "", conflict()
		}
		d.State, d.WithdrawnName, d.WithdrawnAt = to, who.Name, tx.Now()
		if err := save(ctx, tx, d); err != nil {
			return "", err
		}
		unread, err := unreadFiles(ctx, tx, d)
		if err != nil {
			return "", err
		}
		for _, fileID := range unread {
			if err := s.files.Unbind(ctx, tx, fileID); err != nil {
				return "", err
			}
		}
		return d.Title, writeLine(ctx, tx, who, c.Group, d, WithdrawDocument, from)
	})
}
