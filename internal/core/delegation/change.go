package delegation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/delegation/told"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Rights are what somebody shall hold at a place, of what the reader gives there.
type Rights struct {
	Roles    []access.RoleKey
	Limits   map[access.RoleKey][]string
	End      string           // the last day of what is taken; empty: it ends now
	Keep     []access.RoleKey // whose planned end is taken away
	Standing string           // what the form was drawn from
	Seen     string           // the print of the consequences that were shown
}

// Change gives and takes until somebody holds what the form says, at once or on a day to come. It answers Unseen while what
// follows was not shown, and else what became of it.
func (s *Service) Change(ctx context.Context, who access.Actor, ref string, number int64, in Rights) (Outcome, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (Outcome, error) {
		if err := access.Turn(ctx, tx); err != nil {
			return "", err
		}
		f, err := s.file(ctx, tx, who, ref, number)
		if err != nil {
			return "", err
		}
		if err := s.yours(ctx, tx, who, f); err != nil {
			return "", err
		}
		if _, err := moves.Next(Change, f.account.State, f.as(), f.matter); err != nil {
			return "", err
		}
		if in.Standing != f.standing() {
			return "", apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		if err := s.notTheirs(ctx, tx, who, f.place, f.given, in.Roles); err != nil {
			return "", err
		}
		c, err := s.wanted(tx, f, in)
		if err != nil || c.empty() {
			return Unchanged, err
		}
		return c.outcome(), s.do(ctx, tx, who, c, in.Seen)
	})
}

// Outcome is what became of a change.
type Outcome string

// The outcomes.
const (
	Unchanged Outcome = "unchanged" // it was so already
	Told      Outcome = "told"      // the person is mailed
	Untold    Outcome = "untold"    // they read it once they sign in
)

// outcome says whether tell mails the person: who waits for a password is only told what the invitation says no more.
func (c change) outcome() Outcome {
	if c.account.State == account.Active || len(c.give) > 0 || c.account.State == account.Invited && len(c.end) > 0 {
		return Told
	}
	return Untold
}

// wanted is what has to be done until somebody holds what a form says.
func (s *Service) wanted(tx *db.Tx, f file, in Rights) (change, error) {
	c := change{place: f.place, names: f.names, account: f.account, changed: true}
	var fs faults
	if slices.ContainsFunc(in.Roles, func(k access.RoleKey) bool { _, ok := f.given.ByKey(k); return !ok }) {
		fs.Add(FieldRoles, msg.FaultRole)
	}
	for _, r := range f.given {
		chosen, ok := choose(f.names, r, in.Limits[r.Key])
		ticked := slices.Contains(in.Roles, r.Key)
		if ticked && !ok {
			fs.Add(limitField(f.names, r), msg.FaultLimit)
		}
		h, holds := f.person.Holds(r.Key)
		switch {
		case ticked && !holds:
			c.give = append(c.give, step{r, chosen})
		case !ticked && holds:
			c.end = append(c.end, h)
		case !ticked && len(in.Limits[r.Key]) > 0:
			fs.Add(limitField(f.names, r), msg.FaultLimitAlone, "role", r.Label)
		case ticked:
			c.change(r, h, f.names, chosen)
			if !h.To.IsZero() && slices.Contains(in.Keep, r.Key) {
				c.keep = append(c.keep, h)
			}
		}
	}
	_, c.at = s.days(tx, &fs, "", in.End)
	for _, h := range c.end {
		if r, _ := s.o.Chain.ByKey(h.Role); !h.To.IsZero() && c.at.After(h.To) {
			fs.Add(FieldTo, msg.FaultEnds, "role", r.Label, "date", i18n.Day(told.LastInstant(h.To)))
		}
	}
	for _, x := range c.limit {
		if len(x.take) > 0 && in.End != "" {
			fs.Add(FieldTo, msg.FaultLimitNow, "limits", x.role.Limit.Label())
		}
	}
	if in.End != "" && len(c.end) == 0 && len(fs.Faults) == 0 { // who typed it believes that something ends
		fs.Add(FieldTo, msg.FaultEndAlone)
	}
	c.end = slices.DeleteFunc(c.end, func(h Held) bool { return !h.To.IsZero() && c.at.Equal(h.To) }) // as planned
	if len(c.end) == 0 {
		c.at = time.Time{}
	}
	if len(c.give) > 0 && (f.account.State == account.Suspended || f.account.State == account.Closed) {
		fs.Add(FieldRoles, msg.FaultSuspended)
	}
	if f.place.Closed() && c.gives() {
		fs.Add(FieldRoles, msg.FaultClosed)
	}
	fs.Rename(FieldTo, FieldEnd)
	return c, fs.Err()
}

