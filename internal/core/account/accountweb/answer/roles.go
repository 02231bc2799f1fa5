package answer

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/core/account/accountweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// Role is a role as tables show it.
type Role struct{ Role, Place, For, Since, Until string }

// RoleTable says of each role where and since when it is held and, where any has such, for what and until when.
func RoleTable(t *i18n.T, title string, roles []Role) ui.Table {
	limited := slices.ContainsFunc(roles, func(r Role) bool { return r.For != "" })
	ends := slices.ContainsFunc(roles, func(r Role) bool { return r.Until != "" })
	table := ui.Table{Caption: title}
	row := func(cell func(label i18n.Key, value templ.Component), r Role) {
		cell(msg.ColRole, ui.Text(r.Role))
		cell(msg.ColPlace, ui.Text(r.Place))
		if limited {
			cell(msg.ColFor, ui.Text(r.For))
		}
		cell(msg.ColSince, ui.NoWrap(r.Since))
		if ends {
			cell(msg.ColUntil, ui.NoWrap(r.Until))
		}
	}
	row(func(label i18n.Key, _ templ.Component) { table.Cols = append(table.Cols, ui.Col{Label: t.S(label)}) }, Role{})
	for _, r := range roles {
		var cells ui.Parts
		row(func(_ i18n.Key, value templ.Component) { cells = append(cells, value) }, r)
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table
}

// Limits are the names of what a role is limited to; what is offered no more has none, and is counted.
func Limits(t *i18n.T, named []string) string {
	names := slices.DeleteFunc(slices.Clone(named), func(name string) bool { return name == "" })
	if gone := len(named) - len(names); gone > 0 {
		names = append(names, t.S(msg.LimitsGone, "n", gone))
	}
	return strings.Join(names, ", ")
}
