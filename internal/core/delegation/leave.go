package delegation

import (
	"context"
	"fmt"
	"slices"

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

// Leaving is somebody's going from a place for good (R132).
type Leaving struct {
	End      string           // the last day of all that they hold there; empty: it ends now
	Roles    []access.RoleKey // what is entrusted to Heir
	Heir     Heir
	Standing string // what the form was drawn from
	Seen     string // the print of the consequences that were shown
}

// Heir is who goes on with what somebody leaves. The zero Heir is nobody.
type Heir struct {
	Number int64 // of somebody who has an access there
	New    bool  // anybody else, by their address
	Address, FirstName, LastName,
	Function string
}

func (h Heir) none() bool { return h.Number == 0 && !h.New }

// LeaveView is the form of somebody's going.
type LeaveView struct {
	Person
	Org      org.Organisation
	Ends     []Held // what the reader gives, and ends
	Stays    []Held // what the reader sees, and does not give
	Names    Names
	Heirs    []Heir
	Standing string
}

// LeaveForm is the form for somebody at a place.
func (s *Service) LeaveForm(ctx context.Context, who access.Actor, ref string, number int64) (LeaveView, error) {
	var v LeaveView
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		f, err := s.file(ctx, tx, who, ref, number)
		if err != nil {
			return err
		}
		if !moves.May(Leave, f.account.State, f.as(), f.matter) {
			return apperr.NotFoundErr()
		}
		v = LeaveView{Person: f.person, Org: f.place.Organisation, Names: f.names, Standing: f.standing()}
		v.Ends, v.Stays = f.parted()
		v.Heirs, err = s.heirs(ctx, tx, f)
		return err
	})
	return v, err
}

// parted are what the person holds that the reader gives, and the rest.
func (f file) parted() (theirs, others []Held) {
	for _, h := range f.person.Held {
		if _, ok := f.given.ByKey(h.Role); ok {
			theirs = append(theirs, h)
		} else {
			others = append(others, h)
		}
	}
	return theirs, others
}

// mostHeirs is how many people the form offers: more than any school has.
const mostHeirs = 500

// heirs are those who have an access at the place already, as the reader sees it, by name.
func (s *Service) heirs(ctx context.Context, tx *db.Tx, f file) ([]Heir, error) {
	var w db.Where
	holding(&w, tx, f.seen, f.place)
	w.And("a.id <> ?", f.account.ID)
	w.In("a.state", "created", "invited", "active")
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(h *Heir) []any { return []any{&h.Number, &h.FirstName, &h.Function} }, fmt.Sprintf(`SELECT a.number, a.display_name, a.function
		FROM account_accounts a WHERE a.id IN (SELECT g.account_id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE %s)
		ORDER BY a.sort_fold, a.id LIMIT %d`, where, mostHeirs), args...)
	if err != nil {
		return nil, fmt.Errorf("who can go on: %w", err)
	}
	return out, nil
}

// Leave ends all that somebody holds at a place and who may give, on a day, and entrusts what is chosen to somebody else from then
// on, with the same limits, as Give does. It answers Unseen while what follows was not shown.
func (s *Service) Leave(ctx context.Context, who access.Actor, ref string, number int64, in Leaving) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := access.Turn(ctx, tx); err != nil {
			return err
		}
		f, err := s.file(ctx, tx, who, ref, number)
		if err != nil {
			return err
		}
		if err := s.yours(ctx, tx, who, f); err != nil {
			return err
		}
		if _, err := moves.Next(Leave, f.account.State, f.as(), f.matter); err != nil {
			return err
		}
		if in.Standing != f.standing() {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		d, err := s.departure(ctx, tx, who, f, in)
		if err != nil {
			return err
		}
		cs, err := s.thenGone(ctx, tx, who, &d)
		if err != nil {
			return err
		}
		if now := printOf(cs); in.Seen != now {
			return Unseen{Consequences: cs, Print: now}
		}
		return s.depart(ctx, tx, who, d)
	})
}

// departure is all that is done when somebody leaves.
type departure struct {
	ends   change // of who leaves
	heir   change // of who goes on; without an account: nobody does
	plan   plan   // what they go on with
	had    []Held // what they hold of it already
	stays  []Held // what the reader sees, and does not end
	hidden bool   // there is more, which the reader does not see
	given  access.Roles
}

