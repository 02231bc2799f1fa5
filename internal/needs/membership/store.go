package membership

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

const columns = `m.id, m.group_id, o.id, o.ref, o.name, o.commune, m.state, m.asked_by, m.asked_name, m.asked_at,
	m.decided_by, m.decided_name, m.decided_at, m.reason, m.blocked, m.told_at, m.told_round, m.version`

const tables = `needs_memberships m JOIN org_organisations o ON o.id = m.org_id`

func into(m *Membership) []any {
	return []any{
		&m.ID, &m.GroupID, &m.Org.ID, &m.Org.Ref, &m.Org.Name, &m.Org.Commune, &m.State, &m.AskedBy, &m.AskedName, &m.AskedAt,
		&m.DecidedBy, &m.DecidedName, &m.DecidedAt, &m.Reason, &m.Blocked, &m.ToldAt, &m.ToldRound, &m.Version,
	}
}

// Of is an establishment's membership of a group, in the state None when nobody asked.
func Of(ctx context.Context, tx *db.Tx, groupID, orgID string) (Membership, error) {
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+`
		WHERE m.group_id = $1 AND m.org_id = $2`, groupID, orgID)
	if errors.Is(err, db.ErrNone) {
		return Membership{GroupID: groupID, Org: group.Org{ID: orgID}, State: None}, nil
	}
	if err != nil {
		return m, fmt.Errorf("membership: %w", err)
	}
	return m, nil
}

// ByRef is the membership of the establishment with this public reference; NotFound when it never asked.
func ByRef(ctx context.Context, tx *db.Tx, g group.Group, ref string) (Membership, error) {
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+`
		WHERE m.group_id = $1 AND o.ref = $2`, g.ID, ref)
	if errors.Is(err, db.ErrNone) {
		return m, apperr.NotFoundErr()
	}
	if err != nil {
		return m, fmt.Errorf("membership of %s: %w", ref, err)
	}
	return m, nil
}

// demandInTurn is a membership with its group, for one transaction at a time; db.ErrNone when there is none.
func demandInTurn(ctx context.Context, tx *db.Tx, id string) (Membership, group.Group, error) {
	if _, err := tx.Exec(ctx, `UPDATE needs_memberships SET version = version WHERE id = $1`, id); err != nil {
		return Membership{}, group.Group{}, fmt.Errorf("membership's turn: %w", err)
	}
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE m.id = $1`, id)
	if err != nil {
		return m, group.Group{}, fmt.Errorf("membership %s: %w", id, err)
	}
	g, err := group.ByID(ctx, tx, m.GroupID)
	return m, g, err
}

// unread narrows to the groups whose coordinators get no mail about demands: it says in SQL what reachable says of one of
// them, since it is asked for each page of an administrator's.
func unread(now time.Time) db.Where {
	var w db.Where
	w.And(`NOT EXISTS (SELECT 1 FROM access_grants a JOIN account_accounts c ON c.id = a.account_id AND c.state = 'active'
		WHERE a.role = ? AND a.taken_at IS NULL AND a.starts_at <= ? AND (a.ends_at IS NULL OR a.ends_at > ?)
		AND (a.place_kind = ? AND a.place_id = g.support_org_id OR a.place_kind = ? AND a.place_id = g.id)
		AND NOT EXISTS (SELECT 1 FROM notify_choices n WHERE n.account_id = c.id AND n.off AND n.kind IN (?, ?))
		AND NOT `+notify.RefusesSQL("c.email_fold")+`)`,
		group.Coordinator, now, now, access.Organisation, group.Group{}.Place().Kind, notify.AllKinds, kindAsked)
	return w
}

// askerOf is who asked for a membership, to be written to.
func askerOf(ctx context.Context, tx *db.Tx, m Membership) (access.Holder, error) {
	h, err := db.One(ctx, tx, func(h *access.Holder) []any { return []any{&h.AccountID, &h.Name, &h.Address, &h.Lang} },
		`SELECT id, display_name, email, lang FROM account_accounts WHERE id = $1`, m.AskedBy)
	if err != nil {
		return h, fmt.Errorf("who asked: %w", err)
	}
	return h, nil
}

// DemandsIn is how many demands wait in a group.
func DemandsIn(ctx context.Context, tx *db.Tx, g group.Group) (int, error) {
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM needs_memberships WHERE group_id = $1 AND state = 'asked'`, g.ID)
	if err != nil {
		return 0, fmt.Errorf("demands in group %d: %w", g.Number, err)
	}
	return n, nil
}

