package crash_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"preau/internal/kit/id"
)

// troubles are what clients saw beside the answers that they wanted.
type troubles struct {
	lost    atomic.Int64 // requests without a whole answer, or that the proxy answered 502
	refused atomic.Int64 // with a clear page and the time after which to come again
	acts    atomic.Int64 // acts that were acknowledged
}

// shopper is a school that orders without pause, and knows what was acknowledged.
type shopper struct {
	*troubles
	*shop
	n                               int
	demandeur, validateur, acheteur *browser

	confirmed, created, sent []string // numbers: of baskets, of baskets again, of orders
}

func (s *site) shopper(n int, at *shop, seen *troubles) *shopper {
	s.t.Helper()
	network := fmt.Sprintf("10.8.%d.", n)
	return &shopper{
		troubles: seen, shop: at, n: n,
		demandeur: s.signedIn(demandeur(n), network+"1"), validateur: s.signedIn(validateur(n), network+"2"), acheteur: s.signedIn(acheteur(n), network+"3"),
	}
}

// open opens a page, again and again until it is there.
func (c *shopper) open(ctx context.Context, b *browser, path string) (string, error) {
	a, err := c.until(ctx, func() (answer, error) { return b.get(ctx, path) })
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d\n%s", path, a.status, excerpt(a.body))
	}
	return a.body, err
}

// do sends a form, the same each time, until it was acknowledged, and says where it leads.
func (c *shopper) do(ctx context.Context, b *browser, path string, fields url.Values) (string, error) {
	fields.Set("_cle", id.New())
	a, err := c.until(ctx, func() (answer, error) { return b.post(ctx, path, fields) })
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("POST %s %v: %d\n%s", path, fields, a.status, excerpt(a.body))
	}
	c.acts.Add(1)
	return a.to, err
}

// until asks again while nothing came back, and after a clear refusal for the time being.
func (c *shopper) until(ctx context.Context, ask func() (answer, error)) (answer, error) {
	for {
		a, err := ask()
		switch {
		case ctx.Err() != nil:
			return a, ctx.Err()
		case err != nil, a.status == http.StatusBadGateway:
			c.lost.Add(1)
		case a.status == http.StatusServiceUnavailable:
			if !strings.Contains(a.body, "momentanément indisponible") || a.later == "" {
				return a, fmt.Errorf("503, to be tried again after %q, says\n%s", a.later, excerpt(a.body))
			}
			c.refused.Add(1)
		default:
			return a, nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	orderLink   = regexp.MustCompile(`/commandes/a-passer/([A-Za-z0-9.-]+-\d{4}-\d{6})"`)
)

// hidden are the hidden fields of the page's forms, without their key.
func hidden(page string) url.Values {
	out := url.Values{}
	for _, f := range hiddenField.FindAllStringSubmatch(page, -1) {
		if f[1] != "_cle" {
			out.Add(f[1], f[2])
		}
	}
	return out
}

// round goes once from the search to the order that is sent.
func (c *shopper) round(ctx context.Context) error {
	if _, err := c.open(ctx, c.demandeur, "/catalogue?q=stylo"); err != nil {
		return err
	}
	school := c.schools[c.n].Ref
	basket, err := c.do(ctx, c.demandeur, "/paniers", url.Values{"etablissement": {school}, "nom": {""}})
	if err != nil {
		return err
	}
	number := strings.TrimPrefix(basket, "/paniers/")
	for _, a := range c.articles {
		in := url.Values{"etablissement": {school}, "article": {fmt.Sprint(a)}, "quantite": {"2"}, "panier": {number}, "retour": {"/catalogue"}}
		if _, err := c.do(ctx, c.demandeur, "/paniers/ajouter", in); err != nil {
			return err
		}
	}
	page, err := c.open(ctx, c.demandeur, basket+"/confirmer")
	if err != nil {
		return err
	}
	if _, err := c.do(ctx, c.demandeur, basket+"/confirmer", url.Values{"version": {hidden(page).Get("version")}}); err != nil {
		return err
	}
	c.confirmed = append(c.confirmed, number)
	return c.order(ctx, number)
}

// order makes the order of a basket, and sends it.
func (c *shopper) order(ctx context.Context, basket string) error {
	page, err := c.open(ctx, c.validateur, "/commandes/a-creer/apercu?ligne="+basket+"."+c.supplier)
	if err != nil {
		return err
	}
	if _, err := c.do(ctx, c.validateur, "/commandes/a-creer/apercu", hidden(page)); err != nil {
		return err
	}
	c.created = append(c.created, basket)
	if page, err = c.open(ctx, c.acheteur, "/commandes/a-passer"); err != nil {
		return err
	}
	found := orderLink.FindStringSubmatch(page)
	if found == nil {
		return fmt.Errorf("no order waits after basket %s\n%s", basket, excerpt(page))
	}
	path := "/commandes/a-passer/" + found[1]
	if page, err = c.open(ctx, c.acheteur, path); err != nil {
		return err
	}
	if _, err := c.do(ctx, c.acheteur, path+"/envoyer", url.Values{"version": {hidden(page).Get("version")}}); err != nil {
		return err
	}
	c.sent = append(c.sent, found[1])
	return nil
}
