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
	"preau/internal/offers/structure"
)

// FieldRoles is the field of the permissions, in faults.
const FieldRoles = "permissions"

// Input is what was typed of a user. Of somebody who is there, the permissions alone count: the rest is the person's own (O69).
type Input struct {
	structure.Applicant
	Roles  []access.RoleKey
	Active bool
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
	if in.Active && len(out) == 0 {
		return nil, apperr.InvalidField(FieldRoles, i18n.M(msg.FaultNoRole))
	}
	if !in.Active {
		return nil, nil
	}
	return out, nil
}

// Add gives somebody permissions in the structure. Who has an account already is treated alike, so that the page tells nobody that they
// have one (O65); each is mailed (O68).
func (s *Service) Add(ctx context.Context, who access.Actor, in Input) error {
	wanted, fault := in.roles()
	a, err := s.o.Structures.Applicant(in.Applicant)
	if err := both(err, fault); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who)
		if err != nil {
			return err
		}
		if len(wanted) == 0 {
			return apperr.InvalidField(FieldRoles, i18n.M(msg.FaultNoRole))
		}
		p, err := s.o.Structures.Invite(ctx, tx, who, account.Invitation{Email: a.Email, FirstName: a.FirstName, LastName: a.LastName, Function: a.Function, Phone: a.Phone, Lang: a.Lang})
		if err != nil {
			return err
		}
		for _, k := range wanted {
			if _, err := access.Give(ctx, tx, who, access.Gift{AccountID: p.AccountID, Role: k, Place: role.At(x.OrgID)}); err != nil {
				return err
			}
			if err := note(ctx, tx, who, x, p.AccountID, p.Name, k, "give"); err != nil {
				return err
			}
		}
		return s.o.Structures.TellAccount(ctx, tx, x, p)
	})
}

// Save changes somebody's permissions, at once (O66).
func (s *Service) Save(ctx context.Context, who access.Actor, number int64, in Input) error {
	wanted, err := in.roles()
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who)
		if err != nil {
			return err
		}
		if err := access.Turn(ctx, tx); err != nil { // two who take each other's last right wait for each other
			return err
		}
		p, err := personByNumber(ctx, tx, x.OrgID, number)
		if err != nil {
			return err
		}
		last, err := lastAdmin(ctx, tx, x.OrgID, p.AccountID)
		if err != nil {
			return err
		}
		for _, k := range role.InStructure() {
			has, wants := slices.Contains(p.Roles, k), slices.Contains(wanted, k)
			if has == wants {
				continue
			}
			do := Give
			if has {
				do = TakeBack
			}
			if _, err := Moves.Next(do, p.State(), structure.RolesOf(who, x), Case{LastAdmin: last && k == role.Admin}); err != nil {
				return err
			}
			if err := change(ctx, tx, who, x, p, k, do); err != nil {
				return err
			}
		}
		return nil
	})
}

// change gives a permission, or takes it back.
func change(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, p Person, k access.RoleKey, do Act) error {
	if do == TakeBack {
		if _, err := access.TakeBack(ctx, tx, who, p.AccountID, k, role.At(x.OrgID)); err != nil {
			return err
		}
		return note(ctx, tx, who, x, p.AccountID, p.Name(), k, "end")
	}
	if _, err := access.Give(ctx, tx, who, access.Gift{AccountID: p.AccountID, Role: k, Place: role.At(x.OrgID)}); err != nil {
		return err
	}
	return note(ctx, tx, who, x, p.AccountID, p.Name(), k, "give")
}

// SendLink mails somebody who has not opened their account a fresh link.
func (s *Service) SendLink(ctx context.Context, who access.Actor, number int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who)
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
