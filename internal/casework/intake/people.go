package intake

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/account"
	accountmsg "preau/internal/core/account/msg"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/sheet"
)

// The columns of people.
const (
	colFirstName = "first_name"
	colLastName  = "last_name"
	colAddress   = "address"
	colRoles     = "roles"
)

// person is somebody with the roles that they get in a team.
type person struct {
	Agency, Team, First, Last, Address, RoleWords string
	Roles                                         []access.RoleKey

	at    int64 // the team's number
	gives []access.RoleKey
}

func peopleColumns() sheet.Columns[person] {
	return append(sheet.Columns[person]{
		agencyColumn(func(p *person) *string { return &p.Agency }),
		teamColumn(func(p *person) *string { return &p.Team }),
	}, personColumns()...)
}

// personColumns say who somebody is, and what they become.
func personColumns() sheet.Columns[person] {
	return sheet.Columns[person]{
		column(colFirstName, msg.SheetColFirstName, sheet.Optional, account.MaxName, func(p *person) *string { return &p.First }, "Prénom", "First name", "Prénoms"),
		column(colLastName, msg.SheetColLastName, sheet.Optional, account.MaxName, func(p *person) *string { return &p.Last }, "Nom", "Last name", "Nom de famille", "Surname"),
		column(colAddress, msg.SheetColAddress, sheet.Filled, account.MaxEmail, func(p *person) *string { return &p.Address }, "Adresse mail", "Mail address", "Adresse électronique", "Adresse e-mail", "E-mail", "Mail", "Courriel", "Email address"),
		column(colRoles, msg.SheetColRoles, sheet.Filled, 300, func(p *person) *string { return &p.RoleWords }, "Rôles", "Roles", "Rôle", "Role"),
	}
}

func people(s *team.Service) imports.Spec[person] {
	out := spec("people", "personnes", msg.SheetPeople, msg.SheetPeopleHint, peopleColumns())
	out.Check = func(p *person, _ time.Time) []imports.Problem { return p.check() }
	out.Ident = person.ident
	out.Title = func(p person) string {
		return p.name() + " · " + p.Agency + " · " + p.Team
	}
	out.Find = findPeople
	out.Save = func(ctx context.Context, tx *db.Tx, w imports.Write, p person) error {
		return s.GiveRoles(ctx, tx, w.Who, p.at, p.gives, team.Person{Address: p.Address, FirstName: p.First, LastName: p.Last})
	}
	return out
}

// name is who a line is about.
func (p person) name() string { return strings.TrimSpace(p.First + " " + p.Last + " " + p.Address) }

// ident is the same person in the same team.
func (p person) ident() string { return team.NameKey(p.Agency, p.Team) + "|" + account.Fold(p.Address) }

func roleLabels(keys []access.RoleKey) i18n.Keys {
	var out i18n.Keys
	for _, k := range keys {
		r, _ := team.Roles.ByKey(k)
		out = append(out, r.Label)
	}
	return out
}

// apart is what stands between two roles of a cell.
var apart = regexp.MustCompile(`\s*[;,+/&\n]\s*|\s+(?i:et|and)\s+`)

// check puts a line in its normal form, and says what is wrong with it by itself.
func (p *person) check() []imports.Problem {
	var out []imports.Problem
	fail := func(column string, key i18n.Key, args ...any) {
		out = append(out, imports.Problem{Column: column, Reason: i18n.M(key, args...)})
	}
	p.Agency, p.Team, p.First, p.Last, p.Address, p.Roles = line(p.Agency), line(p.Team), line(p.First), line(p.Last), line(p.Address), nil
	if p.Address != "" { // an empty one is told already
		var err error
		if p.Address, err = mail.Address(p.Address); err != nil {
			fail(colAddress, accountmsg.FaultEmail)
		}
	}
	for _, word := range apart.Split(p.RoleWords, -1) {
		key := roleOf(word)
		switch {
		case strings.TrimSpace(word) == "":
		case key == "":
			fail(colRoles, msg.SheetFaultRole, "word", line(word), "roles", roleLabels(team.InTeam()))
		case !slices.Contains(p.Roles, key):
			p.Roles = append(p.Roles, key)
		}
	}
	if len(p.Roles) == 0 && p.RoleWords != "" && len(out) == 0 {
		fail(colRoles, msg.SheetFaultNoRole)
	}
	return out
}

func roleOf(word string) access.RoleKey {
	for _, k := range team.InTeam() {
		r, _ := team.Roles.ByKey(k)
		if slices.ContainsFunc(r.Words, func(w string) bool { return registers.Fold(w) == registers.Fold(word) }) {
			return k
		}
	}
	return ""
}

func findPeople(ctx context.Context, tx *db.Tx, _ imports.At, ls []person) ([]imports.Found[person], error) {
	var names, bodies []string
	for _, l := range ls {
		names, bodies = append(names, l.Team), append(bodies, l.Agency)
	}
	there, err := team.TeamsNamed(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	agencies, err := team.AgenciesNamed(ctx, tx, bodies)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[person], len(ls))
	for i := range ls {
		a, t := agencies[registers.Fold(ls[i].Agency)], there[team.NameKey(ls[i].Agency, ls[i].Team)]
		switch {
		case a.ID == "":
			out[i] = bad[person](colAgency, msg.SheetFaultNoAgency, "word", ls[i].Agency)
		case a.State == team.Closed:
			out[i] = closed[person](colAgency, a.Name)
		case t.ID == "":
			out[i] = bad[person](colTeam, msg.SheetFaultNoTeam, "word", ls[i].Team)
		case t.State == team.Closed:
			out[i] = closed[person](colTeam, t.Title())
		default:
			if out[i], err = ls[i].meet(ctx, tx, t, a); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// meet says what somebody holds of a line's roles, and what would come of the others.
func (p *person) meet(ctx context.Context, tx *db.Tx, t team.Team, a team.Agency) (imports.Found[person], error) {
	f, err := team.Foresee(ctx, tx, t, a, p.Address)
	if err != nil {
		return imports.Found[person]{}, err
	}
	out := p.against(t, f)
	if !f.Known && (p.First == "" || p.Last == "") {
		out.Problems = append(out.Problems, imports.Problem{Column: colLastName, Reason: i18n.M(msg.SheetFaultNames)})
	}
	if out.Changes && f.Invites {
		out.Then = append(out.Then, i18n.M(msg.SheetThenInvited))
	}
	return out, nil
}

// against holds a line against what is foreseen of it.
func (p *person) against(t team.Team, f team.Foreseen) imports.Found[person] {
	var out imports.Found[person]
	for _, m := range f.Faults {
		out.Problems = append(out.Problems, imports.Problem{Column: colAddress, Reason: m})
	}
	if f.Shut {
		out.Problems = append(out.Problems, imports.Problem{Column: colAddress, Reason: i18n.M(accountmsg.FaultEmailSuspended)})
	}
	p.at, p.gives = t.Number, slices.DeleteFunc(slices.Clone(p.Roles), func(k access.RoleKey) bool { return slices.Contains(f.Held, k) })
	out.There, out.Changes = len(p.gives) < len(p.Roles), len(p.gives) > 0
	if out.Changes {
		out.Then = []i18n.Msg{i18n.M(msg.SheetThenRoles, "roles", roleLabels(p.gives))}
	}
	out.Value = *p
	return out
}
