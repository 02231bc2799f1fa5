package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"preau/internal/bench/rig"
)

// buyers are the people of one client's school, in their browsers, and their supplier in another.
type buyers struct {
	n                                                int
	school                                           string // reference
	demandeur, validateur, buyer, receiver, supplier *rig.Client
}

func (w *market) buyers(ctx context.Context, m *rig.Meter) ([]*buyers, error) {
	var out []*buyers
	for n := range m.Clients {
		b := &buyers{n: n, school: w.schools[n].Ref, supplier: m.NewClient("", n)}
		for _, x := range []struct {
			to   **rig.Client
			user string
		}{{&b.demandeur, demandeur(n)}, {&b.validateur, validateur(n)}, {&b.buyer, acheteur(n)}, {&b.receiver, receptionnaire(n)}} {
			c, err := m.SignedIn(ctx, x.user, n)
			if err != nil {
				return nil, err
			}
			*x.to = c
		}
		out = append(out, b)
	}
	return out, nil
}

// openBasket begins a basket and gives its address.
func openBasket(ctx context.Context, c *rig.Client, school string) (string, error) {
	return c.Lead(ctx, "/paniers", url.Values{"etablissement": {school}, "nom": {""}})
}

// fill puts three articles of one market in a basket.
func (w *market) fill(ctx context.Context, c *rig.Client, school, basket string, at int) error {
	for i := range linesOfBasket {
		x := w.items[0][(at*linesOfBasket+i)%len(w.items[0])]
		form := url.Values{
			"etablissement": {school}, "article": {strconv.FormatInt(x.article, 10)}, "quantite": {strconv.FormatInt(x.quantity, 10)},
			"panier": {strings.TrimPrefix(basket, "/paniers/")}, "retour": {"/catalogue"},
		}
		if err := c.Post(ctx, "/paniers/ajouter", form); err != nil {
			return err
		}
	}
	return nil
}

