package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// served measures the platform in a process of its own: how soon it is ready, what it holds, and its pages.
func (c Catalogue) served(ctx context.Context, r *CatalogueReport) error {
	n := c.house()
	begun := now()
	s, err := n.serve(ctx)
	if err != nil {
		return err
	}
	err = c.ready(ctx, n, s, begun, r)
	if ended := s.stop(); err == nil {
		err = ended
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, s.log.said())
	}
	return nil
}

func (c Catalogue) ready(ctx context.Context, n Needs, s *server, begun time.Time, r *CatalogueReport) error {
	m := &meter{Needs: n, world: world{Members: n.Members}, server: s, wires: &http.Transport{MaxIdleConnsPerHost: n.Clients}}
	defer m.wires.CloseIdleConnections()
	visitor := m.newClient("", 0)
	err := until(ctx, 20*time.Millisecond, func() bool {
		r.Memory = max(r.Memory, s.own())
		_, err := visitor.send(ctx, "/readyz", io.Discard)
		return err == nil
	})
	if err != nil {
		return err
	}
	r.Ready, r.ReadyCPU = now().Sub(begun), s.cpu()
	r.Memory, r.Mapped = max(r.Memory, s.own()), kibibytes(s.status(), "RssFile:")
	for _, o := range shopping() {
		row, err := m.row(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
		r.Pages = append(r.Pages, row)
		c.Log.Info("measured", "what", o.name, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	return nil
}

// shopping are the pages that are measured.
func shopping() []operation {
	const page, suggestions = "/catalogue", "/catalogue/suggestions"
	ask := func(name, route, path string, texts ...string) operation {
		half := wantedRead
		if route == suggestions {
			half = wantedReference
		}
		return operation{name: name, each: true, method: http.MethodGet, route: route, most: wantedSearch, half: half, do: func(ctx context.Context, c *client, i int) error {
			c.part = route == suggestions
			return c.get(ctx, path+url.QueryEscape(texts[(c.n+i)%len(texts)]))
		}}
	}
	three := []string{"stylo bille rouge", "cahier 24 x 32 seyès", "chaise empilable taille 4", "feutre lavable bleu", "enveloppe kraft c4"}
	ten := ""
	for n := range 10 {
		ten += fmt.Sprintf("marche=%d&", n+1)
	}
	return []operation{
		ask("search page, three words", page, page+"?q=", three...),
		ask("search page, three words in ten markets", page, page+"?"+ten+"q=", three...),
		ask("search page, a slip", page, page+"?q=", "styllo rouge", "cahoer", "chaisse", "gouahce"),
		ask("search page, a reference", page, page+"?q=", "000001", "000002", "000250", "000777"),
		ask("a market's page", page+"/{marche}", page+"/", "1", "7", "13", "19"),
		ask("an article's page", "/articles/{id}", "/articles/", "1", "2", "3", "5", "8"),
		ask("suggestions", suggestions, suggestions+"?q=", "sty", "cahier ro", "cha", "feu", "enve"),
	}
}
