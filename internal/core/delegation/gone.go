package delegation

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/delegation/told"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Departure is somebody's going from a place, as those see it whose work goes on (R132).
type Departure struct {
	AccountID, Name string
	Place           access.Place
	Roles           []access.RoleKey // that end there
	At              time.Time        // when; zero: now
	Left            []access.RoleKey // of Roles, those that nobody holds then
	Given           []access.RoleKey // that who lets them go gives there

	HeirID, HeirName string           // who goes on; empty: nobody in particular
	Handed           []access.RoleKey // of Roles, those that they can go on with as soon as it ends: their account is active
}

// Work is what people of a module have under way at a place. Then says what will become of it when somebody leaves; HandOver does
// it in the transaction that ends their access, which may end later than now.
type Work struct {
	Then     func(ctx context.Context, tx *db.Tx, who access.Actor, d Departure) ([]Consequence, error)
	HandOver func(ctx context.Context, tx *db.Tx, who access.Actor, d Departure) error
}

// told is the departure as modules see it.
func (d departure) told() Departure {
	a := d.ends.account
	out := Departure{AccountID: a.ID, Name: a.DisplayName(), Place: d.ends.place.at(), At: d.ends.at, Left: d.ends.left, Given: d.given.Keys()}
	for _, h := range d.ends.end {
		out.Roles = append(out.Roles, h.Role)
	}
	if h := d.heir.account; h.ID != "" {
		out.HeirID, out.HeirName = h.ID, d.heir.name()
		if h.State == account.Active {
			out.Handed = d.ends.handed
		}
	}
	return out
}

// thenGone is what follows from somebody's going, all of it: it is never done unread.
func (s *Service) thenGone(ctx context.Context, tx *db.Tx, who access.Actor, d *departure) ([]Consequence, error) {
	out := s.thenEnds(*d)
	more, err := s.thenStays(ctx, tx, *d)
	if err != nil {
		return nil, err
	}
	follows, err := s.consequences(ctx, tx, who, &d.ends)
	if err != nil {
		return nil, err
	}
	out = slices.Concat(out, more, follows)
	if d.heir.account.ID != "" {
		if follows, err = s.consequences(ctx, tx, who, &d.heir); err != nil {
			return nil, err
		}
		out = slices.Concat(out, s.thenGoesOn(*d), follows)
	}
	for _, w := range s.o.Works {
		if follows, err = w.Then(ctx, tx, who, d.told()); err != nil {
			return nil, err
		}
		out = append(out, follows...)
	}
	return out, nil
}

// thenEnds names what ends, and when.
func (s *Service) thenEnds(d departure) []Consequence {
	var roles []access.RoleKey
	for _, h := range d.ends.end {
		roles = append(roles, h.Role)
	}
	if len(roles) == 0 {
		return nil
	}
	name := d.ends.account.DisplayName()
	if d.ends.at.IsZero() {
		return []Consequence{{Text: i18n.M(msg.ThenEnds, "name", name, "roles", s.labels(roles))}}
	}
	return []Consequence{{Text: i18n.M(msg.ThenEndsOn, "name", name, "roles", s.labels(roles), "date", i18n.Day(told.LastInstant(d.ends.at)))}}
}

// thenStays names what the reader does not end, and who can.
func (s *Service) thenStays(ctx context.Context, tx *db.Tx, d departure) ([]Consequence, error) {
	var out []Consequence
	name := d.ends.account.DisplayName()
	for _, h := range d.stays {
		ls, err := access.Lifters(ctx, tx, s.o.Roles, h.Role, d.ends.place.at())
		if err != nil {
			return nil, err
		}
		out = append(out, Consequence{Text: i18n.M(msg.ThenStays, "name", name, "role", s.labels([]access.RoleKey{h.Role})), Lifters: ls})
	}
	if d.hidden {
		out = append(out, Consequence{Text: i18n.M(msg.ThenStaysMore, "name", name)})
	}
	return out, nil
}

// thenGoesOn names what somebody else gets, what they hold already, and where theirs stays narrower.
func (s *Service) thenGoesOn(d departure) []Consequence {
	var out []Consequence
	name := d.heir.name()
	for _, st := range d.plan.steps {
		i := slices.IndexFunc(d.had, func(h Held) bool { return h.Role == st.role.Key })
		text := i18n.M(msg.ThenGets, "name", name, "role", st.role.Label)
		switch {
		case i >= 0 && len(st.limits) == 0 && st.role.Unlimited == access.ReachAll && d.had[i].Limited:
			text = i18n.M(msg.ThenNarrower, "name", name, "role", st.role.Label)
		case slices.ContainsFunc(d.heir.widen, func(x widening) bool { return x.role.Key == st.role.Key }):
			continue // on what days it will count is among what follows
		case i >= 0:
			text = i18n.M(msg.ThenHas, "name", name, "role", st.role.Label)
		case !d.heir.from.IsZero():
			text = i18n.M(msg.ThenGetsFrom, "name", name, "role", st.role.Label, "date", i18n.Day(d.heir.from))
		}
		out = append(out, Consequence{Text: text})
	}
	return out
}

// labels are roles as one argument of a sentence.
func (s *Service) labels(roles []access.RoleKey) i18n.Keys {
	var out i18n.Keys
	for _, k := range roles {
		r, _ := s.o.Chain.ByKey(k)
		out = append(out, r.Label)
	}
	return out
}
