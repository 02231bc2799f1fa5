package access_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/access/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// A role that reaches down counts below where it is held, and nowhere else; one that does not, there alone.
func TestHoldsAlongTheTree(t *testing.T) {
	each(t, func(h *house) {
		top, middle, plain := h.with("Ada", president, h.authority), h.with("Bo", president, h.school), h.with("Cy", manager, h.authority)
		places := []access.Place{h.authority, h.school, h.annex, h.elsewhere, h.group, access.Everywhere}
		for _, c := range []struct {
			who  access.Actor
			role access.RoleKey
			want string
		}{
			{top, president, "yes yes yes no no no"},
			{middle, president, "no yes yes no no no"},
			{plain, manager, "yes no no no no no"},
			{plain, president, "no no no no no no"},
			{access.Actor{}, president, "no no no no no no"},
			{top, "test.unknown", "no no no no no no"},
		} {
			var got []string
			for _, p := range places {
				got = append(got, yes(h.check(func(ctx context.Context, tx *db.Tx) (bool, error) {
					return access.Holds(ctx, tx, roles, c.who, c.role, p)
				})))
			}
			if s := strings.Join(got, " "); s != c.want {
				h.t.Errorf("%s as %s: %s, want %s", c.who.Name, c.role, s, c.want)
			}
		}
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (h *house) check(fn func(ctx context.Context, tx *db.Tx) (bool, error)) bool {
	h.t.Helper()
	var out bool
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = fn(h.t.Context(), tx)
		return err
	}))
	return out
}

func (h *house) whyGive(who access.Actor, role access.RoleKey, p access.Place, above ...access.Place) []apperr.Reason {
	h.t.Helper()
	var why []apperr.Reason
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		why, err = access.WhyGive(h.t.Context(), tx, roles, who, role, p, above...)
		return err
	}))
	return why
}

// The chain of delegation: an administrator names presidents, they managers below them, those buyers of their own school.
func TestWhyGive(t *testing.T) {
	each(t, func(h *house) {
		boss, head := h.with("Boss", access.Admin, access.Everywhere), h.with("Head", president, h.authority)
		chief, cy, lea := h.with("Chief", manager, h.school), h.with("Cy", buyer, h.school), h.with("Lea", leader, h.school)
		local := h.with("Local", access.Admin, h.school) // held where it is no role
		for _, c := range []struct {
			who   access.Actor
			role  access.RoleKey
			place access.Place
			above []access.Place
			may   bool
		}{
			{boss, access.Admin, access.Everywhere, nil, true},
			{boss, president, h.authority, nil, true},
			{boss, manager, h.school, nil, false}, // not the operator's to give
			{head, president, h.school, nil, false},
			{head, manager, h.authority, nil, true},
			{head, manager, h.annex, nil, true},
			{head, manager, h.elsewhere, nil, false},
			{head, buyer, h.school, nil, false},
			{chief, manager, h.school, nil, true},
			{chief, manager, h.annex, nil, false}, // manager does not reach down
			{chief, buyer, h.school, nil, true},
			{chief, buyer, h.annex, nil, false},
			{cy, buyer, h.school, nil, false},
			{lea, leader, h.school, nil, false}, // to a school only the operator gives it
			{lea, leader, h.group, nil, false},
			{lea, leader, h.group, []access.Place{h.school}, true},
			{lea, leader, h.group, []access.Place{h.elsewhere}, false},
			{boss, leader, h.school, nil, true},
			{boss, leader, h.group, []access.Place{h.school}, false},
			{boss, president, h.group, nil, false}, // held in no group
			{local, president, h.authority, nil, false},
			{local, president, h.school, nil, false},
			{boss, "test.unknown", h.school, nil, false},
			{access.Actor{}, manager, h.school, nil, false},
		} {
			why := h.whyGive(c.who, c.role, c.place, c.above...)
			if (len(why) == 0) != c.may {
				h.t.Errorf("%q gives %s at %v: %+v", c.who.Name, c.role, c.place, why)
			}
			for _, r := range why {
				if r.Code != "access.not_giver" || r.Kind != apperr.Grant || r.Text.Key != msg.WhyNotGiver || len(r.Lifters) == 0 || r.Ask == nil {
					h.t.Errorf("%q gives %s: %+v", c.who.Name, c.role, r)
				}
			}
		}
	})
}

// Who may give it tells why who may not: by whose decision, since when, who does it now.
func TestWhyGiveOfAFormerGiver(t *testing.T) {
	each(t, func(h *house) {
		head, chief := h.with("Head", president, h.authority), h.with("Chief", manager, h.school)
		h.d.Clock.Advance(time.Hour)
		ended := h.d.Clock.Now()
		h.takes(head, chief, manager, h.school)
		h.with("Next", manager, h.school)
		h.d.Clock.Advance(time.Hour)
		why := h.whyGive(h.now(chief), buyer, h.school)
		if len(why) != 1 || !why[0].Since.Equal(ended) || why[0].By != "Head" || h.said(why[0].Lifters) != "Next" || why[0].Ask.Path != "/contact?motif=access.not_giver" {
			h.t.Errorf("%+v", why)
		}
	})
}

// said is lifters in one line.
func (h *house) said(ls []apperr.Lifter) string {
	h.t.Helper()
	cat, err := i18n.Load(msg.Source())
	h.ok(err)
	t := cat.For(i18n.French, time.UTC)
	var out []string
	for _, l := range ls {
		s := l.Name
		if s == "" {
			s = t.M(l.Said)
		}
		if l.Place != "" {
			s += " (" + l.Place + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}
