package invent

import (
	"context"
	"fmt"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

const intoDemands = `INSERT INTO casework_demands (id, number, state, key_id, team_id, territory_id, theme_id, urgent, title, text, urgent_why, identity, person, nir,
	mandate_kind, mandate_on, creator_id, creator_name, created_at, sent_at, answered_at, treated_at, closed_at, moved_at, messages, said, version, late_at) VALUES `

const intoTeams = `INSERT INTO casework_demand_teams (demand_id, team_id, added_at, added_by, added_name, taken_by, taken_name, left_name, asked_at, answered_at, spoke_at, due_at,
	state, urgent, theme_id, sent_at, moved_at, late_at, told_at, lead_told_at, key_id, version, solved_at) VALUES `

// at is an instant, or none.
func at(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func (w World) insert(ctx context.Context, tx *db.Tx, some []written) error {
	demands, teams := db.NewRows(intoDemands, 28), db.NewRows(intoTeams, 23)
	messages := db.NewRows(`INSERT INTO casework_messages (id, demand_id, n, account_id, name, side, confined, text, at) VALUES `, 9)
	for _, x := range some {
		w.addDemand(demands, x)
		w.addTeam(teams, x)
		for i, m := range x.messages {
			who, side := w.Helpers[x.helper], demand.Helpers
			if m.officer {
				who, side = w.Officers[x.officer], demand.Officers
			}
			messages.Add(m.id, x.id, i+1, who.AccountID, who.Name, side, false, m.text, m.at)
		}
	}
	for _, rows := range []*db.Rows{demands, teams, messages} {
		if err := rows.Write(ctx, tx); err != nil {
			return fmt.Errorf("demands: %w", err)
		}
	}
	for _, x := range some {
		if err := w.Keys.Bind(ctx, tx, x.key, x.id); err != nil {
			return err
		}
		if err := w.Keys.Index(ctx, tx, x.key, x.key.Words(seal.Thread, x.words...)); err != nil {
			return err
		}
		if err := w.Keys.Index(ctx, tx, x.key, x.key.Words(seal.Identity, x.person...)); err != nil {
			return err
		}
	}
	return nil
}

func (w World) addDemand(rows *db.Rows, x written) {
	var answered, treated, closed time.Time
	moved := x.moved()
	if len(x.messages) > 0 {
		answered = x.messages[0].at
	}
	if x.state == demand.Treated || x.state == demand.Closed {
		treated = moved
	}
	if x.state == demand.Closed {
		closed = moved
	}
	rows.Add(x.id, w.number(x.n), x.state, x.key.ID(), w.Helpers[x.helper].TeamID, w.Territory, x.theme, x.urgent, x.title, x.text, x.why, x.identity, "", "",
		"held", "2026-01-05", w.Helpers[x.helper].AccountID, w.Helpers[x.helper].Name, x.sentAt, x.sentAt, at(answered), at(treated), at(closed), moved, len(x.messages), len(x.messages), 1, at(w.due(x)))
}

// due is when the team is late that was asked; zero when nobody waits for it.
func (w World) due(x written) time.Time {
	if x.state == demand.Sent || x.state == demand.Working {
		return w.Now.Add(time.Duration(x.n%21-10) * day)
	}
	return time.Time{}
}

// addTeam writes the team that was asked; of two that live, one is late.
func (w World) addTeam(rows *db.Rows, x written) {
	var asked, spoke, first, told time.Time
	due := w.due(x)
	if !due.IsZero() {
		asked = x.sentAt
	}
	if !due.After(w.Now) { // nobody is mailed of what is late
		told = due
	}
	if len(x.messages) > 0 {
		first, spoke = x.messages[0].at, x.messages[0].at
	}
	var solved time.Time
	if x.state == demand.Treated {
		solved = x.moved()
	}
	creator := w.Helpers[x.helper]
	rows.Add(x.id, w.Officers[x.officer].TeamID, x.sentAt, creator.AccountID, creator.Name, "", "", "", at(asked), at(first), at(spoke), at(due), x.state, x.urgent, x.theme, x.sentAt, x.moved(), at(due), at(told), at(told), x.key.ID(), 1, at(solved))
}

// insertWiped writes what the wipe leaves of demands: package closing.
func (w World) insertWiped(ctx context.Context, tx *db.Tx, from, n int) error {
	past := db.NewRows(`INSERT INTO casework_past (number, theme_id, sent_at, answered_at, treated_at, closed_at, wiped_at) VALUES `, 7)
	agencies := db.NewRows(`INSERT INTO casework_past_agencies (number, agency_id, answer_days) VALUES `, 3)
	keys := db.NewRows(`INSERT INTO casework_keys (id, state, object_id, secret, made_at, bound_at, destroyed_at, gone_at) VALUES `, 8)
	for i := from; i < from+n; i++ {
		keyID, officer := id.New(), w.Officers[i%len(w.Officers)]
		sent := w.Now.Add(-time.Duration(200+i%1500) * day)
		closed := sent.Add(15 * day)
		keys.Add(keyID, "destroyed", id.New(), "secrets/"+keyID, sent, sent, closed.Add(180*day), closed.Add(180*day))
		past.Add(w.number(i), w.Themes[i%len(w.Themes)], sent, sent.Add(2*day), closed, closed, closed.Add(180*day))
		agencies.Add(w.number(i), officer.AgencyID, 1+i%5)
	}
	for _, rows := range []*db.Rows{keys, past, agencies} {
		if err := rows.Write(ctx, tx); err != nil {
			return fmt.Errorf("wiped demands: %w", err)
		}
	}
	return nil
}

// count lets new demands have numbers behind those that were written, and nobody count anew since when they wait.
func (w World) count(ctx context.Context, tx *db.Tx, n int) error {
	if _, err := tx.Exec(ctx, `INSERT INTO casework_years (year, n) VALUES ($1, $2) ON CONFLICT (year) DO UPDATE SET n = excluded.n`, w.Now.Year(), n); err != nil {
		return fmt.Errorf("numbers of demands: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_agencies SET counted_version = version`); err != nil {
		return fmt.Errorf("delays that were counted by: %w", err)
	}
	return nil
}
