package delegation

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/delegation/told"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Gift is what is given to somebody at a place.
type Gift struct {
	Address, FirstName, LastName, Function string
	Born                                   string // the day of birth, if it is known, where identifiers are built of it

	Roles    []access.RoleKey
	Limits   map[access.RoleKey][]string // ids of choices
	From, To string                      // days, the last one included; empty: now, no end
	Seen     string                      // the print of the consequences that were shown
}

// Form is what the form of a gift offers.
type Form struct {
	Org   org.Organisation
	Given access.Roles
	Names Names
	Born  bool // a day of birth is of use
}

// GiveForm is the form for a place.
func (s *Service) GiveForm(ctx context.Context, who access.Actor, ref string) (Form, error) {
	var f Form
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		p, given, err := s.openToGive(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		f = Form{Org: p.Organisation, Given: given, Born: s.o.Builds()}
		f.Names, err = s.names(ctx, tx, given, p)
		return err
	})
	return f, err
}

// Give gives somebody roles at a place: to the account of their address, or to one that is made and invited (R108). It answers
// Unseen while what follows was not shown.
func (s *Service) Give(ctx context.Context, who access.Actor, ref string, g Gift) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		p, given, err := s.openToGive(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		if err := s.notTheirs(ctx, tx, who, p, given, g.Roles); err != nil {
			return err
		}
		if err := access.Turn(ctx, tx); err != nil {
			return err
		}
		names, err := s.names(ctx, tx, given, p)
		if err != nil {
			return err
		}
		plan, err := s.checked(tx, given, names, g)
		if err != nil {
			return err
		}
		a, err := s.o.Accounts.Invite(ctx, tx, who, account.Invitation{
			Email: g.Address, FirstName: g.FirstName, LastName: g.LastName, Function: g.Function, Born: g.Born, Lang: who.Lang,
			Given: letter.Given{Place: p.Name, Roles: plan.mailed()},
		})
		if err != nil {
			return err
		}
		return s.carryOut(ctx, tx, who, p, given, names, a, plan, g)
	})
}

// plan is what a checked form comes to: roles with their limits, from an instant to another.
type plan struct {
	steps    []step
	from, to time.Time
}

// step is one role of a plan.
type step struct {
	role   access.Role
	limits []Choice
}

// checked checks a form against what may be given.
func (s *Service) checked(tx *db.Tx, given access.Roles, names Names, g Gift) (plan, error) {
	var out plan
	var f faults
	if g.FirstName == "" {
		f.Add(account.FieldFirstName, msg.FaultFirstName)
	}
	if g.LastName == "" {
		f.Add(account.FieldLastName, msg.FaultLastName)
	}
	if len(g.Roles) == 0 {
		f.Add(FieldRoles, msg.FaultNoRole)
	}
	for _, key := range g.Roles {
		r, ok := given.ByKey(key)
		if !ok {
			f.Add(FieldRoles, msg.FaultRole)
			break
		}
		chosen, ok := choose(names, r, g.Limits[key])
		if !ok {
			f.Add(limitField(names, r), msg.FaultLimit)
		}
		out.steps = append(out.steps, step{r, chosen})
	}
	for _, r := range given {
		if len(g.Limits[r.Key]) > 0 && !slices.Contains(g.Roles, r.Key) {
			f.Add(limitField(names, r), msg.FaultLimitAlone, "role", r.Label)
		}
	}
	out.from, out.to = s.days(tx, &f, g.From, g.To)
	return out, f.Err()
}

// limitField is where a fault of a role's limits is told: at the role where the form has none to choose.
func limitField(names Names, r access.Role) string {
	if len(names[r.Limit]) == 0 {
		return FieldRoles
	}
	return FieldLimits(r.Key)
}

// choose are the choices of some ids; false: one of them is none.
func choose(names Names, r access.Role, ids []string) ([]Choice, bool) {
	var out []Choice
	for _, id := range ids {
		i := slices.IndexFunc(names[r.Limit], func(c Choice) bool { return c.ID == id })
		if r.Limit == "" || i < 0 {
			return nil, false
		}
		if !slices.Contains(out, names[r.Limit][i]) {
			out = append(out, names[r.Limit][i])
		}
	}
	return out, true
}

// days are the instants of two days, the zero instant for now and for no end.
func (s *Service) days(tx *db.Tx, f *faults, first, last string) (from, to time.Time) {
	today := tx.Now().In(s.o.Zone()).Format(time.DateOnly)
	if first != "" && first < today {
		f.Add(FieldFrom, msg.FaultPast)
	}
	if first > today {
		from = s.morning(first, 0)
	}
	if last == "" {
		return from, to
	}
	if last < max(first, today) {
		f.Add(FieldTo, msg.FaultEnd)
	}
	return from, s.morning(last, 1)
}

