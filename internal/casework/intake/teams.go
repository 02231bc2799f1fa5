package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/sheet"
)

// The columns of teams.
const (
	colTeam        = "team"
	colNote        = "note"
	colMailbox     = "mailbox"
	colTerritories = "territories"
)

// groupe is a team as a sheet says it.
type groupe struct {
	Agency, Name, Note, Mailbox, Territories string

	at     team.Team
	agency int64
	places []int64
}

func teamColumns() sheet.Columns[groupe] {
	return sheet.Columns[groupe]{
		agencyColumn(func(g *groupe) *string { return &g.Agency }),
		teamColumn(func(g *groupe) *string { return &g.Name }),
		column(colNote, msg.SheetColNote, sheet.Optional, team.MaxText, func(g *groupe) *string { return &g.Note }, "Note publique", "Public note", "Note"),
		column(colMailbox, msg.SheetColMailbox, sheet.Optional, 0, func(g *groupe) *string { return &g.Mailbox }, "Boîte du groupe", "Team mailbox", "Boîte", "Mailbox", "Adresse mail"),
		column(colTerritories, msg.SheetColTerritories, sheet.Optional, 20_000, func(g *groupe) *string { return &g.Territories }, "Territoires", "Territories", "Territoire", "Territory"),
	}
}

// teamColumn names the team, in each sheet where one stands.
func teamColumn[T any](to func(*T) *string) sheet.Column[T] {
	return column(colTeam, msg.SheetColTeam, sheet.Filled, team.MaxName, to, "Groupe", "Team", "Équipe", "Nom du groupe")
}

func teams(s *team.Service) imports.Spec[groupe] {
	out := spec("teams", string(team.Teams), msg.SheetTeams, msg.SheetTeamsHint, teamColumns())
	out.Fields = []imports.Field[groupe]{
		field(colTeam, msg.SheetColTeam, func(g *groupe) *string { return &g.Name }), field(colNote, msg.SheetColNote, func(g *groupe) *string { return &g.Note }),
		field(colMailbox, msg.SheetColMailbox, func(g *groupe) *string { return &g.Mailbox }), field(colTerritories, msg.SheetColTerritories, func(g *groupe) *string { return &g.Territories }),
	}
	out.Check = func(g *groupe, _ time.Time) []imports.Problem { return g.check() }
	out.Ident = func(g groupe) string { return team.NameKey(g.Agency, g.Name) }
	out.Title = func(g groupe) string { return g.Agency + " · " + g.Name }
	out.Find = findTeams
	out.Save = func(ctx context.Context, tx *db.Tx, w imports.Write, g groupe) error {
		_, err := s.WriteTeam(ctx, tx, w.Who, g.at.Number, g.at.Version, team.TeamInput{
			Agency: g.agency, Name: g.Name, Note: g.Note, Mailbox: g.Mailbox, Territories: g.places,
		})
		return err
	}
	return out
}

func (g *groupe) check() []imports.Problem {
	g.Agency, g.Name, g.Note, g.Mailbox, g.Territories = line(g.Agency), line(g.Name), lines(g.Note), line(g.Mailbox), strings.Join(several(g.Territories), " ; ")
	if g.Mailbox == "" {
		return nil
	}
	if _, err := mail.Address(g.Mailbox); err != nil {
		return []imports.Problem{{Column: colMailbox, Reason: i18n.M(msg.FaultMailbox)}}
	}
	return nil
}

func findTeams(ctx context.Context, tx *db.Tx, _ imports.At, ls []groupe) ([]imports.Found[groupe], error) {
	var names, bodies []string
	for _, l := range ls {
		names, bodies = append(names, l.Name), append(bodies, l.Agency)
	}
	there, err := team.TeamsNamed(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	agencies, err := team.AgenciesNamed(ctx, tx, bodies)
	if err != nil {
		return nil, err
	}
	places, err := team.TerritoriesThere(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[groupe], len(ls))
	for i := range ls {
		out[i] = ls[i].meet(there[team.NameKey(ls[i].Agency, ls[i].Name)], agencies[registers.Fold(ls[i].Agency)], places)
	}
	return out, nil
}

// meet compares a line with what is kept of the team. Its territories are called as they are given out: « Bretagne (53) ».
func (g *groupe) meet(kept team.Team, of team.Agency, all []team.Territory) imports.Found[groupe] {
	switch {
	case of.ID == "":
		return bad[groupe](colAgency, msg.SheetFaultNoAgency, "word", g.Agency)
	case of.State == team.Closed:
		return closed[groupe](colAgency, of.Name)
	case kept.State == team.Closed:
		return closed[groupe](colTeam, kept.Title())
	}
	var said, had []string
	var places []int64
	for _, word := range several(g.Territories) {
		y, wrong := placed(word, kept, all)
		if wrong.Key != "" {
			return imports.Found[groupe]{Problems: []imports.Problem{{Column: colTerritories, Reason: wrong}}}
		}
		said, places = append(said, placeName(y)), append(places, y.Number)
	}
	if kept.ID == "" && len(said) == 0 {
		return bad[groupe](colTerritories, msg.FaultTerritories)
	}
	for _, y := range kept.Territories {
		had = append(had, placeName(y))
		if g.Territories == "" {
			places = append(places, y.Number)
		}
	}
	g.Territories, g.agency, g.places = joined(said), of.Number, places
	return imports.Found[groupe]{There: kept.ID != "", Value: groupe{
		Agency: of.Name, Name: kept.Name, Note: lines(kept.Note), Mailbox: kept.Mailbox, Territories: joined(had), at: kept, agency: of.Number, places: places,
	}}
}

// placeName is a territory in a cell: a region and a commune may have one name, a region and a department one code.
func placeName(y team.Territory) string { return y.Name + " (" + y.Code + ")" }

// placed is the territory that a word means, among those where the service works: by its code, its name, or both.
func placed(word string, kept team.Team, all []team.Territory) (team.Territory, i18n.Msg) {
	fold := registers.Fold(word)
	var both, alone []team.Territory
	for _, y := range all {
		had := slices.ContainsFunc(kept.Territories, func(x team.Territory) bool { return x.ID == y.ID })
		switch {
		case y.State == team.Closed && !had:
		case registers.Fold(placeName(y)) == fold:
			both = append(both, y)
		case registers.Fold(y.Name) == fold || registers.Fold(y.Code) == fold:
			alone = append(alone, y)
		}
	}
	found := append(both, alone...)
	switch {
	case len(found) == 0:
		return team.Territory{}, i18n.M(msg.SheetFaultNoTerritory, "word", word)
	case len(both) != 1 && len(found) > 1:
		return team.Territory{}, i18n.M(msg.SheetFaultSeveral, "first", placeName(found[0]))
	}
	return found[0], i18n.Msg{}
}
