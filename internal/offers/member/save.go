package member

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
	"preau/internal/offers/structure"
)

// Names of the fields of the permissions and of « Activé », in faults.
const (
	FieldRoles  = "permissions"
	FieldActive = "active"
	FieldShared = "partage"
)

// Input is what was typed of a user. Of somebody who is there, the permissions alone count: the rest is the person's own (O69).
type Input struct {
	structure.Applicant
	Roles  []access.RoleKey
	Scope  Scope
	Sites  []string // of Limited
	Active bool
	Shared bool          // several people use the account
	First  account.Typed // the password of their first sign-in; empty: a link (O67)
}

// roles are those that are wanted, of the four; none while the access is not active.
func (in Input) roles() ([]access.RoleKey, error) {
	var out []access.RoleKey
	for _, k := range in.Roles {
		if !slices.Contains(role.InStructure(), k) {
			return nil, apperr.InvalidField(FieldRoles, i18n.M(msg.FaultRoles))
		}
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	if in.Shared && decides(out) {
		return nil, apperr.InvalidField(FieldShared, i18n.M(msg.FaultShared))
	}
	if in.Active && len(out) == 0 {
		return nil, apperr.InvalidField(FieldRoles, i18n.M(msg.FaultNoRole))
	}
	if !in.Active {
		return nil, nil
	}
	return out, nil
}

// decides says whether permissions let one decide for the structure: a shared account has none of those (O78).
func decides(roles []access.RoleKey) bool {
	return slices.Contains(roles, role.Admin) || slices.Contains(roles, role.Approver)
}

// Save changes somebody's permissions, at once (O66), as of what the form was drawn from.
func (s *Service) Save(ctx context.Context, who access.Actor, of, number int64, version string, in Input) error {
	wanted, err := in.roles()
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		who, err := inTurn(ctx, tx, who)
		if err != nil {
			return err
		}
		x, err := managed(ctx, tx, who, of)
		if err != nil {
			return err
		}
		p, err := personByNumber(ctx, tx, x.OrgID, number)
		if err != nil {
			return err
		}
		if p.Print() != version {
			return conflict()
		}
		if p.Shared && decides(wanted) { // several people still know its password
			return apperr.InvalidField(FieldShared, i18n.M(msg.FaultWasShared))
		}
		if decides(wanted) && !decides(p.Roles) {
			known, err := manyKnow(ctx, tx, p.AccountID)
			if err != nil {
				return err
			}
			if known != "" {
				return apperr.InvalidField(FieldShared, i18n.M(known))
			}
		}
		last, err := lastAdmin(ctx, tx, x.OrgID, p)
		if err != nil {
			return err
		}
		sites, err := in.sites(ctx, tx, x, wanted, p.Sites)
		if err != nil {
			return err
		}
		for _, k := range role.InStructure() {
			has, wants := slices.Contains(p.Roles, k), slices.Contains(wanted, k)
			if has == wants {
				if has && k == role.Manager {
					if err := rescope(ctx, tx, who, x, p, sites); err != nil {
						return err
					}
				}
				continue
			}
			do := Give
			if has {
				do = TakeBack
			}
			if _, err := Moves.Next(do, p.State(), structure.RolesOf(who, x), Case{LastAdmin: last && k == role.Admin, Gone: p.Gone()}); err != nil {
				return err
			}
			if err := change(ctx, tx, who, x, p, k, do, sites); err != nil {
				return err
			}
		}
		if err := share(ctx, tx, who, x, p, in.Shared && in.Active); err != nil {
			return err
		}
		return s.tellChange(ctx, tx, who, x, p, wanted)
	})
}

// inTurn is who acts with what is left of what they held when their request was read: two who take each other's last right wait for each
// other, and the second reads what the first left.
func inTurn(ctx context.Context, tx *db.Tx, who access.Actor) (access.Actor, error) {
	if err := access.Turn(ctx, tx); err != nil {
		return who, err
	}
	now, err := access.GrantsOf(ctx, tx, who.ID, tx.Now())
	if err != nil {
		return who, err
	}
	held := who.Grants
	who.Grants = slices.DeleteFunc(now, func(g access.Grant) bool { // a session may hold less than its account
		return !slices.ContainsFunc(held, func(h access.Grant) bool { return h.ID == g.ID })
	})
	return who, nil
}