// morning is the beginning of a day, or of one so many days later, as the operator's clocks have it.
func (s *Service) morning(day string, later int) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, day, s.o.Zone())
	if err != nil {
		return time.Time{}
	}
	return time.Date(at.Year(), at.Month(), at.Day()+later, 0, 0, 0, 0, at.Location()).UTC()
}

// keys are the plan's roles.
func (p plan) keys() []access.RoleKey {
	var out []access.RoleKey
	for _, st := range p.steps {
		out = append(out, st.role.Key)
	}
	return out
}

// mailed are the plan's roles as mails name them.
func (p plan) mailed() []letter.Role {
	var out []letter.Role
	for _, st := range p.steps {
		out = append(out, st.mailed(p.from, p.to))
	}
	return out
}

func (st step) mailed(from, to time.Time) letter.Role {
	return letter.Role{Label: st.role.Label, Hint: st.role.Hint, Limits: labels(st.limits), From: from, Until: told.LastInstant(to)}
}

// labels are the names of choices; what is offered no more has none.
func labels(cs []Choice) []string {
	var out []string
	for _, c := range cs {
		if c.Label != "" {
			out = append(out, c.Label)
		}
	}
	return out
}

// carryOut gives what the plan says and the account has not yet, on other days, too. An account that has it all is a fault: nothing would
// change.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, who access.Actor, p place, given access.Roles, names Names, a account.Account, todo plan, g Gift) error {
	c, held, err := s.lacks(ctx, tx, given, p, names, a, todo)
	if err != nil {
		return err
	}
	c.lengthen(given, held, tx.Now())
	if err := s.addressed(ctx, tx, s.seen(who, p, given), &c, g.FirstName+" "+g.LastName); err != nil {
		return err
	}
	if c.empty() {
		return apperr.InvalidField(FieldRoles, i18n.M(msg.FaultAlready, "name", a.DisplayName()))
	}
	return s.do(ctx, tx, who, c, g.Seen)
}

// lengthen has what is held already count on the days of what is given, too.
func (c *change) lengthen(given access.Roles, held []Held, now time.Time) {
	for _, h := range held {
		if wide, wider := h.Widened(c.from, c.to, now); wider {
			r, _ := given.ByKey(h.Role)
			c.widen = append(c.widen, widening{r, h, wide})
		}
	}
}

// addressed says first that the address that was typed is somebody else's than the name with it. Whose it is reads nobody who does not see
// them there: for them it is who they typed.
func (s *Service) addressed(ctx context.Context, tx *db.Tx, seen access.Roles, c *change, typed string) error {
	others := told.Others(c.account, typed)
	if named := c.account.FirstName+c.account.LastName != ""; named && !others {
		return nil
	}
	there, err := s.persons(ctx, tx, seen, c.place, []string{c.account.ID})
	if len(there) == 0 {
		c.called = typed
	}
	if others {
		c.said = []Consequence{{Text: told.Theirs(c.account, len(there) > 0)}}
	}
	return err
}

// lacks is what an account has not yet of what a plan says, and what it has already of those roles. Who holds a role for
// everything is limited to nothing by it.
func (s *Service) lacks(ctx context.Context, tx *db.Tx, given access.Roles, p place, names Names, a account.Account, todo plan) (change, []Held, error) {
	c := change{place: p, names: names, account: a, from: todo.from, to: todo.to}
	has, err := s.persons(ctx, tx, given, p, []string{a.ID})
	if err != nil {
		return c, nil, err
	}
	var now Person
	if len(has) == 1 {
		now = has[0]
	}
	var held []Held
	for _, st := range todo.steps {
		h, holds := now.Holds(st.role.Key)
		if !holds {
			c.give = append(c.give, st)
			continue
		}
		held = append(held, h)
		if everything := !h.Limited && st.role.Unlimited == access.ReachAll; everything {
			continue
		}
		if more := without(st.limits, h); len(more) > 0 {
			c.limit = append(c.limit, relimit{role: st.role, was: h, add: more})
		}
	}
	return c, held, nil
}

// without are the choices that a grant is not limited to yet.
func without(cs []Choice, h Held) []Choice {
	var out []Choice
	for _, c := range cs {
		if !slices.ContainsFunc(h.Limits, func(l access.Limit) bool { return l.Ref == c.ID }) {
			out = append(out, c)
		}
	}
	return out
}

// faults gathers what is wrong, field by field.
type faults struct{ apperr.Faults }
