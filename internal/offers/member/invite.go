package member

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/temporary"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// Add invites somebody into a structure with permissions, which they have once they accept by the mail (O65, O68). Whether the address
// has an account, or is one of the structure already, makes no difference here.
func (s *Service) Add(ctx context.Context, who access.Actor, of int64, in Input) error {
	wanted, fault := in.roles()
	a, err := s.o.Structures.Applicant(in.Applicant)
	if !in.Active && fault == nil {
		fault = apperr.InvalidField(FieldActive, i18n.M(msg.FaultInviteInactive))
	}
	who, typed, err := s.firstTyped(ctx, who, of, in, a, both(err, fault))
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who, of)
		if err != nil {
			return err
		}
		sites, err := in.sites(ctx, tx, x, wanted, nil)
		if err != nil {
			return err
		}
		i := Invitation{OrgID: x.OrgID, Applicant: a, Roles: wanted, Sites: sites, Whole: in.Scope == Whole, Shared: in.Shared, SentBy: who.ID, SentName: who.Name}
		isNew, err := insertInvitation(ctx, tx, &i)
		if err != nil {
			return err
		}
		if !isNew {
			return apperr.InvalidField(structure.FieldEmail, i18n.M(msg.FaultInvitedTwice))
		}
		if err := noteInvitation(ctx, tx, who, x, i, "invite"); err != nil {
			return err
		}
		if err := s.giveTyped(ctx, tx, i, typed); err != nil {
			return err
		}
		return s.tellInvited(ctx, tx, x, i, memberMail{})
	})
}

// Rectify changes what an invitation says, as of a version; another address gets a link of its own, and the former link dies (O69).
// « Activé » unticked withdraws it.
func (s *Service) Rectify(ctx context.Context, who access.Actor, of, number int64, version string, in Input) error {
	wanted, fault := in.roles()
	a, err := s.o.Structures.Applicant(in.Applicant)
	who, typed, err := s.firstTyped(ctx, who, of, in, a, both(err, fault))
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, i, err := invitationOf(ctx, tx, who, of, number)
		if err != nil {
			return err
		}
		do := Rectify
		if !in.Active {
			do = Withdraw
		}
		if i.State, err = Invitations.Next(do, i.State, structure.RolesOf(who, x), Case{}); err != nil {
			return err
		}
		if strconv.FormatInt(i.Version, 10) != version {
			return conflict()
		}
		moved := a.Email != i.Email
		a.Lang = i.Lang
		i.Applicant = a
		if do == Rectify {
			i.Roles, i.Shared = wanted, in.Shared
			if in.Scope != AsItWas {
				i.Whole = in.Scope == Whole
			}
			if i.Sites, err = in.sites(ctx, tx, x, wanted, i.Sites); err != nil {
				return err
			}
		}
		if twice, err := addressWaits(ctx, tx, i); err != nil || twice && moved {
			if err == nil {
				err = apperr.InvalidField(structure.FieldEmail, i18n.M(msg.FaultInvitedTwice))
			}
			return err
		}
		if do == Withdraw {
			moved, typed = false, ""
		}
		if do == Withdraw || moved { // to another's address: nobody typed anything for that one
			if err := temporary.Withdrawn(ctx, tx, i.ref()); err != nil {
				return err
			}
		}
		if err := s.giveTyped(ctx, tx, i, typed); err != nil {
			return err
		}
		return s.kept(ctx, tx, who, x, i, do, moved, memberMail{})
	})
}

// Nobody's mailbox is filled: after so many links the next one goes out a day later.
const (
	mostSends = 10
	sendPause = 24 * time.Hour
)

// SendAgain mails an invitation with a fresh link; it then stands for who sent it now (O71).
func (s *Service) SendAgain(ctx context.Context, who access.Actor, of, number int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, i, err := invitationOf(ctx, tx, who, of, number)
		if err != nil {
			return err
		}
		if _, err := Invitations.Next(SendAgain, i.State, structure.RolesOf(who, x), Case{}); err != nil {
			return err
		}
		if wait := i.SentAt.Add(sendPause).Sub(tx.Now()); i.Sends >= mostSends && wait > 0 {
			return &apperr.Error{Kind: apperr.TooMany, Msg: i18n.M(msg.FaultSentOften, "n", mostSends), RetryAfter: wait}
		}
		return s.kept(ctx, tx, who, x, i, SendAgain, true, memberMail{})
	})
}

// kept writes a changed invitation, and mails it with a fresh link, as m says, where that is wanted.
func (s *Service) kept(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, i Invitation, do Act, send bool, m memberMail) error {
	if send {
		i.SentBy, i.SentName = who.ID, who.Name
		i.sentAgain(tx.Now())
	}
	if err := saveInvitation(ctx, tx, &i); err != nil {
		return err
	}
	if err := noteInvitation(ctx, tx, who, x, i, string(do)); err != nil || !send {
		return err
	}
	return s.tellInvited(ctx, tx, x, i, m)
}

// InvitationKind is the kind of an invitation in the history, and among the objects of mails.
const InvitationKind = "offers.invitation"

// noteInvitation writes what was done to an invitation. It names nobody: who is invited may never have been asked.
func noteInvitation(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, i Invitation, act string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: InvitationKind, ID: i.ID}, Act: InvitationKind + "." + act,
		Data: map[string]string{"n": strconv.FormatInt(i.Number, 10), "structure": strconv.FormatInt(x.Number, 10), "roles": rolesText(i.Roles)},
	})
}
