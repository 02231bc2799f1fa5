package federation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/federation/msg"
	"preau/internal/core/account/proof"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Link links the identity that waits in a browser to the account of who is signed in there, which they have proven by that. It is told
// to the account's mailbox. A repeated form changes nothing.
func (s *Service) Link(ctx context.Context, who access.Actor, keep string) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	var w Waiting
	if !s.o.Box.Get(placeWaits, keep, s.o.Clock.Now(), &w) {
		return apperr.ConflictErr(i18n.M(msg.ErrorNothingWaits))
	}
	p, err := s.provider(ctx, w.Provider)
	if err != nil {
		return err
	}
	if w.Issuer != p.Settings().Issuer { // another stands behind the key since: what was linked would open nothing
		return apperr.ConflictErr(i18n.M(msg.ErrorNothingWaits))
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	who.Body = notify.HashSecret(w.Issuer + "\x00" + w.Subject)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := account.ByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		m, err := s.matter(ctx, tx, p, a, w.Siret)
		if err != nil {
			return err
		}
		i, err := identityOf(ctx, tx, w.Issuer, w.Subject)
		if err != nil || i.AccountID == who.ID {
			return err
		}
		state, role := None, Owner
		if i.ID != "" {
			state, role = Linked, Other
		}
		if _, err := moves.Next(Link, state, by{role}, m); err != nil {
			return err
		}
		has, err := s.strong(ctx, tx, set, a.ID)
		if err != nil {
			return err
		}
		if err := proof.WhyStronger(who, has); err != nil {
			return err
		}
		i = Identity{ID: id.New(), AccountID: a.ID, Provider: w.Provider, Issuer: w.Issuer, Subject: w.Subject, Label: w.Label}
		if err := insertIdentity(ctx, tx, i); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, a, i, Link)
	})
}

// strong says whether the account has an identity, or a passkey, that lets it in.
func (s *Service) strong(ctx context.Context, tx *db.Tx, set instance.Settings, accountID string) (bool, error) {
	has, err := s.Opens(ctx, tx, set, accountID)
	if err != nil || has || s.o.OtherWays == nil {
		return has, err
	}
	return s.o.OtherWays(ctx, tx, set, accountID)
}

// tell writes the account's history, and to its mailbox.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, i Identity, do Act) error {
	line := history.Line{Object: history.Object{Kind: account.ObjectKind, ID: a.ID}, Act: string(do) + "_identity", Data: a.Trace(who)}
	line.Data["provider"] = s.Name(i.Provider)
	if err := history.Write(ctx, tx, who, line); err != nil {
		return err
	}
	kind := map[Act]string{Link: MailLinked, Unlink: MailUnlinked}[do]
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kind, Data: identityMail{Provider: s.Name(i.Provider), Label: i.Label}, Occasion: i.ID,
		To:     notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang},
		Object: notify.Object{Kind: account.ObjectKind, ID: a.ID},
	})
}
