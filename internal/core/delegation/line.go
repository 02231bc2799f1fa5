package delegation

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/delegation/told"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Line is what a line of a sheet says that somebody shall hold at a place. It gives and adds; what they hold already stays as
// it is, its dates too.
type Line struct {
	Gift                                // without limits
	Names map[access.LimitKind][]string // what the roles are limited to, by label or reference

	Earlier []Line // of the same sheet, about the same person: they are written first
}

// Foresight is what comes of a line, before it is done.
type Foresight struct {
	There   bool       // the person holds something there already, or will
	Changes bool       // something would be given
	Then    []i18n.Msg // what would be given, and what follows from that
	Notes   []i18n.Msg // what there is already
}

// Foresee says what would come of a line. Who gives it, and what they may, is asked as by hand; what is wrong is Invalid, field by field.
func (s *Service) Foresee(ctx context.Context, tx *db.Tx, who access.Actor, orgID string, l Line) (Foresight, error) {
	x, err := s.lined(ctx, tx, who, orgID, l)
	if err != nil {
		return Foresight{}, err
	}
	f := Foresight{There: len(x.person.Held) > 0, Changes: !x.empty()}
	if f.Changes {
		f.Notes = append(f.Notes, x.whose())
	}
	for _, st := range x.give {
		f.Then = append(f.Then, gives(msg.SheetGives, msg.SheetGivesFor, st.role, st.limits))
	}
	for _, r := range x.limit {
		f.Then = append(f.Then, gives(msg.SheetAdds, msg.SheetAdds, r.role, r.add))
	}
	for _, c := range x.then {
		f.Then = append(f.Then, c.Text)
	}
	for _, r := range x.stays {
		f.Notes = append(f.Notes, i18n.M(msg.SheetHeld, "role", r.Label))
	}
	return f, nil
}

// GiveLine does what a line says, as Give does by hand: whoever wrote it was told what follows by Foresee. Where nothing is to be given,
// nothing is done.
func (s *Service) GiveLine(ctx context.Context, tx *db.Tx, who access.Actor, orgID string, l Line) error {
	if err := access.Turn(ctx, tx); err != nil {
		return err
	}
	x, err := s.lined(ctx, tx, who, orgID, l)
	if err != nil || x.empty() {
		return err
	}
	x.account, err = s.o.Accounts.Invite(ctx, tx, who, account.Invitation{
		Email: l.Address, FirstName: l.FirstName, LastName: l.LastName, Function: l.Function, Born: l.Born, Lang: who.Lang,
		Given: letter.Given{Place: x.place.Name, Roles: x.mailed()},
	})
	if err != nil {
		return err
	}
	return s.carry(ctx, tx, who, x.change)
}

// lined is what a line changes.
type lined struct {
	change
	person Person       // what they hold there that who sees
	stays  access.Roles // of the line, which they hold already
	then   []Consequence
}

func (s *Service) lined(ctx context.Context, tx *db.Tx, who access.Actor, orgID string, l Line) (lined, error) {
	p, err := placeByID(ctx, tx, orgID)
	if err != nil {
		return lined{}, err
	}
	given := s.given(who, p)
	names, err := s.names(ctx, tx, given, p)
	if err != nil {
		return lined{}, err
	}
	x := lined{change: change{place: p, names: names}}
	if x.account, x.person, x.said, err = s.meant(ctx, tx, s.seen(who, p, given), p, l); err != nil {
		return x, err
	}
	x.soon(given, l.Earlier)
	var f faults
	x.sort(&f, s, given, l)
	f.unlimited(l, s.o.Chain)
	x.dates(&f, s, tx, l)
	if !x.empty() {
		x.check(&f, l)
	}
	if err := f.Err(); err != nil || x.empty() {
		return x, err
	}
	x.then, err = s.consequences(ctx, tx, who, &x.change)
	return x, against(err)
}

