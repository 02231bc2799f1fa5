package demand

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"preau/internal/casework/absence"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/usager"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// sealedWords are the columns of a demand that its key opens.
type sealedWords struct{ title, text, why, identity []byte }

const (
	table   = "casework_demands"
	columns = `d.id, d.number, d.state, d.key_id, t.id, t.number, t.name, t.state, t.version, (SELECT a.name FROM casework_agencies a WHERE a.id = t.agency_id), coalesce(d.territory_id, ''), coalesce(d.theme_id, ''), d.urgent,
	d.title, d.text, d.urgent_why, d.identity, d.person, d.person_year, d.nir, d.signer, d.mandate_kind, d.mandate_on, d.creator_id, d.creator_name,
	d.created_at, d.sent_at, d.answered_at, d.treated_at, d.closed_at, d.moved_at, d.messages, d.said, d.files, d.version`
	tables = `casework_demands d JOIN casework_teams t ON t.id = d.team_id`
)

func into(d *Demand) []any {
	return []any{
		&d.ID, &d.Number, &d.State, &d.KeyID, &d.Team.ID, &d.Team.Number, &d.Team.Name, &d.Team.State, &d.Team.Version, &d.Structure, &d.TerritoryID, &d.ThemeID, &d.Urgent,
		&d.sealed.title, &d.sealed.text, &d.sealed.why, &d.sealed.identity, &d.person, &d.year, &d.nir, &d.signer, &d.MandateKind, &d.MandateOn, &d.CreatorID, &d.CreatorName,
		&d.CreatedAt, &d.SentAt, &d.AnsweredAt, &d.TreatedAt, &d.ClosedAt, &d.MovedAt, &d.Messages, &d.Said, &d.filed, &d.Version,
	}
}