// change is all that is done at once to what somebody holds at a place.
type change struct {
	place    place
	names    Names
	account  account.Account
	called   string        // what who gives calls them, where they may not know whose address it is
	said     []Consequence // of the change as it was typed
	from, to time.Time     // of what is given
	give     []step
	end      []Held
	at       time.Time // when that ends; zero: now
	limit    []relimit
	widen    []widening
	keep     []Held
	changed  bool // it comes by the person's page: an invitation did not name it
	former   []formerly
	leaver   string           // the account whose going this is part of: it counts as nobody who stays
	handed   []access.RoleKey // what somebody else has as it ends here
	left     []access.RoleKey // what nobody else holds once it has ended
	coming   []access.RoleKey // what they are about to get at the place beside this change
}

// name is what the person is called before it is done.
func (c change) name() string { return cmp.Or(c.called, c.account.DisplayName()) }

// widening is a role that is held on other days than those on which it is given.
type widening struct {
	role access.Role
	was  Held
	now  access.Grant
}

// relimit is a role whose limits change.
type relimit struct {
	role      access.Role
	was       Held
	add, take []Choice
}

// formerly is who held a role that one person holds, and loses it to another.
type formerly struct {
	role    access.Role
	account account.Account
	at      time.Time // when; zero: now, or they never get it
}

// gives says whether it is more than taking.
func (c change) gives() bool {
	return len(c.give)+len(c.keep) > 0 || slices.ContainsFunc(c.limit, func(x relimit) bool { return len(x.add) > 0 })
}

func (c change) empty() bool {
	return len(c.give)+len(c.end)+len(c.limit)+len(c.keep)+len(c.widen) == 0
}

// change notes what changes of the limits of a role. What is offered no more is left as it is.
func (c *change) change(r access.Role, was Held, names Names, chosen []Choice) {
	x := relimit{role: r, was: was, add: without(chosen, was)}
	for _, l := range was.Limits {
		i := slices.IndexFunc(names[r.Limit], func(k Choice) bool { return k.ID == l.Ref })
		if i >= 0 && !slices.Contains(chosen, names[r.Limit][i]) {
			x.take = append(x.take, names[r.Limit][i])
		}
	}
	if r.Limit != "" && len(x.add)+len(x.take) > 0 {
		c.limit = append(c.limit, x)
	}
}

// do does a change, once its consequences were shown as they are.
func (s *Service) do(ctx context.Context, tx *db.Tx, who access.Actor, c change, seen string) error {
	cs, err := s.consequences(ctx, tx, who, &c)
	if err != nil {
		return err
	}
	if now := printOf(cs); len(cs) > 0 && seen != now {
		return Unseen{Consequences: cs, Print: now}
	}
	return s.carry(ctx, tx, who, c)
}

// carry carries a change out, and tells who is concerned.
func (s *Service) carry(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	if c.gives() || len(c.widen) > 0 {
		again, err := s.o.Accounts.Reclaim(ctx, tx, who, &c.account, letter.Given{Place: c.place.Name, Roles: plan{c.give, c.from, c.to}.mailed()})
		if err != nil {
			return err
		}
		c.changed = c.changed && !again // the invitation of just now names it
	}
	for _, part := range []func(context.Context, *db.Tx, access.Actor, change) error{s.doEnd, s.doGive, s.doWiden, s.doLimit, s.doKeep} {
		if err := part(ctx, tx, who, c); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, who, c)
}

// printOf tells consequences from others.
func printOf(cs []Consequence) string { return notify.HashSecret(fmt.Sprintf("%+v", cs))[:16] }

func (s *Service) doEnd(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	for _, h := range c.end {
		at := c.end0(tx)
		if !h.From.Before(at) {
			at = tx.Now() // it never begins
		}
		if _, err := access.EndAt(ctx, tx, who, c.account.ID, h.Role, c.place.at(), at); err != nil {
			return err
		}
		was, _ := c.names.Of(h)
		if err := told.Write(ctx, tx, who, c.place.Organisation, c.account, told.Trace{Act: DidEnd, Role: h.Role, To: at, Before: was}); err != nil {
			return err
		}
	}
	for _, f := range c.former {
		at := change{at: f.at}.end0(tx)
		if _, err := access.EndAt(ctx, tx, who, f.account.ID, f.role.Key, c.place.at(), at); err != nil {
			return err
		}
		if err := told.Write(ctx, tx, who, c.place.Organisation, f.account, told.Trace{Act: DidEnd, Role: f.role.Key, To: at}); err != nil {
			return err
		}
	}
	return nil
}

// end0 is when what is taken ends.
func (c change) end0(tx *db.Tx) time.Time {
	if c.at.IsZero() {
		return tx.Now()
	}
	return c.at
}

