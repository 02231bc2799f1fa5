package bench

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// buyers are the people of one client's school, in their browsers, and their supplier in another.
type buyers struct {
	n                                                int
	school                                           string // reference
	demandeur, validateur, buyer, receiver, supplier *client
}

func (m *meter) buyers(ctx context.Context, w *market) ([]*buyers, error) {
	var out []*buyers
	for n := range m.Clients {
		b := &buyers{n: n, school: w.schools[n].Ref, supplier: m.newClient("", n)}
		for _, x := range []struct {
			to   **client
			user string
		}{{&b.demandeur, demandeur(n)}, {&b.validateur, validateur(n)}, {&b.buyer, acheteur(n)}, {&b.receiver, receptionnaire(n)}} {
			c, err := m.signedIn(ctx, x.user, n)
			if err != nil {
				return nil, err
			}
			*x.to = c
		}
		out = append(out, b)
	}
	return out, nil
}

// open begins a basket and gives its address.
func (c *client) openBasket(ctx context.Context, school string) (string, error) {
	return c.lead(ctx, "/paniers", url.Values{"etablissement": {school}, "nom": {""}})
}

// fill puts three articles of one market in a basket.
func (w *market) fill(ctx context.Context, c *client, school, basket string, at int) error {
	for i := range linesOfBasket {
		x := w.items[0][(at*linesOfBasket+i)%len(w.items[0])]
		form := url.Values{
			"etablissement": {school}, "article": {strconv.FormatInt(x.article, 10)}, "quantite": {strconv.FormatInt(x.quantity, 10)},
			"panier": {strings.TrimPrefix(basket, "/paniers/")}, "retour": {"/catalogue"},
		}
		if err := c.post(ctx, "/paniers/ajouter", form); err != nil {
			return err
		}
	}
	return nil
}

// confirming is handing a basket of three lines over, again and again: baskets are filled before.
func (w *market) confirming() operation {
	type filled struct{ path, version string }
	var mu sync.Mutex
	waiting := map[*client][]filled{}
	return operation{
		name: "confirm a basket of three lines", method: http.MethodPost, route: "/paniers/{n}/confirmer", most: wantedConfirm, batch: confirmsOfWindow,
		byN: demandeur,
		ready: func(ctx context.Context, c *client) error {
			mu.Lock()
			some := waiting[c] // that the window before left
			mu.Unlock()
			for i := len(some); i < confirmsOfWindow; i++ {
				basket, err := c.openBasket(ctx, w.schools[c.n].Ref)
				if err != nil {
					return err
				}
				if err := w.fill(ctx, c, w.schools[c.n].Ref, basket, i); err != nil {
					return err
				}
				form, err := c.hidden(ctx, basket+"/confirmer")
				if err != nil {
					return err
				}
				some = append(some, filled{basket, form.Get("version")})
			}
			mu.Lock()
			defer mu.Unlock()
			waiting[c] = some
			return nil
		},
		do: func(ctx context.Context, c *client, _ int) error {
			mu.Lock()
			x := waiting[c][0]
			waiting[c] = waiting[c][1:]
			mu.Unlock()
			return c.post(ctx, x.path+"/confirmer", url.Values{"version": {x.version}})
		},
	}
}

// words are what people look for before they fill their baskets.
var sought = []string{"stylo bille rouge", "cahier 24 x 32 seyès", "feutre lavable bleu", "enveloppe kraft c4", "classeur levier"}

