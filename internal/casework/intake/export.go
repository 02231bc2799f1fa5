package intake

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Write makes a sheet of the open things of a sort, or of the people of teams with the zero sort, in the columns in which it comes in again.
func Write(to io.Writer, t *i18n.T, format sheet.Format, name string, sort team.Sort, all team.Everything) error {
	switch sort {
	case team.Agencies:
		return write(to, t, format, name, agencyColumns(), agencyRows(t, all.Agencies))
	case team.Themes:
		return write(to, t, format, name, themeColumns(), themeRows(all.Themes))
	case team.Territories:
		return write(to, t, format, name, territoryColumns(), territoryRows(t, all.Territories))
	case team.Teams:
		return write(to, t, format, name, teamColumns(), teamRows(all.Teams))
	}
	return write(to, t, format, name, peopleColumns(), peopleRows(t, all.Teams, all.Members))
}

// write makes a sheet of lines, by the columns that read them.
func write[T any](to io.Writer, t *i18n.T, format sheet.Format, name string, columns sheet.Columns[T], rows []T) error {
	heads := make([]sheet.Head, len(columns))
	for i, c := range columns {
		heads[i] = sheet.Head{Title: t.S(c.Label), Width: widths[c.Key]}
	}
	out, err := sheet.New(format, to, t, name, heads...)
	if err != nil {
		return err
	}
	for i := range rows {
		cells := make([]sheet.Cell, len(columns))
		for j, c := range columns {
			cells[j] = sheet.Text(*c.Text(&rows[i]))
		}
		err = errors.Join(err, out.Row(cells...))
	}
	return errors.Join(err, out.Close())
}

var widths = map[string]int{colAgency: 35, colAbout: 40, colDomains: 25, colClosings: 30, colElements: 35, colName: 30, colTheme: 35, colAgencies: 50, colTeam: 30, colNote: 40, colMailbox: 35, colTerritories: 40, colAddress: 35, colRoles: 30}

func agencyRows(t *i18n.T, all []team.Agency) []agency {
	var out []agency
	for _, a := range all {
		out = append(out, agency{
			Name: a.Name, About: lines(a.About), Domains: a.Domains, First: strconv.Itoa(a.FirstDays), Follow: strconv.Itoa(a.FollowDays),
			Closings: closingsCell(a.Closings), ElementWords: said(t, elementLabels(strings.Fields(a.Elements))),
		})
	}
	return out
}

// said are labels in one cell.
func said(t *i18n.T, keys i18n.Keys) string {
	var out []string
	for _, k := range keys {
		out = append(out, t.S(k))
	}
	return strings.Join(out, " ; ")
}

func themeRows(all []team.Theme) []theme {
	var out []theme
	for _, x := range all {
		var names []string
		for _, a := range x.Agencies {
			names = append(names, a.Name)
		}
		out = append(out, theme{Name: x.Name, Agencies: joined(names)})
	}
	return out
}

func territoryRows(t *i18n.T, all []team.Territory) []territory {
	var out []territory
	for _, y := range all {
		out = append(out, territory{KindWord: t.S(y.Kind.Label()), Code: y.Code, Name: y.Name})
	}
	return out
}

func teamRows(all []team.Team) []groupe {
	var out []groupe
	for _, x := range all {
		var places []string
		for _, y := range x.Territories {
			places = append(places, placeName(y))
		}
		out = append(out, groupe{Agency: x.Agency.Name, Name: x.Name, Note: lines(x.Note), Mailbox: x.Mailbox, Territories: joined(places)})
	}
	return out
}

// peopleRows are a line for each person of a team, with all their roles there.
func peopleRows(t *i18n.T, teams []team.Team, all []team.Member) []person {
	var out []person
	for _, x := range teams {
		at := map[string]int{}
		for _, m := range all {
			if m.InTeam != x.ID {
				continue
			}
			i, seen := at[m.AccountID]
			if !seen {
				i = len(out)
				at[m.AccountID] = i
				out = append(out, person{Agency: x.Agency.Name, Team: x.Name, First: m.FirstName, Last: m.LastName, Address: m.Address})
			}
			out[i].Roles = append(out[i].Roles, m.Role)
			out[i].RoleWords = said(t, roleLabels(inOrder(out[i].Roles)))
		}
	}
	return out
}

func inOrder(roles []access.RoleKey) []access.RoleKey {
	var out []access.RoleKey
	for _, k := range team.InTeam() {
		for _, r := range roles {
			if r == k {
				out = append(out, k)
			}
		}
	}
	return out
}
