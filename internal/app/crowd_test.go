package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// crowded is how many more rows a list of the town has in a crowd.
const crowded = 40

// become says which columns of a copied row differ, as SQL; i is the copy's number.
type become map[string]string

// with is become with more.
func (b become) with(more become) become {
	out := maps.Clone(b)
	maps.Copy(out, more)
	return out
}

// copied is a text that must be another in each copy.
func copied(column string) string { return column + " || '-' || i" }

// multiply copies the rows of a table that match, behind the program's back.
func (h *house) multiply(table, where string, times int, to become) {
	h.t.Helper()
	columns, values := h.columns(table), []string(nil)
	for _, c := range columns {
		v := c
		if to[c] != "" {
			v = to[c]
		}
		values = append(values, v)
	}
	for c := range to {
		if !slices.Contains(columns, c) {
			h.t.Fatalf("%s has no column %s", table, c)
		}
	}
	before := h.one(`SELECT CAST(count(*) AS TEXT) FROM ` + table)
	h.run(fmt.Sprintf(`WITH RECURSIVE copies (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copies WHERE i < %d)
		INSERT INTO %s (%s) SELECT %s FROM %s CROSS JOIN copies WHERE %s`,
		times, table, strings.Join(columns, ", "), strings.Join(values, ", "), table, where))
	if h.one(`SELECT CAST(count(*) AS TEXT) FROM `+table) == before {
		h.t.Fatalf("nothing of %s was copied where %s", table, where)
	}
}

func (h *house) columns(table string) []string {
	h.t.Helper()
	var out []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM pragma_table_info('`+table+`')`)
		return err
	}))
	return out
}

// crowd fills every list of the town, so that a page that asks the database once a row shows.
func (h *house) crowd(w *town) {
	h.t.Helper()
	h.crowdPeople(w)
	h.crowdGroups(w)
	h.crowdPapers()
}

// crowdPeople: schools with somebody each, who also coordinate the support establishment and the running group, and
// work with the member; and each with many sessions.
func (h *house) crowdPeople(w *town) {
	h.t.Helper()
	school := fmt.Sprintf("id = '%s'", w.ids["Collège Demandeur"])
	h.multiply("org_organisations", school, crowded, become{"id": copied("id"), "num": "num * 1000 + i", "ref": copied("ref"), "name": copied("name")})
	h.multiply("org_closure", `depth = 0 AND ancestor = '`+w.ids["Collège Demandeur"]+`'`, crowded,
		become{"ancestor": copied("ancestor"), "descendant": copied("descendant")})
	asker := `(SELECT id FROM account_accounts WHERE user_name = 'asker')`
	h.multiply("account_accounts", `user_name = 'asker'`, crowded, become{
		"id": copied("id"), "number": "number * 1000 + i", "user_name": copied("user_name"), "user_name_fold": copied("user_name_fold"),
		"email": "i || '-' || email", "email_fold": "i || '-' || email_fold", "org_id": copied("org_id"),
	})
	grant := become{"id": copied("id"), "account_id": copied("account_id")}
	own := `role = 'org.member' AND account_id = ` + asker
	h.multiply("access_grants", own, crowded, grant.with(become{"place_id": copied("place_id")}))
	for name, to := range map[string]become{
		"member":  {"place_id": "'" + w.ids["Collège Membre"] + "'"},
		"support": {"role": "'needs.coordinator'", "place_id": "'" + w.ids["Lycée Support"] + "'"},
		"group":   {"role": "'needs.coordinator'", "place_kind": "'group'", "place_id": "(SELECT id FROM needs_groups WHERE number = 1)"},
	} {
		h.multiply("access_grants", own, crowded, grant.with(to).with(become{"id": copied("id") + " || '-" + name + "'"}))
	}
	h.multiply("account_sessions", `ended_at IS NULL`, crowded, become{"id": copied("id"), "secret_hash": copied("secret_hash")})
}

// crowdGroups: many groups like the running one, which the member has joined; in each of the town's groups, more lots
// with more lines, members with sheets, and demands that wait.
func (h *house) crowdGroups(w *town) {
	h.t.Helper()
	h.multiply("needs_groups", `number = 1`, crowded, become{"id": copied("id"), "number": "number * 1000 + i"})
	lots := `position = 2 AND group_id IN (SELECT id FROM needs_groups WHERE number < 1000)`
	h.multiply("needs_lots", lots, 10, become{"id": copied("id"), "position": "position + 7 + i"})
	h.multiply("needs_lots", `position = 1 AND group_id = (SELECT id FROM needs_groups WHERE number = 1)`, crowded, become{"id": copied("id") + " || '-g'", "group_id": copied("group_id")})
	h.run(`INSERT INTO needs_lines (lot_id, line, section, title, note, unit, decimals)
		WITH RECURSIVE copies (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copies WHERE i < 30)
		SELECT id, i, '', 'Article ' || i, '', 'pièces', 0 FROM needs_lots CROSS JOIN copies WHERE true
		ON CONFLICT DO NOTHING`)
	membership := become{"id": copied("id")}
	h.multiply("needs_memberships", `org_id = '`+w.ids["Collège Membre"]+`' AND group_id = (SELECT id FROM needs_groups WHERE number = 1)`, crowded,
		membership.with(become{"group_id": copied("group_id")}))
	asked := `org_id = '` + w.ids["Collège Demandeur"] + `' AND state = 'asked'`
	h.multiply("needs_memberships", asked, crowded, membership.with(become{
		"org_id": copied("org_id"), "state": "CASE WHEN i % 2 = 0 THEN 'accepted' ELSE state END",
	}))
	h.run(`INSERT INTO needs_sheets (id, membership_id, lot_id, state, quantities, filled, saved_by, saved_name, saved_at, validated_by, validated_name, validated_at, version)
		SELECT m.id || l.id, m.id, l.id, s.state, s.quantities, s.filled, s.saved_by, s.saved_name, s.saved_at, s.validated_by, s.validated_name, s.validated_at, s.version
		FROM needs_memberships m JOIN needs_lots l ON l.group_id = m.group_id CROSS JOIN needs_sheets s
		WHERE m.state = 'accepted' AND s.state = 'validated' AND NOT EXISTS (SELECT 1 FROM needs_sheets x WHERE x.membership_id = m.id AND x.lot_id = l.id)`)
}

// crowdPapers: history, mails, messages and requests.
func (h *house) crowdPapers() {
	h.t.Helper()
	h.multiply("history_lines", "true", crowded, become{"id": copied("id")})
	first := h.one(`SELECT id FROM contact_messages WHERE number = '2026-000001'`)
	h.multiply("notify_mails", "true", crowded, become{"id": copied("id"), "occasion": copied("occasion"), "stop_hash": "''"})
	h.multiply("contact_messages", "true", crowded, become{"id": copied("id"), "number": copied("number")})
	h.run(`INSERT INTO contact_answers (id, message_id, account_id, name, text, at) SELECT id || number, '` + first + `', account_id, name, text, received_at FROM contact_messages`)
	h.multiply("request_asks", "true", crowded, become{
		"id": copied("id"), "number": "number * 1000 + i", "account_id": `(SELECT id FROM account_accounts WHERE user_name = 'asker-' || i)`,
	})
}
