package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/casework/invent"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// made is what a world was made of; it stands in the folder of the data, too.
type made struct {
	Demands, Living, Messages, Helpers, Officers int
	Took                                         time.Duration
	Port                                         int // to which the platform sends its mails
}

const madeFile = "bench-casework.json"

var errOther = errors.New("the folder holds a world of other sizes: name another folder, or remove it")

// world makes the one that is wanted, unless the folder holds it, with the server to which it sends mails.
func (c Casework) world(ctx context.Context) (made, *rig.Mails, error) {
	want := made{Demands: c.Demands, Living: c.Living, Messages: c.Messages, Helpers: c.helpers(), Officers: c.officers()}
	is, err := c.kept()
	if err != nil {
		return is, nil, err
	}
	sizes := is
	sizes.Took, sizes.Port = 0, 0
	if is.Demands > 0 && sizes != want {
		return is, nil, errOther
	}
	box, err := rig.OpenMailsAt(ctx, is.Port, nil)
	if err != nil || is.Demands > 0 {
		return is, box, err
	}
	want.Port = box.Port
	is, err = c.make(ctx, want)
	if err != nil {
		box.Close()
	}
	return is, box, err
}

// kept is the world that the folder holds; none: of no demands.
func (c Casework) kept() (made, error) {
	var is made
	raw, err := os.ReadFile(filepath.Join(c.Data, madeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return is, nil
	}
	if err != nil {
		return is, err
	}
	return is, json.Unmarshal(raw, &is)
}

func (c Casework) make(ctx context.Context, m made) (made, error) {
	begun := rig.Now()
	b, err := c.Open(ctx)
	if err != nil {
		return m, err
	}
	defer b.Close()
	b.Services = []instance.ServiceKey{instance.Casework}
	h := &house{Builder: b, made: m, invents: invent.World{DB: b.D, Keys: b.Seal, Now: begun, Turn: &sync.Mutex{}}}
	err = b.Make(ctx,
		rig.Step{Name: "settings", Do: func(ctx context.Context) error { return b.MailsTo(ctx, m.Port) }},
		rig.Step{Name: "people", Do: h.people},
		rig.Step{Name: "organismes and teams", Do: h.teams},
		rig.Step{Name: "mails", Do: b.Drain},
		rig.Step{Name: "demands that live", Do: h.living},
		rig.Step{Name: "demands that were wiped", Do: h.wiped},
		rig.Step{Name: "statistics", Do: b.Learn},
	)
	if err != nil {
		return m, err
	}
	m.Took = rig.Now().Sub(begun)
	c.Log.Info("the demands are made", "s", int(m.Took.Seconds()))
	raw, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	return m, os.WriteFile(filepath.Join(c.Data, madeFile), raw, 0o600)
}

// house is what a world is made with.
type house struct {
	*rig.Builder
	made

	crew    []rig.Person // aidants, and behind them référents
	invents invent.World
}

// aidant and referent are the user names of the n-th of each.
func aidant(n int) string   { return fmt.Sprintf("aidant%04d", n+1) }
func referent(n int) string { return fmt.Sprintf("referent%04d", n+1) }

// reader answers for so many teams, and boss administers the platform.
func reader(teams int) string { return fmt.Sprintf("lecteur%04d", teams) }

const boss = "administratrice"

func (h *house) people(ctx context.Context) error {
	var names []string
	for n := range h.Helpers {
		names = append(names, aidant(n))
	}
	for n := range h.Officers {
		names = append(names, referent(n))
	}
	for _, n := range large {
		names = append(names, reader(n))
	}
	names = append(names, boss)
	var err error
	h.crew, err = h.People(ctx, names, nil)
	return err
}

func administrator() access.Actor {
	return access.Actor{ID: "bench", Name: "preau bench", Key: id.New(), At: rig.Now(), Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
}

// teams makes a team for each of the people.
func (h *house) teams(ctx context.Context) error {
	land, err := h.Casework.AddTerritory(ctx, administrator(), team.Department, "35")
	if err != nil {
		return err
	}
	agency := int64(0)
	for n := range h.Helpers + h.Officers {
		helps := n < h.Helpers
		if n == 0 || !helps && (n-h.Helpers)%teamsOfOne == 0 {
			name := "Espaces d'accueil"
			if !helps {
				name = fmt.Sprintf("Organisme %03d", (n-h.Helpers)/teamsOfOne+1)
			}
			if agency, err = h.Casework.SaveAgency(ctx, administrator(), 0, 0, team.AgencyInput{Name: name, FirstDays: 3, FollowDays: 15}); err != nil {
				return err
			}
		}
		number, err := h.Casework.SaveTeam(ctx, administrator(), 0, 0, team.TeamInput{Agency: agency, Name: fmt.Sprintf("Groupe %04d", n+1), Territories: []int64{land}})
		if err != nil {
			return err
		}
		if err := h.Tx(ctx, func(tx *db.Tx) error { return h.staff(ctx, tx, number, h.crew[n], helps) }); err != nil {
			return err
		}
	}
	if err := h.Tx(ctx, h.others(ctx)); err != nil {
		return err
	}
	for n := range 10 {
		if _, err := h.Casework.SaveTheme(ctx, administrator(), 0, 0, team.ThemeInput{Name: fmt.Sprintf("Thème %02d", n+1)}); err != nil {
			return err
		}
	}
	return h.Tx(ctx, func(tx *db.Tx) error {
		lands, themes, err := team.Chosen(ctx, tx)
		if err != nil {
			return err
		}
		h.invents.Territory = lands[0].ID
		for _, t := range themes {
			h.invents.Themes = append(h.invents.Themes, t.ID)
		}
		return nil
	})
}

// others gives their roles to who reads much and to who administers.
func (h *house) others(ctx context.Context) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		rest := h.crew[h.Helpers+h.Officers:]
		for i, n := range large {
			for _, o := range h.invents.Officers[:min(n, h.Officers)] {
				if _, err := access.Give(ctx, tx, rig.Program(), access.Gift{AccountID: rest[i].ID, Role: team.Officer, Place: access.Place{Kind: access.Group, ID: o.TeamID}, From: long()}); err != nil {
					return err
				}
			}
		}
		_, err := access.Give(ctx, tx, rig.Program(), access.Gift{AccountID: rest[len(large)].ID, Role: access.Admin, Place: access.Everywhere})
		return err
	}
}

