package terms

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Publish makes a version of the draft that the administrator saw, for good, and gives its number. sure is the box of the page
// that says how many people will be asked. The draft stays, as what the next version begins with.
func (s *Service) Publish(ctx context.Context, who access.Actor, seen int64, sure bool) (int64, error) {
	if err := allow(who); err != nil {
		return 0, err
	}
	zone, err := s.zone(ctx)
	if err != nil {
		return 0, err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		d, err := draft(ctx, tx)
		if err != nil {
			return 0, err
		}
		if d.Version != seen {
			return 0, apperr.ConflictErr(i18n.M(msg.ErrorStale))
		}
		m, err := publishable(ctx, tx, who, d, zone)
		if err != nil {
			return 0, err
		}
		if !sure {
			return 0, apperr.InvalidField(FieldSure, i18n.M(msg.FaultSure))
		}
		return publish(ctx, tx, who, d, m)
	})
}

// publishable is what decides, if who may publish the draft.
func publishable(ctx context.Context, tx *db.Tx, who access.Actor, d Draft, zone *time.Location) (matter, error) {
	m, err := toPublish(ctx, tx, who, d, zone)
	if err == nil {
		_, err = moves.Next(Publish, Drafted, roles(who), m)
	}
	return m, err
}

// WhyPublish is nil when who may publish the draft; else it says why not. Days are meant in a zone.
func WhyPublish(ctx context.Context, tx *db.Tx, who access.Actor, zone *time.Location) error {
	if err := allow(who); err != nil {
		return err
	}
	d, err := draft(ctx, tx)
	if err == nil {
		_, err = publishable(ctx, tx, who, d, zone)
	}
	return err
}

// publish writes the draft first: of two who publish at once, one finds another draft than the one they saw. Its day served.
func publish(ctx context.Context, tx *db.Tx, who access.Actor, d Draft, m matter) (int64, error) {
	next := d
	next.Changes, next.Day = "", ""
	if err := saveDraft(ctx, tx, who, next, d.Version); err != nil {
		return 0, err
	}
	v := Version{Number: m.last.Number + 1, Text: d.Text, Changes: d.Changes, StartsAt: m.starts, PublishedAt: tx.Now(), PublishedName: who.Name}
	if err := insertVersion(ctx, tx, who, v); err != nil {
		return 0, err
	}
	n, err := people(ctx, tx)
	if err != nil {
		return 0, err
	}
	return v.Number, history.Write(ctx, tx, who, history.Line{
		Object: object, Act: string(Publish), From: string(Drafted), To: string(Published),
		Data: map[string]string{"version": strconv.FormatInt(v.Number, 10), "starts": v.StartsAt.UTC().Format(time.RFC3339), "people": strconv.FormatInt(n, 10)},
	})
}
