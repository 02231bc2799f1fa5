package demand

import (
	"context"
	"fmt"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/db"
)

// peopleOf are the creator and those invited who still have the role by which they are, with what mails to them need: who left is told
// nothing more (C046).
func peopleOf(ctx context.Context, tx *db.Tx, d Demand) ([]party, error) {
	ids, in := []string{d.CreatorID}, map[string]Invited{d.CreatorID: {Side: Helpers}}
	for _, p := range d.People {
		ids, in[p.AccountID] = append(ids, p.AccountID), p
	}
	var w db.Where
	w.In("a.id", db.Any(ids)...)
	w.And("a.state = 'active' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", tx.Now(), tx.Now())
	w.And("g.role IN (?, ?, ?)", team.Helper, team.Officer, team.Moderator)
	w.And("a.id <> ? OR g.place_id = ?", d.CreatorID, d.Team.ID) // an aidant of another team may be invited; the creator is one of this team's
	where, args := w.SQL(1)
	type row struct {
		party
		role    access.RoleKey
		placeID string
	}
	all, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.AccountID, &r.Address, &r.Name, &r.Lang, &r.role, &r.placeID} },
		`SELECT DISTINCT a.id, a.email, a.display_name, a.lang, g.role, g.place_id FROM account_accounts a JOIN access_grants g ON g.account_id = a.id WHERE `+where+` ORDER BY a.id, g.role, g.place_id`, args...)
	if err != nil {
		return nil, fmt.Errorf("people of a demand: %w", err)
	}
	var out []party
	for _, r := range all {
		p := in[r.AccountID]
		r.side = p.Side
		switch last := len(out) - 1; {
		case bySide[r.side] != r.role, p.elsewhere && p.teamID != "" && p.teamID != r.placeID:
		case last >= 0 && out[last].AccountID == r.AccountID:
			out[last].teams = append(out[last].teams, r.placeID)
		default:
			r.teams = []string{r.placeID}
			out = append(out, r.party)
		}
	}
	return out, nil
}

// bySide is the role by which somebody is on a side.
var bySide = map[Side]access.RoleKey{Helpers: team.Helper, Officers: team.Officer, Moderators: team.Moderator}

// Alike are the numbers of open demands about the person of another one.
type Alike struct {
	Same    []string // the same name and birth, or the same NIR
	Perhaps []string // the same name and, as far as one of both knows it, the same year of birth
}

// None says that there are none.
func (a Alike) None() bool { return len(a.Same)+len(a.Perhaps) == 0 }

// SamePerson are the open demands about the person of a demand that who may read, but this one.
func SamePerson(ctx context.Context, tx *db.Tx, who access.Actor, d Demand) (Alike, error) {
	var out Alike
	if d.person == "" && d.nir == "" {
		return out, nil
	}
	var w db.Where
	w.And(`d.id IN (SELECT s.id FROM casework_demands s WHERE s.person <> '' AND s.person = ? UNION SELECT s.id FROM casework_demands s WHERE s.nir <> '' AND s.nir = ?
		UNION SELECT s.id FROM casework_demands s WHERE s.person <> '' AND s.person = ? UNION SELECT s.id FROM casework_demands s WHERE s.person_year <> '' AND s.person_year = ?)`,
		d.person, d.nir, d.year, d.person)
	w.And("d.id <> ? AND d.state NOT IN ('draft', 'closed')", d.ID)
	readable(&w, who)
	where, args := w.SQL(1)
	type row struct{ number, person, nir string }
	all, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.person, &r.nir} }, `SELECT d.number, d.person, d.nir FROM casework_demands d WHERE `+where+` ORDER BY d.number`, args...)
	if err != nil {
		return out, fmt.Errorf("demands about the same person: %w", err)
	}
	for _, r := range all {
		if r.person != "" && r.person == d.person || r.nir != "" && r.nir == d.nir {
			out.Same = append(out.Same, r.number)
		} else {
			out.Perhaps = append(out.Perhaps, r.number)
		}
	}
	return out, nil
}

// helperAt is the active account of an address that is an aidant somewhere, by the team where they are longest; false where there is none.
func helperAt(ctx context.Context, tx *db.Tx, address string) (Invited, bool, error) {
	all, err := db.All(ctx, tx, func(p *Invited) []any { return []any{&p.AccountID, &p.Name, &p.teamID} }, `SELECT a.id, a.display_name, g.place_id FROM account_accounts a
		JOIN access_grants g ON g.account_id = a.id AND g.role = $2 AND g.taken_at IS NULL AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3)
		WHERE a.email_fold = $1 AND a.state = 'active' ORDER BY g.starts_at, g.place_id LIMIT 1`, account.Fold(address), team.Helper, tx.Now())
	if err != nil || len(all) == 0 {
		return Invited{}, false, err
	}
	all[0].Side = Helpers
	return all[0], true, nil
}
