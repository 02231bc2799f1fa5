package team

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Person is somebody to be given a role: an account if there is one with this address, else one is made and invited.
type Person struct {
	Address   string
	FirstName string
	LastName  string
}

// People finds or makes accounts.
type People interface {
	// Invite gives the account of this address. When there is none it makes one, and mails the invitation; made says so.
	Invite(ctx context.Context, tx *db.Tx, who access.Actor, p Person) (account access.Holder, made bool, err error)
}

// way is how a role is given, as the history names it.
type way string

const (
	byHand  way = "give"
	bySheet way = "give by a sheet" // its newcomers are told of together
)

// AddMember gives somebody a role in a team (C006). Who has no account yet is invited.
func (s *Service) AddMember(ctx context.Context, who access.Actor, number int64, role access.RoleKey, p Person) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		t, h, err := s.giveRoles(ctx, tx, who, number, []access.RoleKey{role}, p, byHand)
		if err != nil || h.AccountID == who.ID {
			return err
		}
		return s.tellNewcomer(ctx, tx, who, h, role, t)
	})
}

// GiveRoles gives somebody several roles as a sheet says it, within a transaction. A role that they hold already is a fault. The team hears
// of all that the sheet brings in by one mail, see tellBySheet.
func (s *Service) GiveRoles(ctx context.Context, tx *db.Tx, who access.Actor, number int64, roles []access.RoleKey, p Person) error {
	t, h, err := s.giveRoles(ctx, tx, who, number, roles, p, bySheet)
	if err != nil || h.AccountID == who.ID {
		return err
	}
	return s.tellBySheet(ctx, tx, who, t)
}

func (s *Service) giveRoles(ctx context.Context, tx *db.Tx, who access.Actor, number int64, roles []access.RoleKey, p Person, how way) (Team, access.Holder, error) {
	t, err := s.managed(ctx, tx, who, number)
	if err != nil {
		return t, access.Holder{}, err
	}
	for _, role := range roles {
		if err := s.admits(ctx, tx, t, role, p); err != nil {
			return t, access.Holder{}, err
		}
		if why, err := access.WhyGive(ctx, tx, delegation, who, role, t.Place()); err != nil || len(why) > 0 {
			return t, access.Holder{}, cmp.Or(err, apperr.ForbiddenErr(why...))
		}
	}
	h, made, err := s.people.Invite(ctx, tx, who, p)
	for i := 0; i < len(roles) && err == nil; i++ {
		err = s.give(ctx, tx, who, t, roles[i], h, made, how)
	}
	return t, h, err
}

// give gives somebody a role. Who was invited just now is not mailed again: the invitation says it.
func (s *Service) give(ctx context.Context, tx *db.Tx, who access.Actor, t Team, role access.RoleKey, h access.Holder, made bool, how way) error {
	given, err := access.Give(ctx, tx, who, access.Gift{AccountID: h.AccountID, Role: role, Place: t.Place()})
	if err != nil {
		return err
	}
	if !given {
		return apperr.InvalidField("email", i18n.M(msg.FaultHasRole, "name", h.Name))
	}
	if err := noteMember(ctx, tx, who, t, h.AccountID, role, string(how)); err != nil || made {
		return err
	}
	if h.AccountID == who.ID && role != Lead {
		if err := s.tellSelfGiven(ctx, tx, h, role, t); err != nil {
			return err
		}
	}
	return s.tellNamed(ctx, tx, h, role, t)
}

// managed is a team whose people who may manage.
func (s *Service) managed(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Team, error) {
	t, err := ByNumber(ctx, tx, number)
	if err != nil {
		return t, err
	}
	_, err = next(ctx, tx, who, Manage, t.State, Case{Team: t, Agency: t.Agency.State})
	return t, err
}

// admits says what is wrong with a role, or with an address that the organisme does not take.
func (s *Service) admits(ctx context.Context, tx *db.Tx, t Team, role access.RoleKey, p Person) error {
	var f apperr.Faults
	if !slices.Contains(InTeam(), role) {
		f.Add(FieldRole, msg.FaultRole)
	}
	a, err := agencyByNumber(ctx, tx, t.Agency.Number)
	if err != nil {
		return err
	}
	a.admits(&f, p.Address)
	return f.Err()
}

// admits says that an address is of none of the domains that the organisme takes (C006).
func (a Agency) admits(f *apperr.Faults, address string) {
	domains := strings.Fields(a.Domains)
	_, at, _ := strings.Cut(address, "@")
	if len(domains) > 0 && !slices.Contains(domains, strings.ToLower(at)) {
		f.Add("email", msg.FaultForeign, "domains", strings.Join(domains, ", "))
	}
}

// EndMember takes a role in a team back, but for that of its last référent while demands are open. One that has ended already is a conflict: somebody was faster.
func (s *Service) EndMember(ctx context.Context, who access.Actor, number int64, accountID string, role access.RoleKey) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		t, err := s.managed(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if !slices.Contains(InTeam(), role) {
			return apperr.NotFoundErr()
		}
		if err := leftAlone(ctx, tx, t, accountID, role); err != nil {
			return err
		}
		h, err := holderOf(ctx, tx, t, accountID, role)
		if err != nil {
			return err
		}
		stoodFor, err := leftBy(ctx, tx, t, accountID)
		if err != nil {
			return err
		}
		ended, err := access.TakeBack(ctx, tx, who, accountID, role, t.Place())
		if err != nil {
			return err
		}
		if !ended {
			return apperr.ConflictErr(i18n.M(msg.ConflictEnded))
		}
		if err := forget(ctx, tx, accountID, role, t.ID); err != nil {
			return err
		}
		if err := noteMember(ctx, tx, who, t, accountID, role, "end"); err != nil || h.AccountID == "" {
			return err
		}
		return s.tellLeft(ctx, tx, who, h, role, t, stoodFor)
	})
}

func noteMember(ctx context.Context, tx *db.Tx, who access.Actor, t Team, accountID string, role access.RoleKey, act string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "account", ID: accountID}, Act: "casework.member." + act,
		Data: map[string]string{"team": strconv.FormatInt(t.Number, 10), "place": t.Title(), "role": string(role)},
	})
}

// MayManage is nil when who may change a team's people; else it says why not.
func (s *Service) MayManage(ctx context.Context, who access.Actor, number int64) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		_, err := s.managed(ctx, tx, who, number)
		return err
	})
}
