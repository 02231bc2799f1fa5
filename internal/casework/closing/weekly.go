package closing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"preau/internal/casework/absence"
	"preau/internal/casework/closing/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/told"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const (
	weeklyJob  = "casework.weekly"
	mailWeekly = "casework.weekly"
	// weeklyMost is how many demands one mail lists.
	weeklyMost = 50
)

// weekly is what the mail lists: the demands of one's own that are treated and not closed (C070).
type weekly struct {
	N     int           `json:"n"`
	For   string        `json:"for,omitempty"` // who is absent, to who stands for them
	Lines []demand.Line `json:"lines"`         // their titles are read when the mail is written
}

// why says for whom somebody is told; nothing of one's own.
func (d weekly) why(t *i18n.T) []notify.Block {
	if d.For == "" {
		return nil
	}
	return []notify.Block{notify.Paragraph(t.S(msg.WeeklyFor, "name", d.For))}
}

func weeklyKind(open told.Opener, titles Titles) notify.Kind {
	return notify.KindOf(mailWeekly, notify.KindOptions{Label: msg.WeeklyLabel, Service: "casework"}, func(t *i18n.T, d weekly, _ notify.Links) notify.Content {
		ids := make([]string, len(d.Lines))
		for i, l := range d.Lines {
			ids[i] = l.ID
		}
		sealed, err := titles(context.Background(), ids)
		if err != nil { // the numbers say which
			sealed = nil
		}
		facts := make([]notify.Fact, len(d.Lines))
		for i, l := range d.Lines {
			facts[i] = notify.Fact{Label: l.Number, Value: l.Words(open, sealed)}
		}
		return notify.Content{
			Subject: t.S(msg.WeeklySubject, "n", d.N),
			Blocks:  append(d.why(t), notify.Paragraph(t.S(msg.WeeklyText, "n", d.N)), notify.Facts(facts...), notify.Button(t.S(msg.WeeklyButton), "/demandes")),
		}
	})
}

// tellWeekly mails on Mondays what waits to be closed, each creator once.
func (s *Service) tellWeekly(ctx context.Context, slot time.Time) error {
	if slot.Weekday() != time.Monday {
		return nil
	}
	var failed []error
	for last := ""; ; {
		var who []notify.Recipient
		if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			who, err = creators(ctx, tx, last)
			return err
		}); err != nil || len(who) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, r := range who {
			if err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.mailWeekly(ctx, tx, r, slot) }); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", r.AccountID, err))
			}
			last = r.AccountID
		}
		if len(failed) >= mostFailed {
			return errors.Join(failed...)
		}
	}
}

func (s *Service) mailWeekly(ctx context.Context, tx *db.Tx, r notify.Recipient, slot time.Time) error {
	all, err := demand.TreatedOf(ctx, tx, r.AccountID)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := s.sendWeekly(ctx, tx, r, weekly{Lines: all}, r, slot); err != nil {
		return err
	}
	stand, err := absence.Standing(ctx, tx, r.AccountID)
	if err != nil {
		return err
	}
	for _, teamID := range slices.Sorted(maps.Keys(stand)) { // each is told what is of their team (C071)
		theirs := slices.DeleteFunc(slices.Clone(all), func(l demand.Line) bool { return l.TeamID != teamID })
		for _, d := range stand[teamID] {
			to := notify.Recipient{AccountID: d.AccountID, Address: d.Address, Name: d.Name, Lang: i18n.Lang(d.Lang)}
			if err := s.sendWeekly(ctx, tx, r, weekly{Lines: theirs, For: r.Name}, to, slot); err != nil {
				return err
			}
		}
	}
	return nil
}

// sendWeekly mails what waits of somebody's to them, or to who stands for them.
func (s *Service) sendWeekly(ctx context.Context, tx *db.Tx, of notify.Recipient, d weekly, to notify.Recipient, slot time.Time) error {
	if d.N = len(d.Lines); d.N == 0 {
		return nil
	}
	d.Lines = d.Lines[:min(d.N, weeklyMost)]
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailWeekly, To: to, Data: d, Object: notify.Object{Kind: "account", ID: of.AccountID}, Occasion: slot.Format(time.DateOnly),
	})
}

// creators are those whose demands are treated and not closed, after one of them.
func creators(ctx context.Context, tx *db.Tx, after string) ([]notify.Recipient, error) {
	out, err := db.All(ctx, tx, func(r *notify.Recipient) []any { return []any{&r.AccountID, &r.Address, &r.Name, &r.Lang} }, `SELECT a.id, a.email, a.display_name, a.lang FROM account_accounts a
		WHERE a.state = 'active' AND a.id > $1 AND EXISTS (SELECT 1 FROM casework_demands d WHERE d.creator_id = a.id AND d.state = 'treated') ORDER BY a.id LIMIT 200`, after)
	if err != nil {
		return nil, fmt.Errorf("whose demands are treated: %w", err)
	}
	return out, nil
}
