package bench

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// operation is one thing that people do: one request.
type operation struct {
	name   string
	by     string                  // a user name; empty for visitors
	each   bool                    // each client is a member of their own
	byN    func(client int) string // the user name of each client; nil: by or each says who
	method string
	route  string
	most   time.Duration // that the 99th percentile of the server's time may be
	half   time.Duration // and its median, for readers; 0: nothing is said
	do     func(ctx context.Context, c *client, i int) error
	ready  func(ctx context.Context, c *client) error // before do, and not measured; nil: nothing
	batch  int                                        // how often do can follow ready; 0: as often as one likes
	pause  time.Duration                              // between two requests of a client, on average; 0: none
}

// What is wanted of pages, on two processors.
const (
	wantedPage = 10 * time.Millisecond
	wantedLot  = 5 * time.Millisecond
	wantedSum  = 2 * time.Second
)

func open(path string) func(context.Context, *client, int) error {
	return func(ctx context.Context, c *client, _ int) error { return c.get(ctx, path) }
}

// operations are what is measured of a group.
func operations(w world) []operation {
	g := "/groupements/" + strconv.FormatInt(w.Group, 10)
	lots := w.Lots - int(w.firstOpen()) // that clients may enter
	openLot := func(i int) string { return fmt.Sprintf("%s/besoins/%d", g, int(w.firstOpen())+1+i%lots) }
	anyLot := func(path string) func(context.Context, *client, int) error {
		return func(ctx context.Context, c *client, i int) error { return c.get(ctx, path+strconv.Itoa(i%w.Lots+1)) }
	}
	enter := func(act string) func(context.Context, *client, int) error {
		return func(ctx context.Context, c *client, i int) error {
			return c.enter(ctx, openLot(i), act, w.Lines, i%900+1)
		}
	}
	reopen := func(ctx context.Context, c *client) error {
		for i := range lots {
			if err := c.reopen(ctx, openLot(i)); err != nil {
				return err
			}
		}
		return nil
	}
	const get, post = http.MethodGet, http.MethodPost
	return []operation{
		{name: "public home", method: get, route: "/", most: wantedPage, do: open("/")},
		{name: "list of groups", each: true, method: get, route: "/groupements", most: wantedPage, do: open("/groupements")},
		{name: "a group's page", each: true, method: get, route: "/groupements/{n}", most: wantedPage, do: open(g)},
		{name: "a member's overview of needs", each: true, method: get, route: "/groupements/{n}/besoins", most: wantedPage, do: open(g + "/besoins")},
		{name: "a lot's page", each: true, method: get, route: "/groupements/{n}/besoins/{lot}", most: wantedLot, do: anyLot(g + "/besoins/")},
		{name: "save a sheet", each: true, method: post, route: "/groupements/{n}/besoins/{lot}", most: wantedPage, do: enter("enregistrer"), ready: reopen},
		{name: "validate a sheet", each: true, method: post, route: "/groupements/{n}/besoins/{lot}", most: wantedPage, do: enter("valider"), ready: reopen, batch: lots},
		{name: "coordinator's board", by: coordinator, method: get, route: "/groupements/{n}/suivi", most: wantedPage, do: open(g + "/suivi")},
		{name: "consolidation of a lot", by: coordinator, method: get, route: "/groupements/{n}/consolidation", most: wantedPage, do: anyLot(g + "/consolidation?lot=")},
		{name: "the same as CSV", by: coordinator, method: get, route: "/groupements/{n}/consolidation.csv", do: anyLot(g + "/consolidation.csv?lot=")},
		{name: "sign in", each: true, method: post, route: "/connexion", do: func(ctx context.Context, c *client, _ int) error { return c.signIn(ctx) }},
	}
}
