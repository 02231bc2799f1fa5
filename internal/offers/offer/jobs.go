package offer

import (
	"context"
	"errors"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/option"
)

const (
	jobDays  = "offers.days"
	jobFiles = "offers.files"
	// atOnce bounds what one minute brings; each offer has a transaction of its own.
	atOnce = 200
	// Author is who the program is in the history.
	author = "Préau"
)

// turn publishes what was validated and whose first day has come, unpublishes what has ended, and all that a closed structure has, with a last
// day or without, and archives what ended long ago and nobody touched since, be it its dates or its next version alone: of structures that do not work, too, so that nothing of people is kept without end (O92).
func (s *Service) turn(ctx context.Context, at time.Time) error {
	today := s.Today(ctx, at)
	var long time.Time
	if err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		chosen, err := option.Read(ctx, tx)
		long = at.AddDate(0, -chosen.ArchiveAfter, 0)
		return err
	}); err != nil {
		return err
	}
	return errors.Join(
		s.each(ctx, at, Publish, `o.state = 'approved' AND o.publish_from <= $1 AND (o.publish_until = '' OR o.publish_until >= $1) AND s.state = 'active' AND o.publish_from <> ''
			AND NOT EXISTS (SELECT 1 FROM org_sites p WHERE p.id = o.site_id AND p.closed_at IS NOT NULL)`, today),
		s.each(ctx, at, Unpublish, `o.state = 'published' AND o.publish_until <> '' AND o.publish_until < $1`, today),
		s.each(ctx, at, Unpublish, `o.state = $1 AND o.org_id IN (SELECT x.org_id FROM offers_structures x WHERE x.state = 'closed')`, Published),
		s.each(ctx, at, Archive, `o.state IN ('unpublished', 'refused') AND o.moved_at <= $1
			AND NOT EXISTS (SELECT 1 FROM history_lines h WHERE h.object_kind = 'offers.offer' AND h.object_id = o.id AND h.done_at > $1)`, long),
	)
}

// each does an act of the program to all offers that a condition names. One that somebody moves meanwhile is left to them.
func (s *Service) each(ctx context.Context, at time.Time, do Act, cond string, arg any) error {
	var due []Number
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		due, err = db.All(ctx, tx, func(n *Number) []any { return []any{&n.Year, &n.Seq} },
			`SELECT o.year, o.seq FROM offers_offers o LEFT JOIN offers_structures s ON s.org_id = o.org_id WHERE `+cond+` ORDER BY o.year, o.seq LIMIT $2`, arg, atOnce)
		return err
	}); err != nil {
		return err
	}
	who := access.ByProgram(author, at)
	for _, n := range due {
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			o, f, err := byNumber(ctx, tx, n)
			if err != nil {
				return err
			}
			to, err := Moves.Next(do, o.State, []Role{AsProgram}, Case{Offer: o, Today: s.Today(ctx, at), Active: f.active, Closed: f.closed, Shut: f.shut})
			if err != nil {
				return err
			}
			why := ""
			if do == Unpublish && f.closed { // the mail says why, as the moderator did
				if why, err = db.Value[string](ctx, tx, `SELECT motive FROM offers_structures WHERE org_id = $1`, o.OrgID); err != nil {
					return err
				}
			}
			return s.step(ctx, tx, who, o, do, to, why)
		})
		if apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.Forbidden) || apperr.Is(err, apperr.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepFiles lets go of the files of offers whose retention is over: deleting those took the rows along, and not what they name.
func (s *Service) sweepFiles(ctx context.Context, _ time.Time) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		ids, err := orphans(ctx, tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.o.Files.Unbind(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