// against is what a module says against a change, as a fault of the line.
func against(err error) error {
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden && len(e.Reasons) > 0 {
		return &apperr.Error{Kind: apperr.Invalid, Fields: []apperr.Field{{Name: FieldRoles, Msg: e.Reasons[0].Text}}}
	}
	return err
}

// meant is the account that a line is about, and what it holds at a place; one that is to be made is called as the line says.
func (s *Service) meant(ctx context.Context, tx *db.Tx, seen access.Roles, p place, l Line) (account.Account, Person, []Consequence, error) {
	a, err := account.ByAddress(ctx, tx, l.Address)
	if err != nil || a.ID == "" {
		return account.Account{Email: l.Address, FirstName: l.FirstName, LastName: l.LastName}, Person{}, nil, err
	}
	found, err := s.persons(ctx, tx, seen, p, []string{a.ID})
	var other []Consequence
	if told.Others(a, l.FirstName+" "+l.LastName) {
		other = []Consequence{{Text: told.Theirs(a, len(found) > 0)}}
	}
	if err != nil || len(found) == 0 { // whose account it is, is told to nobody who only knows an address
		a.FirstName, a.LastName, a.UserName = l.FirstName, l.LastName, ""
		return a, Person{}, other, err
	}
	return a, found[0], other, nil
}

// soon adds what earlier lines of the sheet give the person.
func (x *lined) soon(given access.Roles, earlier []Line) {
	for _, e := range earlier {
		for _, key := range e.Roles {
			r, mine := given.ByKey(key)
			i := slices.IndexFunc(x.person.Held, func(h Held) bool { return h.Role == key })
			if !mine {
				continue
			}
			if i < 0 {
				i, x.person.Held = len(x.person.Held), append(x.person.Held, Held{Grant: access.Grant{Role: key, Place: x.place.at()}})
				x.coming = append(x.coming, key)
			}
			h := &x.person.Held[i]
			for _, c := range (&faults{}).chosen(r, x.names[r.Limit], e.Names[r.Limit]) {
				h.Limits, h.Limited = append(h.Limits, access.Limit{Kind: r.Limit, Ref: c.ID}), true
			}
		}
	}
}

// sort puts the roles of a line among those that are to be given, those that get something more, and those that stay.
func (x *lined) sort(f *faults, s *Service, given access.Roles, l Line) {
	for _, key := range l.Roles {
		r, mine := given.ByKey(key)
		h, holds := x.person.Holds(key)
		if !mine && !holds {
			f.Say(FieldRoles, s.whyNot(key, x.place))
			continue
		}
		if !mine {
			r, _ = s.o.Chain.ByKey(key)
			x.stays = append(x.stays, r)
			continue
		}
		chosen := f.chosen(r, x.names[r.Limit], l.Names[r.Limit])
		more := without(chosen, h)
		switch {
		case !holds:
			x.give = append(x.give, step{r, chosen})
		case !h.Limited && r.Unlimited == access.ReachAll: // for everything already
			x.stays = append(x.stays, r)
		case len(more) > 0:
			x.limit = append(x.limit, relimit{role: r, was: h, add: more})
		default:
			x.stays = append(x.stays, r)
		}
	}
}

// dates are from when and until when something is given. What only adds to a role that is held begins at once where the day is past: what
// is given out says since when it is held.
func (x *lined) dates(f *faults, s *Service, tx *db.Tx, l Line) {
	switch {
	case len(x.give) > 0:
		x.from, x.to = s.days(tx, f, l.From, l.To)
	case len(x.limit) > 0 && l.From > s.day(tx.Now()):
		x.from = s.morning(l.From, 0)
	}
}

