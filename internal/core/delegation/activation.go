package delegation

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	accountmsg "preau/internal/core/account/msg"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// Resend sends somebody who waits for their first password the link once more, as often as the accounts' own limit lets (R107).
func (s *Service) Resend(ctx context.Context, who access.Actor, ref string, number int64) error {
	return s.act(ctx, who, ref, number, Resend, func(tx *db.Tx, f file) error {
		if err := s.o.Accounts.ResendTx(ctx, tx, who, f.account); err != nil {
			return err
		}
		return write(ctx, tx, who, f.place, f.account, trace{act: DidResend, role: f.person.Held[0].Role})
	})
}

// Correct gives the account the address that was meant, and invites its owner there: only while this place's roles are all
// that the account has (R109).
func (s *Service) Correct(ctx context.Context, who access.Actor, ref string, number int64, typed string) error {
	address, err := mail.Address(typed)
	if err != nil {
		return apperr.InvalidField(account.FieldEmail, i18n.M(accountmsg.FaultEmail))
	}
	return s.act(ctx, who, ref, number, Correct, func(tx *db.Tx, f file) error {
		if err := s.o.Help.CorrectTx(ctx, tx, who, f.account, address); err != nil {
			return err
		}
		return write(ctx, tx, who, f.place, f.account, trace{act: DidCorrect, role: f.person.Held[0].Role})
	})
}

func (s *Service) act(ctx context.Context, who access.Actor, ref string, number int64, do Act, fn func(tx *db.Tx, f file) error) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		f, err := s.may(ctx, tx, who, do, ref, number)
		if err != nil {
			return err
		}
		return fn(tx, f)
	})
}

// may is what is known of somebody at a place, if who may do this with their account.
func (s *Service) may(ctx context.Context, tx *db.Tx, who access.Actor, do Act, ref string, number int64) (file, error) {
	f, err := s.file(ctx, tx, who, ref, number)
	if err != nil {
		return f, err
	}
	if err := s.yours(ctx, tx, who, f); err != nil {
		return f, err
	}
	_, err = moves.Next(do, f.account.State, f.as(), f.matter)
	if apperr.Is(err, apperr.Conflict) {
		err = apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return f, err
}

// Why is nil when who may do an act with the account of somebody who holds a role at a place; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, ref string, number int64) error {
	_, err := s.may(ctx, tx, who, do, ref, number)
	return err
}

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
		err := s.o.Mail.Send(ctx, tx, notify.Mail{Kind: lost, To: r.Recipient, Data: r.lostMail, Object: notify.Object{Kind: ObjectAccount, ID: e.To.AccountID}, Occasion: e.ID + " " + r.Ref})
		if err != nil {
			return err
		}
	}
	return nil
}

// Waiting are those to whom who gave an access and whose address refuses the mail that would open it; and the sheets that who
// sent and has not decided on.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	if !who.SignedIn() || !s.Gives(who) {
		return nil
	}
	var w db.Where
	w.And("g.given_by = ? AND g.taken_at IS NULL", who.ID) // written out, as the index has it
	w.And("(g.ends_at IS NULL OR g.ends_at > ?) AND g.place_kind = 'organisation' AND a.state = 'invited'", now)
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
	w.And(`(SELECT m.address_refused FROM notify_mails m WHERE m.address_fold = a.email_fold AND (m.address_refused OR m.state = 'accepted' AND m.later = '')
		ORDER BY coalesce(m.bounced_at, m.delivered_at, m.settled_at) DESC, m.id DESC LIMIT 1)`)
	return append([]inbox.Query{waitingSheets(who)}, inbox.Query{
		Number: "a.number", Name: "a.display_name", Place: "o.ref", Detail: "a.email", Since: "max(g.given_at)",
		From:  "access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id",
		Where: w, GroupBy: "a.number, a.display_name, o.ref, a.email", Most: historyShown,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Since: r.Since, Path: PersonPath(r.Place, r.Number), Act: i18n.M(msg.WaitAct),
				Title: i18n.M(msg.WaitTitle, "name", r.Name), Detail: i18n.M(msg.WaitDetail, "address", r.Detail),
			}
		},
	})
}
