package directory

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/directory/msg"
	"preau/internal/core/document"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// FieldPicture is the field of the picture's form, in faults.
const FieldPicture = "image"

// Picture is what an organisation's picture is held to. Shown small beside a name, it is made no larger than 480 pixels.
var Picture = document.Use{Key: "directory.picture", Types: document.Pictures(), Limit: 5 * document.Megabyte, Side: 480}

// picturePath is where an organisation's picture is found; the address changes with it, so that no browser shows a former one.
const picturePath = "/organisations/%s/image?v=%s"

// PicturePattern is the route of the pictures.
const PicturePattern = "/organisations/{ref}/image"

// PicturePath is the address of the picture of an organisation, by its reference and the picture's hash; empty for none.
func PicturePath(ref, sha256 string) string {
	if sha256 == "" {
		return ""
	}
	return fmt.Sprintf(picturePath, ref, sha256[:min(12, len(sha256))])
}

// SetPicture gives an organisation the picture that who staged; the former one is let go.
func (s *Service) SetPicture(ctx context.Context, who access.Actor, ref string, version int64, fileID string) error {
	if fileID == "" {
		if err := allow(who); err != nil {
			return err
		}
		return apperr.InvalidField(FieldPicture, document.NoFile())
	}
	return s.change(ctx, who, ref, version, "org.picture", func(tx *db.Tx, o org.Organisation) error {
		if err := org.Touch(ctx, tx, o); err != nil {
			return err
		}
		if _, err := s.unbindPicture(ctx, tx, o.ID); err != nil {
			return err
		}
		f, err := s.files.Bind(ctx, tx, who, Picture, fileID, document.Object{Kind: "org.picture", ID: o.ID})
		if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
			return apperr.InvalidField(FieldPicture, e.Msg)
		}
		if err != nil {
			return err
		}
		return insertPicture(ctx, tx, o.ID, f.ID)
	})
}

// RemovePicture takes an organisation's picture away.
func (s *Service) RemovePicture(ctx context.Context, who access.Actor, ref string, version int64) error {
	return s.change(ctx, who, ref, version, "org.picture_gone", func(tx *db.Tx, o org.Organisation) error {
		if err := org.Touch(ctx, tx, o); err != nil {
			return err
		}
		had, err := s.unbindPicture(ctx, tx, o.ID)
		if err == nil && !had {
			err = apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		return err
	})
}

// unbindPicture lets the picture that an organisation has go, and says whether there was one.
func (s *Service) unbindPicture(ctx context.Context, tx *db.Tx, orgID string) (bool, error) {
	fileID, err := deletePicture(ctx, tx, orgID)
	if err != nil || fileID == "" {
		return false, err
	}
	return true, s.files.Unbind(ctx, tx, fileID)
}

// OpenPicture reads an organisation's picture. A logo is made to be seen: everybody may, also of one that has closed.
func (s *Service) OpenPicture(ctx context.Context, ref string) (document.Content, error) {
	var f document.File
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		f, err = pictureOf(ctx, tx, ref)
		return err
	})
	if err != nil {
		return document.Content{}, err
	}
	return s.files.Open(ctx, f)
}
