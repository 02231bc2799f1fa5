package history

import (
	"context"
	"encoding/json"
	"fmt"

	"preau/internal/core/history/msg"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	key := []string{"id"}
	return []retention.Holding{{
		Table: "history_lines", What: msg.DataLine, Why: msg.DataLineWhy, Personal: []string{"account_id", "name", "data"},
		Rules: []retention.Rule{{
			Key: "history.lines", Term: retention.Term{N: 10, Unit: retention.Years}, From: msg.FromDone, Then: retention.Deleted, ID: key, Event: "done_at",
		}},
		Shares: []retention.Share{
			{
				File: "actes", Of: "account_id = $1", Order: "id",
				// Details that name somebody, or say what something was before, are left out: they may be about others.
				Columns: []string{"object_kind", "act", "from_state", "to_state", `CASE WHEN data LIKE '%"name":%' OR data LIKE '%"old~_%' ESCAPE '~' OR data LIKE '%.before":%' THEN '' ELSE data END AS details`, "asked_at", "done_at"},
			},
			{
				File: "actes-sur-le-compte", Of: "object_kind = 'account' AND object_id = $1 AND account_id <> $1", Order: "id",
				Columns: []string{"act", "from_state", "to_state", "data AS details", "done_at"},
			},
		},
		Traces: []retention.Trace{
			{ID: key, Of: "account_id = $1", Named: []string{"name"}},
			{Do: rename},
		},
	}}
}

// rename puts the label where the details of others' lines name the person: who was invited, suspended, asked for a role,
// was made a coordinator. Nothing else is known to be about them.
func rename(ctx context.Context, tx *db.Tx, c retention.Closing, limit int) (int64, error) {
	type line struct{ id, raw string }
	label, err := json.Marshal(c.Label)
	if err != nil {
		return 0, fmt.Errorf("rename in the history: %w", err)
	}
	lines, err := db.All(ctx, tx, func(l *line) []any { return []any{&l.id, &l.raw} }, `SELECT h.id, h.data FROM history_lines h
		WHERE h.data LIKE '%"name":"%' AND h.data NOT LIKE $2 ESCAPE '\'
		  AND (h.object_kind = 'account' AND h.object_id = $1
		    OR h.object_kind = 'request' AND EXISTS (SELECT 1 FROM request_asks q WHERE q.id = h.object_id AND q.account_id = $1)
		    OR h.object_kind = 'access.place' AND h.data LIKE '%"account":"' || (SELECT CAST(a.number AS TEXT) FROM account_accounts a WHERE a.id = $1) || '",%'
		    OR h.act = 'needs.coordinator.name' AND EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = $1 AND g.given_at = h.done_at))
		ORDER BY h.id LIMIT $3`, c.AccountID, db.Contains(`"name":`+string(label)), limit)
	if err != nil {
		return 0, fmt.Errorf("rename in the history: %w", err)
	}
	for _, l := range lines {
		data := map[string]string{}
		if err := json.Unmarshal([]byte(l.raw), &data); err != nil {
			return 0, fmt.Errorf("rename in the history: %w", err)
		}
		data["name"] = c.Label
		raw, err := json.Marshal(data)
		if err != nil {
			return 0, fmt.Errorf("rename in the history: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE history_lines SET data = $1 WHERE id = $2`, string(raw), l.id); err != nil {
			return 0, fmt.Errorf("rename in the history: %w", err)
		}
	}
	return int64(len(lines)), nil
}
