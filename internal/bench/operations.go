package bench

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"preau/internal/bench/rig"
)

// What is wanted of pages, on two processors.
const (
	wantedPage = 10 * time.Millisecond
	wantedLot  = 5 * time.Millisecond
	wantedSum  = 2 * time.Second
)

// operations are what is measured of a group.
func operations(w world) []rig.Operation {
	g := "/groupements/" + strconv.FormatInt(w.Group, 10)
	lots := w.Lots - int(w.firstOpen()) // that clients may enter
	openLot := func(i int) string { return fmt.Sprintf("%s/besoins/%d", g, int(w.firstOpen())+1+i%lots) }
	anyLot := func(path string) func(context.Context, *rig.Client, int) error {
		return func(ctx context.Context, c *rig.Client, i int) error {
			return c.Get(ctx, path+strconv.Itoa(i%w.Lots+1))
		}
	}
	known := &sheets{}
	enter := func(act string) func(context.Context, *rig.Client, int) error {
		return func(ctx context.Context, c *rig.Client, i int) error {
			return known.enter(ctx, c, openLot(i), act, w.Lines, i%900+1)
		}
	}
	each := func(n int) string { return member(n % min(mostClients, w.Members)) }
	reopen := func(ctx context.Context, c *rig.Client) error {
		for i := range lots {
			if err := known.reopen(ctx, c, openLot(i)); err != nil {
				return err
			}
		}
		return nil
	}
	const get, post = http.MethodGet, http.MethodPost
	return []rig.Operation{
		{Name: "public home", Method: get, Route: "/", Most: wantedPage, Do: rig.Open("/")},
		{Name: "list of groups", By: each, Method: get, Route: "/groupements", Most: wantedPage, Do: rig.Open("/groupements")},
		{Name: "a group's page", By: each, Method: get, Route: "/groupements/{n}", Most: wantedPage, Do: rig.Open(g)},
		{Name: "a member's overview of needs", By: each, Method: get, Route: "/groupements/{n}/besoins", Most: wantedPage, Do: rig.Open(g + "/besoins")},
		{Name: "a lot's page", By: each, Method: get, Route: "/groupements/{n}/besoins/{lot}", Most: wantedLot, Do: anyLot(g + "/besoins/")},
		{Name: "save a sheet", By: each, Method: post, Route: "/groupements/{n}/besoins/{lot}", Most: wantedPage, Do: enter("enregistrer"), Ready: reopen},
		{Name: "validate a sheet", By: each, Method: post, Route: "/groupements/{n}/besoins/{lot}", Most: wantedPage, Do: enter("valider"), Ready: reopen, Batch: lots},
		{Name: "coordinator's board", By: rig.Always(coordinator), Method: get, Route: "/groupements/{n}/suivi", Most: wantedPage, Do: rig.Open(g + "/suivi")},
		{Name: "consolidation of a lot", By: rig.Always(coordinator), Method: get, Route: "/groupements/{n}/consolidation", Most: wantedPage, Do: anyLot(g + "/consolidation?lot=")},
		{Name: "the same as CSV", By: rig.Always(coordinator), Method: get, Route: "/groupements/{n}/consolidation.csv", Do: anyLot(g + "/consolidation.csv?lot=")},
		{Name: "sign in", By: each, Method: post, Route: "/connexion", Do: func(ctx context.Context, c *rig.Client, _ int) error { return c.SignIn(ctx) }},
	}
}
