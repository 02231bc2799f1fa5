package offers

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"preau/internal/bench/rig"
)

// Cycle is an offer's way to the public: written, submitted, validated and published by who may do both, found in the public list, and
// opened there.
type Cycle struct {
	Steps     []rig.Asked
	Cycles    int
	P50, P99  time.Duration // of one, as its two people see it
	PerSecond float64
	CPU       time.Duration // of the server for each
	Requests  int
}

// pair are an offreur and a reader, in their browsers.
type pair struct{ offreur, reader *rig.Client }

func form(i int) url.Values {
	day := func(n int) string { return rig.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	return url.Values{
		"nom": {fmt.Sprintf("Marche du matin %d", i)}, "resume": {"Une matinée par classe"}, "description": {strings.Repeat("Un atelier en petits groupes. ", 8)}, "terrain": {"setting-1"}, "commune": {"35000, Rennes"},
		"thematiques": {"topic-2"}, "publics": {"audience-3"}, "filieres": {"programme-1", "programme-6"}, "places": {"12"}, "groupe_min": {"2"}, "groupe_max": {"4"},
		"periode_1_du": {day(10)}, "periode_1_au": {day(60)}, "periode_1_jours": {"1", "4"}, "periode_1_demi": {"am"}, "modalites": {"site"},
		"referent": {"Zoé Inventée"}, "referent_email": {"zoe@preau.test"}, "email": {"accueil@preau.test"}, "publication_du": {day(-1)}, "visibilite": {"public"},
	}
}

var errNumber = errors.New("the new offer has no address")

// cycle goes once through an offer's way.
func (p pair) cycle(ctx context.Context, i int) error {
	own, err := p.offreur.Lead(ctx, "/offreur/offres/nouvelle", form(i))
	if err != nil {
		return err
	}
	number := strings.TrimPrefix(own, "/offreur/offres/")
	if number == own {
		return errNumber
	}
	for _, x := range []struct{ act, version string }{{"soumettre", "1000000"}, {"valider-et-publier", "2000000"}} {
		if err := p.offreur.Post(ctx, own+"/acte/"+x.act, url.Values{"version": {x.version}}); err != nil {
			return err
		}
	}
	if err := p.reader.Get(ctx, "/offres"); err != nil {
		return err
	}
	return p.reader.Get(ctx, "/offres/"+number)
}

// cycles lets all pairs go through whole cycles.
func cycles(ctx context.Context, m *rig.Meter) (Cycle, error) {
	all := make([]pair, m.Clients)
	for n := range all {
		who, err := m.SignedIn(ctx, offreur(n), n)
		if err != nil {
			return Cycle{}, err
		}
		all[n] = pair{who, m.NewClient("", n)}
	}
	best := Cycle{}
	for round := range m.Rounds + 1 { // the first warms up
		c, err := oneRound(ctx, m, all)
		if err != nil {
			return c, err
		}
		if round > 0 && (best.Cycles == 0 || c.CPU < best.CPU) {
			best = c
		}
		m.Log.Info("measured", "what", "cycles", "each second", c.PerSecond, "cpu", c.CPU, "p99", c.P99)
	}
	return best, nil
}

func oneRound(ctx context.Context, m *rig.Meter, all []pair) (Cycle, error) {
	mark, before, begun := m.Server.Log.Mark(), m.Server.CPU(), rig.Now()
	var (
		mu   sync.Mutex
		took []time.Duration
		wg   sync.WaitGroup
		errs = make([]error, len(all))
	)
	for k, p := range all {
		wg.Go(func() {
			for i := 0; i == 0 || rig.Now().Sub(begun) < m.Time; i++ {
				at := rig.Now()
				if errs[k] = p.cycle(ctx, i); errs[k] != nil {
					return
				}
				mu.Lock()
				took = append(took, rig.Now().Sub(at))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return Cycle{}, err
	}
	long := rig.Now().Sub(begun)
	slices.Sort(took)
	n := len(took)
	log, err := m.Server.Log.Since(ctx, mark, 5*n)
	if err != nil {
		return Cycle{}, err
	}
	return Cycle{
		Steps: rig.Steps(log, n), Cycles: n, P50: rig.At(took, 50), P99: rig.At(took, 99), PerSecond: float64(n) / long.Seconds(),
		CPU: (m.Server.CPU() - before) / time.Duration(n), Requests: len(log) / n,
	}, nil
}
