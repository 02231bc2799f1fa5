package member

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/structure"
)

// unopened is an account with permissions in a structure that its owner never opened.
type unopened struct {
	AccountID, Email, FirstName, LastName string
	Lang                                  i18n.Lang
	OrgID                                 string
	Since, MailedAt                       time.Time // of the permissions, and of the last mail
}

// due says whether a reminder's day has come since they were written to last.
func (u unopened) due(at time.Time) bool {
	last := u.Since
	if u.MailedAt.After(last) {
		last = u.MailedAt
	}
	for _, days := range reminders {
		if day := u.Since.AddDate(0, 0, days); day.After(last) && !day.After(at) {
			return true
		}
	}
	return false
}

// remindUnopened mails those again who have permissions in a structure that works and never opened their account (M12): its first account,
// without whom nobody is there to be told, and who accepted an invitation and chose no password. Whom another room invited by its own mail,
// that one reminds.
func (s *Service) remindUnopened(ctx context.Context, at time.Time) error {
	var all []unopened
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		all, err = theUnopened(ctx, tx, at)
		return err
	})
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, u := range all {
		if done[u.AccountID] || !u.due(at) {
			continue
		}
		done[u.AccountID] = true
		if err := s.remindUnopenedOf(ctx, u, at); err != nil && !apperr.Is(err, apperr.Invalid) && !apperr.Is(err, apperr.Conflict) { // suspended since
			return err
		}
	}
	return nil
}

func (s *Service) remindUnopenedOf(ctx context.Context, u unopened, at time.Time) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		x, err := structure.ByOrg(ctx, tx, u.OrgID)
		if err != nil {
			return err
		}
		i, err := s.o.Structures.Invite(ctx, tx, access.ByProgram("Préau", at), account.Invitation{Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, Lang: u.Lang, Again: true})
		if err != nil || i.TokenID == "" { // opened since
			return err
		}
		return s.o.Structures.RemindOfAccount(ctx, tx, x, i)
	})
}

// mailedLast is when the account a was written to last.
const mailedLast = `coalesce((SELECT max(m.queued_at) FROM notify_mails m WHERE m.account_id = a.id AND m.kind = 'offers.account'), 0)`

// dueNow is due as a condition on the groups, so that who was reminded keeps nobody else from it; its parameters are counted from $start.
func dueNow(at time.Time, start int) (string, []any) {
	var conds []string
	var args []any
	for _, days := range reminders {
		n := start + len(args)
		conds = append(conds, fmt.Sprintf("max(g.given_at) <= $%d AND max(g.given_at) > %s - %d", n, mailedLast, (time.Duration(days)*24*time.Hour).Microseconds()))
		args = append(args, at.AddDate(0, 0, -days))
	}
	return "(" + strings.Join(conds, " OR ") + ")", args
}

// theUnopened are those of whom a reminder may be due; each structure of theirs is a line, the newest first.
func theUnopened(ctx context.Context, tx *db.Tx, at time.Time) ([]unopened, error) {
	var w db.Where
	w.And(`a.state = 'invited' AND s.state = 'active' AND g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)`, at, at)
	w.In("g.role", roleKeys()...)
	w.And(`g.given_at > ?`, at.Add(-linkServes))
	w.And(`NOT EXISTS (SELECT 1 FROM notify_mails m WHERE m.object_kind = 'account' AND m.object_id = a.id AND m.kind = 'account.invitation')`)
	where, args := w.SQL(1)
	having, more := dueNow(at, 1+len(args))
	args = append(args, more...)
	out, err := db.All(ctx, tx, func(u *unopened) []any {
		return []any{&u.AccountID, &u.Email, &u.FirstName, &u.LastName, &u.Lang, &u.OrgID, &u.Since, &u.MailedAt}
	}, `SELECT a.id, a.email, a.first_name, a.last_name, a.lang, s.org_id, max(g.given_at) AS since,
			`+mailedLast+`
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN offers_structures s ON s.org_id = g.place_id
		WHERE `+where+` GROUP BY a.id, a.email, a.first_name, a.last_name, a.lang, s.org_id HAVING `+having+` ORDER BY since DESC, a.id, s.org_id LIMIT 500`, args...)
	if err != nil {
		return nil, fmt.Errorf("accounts that nobody opened: %w", err)
	}
	return out, nil
}
