package offers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"preau/internal/bench/rig"
)

func (o Offers) measure(ctx context.Context, w made, s *rig.Server, begun time.Time, r *Report) error {
	m := o.Meter(s, 4*o.Clients)
	defer m.Close()
	if err := m.IsReady(ctx); err != nil {
		return err
	}
	r.Ready, r.Own = rig.Now().Sub(begun), s.Own()
	var err error
	if o.Profile != "" {
		r.Cycle, err = cycles(ctx, m)
		return err
	}
	for _, op := range w.pages() {
		row, err := m.Row(ctx, op)
		if err != nil {
			return fmt.Errorf("%s: %w", op.Name, err)
		}
		r.Pages = append(r.Pages, row)
		o.Log.Info("measured", "what", op.Name, "alone p99", row.Alone.P99, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	if r.Cycle, err = cycles(ctx, m); err != nil {
		return fmt.Errorf("cycles: %w", err)
	}
	r.Memory = s.Memory()
	return nil
}

// pages are what everybody opens among all offers.
func (w made) pages() []rig.Operation {
	at := func(name, path string) rig.Operation {
		u, _ := url.Parse(path) // our own
		return rig.Operation{Name: name, Method: http.MethodGet, Route: u.Path, Most: wantedPage, Do: rig.Open(path)}
	}
	return []rig.Operation{
		at("the public list, with facets and map", "/offres"),
		at("the same, last page", "/offres?page=1000000"),
		at("by topic and département", "/offres?theme=8&dep=35"),
		at("by three topics, two audiences, places left", "/offres?theme=1&theme=2&theme=8&public=3&public=4&places=1"),
		at("by days", "/offres?du=2027-01-04&au=2027-02-26"),
		at("search, one word", "/offres?q=sommeil"),
		at("search, three words, the beginning of one", "/offres?q=atelier+ecrans+famil"),
		at("search at a place", "/offres?q=cuisine&ou=rennes"),
		at("the next period first", "/offres?tri=bientot"),
		at("by name, page 50", "/offres?tri=nom&page=50"),
		{
			Name: "a search that nobody made before", Method: http.MethodGet, Route: "/offres", Most: wantedPage,
			Do: func(ctx context.Context, c *rig.Client, i int) error {
				return c.Get(ctx, fmt.Sprintf("/offres?q=sommeil&theme=%d&page=%d&parpage=20&essai=%d.%d", 1+i%9, 1+i%40, c.N, rig.Now().UnixNano()))
			},
		},
		{
			Name: "an offer's page", Method: http.MethodGet, Route: "/offres/{n}", Most: wantedPage,
			Do: func(ctx context.Context, c *rig.Client, i int) error {
				return c.Get(ctx, fmt.Sprintf("/offres/2026-%d", 10_000+(i*997+c.N*31)%w.Published))
			},
		},
	}
}
