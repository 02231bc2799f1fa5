package member

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/links"
	"preau/internal/core/account/temporary"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
	"preau/internal/offers/structure"
)

// Opened is an invitation as the link of its mail opens it.
type Opened struct {
	Invitation
	Structure structure.Structure
	SiteNames string          // of the lieux to which « Gestionnaire d'offres » is limited; empty: none
	Expired   bool            // the link serves no more: another is sent to the same address
	Reasons   []apperr.Reason // why it cannot be accepted
	Gone      Gone
}

// Gone is why the link of a mail serves no more. Nothing else is told then: the mail may have gone to somebody else's address.
type Gone string

// What became of an invitation, or of its link.
const (
	Used     Gone = "used"     // it was accepted
	Replaced Gone = "replaced" // a newer link was sent
	TakenOff Gone = "withdrawn"
)

// gone is what became of an invitation whose link, of the last mail or of one before, does not open it; empty: it does.
func (i Invitation) gone(last bool) Gone {
	switch {
	case i.State == Accepted:
		return Used
	case i.State == Withdrawn:
		return TakenOff
	case !last:
		return Replaced
	}
	return ""
}

// Open is the invitation of a number, for who has the link that was sent last; who has one from before is told what became of it.
func (s *Service) Open(ctx context.Context, number int64, secret string) (Opened, error) {
	var out Opened
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.opened(ctx, tx, number, secret)
		return err
	})
	return out, err
}

func (s *Service) opened(ctx context.Context, tx *db.Tx, number int64, secret string) (Opened, error) {
	i, err := invitationByNumber(ctx, tx, number)
	sent, last := s.opens(i, secret)
	if err == nil && !sent {
		err = apperr.NotFoundErr()
	}
	if err != nil {
		return Opened{}, err
	}
	if gone := i.gone(last); gone != "" {
		return Opened{Gone: gone}, nil
	}
	return openedOf(ctx, tx, i)
}

func openedOf(ctx context.Context, tx *db.Tx, i Invitation) (Opened, error) {
	x, err := structure.ByOrg(ctx, tx, i.OrgID)
	if err != nil {
		return Opened{}, err
	}
	sites, err := siteNames(ctx, tx, x.OrgID, i.Sites)
	if err != nil {
		return Opened{}, err
	}
	good, err := upheld(ctx, tx, x, i)
	return Opened{
		Invitation: i, Structure: x, SiteNames: sites, Expired: i.expired(tx.Now()),
		Reasons: Invitations.Why(Accept, i.State, []structure.Role{AsInvited}, Case{Void: !good}),
	}, err
}

// Accept gives the owner of the invited address the permissions that it speaks of: their account is found, or made now. It gives the path
// where they go on: to choose a password, or to sign in. A mailbox is proof enough: who reads it could have a new password sent there.
func (s *Service) Accept(ctx context.Context, who access.Actor, number int64, secret string) (string, error) {
	tokenID, err := db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (string, error) {
		in, err := s.opened(ctx, tx, number, secret)
		if err != nil {
			return "", err
		}
		if in.Expired || in.Gone != "" {
			return "", conflict()
		}
		tokenID, err := s.accepted(ctx, tx, who, in)
		if err != nil {
			return "", err
		}
		return tokenID, temporary.Joined(ctx, tx, in.ref())
	})
	if err != nil || tokenID == "" {
		return "", err
	}
	return links.ForInvitation.Path(s.o.Notify.Links().Secret(tokenID)), nil
}

