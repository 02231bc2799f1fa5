package claim_test

import (
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/claim"
)

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			test(furnish(t, dbtest.Open(t, e)))
		})
	}
}

// claims makes a claim on the first line of an order.
func (h *house) claim(number string, f claim.Fault, n int64) (int64, error) {
	h.Helper()
	return h.claims.Make(h.Context(), h.now(h.receiver), number, 1, claim.Input{Fault: f, Quantity: n, Text: "cassé"})
}

// The list has the claims that each person may open, and no others: a validateur limited to a site has its own.
func TestListIsWhatOneOpens(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R292")
		number := h.ordered()
		made, err := h.claim(number, claim.Damaged, 1)
		h.ok(err)
		var sites []string
		for _, name := range []string{"Bâtiment A", "Bâtiment B"} {
			x := id.New()
			h.exec(`INSERT INTO org_sites (id, org_id, ref, name, name_fold, fase, address, complement, postal_code, commune, commune_code, phone, created_at, version)
				VALUES ($1, $2, $1, $3, $3, '', '', '', '', '', '', '', 0, 1)`, x, h.school.ID, name)
			sites = append(sites, x)
		}
		h.exec(`UPDATE ordering_orders SET site_id = $1 WHERE number = $2`, sites[0], number)
		at := access.Place{Kind: access.Organisation, ID: h.school.ID}
		of := func(site string) access.Limit { return access.Limit{Kind: access.Site, Ref: site} }
		for name, x := range map[string]struct {
			who  access.Actor
			sees bool
		}{
			"who receives": {h.receiver, true}, "the acheteur": {h.buyer, true}, "the validateur": {h.validator, true}, "the purchasing body": {h.central, true},
			"the validateur of its site":   {h.gives(h.person("Vera Dubois"), ordering.Validator, at, of(sites[0])), true},
			"the validateur of another":    {h.gives(h.person("Vito Lambert"), ordering.Validator, at, of(sites[1])), false},
			"the demandeur":                {h.ada, false},
			"the manager":                  {h.gives(h.person("Mona Petit"), ordering.Manager, at), false},
			"who has a role of no service": {h.stranger, false},
		} {
			rows, total, err := h.claims.List(h.Context(), h.now(x.who), claim.Filter{State: claim.AllStates, Page: 1, Size: 10})
			h.ok(err)
			_, shown := h.claims.Show(h.Context(), h.now(x.who), made)
			if listed := len(rows) == 1; total != len(rows) || listed != x.sees || (shown == nil) != x.sees || shown != nil && !apperr.Is(shown, apperr.NotFound) {
				h.Errorf("%s: listed %v, opened: %v; want %v", name, listed, shown, x.sees)
			}
		}
	})
}

// What was replaced is expected anew, and can be claimed again; what was paid back cannot.
func TestReplacedIsClaimedAgain(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R249", "R250")
		for _, x := range []struct {
			offer claim.Offer
			again bool
		}{{claim.Replacement, true}, {claim.Credit, false}} {
			number := h.ordered() // of six pens
			made, err := h.claim(number, claim.Damaged, 6)
			h.ok(err)
			_, err = h.claim(number, claim.Quality, 1)
			if !apperr.Is(err, apperr.Invalid) {
				h.Errorf("more is claimed than was ordered: %v", err)
			}
			h.ok(h.claims.Answer(h.Context(), h.now(access.Actor{}), h.links[number], made, claim.Saying{Do: claim.Propose, Version: 1, Offer: x.offer}))
			h.ok(h.claims.Say(h.Context(), h.now(h.receiver), made, claim.Saying{Do: claim.Accept, Version: 2}))
			if _, err = h.claim(number, claim.Damaged, 1); !apperr.Is(err, apperr.Invalid) {
				h.Errorf("claimed again before it was settled: %v", err)
			}
			h.ok(h.claims.Say(h.Context(), h.now(h.receiver), made, claim.Saying{Do: claim.Resolve, Version: 3}))
			if _, err = h.claim(number, claim.Damaged, 6); (err == nil) != x.again {
				h.Errorf("after %s claimed again: %v", x.offer, err)
			}
		}
	})
}
