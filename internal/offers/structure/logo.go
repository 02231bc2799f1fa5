package structure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/offers/msg"
)

// Logo is what a structure's logo is held to (O14). It is made anew: nothing that the file said beside its picture stays.
var Logo = document.Use{Key: "offers.logo", Types: document.Pictures(), Limit: 2 * document.Megabyte, Apart: true, Side: 480}

// What may wait for forms that were not sent: of one network, where a school is many people, and in all.
const (
	mostStagedOf = 40
	mostStaged   = 400
	jobLogos     = "offers.logos"
)

// logoStays is how long a logo waits for its form.
const logoStays = 24 * time.Hour

// Picture is a structure's logo. Content is read by OpenLogo alone.
type Picture struct {
	ID, Name, MediaType, SHA256 string
	Size                        int64
	Content                     []byte
}

// StageLogo takes a logo in for a form that is not sent yet, of whoever sends it from a network. It is refused while too many wait: the
// form goes on without it.
func (s *Service) StageLogo(ctx context.Context, net, name string, from io.Reader) (Picture, error) {
	if err := s.room(ctx, net); err != nil {
		return Picture{}, err
	}
	f, content, err := s.o.Files.Repaint(ctx, Logo, name, from)
	if err != nil {
		return Picture{}, err
	}
	p := Picture{ID: id.New(), Name: f.Name, MediaType: f.MediaType, SHA256: f.SHA256, Size: f.Size}
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO offers_logos (id, name, media_type, sha256, content, staged_at, staged_from) VALUES ($1, $2, $3, $4, $5, $6, $7)`, p.ID, p.Name, p.MediaType, p.SHA256, content, tx.Now(), net)
		return err
	})
	return p, err
}

// room refuses a logo while too many wait.
func (s *Service) room(ctx context.Context, net string) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		type waiting struct{ of, all int }
		n, err := db.One(ctx, tx, func(n *waiting) []any { return []any{&n.of, &n.all} },
			`SELECT (SELECT count(*) FROM offers_logos WHERE structure_id IS NULL AND staged_from = $1), (SELECT count(*) FROM offers_logos WHERE structure_id IS NULL)`, net)
		if err != nil {
			return fmt.Errorf("logos that wait: %w", err)
		}
		if n.of >= mostStagedOf || n.all >= mostStaged {
			return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FaultLogoRoom)}
		}
		return nil
	})
}

// StagedLogo is a logo that came with an earlier try of a form, while it is there.
func (s *Service) StagedLogo(ctx context.Context, logoID string) (Picture, bool, error) {
	var p Picture
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		p, err = logoByID(ctx, tx, logoID, " AND structure_id IS NULL")
		return err
	})
	if apperr.Is(err, apperr.NotFound) {
		return Picture{}, false, nil
	}
	return p, err == nil, err
}

// OpenLogo reads a structure's logo. A logo is made to be seen: that of a structure that works is for everybody.
func (s *Service) OpenLogo(ctx context.Context, who access.Actor, number int64) (Picture, error) {
	var p Picture
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		if x.LogoID == "" || x.State != Active && !Moves.May(See, x.State, RolesOf(who, x), x) {
			return apperr.NotFoundErr()
		}
		if p, err = logoByID(ctx, tx, x.LogoID, ""); err != nil {
			return err
		}
		p.Content, err = db.Value[[]byte](ctx, tx, `SELECT content FROM offers_logos WHERE id = $1`, p.ID)
		return err
	})
	return p, err
}

func logoByID(ctx context.Context, tx *db.Tx, logoID, cond string) (Picture, error) {
	p, err := db.One(ctx, tx, func(p *Picture) []any { return []any{&p.ID, &p.Name, &p.MediaType, &p.SHA256, &p.Size} },
		`SELECT id, name, media_type, sha256, length(content) FROM offers_logos WHERE id = $1`+cond, logoID)
	if errors.Is(err, db.ErrNone) {
		return p, apperr.NotFoundErr()
	}
	if err != nil {
		return p, fmt.Errorf("logo: %w", err)
	}
	return p, nil
}

// changeLogo gives a structure the logo that came with a form; without one, that of today goes where that was asked.
func changeLogo(ctx context.Context, tx *db.Tx, x *Structure, in Typed, logoID string) error {
	if logoID != "" {
		return setLogo(ctx, tx, x, logoID)
	}
	if !in.NoLogo || x.LogoID == "" {
		return nil
	}
	return dropLogo(ctx, tx, x)
}

func dropLogo(ctx context.Context, tx *db.Tx, x *Structure) error {
	if _, err := tx.Exec(ctx, `DELETE FROM offers_logos WHERE id = $1`, x.LogoID); err != nil {
		return fmt.Errorf("former logo: %w", err)
	}
	x.LogoID = ""
	return nil
}

// setLogo gives a structure a logo that was staged; the former one goes.
func setLogo(ctx context.Context, tx *db.Tx, x *Structure, logoID string) error {
	n, err := tx.Exec(ctx, `UPDATE offers_logos SET structure_id = $1, staged_from = '' WHERE id = $2 AND structure_id IS NULL`, x.ID, logoID)
	if err != nil {
		return fmt.Errorf("bind logo: %w", err)
	}
	if n == 0 {
		return apperr.InvalidField(FieldLogo, i18n.M(msg.FaultLogo))
	}
	if x.LogoID != "" {
		if err := dropLogo(ctx, tx, x); err != nil {
			return err
		}
	}
	x.LogoID = logoID
	return nil
}

// sweepLogos removes the logos of forms that were never sent.
func (s *Service) sweepLogos(ctx context.Context, _ time.Time) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM offers_logos WHERE structure_id IS NULL AND staged_at < $1`, tx.Now().Add(-logoStays))
		return err
	})
}

// LogoPath is where a structure's logo is read; empty where it has none.
func (s *Service) LogoPath(ctx context.Context, orgID string) (string, error) {
	var path string
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		path, err = db.Value[string](ctx, tx, `SELECT '/offreur/logos/' || CAST(s.number AS TEXT) || '?v=' || substr(l.sha256, 1, 12) FROM offers_structures s JOIN offers_logos l ON l.id = s.logo_id WHERE s.org_id = $1`, orgID)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("path of a logo: %w", err)
	}
	return path, nil
}

// LogoOf is the logo of the structure of an organisation; empty where it has none. Whoever asks may see its offers.
func (s *Service) LogoOf(ctx context.Context, orgID string) (content []byte, mediaType string, err error) {
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		type logo struct {
			content   []byte
			mediaType string
		}
		l, err := db.One(ctx, tx, func(l *logo) []any { return []any{&l.content, &l.mediaType} },
			`SELECT l.content, l.media_type FROM offers_structures s JOIN offers_logos l ON l.id = s.logo_id WHERE s.org_id = $1`, orgID)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		content, mediaType = l.content, l.mediaType
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("logo: %w", err)
	}
	return content, mediaType, nil
}
