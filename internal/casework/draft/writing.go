package draft

import (
	"context"
	"slices"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Writing is a draft as its form shows it, with what may be chosen.
type Writing struct {
	demand.Demand
	demand.Words
	Teams        []team.Team // that may be chosen: of the territory, and of the theme's agencies first
	Territories  []team.Territory
	Themes       []team.Theme
	Colleagues   []access.Holder
	Usual        []demand.Element // of the menu « autres », for the agencies chosen (C023)
	Files        []demand.Attached
	demand.Alike          // open demands about the same person that the creator may read (C030)
	Gone         []string // names of the teams chosen before that cannot be any more
	Left         []string // names of the colleagues chosen before who are none any more
}

// Writing is a draft of one's own, to be gone on with.
func (s *Service) Writing(ctx context.Context, who access.Actor, number string) (Writing, error) {
	var w Writing
	if !who.SignedIn() {
		return w, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := demand.ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := demand.Moves.Next(demand.Edit, d.State, demand.RolesOf(who, d), d); err != nil {
			return err
		}
		w.Demand = d
		if w.Files, err = demand.FilesOf(ctx, tx, d, false); err != nil {
			return err
		}
		return w.choices(ctx, tx, who)
	})
	if err != nil {
		return w, err
	}
	k, err := s.o.Keys.One(ctx, w.KeyID)
	if err != nil {
		return w, err
	}
	if w.Words, err = w.Open(k); err != nil {
		return w, err
	}
	return w, demand.OpenNames(k, w.Files)
}

// choices reads what the form offers.
func (w *Writing) choices(ctx context.Context, tx *db.Tx, who access.Actor) error {
	var err error
	if w.Territories, w.Themes, err = team.Chosen(ctx, tx); err != nil {
		return err
	}
	if w.Teams, err = team.Choosable(ctx, tx); err != nil {
		return err
	}
	w.Teams = w.offered(w.Teams)
	for _, a := range w.Demand.Teams {
		if !slices.ContainsFunc(w.Teams, func(t team.Team) bool { return t.ID == a.Team.ID }) {
			w.Gone = append(w.Gone, a.Title())
		}
	}
	w.Usual = w.usual()
	if w.Colleagues, err = access.Holders(ctx, tx, team.Helper, w.Place()); err != nil {
		return err
	}
	w.Colleagues = slices.DeleteFunc(w.Colleagues, func(h access.Holder) bool { return h.AccountID == who.ID })
	for _, p := range w.People {
		if !slices.ContainsFunc(w.Colleagues, func(h access.Holder) bool { return h.AccountID == p.AccountID }) {
			w.Left = append(w.Left, p.Name)
		}
	}
	w.Alike, err = demand.SamePerson(ctx, tx, who, w.Demand)
	return err
}

// usual are the elements of the menu that the agencies of the chosen teams usually need, in the menu's order.
func (w *Writing) usual() []demand.Element {
	return slices.DeleteFunc(demand.Elements(), func(e demand.Element) bool {
		return !slices.ContainsFunc(w.Demand.Teams, func(a demand.Asked) bool { return a.Needs(e) })
	})
}

// offered are the teams of the territory, those of the theme, and whatever was chosen already.
func (w *Writing) offered(all []team.Team) []team.Team {
	here := narrowed(all, w.territory(), w.theme())
	return slices.DeleteFunc(all, func(t team.Team) bool {
		of := func(x team.Team) bool { return x.ID == t.ID }
		return !slices.ContainsFunc(here, of) && !slices.ContainsFunc(w.Demand.Teams, func(a demand.Asked) bool { return a.Team.ID == t.ID })
	})
}

func (w *Writing) territory() *team.Territory {
	for i := range w.Territories {
		if w.Territories[i].ID == w.TerritoryID {
			return &w.Territories[i]
		}
	}
	return nil
}

func (w *Writing) theme() *team.Theme {
	for i := range w.Themes {
		if w.Themes[i].ID == w.ThemeID {
			return &w.Themes[i]
		}
	}
	return nil
}

// narrowed are the teams that cover a territory (none without one), and, where a theme was chosen, those of its usual agencies (C021).
func narrowed(all []team.Team, y *team.Territory, theme *team.Theme) []team.Team {
	return slices.DeleteFunc(slices.Clone(all), func(t team.Team) bool {
		if y == nil || !slices.ContainsFunc(t.Territories, func(x team.Territory) bool { return x.Covers(*y) }) {
			return true
		}
		return theme != nil && len(theme.Agencies) > 0 && !slices.ContainsFunc(theme.Agencies, func(a team.Thing) bool { return a.ID == t.Agency.ID })
	})
}
