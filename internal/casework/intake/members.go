package intake

import (
	"context"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Of is the sort of places that the sheet of a team's people is about: a team, by its id.
const Of = "casework.team"

// mostMembers is how many lines such a sheet may have: a team is people who know one another.
const mostMembers = 500

// members is the sheet by which a responsable has the people of their own team come in (C006): each line is what they type under « Inviter une personne »,
// and is written by the same use case. It is always about the team whose page it was sent on: columns that name another refuse their lines.
func members(s *team.Service) imports.Kind {
	out := people(s)
	out.Key, out.Slug, out.Label, out.Hint, out.Writes, out.Most = "casework.members", "personnes", msg.SheetMembers, msg.SheetMembersHint, Of, mostMembers
	out.Space = imports.Space{Of: Of, InCharge: team.SeesImports, Why: team.WhyImport}
	out.Columns = memberColumns()
	out.Title = person.name
	out.Find = findMembers
	out.Begin = func(ctx context.Context, tx *db.Tx, w imports.Write) error {
		return team.WhyImport(ctx, tx, w.Who, w.Place)
	}
	kind := imports.Of(out)
	kind.Model = personColumns().Model // who fills it in needs to name no team
	return kind
}

// memberColumns are those of the people of any team, of which the first two may be left out.
func memberColumns() sheet.Columns[person] {
	out := peopleColumns()
	for i := range out {
		if out[i].Key == colAgency || out[i].Key == colTeam {
			out[i].Need = sheet.Optional
		}
	}
	return out
}

func findMembers(ctx context.Context, tx *db.Tx, at imports.At, ls []person) ([]imports.Found[person], error) {
	t, a, err := team.ForSheetOf(ctx, tx, at.Place)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[person], len(ls))
	for i := range ls {
		if column := ls[i].elsewhere(t); column != "" {
			out[i] = bad[person](column, msg.SheetFaultOtherTeam, "team", t.Title())
			continue
		}
		f, err := team.Foresee(ctx, tx, t, a, ls[i].Address)
		if err != nil {
			return nil, err
		}
		out[i] = ls[i].join(t, f)
	}
	return out, nil
}

// elsewhere is the column by which a line is about another team than this; none: it is about this one.
func (p *person) elsewhere(t team.Team) string {
	switch {
	case p.Agency != "" && registers.Fold(p.Agency) != registers.Fold(t.Agency.Name):
		return colAgency
	case p.Team != "" && registers.Fold(p.Team) != registers.Fold(t.Name):
		return colTeam
	}
	return ""
}

// join says what would come of a line of a team's own sheet. As the form does, it asks for the names of whoever is not in the team yet, and does not
// tell which addresses have an account: nothing was written, and nobody would hear of it.
func (p *person) join(t team.Team, f team.Foreseen) imports.Found[person] {
	out := p.against(t, f)
	if len(f.Held) == 0 {
		out.Problems = append(out.Problems, p.unnamed()...)
	}
	if out.Changes {
		out.Then = append(out.Then, i18n.M(msg.SheetThenTold))
	}
	return out
}

// unnamed are the names that a line lacks.
func (p *person) unnamed() []imports.Problem {
	var out []imports.Problem
	for _, x := range []struct{ column, name string }{{colFirstName, p.First}, {colLastName, p.Last}} {
		if x.name == "" {
			out = append(out, imports.Problem{Column: x.column, Reason: i18n.M(msg.SheetFaultMemberNames)})
		}
	}
	return out
}
