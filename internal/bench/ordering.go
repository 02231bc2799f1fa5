package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"preau/internal/kit/config"
	"preau/internal/ordering/basket"
)

// Ordering says what to measure of « Commandes »: confirmations, whole cycles from the search to the supplier's mailbox and on to what
// was received, and desks where much waits. The server makes PDF and UBL and sends over SMTP to a mail server in this process.
type Ordering struct {
	Articles int
	Waiting  int // lines of each desk of one school
	Clients  int // schools, whose people act at the same time

	Time   time.Duration // of each measurement
	Rounds int           // of which the quietest counts

	Program string        // serves the platform: `preau`
	Version string        // of the program
	DB      config.Secret // a PostgreSQL database, empty at first; none: SQLite in a temporary folder
	Log     *slog.Logger
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
	defer box.close()
	r := OrderingReport{Ordering: o, Machine: machine()}
	n := o.house(dir)
	w, err := o.make(ctx, n, box.port)
	if err != nil {
		return r, fmt.Errorf("make the world: %w", err)
	}
	r.Made, r.Waiting = w.made, w.waiting
	if r.Engine, err = n.engine(ctx); err != nil {
		return r, err
	}
	s, err := n.serve(ctx)
	if err != nil {
		return r, fmt.Errorf("serve: %w", err)
	}
	err = o.measure(ctx, n, w, s, box, &r)
	if ended := s.stop(); err == nil {
		err = ended
	}
	if err != nil {
		return r, fmt.Errorf("%w\n%s", err, s.log.said())
	}
	r.Holds, r.LoadAfter = s.log.holds(), load()
	return r, nil
}

// house is the platform: the people of a school for each client, and those at the desks where much waits.
func (o Ordering) house(dir string) Needs {
	return Needs{
		Members: perSchool * (o.Clients + 1), Lots: 2, Lines: 1, Total: 1, AtOnce: 1, Clients: o.Clients, Time: o.Time, Rounds: o.Rounds,
		Program: o.Program, Version: o.Version, Data: filepath.Join(dir, "data"), DB: o.DB, Log: o.Log,
	}
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

func (o Ordering) measure(ctx context.Context, n Needs, w *market, s *server, box *mailServer, r *OrderingReport) error {
	m := &meter{Needs: n, world: world{Members: n.Members}, server: s, wires: &http.Transport{MaxIdleConnsPerHost: 4 * n.Clients}}
	defer m.wires.CloseIdleConnections()
	if err := m.isReady(ctx); err != nil {
		return err
	}
	for _, x := range desks(o.Clients) {
		row, err := m.row(ctx, x)
		if err != nil {
			return fmt.Errorf("%s: %w", x.name, err)
		}
		r.Desks = append(r.Desks, row)
		o.Log.Info("measured", "what", x.name, "p99", row.Alone.P99, "cpu", row.Together.CPU)
	}
	row, err := m.row(ctx, w.confirming())
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	r.Confirm = row
	o.Log.Info("measured", "what", "confirm", "p99", row.Together.P99, "each second", row.Together.PerSecond)
	if r.Cycle, err = m.cycles(ctx, w, box, "cycles", w.cycle); err != nil {
		return fmt.Errorf("cycles: %w", err)
	}
	if r.Chain, err = m.cycles(ctx, w, box, "chains", w.chain(box)); err != nil {
		return fmt.Errorf("chains: %w", err)
	}
	r.Memory = s.memory()
	return nil
}

// isReady waits until the server says that it is.
func (m *meter) isReady(ctx context.Context) error {
	visitor := m.newClient("", 0)
	return until(ctx, 20*time.Millisecond, func() bool { return visitor.get(ctx, "/readyz") == nil })
}

// Who is who among the members: those of each client's school, and behind them those of the school where much waits.
func demandeur(client int) string      { return member(perSchool * client) }
func validateur(client int) string     { return member(perSchool*client + 1) }
func acheteur(client int) string       { return member(perSchool*client + 2) }
func receptionnaire(client int) string { return member(perSchool*client + 3) }

// desks are the pages where much waits; clients is the number of the school behind those of clients.
func desks(clients int) []operation {
	at := func(name, by, path string) operation {
		return operation{name: name, by: by, method: http.MethodGet, route: path, most: wantedDesk, do: open(path)}
	}
	follow := at("« Toutes les commandes »", acheteur(clients), "/commandes/suivi")
	return []operation{
		at("« mes paniers »", demandeur(clients), "/paniers"),
		at("« Commandes à créer »", validateur(clients), "/commandes/a-creer"),
		at("« Commandes à passer »", acheteur(clients), "/commandes/a-passer"),
		follow,
		at("home of « Commandes »", validateur(clients), "/commandes"),
		at("what waits for a validateur", validateur(clients), "/"),
	}
}