func (s *Service) doGive(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	for _, st := range c.give {
		g := access.Gift{AccountID: c.account.ID, Role: st.role.Key, Place: c.place.at(), From: c.from, To: c.to}
		for _, l := range st.limits {
			g.Limits = append(g.Limits, access.Limit{Kind: st.role.Limit, Ref: l.ID})
		}
		given, err := access.Give(ctx, tx, who, g)
		if err != nil {
			return err
		}
		if !given {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		if err := told.Write(ctx, tx, who, c.place.Organisation, c.account, told.Trace{Act: DidGive, Role: st.role.Key, From: c.from, To: c.to, After: labels(st.limits)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) doWiden(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	for _, x := range c.widen {
		if there, err := access.Widen(ctx, tx, c.account.ID, x.now); err != nil || !there {
			return cmp.Or(err, apperr.ConflictErr(i18n.M(msg.Conflict)))
		}
		if err := told.Write(ctx, tx, who, c.place.Organisation, c.account, told.Trace{Act: DidGive, Role: x.role.Key, From: x.now.From, To: x.now.To}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) doLimit(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	for _, x := range c.limit {
		for _, l := range x.add {
			if _, err := access.AddLimit(ctx, tx, who, c.account.ID, x.role.Key, c.place.at(), access.Limit{Kind: x.role.Limit, Ref: l.ID, From: c.from}); err != nil {
				return err
			}
		}
		for _, l := range x.take {
			if _, err := access.TakeLimit(ctx, tx, who, c.account.ID, x.role.Key, c.place.at(), x.role.Limit, l.ID); err != nil {
				return err
			}
		}
		before, _ := c.names.Of(x.was)
		if err := told.Write(ctx, tx, who, c.place.Organisation, c.account, told.Trace{Act: DidLimit, Role: x.role.Key, Before: before, After: x.after(c.names)}); err != nil {
			return err
		}
	}
	return nil
}

// after are the names of what a role is limited to once it is changed.
func (x relimit) after(names Names) []string {
	var out []string
	for _, c := range names[x.role.Limit] {
		had := slices.ContainsFunc(x.was.Limits, func(l access.Limit) bool { return l.Ref == c.ID })
		if slices.Contains(x.add, c) || had && !slices.Contains(x.take, c) {
			out = append(out, c.Label)
		}
	}
	return out
}

func (s *Service) doKeep(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	for _, h := range c.keep {
		if _, err := access.EndAt(ctx, tx, who, c.account.ID, h.Role, c.place.at(), time.Time{}); err != nil {
			return err
		}
		if err := told.Write(ctx, tx, who, c.place.Organisation, c.account, told.Trace{Act: DidKeep, Role: h.Role}); err != nil {
			return err
		}
	}
	return nil
}

// tell mails who is concerned: « votre compte a été mis à jour ». Who still waits for a password is invited again where the
// invitation did not name what is given, and else mailed only what ends: the invitation promises it.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who access.Actor, c change) error {
	for _, f := range c.former {
		if err := s.send(ctx, tx, who, c.place, f.account, letter.Updated{Ended: []letter.Role{{Label: f.role.Label, Until: told.LastInstant(f.at)}}}); err != nil {
			return err
		}
	}
	d := letter.Updated{Given: plan{c.give, c.from, c.to}.mailed()}
	for _, x := range c.limit {
		d.Kept = append(d.Kept, letter.Role{Label: x.role.Label, Hint: x.role.Hint, Limits: x.after(c.names), From: c.from})
	}
	for _, x := range c.widen {
		limits, _ := c.names.Of(x.was)
		d.Kept = append(d.Kept, letter.Role{Label: x.role.Label, Hint: x.role.Hint, Limits: limits, From: x.now.Coming(tx.Now()), Until: told.LastInstant(x.now.To)})
	}
	for _, h := range c.keep {
		r, _ := s.o.Chain.ByKey(h.Role)
		d.Kept = append(d.Kept, letter.Role{Label: r.Label, Hint: r.Hint})
	}
	for _, h := range c.end {
		r, _ := s.o.Chain.ByKey(h.Role)
		d.Ended = append(d.Ended, letter.Role{Label: r.Label, Until: told.LastInstant(c.at)})
	}
	if c.account.State != account.Active && c.changed && len(c.give) > 0 {
		if _, err := s.o.Accounts.Invite(ctx, tx, who, account.Invitation{
			Email: c.account.Email, FirstName: c.account.FirstName, LastName: c.account.LastName, Given: letter.Given{Place: c.place.Name, Roles: d.Given},
		}); err != nil {
			return err
		}
	}
	return s.send(ctx, tx, who, c.place, c.account, d)
}

func (s *Service) send(ctx context.Context, tx *db.Tx, who access.Actor, p place, a account.Account, d letter.Updated) error {
	waits := a.State == account.Invited
	if a.State != account.Active && !(waits && len(d.Ended) > 0) {
		return nil
	}
	if waits { // the invitation says it
		d.Given = nil
	}
	d.Place, d.By, d.Own = p.Name, who.Name, who.ID == a.ID
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: letter.AccessUpdated, To: notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}, Data: d,
		Object: notify.Object{Kind: ObjectAccount, ID: a.ID}, Occasion: id.New(), // a repeated form does nothing at all
	})
}
