package casework

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"preau/internal/bench/rig"
)

// Cycle is a demand's whole way: begun and sent, answered, replied to with a file, read, closed.
type Cycle struct {
	Steps     []rig.Asked
	Cycles    int
	P50, P99  time.Duration // of one, as its two people see it
	PerSecond float64
	CPU       time.Duration // of the server for each, the mails and files included
	Requests  int
	Mails     float64
}

// pair are an aidant and a référent, in their browsers.
type pair struct {
	n                int
	aidant, referent *rig.Client
	from, to         string // numbers of their teams
}

// answering is who answers the n-th pair's demands: of the last teams, for which nobody else answers.
func (w made) answering(n int) int { return w.Officers - 1 - n }

func (w made) pairs(ctx context.Context, m *rig.Meter) ([]*pair, error) {
	var out []*pair
	for n := range m.Clients {
		p := &pair{n: n, from: strconv.Itoa(n + 1), to: strconv.Itoa(w.Helpers + w.answering(n) + 1)}
		var err error
		if p.aidant, err = m.SignedIn(ctx, aidant(n), n); err != nil {
			return nil, err
		}
		if p.referent, err = m.SignedIn(ctx, referent(w.answering(n)), n); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

var paper = []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj << /Type /Catalog >> endobj\n", 1400) + "%%EOF\n") // some 50 KB

// cycle goes once through a demand's life.
func (p *pair) cycle(ctx context.Context, i int) error {
	draft, err := p.aidant.Lead(ctx, "/demandes/nouvelle", url.Values{"groupe": {p.from}})
	if err != nil {
		return err
	}
	who := "Essai" + strconv.Itoa(p.n) + strings.Repeat("a", i%7) + strconv.FormatInt(int64(i), 36)
	err = p.aidant.Post(ctx, draft, url.Values{
		"titre": {"Versement bloqué depuis juin"}, "description": {strings.Repeat("Le dossier attend une réponse de la caisse. ", 8)}, "prenom": {"Zélie"}, "nom": {who}, "naissance": {"1984"},
		"element": {"allocataire"}, "valeur": {"7654321"}, "destinataires": {p.to}, "territoire": {"1"}, "mandat_du": {"2026-01-05"}, "version": {"1"}, "acte": {"envoyer"}, "confirme": {"1"}, "deja_connue": {"1"},
	})
	if err != nil {
		return err
	}
	page := strings.TrimSuffix(draft, "/brouillon")
	if err := p.referent.Post(ctx, page, url.Values{"message": {strings.Repeat("Je regarde ce dossier. ", 8)}}); err != nil {
		return err
	}
	if _, err := p.aidant.Upload(ctx, page, url.Values{"message": {strings.Repeat("Voici la pièce demandée. ", 8)}}, "fichiers", "attestation.pdf", paper); err != nil {
		return err
	}
	if err := p.referent.Get(ctx, page); err != nil {
		return err
	}
	return p.aidant.Post(ctx, page+"/acte", url.Values{"acte": {"clore"}})
}

// cycles lets all pairs go through whole cycles, and waits until the last mail has arrived.
func (w made) cycles(ctx context.Context, m *rig.Meter, box *rig.Mails) (Cycle, error) {
	all, err := w.pairs(ctx, m)
	if err != nil {
		return Cycle{}, err
	}
	best := Cycle{}
	for round := range m.Rounds + 1 { // the first warms up
		c, err := oneRound(ctx, m, box, all)
		if err != nil {
			return c, err
		}
		if round > 0 && (best.Cycles == 0 || c.CPU < best.CPU) {
			best = c
		}
		m.Log.Info("measured", "what", "cycles", "each second", c.PerSecond, "cpu", c.CPU, "p99", c.P99, "mails", c.Mails)
	}
	return best, nil
}

func oneRound(ctx context.Context, m *rig.Meter, box *rig.Mails, all []*pair) (Cycle, error) {
	mark, before, mails, begun := m.Server.Log.Mark(), m.Server.CPU(), box.Arrived(), rig.Now()
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
	box.Rest(ctx) // the last mails cost, too
	log, err := m.Server.Log.Since(ctx, mark, 0)
	if err != nil {
		return Cycle{}, err
	}
	return Cycle{
		Steps: rig.Steps(log, n), Cycles: n, P50: rig.At(took, 50), P99: rig.At(took, 99), PerSecond: float64(n) / long.Seconds(),
		CPU: (m.Server.CPU() - before) / time.Duration(n), Requests: len(log) / n, Mails: float64(box.Arrived()-mails) / float64(n),
	}, nil
}
