package group

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/directory"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Columns are those of a group. They end with whether there are lines, which is looked up of drafts alone: a group does not open without.
const Columns = `g.id, g.number, g.title, g.description, o.id, o.ref, o.name, o.commune, ` + directory.PictureColumn + `, g.state,
	g.join_until, g.entry_from, g.entry_until, g.created_at, g.opened_at, g.version,
	(SELECT count(*) FROM needs_lots l WHERE l.group_id = g.id),
	CASE WHEN g.state = 'draft' THEN EXISTS (SELECT 1 FROM needs_lots l WHERE l.group_id = g.id
		AND (SELECT max(i.line) FROM needs_lines i WHERE i.lot_id = l.id) > 0) ELSE TRUE END`

// Tables are what Columns are read from.
const Tables = `needs_groups g JOIN org_organisations o ON o.id = g.support_org_id`

// Into is where a row of Columns goes.
func Into(g *Group) []any {
	return []any{
		&g.ID, &g.Number, &g.Title, &g.Description, &g.Support.ID, &g.Support.Ref, &g.Support.Name, &g.Support.Commune, &g.Support.Logo, &g.State,
		&g.JoinUntil, &g.EntryFrom, &g.EntryUntil, &g.CreatedAt, &g.OpenedAt, &g.Version, &g.LotCount, &g.HasLines,
	}
}

// ByNumber is the group of a public number; NotFound, too, if who may not see it.
func ByNumber(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Group, error) {
	g, err := db.One(ctx, tx, Into, `SELECT `+Columns+` FROM `+Tables+` WHERE g.number = $1`, number)
	if errors.Is(err, db.ErrNone) {
		return g, apperr.NotFoundErr()
	}
	if err != nil {
		return g, fmt.Errorf("group %d: %w", number, err)
	}
	if !Moves.May(SeeGroup, g.State, RolesOf(who, g), Case{Group: g, At: who.At}) {
		return Group{}, apperr.NotFoundErr()
	}
	return g, nil
}

// ByID is a group by its id, whoever may see it; db.ErrNone when there is none.
func ByID(ctx context.Context, tx *db.Tx, id string) (Group, error) {
	g, err := db.One(ctx, tx, Into, `SELECT `+Columns+` FROM `+Tables+` WHERE g.id = $1`, id)
	if err != nil {
		return g, fmt.Errorf("group %s: %w", id, err)
	}
	return g, nil
}

// Held is ByNumber for an act in a group: it stays as it is until the act is done.
func Held(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Group, error) {
	if err := Hold(ctx, tx, number); err != nil {
		return Group{}, err
	}
	return ByNumber(ctx, tx, who, number)
}

// Visible narrows a list of groups to those that who may see: it says in SQL what the rows « see » of Moves say.
func Visible(w *db.Where, who access.Actor) {
	if who.IsAdmin() {
		return
	}
	cond, args := LedBy(who)
	cond = append(cond, "g.state = ?", "g.state = ? AND g.opened_at IS NOT NULL")
	w.And(strings.Join(cond, " OR "), append(args, Open, Abandoned)...)
}

// LedBy are the conditions, to be joined by OR, for the groups that who coordinates; none when there are no such groups.
func LedBy(who access.Actor) (conds []string, args []any) {
	for _, c := range []struct {
		column string
		places []string
	}{
		{"g.support_org_id", who.Places(Coordinator, access.Organisation)},
		{"g.id", who.Places(Coordinator, access.Group)},
	} {
		if len(c.places) > 0 {
			conds = append(conds, c.column+" IN (?"+strings.Repeat(", ?", len(c.places)-1)+")")
			args = append(args, db.Any(c.places)...)
		}
	}
	return conds, args
}

// Leap has the numbers of groups go on after a thousand that are left out: a restored platform must not give those again that the lost one gave
// since its copy. They are in mails and, by webhook, in other programs.
func Leap(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE needs_counters SET n = `+db.Leap+` WHERE name = 'group'`); err != nil {
		return fmt.Errorf("numbers of groups: %w", err)
	}
	return nil
}

func insert(ctx context.Context, tx *db.Tx, who access.Actor, g *Group) error {
	n, err := db.Value[int64](ctx, tx, `UPDATE needs_counters SET n = n + 1 WHERE name = 'group' RETURNING n`)
	if err != nil {
		return fmt.Errorf("group number: %w", err)
	}
	g.Number, g.CreatedAt, g.Version = n, tx.Now(), 1
	_, err = tx.Exec(ctx, `INSERT INTO needs_groups (id, number, title, title_fold, description, support_org_id, state,
		join_until, entry_from, entry_until, created_at, created_by, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)`,
		g.ID, g.Number, g.Title, registers.Fold(g.Title), g.Description, g.Support.ID, g.State,
		g.JoinUntil, g.EntryFrom, g.EntryUntil, g.CreatedAt, who.ID)
	if err != nil {
		return fmt.Errorf("insert group: %w", err)
	}
	return nil
}

// save writes a group as a whole, if nobody else did since it was read.
func save(ctx context.Context, tx *db.Tx, g Group) error {
	n, err := tx.Exec(ctx, `UPDATE needs_groups SET title = $1, title_fold = $2, description = $3, state = $4,
		join_until = $5, entry_from = $6, entry_until = $7, opened_at = $8, version = version + 1 WHERE id = $9 AND version = $10`,
		g.Title, registers.Fold(g.Title), g.Description, g.State, g.JoinUntil, g.EntryFrom, g.EntryUntil, g.OpenedAt, g.ID, g.Version)
	if err != nil {
		return fmt.Errorf("save group %d: %w", g.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

// conflict says that somebody else changed the group meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictGroup)) }

// touch counts one more version of a group before its lots are changed, if nobody else changed it since it was read.
func touch(ctx context.Context, tx *db.Tx, g Group) error {
	n, err := tx.Exec(ctx, `UPDATE needs_groups SET version = version + 1 WHERE id = $1 AND version = $2`, g.ID, g.Version)
	if err != nil {
		return fmt.Errorf("touch group %d: %w", g.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

// touchAny is touch at whatever version the group is: it waits for who is changing it, and then keeps others waiting.
func touchAny(ctx context.Context, tx *db.Tx, groupID string) error {
	if _, err := tx.Exec(ctx, `UPDATE needs_groups SET version = version + 1 WHERE id = $1`, groupID); err != nil {
		return fmt.Errorf("touch group %s: %w", groupID, err)
	}
	return nil
}

// Hold keeps a group as it is while something is done in it that rests on its state, without being a change of it.
func Hold(ctx context.Context, tx *db.Tx, number int64) error {
	if err := tx.Hold(ctx, `SELECT id FROM needs_groups WHERE number = $1`, number); err != nil {
		return fmt.Errorf("hold group %d: %w", number, err)
	}
	return nil
}

// OrgByID is an establishment; db.ErrNone when there is none.
func OrgByID(ctx context.Context, tx *db.Tx, id string) (Org, error) {
	return db.One(ctx, tx, func(o *Org) []any { return []any{&o.ID, &o.Ref, &o.Name, &o.Commune} },
		`SELECT id, ref, name, commune FROM org_organisations WHERE id = $1`, id)
}
