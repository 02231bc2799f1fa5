package casework

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"preau/internal/bench/rig"
)

func (c Casework) measure(ctx context.Context, w made, s *rig.Server, box *rig.Mails, r *Report) error {
	m := c.Meter(s, 4*c.Clients)
	defer m.Close()
	err := m.IsReady(ctx)
	if err != nil {
		return err
	}
	if c.Profile != "" {
		r.Cycle, err = w.cycles(ctx, m, box)
		return err
	}
	for _, o := range w.pages() {
		row, err := m.Row(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
		r.Pages = append(r.Pages, row)
		c.Log.Info("measured", "what", o.Name, "alone p99", row.Alone.P99, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	if r.Cycle, err = w.cycles(ctx, m, box); err != nil {
		return fmt.Errorf("cycles: %w", err)
	}
	r.Memory = s.Memory()
	return nil
}

// pages are what is opened among all demands.
func (w made) pages() []rig.Operation {
	at := func(name string, by func(int) string, path string) rig.Operation {
		u, _ := url.Parse(path) // our own
		return rig.Operation{Name: name, By: by, Method: http.MethodGet, Route: u.Path, Most: wantedPage, Do: rig.Open(path)}
	}
	last := fmt.Sprintf("?page=%d", 10_000)
	out := []rig.Operation{
		at("« Mes demandes » of an aidant", aidant, "/demandes"),
		at("the same, last page", aidant, "/demandes"+last),
		at("« À traiter » of a référent", referent, "/demandes/a-traiter"),
		at("the same, last page", referent, "/demandes/a-traiter"+last),
		at("« En retard »", referent, "/demandes/en-retard"),
		at("« Traitées »", referent, "/demandes/traitees"),
		at("« Closes »", referent, "/demandes/closes"),
		at("« À traiter », by theme and urgency", referent, "/demandes/a-traiter?theme=3&urgentes=1"),
		at("« À traiter », by organisme, by date of sending", referent, "/demandes/a-traiter?organisme=2&tri=-envoi"),
		at("search, one word, of an aidant", aidant, "/demandes?q=formulaire"),
		at("search, one word, of a référent", referent, "/demandes/a-traiter?q=formulaire"),
		at("search, two words", referent, "/demandes/a-traiter?q=formulaire+tutelle"),
		at("search, a number", referent, fmt.Sprintf("/demandes/a-traiter?q=%d-000001", rig.Now().Year())),
		{
			Name: "a demand's page", By: referent, Method: http.MethodGet, Route: "/demandes/{n}", Most: wantedPage,
			Do: func(ctx context.Context, c *rig.Client, i int) error {
				return c.Get(ctx, fmt.Sprintf("/demandes/%d-%06d", rig.Now().Year(), c.N+1+w.Officers*(i%50%max(1, w.Living/w.Officers))))
			},
		},
		at("figures, of a visitor", nil, "/chiffres"),
		at("figures, of an administrator", rig.Always(boss), "/chiffres"),
		at("« Toutes les demandes » of an administrator", rig.Always(boss), "/demandes/toutes"),
		at("the same, last page", rig.Always(boss), "/demandes/toutes"+last),
		at("the same, by theme and organisme", rig.Always(boss), "/demandes/toutes?theme=3&organisme=2"),
	}
	for _, n := range large {
		many := fmt.Sprintf(" of who reads %d demands", w.Living/w.Officers*min(n, w.Officers))
		out = append(out,
			at("« À traiter »"+many, rig.Always(reader(n)), "/demandes/a-traiter"),
			at("« Traitées », by theme, last page,"+many, rig.Always(reader(n)), "/demandes/traitees"+last+"&theme=3"),
			at("search, two words,"+many, rig.Always(reader(n)), "/demandes/a-traiter?q=formulaire+tutelle"),
		)
	}
	for i := range out[len(out)-3:] { // much more than anybody has; what is wanted is that it is bounded
		out[len(out)-3+i].Most = 0
	}
	return out
}
