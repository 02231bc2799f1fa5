package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"preau/internal/bench/rig"
)

// served measures the platform in a process of its own: how soon it is ready, what it holds, and its pages.
func (c Catalogue) served(ctx context.Context, r *CatalogueReport) error {
	begun := rig.Now()
	s, err := c.Serve(ctx)
	if err != nil {
		return err
	}
	err = c.ready(ctx, s, begun, r)
	if ended := s.Stop(); err == nil {
		err = ended
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, s.Log.Said())
	}
	return nil
}

func (c Catalogue) ready(ctx context.Context, s *rig.Server, begun time.Time, r *CatalogueReport) error {
	m := c.Meter(s, c.Clients)
	defer m.Close()
	visitor := m.NewClient("", 0)
	err := rig.Until(ctx, 20*time.Millisecond, func() bool {
		r.Memory = max(r.Memory, s.Own())
		_, err := visitor.Send(ctx, "/readyz", io.Discard)
		return err == nil
	})
	if err != nil {
		return err
	}
	r.Ready, r.ReadyCPU = rig.Now().Sub(begun), s.CPU()
	r.Memory, r.Mapped = max(r.Memory, s.Own()), s.Mapped()
	for _, o := range c.shopping() {
		row, err := m.Row(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
		r.Pages = append(r.Pages, row)
		c.Log.Info("measured", "what", o.Name, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	return nil
}

// shopping are the pages that are measured.
func (c Catalogue) shopping() []rig.Operation {
	const page, suggestions = "/catalogue", "/catalogue/suggestions"
	ask := func(name, route, path string, texts ...string) rig.Operation {
		half := wantedRead
		if route == suggestions {
			half = wantedReference
		}
		return rig.Operation{Name: name, By: c.reader, Method: http.MethodGet, Route: route, Most: wantedSearch, Half: half, Do: func(ctx context.Context, c *rig.Client, i int) error {
			c.Part = route == suggestions
			return c.Get(ctx, path+url.QueryEscape(texts[(c.N+i)%len(texts)]))
		}}
	}
	three := []string{"stylo bille rouge", "cahier 24 x 32 seyès", "chaise empilable taille 4", "feutre lavable bleu", "enveloppe kraft c4"}
	ten := ""
	for n := range 10 {
		ten += fmt.Sprintf("marche=%d&", n+1)
	}
	return []rig.Operation{
		ask("search page, three words", page, page+"?q=", three...),
		ask("search page, three words in ten markets", page, page+"?"+ten+"q=", three...),
		ask("search page, a slip", page, page+"?q=", "styllo rouge", "cahoer", "chaisse", "gouahce"),
		ask("search page, a reference", page, page+"?q=", "000001", "000002", "000250", "000777"),
		ask("a market's page", page+"/{marche}", page+"/", "1", "7", "13", "19"),
		ask("an article's page", "/articles/{id}", "/articles/", "1", "2", "3", "5", "8"),
		ask("suggestions", suggestions, suggestions+"?q=", "sty", "cahier ro", "cha", "feu", "enve"),
	}
}
