package delegation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// consequences are what follows from a change (« Que se passe-t-il si je retire ceci ? »): nobody is left for work that
// stops without, somebody is replaced, a role counts for nothing yet, the reader shuts themselves out, and what the
// modules' guards say. It also fills in whom the change replaces.
func (s *Service) consequences(ctx context.Context, tx *db.Tx, who access.Actor, c *change) ([]Consequence, error) {
	var out []Consequence
	for _, st := range c.give {
		more, err := s.replaces(ctx, tx, who, c, st.role)
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

// replaces: a role that one person holds is taken from who has it (R113).
func (s *Service) replaces(ctx context.Context, tx *db.Tx, who access.Actor, c *change, r access.Role) ([]Consequence, error) {
	if !r.Single {
		return nil, nil
	}
	from := c.from
	if from.IsZero() {
		from = tx.Now()
	}
	others, err := othersAt(ctx, tx, c, r.Key, from, "")
	if err != nil {
		return nil, err
	}
	var out []Consequence
	for _, id := range others {
		a, err := account.ByID(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		c.former = append(c.former, formerly{r, a})
		text := i18n.M(msg.ThenReplaced, "name", a.DisplayName(), "role", r.Label)
		if !c.from.IsZero() {
			text = i18n.M(msg.ThenReplacedFrom, "name", a.DisplayName(), "role", r.Label, "date", i18n.When(from))
		}
		more, err := s.guarded(ctx, tx, who, Taking{AccountID: id, Name: a.DisplayName(), Role: r.Key, Place: c.place.at(), At: from, Others: 1})
		if err != nil {
			return nil, err
		}
		out = append(append(out, Consequence{Text: text}), more...)
	}
	return out, nil
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
	return []Consequence{{Text: i18n.M(text, "name", c.account.DisplayName(), "role", r.Label, "limits", r.Limit.Label())}}
}

// leaves: nobody else holds the role once it is taken (R132), and what the modules say.
func (s *Service) leaves(ctx context.Context, tx *db.Tx, who access.Actor, c *change, h Held) ([]Consequence, error) {
	at := c.end0(tx)
	found, err := othersAt(ctx, tx, c, h.Role, at, " AND g.ends_at IS NULL") // whose end is planned does not go on
	if err != nil {
		return nil, err
	}
	others := len(found)
	if slices.Contains(c.handed, h.Role) {
		others++
	}
	if others == 0 {
		c.left = append(c.left, h.Role)
	}
	out, err := s.guarded(ctx, tx, who, Taking{AccountID: c.account.ID, Name: c.account.DisplayName(), Role: h.Role, Place: c.place.at(), At: at, Others: others})
	r, ok := s.o.Chain.ByKey(h.Role)
	if err != nil || others > 0 || !ok || !s.upholds(r) {
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
	g := Giving{AccountID: c.account.ID, Name: c.account.DisplayName(), Place: c.place.at()}
	for _, st := range c.give {
		g.Gets = append(g.Gets, st.role.Key)
	}
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

// othersAt are who else holds a role at the place at an instant, and may sign in or be about to; also is one more condition for grants g.
func othersAt(ctx context.Context, tx *db.Tx, c *change, role access.RoleKey, at time.Time, also string) ([]string, error) {
	found, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT g.account_id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE g.place_kind = 'organisation' AND g.place_id = $1 AND g.role = $2 AND g.account_id NOT IN ($3, $5) AND g.taken_at IS NULL
		AND g.starts_at <= $4 AND (g.ends_at IS NULL OR g.ends_at > $4) AND a.state IN ('created', 'invited', 'active')`+also+` ORDER BY g.starts_at, g.id`,
		c.place.ID, role, c.account.ID, at, c.leaver)
	if err != nil {
		return nil, fmt.Errorf("who else holds %s: %w", role, err)
	}
	return found, nil
}
