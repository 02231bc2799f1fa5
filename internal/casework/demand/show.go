package demand

import (
	"context"
	"slices"
	"time"

	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// View is a demand as its page shows it to somebody: what they may not read is not in it.
type View struct {
	Demand
	Words
	Thread  []Message
	Readers []Reader
	Acts    workflow.Offers[Act]
	Side    Side // on which one writes; empty for who does not
	Masked  bool // numbers, places and lengths alone
	Lengths Lengths
}

// Lengths are what an administrator sees of what was said.
type Lengths struct{ Title, Text, Messages int }

// May says whether the rules offer an act.
func (v View) May(do Act) bool { return v.Acts.May(do) }

// Show is a demand with its thread. Reading an identity is noted before anything is shown, once an hour for each reader (C082),
// and so is that somebody has seen the demand (C048).
func (s *Service) Show(ctx context.Context, who access.Actor, number string) (View, error) {
	if !who.SignedIn() {
		return View{}, apperr.UnauthenticatedErr()
	}
	var v View
	var last Reader
	var roles []Role
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		roles = RolesOf(who, d)
		v = View{Demand: d, Acts: Moves.Offers(d.State, roles, d), Side: sideOf(roles), Masked: !Moves.May(See, d.State, roles, d)}
		if v.Thread, err = messages(ctx, tx, d.ID, v.Masked || Moves.May(SeeBetween, d.State, roles, d)); err != nil {
			return err
		}
		v.Readers, err = readers(ctx, tx, d.ID)
		return err
	})
	if err != nil {
		return v, err
	}
	k, err := s.o.Keys.One(ctx, v.KeyID)
	if err != nil {
		return v, err
	}
	if err := v.open(k); err != nil || v.Masked {
		return v, err
	}
	for _, r := range v.Readers {
		if r.AccountID == who.ID {
			last = r
		}
	}
	return v, s.noteReading(ctx, who, v.Demand, last)
}

// open makes readable what was read; for who sees it masked, only how long it is.
func (v *View) open(k seal.Key) error {
	var err error
	if v.Words, err = openWords(k, v.Demand); err != nil {
		return err
	}
	for i := range v.Thread {
		m := &v.Thread[i]
		if m.Text, err = k.Open(messagePlace("text", m.ID), m.sealed); err != nil {
			return err
		}
		v.Lengths.Messages += len([]rune(m.Text))
	}
	if v.Masked {
		v.Lengths.Title, v.Lengths.Text = len([]rune(v.Title)), len([]rune(v.Text))
		v.Words, v.Thread, v.Readers = Words{}, nil, nil
	}
	return nil
}

// noteReading writes who has seen a demand, unless it was noted in this hour already and nothing came since.
func (s *Service) noteReading(ctx context.Context, who access.Actor, d Demand, last Reader) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		fresh := last.At.Truncate(time.Hour).Equal(tx.Now().Truncate(time.Hour))
		if fresh && last.N == d.Messages {
			return nil
		}
		if err := noteSeen(ctx, tx, who, d); err != nil || fresh || d.State == Draft {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.identity.read", Data: map[string]string{"number": d.Number},
		})
	})
}

// Writing is a draft as its form shows it, with what may be chosen.
type Writing struct {
	Demand
	Words
	Teams       []team.Team // that may be chosen: of the territory, and of the theme's agencies first
	Territories []team.Territory
	Themes      []team.Theme
	Colleagues  []access.Holder
	Same        []string // numbers of open demands about the same person that the creator may read (C030)
}

// Writing is a draft of one's own, to be gone on with.
func (s *Service) Writing(ctx context.Context, who access.Actor, number string) (Writing, error) {
	var w Writing
	if !who.SignedIn() {
		return w, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(Edit, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		w.Demand = d
		return w.choices(ctx, tx, who)
	})
	if err != nil {
		return w, err
	}
	k, err := s.o.Keys.One(ctx, w.KeyID)
	if err != nil {
		return w, err
	}
	w.Words, err = openWords(k, w.Demand)
	return w, err
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
	w.Teams = narrowed(w.Teams, w.territory(), w.theme())
	if w.Colleagues, err = access.Holders(ctx, tx, team.Helper, place(w.Team.ID)); err != nil {
		return err
	}
	w.Colleagues = slices.DeleteFunc(w.Colleagues, func(h access.Holder) bool { return h.AccountID == who.ID })
	w.Same, err = samePerson(ctx, tx, who, w.Demand)
	return err
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

// narrowed are the teams that cover a territory, and, where a theme was chosen, those of its usual agencies (C021).
func narrowed(all []team.Team, y *team.Territory, theme *team.Theme) []team.Team {
	return slices.DeleteFunc(slices.Clone(all), func(t team.Team) bool {
		if y != nil && !slices.ContainsFunc(t.Territories, func(x team.Territory) bool { return x.Covers(*y) }) {
			return true
		}
		return theme != nil && len(theme.Agencies) > 0 && !slices.ContainsFunc(theme.Agencies, func(a team.Thing) bool { return a.ID == t.Agency.ID })
	})
}