// accepted is the acceptance itself. It gives the id of the link to a first password; empty for who has opened their account.
func (s *Service) accepted(ctx context.Context, tx *db.Tx, who access.Actor, in Opened) (string, error) {
	i := in.Invitation
	var err error
	if i.State, err = Invitations.Next(Accept, i.State, []structure.Role{AsInvited}, Case{Void: len(in.Reasons) > 0}); err != nil {
		return "", err
	}
	p, err := s.o.Structures.Invite(ctx, tx, access.Actor{ID: i.SentBy, Name: i.SentName, At: who.At}, account.Invitation{
		Email: i.Email, FirstName: i.FirstName, LastName: i.LastName, Function: i.Function, Phone: i.Phone, Lang: i.Lang,
	})
	if apperr.Is(err, apperr.Invalid) {
		return "", &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FaultNoAccount)} // told to the owner of the address alone
	}
	if err != nil {
		return "", err
	}
	i.AccountID = p.AccountID
	if err := saveInvitation(ctx, tx, &i); err != nil {
		return "", err
	}
	if err := s.joined(ctx, tx, in.Structure, i, p.Name); err != nil {
		return "", err
	}
	if slices.Contains(i.Roles, role.Admin) {
		if err := s.tellPerson(ctx, tx, in.Structure, Person{AccountID: p.AccountID, Email: p.Address, FirstName: i.FirstName, LastName: i.LastName, Lang: p.Lang}, mailAdmin, memberMail{By: i.SentName, Now: true, Number: i.Number}); err != nil { // M15
			return "", err
		}
	}
	own := access.Actor{ID: p.AccountID, Name: p.Name, At: who.At}
	return p.TokenID, noteInvitation(ctx, tx, own, in.Structure, i, string(Accept))
}

// joined gives the permissions of an invitation, in the name of who sent it.
func (s *Service) joined(ctx context.Context, tx *db.Tx, x structure.Structure, i Invitation, name string) error {
	by := access.Actor{ID: i.SentBy, Name: i.SentName, At: tx.Now()}
	marked, err := shared.Marked(ctx, tx, x.OrgID, i.AccountID)
	if err != nil {
		return err
	}
	if marked[i.AccountID] || i.Shared { // whatever it is invited to, and whatever it has
		held, err := heldBy(ctx, tx, x.OrgID, []personRow{{Person: Person{AccountID: i.AccountID}}})
		if err != nil {
			return err
		}
		if decides(i.Roles) || decides(held[i.AccountID]) {
			return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FaultShared)}
		}
	}
	if decides(i.Roles) {
		known, err := manyKnow(ctx, tx, i.AccountID)
		if err != nil {
			return err
		}
		if known == msg.FaultWasShared {
			known = msg.FaultStillKnown // told to who can choose another password
		}
		if known != "" {
			return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(known)}
		}
	}
	if i.Shared {
		if err := share(ctx, tx, by, x, Person{AccountID: i.AccountID, FirstName: name, Shared: marked[i.AccountID]}, true); err != nil {
			return err
		}
	}
	for _, k := range i.Roles {
		given, err := access.Give(ctx, tx, by, gift(i.AccountID, x.OrgID, k, i.Sites))
		if err != nil {
			return err
		}
		if !given { // they have it already, perhaps for other lieux
			if k == role.Manager {
				if err := s.widened(ctx, tx, by, x, i, name); err != nil {
					return err
				}
			}
			continue
		}
		if err := note(ctx, tx, by, x, i.AccountID, name, k, "give"); err != nil {
			return err
		}
	}
	return nil
}

// widened adds the lieux of an invitation to those for which somebody manages offers already. Who does so for the whole structure keeps
// that; who is limited stays so, unless the whole structure was chosen for them (O78).
func (s *Service) widened(ctx context.Context, tx *db.Tx, by access.Actor, x structure.Structure, i Invitation, name string) error {
	held, err := limitedTo(ctx, tx, x.OrgID, []personRow{{Person: Person{AccountID: i.AccountID}}})
	had := held[i.AccountID]
	if err != nil || len(had) == 0 {
		return err
	}
	to := i.Sites
	if len(to) == 0 && !i.Whole {
		return nil
	}
	if len(to) > 0 {
		to = slices.Compact(slices.Sorted(slices.Values(slices.Concat(had, to))))
	}
	return rescope(ctx, tx, by, x, Person{AccountID: i.AccountID, FirstName: name, Sites: had}, to)
}

// Renew mails a fresh link in the place of one that serves no more, to the same address and no other.
func (s *Service) Renew(ctx context.Context, who access.Actor, number int64, secret, from string) error {
	if err := s.o.Limit(ctx, who.At, from); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		in, err := s.opened(ctx, tx, number, secret)
		if err != nil {
			return err
		}
		if in.Gone != "" || !in.Expired || len(in.Reasons) > 0 {
			return conflict()
		}
		in.sentAgain(tx.Now())
		if err := saveInvitation(ctx, tx, &in.Invitation); err != nil {
			return err
		}
		return s.tellInvited(ctx, tx, in.Structure, in.Invitation, memberMail{Again: true})
	})
}
