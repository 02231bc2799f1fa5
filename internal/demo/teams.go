package demo

import (
	"context"
	"errors"
	"slices"
	"strings"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/registers"
)

// agency adds an organisme of « Demandes »: what it does, the domains of its people's addresses, the elements that it usually needs.
func (t *teller) agency(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	about, rest, _ := strings.Cut(l.more, "|")
	domains, elements, _ := strings.Cut(rest, "|")
	_, err = t.Casework.SaveAgency(ctx, who, 0, 0, team.AgencyInput{Name: l.of, About: about, Domains: domains, Elements: strings.Fields(elements), FirstDays: team.UsualFirstDays, FollowDays: team.UsualFollowDays})
	return err
}

// territory opens a territory of the register: "department:35".
func (t *teller) territory(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	kind, code, _ := strings.Cut(l.of, ":")
	_, err = t.Casework.AddTerritory(ctx, who, team.Kind(kind), code)
	return err
}

// theme adds a theme with its usual agencies.
func (t *teller) theme(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	all, err := t.Casework.Overview(ctx, who, team.Agencies)
	if err != nil {
		return err
	}
	in := team.ThemeInput{Name: l.of}
	for _, a := range all.Agencies {
		if slices.Contains(strings.Split(l.more, "|"), a.Name) {
			in.Agencies = append(in.Agencies, a.Number)
		}
	}
	_, err = t.Casework.SaveTheme(ctx, who, 0, 0, in)
	return err
}

// team adds a groupe: "organisme|note|territory|territory".
func (t *teller) team(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	all, err := t.Casework.Overview(ctx, who, team.Agencies, team.Territories)
	if err != nil {
		return err
	}
	of := strings.Split(l.more, "|")
	in := team.TeamInput{Name: l.of, Note: of[1]}
	for _, a := range all.Agencies {
		if a.Name == of[0] {
			in.Agency = a.Number
		}
	}
	for _, y := range all.Territories {
		if slices.Contains(of[2:], y.Name) {
			in.Territories = append(in.Territories, y.Number)
		}
	}
	_, err = t.Casework.SaveTeam(ctx, who, 0, 0, in)
	return err
}

// recruit invites somebody into the team of a name, in a role: "name|role".
func (t *teller) recruit(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	admin, err := t.as(ctx, "ines")
	if err != nil {
		return err
	}
	all, err := t.Casework.Overview(ctx, admin, team.Teams)
	if err != nil {
		return err
	}
	name, role, _ := strings.Cut(l.more, "|")
	i := slices.IndexFunc(all.Teams, func(x team.Team) bool { return x.Title() == name })
	if i < 0 {
		return errNobody
	}
	p := t.story.person(l.of)
	return t.Casework.AddMember(ctx, who, all.Teams[i].Number, access.RoleKey(role), team.Person{Address: p.address, FirstName: p.first, LastName: p.last})
}

// authorise begins a demand and asks the usager for a mandate: "to|title|usager|phone|answer", the answer left out where none came yet.
func (t *teller) authorise(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	begins, err := t.Casework.Drafts.Begins(ctx, who)
	if err != nil || len(begins) == 0 {
		return errors.Join(err, errNobody)
	}
	of := append(strings.Split(l.more, "|"), "", "", "", "")
	n, err := t.Casework.Drafts.Begin(ctx, who, begins[0].Number)
	if err != nil {
		return err
	}
	w, err := t.Casework.Drafts.Writing(ctx, who, n)
	if err != nil {
		return err
	}
	in := draft.Input{Words: demand.Words{Title: of[1], Identity: demand.Identity{Last: of[2]}}}
	for _, x := range w.Teams {
		if x.Title() == of[0] {
			in.Teams = append(in.Teams, x.Number)
		}
	}
	if err := t.Casework.Drafts.Save(ctx, who, n, w.Version, in); err != nil {
		return err
	}
	if err := t.Casework.Mandates.Ask(ctx, who, n, of[3]); err != nil || of[4] == "" {
		return err
	}
	if _, err := t.Jobs.Drain(ctx); err != nil {
		return err
	}
	e, err := t.Texts.Answer(ctx, phoneOf(of[3]), of[4])
	if err != nil {
		return err
	}
	return t.TakeText(ctx, e)
}

// phoneOf is a French number as it is kept.
func phoneOf(typed string) string {
	p, _ := registers.ParsePhone(typed, registers.France) // the story's own
	return string(p)
}
