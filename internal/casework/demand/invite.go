package demand

import (
	"context"
	"slices"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Names of the fields of who is invited, in faults.
const (
	FieldInvited = "invite"
	FieldAddress = "adresse" // of an aidant of another team
)

// byAddress begins the ref of an aidant of another team, whom nobody can choose from a list: their address follows.
const byAddress = "aidant:"

// byTeam begins the ref of a groupe: its id follows.
const byTeam = "groupe:"

// byModerator begins the ref of a modérateur: their id follows.
const byModerator = "moderateur:"

// ByAddress is the ref by which an aidant of another team is invited.
func ByAddress(address string) string { return byAddress + address }

// Guests are who may be invited into a demand: colleagues of the creator, teams with a référent, and modérateurs (C025, C044).
type Guests struct {
	Demand
	Colleagues []access.Holder
	Teams      []team.Team
	Moderators []access.Holder
}

// Guests are those who are not in yet.
func (s *Service) Guests(ctx context.Context, who access.Actor, number string) (Guests, error) {
	var g Guests
	if !who.SignedIn() {
		return g, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		g, err = inviting(ctx, tx, who, number)
		return err
	})
	return g, err
}

// inviting are the guests of a demand for who may invite into it now; else it says why not.
func inviting(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Guests, error) {
	d, err := byNumber(ctx, tx, who, number)
	if err == nil {
		_, err = Moves.Next(Invite, d.State, RolesOf(who, d), d)
	}
	if err != nil {
		return Guests{}, err
	}
	return guestsOf(ctx, tx, d)
}

func guestsOf(ctx context.Context, tx *db.Tx, d Demand) (Guests, error) {
	g := Guests{Demand: d}
	in := func(h access.Holder) bool {
		return h.AccountID == d.CreatorID || slices.ContainsFunc(d.People, func(p Invited) bool { return p.AccountID == h.AccountID })
	}
	var err error
	if g.Colleagues, err = access.Holders(ctx, tx, team.Helper, d.Place()); err != nil {
		return g, err
	}
	g.Colleagues = slices.DeleteFunc(g.Colleagues, in)
	if g.Moderators, err = access.Holders(ctx, tx, team.Moderator, access.Everywhere); err != nil {
		return g, err
	}
	g.Moderators = slices.DeleteFunc(g.Moderators, in)
	if g.Teams, err = team.Choosable(ctx, tx); err != nil {
		return g, err
	}
	g.Teams = slices.DeleteFunc(g.Teams, func(t team.Team) bool {
		return slices.ContainsFunc(d.Teams, func(a Asked) bool { return a.Team.ID == t.ID && a.LeftAt.IsZero() })
	})
	return g, nil
}

// Invite brings somebody in: "personne:id", "groupe:id" or "moderateur:id", as Guests offers them, or an aidant of another team by their
// address. A groupe reads what the usager's mandate allows its organisme alone: one that none names which holds now is refused, whoever
// invites it, until the aidant has asked for a mandate that does (C026, C061).
func (s *Service) Invite(ctx context.Context, who access.Actor, number, ref string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		g, err := inviting(ctx, tx, who, number)
		if err != nil {
			return err
		}
		d := g.Demand
		done, err := s.invite(ctx, tx, who, g, ref)
		if err != nil {
			return err
		}
		if !done {
			return apperr.InvalidField(FieldInvited, i18n.M(msg.FaultInvited))
		}
		if err := Save(ctx, tx, d); err != nil {
			return err
		}
		if t, ok := g.team(strings.TrimPrefix(ref, byTeam)); ok { // the row being held, see stillAuthorised
			if err := s.named(ctx, tx, d, t); err != nil {
				return err
			}
		}
		if err := note(ctx, tx, who, d, "invite", ""); err != nil {
			return err
		}
		if err := s.waited(ctx, tx, who, d, Invite); err != nil {
			return err
		}
		was := d
		if err := parties(ctx, tx, &d); err != nil {
			return err
		}
		if err := s.tellNewcomers(ctx, tx, who, was, d); err != nil || !strings.HasPrefix(ref, byModerator) {
			return err
		}
		return s.tellOthers(ctx, tx, who, d, strings.TrimPrefix(ref, byModerator))
	})
}

// invite says false for who cannot be invited.
func (s *Service) invite(ctx context.Context, tx *db.Tx, who access.Actor, g Guests, ref string) (bool, error) {
	kind, id, _ := strings.Cut(ref, ":")
	from, side := g.Colleagues, Helpers
	switch kind {
	case "groupe":
		if _, ok := g.team(id); !ok {
			return false, nil
		}
		return true, addTeam(ctx, tx, who, g.ID, id)
	case "aidant":
		p, err := g.elsewhere(ctx, tx, id)
		if err != nil {
			return false, err
		}
		return addPerson(ctx, tx, who, g.ID, p)
	case strings.TrimSuffix(byModerator, ":"):
		from, side = g.Moderators, Moderators
	case "personne":
	default:
		return false, nil
	}
	i := slices.IndexFunc(from, func(h access.Holder) bool { return h.AccountID == id })
	if i < 0 {
		return false, nil
	}
	return addPerson(ctx, tx, who, g.ID, Invited{AccountID: id, Name: from[i].Name, Side: side})
}

// named says why a groupe cannot be brought in: no mandate that holds names its organisme.
func (s *Service) named(ctx context.Context, tx *db.Tx, d Demand, t team.Team) error {
	m, err := s.o.Mandate(ctx, tx, d, "")
	if err != nil || m.Covers(t.Agency.ID) {
		return err
	}
	r := WhyNotNamed
	r.Lifters = []apperr.Lifter{{Name: d.CreatorName}}
	return apperr.ForbiddenErr(r)
}

// WhyInvite is nil when who may invite a groupe into a demand now; else it says why not.
func (s *Service) WhyInvite(ctx context.Context, tx *db.Tx, who access.Actor, number, teamID string) error {
	g, err := inviting(ctx, tx, who, number)
	if err != nil {
		return err
	}
	t, ok := g.team(teamID)
	if !ok {
		return apperr.NotFoundErr()
	}
	return s.named(ctx, tx, g.Demand, t)
}

// team is one of the groupes that may be invited, by its id.
func (g Guests) team(teamID string) (team.Team, bool) {
	i := slices.IndexFunc(g.Teams, func(t team.Team) bool { return t.ID == teamID })
	if i < 0 {
		return team.Team{}, false
	}
	return g.Teams[i], true
}

// elsewhere is an aidant of another team by their address, who is not in yet.
func (g Guests) elsewhere(ctx context.Context, tx *db.Tx, address string) (Invited, error) {
	h, there, err := helperAt(ctx, tx, address)
	if err != nil {
		return h, err
	}
	in := there && (h.AccountID == g.CreatorID || slices.ContainsFunc(g.People, func(p Invited) bool { return p.AccountID == h.AccountID }))
	if !there || in {
		return h, apperr.InvalidField(FieldAddress, i18n.M(msg.FaultAidant))
	}
	if slices.ContainsFunc(g.Colleagues, func(c access.Holder) bool { return c.AccountID == h.AccountID }) {
		h.teamID = "" // they are a colleague of the creator's
	}
	return h, nil
}