// confirming is handing a basket of three lines over, again and again: baskets are filled before.
func (w *market) confirming() rig.Operation {
	type filled struct{ path, version string }
	var mu sync.Mutex
	waiting := map[*rig.Client][]filled{}
	return rig.Operation{
		Name: "confirm a basket of three lines", Method: http.MethodPost, Route: "/paniers/{n}/confirmer", Most: wantedConfirm, Batch: confirmsOfWindow,
		By: demandeur,
		Ready: func(ctx context.Context, c *rig.Client) error {
			mu.Lock()
			some := waiting[c] // that the window before left
			mu.Unlock()
			for i := len(some); i < confirmsOfWindow; i++ {
				basket, err := openBasket(ctx, c, w.schools[c.N].Ref)
				if err != nil {
					return err
				}
				if err := w.fill(ctx, c, w.schools[c.N].Ref, basket, i); err != nil {
					return err
				}
				form, err := c.Hidden(ctx, basket+"/confirmer")
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
		Do: func(ctx context.Context, c *rig.Client, _ int) error {
			mu.Lock()
			x := waiting[c][0]
			waiting[c] = waiting[c][1:]
			mu.Unlock()
			return c.Post(ctx, x.path+"/confirmer", url.Values{"version": {x.version}})
		},
	}
}

// words are what people look for before they fill their baskets.
var sought = []string{"stylo bille rouge", "cahier 24 x 32 seyès", "feutre lavable bleu", "enveloppe kraft c4", "classeur levier"}

// cycle goes once from the search to sending, as three people, and gives the order's number with the moment of the click.
func (w *market) cycle(ctx context.Context, b *buyers, i int) (placed, error) {
	if err := b.demandeur.Get(ctx, "/catalogue?q="+url.QueryEscape(sought[(b.n+i)%len(sought)])); err != nil {
		return placed{}, err
	}
	basket, err := openBasket(ctx, b.demandeur, b.school)
	if err != nil {
		return placed{}, err
	}
	if err := w.fill(ctx, b.demandeur, b.school, basket, i); err != nil {
		return placed{}, err
	}
	form, err := b.demandeur.Hidden(ctx, basket+"/confirmer")
	if err != nil {
		return placed{}, err
	}
	if err := b.demandeur.Post(ctx, basket+"/confirmer", url.Values{"version": {form.Get("version")}}); err != nil {
		return placed{}, err
	}
	line := strings.TrimPrefix(basket, "/paniers/") + "." + w.suppliers[0]
	plan, err := b.validateur.Hidden(ctx, "/commandes/a-creer/apercu?ligne="+line)
	if err != nil {
		return placed{}, err
	}
	if err := b.validateur.Post(ctx, "/commandes/a-creer/apercu", plan); err != nil {
		return placed{}, err
	}
	desk, err := b.buyer.Page(ctx, "/commandes/a-passer")
	if err != nil {
		return placed{}, err
	}
	number, err := waitingOrder(desk)
	if err != nil {
		return placed{}, err
	}
	page := "/commandes/a-passer/" + number
	if form, err = b.buyer.Hidden(ctx, page); err != nil {
		return placed{}, err
	}
	at := rig.Now()
	return placed{number, at}, b.buyer.Post(ctx, page+"/envoyer", url.Values{"version": {form.Get("version")}})
}

// placed is an order that an acheteur sent.
type placed struct {
	number string
	at     time.Time
}

var (
	orderLink     = regexp.MustCompile(`/commandes/a-passer/([A-Za-z0-9.-]+-\d{4}-\d{6})"`)
	errNoOrder    = errors.New("no order waits")
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

// chain is a cycle that goes on: the supplier acknowledges by the link in the mail, and all that was ordered is received.
func (w *market) chain(box *mailServer) func(context.Context, *buyers, int) (placed, error) {
	return func(ctx context.Context, b *buyers, i int) (placed, error) {
		p, err := w.cycle(ctx, b, i)
		if err != nil {
			return p, err
		}
		if err := rig.Until(ctx, 5*time.Millisecond, func() bool { return box.knows(receptionnaire(b.n), p.number) }); err != nil {
			return p, err
		}
		link, err := box.link(p.number)
		if err != nil {
			return p, err
		}
		form, err := b.supplier.Hidden(ctx, link)
		if err != nil {
			return p, err
		}
		if err := b.supplier.Post(ctx, link, url.Values{"acte": {"accuser"}, "version": {form.Get("version")}}); err != nil {
			return p, err
		}
		desk := "/commandes/a-receptionner/" + p.number
		page, err := b.receiver.Page(ctx, desk+"?tout=1")
		if err != nil {
			return p, err
		}
		form = rig.HiddenIn(page)
		form.Set("acte", "receptionner")
		form.Set("reste", "oui")
		for _, came := range cameField.FindAllStringSubmatch(page, -1) {
			form.Set("recu."+came[1], came[2])
			form.Add("ligne", came[1])
		}
		return p, b.receiver.Post(ctx, desk, form)
	}
}

// Cycle is a whole way from the search to the supplier's mailbox, or on to what was received.
type Cycle struct {
	Steps     []rig.Asked
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

// cycles lets all clients go through whole cycles, and waits until what they sent has arrived.
func (w *market) cycles(ctx context.Context, m *rig.Meter, box *mailServer, name string, do func(context.Context, *buyers, int) (placed, error)) (Cycle, error) {
	all, err := w.buyers(ctx, m)
	if err != nil {
		return Cycle{}, err
	}
	best := Cycle{}
	for round := range m.Rounds + 1 { // the first warms up
		c, err := oneRound(ctx, m, box, all, do)
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

func oneRound(ctx context.Context, m *rig.Meter, box *mailServer, all []*buyers, do func(context.Context, *buyers, int) (placed, error)) (Cycle, error) {
	mark, before, mails, begun := m.Server.Log.Mark(), m.Server.CPU(), box.Arrived(), rig.Now()
	var (
		mu    sync.Mutex
		took  []time.Duration
		sends []placed
		wg    sync.WaitGroup
		errs  = make([]error, len(all))
	)
	for k, b := range all {
		wg.Go(func() {
			for i := 0; rig.Now().Sub(begun) < m.Time; i++ {
				at := rig.Now()
				s, err := do(ctx, b, i)
				if err != nil {
					errs[k] = err
					return
				}
				mu.Lock()
				took, sends = append(took, rig.Now().Sub(at)), append(sends, s)
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
	err := rig.Until(waiting, 5*time.Millisecond, func() bool {
		return !slices.ContainsFunc(sends, func(s placed) bool { _, n := box.arrived(s.number); return n == 0 })
	})
	if err != nil {
		return Cycle{}, fmt.Errorf("%w: %w", errNotArrived, err)
	}
	long := rig.Now().Sub(begun)
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
	box.Rest(ctx) // the last mails of the last cycles cost, too
	log, err := m.Server.Log.Since(ctx, mark, 0)
	if err != nil {
		return Cycle{}, err
	}
	return Cycle{
		Steps:  rig.Steps(log, n),
		Cycles: n, P50: rig.At(took, 50), P99: rig.At(took, 99), PerSecond: float64(n) / long.Seconds(), CPU: (m.Server.CPU() - before) / time.Duration(n),
		Requests: len(log) / n, Mails: float64(box.Arrived()-mails) / float64(n), Late50: rig.At(late, 50), Late99: rig.At(late, 99), Longest: late[n-1],
	}, nil
}