// cycle goes once from the search to sending, as three people, and gives the order's number with the moment of the click.
func (w *market) cycle(ctx context.Context, b *buyers, i int) (placed, error) {
	if err := b.demandeur.get(ctx, "/catalogue?q="+url.QueryEscape(sought[(b.n+i)%len(sought)])); err != nil {
		return placed{}, err
	}
	basket, err := b.demandeur.openBasket(ctx, b.school)
	if err != nil {
		return placed{}, err
	}
	if err := w.fill(ctx, b.demandeur, b.school, basket, i); err != nil {
		return placed{}, err
	}
	form, err := b.demandeur.hidden(ctx, basket+"/confirmer")
	if err != nil {
		return placed{}, err
	}
	if err := b.demandeur.post(ctx, basket+"/confirmer", url.Values{"version": {form.Get("version")}}); err != nil {
		return placed{}, err
	}
	line := strings.TrimPrefix(basket, "/paniers/") + "." + w.suppliers[0]
	plan, err := b.validateur.hidden(ctx, "/commandes/a-creer/apercu?ligne="+line)
	if err != nil {
		return placed{}, err
	}
	if err := b.validateur.post(ctx, "/commandes/a-creer/apercu", plan); err != nil {
		return placed{}, err
	}
	desk, err := b.buyer.page(ctx, "/commandes/a-passer")
	if err != nil {
		return placed{}, err
	}
	number, err := waitingOrder(desk)
	if err != nil {
		return placed{}, err
	}
	page := "/commandes/a-passer/" + number
	if form, err = b.buyer.hidden(ctx, page); err != nil {
		return placed{}, err
	}
	at := now()
	return placed{number, at}, b.buyer.post(ctx, page+"/envoyer", url.Values{"version": {form.Get("version")}})
}

// placed is an order that an acheteur sent.
type placed struct {
	number string
	at     time.Time
}

var (
	orderLink     = regexp.MustCompile(`/commandes/a-passer/([A-Za-z0-9.-]+-\d{4}-\d{6})"`)
	errNoOrder    = errors.New("no order waits")
	hiddenField   = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	cameField     = regexp.MustCompile(`name="recu\.([^"]+)"[^>]* value="(\d+)"`)
	errNotArrived = errors.New("an order did not arrive, or arrived twice")
)

// waitingOrder is the newest order of the desk: those before it are being sent.
func waitingOrder(page string) (string, error) {
	found := orderLink.FindStringSubmatch(page)
	if found == nil {
		return "", errNoOrder
	}
	return found[1], nil
}

// hidden are the hidden fields of a page's forms.
func (c *client) hidden(ctx context.Context, path string) (url.Values, error) {
	page, err := c.page(ctx, path)
	return hiddenIn(page), err
}

func hiddenIn(page string) url.Values {
	out := url.Values{}
	for _, f := range hiddenField.FindAllStringSubmatch(page, -1) {
		if v := html.UnescapeString(f[2]); !slices.Contains(out[f[1]], v) {
			out.Add(f[1], v)
		}
	}
	return out
}

// chain is a cycle that goes on: the supplier acknowledges by the link in the mail, and all that was ordered is received.
func (w *market) chain(box *mailServer) func(context.Context, *buyers, int) (placed, error) {
	return func(ctx context.Context, b *buyers, i int) (placed, error) {
		p, err := w.cycle(ctx, b, i)
		if err != nil {
			return p, err
		}
		if err := until(ctx, 5*time.Millisecond, func() bool { return box.knows(receptionnaire(b.n), p.number) }); err != nil {
			return p, err
		}
		link, err := box.link(p.number)
		if err != nil {
			return p, err
		}
		form, err := b.supplier.hidden(ctx, link)
		if err != nil {
			return p, err
		}
		if err := b.supplier.post(ctx, link, url.Values{"acte": {"accuser"}, "version": {form.Get("version")}}); err != nil {
			return p, err
		}
		desk := "/commandes/a-receptionner/" + p.number
		page, err := b.receiver.page(ctx, desk+"?tout=1")
		if err != nil {
			return p, err
		}
		form = hiddenIn(page)
		form.Set("acte", "receptionner")
		form.Set("reste", "oui")
		for _, came := range cameField.FindAllStringSubmatch(page, -1) {
			form.Set("recu."+came[1], came[2])
			form.Add("ligne", came[1])
		}
		return p, b.receiver.post(ctx, desk, form)
	}
}

// Cycle is a whole way from the search to the supplier's mailbox, or on to what was received.
type Cycle struct {
	Steps     []Step
	Cycles    int
	P50, P99  time.Duration // of one, as its people see it
	PerSecond float64       // until the last mail arrived
	CPU       time.Duration // of the server for each, the mails and files included
	Requests  int           // that each makes
	Mails     float64       // that each makes
	Late50    time.Duration // from the acheteur's click to the supplier's mailbox
	Late99    time.Duration
	Longest   time.Duration
}

