package member

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/offers/structure"
)

const invitationColumns = `i.id, i.number, i.org_id, i.state, i.version, i.email, i.first_name, i.last_name, i.function, i.phone, i.lang, i.roles, i.sites, i.shared, i.sent_by, i.sent_name,
	i.invited_at, i.sent_at, i.sends, i.reminded, coalesce(i.account_id, '')`

type invitationRow struct {
	Invitation
	roles, sites string
}

// invitation is the row, whole.
func (r *invitationRow) invitation() Invitation {
	r.Invitation.Roles = rolesOf(r.roles)
	r.Sites, r.Whole = sitesOf(r.sites)
	return r.Invitation
}

func (r *invitationRow) into() []any {
	return []any{
		&r.ID, &r.Number, &r.OrgID, &r.State, &r.Version, &r.Email, &r.FirstName, &r.LastName, &r.Function, &r.Phone, &r.Lang, &r.roles, &r.sites, &r.Shared, &r.SentBy, &r.SentName,
		&r.InvitedAt, &r.SentAt, &r.Sends, &r.Reminded, &r.AccountID,
	}
}

func invitation(ctx context.Context, tx *db.Tx, cond string, args ...any) (Invitation, error) {
	r, err := db.One(ctx, tx, (*invitationRow).into, `SELECT `+invitationColumns+` FROM offers_invitations i WHERE `+cond, args...)
	if errors.Is(err, db.ErrNone) {
		return Invitation{}, apperr.NotFoundErr()
	}
	if err != nil {
		return Invitation{}, fmt.Errorf("invitation: %w", err)
	}
	return r.invitation(), nil
}

func invitationByNumber(ctx context.Context, tx *db.Tx, n int64) (Invitation, error) {
	return invitation(ctx, tx, `i.number = $1`, n)
}

// insertInvitation writes a new one and gives it its number; false where the address was invited already, and waits.
func insertInvitation(ctx context.Context, tx *db.Tx, i *Invitation) (bool, error) {
	var err error
	if i.Number, err = db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = 'invitation' RETURNING n`); err != nil {
		return false, fmt.Errorf("number of an invitation: %w", err)
	}
	i.ID, i.State, i.Version, i.InvitedAt, i.SentAt, i.Sends = id.New(), Waiting, 1, tx.Now(), tx.Now(), 1
	n, err := tx.Exec(ctx, `INSERT INTO offers_invitations (id, number, org_id, state, version, email, email_fold, first_name, last_name, function, phone, lang, sort_fold, search_fold,
			roles, sites, shared, sent_by, sent_name, invited_at, sent_at, sends, reminded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, 1, 0)
		ON CONFLICT (org_id, email_fold) WHERE state = 'waiting' DO NOTHING`,
		i.ID, i.Number, i.OrgID, i.State, i.Version, i.Email, account.Fold(i.Email), i.FirstName, i.LastName, i.Function, i.Phone, i.Lang, sortFold(i.Applicant), searchFold(i.Applicant),
		rolesText(i.Roles), i.sitesText(), i.Shared, i.SentBy, i.SentName, i.SentAt)
	if err != nil {
		return false, fmt.Errorf("insert invitation: %w", err)
	}
	return n == 1, nil
}

// saveInvitation writes all of an invitation, as of its version.
func saveInvitation(ctx context.Context, tx *db.Tx, i *Invitation) error {
	n, err := tx.Exec(ctx, `UPDATE offers_invitations SET state = $1, email = $2, email_fold = $3, first_name = $4, last_name = $5, function = $6, phone = $7, sort_fold = $8, search_fold = $9,
			roles = $10, sent_by = $11, sent_name = $12, sent_at = $13, reminded = $14, account_id = NULLIF($15, ''), sends = $16, sites = $17, shared = $18, version = version + 1 WHERE id = $19 AND version = $20`,
		i.State, i.Email, account.Fold(i.Email), i.FirstName, i.LastName, i.Function, i.Phone, sortFold(i.Applicant), searchFold(i.Applicant),
		rolesText(i.Roles), i.SentBy, i.SentName, i.SentAt, i.Reminded, i.AccountID, i.Sends, i.sitesText(), i.Shared, i.ID, i.Version)
	if err != nil {
		return fmt.Errorf("save invitation %d: %w", i.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	i.Version++
	return nil
}

// addressWaits says whether another invitation of a structure waits for an address.
func addressWaits(ctx context.Context, tx *db.Tx, i Invitation) (bool, error) {
	return db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM offers_invitations WHERE org_id = $1 AND email_fold = $2 AND state = 'waiting' AND id <> $3)`, i.OrgID, account.Fold(i.Email), i.ID)
}

// dueReminders are the waiting invitations of which one more reminder is due by its day.
func dueReminders(ctx context.Context, tx *db.Tx, reminder int, since time.Time) ([]Invitation, error) {
	rows, err := db.All(ctx, tx, (*invitationRow).into, `SELECT `+invitationColumns+` FROM offers_invitations i WHERE i.state = 'waiting' AND i.reminded = $1 AND i.invited_at <= $2 ORDER BY i.id LIMIT 200`, reminder, since)
	if err != nil {
		return nil, fmt.Errorf("reminders of invitations: %w", err)
	}
	out := make([]Invitation, len(rows))
	for n, r := range rows {
		out[n] = r.invitation()
	}
	return out, nil
}

func sortFold(a structure.Applicant) string {
	return registers.Fold(a.LastName) + " " + registers.Fold(a.FirstName)
}

func searchFold(a structure.Applicant) string {
	return registers.Fold(a.FirstName + " " + a.LastName + " " + a.Email)
}