// Hold keeps an establishment's membership as it is, with its group, while a sheet is written that rests on both.
func Hold(ctx context.Context, tx *db.Tx, number int64, orgID string) error {
	if err := group.Hold(ctx, tx, number); err != nil {
		return err
	}
	err := tx.Hold(ctx, `SELECT id FROM needs_memberships WHERE org_id = $2
		AND group_id = (SELECT id FROM needs_groups WHERE number = $1)`, number, orgID)
	if err != nil {
		return fmt.Errorf("hold membership: %w", err)
	}
	return nil
}

// ask writes a first demand, or a new one over a refused or withdrawn one. Of two at once, one gets the Conflict.
func ask(ctx context.Context, tx *db.Tx, m *Membership) error {
	n, err := tx.Exec(ctx, `INSERT INTO needs_memberships (id, group_id, org_id, state, asked_by, asked_name, asked_at,
		decided_by, decided_name, reason, blocked, told_at, told_round, version) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', FALSE, $8, $9, 1)
		ON CONFLICT (group_id, org_id) DO UPDATE SET state = excluded.state, asked_by = excluded.asked_by,
		asked_name = excluded.asked_name, asked_at = excluded.asked_at, decided_by = '', decided_name = '', decided_at = NULL,
		reason = '', told_at = excluded.told_at, told_round = excluded.told_round, version = needs_memberships.version + 1
		WHERE needs_memberships.version = $10`,
		m.ID, m.GroupID, m.Org.ID, m.State, m.AskedBy, m.AskedName, m.AskedAt, m.ToldAt, m.ToldRound, m.Version)
	if err != nil {
		return fmt.Errorf("ask membership: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ConflictMembership))
	}
	m.Version++
	return nil
}

// save writes the decision on a membership, if nobody else decided since it was read, with its history line.
func save(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, m *Membership, do Act, to State) error {
	from := m.State
	n, err := tx.Exec(ctx, `UPDATE needs_memberships SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4,
		reason = $5, blocked = $6, told_at = $7, version = version + 1 WHERE id = $8 AND version = $9`,
		to, m.DecidedBy, m.DecidedName, m.DecidedAt, m.Reason, m.Blocked, m.ToldAt, m.ID, m.Version)
	if err != nil {
		return fmt.Errorf("save membership: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ConflictMembership))
	}
	m.State = to
	m.Version++
	return writeLine(ctx, tx, who, g, *m, do, from)
}

func writeLine(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, m Membership, do Act, from State) error {
	data := g.Trace()
	data["org"] = m.Org.Name
	if m.Reason != "" {
		data["reason"] = m.Reason
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: object(m), Act: "needs.membership." + string(do),
		From: string(from), To: string(m.State), Data: data,
	})
}

func object(m Membership) history.Object {
	return history.Object{Kind: "needs.membership", ID: m.ID}
}

// reached says whether mails about demands get to somebody who coordinates a group.
func reached(ctx context.Context, tx *db.Tx, g group.Group) (bool, error) {
	w := unread(tx.Now())
	w.And("g.id = ?", g.ID)
	where, args := w.SQL(1)
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM needs_groups g WHERE `+where, args...)
	if err != nil {
		return false, fmt.Errorf("coordinators of group %d: %w", g.Number, err)
	}
	return n == 0, nil
}