// byNumber is the demand of a number, with its teams and people; NotFound, too, if who may not see it.
func byNumber(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Demand, error) {
	d, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE d.number = $1`, number)
	if errors.Is(err, db.ErrNone) {
		return d, apperr.NotFoundErr()
	}
	if err != nil {
		return d, fmt.Errorf("demand %s: %w", number, err)
	}
	if err := parties(ctx, tx, &d); err != nil {
		return d, err
	}
	if d.State != Draft { // nobody stands for who writes one
		if d.stands, err = absence.StandsFor(ctx, tx, who.ID); err != nil {
			return d, err
		}
	}
	if d.unaware = d.State != Draft && d.isNewTo(who); d.unaware {
		if d.taken, err = team.TakenOver(ctx, tx, who.ID); err != nil {
			return d, err
		}
		d.unaware = d.isNewTo(who)
	}
	if !seen(RolesOf(who, d), d) {
		return Demand{}, apperr.NotFoundErr()
	}
	return d, nil
}

// parties reads the teams and the people of a demand, and who has seen it.
func parties(ctx context.Context, tx *db.Tx, d *Demand) error {
	var err error
	d.Teams, err = db.All(ctx, tx, func(a *Asked) []any {
		return []any{&a.Team.ID, &a.Team.Number, &a.Team.Name, &a.Team.State, &a.Agency, &a.AgencyID, &a.TakenBy, &a.TakenName, &a.TakenAt, &a.LeftName, &a.LeftAt, &a.Better.ID, &a.Better.Number, &a.Better.Name, &a.AnsweredAt, &a.DueAt, &a.addedAt, &a.mailbox, &a.elements}
	}, `SELECT t.id, t.number, t.name, t.state, a.name, a.id, x.taken_by, x.taken_name, x.taken_at, x.left_name, x.left_at, coalesce(b.id, ''), coalesce(b.number, 0), coalesce(ba.name || ' · ' || b.name, ''), x.answered_at, x.due_at, x.added_at, t.mailbox, a.elements FROM casework_demand_teams x
		JOIN casework_teams t ON t.id = x.team_id JOIN casework_agencies a ON a.id = t.agency_id
		LEFT JOIN casework_teams b ON b.id = x.better_id LEFT JOIN casework_agencies ba ON ba.id = b.agency_id WHERE x.demand_id = $1 ORDER BY a.name_fold, t.name_fold`, d.ID)
	if err != nil {
		return fmt.Errorf("teams of a demand: %w", err)
	}
	type one struct {
		Invited
		Reader
		seen bool
	}
	all, err := db.All(ctx, tx, func(x *one) []any {
		return []any{&x.seen, &x.Invited.AccountID, &x.Invited.Name, &x.Side, &x.N, &x.At, &x.noted, &x.elsewhere, &x.teamID}
	},
		`SELECT FALSE AS seen, p.account_id, p.name, p.side, 0 AS n, p.added_at AS at, CAST(NULL AS BIGINT) AS noted, p.side = 'helper' AND NOT EXISTS (`+inTeam("p.account_id", "$2", "$3")+`), coalesce(p.team_id, '')
			FROM casework_demand_people p WHERE p.demand_id = $1
		UNION ALL SELECT TRUE, account_id, name, '', n, at, read_at, FALSE, '' FROM casework_seen WHERE demand_id = $1 ORDER BY 1, 6, 2`, d.ID, d.Team.ID, tx.Now())
	if err != nil {
		return fmt.Errorf("people of a demand: %w", err)
	}
	d.People, d.readers = nil, nil
	for _, x := range all {
		if !x.seen {
			d.People = append(d.People, x.Invited)
			continue
		}
		x.Reader.AccountID, x.Reader.Name = x.Invited.AccountID, x.Invited.Name
		d.readers = slices.Insert(d.readers, 0, x.Reader)
	}
	return nil
}

// inTeam is a question in SQL: whether somebody is an aidant of a team at an instant.
func inTeam(account, team, now string) string {
	return `SELECT 1 FROM access_grants g WHERE g.account_id = ` + account + ` AND g.role = 'casework.helper' AND g.place_kind = 'group' AND g.place_id = ` + team +
		` AND g.taken_at IS NULL AND g.starts_at <= ` + now + ` AND (g.ends_at IS NULL OR g.ends_at > ` + now + `)`
}

func at(column, id string) seal.Place { return seal.Place{Table: table, Column: column, Row: id} }

// Seal closes by its key what a demand says from now on.
func (d *Demand) Seal(k seal.Key, w Words) error {
	identity, err := w.Identity.Text()
	if err != nil {
		return err
	}
	var out sealedWords
	for _, x := range []struct {
		to           *[]byte
		column, text string
	}{{&out.title, "title", w.Title}, {&out.text, "text", w.Text}, {&out.why, "urgent_why", w.UrgentWhy}, {&out.identity, "identity", identity}} {
		if *x.to, err = k.Seal(at(x.column, d.ID), x.text); err != nil {
			return err
		}
	}
	d.sealed = out
	return nil
}

// Open reads by its key what a demand says.
func (d Demand) Open(k seal.Key) (Words, error) {
	var w Words
	var identity string
	for _, x := range []struct {
		to     *string
		column string
		from   []byte
	}{{&w.Title, "title", d.sealed.title}, {&w.Text, "text", d.sealed.text}, {&w.UrgentWhy, "urgent_why", d.sealed.why}, {&identity, "identity", d.sealed.identity}} {
		var err error
		if *x.to, err = k.Open(at(x.column, d.ID), x.from); err != nil {
			return w, fmt.Errorf("open demand %s: %w", d.Number, err)
		}
	}
	var err error
	w.Identity, err = usager.Of(identity)
	return w, err
}

// nextNumber is the number of the next demand of a year (C030).
func nextNumber(ctx context.Context, tx *db.Tx, year int) (string, error) {
	n, err := db.Value[int64](ctx, tx, `INSERT INTO casework_years (year, n) VALUES ($1, 1) ON CONFLICT (year) DO UPDATE SET n = casework_years.n + 1 RETURNING n`, year)
	if err != nil {
		return "", fmt.Errorf("number of a demand: %w", err)
	}
	return fmt.Sprintf("%d-%06d", year, n), nil
}

// Leap has the numbers of a year's demands go on after a thousand that are left out: a restored platform must not give those again that the
// lost one gave since its copy. People have them in mails and on paper.
func Leap(ctx context.Context, tx *db.Tx, year int) error {
	if _, err := tx.Exec(ctx, `INSERT INTO casework_years (year, n) VALUES ($1, 0) ON CONFLICT (year) DO NOTHING`, year); err != nil {
		return fmt.Errorf("numbers of demands: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_years SET n = `+db.Leap+` WHERE year = $1`, year); err != nil {
		return fmt.Errorf("numbers of demands: %w", err)
	}
	return nil
}

