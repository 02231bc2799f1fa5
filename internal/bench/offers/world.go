package offers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/offers/invent"
	"preau/internal/offers/role"
)

// made is what a world was made of; it stands in the folder of the data, too.
type made struct {
	Published, Structures, People int
	Took                          time.Duration
}

const madeFile = "bench-offers.json"

var errOther = errors.New("the folder holds a world of other sizes: name another folder, or remove it")

// world makes the one that is wanted, unless the folder holds it.
func (o Offers) world(ctx context.Context) (made, error) {
	want := made{Published: o.Published, Structures: o.Structures, People: o.Clients}
	is, err := o.kept()
	if err != nil {
		return is, err
	}
	sizes := is
	sizes.Took = 0
	switch {
	case is.Published == 0:
		return o.make(ctx, want)
	case sizes != want:
		return is, errOther
	}
	return is, nil
}

// kept is the world that the folder holds; none: of no offers.
func (o Offers) kept() (made, error) {
	var is made
	raw, err := os.ReadFile(filepath.Join(o.Data, madeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return is, nil
	}
	if err != nil {
		return is, err
	}
	return is, json.Unmarshal(raw, &is)
}

// offreur is the user name of the n-th who does everything in a structure.
func offreur(n int) string { return fmt.Sprintf("offreur%04d", n+1) }

func (o Offers) make(ctx context.Context, m made) (made, error) {
	begun := rig.Now()
	b, err := o.Open(ctx)
	if err != nil {
		return m, err
	}
	defer b.Close()
	b.Services = []instance.ServiceKey{instance.Offers}
	h := &house{Builder: b, made: m}
	if err := b.Make(ctx,
		rig.Step{Name: "settings", Do: b.Settings},
		rig.Step{Name: "structures", Do: h.structures},
		rig.Step{Name: "people", Do: h.people},
		rig.Step{Name: "mails", Do: b.Drain},
		rig.Step{Name: "published offers", Do: h.published},
		rig.Step{Name: "statistics", Do: b.Learn},
	); err != nil {
		return m, err
	}
	m.Took = rig.Now().Sub(begun)
	o.Log.Info("the offers are made", "s", int(m.Took.Seconds()))
	raw, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	return m, os.WriteFile(filepath.Join(o.Data, madeFile), raw, 0o600)
}

// house is what a world is made with.
type house struct {
	*rig.Builder
	made

	invents *invent.World
	orgs    []string
}

func (h *house) structures(ctx context.Context) error {
	var err error
	if h.invents, err = invent.New(ctx, h.D, rig.Now()); err != nil {
		return err
	}
	const atOnce = 50
	for from := 0; from < h.Structures; from += atOnce {
		orgs, err := h.invents.Structures(ctx, from+1, min(atOnce, h.Structures-from))
		if err != nil {
			return err
		}
		h.orgs = append(h.orgs, orgs...)
	}
	return nil
}

// people are one who does everything in each of the first structures.
func (h *house) people(ctx context.Context) error {
	names := make([]string, h.made.People)
	for n := range names {
		names[n] = offreur(n)
	}
	_, err := h.Builder.People(ctx, names, func(ctx context.Context, tx *db.Tx, n int, p rig.Person) error {
		for _, r := range []access.RoleKey{role.Admin, role.Manager, role.Approver} {
			if _, err := access.Give(ctx, tx, rig.Program(), access.Gift{AccountID: p.ID, Role: r, Place: role.At(h.orgs[n])}); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func (h *house) published(ctx context.Context) error {
	const atOnce = 250
	for from := 0; from < h.Published; from += atOnce {
		if err := h.invents.Published(ctx, from, min(atOnce, h.Published-from)); err != nil {
			return err
		}
	}
	return nil
}