// long is since when people are there: before all demands, for else they would have to take them over (C046).
func long() time.Time { return rig.Now().AddDate(-20, 0, 0) }

func (h *house) staff(ctx context.Context, tx *db.Tx, number int64, p rig.Person, helps bool) error {
	t, err := team.ByNumber(ctx, tx, number)
	if err != nil {
		return err
	}
	role, to := team.Officer, &h.invents.Officers
	if helps {
		role, to = team.Helper, &h.invents.Helpers
	}
	*to = append(*to, invent.Worker{AccountID: p.ID, Name: p.Name, TeamID: t.ID, AgencyID: t.Agency.ID})
	_, err = access.Give(ctx, tx, rig.Program(), access.Gift{AccountID: p.ID, Role: role, Place: t.Place(), From: long()})
	return err
}

// living writes the demands whose words are there.
func (h *house) living(ctx context.Context) error {
	const atOnce = 200
	return rig.Several(ctx, (h.Living+atOnce-1)/atOnce, func(ctx context.Context, part int) error {
		from := part * atOnce
		return h.invents.Living(ctx, from, min(atOnce, h.Living-from), h.Messages/h.Living)
	})
}

// wiped writes the demands of which only numbers and dates are left.
func (h *house) wiped(ctx context.Context) error {
	const atOnce = 1000
	for from := h.Living; from < h.Demands; from += atOnce {
		if err := h.invents.Wiped(ctx, from, min(atOnce, h.Demands-from)); err != nil {
			return err
		}
	}
	return h.invents.Number(ctx, h.Demands)
}
