package waits

import (
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/casework/workdays"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
)

// Keeper keeps the due instants. The zero value counts as France does, in UTC.
type Keeper struct {
	Zone func() *time.Location // the instance's: whose days and holidays count
}

// Move is an act on a demand, as far as it changes who waits for whom.
type Move struct {
	DemandID string
	Waits    bool     // sent and not treated yet
	Asks     bool     // the helpers' side said something
	Answers  []string // ids of the teams that said something to them
}

// Moved keeps what an act means for waiting, in its transaction.
func (k Keeper) Moved(ctx context.Context, tx *db.Tx, m Move) error {
	if !m.Waits {
		return k.settle(ctx, tx, m)
	}
	// One that comes in now, or comes back, is asked now; who is late already is not given more time by being asked again.
	fresh := `due_at IS NULL`
	if m.Asks {
		fresh = `(due_at IS NULL OR due_at > $1)`
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET asked_at = $1 WHERE demand_id = $2 AND left_at IS NULL AND asked_at IS NULL AND `+fresh, tx.Now(), m.DemandID); err != nil {
		return fmt.Errorf("who is asked: %w", err)
	}
	if err := k.answered(ctx, tx, m); err != nil {
		return err
	}
	return k.Count(ctx, tx, m.DemandID)
}

// settle ends the waiting of a demand that is treated or closed.
func (k Keeper) settle(ctx context.Context, tx *db.Tx, m Move) error {
	if err := k.answered(ctx, tx, m); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET asked_at = NULL, due_at = NULL, told_at = NULL, lead_told_at = NULL, late_at = NULL WHERE demand_id = $1`, m.DemandID); err != nil {
		return fmt.Errorf("end of waiting: %w", err)
	}
	return call(ctx, tx, m.DemandID, time.Time{}, time.Time{})
}

// answered notes that a team has said something: it was told of nothing yet that comes after. How long its first answer took is kept
// in working days, for the figures (C083): calendars change.
func (k Keeper) answered(ctx context.Context, tx *db.Tx, m Move) error {
	for _, teamID := range m.Answers {
		if err := k.answeredBy(ctx, tx, m.DemandID, teamID); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) answeredBy(ctx context.Context, tx *db.Tx, demandID, teamID string) error {
	some, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.agencyID, &r.AskedAt, &r.AnsweredAt} }, `SELECT t.agency_id, x.asked_at, x.answered_at
		FROM casework_demand_teams x JOIN casework_teams t ON t.id = x.team_id WHERE x.demand_id = $1 AND x.team_id = $2`, demandID, teamID)
	if err != nil || len(some) == 0 {
		return err
	}
	if w := some[0]; w.AnsweredAt.IsZero() && !w.AskedAt.IsZero() {
		c, err := k.CalendarOf(ctx, tx, w.agencyID, teamID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET answer_days = $1 WHERE demand_id = $2 AND team_id = $3`,
			c.Passed(w.AskedAt, tx.Now()), demandID, teamID); err != nil {
			return fmt.Errorf("how long an answer took: %w", err)
		}
	}
	_, err = tx.Exec(ctx, `UPDATE casework_demand_teams SET asked_at = NULL, answered_at = coalesce(answered_at, $1), spoke_at = $1, told_at = NULL, lead_told_at = NULL
		WHERE demand_id = $2 AND team_id = $3`, tx.Now(), demandID, teamID)
	if err != nil {
		return fmt.Errorf("who has answered: %w", err)
	}
	return nil
}

// row is a team of a demand with the delays of its organisme.
type row struct {
	Team
	teamID, agencyID string
	due, late        time.Time // late: as lists have it of the whole demand
}

// Recount is Count for a demand that may be treated or closed at this very moment: whoever does waits for its row, or is waited for, and where
// they were first nobody is waited for any more.
func (k Keeper) Recount(ctx context.Context, tx *db.Tx, demandID string) error {
	n, err := tx.Exec(ctx, `UPDATE casework_demands SET late_at = late_at WHERE id = $1 AND state IN ('sent', 'working')`, demandID)
	if err != nil {
		return fmt.Errorf("hold a demand: %w", err)
	}
	if n == 0 {
		return nil
	}
	return k.Count(ctx, tx, demandID)
}

// Count derives the due instants of a living demand anew. Its row was written in this transaction.
func (k Keeper) Count(ctx context.Context, tx *db.Tx, demandID string) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET asked_at = NULL, due_at = NULL WHERE demand_id = $1 AND left_at IS NOT NULL`, demandID); err != nil {
		return fmt.Errorf("who has left: %w", err)
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.teamID, &r.agencyID, &r.AskedAt, &r.AnsweredAt, &r.SpokeAt, &r.due, &r.late, &r.First, &r.Follow}
	}, `SELECT x.team_id, a.id, x.asked_at, x.answered_at, x.spoke_at, x.due_at, x.late_at, a.first_days, a.follow_days FROM casework_demand_teams x
		JOIN casework_teams t ON t.id = x.team_id JOIN casework_agencies a ON a.id = t.agency_id WHERE x.demand_id = $1 AND x.left_at IS NULL ORDER BY x.team_id`, demandID)
	if err != nil {
		return fmt.Errorf("teams that are waited for: %w", err)
	}
	teams := make([]Team, len(rows))
	var dues []time.Time
	for i := range rows {
		r := &rows[i]
		if r.Calendar, err = k.CalendarOf(ctx, tx, r.agencyID, r.teamID); err != nil {
			return err
		}
		teams[i] = r.Team
		due := r.Due(r.Wait)
		dues = append(dues, due)
		if due.Equal(r.due) {
			continue
		}
		again := ""
		if due.IsZero() || due.After(tx.Now()) { // its delays were lengthened: it is late no more, and its next lateness is told again
			again = ", told_at = NULL, lead_told_at = NULL"
		}
		if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET due_at = $1`+again+` WHERE demand_id = $2 AND team_id = $3`, due, demandID, r.teamID); err != nil {
			return fmt.Errorf("due: %w", err)
		}
	}
	late := MarkOf(tx.Now(), dues...).Due
	at := Call(teams)
	if len(teams) == 0 { // the last one has left: nobody is silent, since nobody is there
		at = tx.Now()
	}
	if err := call(ctx, tx, demandID, at, late); err != nil || !slices.ContainsFunc(rows, func(r row) bool { return !r.late.Equal(late) }) {
		return err
	}
	return list(ctx, tx, demandID, late)
}

// call sets when a modérateur comes, unless one was called before: that is done one time (C044); and when the first of the teams is late,
// which lists are read by.
func call(ctx context.Context, tx *db.Tx, demandID string, at, late time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE casework_demands SET call_at = CASE WHEN called_at IS NULL THEN CAST($1 AS BIGINT) ELSE call_at END, late_at = $2 WHERE id = $3`, at, late, demandID)
	if err != nil {
		return fmt.Errorf("call of a modérateur: %w", err)
	}
	return nil
}

