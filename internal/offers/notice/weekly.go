package notice

import (
	"context"
	"fmt"
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
	Name      string `json:"name"`
	Published int    `json:"published"`
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
		{d.Ending, msg.WeeklyEnding, string(offer.Published)},
		{d.Published, msg.WeeklyPublished, string(offer.Published)},
	} {
		if x.n > 0 {
			items = append(items, notify.Item{Text: t.S(x.say, "n", x.n), Path: offer.ListPath + "?etat=" + x.where})
		}
	}
	return notify.Content{
		Subject: t.S(msg.MailWeeklySubject, "name", d.Name),
		Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailWeeklyText, "name", d.Name)), notify.List(items...), notify.Button(t.S(msg.MailWaitingButton), offer.ListPath)},
	}
}

// tellWeekly writes on Mondays what stands still in each structure that works, to who administers it and who validates (M17). A week in
// which nothing asks for anybody is silent.
func (s *Service) tellWeekly(ctx context.Context, at time.Time) error {
	local := at.In(s.zone(ctx))
	if local.Weekday() != time.Monday {
		return nil
	}
	today := local.Format(time.DateOnly)
	var all []recap
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, func(r *recap) []any {
			return []any{&r.OrgID, &r.Name, &r.Published, &r.Waiting, &r.ToCorrect, &r.Drafts, &r.Ending}
		},
			`SELECT o.org_id, min(s.name), count(*) FILTER (WHERE o.state = 'published'), count(*) FILTER (WHERE o.state = 'submitted' OR c.state = 'submitted'),
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
		if r.Waiting+r.ToCorrect+r.Drafts+r.Ending == 0 {
			continue
		}
		if err := s.db.InTx(ctx, func(tx *db.Tx) error { return s.tellWeek(ctx, tx, r, today) }); err != nil {
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
	done := map[string]bool{}
	for _, p := range people {
		if done[p.AccountID] {
			continue
		}
		done[p.AccountID] = true
		if err := s.out.Send(ctx, tx, notify.Mail{
			Kind: mailWeekly, To: notify.Recipient{AccountID: p.AccountID, Address: p.Address, Name: p.Name, Lang: p.Lang}, Data: r,
			Object: notify.Object{Kind: mailWeekly, ID: r.OrgID}, Occasion: monday,
		}); err != nil {
			return err
		}
	}
	return nil
}
