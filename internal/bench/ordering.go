package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/ordering/basket"
)

// Ordering says what to measure of « Commandes »: confirmations, whole cycles from the search to the supplier's mailbox and on to what
// was received, and desks where much waits. The server makes PDF and UBL and sends over SMTP to a mail server in this process.
type Ordering struct {
	Articles int
	Waiting  int // lines of each desk of one school

	rig.Rig // the quietest of its rounds counts; its folder is a temporary one
}

var errOrderingSizes = errors.New("all sizes are at least 1, and there are at most 64 clients")

// Run makes the world, serves it, and measures.
func (o Ordering) Run(ctx context.Context) (OrderingReport, error) {
	if min(o.Articles, o.Waiting, o.Clients, o.Rounds) < 1 || o.Clients > mostClients || o.Time <= 0 {
		return OrderingReport{}, errOrderingSizes
	}
	dir, err := os.MkdirTemp("", "preau-bench")
	if err != nil {
		return OrderingReport{}, fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
	box, err := openMailServer(ctx)
	if err != nil {
		return OrderingReport{}, fmt.Errorf("open the mail server: %w", err)
	}
	defer box.Close()
	r := OrderingReport{Ordering: o, Machine: rig.Here()}
	o.Data = filepath.Join(dir, "data")
	w, err := o.make(ctx, box.Port)
	if err != nil {
		return r, fmt.Errorf("make the world: %w", err)
	}
	r.Made, r.Waiting = w.made, w.waiting
	if r.Engine, err = o.Engine(ctx); err != nil {
		return r, err
	}
	s, err := o.Serve(ctx)
	if err != nil {
		return r, fmt.Errorf("serve: %w", err)
	}
	err = o.measure(ctx, w, s, box, &r)
	if ended := s.Stop(); err == nil {
		err = ended
	}
	if err != nil {
		return r, fmt.Errorf("%w\n%s", err, s.Log.Said())
	}
	r.Holds, r.LoadAfter = s.Log.Holds(), rig.Load()
	return r, nil
}

// What is wanted of « Commandes », on two processors.
const (
	wantedConfirms   = 100 // a second
	wantedConfirm    = 100 * time.Millisecond
	wantedCycles     = 150 // a second
	wantedDesk       = 10 * time.Millisecond
	wantedPunctual   = 5 * time.Second
	linesOfBasket    = 3
	confirmsOfWindow = basket.MaxOpen - 2
)

func (o Ordering) measure(ctx context.Context, w *market, s *rig.Server, box *mailServer, r *OrderingReport) error {
	m := o.Meter(s, 4*o.Clients)
	defer m.Close()
	err := m.IsReady(ctx)
	if err != nil {
		return err
	}
	if o.Profile != "" {
		r.Cycle, err = w.cycles(ctx, m, box, "cycles", w.cycle)
		return err
	}
	for _, x := range desks(o.Clients) {
		row, err := m.Row(ctx, x)
		if err != nil {
			return fmt.Errorf("%s: %w", x.Name, err)
		}
		r.Desks = append(r.Desks, row)
		o.Log.Info("measured", "what", x.Name, "p99", row.Alone.P99, "cpu", row.Together.CPU)
	}
	row, err := m.Row(ctx, w.confirming())
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	r.Confirm = row
	o.Log.Info("measured", "what", "confirm", "p99", row.Together.P99, "each second", row.Together.PerSecond)
	if r.Cycle, err = w.cycles(ctx, m, box, "cycles", w.cycle); err != nil {
		return fmt.Errorf("cycles: %w", err)
	}
	if r.Chain, err = w.cycles(ctx, m, box, "chains", w.chain(box)); err != nil {
		return fmt.Errorf("chains: %w", err)
	}
	r.Memory = s.Memory()
	return nil
}

// Who is who among the members: those of each client's school, and behind them those of the school where much waits.
func demandeur(client int) string      { return member(perSchool * client) }
func validateur(client int) string     { return member(perSchool*client + 1) }
func acheteur(client int) string       { return member(perSchool*client + 2) }
func receptionnaire(client int) string { return member(perSchool*client + 3) }

// desks are the pages where much waits; clients is the number of the school behind those of clients.
func desks(clients int) []rig.Operation {
	at := func(name, by, path string) rig.Operation {
		return rig.Operation{Name: name, By: rig.Always(by), Method: http.MethodGet, Route: path, Most: wantedDesk, Do: rig.Open(path)}
	}
	follow := at("« Toutes les commandes »", acheteur(clients), "/commandes/suivi")
	return []rig.Operation{
		at("« mes paniers »", demandeur(clients), "/paniers"),
		at("« Commandes à créer »", validateur(clients), "/commandes/a-creer"),
		at("« Commandes à passer »", acheteur(clients), "/commandes/a-passer"),
		follow,
		at("home of « Commandes »", validateur(clients), "/commandes"),
		at("what waits for a validateur", validateur(clients), "/"),
	}
}
