package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/needs/sheet"
)

// world is what was made, by the numbers of its groups. It stands in the folder of the data, too.
type world struct {
	Members, Lots, Lines, Total, AtOnce int

	Group int64         // sheets in all states
	Whole int64         // all sheets validated, with a quantity in each line
	Rush  int64         // one lot, no sheet
	Made  time.Duration // how long it took
}

const worldFile = "bench.json"

var errOther = errors.New("the folder holds a world of other sizes: name another folder, or remove it")

// world gives the one in the folder, or makes it.
func (n Needs) world(ctx context.Context) (world, error) {
	want := world{Members: n.Members, Lots: n.Lots, Lines: n.Lines, Total: n.Total, AtOnce: n.AtOnce}
	raw, err := os.ReadFile(filepath.Join(n.Data, worldFile))
	if errors.Is(err, fs.ErrNotExist) {
		return n.makeWorld(ctx, want)
	}
	if err != nil {
		return want, err
	}
	var w world
	if err := json.Unmarshal(raw, &w); err != nil {
		return want, err
	}
	was := w
	was.Group, was.Whole, was.Rush, was.Made = 0, 0, 0, 0
	if was != want {
		return want, errOther
	}
	return w, nil
}

func (n Needs) makeWorld(ctx context.Context, w world) (world, error) {
	begun := rig.Now()
	b, err := open(ctx, n.Rig, &w)
	if err != nil {
		return w, err
	}
	defer b.Close()
	if err := b.fill(ctx); err != nil {
		return w, err
	}
	w.Made = rig.Now().Sub(begun)
	n.Log.Info("the world is made", "s", int(w.Made.Seconds()))
	raw, err := json.Marshal(w)
	if err != nil {
		return w, err
	}
	return w, os.WriteFile(filepath.Join(n.Data, worldFile), raw, 0o600)
}

// fill makes people and groups, and lets the database learn what its tables hold.
func (b *builder) fill(ctx context.Context) error {
	return b.Make(ctx,
		rig.Step{Name: "settings", Do: b.Settings},
		rig.Step{Name: "people", Do: b.people},
		rig.Step{Name: "groups", Do: b.groups},
		rig.Step{Name: "sheets of the group that is looked at", Do: b.someSheets},
		rig.Step{Name: "sheets of the group that is summed", Do: b.allSheets},
		rig.Step{Name: "mails", Do: b.Drain},
		rig.Step{Name: "statistics", Do: b.Learn},
	)
}

// someSheets are in all states: of ten, one is not begun, one is saved, one wants nothing, and the rest is validated.
// The members whom clients act as have the second half of their lots to enter.
func (b *builder) someSheets(ctx context.Context) error {
	w := b.world
	return rig.Several(ctx, w.Members*w.Lots, func(ctx context.Context, i int) error {
		m, lot := i/w.Lots, int64(i%w.Lots+1)
		who := b.crew[m].Now()
		switch state := (m*7 + int(lot)*13) % 10; {
		case m < mostClients && lot > w.firstOpen(), state == 1:
			return b.Needs.SaveSheet(ctx, who, w.Group, lot, wants(m, int(lot), w.Lines, 5))
		case state == 0:
			return nil
		case state == 2:
			return b.Needs.ValidateEmptySheet(ctx, who, w.Group, lot, 0)
		}
		return b.Needs.ValidateSheet(ctx, who, w.Group, lot, wants(m, int(lot), w.Lines, 5))
	})
}

// firstOpen is the lot behind which clients' sheets are still to be entered.
func (w world) firstOpen() int64 { return int64(w.Lots / 2) }

func (b *builder) allSheets(ctx context.Context) error {
	w := b.world
	return rig.Several(ctx, w.Total*w.Lots, func(ctx context.Context, i int) error {
		m, lot := i/w.Lots, int64(i%w.Lots+1)
		return b.Needs.ValidateSheet(ctx, b.crew[m].Now(), w.Whole, lot, wants(m, int(lot), w.Lines, 0))
	})
}

// wants is what a member wants of a lot: something of each line but every skip-th.
func wants(member, lot, lines, skip int) sheet.Input {
	in := sheet.Input{Quantities: sheet.Quantities{}}
	for line := 1; line <= lines; line++ {
		draw := member + lot + line
		if skip == 0 || draw%skip != 0 {
			in.Quantities[int64(line)] = int64(draw%97+1) * 1000
		}
	}
	return in
}

func number(prefix string, n int) string { return fmt.Sprintf("%s%04d", prefix, n) }

func words(n int) string { return strings.Repeat("Précision utile pour qui commande. ", n) }