// Create numbers a new draft and writes it.
func Create(ctx context.Context, tx *db.Tx, who access.Actor, d *Demand) error {
	var err error
	if d.Number, err = nextNumber(ctx, tx, tx.Now().Year()); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO casework_demands (id, number, state, key_id, team_id, territory_id, theme_id, urgent, title, text, urgent_why, identity, person, nir,
		mandate_kind, mandate_on, creator_id, creator_name, created_at, moved_at, messages, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, 0, 1)`,
		d.ID, d.Number, d.State, d.KeyID, d.Team.ID, orNull(d.TerritoryID), orNull(d.ThemeID), d.Urgent, d.sealed.title, d.sealed.text, d.sealed.why, d.sealed.identity,
		d.person, d.nir, d.MandateKind, d.MandateOn, d.CreatorID, d.CreatorName, tx.Now())
	if err != nil {
		return fmt.Errorf("insert demand: %w", err)
	}
	return note(ctx, tx, who, *d, "create", "")
}

// Save writes a demand as a whole, if nobody else did since it was read.
func Save(ctx context.Context, tx *db.Tx, d Demand) error {
	moved := tx.Now()
	if d.unmoved {
		moved = d.MovedAt
	}
	n, err := tx.Exec(ctx, `UPDATE casework_demands SET state = $1, team_id = $2, territory_id = $3, theme_id = $4, urgent = $5, title = $6, text = $7, urgent_why = $8,
		identity = $9, person = $10, nir = $11, mandate_kind = $12, mandate_on = $13, sent_at = $14, answered_at = $15, treated_at = $16, closed_at = $17, moved_at = $18,
		messages = $19, said = $20, signer = $21, person_year = CASE WHEN person = $10 AND $22 = '' THEN person_year ELSE $22 END, version = version + 1 WHERE id = $23 AND version = $24`,
		d.State, d.Team.ID, orNull(d.TerritoryID), orNull(d.ThemeID), d.Urgent, d.sealed.title, d.sealed.text, d.sealed.why, d.sealed.identity, d.person, d.nir,
		d.MandateKind, d.MandateOn, d.SentAt, d.AnsweredAt, d.TreatedAt, d.ClosedAt, moved, d.Messages, d.Said, d.signer, d.year, d.ID, d.Version)
	if err != nil {
		return fmt.Errorf("save demand: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	return list(ctx, tx, d.ID)
}

// list keeps with each team of a demand what lists and searches are read by. What goes on is solved by nobody.
func list(ctx context.Context, tx *db.Tx, demandID string) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET (state, urgent, theme_id, sent_at, moved_at, late_at, key_id, version) =
		(SELECT d.state, d.urgent, d.theme_id, d.sent_at, d.moved_at, d.late_at, d.key_id, d.version FROM casework_demands d WHERE d.id = $1),
		solved_at = CASE WHEN (SELECT d.state FROM casework_demands d WHERE d.id = $1) IN ('treated', 'closed') THEN solved_at END WHERE demand_id = $1`, demandID); err != nil {
		return fmt.Errorf("list demand: %w", err)
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// addTeam brings a team in. One that had left comes back as if for the first time: it is awaited as for a first answer, and nobody of it has taken charge.
func addTeam(ctx context.Context, tx *db.Tx, who access.Actor, demandID, teamID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_demand_teams (demand_id, team_id, added_at, added_by, added_name, taken_by, taken_name, left_name)
		VALUES ($1, $2, $3, $4, $5, '', '', '') ON CONFLICT (demand_id, team_id) DO UPDATE SET added_at = excluded.added_at, added_by = excluded.added_by,
		added_name = excluded.added_name, left_at = NULL, left_name = '', better_id = NULL, taken_by = '', taken_name = '', taken_at = NULL, answered_at = NULL, spoke_at = NULL, told_at = NULL, lead_told_at = NULL, solved_at = NULL`, demandID, teamID, tx.Now(), who.ID, who.Name)
	if err != nil {
		return fmt.Errorf("add team to a demand: %w", err)
	}
	return nil
}

// addPerson invites somebody into a demand, and says false when they were there already.
func addPerson(ctx context.Context, tx *db.Tx, who access.Actor, demandID string, p Invited) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO casework_demand_people (demand_id, account_id, name, side, added_at, added_by, added_name, team_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (demand_id, account_id) DO NOTHING`, demandID, p.AccountID, p.Name, p.Side, tx.Now(), who.ID, who.Name, orNull(p.teamID))
	if err != nil {
		return false, fmt.Errorf("invite into a demand: %w", err)
	}
	return n == 1, nil
}

