package silence

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/silence/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// refusing says in SQL that the address of an account a refused the last mail of which anything is known.
const refusing = `coalesce((SELECT m.address_refused FROM notify_mails m WHERE m.address_fold = a.email_fold AND (m.address_refused OR m.state = 'accepted' AND m.later = '')
	ORDER BY coalesce(m.bounced_at, m.delivered_at, m.settled_at) DESC, m.id DESC LIMIT 1), FALSE)`

// mostRefused is how many refused addresses wait by name.
const mostRefused = 20

// invitationLost tells who gave an access that its mail did not arrive (R110).
func (s *Service) invitationLost(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	type row struct {
		notify.Recipient
		lostMail
	}
	var w db.Where
	w.And("g.account_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", e.To.AccountID, tx.Now())
	w.And("a.first_signed_in_at IS NULL AND b.state = 'active' AND g.place_kind = 'organisation'")
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.AccountID, &r.Recipient.Address, &r.Recipient.Name, &r.Lang, &r.lostMail.Name, &r.lostMail.Number, &r.Place, &r.Ref}
	}, `SELECT DISTINCT b.id, b.email, b.display_name, b.lang, a.display_name, a.number, o.name, o.ref
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN account_accounts b ON b.id = g.given_by
		JOIN org_organisations o ON o.id = g.place_id WHERE `+where+` ORDER BY b.id, o.ref`, args...)
	if err != nil {
		return fmt.Errorf("who gave an access: %w", err)
	}
	for _, r := range rows {
		r.lostMail.Address = e.To.Address
		err := s.o.Mail.Send(ctx, tx, notify.Mail{Kind: lost, To: r.Recipient, Data: r.lostMail, Object: notify.Object{Kind: delegation.ObjectAccount, ID: e.To.AccountID}, Occasion: e.ID + " " + r.Ref})
		if err != nil {
			return err
		}
	}
	return nil
}

// refused asks for those to whom who gave an access and whose address refuses the mail that would open it.
func (s *Service) refused(who access.Actor, now time.Time) inbox.Query {
	var w db.Where
	w.And("g.given_by = ? AND g.taken_at IS NULL", who.ID) // written out, as the index has it
	w.And("(g.ends_at IS NULL OR g.ends_at > ?) AND g.place_kind = 'organisation' AND a.state = 'invited'", now)
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
	w.And(refusing)
	return inbox.Query{
		Number: "a.number", Name: "a.display_name", Place: "o.ref", Detail: "a.email", Since: "max(g.given_at)",
		From:  "access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id",
		Where: w, GroupBy: "a.number, a.display_name, o.ref, a.email", Most: mostRefused,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Since: r.Since, Path: delegation.PersonPath(r.Place, r.Number), Act: i18n.M(msg.WaitAct),
				Title: i18n.M(msg.WaitTitle, "name", r.Name), Detail: i18n.M(msg.WaitDetail, "address", r.Detail),
			}
		},
	}
}
