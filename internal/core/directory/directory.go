// Package directory is the operator's care of the organisations: establishments, their authorities, suppliers. An
// administrator finds, adds, mends, closes and opens them again; nobody else comes in. Whoever needs an organisation
// that is not there writes to the operator.
package directory

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Path is the list of the organisations.
const Path = "/administration/organisations"

// Standing names those who hold a role at an establishment that only its authority may give once it has one.
type Standing func(ctx context.Context, tx *db.Tx, orgID string) ([]string, error)

// Service is the use cases.
type Service struct {
	db       *db.DB
	files    *document.Service
	standing []Standing
}

// New makes the service.
func New(d *db.DB, files *document.Service, standing ...Standing) *Service {
	return &Service{db: d, files: files, standing: standing}
}

// Filter chooses what the list shows.
type Filter struct {
	Text   string
	Kind   org.Kind // empty: all
	Closed bool     // those that have ceased too
	Page   int      // from 1
	Size   int
}

// List is one numbered page, by name.
type List struct {
	Organisations []org.Organisation
	Total         int
	Page          int // within the pages, whatever was asked
	Size          int
}

const (
	usualSize = 20
	mostSize  = 100
)

// List finds organisations. To others than administrators it does not exist.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (List, error) {
	l := List{Page: max(1, f.Page), Size: f.Size}
	if err := allow(who); err != nil {
		return l, err
	}
	if l.Size < 1 || l.Size > mostSize {
		l.Size = usualSize
	}
	q := org.Query{Text: f.Text, Closed: f.Closed}
	if f.Kind != "" {
		q.Kinds = []org.Kind{f.Kind}
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		l.Organisations, l.Total, err = org.Page(ctx, tx, q, l.Page, l.Size)
		if last := max(1, (l.Total+l.Size-1)/l.Size); err == nil && l.Page > last {
			l.Page = last
			l.Organisations, l.Total, err = org.Page(ctx, tx, q, l.Page, l.Size)
		}
		return err
	})
	return l, err
}

// Record is one organisation with what happened to it.
type Record struct {
	org.Organisation
	Parent  string // the name of the body above, empty at the top
	Picture string // the address of its picture, empty without one
	Sites   []org.Site
	Lines   []history.Line
}

// Show is one organisation.
func (s *Service) Show(ctx context.Context, who access.Actor, ref string) (Record, error) {
	var out Record
	if err := allow(who); err != nil {
		return out, err
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if out.Organisation, err = org.ByRef(ctx, tx, ref); err != nil {
			return err
		}
		if out.ParentID != "" {
			p, err := org.ByID(ctx, tx, out.ParentID)
			if err != nil {
				return err
			}
			out.Parent = p.Name
		}
		f, err := pictureOf(ctx, tx, ref)
		if err != nil && !apperr.Is(err, apperr.NotFound) {
			return err
		}
		out.Picture = PicturePath(out.Ref, f.SHA256)
		if out.Sites, err = org.Sites(ctx, tx, out.ID); err != nil {
			return err
		}
		out.Lines, err = history.Of(ctx, tx, object(out.Organisation), 20)
		return err
	})
	return out, err
}

func object(o org.Organisation) history.Object { return history.Object{Kind: "org", ID: o.ID} }

// Allow says whether the actor may care for organisations.
func (s *Service) Allow(who access.Actor) error { return allow(who) }

func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}

func write(ctx context.Context, tx *db.Tx, who access.Actor, o org.Organisation, act string) error {
	return history.Write(ctx, tx, who, history.Line{Object: object(o), Act: act, Data: map[string]string{"name": o.Name}})
}