// take notes who answers for a team.
func take(ctx context.Context, tx *db.Tx, accountID, name, demandID, teamID string) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET taken_by = $1, taken_name = $2, taken_at = $3 WHERE demand_id = $4 AND team_id = $5`,
		accountID, name, tx.Now(), demandID, teamID); err != nil {
		return fmt.Errorf("take charge: %w", err)
	}
	return nil
}

// leave notes that a team is the wrong one, with the right one where it is known.
func leave(ctx context.Context, tx *db.Tx, who access.Actor, demandID, teamID, betterID string) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET left_name = $1, left_at = $2, better_id = $3 WHERE demand_id = $4 AND team_id = $5`,
		who.Name, tx.Now(), orNull(betterID), demandID, teamID); err != nil {
		return fmt.Errorf("leave a demand: %w", err)
	}
	return nil
}

// solve notes that some teams say that they have treated a demand: it counts as solved for these, and for none that was silent (C083).
func solve(ctx context.Context, tx *db.Tx, demandID string, teams []string) error {
	for _, teamID := range teams {
		if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET solved_at = $1 WHERE demand_id = $2 AND team_id = $3 AND left_at IS NULL`, tx.Now(), demandID, teamID); err != nil {
			return fmt.Errorf("who has solved a demand: %w", err)
		}
	}
	return nil
}

// solveAnswered is solve for those who have answered: the creator's side closes a demand as soon as the blockage is solved (C045), whether a référent
// said so before or not.
func solveAnswered(ctx context.Context, tx *db.Tx, demandID string) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demand_teams SET solved_at = coalesce(solved_at, $1) WHERE demand_id = $2 AND left_at IS NULL AND answered_at IS NOT NULL`, tx.Now(), demandID); err != nil {
		return fmt.Errorf("who has solved a demand: %w", err)
	}
	return nil
}

// Reader is who has seen a demand, up to which message.
type Reader struct {
	AccountID, Name string
	N               int64
	At              time.Time

	noted time.Time // in the history, that they read the identity
}

// noteSeen notes up to which of the messages that they may read somebody has seen a demand.
func noteSeen(ctx context.Context, tx *db.Tx, who access.Actor, d Demand) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_seen (demand_id, account_id, name, n, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (demand_id, account_id) DO UPDATE SET name = excluded.name, n = excluded.n, at = excluded.at`, d.ID, who.ID, who.Name, d.readable(who), tx.Now())
	if err != nil {
		return fmt.Errorf("note who has seen a demand: %w", err)
	}
	return nil
}

// unseen is the number of the last message of who has not seen the thread, its first text included.
const unseen = -1

// noteRead notes that it stands in the history, from now on, that somebody read the identity; and, where they saw the thread with it, up to which
// message. It says false, and notes nothing, where it does already, of this hour.
func noteRead(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, thread bool) (bool, error) {
	n, too := int64(unseen), ""
	if thread {
		n, too = d.readable(who), "name = excluded.name, n = excluded.n, at = excluded.at, "
	}
	n, err := tx.Exec(ctx, `INSERT INTO casework_seen (demand_id, account_id, name, n, at, read_at) VALUES ($1, $2, $3, $4, $5, $5)
		ON CONFLICT (demand_id, account_id) DO UPDATE SET `+too+`read_at = excluded.read_at WHERE casework_seen.read_at IS NULL OR casework_seen.read_at < $6`,
		d.ID, who.ID, who.Name, n, tx.Now(), tx.Now().Truncate(time.Hour))
	if err != nil {
		return false, fmt.Errorf("note who has read an identity: %w", err)
	}
	return n == 1, nil
}

func unsurveyed(ctx context.Context, tx *db.Tx, demandID string) (bool, error) {
	yes, err := db.Value[bool](ctx, tx, `SELECT NOT surveyed FROM casework_demands WHERE id = $1`, demandID)
	if err != nil {
		return false, fmt.Errorf("was the survey proposed: %w", err)
	}
	return yes, nil
}
