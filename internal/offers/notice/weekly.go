package notice

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
)

const (
	mailWeekly = "offers.weekly"
	jobWeekly  = "offers.weekly"
	// soon is how many days before its end a publication ends soon.
	soon = 30
)

// recap is what a week's mail says of a structure (M17).
type recap struct {
	OrgID     string `json:"-"`
	Number    int64  `json:"number"` // the structure's; 0 in mails of before it was told
	Name      string `json:"name"`
	Published int    `json:"published"` // with places left
	Full      int    `json:"full"`
	Waiting   int    `json:"waiting"` // for an approver, next versions among them
	ToCorrect int    `json:"to_correct"`
	Drafts    int    `json:"drafts"`
	Ending    int    `json:"ending"`
}

func weekly(t *i18n.T, d recap, _ notify.Links) notify.Content {
	var items []notify.Item
	for _, x := range []struct {
		n     int
		say   i18n.Key
		where string
	}{
		{d.Waiting, msg.WeeklyWaiting, offer.WaitsFilter(offer.Submitted)},
		{d.ToCorrect, msg.WeeklyToCorrect, offer.WaitsFilter(offer.ToCorrect)},
		{d.Drafts, msg.WeeklyDrafts, string(offer.Draft)},
		{d.Ending, msg.WeeklyEnding, offer.WaitsEnding},
		{d.Published, msg.WeeklyPublished, string(offer.Published)},
		{d.Full, msg.WeeklyFull, string(offer.Full)},
	} {
		if x.n > 0 {
			items = append(items, notify.Item{Text: t.S(x.say, "n", x.n), Path: d.list("etat", x.where)})
		}
	}
	return notify.Content{
		Subject: t.S(msg.MailWeeklySubject, "name", d.Name),
		Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailWeeklyText, "name", d.Name)), notify.List(items...), notify.Button(t.S(msg.MailWaitingButton), d.list("", ""))},
	}
}

// list is where the offers of the structure that the mail names are read, whichever its reader acts for, narrowed as they were counted.
func (r recap) list(name, value string) string {
	q := url.Values{}
	if name != "" {
		q.Set(name, value)
	}
	if r.Number > 0 {
		q.Set(offer.OfStructure, strconv.FormatInt(r.Number, 10))
	}
	if len(q) == 0 {
		return offer.ListPath
	}
	return offer.ListPath + "?" + q.Encode()
}

// tellWeekly writes on Mondays what stands still in each structure that works, to who administers it and who validates (M17); on the next day on
// which the program runs, where it did not on Monday. A week in which nothing asks for anybody is silent.
func (s *Service) tellWeekly(ctx context.Context, at time.Time) error {
	local := at.In(s.zone(ctx))
	monday := local.AddDate(0, 0, -(int(local.Weekday())+6)%7)
	said, err := s.said(ctx)
	if err != nil || said >= dayNumber(monday) {
		return err
	}
	if said > 0 || local.Weekday() == time.Monday { // a program that runs since Wednesday missed nothing
		if err := s.tellWeeks(ctx, local, monday.Format(time.DateOnly)); err != nil {
			return err
		}
	}
	return s.noteWeek(ctx, dayNumber(monday))
}

// counterWeek holds the Monday of the last week that was told.
const counterWeek = "weekly"

// dayNumber is a day as a number: 20261130.
func dayNumber(t time.Time) int64 {
	return int64(t.Year())*10000 + int64(t.Month())*100 + int64(t.Day())
}

func (s *Service) said(ctx context.Context) (int64, error) {
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](ctx, tx, `SELECT coalesce(max(n), 0) FROM offers_counters WHERE name = $1`, counterWeek)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("the last week that was told: %w", err)
	}
	return n, nil
}

func (s *Service) noteWeek(ctx context.Context, monday int64) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO offers_counters (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = excluded.n`, counterWeek, monday); err != nil {
			return fmt.Errorf("the last week that was told: %w", err)
		}
		return nil
	})
}

// tellWeeks writes to the people of each structure; one who was told of this Monday's week is not told again.
func (s *Service) tellWeeks(ctx context.Context, local time.Time, monday string) error {
	today := local.Format(time.DateOnly)
	var all []recap
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, func(r *recap) []any {
			return []any{&r.OrgID, &r.Number, &r.Name, &r.Published, &r.Full, &r.Waiting, &r.ToCorrect, &r.Drafts, &r.Ending}
		},
			`SELECT o.org_id, min(s.number), min(s.name), count(*) FILTER (WHERE o.state = 'published' AND NOT o.places_closed), count(*) FILTER (WHERE o.state = 'published' AND o.places_closed), count(*) FILTER (WHERE o.state = 'submitted' OR c.state = 'submitted'),
				count(*) FILTER (WHERE o.state = 'to_correct' OR c.state = 'to_correct'), count(*) FILTER (WHERE o.state = 'draft'),
				count(*) FILTER (WHERE o.state = 'published' AND o.publish_until >= $1 AND o.publish_until <= $2)
			FROM offers_offers o JOIN offers_structures s ON s.org_id = o.org_id AND s.state = 'active' LEFT JOIN offers_copies c ON c.offer_id = o.id
			WHERE o.state IN ('draft', 'submitted', 'to_correct', 'published') OR o.state IN ('approved', 'unpublished') AND c.state IN ('submitted', 'to_correct') GROUP BY o.org_id ORDER BY o.org_id`, today, local.AddDate(0, 0, soon).Format(time.DateOnly))
		return err
	})
	if err != nil {
		return fmt.Errorf("week of offers: %w", err)
	}
	for _, r := range all {
		if r.silent() {
			continue
		}
		if err := s.db.InTx(ctx, func(tx *db.Tx) error { return s.tellWeek(ctx, tx, r, monday) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellWeek(ctx context.Context, tx *db.Tx, r recap, monday string) error {
	var people []access.Holder
	for _, k := range []access.RoleKey{role.Admin, role.Approver} {
		held, err := access.Holders(ctx, tx, k, role.At(r.OrgID))
		if err != nil {
			return err
		}
		people = append(people, held...)
	}
	var err error
	done := map[string]bool{}
	for _, p := range people {
		if done[p.AccountID] {
			continue
		}
		done[p.AccountID] = true
		r := r // as they read it
		if r.Waiting, err = awaits(ctx, tx, r.OrgID, p.AccountID); err != nil {
			return err
		}
		if r.silent() {
			continue
		}
		if err := s.out.Send(ctx, tx, notify.Mail{
			Kind: mailWeekly, To: notify.Recipient{AccountID: p.AccountID, Address: p.Address, Name: p.Name, Lang: p.Lang}, Data: r,
			Object: notify.Object{Kind: mailWeekly, ID: r.OrgID}, Occasion: monday,
		}); err != nil {
			return err
		}
	}
	return nil
}

// silent says whether nothing asks for anybody.
func (r recap) silent() bool { return r.Waiting+r.ToCorrect+r.Drafts+r.Ending == 0 }

// awaits counts what waits in a structure for an approver who is somebody, see [offer.AwaitsOther]: the list that the mail opens shows it so.
func awaits(ctx context.Context, tx *db.Tx, orgID, accountID string) (int, error) {
	var w db.Where
	w.And("o.org_id = ?", orgID)
	offer.Awaits(&w, offer.Submitted)
	offer.AwaitsOther(&w, accountID)
	where, args := w.SQL(1)
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM offers_offers o WHERE `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("what waits in a week: %w", err)
	}
	return n, nil
}
