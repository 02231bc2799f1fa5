package terms

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// linesShown is how many acts the desk tells of.
const linesShown = 20

// Desk is what administrators see.
type Desk struct {
	Draft    Draft
	Versions []Version // the newest first, without their texts
	InForce  Version
	Accepted map[int64]int64 // how many people accepted each version
	People   int64           // who may sign in: a new version asks each of them
	Why      []apperr.Reason // why the draft cannot be published
	Starts   time.Time       // when it would take effect
	History  []history.Line
	Now      time.Time
}

// Unchanged says whether the draft is still the text of the version published last.
func (d Desk) Unchanged() bool {
	return slices.ContainsFunc(d.Why, func(r apperr.Reason) bool { return r.Code == codeUnchanged })
}

// Desk is the draft, with what was published and what stands in the way of publishing.
func (s *Service) Desk(ctx context.Context, who access.Actor) (Desk, error) {
	var d Desk
	if err := allow(who); err != nil {
		return d, err
	}
	zone, err := s.zone(ctx)
	if err != nil {
		return d, err
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		d.Now = tx.Now()
		if d.Draft, err = draft(ctx, tx); err != nil {
			return err
		}
		if d.Versions, err = heads(ctx, tx); err != nil {
			return err
		}
		d.InForce = newest(d.Versions, d.Now)
		if d.Accepted, err = accepted(ctx, tx); err != nil {
			return err
		}
		if d.People, err = people(ctx, tx); err != nil {
			return err
		}
		m, err := toPublish(ctx, tx, who, d.Draft, zone)
		if err != nil {
			return err
		}
		d.Starts, d.Why = m.starts, moves.Why(Publish, Drafted, roles(who), m)
		d.History, err = history.Of(ctx, tx, object, linesShown)
		return err
	})
	return d, err
}

// toPublish is what decides whether a draft may be published.
func toPublish(ctx context.Context, tx *db.Tx, who access.Actor, d Draft, zone *time.Location) (matter, error) {
	v, err := last(ctx, tx)
	return matter{who: who, text: d.Text, last: v, starts: d.starts(tx.Now(), zone), now: tx.Now()}, err
}

// starts is when the draft takes effect: at the beginning of its day, or now when that is today or no day is named.
func (d Draft) starts(now time.Time, zone *time.Location) time.Time {
	if d.Day == "" || d.Day == now.In(zone).Format(time.DateOnly) {
		return now
	}
	at, err := time.ParseInLocation(time.DateOnly, d.Day, zone)
	if err != nil { // clean lets no such day through
		return now
	}
	return at.UTC()
}

func (s *Service) zone(ctx context.Context) (*time.Location, error) {
	set, err := s.o.Settings(ctx)
	return set.Location(), err
}

// Save keeps a draft, which may be empty, over the version that the administrator saw. Nobody else sees it.
func (s *Service) Save(ctx context.Context, who access.Actor, d Draft, seen int64) error {
	if err := allow(who); err != nil {
		return err
	}
	d, err := d.clean()
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := WhyWrite(who); err != nil {
			return err
		}
		if err := saveDraft(ctx, tx, who, d, seen); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: object, Act: string(Write)})
	})
}

// WhyWrite is nil when who may write the draft; else it says why not.
func WhyWrite(who access.Actor) error {
	_, err := moves.Next(Write, Drafted, roles(who), matter{who: who})
	return err
}

// clean names every fault at once.
func (d Draft) clean() (Draft, error) {
	var fields []apperr.Field
	fault := func(name string, m i18n.Msg) { fields = append(fields, apperr.Field{Name: name, Msg: m}) }
	d.Text, d.Changes = norm.NFC.String(d.Text), norm.NFC.String(d.Changes)
	if n := utf8.RuneCountInString(d.Text); n > MaxText {
		fault(FieldText, i18n.M(msg.FaultLong, "n", n, "max", MaxText))
	}
	if n := utf8.RuneCountInString(d.Changes); n > MaxChanges {
		fault(FieldChanges, i18n.M(msg.FaultLong, "n", n, "max", MaxChanges))
	}
	if d.Day != "" {
		if _, err := time.Parse(time.DateOnly, d.Day); err != nil {
			fault(FieldDay, i18n.M(msg.FaultDay))
		}
	}
	if len(fields) > 0 {
		return d, &apperr.Error{Kind: apperr.Invalid, Fields: fields}
	}
	return d, nil
}
