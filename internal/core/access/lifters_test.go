package access_test

import (
	"fmt"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/access/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

func (h *house) lifters(role access.RoleKey, p access.Place, above ...access.Place) string {
	h.t.Helper()
	var ls []apperr.Lifter
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		ls, err = access.Lifters(h.t.Context(), tx, roles, role, p, above...)
		return err
	}))
	return h.said(ls)
}

func (h *house) wantLifters(want string, role access.RoleKey, p access.Place, above ...access.Place) {
	h.t.Helper()
	if got := h.lifters(role, p, above...); got != want {
		h.t.Errorf("who gives %s: %q, want %q", role, got, want)
	}
}

const theOperator = "l’opérateur de la plateforme"

// Those who may give a role are named in the order of the table, then of time; the operator's people never are.
func TestLifters(t *testing.T) {
	each(t, func(h *house) {
		h.with("Boss", access.Admin, access.Everywhere)
		h.wantLifters(theOperator, president, h.authority)
		h.wantLifters(theOperator, manager, h.school)
		h.wantLifters(theOperator, "test.unknown", h.school)
		h.with("Chief", manager, h.school)
		h.d.Clock.Advance(time.Second)
		head := h.with("Head", president, h.authority)
		h.wantLifters("Head (Autorité), Chief", manager, h.school)
		h.wantLifters("Head", manager, h.authority)
		h.wantLifters("Head (Autorité)", manager, h.annex)
		h.wantLifters("Chief", buyer, h.school)
		h.wantLifters("Head (Autorité)", buyer, h.annex) // who names a manager, who gives it
		h.wantLifters(theOperator, manager, h.elsewhere)
		h.gives(access.Gift{AccountID: head.ID, Role: president, Place: h.school})
		h.wantLifters("Head, Chief", manager, h.school) // once, and at the place itself
		h.setState(head, "suspended")
		h.wantLifters("Chief", manager, h.school)
	})
}

func TestLiftersOfAGroup(t *testing.T) {
	each(t, func(h *house) {
		lea := h.with("Lea", leader, h.school)
		h.wantLifters(theOperator, leader, h.group)
		h.wantLifters("Lea", leader, h.group, h.school)
		h.with("Max", leader, h.group)
		h.wantLifters("Max, Lea", leader, h.group, h.school)
		h.d.Clock.Advance(time.Second)
		h.gives(access.Gift{AccountID: lea.ID, Role: leader, Place: h.group})
		h.wantLifters("Max, Lea", leader, h.group, h.school) // each once
		h.wantLifters(theOperator, leader, h.school)
	})
}

func TestLiftersAreThreeAtMost(t *testing.T) {
	each(t, func(h *house) {
		for i, want := range []string{"A1", "A1, A2", "A1, A2, A3", "A1, A2, A3, …", "A1, A2, A3, …"} {
			h.with(fmt.Sprint("A", i+1), access.Member, h.school)
			h.d.Clock.Advance(time.Second)
			h.wantLifters(want, access.Member, h.school)
		}
	})
}

func (h *house) explained(who access.Actor, role access.RoleKey, p access.Place, above ...access.Place) apperr.Reason {
	h.t.Helper()
	r := apperr.Reason{Code: "test.lacks", Kind: apperr.Grant, Text: i18n.M(msg.RoleMember)}
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		return access.Explain(h.t.Context(), tx, roles, who, &r, role, p, above...)
	}))
	return r
}

func (h *house) wantSince(r apperr.Reason, since time.Time, by string) {
	h.t.Helper()
	if !r.Since.Equal(since) || r.By != by {
		h.t.Errorf("since %s by %q, want %s by %q", r.Since, r.By, since, by)
	}
}

// Since when, and by whose decision: of who took the role back, or of who gave it until then.
func TestSinceAndBy(t *testing.T) {
	each(t, func(h *house) {
		head, cy := h.with("Head", president, h.authority), h.person("Cy")
		h.wantSince(h.explained(cy, buyer, h.school), time.Time{}, "")
		h.wantSince(h.explained(access.Actor{}, buyer, h.school), time.Time{}, "")

		until := h.d.Clock.Now().Add(time.Hour)
		h.gives(access.Gift{AccountID: cy.ID, Role: buyer, Place: h.school, To: until})
		h.d.Clock.Set(until)
		h.wantSince(h.explained(cy, buyer, h.school), until, "Ada Min")
		h.wantSince(h.explained(cy, buyer, h.annex), time.Time{}, "")
		h.wantSince(h.explained(cy, manager, h.school), time.Time{}, "")
		h.wantSince(h.explained(cy, buyer, access.Place{Kind: access.Organisation}), until, "Ada Min")

		h.d.Clock.Advance(time.Hour)
		h.gives(access.Gift{AccountID: cy.ID, Role: buyer, Place: h.school})
		h.d.Clock.Advance(time.Hour)
		taken := h.d.Clock.Now()
		h.takes(head, cy, buyer, h.school)
		h.d.Clock.Advance(24 * time.Hour)
		h.wantSince(h.explained(cy, buyer, h.school), taken, "Head")
		if h.rows(cy) != "Ada Min at its end; Head" {
			h.t.Errorf("the former grants: %s", h.rows(cy))
		}
	})
}

// rows tell how a person's grants ended, the oldest first.
func (h *house) rows(a access.Actor) string {
	h.t.Helper()
	out := ""
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		return db.Each(h.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT CASE WHEN taken_name = '' THEN given_name || ' at its end' ELSE taken_name END
			FROM access_grants WHERE account_id = $1 AND ends_at = taken_at ORDER BY starts_at`, []any{a.ID}, func(s string) error {
			if out != "" {
				out += "; "
			}
			out += s
			return nil
		})
	}))
	return out
}

// A right that reached down from above is gone below, too; what was taken back before it began was never held.
func TestSinceAlongTheTree(t *testing.T) {
	each(t, func(h *house) {
		head, next := h.with("Head", president, h.authority), h.person("Next")
		h.gives(access.Gift{AccountID: next.ID, Role: president, Place: h.authority, From: h.d.Clock.Now().Add(time.Hour)})
		h.d.Clock.Advance(time.Minute)
		at := h.d.Clock.Now()
		h.takes(h.operator(), head, president, h.authority)
		h.takes(h.operator(), next, president, h.authority)
		h.d.Clock.Advance(24 * time.Hour)
		h.wantSince(h.explained(head, president, h.annex), at, "Ada Min")
		h.wantSince(h.explained(head, president, h.elsewhere), time.Time{}, "")
		h.wantSince(h.explained(next, president, h.annex), time.Time{}, "")
		h.wantSince(h.explained(head, president, h.group, h.school), at, "Ada Min")
	})
}