// departure checks a form.
func (s *Service) departure(ctx context.Context, tx *db.Tx, who access.Actor, f file, in Leaving) (departure, error) {
	d := departure{given: f.given, ends: change{place: f.place, names: f.names, account: f.account, leaver: f.account.ID}}
	var fs faults
	_, d.ends.at = s.days(tx, &fs, "", in.End)
	fs.Rename(FieldTo, FieldEnd)
	var theirs []Held
	theirs, d.stays = f.parted()
	for _, h := range theirs {
		if h.To.IsZero() || d.ends.end0(tx).Before(h.To) {
			d.ends.end = append(d.ends.end, h)
		}
	}
	if d.ends.empty() && in.Heir.none() && len(fs.Faults) == 0 {
		fs.Add(FieldEnd, msg.FaultGone)
	}
	if f.place.Closed() && !in.Heir.none() {
		fs.Add(FieldHeir, msg.FaultClosed)
	}
	d.plan = plan{steps: s.entrusted(&fs, f, in), from: d.ends.at}
	if err := fs.Err(); err != nil {
		return d, err
	}
	all, err := s.persons(ctx, tx, s.o.Chain, f.place, []string{f.account.ID})
	if err != nil {
		return d, err
	}
	d.hidden = len(all) == 1 && len(all[0].Held) > len(f.person.Held)
	if in.Heir.none() {
		return d, nil
	}
	return d, s.inherits(ctx, tx, who, f, in.Heir, &d)
}

// entrusted are the roles that somebody else goes on with, limited as they are today.
func (s *Service) entrusted(fs *faults, f file, in Leaving) []step {
	if in.Heir.none() {
		return nil
	}
	if in.Heir.New && in.Heir.FirstName == "" {
		fs.Add(account.FieldFirstName, msg.FaultFirstName)
	}
	if in.Heir.New && in.Heir.LastName == "" {
		fs.Add(account.FieldLastName, msg.FaultLastName)
	}
	if len(in.Roles) == 0 {
		fs.Add(FieldRoles, msg.FaultNoRole)
	}
	var out []step
	for _, key := range in.Roles {
		r, gives := f.given.ByKey(key)
		h, holds := f.person.Holds(key)
		if !gives || !holds {
			fs.Add(FieldRoles, msg.FaultRole)
			break
		}
		out = append(out, step{r, same(h, f.names)})
	}
	return out
}

// same are the limits of a grant as another will have them, those that are offered no more among them.
func same(h Held, names Names) []Choice {
	var out []Choice
	for _, l := range h.Limits {
		c := Choice{ID: l.Ref}
		if i := slices.IndexFunc(names[l.Kind], func(k Choice) bool { return k.ID == l.Ref }); i >= 0 {
			c = names[l.Kind][i]
		}
		out = append(out, c)
	}
	return out
}

// inherits finds who goes on, or invites them, and works out what they lack.
func (s *Service) inherits(ctx context.Context, tx *db.Tx, who access.Actor, f file, in Heir, d *departure) error {
	a, err := s.heir(ctx, tx, who, f, in, d.plan)
	if err != nil {
		return err
	}
	if a.ID == f.account.ID {
		return apperr.InvalidField(FieldHeir, i18n.M(msg.FaultHeirSame))
	}
	if d.heir, d.had, err = s.lacks(ctx, tx, f.given, f.place, f.names, a, d.plan); err != nil {
		return err
	}
	d.heir.leaver, d.heir.changed = f.account.ID, !in.New
	d.heir.lengthen(f.given, d.had, tx.Now())
	d.ends.handed = d.plan.keys()
	if !in.New {
		return nil
	}
	return s.addressed(ctx, tx, f.seen, &d.heir, in.FirstName+" "+in.LastName)
}

func (s *Service) heir(ctx context.Context, tx *db.Tx, who access.Actor, f file, in Heir, p plan) (account.Account, error) {
	if in.New {
		return s.o.Accounts.Invite(ctx, tx, who, account.Invitation{
			Email: in.Address, FirstName: in.FirstName, LastName: in.LastName, Function: in.Function, Lang: who.Lang,
			Given: letter.Given{Place: f.place.Name, Roles: p.mailed()},
		})
	}
	if in.Number == f.account.Number {
		return f.account, nil
	}
	there, err := s.heirs(ctx, tx, f)
	if err != nil {
		return account.Account{}, err
	}
	if !slices.ContainsFunc(there, func(h Heir) bool { return h.Number == in.Number }) {
		return account.Account{}, apperr.InvalidField(FieldHeir, i18n.M(msg.FaultHeir))
	}
	return account.ByPublicNumber(ctx, tx, in.Number)
}

// depart does it, tells who leaves and who goes on, and has the modules hand over the work.
func (s *Service) depart(ctx context.Context, tx *db.Tx, who access.Actor, d departure) error {
	for _, c := range []change{d.ends, d.heir} {
		if c.empty() {
			continue
		}
		if err := s.carry(ctx, tx, who, c); err != nil {
			return err
		}
	}
	line := told.Trace{Act: DidLeave, Role: d.role(), To: d.ends.end0(tx)}
	if d.heir.account.ID != "" {
		line.After = []string{d.heir.account.DisplayName()}
	}
	if err := told.Write(ctx, tx, who, d.ends.place.Organisation, d.ends.account, line); err != nil {
		return err
	}
	for _, w := range s.o.Works {
		if err := w.HandOver(ctx, tx, who, d.told()); err != nil {
			return err
		}
	}
	return nil
}

// role is one by which the history's line is shown to who sees it.
func (d departure) role() access.RoleKey {
	if len(d.ends.end) > 0 {
		return d.ends.end[0].Role
	}
	return d.plan.steps[0].role.Key
}
