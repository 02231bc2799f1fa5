// Package photo is what articles look like: one picture each, given by the purchasing body, made anew from what was sent, so that
// nothing is in it but what is seen. It is the article's, not an edition's: an update leaves it.
package photo

import (
	"context"
	"fmt"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Field is the field of the photo's form, in faults.
const Field = "image"

// Use is what a photo is held to: no larger than 800 pixels, which a page shows at half that, sharp on fine screens.
var Use = document.Use{Key: "catalog.photo", Types: document.Pictures(), Limit: 5 * document.Megabyte, Side: 800}

// Pattern is the route of the photos.
const Pattern = "/articles/photos/{id}"

// Path is the address of an article's photo, which changes with it, so that no browser shows a former one; empty for none.
func Path(number int64, sha256 string) string {
	if sha256 == "" {
		return ""
	}
	return fmt.Sprintf("/articles/photos/%d?v=%s", number, sha256[:min(12, len(sha256))])
}

// Service holds the use cases.
type Service struct {
	db      *db.DB
	files   *document.Service
	catalog *catalog.Service
}

// New makes the service.
func New(d *db.DB, f *document.Service, c *catalog.Service) *Service { return &Service{d, f, c} }

// View is an article with its photo.
type View struct {
	article.Article
	Photo string // its address; empty for none
	Seen  string // the photo that a form was made from
}

// Show is the photo of an article, for the purchasing body.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if err := catalog.Keeps(ctx, tx, who); err != nil {
			return err
		}
		v, err = viewOf(ctx, tx, number)
		return err
	})
	return v, err
}

// Allow is nil for who may set photos; it is asked before megabytes are read.
func (s *Service) Allow(ctx context.Context, who access.Actor) error {
	return s.db.View(ctx, func(tx *db.Tx) error { return catalog.Keeps(ctx, tx, who) })
}

// Set gives an article the photo that who staged; the former one is let go.
func (s *Service) Set(ctx context.Context, who access.Actor, number int64, seen, fileID string) error {
	return s.change(ctx, who, number, seen, "set", func(tx *db.Tx) error {
		if fileID == "" {
			return apperr.InvalidField(Field, document.NoFile())
		}
		if err := s.unbind(ctx, tx, number); err != nil {
			return err
		}
		f, err := s.files.Bind(ctx, tx, who, Use, fileID, document.Object{Kind: "catalog.photo", ID: fmt.Sprint(number)})
		if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
			return apperr.InvalidField(Field, e.Msg)
		}
		if err != nil {
			return err
		}
		return insert(ctx, tx, number, f.ID)
	})
}

// Remove takes an article's photo away.
func (s *Service) Remove(ctx context.Context, who access.Actor, number int64, seen string) error {
	return s.change(ctx, who, number, seen, "remove", func(tx *db.Tx) error {
		if seen == "" {
			return conflict()
		}
		return s.unbind(ctx, tx, number)
	})
}

// change does an act on an article's photo, if it is the one that the form was made from.
func (s *Service) change(ctx context.Context, who access.Actor, number int64, seen, act string, do func(*db.Tx) error) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := catalog.Keeps(ctx, tx, who); err != nil {
			return err
		}
		if err := touch(ctx, tx, number); err != nil {
			return err
		}
		v, err := viewOf(ctx, tx, number)
		if err != nil {
			return err
		}
		if v.Seen != seen {
			return conflict()
		}
		if err := do(tx); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "catalog.article", ID: fmt.Sprint(number)}, Act: "catalog.photo." + act})
	})
}

func (s *Service) unbind(ctx context.Context, tx *db.Tx, number int64) error {
	fileID, err := remove(ctx, tx, number)
	if err != nil || fileID == "" {
		return err
	}
	return s.files.Unbind(ctx, tx, fileID)
}

// Open reads an article's photo, for who sees its market.
func (s *Service) Open(ctx context.Context, who access.Actor, number int64) (document.Content, error) {
	if !who.SignedIn() {
		return document.Content{}, apperr.UnauthenticatedErr()
	}
	var f document.File
	err := s.db.View(ctx, func(tx *db.Tx) error {
		found, market, err := fileOf(ctx, tx, number)
		if err != nil {
			return err
		}
		f = found
		all, err := s.catalog.ReadableIn(ctx, tx, who)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.Number == market {
				return nil
			}
		}
		return apperr.NotFoundErr()
	})
	if err != nil {
		return document.Content{}, err
	}
	return s.files.Open(ctx, f)
}

func viewOf(ctx context.Context, tx *db.Tx, number int64) (View, error) {
	live, err := article.Live(ctx, tx, []int64{number})
	if err != nil {
		return View{}, err
	}
	a, ok := live[number]
	if !ok {
		return View{}, apperr.NotFoundErr()
	}
	of, err := Of(ctx, tx, []int64{number})
	return View{Article: a, Photo: Path(number, of[number]), Seen: of[number]}, err
}

// conflict says that somebody else changed the photo meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.PhotoConflict)) }
