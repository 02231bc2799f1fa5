package listing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate"
	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Need is what a demand of « Mes demandes » wants of its aidants. The lists and the home page ask it by the same condition.
type Need string

// The needs; a demand has one at the most.
const (
	ToRead  Need = "lire"    // something was said that the reader has not seen
	ToSend  Need = "envoyer" // a draft for which the person has said yes by SMS
	ToClose Need = "clore"   // it is said to be dealt with
)

// Needs are all of them, in their order.
func Needs() []Need { return []Need{ToRead, ToSend, ToClose} }

// needing is the condition of each need on a demand q, and since when it is so.
var needing = map[Need]struct {
	cond, since string
	title, act  i18n.Key
}{
	ToRead: {
		"q.state IN ('sent', 'working') AND q.said > coalesce((SELECT s.n FROM casework_seen s WHERE s.demand_id = q.id AND s.account_id = ?), 0)", "q.moved_at",
		msg.WaitRead, msg.WaitReadAct,
	},
	ToSend: {
		`q.state = 'draft' AND EXISTS (SELECT 1 FROM casework_mandates m WHERE m.demand_id = q.id AND m.kind = 'sms' AND m.state = 'given'
			AND m.given_at > ? AND (m.signer = '' OR q.signer = '' OR m.signer = q.signer) AND m.n = (SELECT max(y.n) FROM casework_mandates y WHERE y.demand_id = q.id))`, "(SELECT max(m.given_at) FROM casework_mandates m WHERE m.demand_id = q.id)",
		msg.WaitSend, msg.WaitSendAct,
	},
	ToClose: {"q.state = 'treated'", "q.treated_at", msg.WaitClose, msg.WaitCloseAct},
}

// met is the condition, with its args. What is to be closed is so for who may, an aidant of its team: not for one of another who was invited (1.2). A draft is to
// be sent while its mandate holds, and is of the person whom it names (C026).
func (n Need) met(who access.Actor, now time.Time) (string, []any) {
	cond := needing[n].cond
	switch n {
	case ToRead:
		return cond, []any{who.ID}
	case ToSend:
		return cond, []any{now.AddDate(-mandate.ValidYears, 0, 0)}
	case ToClose:
		teams := team.TeamsOf(who, team.Helper)
		return cond + " AND q.team_id IN (''" + strings.Repeat(", ?", len(teams)) + ")", db.Any(teams)
	default:
		return cond, nil
	}
}

// helping are the ways by which somebody comes as an aidant.
func helping(who access.Actor) []demand.Way {
	return slices.DeleteFunc(demand.Ways(who), func(y demand.Way) bool { return y.Side != demand.Helpers })
}

// mine are the demands of some ways in some states, each once.
func mine(ways []demand.Way, states string) (string, []any) {
	var parts []string
	var args []any
	for _, y := range ways {
		parts, args = append(parts, `SELECT `+y.ID+` AS id FROM `+y.From+` WHERE `+y.Cond+` AND `+y.Row+`.state IN (`+states+`)`), append(args, y.Args...)
	}
	return strings.Join(parts, " UNION "), args
}

// needed asks how many of an aidant's demands have each need: a line each. It is nil for who is none.
func needed(who access.Actor, now time.Time) []inbox.Query {
	ways := helping(who)
	if len(ways) == 0 {
		return nil
	}
	var which, since string
	var args []any
	for i, n := range Needs() {
		cond, more := n.met(who, now)
		which += " WHEN " + cond + " THEN " + strconv.Itoa(i)
		since += " WHEN q.state IN (" + map[Need]string{ToRead: "'sent', 'working'", ToSend: "'draft'", ToClose: "'treated'"}[n] + ") THEN " + needing[n].since
		args = append(args, more...)
	}
	from, more := mine(ways, "'draft', 'sent', 'working', 'treated'")
	var rows, none db.Where
	rows.And(`SELECT CASE`+which+` ELSE -1 END AS need, CASE`+since+` END AS since FROM (`+from+`) AS mine JOIN casework_demands q ON q.id = mine.id`, append(args, more...)...)
	none.And("rows.need >= 0")
	return []inbox.Query{{
		N: "count(*)", Number: "rows.need", Since: "min(rows.since)", GroupBy: "rows.need", Rows: rows, Where: none,
		Item: func(r inbox.Row) inbox.Item {
			n := Needs()[r.Number]
			return inbox.Item{Service: "casework", Title: i18n.M(needing[n].title, "n", r.N), Act: i18n.M(needing[n].act), Path: MinePath + "?" + ParamNeed + "=" + string(n), Since: r.Since, Count: r.N}
		},
	}}
}