// whyNot says why a role is not given at a place by who does not give it.
func (s *Service) whyNot(key access.RoleKey, p place) i18n.Msg {
	r, _ := s.o.Chain.ByKey(key)
	fits := func(o org.Organisation) bool {
		return !o.Closed() && (len(r.Bodies) == 0 || slices.Contains(r.Bodies, string(o.Kind)))
	}
	switch {
	case p.Closed():
		return i18n.M(msg.SheetClosed)
	case !fits(p.Organisation):
		return i18n.M(msg.SheetKind, "role", r.Label, "kind", p.Kind.Label())
	case r.ReachesDown && slices.ContainsFunc(p.above, fits):
		return i18n.M(msg.SheetAbove, "role", r.Label, "name", p.above[slices.IndexFunc(p.above, fits)].Name)
	}
	return i18n.M(msg.SheetNotYours, "role", r.Label)
}

// mostSaid is how many choices a fault names.
const mostSaid = 12

// chosen finds what a line limits a role to, by label or reference.
func (f *faults) chosen(r access.Role, offered []Choice, words []string) []Choice {
	var out []Choice
	for _, word := range words {
		var found []Choice
		if r.Limit == "" {
			break
		}
		for _, c := range offered {
			if c.Ref != "" && c.Ref == word {
				found = []Choice{c}
				break
			}
			if registers.Fold(c.Label) == registers.Fold(word) {
				found = append(found, c)
			}
		}
		switch {
		case len(found) == 1 && !slices.Contains(out, found[0]):
			out = append(out, found[0])
		case len(found) > 1:
			f.Say(FieldNames(r.Limit), i18n.M(msg.SheetSeveralChoices, "word", word, "n", len(found)))
		case len(found) == 0 && len(offered) == 0:
			f.Say(FieldNames(r.Limit), i18n.M(msg.SheetNoChoices, "limits", r.Limit.Label()))
		case len(found) == 0:
			f.Say(FieldNames(r.Limit), i18n.M(msg.SheetNoChoice, "word", word, "choices", said(offered)))
		}
	}
	return out
}

// said are the first choices by name.
func said(cs []Choice) string {
	names := labels(cs[:min(len(cs), mostSaid)])
	if len(cs) > mostSaid {
		names = append(names, "…")
	}
	return strings.Join(names, " ; ")
}

// unlimited finds what no role of a line is limited to.
func (f *faults) unlimited(l Line, chain access.Roles) {
	for kind, words := range l.Names {
		if len(words) > 0 && !slices.ContainsFunc(l.Roles, func(k access.RoleKey) bool { r, _ := chain.ByKey(k); return r.Limit == kind }) {
			f.Say(FieldNames(kind), i18n.M(msg.SheetNoLimited))
		}
	}
}

// check is what a line that gives something needs of the person.
func (x *lined) check(f *faults, l Line) {
	switch {
	case x.account.State == account.Suspended, x.account.State == account.Closed:
		f.Add(account.FieldEmail, msg.FaultSuspended)
	case x.account.ID == "" && l.FirstName == "":
		f.Add(account.FieldFirstName, msg.FaultFirstName)
	case x.account.ID == "" && l.LastName == "":
		f.Add(account.FieldLastName, msg.FaultLastName)
	}
}

// whose says whose account gets something.
func (x *lined) whose() i18n.Msg {
	switch {
	case x.account.ID == "":
		return i18n.M(msg.SheetNewAccount, "name", x.account.DisplayName(), "address", x.account.Email)
	case x.account.State != account.Active:
		return i18n.M(msg.SheetWaiting, "name", x.account.DisplayName())
	}
	return i18n.M(msg.SheetKnown, "name", x.account.DisplayName())
}

func gives(bare, limited i18n.Key, r access.Role, limits []Choice) i18n.Msg {
	if len(limits) == 0 {
		return i18n.M(bare, "role", r.Label)
	}
	return i18n.M(limited, "role", r.Label, "limits", said(limits))
}

// mailed are what the line gives and adds, as mails name it.
func (x *lined) mailed() []letter.Role {
	out := plan{x.give, x.from, x.to}.mailed()
	for _, r := range x.limit {
		out = append(out, letter.Role{Label: r.role.Label, Hint: r.role.Hint, Limits: r.after(x.names), From: x.from})
	}
	return out
}
