package delegation

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/delegation/told"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// consequences are what follows from a change (« Que se passe-t-il si je retire ceci ? »): nobody is left for work that
// stops without, somebody is replaced, a role counts for nothing yet, the reader shuts themselves out, and what the
// modules' guards say. It also fills in whom the change replaces.
func (s *Service) consequences(ctx context.Context, tx *db.Tx, who access.Actor, c *change) ([]Consequence, error) {
	out := slices.Clone(c.said)
	for _, x := range c.widen {
		more, err := s.replaces(ctx, tx, who, c, x.role, x.was.Since(x.now), x.now.To)
		if err != nil {
			return nil, err
		}
		out = append(append(out, Consequence{Text: told.Days(c.name(), x.role, x.now.From, told.LastInstant(x.now.To), tx.Now())}), more...)
	}
	for _, st := range c.give {
		more, err := s.replaces(ctx, tx, who, c, st.role, c.from, c.to)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
		if len(st.limits) == 0 {
			out = append(out, s.idle(c, st.role)...)
		}
	}
	for _, x := range c.limit {
		if len(x.after(c.names)) == 0 && len(x.was.Limits) == len(x.take) {
			out = append(out, s.idle(c, x.role)...)
		}
	}
	for _, h := range c.keep {
		r, _ := s.o.Chain.ByKey(h.Role)
		more, err := s.replaces(ctx, tx, who, c, r, h.To, time.Time{})
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	for _, h := range c.end {
		more, err := s.leaves(ctx, tx, who, c, h)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	noticed, err := s.noticed(ctx, tx, who, c)
	if err != nil {
		return nil, err
	}
	out = append(out, noticed...)
	if who.ID == c.account.ID && s.shutsOut(who, c) {
		out = append(out, Consequence{Text: i18n.M(msg.ThenShutOut, "place", c.place.Name)})
	}
	return out, nil
}

// replaces: a role that one person holds is taken from who has it, and from who was to have it, as soon as another gets it (R113).
// from and to are the days that are new to them; zero: from now, and for ever.
func (s *Service) replaces(ctx context.Context, tx *db.Tx, who access.Actor, c *change, r access.Role, from, to time.Time) ([]Consequence, error) {
	if !r.Single {
		return nil, nil
	}
	if from.IsZero() {
		from = tx.Now()
	}
	others, err := access.Others(ctx, tx, c.beside(r.Key, from, to))
	if err != nil {
		return nil, err
	}
	var out []Consequence
	for _, o := range others {
		more, err := s.replaced(ctx, tx, who, c, r, o, from)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// replaced: one of them loses it when the other begins, or never gets it.
func (s *Service) replaced(ctx context.Context, tx *db.Tx, who access.Actor, c *change, r access.Role, o access.Tenure, from time.Time) ([]Consequence, error) {
	a, err := account.ByID(ctx, tx, o.AccountID)
	if err != nil {
		return nil, err
	}
	f := formerly{role: r, account: a}
	text := i18n.M(msg.ThenReplaced, "name", a.DisplayName(), "role", r.Label)
	switch {
	case !o.From.Before(from) && o.From.After(tx.Now()):
		text = i18n.M(msg.ThenNever, "name", a.DisplayName(), "role", r.Label, "date", i18n.When(o.From))
	case from.After(tx.Now()):
		f.at = from
		text = i18n.M(msg.ThenReplacedFrom, "name", a.DisplayName(), "role", r.Label, "date", i18n.When(from))
	}
	c.former = append(c.former, f)
	more, err := s.guarded(ctx, tx, who, Taking{AccountID: a.ID, Name: a.DisplayName(), Role: r.Key, Place: c.place.at(), At: from, Upheld: true})
	return append([]Consequence{{Text: text}}, more...), err
}

// beside are those who hold a role at the place beside who gets or loses it.
func (c *change) beside(role access.RoleKey, from, to time.Time) access.Beside {
	return access.Beside{Role: role, Places: []access.Place{c.place.at()}, From: from, To: to, But: []string{c.account.ID, c.leaver}, Coming: true}
}

// idle: a role that counts for nothing while it is limited to nothing (R127).
func (s *Service) idle(c *change, r access.Role) []Consequence {
	if r.Limit == "" || r.Unlimited != access.ReachNone {
		return nil
	}
	text := msg.ThenIdle
	if len(c.names[r.Limit]) == 0 {
		text = msg.ThenIdleNone
	}
	return []Consequence{{Text: i18n.M(text, "name", c.name(), "role", r.Label, "limits", r.Limit.Label())}}
}

// leaves: nobody else goes on with the role once it is taken (R132), and what the modules say. Whose end is planned goes on with it if
// somebody follows them.
func (s *Service) leaves(ctx context.Context, tx *db.Tx, who access.Actor, c *change, h Held) ([]Consequence, error) {
	at := c.end0(tx)
	upheld, err := access.Upheld(ctx, tx, c.beside(h.Role, at, h.To))
	if err != nil {
		return nil, err
	}
	if upheld = upheld || slices.Contains(c.handed, h.Role); !upheld {
		c.left = append(c.left, h.Role)
	}
	out, err := s.guarded(ctx, tx, who, Taking{AccountID: c.account.ID, Name: c.name(), Role: h.Role, Place: c.place.at(), At: at, Until: h.To, Upheld: upheld})
	r, ok := s.o.Chain.ByKey(h.Role)
	if err != nil || upheld || !ok || !s.upholds(r) {
		return out, err
	}
	text := msg.ThenNobodyGives
	if r.Needed {
		text = msg.ThenNobody
	}
	lifters, err := access.Lifters(ctx, tx, s.o.Roles, r.Key, c.place.at())
	return append([]Consequence{{Text: i18n.M(text, "role", r.Label, "place", c.place.Name), Lifters: lifters}}, out...), err
}

// guarded asks the modules. Their reasons forbid.
func (s *Service) guarded(ctx context.Context, tx *db.Tx, who access.Actor, t Taking) ([]Consequence, error) {
	var out []Consequence
	var against []apperr.Reason
	for _, guard := range s.o.Guards {
		reasons, then, err := guard(ctx, tx, who, t)
		if err != nil {
			return nil, err
		}
		against, out = append(against, reasons...), append(out, then...)
	}
	if len(against) > 0 {
		return nil, apperr.ForbiddenErr(against...)
	}
	return out, nil
}

// noticed asks the modules what follows from what is given.
func (s *Service) noticed(ctx context.Context, tx *db.Tx, who access.Actor, c *change) ([]Consequence, error) {
	if len(c.give) == 0 {
		return nil, nil
	}
	g := Giving{AccountID: c.account.ID, Name: c.name(), Place: c.place.at(), Gets: plan{steps: c.give}.keys(), Until: c.to, Coming: c.coming}
	for _, h := range c.end {
		g.Loses = append(g.Loses, h.Role)
	}
	var out []Consequence
	for _, notice := range s.o.Notices {
		then, err := notice(ctx, tx, who, g)
		if err != nil {
			return nil, err
		}
		out = append(out, then...)
	}
	return out, nil
}

// shutsOut says whether who takes from themselves the last role by which they give something at the place.
func (s *Service) shutsOut(who access.Actor, c *change) bool {
	if len(c.end) == 0 || !c.at.IsZero() {
		return false
	}
	left := who
	left.Grants = slices.DeleteFunc(slices.Clone(who.Grants), func(g access.Grant) bool {
		return slices.ContainsFunc(c.end, func(h Held) bool { return h.ID == g.ID })
	})
	return len(s.given(left, c.place)) == 0
}