// Step is a request that cycles make.
type Step struct {
	Method, Route string
	Times         float64       // in each cycle
	P50           time.Duration // of the server
	Statements    int64         // at the median
	Bytes         int64         // of the answer, at the median, as sent
}

// steps are the requests of a log, in the order in which they come up first.
func steps(log []request, cycles int) []Step {
	type key struct{ method, route string }
	var order []key
	of := map[key][]request{}
	for _, r := range log {
		k := key{r.method, r.route}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], r)
	}
	out := make([]Step, len(order))
	for i, k := range order {
		all := of[k]
		median := func(of func(request) int64) int64 {
			v := make([]int64, len(all))
			for j, r := range all {
				v[j] = of(r)
			}
			slices.Sort(v)
			return at(v, 50)
		}
		out[i] = Step{
			Method: k.method, Route: k.route, Times: float64(len(all)) / float64(cycles), P50: time.Duration(median(func(r request) int64 { return int64(r.took) })),
			Statements: median(func(r request) int64 { return r.statements }), Bytes: median(func(r request) int64 { return r.bytes }),
		}
	}
	return out
}

// cycles lets all clients go through whole cycles, and waits until what they sent has arrived.
func (m *meter) cycles(ctx context.Context, w *market, box *mailServer, name string, do func(context.Context, *buyers, int) (placed, error)) (Cycle, error) {
	all, err := m.buyers(ctx, w)
	if err != nil {
		return Cycle{}, err
	}
	best := Cycle{}
	for round := range m.Rounds + 1 { // the first warms up
		c, err := m.round(ctx, box, all, do)
		if err != nil {
			return c, err
		}
		if round > 0 && (best.Cycles == 0 || c.CPU < best.CPU) {
			best = c
		}
		m.Log.Info("measured", "what", name, "each second", c.PerSecond, "cpu", c.CPU, "p99", c.P99, "late", c.Late99)
	}
	return best, nil
}

func (m *meter) round(ctx context.Context, box *mailServer, all []*buyers, do func(context.Context, *buyers, int) (placed, error)) (Cycle, error) {
	mark, before, mails, begun := m.server.log.mark(), m.server.cpu(), box.mails(), now()
	var (
		mu    sync.Mutex
		took  []time.Duration
		sends []placed
		wg    sync.WaitGroup
		errs  = make([]error, len(all))
	)
	for k, b := range all {
		wg.Go(func() {
			for i := 0; now().Sub(begun) < m.Time; i++ {
				at := now()
				s, err := do(ctx, b, i)
				if err != nil {
					errs[k] = err
					return
				}
				mu.Lock()
				took, sends = append(took, now().Sub(at)), append(sends, s)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return Cycle{}, err
	}
	waiting, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	err := until(waiting, 5*time.Millisecond, func() bool {
		return !slices.ContainsFunc(sends, func(s placed) bool { _, n := box.arrived(s.number); return n == 0 })
	})
	if err != nil {
		return Cycle{}, fmt.Errorf("%w: %w", errNotArrived, err)
	}
	long := now().Sub(begun)
	var late []time.Duration
	for _, s := range sends {
		at, n := box.arrived(s.number)
		if n != 1 {
			return Cycle{}, errNotArrived
		}
		late = append(late, at.Sub(s.at))
	}
	slices.Sort(took)
	slices.Sort(late)
	n := len(sends)
	box.rest(ctx) // the last mails of the last cycles cost, too
	log, err := m.server.log.since(ctx, mark, 0)
	if err != nil {
		return Cycle{}, err
	}
	return Cycle{
		Steps:  steps(log, n),
		Cycles: n, P50: at(took, 50), P99: at(took, 99), PerSecond: float64(n) / long.Seconds(), CPU: (m.server.cpu() - before) / time.Duration(n),
		Requests: len(log) / n, Mails: float64(box.mails()-mails) / float64(n), Late50: at(late, 50), Late99: at(late, 99), Longest: late[n-1],
	}, nil
}
