package answer

import (
	"strconv"

	"preau/internal/core/account"
	"preau/internal/core/account/helping"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// LastRoles are the roles that nobody else would go on with, each with who can name somebody.
func LastRoles(t *i18n.T, last []account.LastRole) ui.Bullets {
	var out ui.Bullets
	for _, l := range last {
		out = append(out, ui.Text(t.M(l.Alone(ui.Lifters(t, l.Lifters)))))
	}
	return out
}

// AskedOf is what the address of a person's page asks the helpdesk about: a group of a number, or ordering, at all where there is no
// number of a market.
func AskedOf(q *web.Form, group, market string) helping.View {
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(q.Value(name), 10, 64) // no number: none is asked about
		return max(n, 0)
	}
	switch {
	case number(group) > 0:
		return helping.View{Of: helping.OfGroups, Object: number(group)}
	case len(q.Values(market)) > 0:
		return helping.View{Of: helping.OfOrders, Object: number(market)}
	}
	return helping.View{}
}
