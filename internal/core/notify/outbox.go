package notify

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/notify/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// DeskPath is the administration's page of mails.
const DeskPath = "/administration/mails"

// MailKind is what the history calls a mail.
const MailKind = "notify.mail"

const (
	tooLong    = time.Hour // under way for longer than that is shown as stuck: slow servers ask for minutes
	lately     = 7 * 24 * time.Hour
	stuckShown = 50
	pageSize   = 50
)

// Outbox is the mails as the operator sees them.
type Outbox struct {
	Failed  []Entry // wait for somebody, newest first
	Late    []Entry // under way for too long, newest first
	Refused []Entry // by servers, at once or later, in the last seven days, newest first
	// Unread are what came to the return address and nobody could read, in the last seven days, newest first.
	Unread []Returned
	// Counts are how many stand in each state: all of those that are under way or failed, the others of the last seven days.
	Counts map[State]int64
	Recent []Entry // that the filter lets through, newest first
	Older  Mark    // where the next page begins; zero: there is none
}

// Outbox shows the operator what waits, and a page of the log. For anybody else it does not exist.
func (s *Service) Outbox(ctx context.Context, who access.Actor, f Filter) (Outbox, error) {
	var b Outbox
	if err := allow(who); err != nil {
		return b, err
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if b.Failed, err = s.Failed(ctx, tx, stuckShown); err != nil {
			return err
		}
		if b.Late, err = late(ctx, tx, stuckShown); err != nil {
			return err
		}
		if b.Refused, err = refusedLately(ctx, tx, stuckShown); err != nil {
			return err
		}
		if b.Unread, err = returnedLately(ctx, tx, tx.Now().Add(-lately), stuckShown); err != nil {
			return err
		}
		if b.Counts, err = counts(ctx, tx); err != nil {
			return err
		}
		if b.Recent, err = s.Recent(ctx, tx, f, pageSize+1); err != nil {
			return err
		}
		if len(b.Recent) > pageSize {
			b.Recent = b.Recent[:pageSize]
			b.Older = b.Recent[pageSize-1].Mark()
		}
		return nil
	})
	return b, err
}

// allow lets only administrators in; for others there is nothing there.
func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}

// late are the mails whose job did not run when it was due, that are put off again and again, or that never stop being sent.
func late(ctx context.Context, tx *db.Tx, limit int) ([]Entry, error) {
	var w db.Where
	standing(&w, Queued, Sending, Deferred, Uncertain)
	w.And("CASE state WHEN 'queued' THEN due_at WHEN 'sending' THEN sending_at ELSE queued_at END < ?", tx.Now().Add(-tooLong))
	return entries(ctx, tx, w, limit)
}

func refusedLately(ctx context.Context, tx *db.Tx, limit int) ([]Entry, error) {
	var w db.Where
	standing(&w, Refused, Bounced)
	w.And("queued_at >= ?", tx.Now().Add(-lately))
	return entries(ctx, tx, w, limit)
}

func counts(ctx context.Context, tx *db.Tx) (map[State]int64, error) {
	rows, err := db.All(ctx, tx, func(c *stateCount) []any { return []any{&c.State, &c.N} },
		`SELECT state, count(*) FROM notify_mails WHERE state IN ('queued', 'sending', 'deferred', 'uncertain', 'failed') AND later = '' AND digest = '' GROUP BY state
		UNION ALL
		SELECT state, count(*) FROM notify_mails WHERE state IN ('accepted', 'refused', 'withheld') AND later = '' AND digest = '' AND queued_at >= $1 GROUP BY state
		UNION ALL
		SELECT later, count(*) FROM notify_mails WHERE later <> '' AND queued_at >= $1 GROUP BY later`,
		tx.Now().Add(-lately))
	if err != nil {
		return nil, fmt.Errorf("counts of mails: %w", err)
	}
	out := map[State]int64{}
	for _, c := range rows {
		out[c.State] = c.N
	}
	return out, nil
}

// Waiting is one line for all failed mails, for administrators, since the oldest of them failed; and one for those of the last days that servers refused
// or sent back for good, which somebody corrects, or settles.
func (s *Service) Waiting(who access.Actor, at time.Time) []inbox.Query {
	if !who.IsAdmin() {
		return nil
	}
	line := func(title, act i18n.Key, w db.Where) inbox.Query {
		return inbox.Query{
			N: "count(*)", Since: "min(settled_at)", From: "notify_mails", Where: w,
			Item: func(r inbox.Row) inbox.Item {
				return inbox.Item{Title: i18n.M(title, "n", r.N), Act: i18n.M(act), Path: DeskPath, Since: r.Since, Count: r.N}
			},
		}
	}
	var failed, refused db.Where
	failed.And("state = 'failed' AND later = ''")
	standing(&refused, Refused, Bounced)
	refused.And("queued_at >= ?", at.Add(-lately))
	return []inbox.Query{line(msg.WaitTitle, msg.WaitAct, failed), line(msg.WaitRefused, msg.WaitActRefused, refused)}
}