// list keeps with each team when the first of them is late: lists are read by it.
func list(ctx context.Context, tx *db.Tx, demandID string, late time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET late_at = $1 WHERE demand_id = $2`, late, demandID); err != nil {
		return fmt.Errorf("list what is late: %w", err)
	}
	return nil
}

// CalendarOf is how a team of an organisme works: by the organisme's closing days, and the public holidays of where the team works: those of Belgium or
// of France where all that it covers lies there, the instance's of one that covers both or nothing. All that an Alsatian or Mosellan team covers lies in
// the three départements of the local law; one that also works elsewhere keeps France's.
func (k Keeper) CalendarOf(ctx context.Context, tx *db.Tx, agencyID, teamID string) (workdays.Calendar, error) {
	c := workdays.Calendar{Country: workdays.France, Zone: time.UTC}
	if k.Zone != nil {
		c.Zone = k.Zone()
	}
	if c.Zone.String() == instance.Brussels {
		c.Country = workdays.Belgium
	}
	l, err := landOf(ctx, tx, teamID)
	if err != nil {
		return c, err
	}
	c.Country = l.country(c.Country)
	c.AlsaceMoselle = l.all > 0 && l.eastern == l.all
	type span struct{ from, to string }
	spans, err := db.All(ctx, tx, func(s *span) []any { return []any{&s.from, &s.to} },
		`SELECT from_day, to_day FROM casework_agency_closings WHERE agency_id = $1 ORDER BY from_day`, agencyID)
	if err != nil {
		return c, fmt.Errorf("closing days: %w", err)
	}
	for _, s := range spans {
		var one workdays.Span
		if one.From, err = workdays.Parse(s.from); err == nil {
			one.To, err = workdays.Parse(s.to)
		}
		if err != nil {
			return c, err
		}
		c.Closed = append(c.Closed, one)
	}
	return c, nil
}

// land is of how many territories a team is, how many of these are Belgium, and how many lie where the local law adds two holidays: Moselle, Bas-Rhin and
// Haut-Rhin.
type land struct{ all, belgian, eastern int64 }

// country is whose holidays hold there, on a platform of one of them.
func (l land) country(home workdays.Country) workdays.Country {
	switch {
	case l.all == 0:
		return home
	case l.belgian == l.all:
		return workdays.Belgium
	case l.belgian == 0:
		return workdays.France
	}
	return home
}

func landOf(ctx context.Context, tx *db.Tx, teamID string) (land, error) {
	l, err := db.One(ctx, tx, func(l *land) []any { return []any{&l.all, &l.belgian, &l.eastern} }, `SELECT count(*), count(CASE WHEN y.kind = 'country' AND y.code = 'BE' THEN 1 END),
		count(CASE WHEN y.department IN ('57', '67', '68') THEN 1 END)
		FROM casework_team_territories x JOIN casework_territories y ON y.id = x.territory_id WHERE x.team_id = $1`, teamID)
	if err != nil {
		return land{}, fmt.Errorf("where a team works: %w", err)
	}
	return l, nil
}