// tellChange writes to a person that they administer the structure from now on, or no more (M15), or that they have no access any more
// (M16). Nobody is told what they did themselves.
func (s *Service) tellChange(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, p Person, wanted []access.RoleKey) error {
	if p.AccountID == who.ID {
		return nil
	}
	had, has := slices.Contains(p.Roles, role.Admin), slices.Contains(wanted, role.Admin)
	switch {
	case len(p.Roles) > 0 && len(wanted) == 0:
		return s.tellPerson(ctx, tx, x, p, mailOff, memberMail{By: who.Name})
	case had != has:
		return s.tellPerson(ctx, tx, x, p, mailAdmin, memberMail{By: who.Name, Now: has, Roles: labels(wanted)})
	}
	return nil
}

// change gives a permission, or takes it back. Either is sure to change something: others wait for their turn.
func change(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, p Person, k access.RoleKey, do Act, sites []string) error {
	act := "give"
	alter := func() (bool, error) {
		return access.Give(ctx, tx, who, gift(p.AccountID, x.OrgID, k, sites))
	}
	if do == TakeBack {
		act = "end"
		alter = func() (bool, error) { return access.TakeBack(ctx, tx, who, p.AccountID, k, role.At(x.OrgID)) }
	}
	changed, err := alter()
	if err != nil {
		return err
	}
	if !changed {
		return conflict()
	}
	return note(ctx, tx, who, x, p.AccountID, p.Name(), k, act)
}

// share marks an account as one that several people use, or as one person's again.
func share(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, p Person, on bool) error {
	if p.Shared == on {
		return nil
	}
	if on {
		decides, err := decidesSomewhere(ctx, tx, p.AccountID)
		if err != nil {
			return err
		}
		if decides {
			return apperr.InvalidField(FieldShared, i18n.M(msg.FaultShared))
		}
	}
	if err := shared.Mark(ctx, tx, x.OrgID, p.AccountID, on); err != nil {
		return err
	}
	act := "share"
	if !on {
		act = "unshare" // see unshared
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "account", ID: p.AccountID}, Act: "offers.member." + act,
		Data: map[string]string{"place": x.Name, "structure": strconv.FormatInt(x.Number, 10), "name": p.Name()},
	})
}

// gift is a permission in a structure; sites limit a « Gestionnaire d'offres » alone.
func gift(accountID, orgID string, k access.RoleKey, sites []string) access.Gift {
	g := access.Gift{AccountID: accountID, Role: k, Place: role.At(orgID)}
	if k == role.Manager {
		g.Limits = limits(sites)
	}
	return g
}

// SendLink mails somebody a link to choose their first password, or another one; it goes to their own address (O69).
func (s *Service) SendLink(ctx context.Context, who access.Actor, of, number int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who, of)
		if err != nil {
			return err
		}
		p, err := personByNumber(ctx, tx, x.OrgID, number)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(SendLink, p.State(), structure.RolesOf(who, x), Case{}); err != nil {
			return err
		}
		if err := history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "account", ID: p.AccountID}, Act: "offers.member.link",
			Data: map[string]string{"place": x.Name, "structure": strconv.FormatInt(x.Number, 10), "name": p.Name()},
		}); err != nil {
			return err
		}
		if p.account == account.Active {
			return s.o.Accounts.SendResetLink(ctx, tx, p.Email, "/offreur")
		}
		i, err := s.o.Structures.Invite(ctx, tx, who, account.Invitation{Email: p.Email, FirstName: p.FirstName, LastName: p.LastName, Lang: p.Lang})
		if err != nil {
			return err
		}
		return s.o.Structures.TellAccount(ctx, tx, x, i)
	})
}

// note writes what was done to somebody's access into the structure's history.
func note(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, accountID, name string, k access.RoleKey, act string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "account", ID: accountID}, Act: "offers.member." + act,
		Data: map[string]string{"place": x.Name, "structure": strconv.FormatInt(x.Number, 10), "role": string(k), "name": name},
	})
}

// noteScope writes for which lieux somebody manages offers from now on; none are named for the whole structure.
func noteScope(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, p Person, sites string) error {
	act := "scope"
	if sites == "" {
		act = "unscope"
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "account", ID: p.AccountID}, Act: "offers.member." + act,
		Data: map[string]string{"place": x.Name, "structure": strconv.FormatInt(x.Number, 10), "name": p.Name(), "reason": sites},
	})
}

// both joins the faults of two readings of one form.
func both(a, b error) error {
	x, isX := apperr.As(a)
	y, isY := apperr.As(b)
	switch {
	case isX && isY:
		return &apperr.Error{Kind: apperr.Invalid, Fields: append(slices.Clone(x.Fields), y.Fields...)}
	case a != nil:
		return a
	}
	return b
}
