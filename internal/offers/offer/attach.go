package offer

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer/msg"
)

// Paper is what an attachment is held to (O91).
var Paper = document.Use{Key: "offers.file", Types: document.Papers(), Limit: 10 * document.Megabyte}

// MostFiles is how many attachments a version has.
const MostFiles = 5

// Attachment is a file of an offer, as one of its versions names it. The file itself never changes: another one has another number.
type Attachment struct {
	N         int64  `json:"n"` // in addresses; given once in the whole instance
	FileID    string `json:"file"`
	Name      string `json:"name"`
	MediaType string `json:"type"`
	Size      int64  `json:"size"` // bytes
}

// File is the attachment as the house speaks of files: type and weight are said alike everywhere.
func (a Attachment) File() document.File {
	return document.File{ID: a.FileID, Name: a.Name, MediaType: a.MediaType, Size: a.Size}
}

// attach gives a version its attachments: those kept of the version that it replaces, and those that were sent with it.
func (s *Service) attach(ctx context.Context, tx *db.Tx, who access.Actor, offerID string, in *Input, was []Attachment) error {
	in.Files = nil
	for _, n := range in.Kept {
		i := slices.IndexFunc(was, func(a Attachment) bool { return a.N == n })
		if i < 0 || slices.Contains(in.Files, was[i]) {
			return apperr.InvalidField(FieldFiles, i18n.M(msg.FaultChoice))
		}
		in.Files = append(in.Files, was[i])
	}
	if len(in.Kept)+len(in.Sent) > MostFiles {
		return apperr.InvalidField(FieldFiles, i18n.M(msg.FaultFiles, "max", MostFiles, "n", len(in.Kept)+len(in.Sent)))
	}
	for _, id := range in.Sent {
		f, err := s.o.Files.Bind(ctx, tx, who, Paper, id, document.Object{Kind: ObjectKind, ID: offerID})
		if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
			return apperr.InvalidField(FieldFiles, e.Msg)
		}
		if err != nil {
			return err
		}
		a := Attachment{FileID: f.ID, Name: f.Name, MediaType: f.MediaType, Size: f.Size}
		if err := insertFile(ctx, tx, offerID, &a); err != nil {
			return err
		}
		in.Files = append(in.Files, a)
	}
	return nil
}

// attachAgain gives a new draft the attachments of what it is made of: the same files, under numbers of their own.
func (s *Service) attachAgain(ctx context.Context, tx *db.Tx, from Offer, to *Offer) error {
	files := to.Files
	to.Files = nil
	for _, a := range files {
		if err := holdFile(ctx, tx, from, a); err != nil {
			return err
		}
		if err := insertFile(ctx, tx, to.ID, &a); err != nil {
			return err
		}
		to.Files = append(to.Files, a)
	}
	return nil
}

// versionsFiles are the attachments that the versions of an offer name.
func versionsFiles(o Offer) []Attachment {
	if o.Copy == nil {
		return o.Files
	}
	return slices.Concat(o.Files, o.Copy.Files)
}

// letGo lets go of the attachments that an offer had and that none of its versions names any more.
func (s *Service) letGo(ctx context.Context, tx *db.Tx, had []Attachment, o Offer) error {
	has := versionsFiles(o)
	for _, a := range had {
		if slices.Contains(has, a) {
			continue
		}
		last, err := removeFile(ctx, tx, a)
		if err != nil {
			return err
		}
		if !last {
			continue
		}
		if err := s.o.Files.Unbind(ctx, tx, a.FileID); err != nil {
			return err
		}
	}
	return nil
}

// Open reads an attachment of an offer, of whichever of its versions, for who may see the offer.
func (s *Service) Open(ctx context.Context, who access.Actor, n Number, file int64) (document.Content, error) {
	var f document.File
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, _, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		f, err = FileOf(ctx, tx, versionsFiles(c.Offer), file)
		return err
	})
	if err != nil {
		return document.Content{}, err
	}
	return s.o.Files.Open(ctx, f)
}

// FileOf is one of some attachments as it is kept; NotFound where it is none of them, or kept no longer.
func FileOf(ctx context.Context, tx *db.Tx, among []Attachment, n int64) (document.File, error) {
	for _, a := range among {
		if a.N != n {
			continue
		}
		f, err := document.ByID(ctx, tx, a.FileID)
		if err != nil || f.There() {
			return f, err
		}
	}
	return document.File{}, apperr.NotFoundErr()
}
