package access_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestGiveTwiceIsOnce(t *testing.T) {
	each(t, func(h *house) {
		ada := h.with("Ada", manager, h.school)
		first := ada.Grants
		h.d.Clock.Advance(time.Hour)
		if h.gives(access.Gift{AccountID: ada.ID, Role: manager, Place: h.school}) {
			h.t.Error("given twice")
		}
		if d := cmp.Diff(first, h.now(ada).Grants); d != "" {
			h.t.Error(d)
		}
		for _, g := range []access.Gift{
			{AccountID: ada.ID, Role: manager, Place: h.annex},
			{AccountID: ada.ID, Role: buyer, Place: h.school},
			{AccountID: ada.ID, Role: access.Admin, Place: access.Everywhere},
		} {
			if !h.gives(g) {
				h.t.Errorf("%+v is another grant, and was not given", g)
			}
		}
		if n := len(h.now(ada).Grants); n != 4 {
			h.t.Errorf("%d grants", n)
		}
	})
}

// Of any who give the same at the same instant, one does.
func TestManyGiveAtOnce(t *testing.T) {
	each(t, func(h *house) {
		const givers, rounds = 6, 8
		other := h.d.Another(h.t)
		for range rounds {
			ada := h.person("Ada")
			var all sync.WaitGroup
			given, begin := make([]bool, givers), make(chan struct{})
			for i := range givers {
				d := []*dbtest.DB{h.d, other}[i%2]
				all.Go(func() {
					<-begin
					err := d.InTx(h.t.Context(), func(tx *db.Tx) error {
						var err error
						given[i], err = access.Give(h.t.Context(), tx, h.operator(), access.Gift{
							AccountID: ada.ID, Role: buyer, Place: h.school, Limits: []access.Limit{{Kind: access.Market, Ref: "m"}},
						})
						return err
					})
					if err != nil {
						h.t.Error(err)
					}
				})
			}
			close(begin)
			all.Wait()
			n := 0
			for _, x := range given {
				if x {
					n++
				}
			}
			if gs := h.now(ada).Grants; n != 1 || len(gs) != 1 || len(gs[0].Limits) != 1 {
				h.t.Fatalf("%d were told that they gave it; grants %+v", n, gs)
			}
			h.takes(h.operator(), ada, buyer, h.school)
			h.rename(ada)
		}
	})
}

// rename frees the name of somebody for the next round.
func (h *house) rename(a access.Actor) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account_accounts SET user_name_fold = id, email_fold = id || '@preau.test' WHERE id = $1`, a.ID)
		return err
	})
}

func TestTakeBackActsAtOnce(t *testing.T) {
	each(t, func(h *house) {
		ada, bo := h.with("Ada", manager, h.school), h.with("Bo", manager, h.school)
		h.d.Clock.Advance(time.Hour)
		if h.takes(bo, ada, buyer, h.school) || h.takes(bo, ada, manager, h.annex) {
			h.t.Error("took back what was not given")
		}
		if !h.takes(bo, ada, manager, h.school) || h.takes(bo, ada, manager, h.school) {
			h.t.Error("taken back never, or twice")
		}
		if h.now(ada).Holds(manager, h.school) || !h.now(bo).Holds(manager, h.school) || h.holders(manager, h.school) != "Bo" {
			h.t.Errorf("holders: %s", h.holders(manager, h.school))
		}
		if !h.gives(access.Gift{AccountID: ada.ID, Role: manager, Place: h.school}) || !h.now(ada).Holds(manager, h.school) {
			h.t.Error("not given again")
		}
		if n := h.count(ada); n != 2 {
			h.t.Errorf("%d rows: what was taken back is kept", n)
		}
	})
}

func (h *house) count(a access.Actor) int64 {
	h.t.Helper()
	var n int64
	h.do(func(ctx context.Context, tx *db.Tx) error {
		var err error
		n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM access_grants WHERE account_id = $1`, a.ID)
		return err
	})
	return n
}

// A grant counts from its first microsecond on, and no more at its last.
func TestWindowToTheMicrosecond(t *testing.T) {
	each(t, func(h *house) {
		ada := h.person("Ada")
		from := dbtest.Start.Add(time.Hour)
		to := from.Add(24 * time.Hour)
		if !h.gives(access.Gift{AccountID: ada.ID, Role: manager, Place: h.school, From: from, To: to}) {
			h.t.Fatal("not given")
		}
		for _, c := range []struct {
			at    time.Time
			holds bool
		}{
			{dbtest.Start, false},
			{from.Add(-time.Microsecond), false},
			{from, true},
			{to.Add(-time.Microsecond), true},
			{to, false},
			{to.Add(time.Hour), false},
		} {
			h.d.Clock.Set(c.at)
			if got := h.now(ada).Holds(manager, h.school); got != c.holds {
				h.t.Errorf("at %s the grant counts: %t", c.at, got)
			}
			if got := h.holders(manager, h.school) == "Ada"; got != c.holds {
				h.t.Errorf("at %s a holder: %t", c.at, got)
			}
			if got := (access.Grant{From: from, To: to}).ActiveAt(c.at); got != c.holds {
				h.t.Errorf("at %s active: %t", c.at, got)
			}
		}
		if h.takes(h.operator(), ada, manager, h.school) {
			h.t.Error("took back what had ended")
		}
		if !h.gives(access.Gift{AccountID: ada.ID, Role: manager, Place: h.school}) || !h.now(ada).Holds(manager, h.school) {
			h.t.Error("what has ended is in the way of a new grant")
		}
	})
}

func TestWhatIsToComeIsKeptAndTakenBack(t *testing.T) {
	each(t, func(h *house) {
		ada, from := h.person("Ada"), dbtest.Start.Add(time.Hour)
		h.gives(access.Gift{AccountID: ada.ID, Role: manager, Place: h.school, From: from})
		if h.gives(access.Gift{AccountID: ada.ID, Role: manager, Place: h.school}) {
			h.t.Error("given over one that is to come")
		}
		if !h.takes(h.operator(), ada, manager, h.school) {
			h.t.Error("what is to come cannot be taken back")
		}
		h.d.Clock.Set(from)
		if h.now(ada).Holds(manager, h.school) {
			h.t.Error("it comes all the same")
		}
	})
}

// Holders are those who can act now, in the order in which they got the role.
func TestHolders(t *testing.T) {
	each(t, func(h *house) {
		people := map[string]access.Actor{}
		for _, name := range []string{"Zoe", "Ada", "Max"} {
			people[name] = h.with(name, manager, h.school)
			h.d.Clock.Advance(time.Second)
		}
		h.with("Bo", manager, h.annex)
		h.with("Cy", buyer, h.school)
		h.with("Di", president, h.authority)
		if got := h.holders(manager, h.school); got != "Zoe Ada Max" {
			h.t.Errorf("holders: %s", got)
		}
		for _, state := range []string{"created", "invited", "suspended", "closed"} {
			h.setState(people["Ada"], state)
			if got := h.holders(manager, h.school); got != "Zoe Max" {
				h.t.Errorf("with one %s: %s", state, got)
			}
		}
		h.setState(people["Ada"], "active")
		if got := h.holders(manager, h.school); got != "Zoe Ada Max" {
			h.t.Errorf("holders again: %s", got)
		}
	})
}
