package closing

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/retention"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// againBefore is how long before an unused account is closed its owner is written to for the second time.
const againBefore = 7 * 24 * time.Hour

// Acts are the acts of the retention rules that close accounts, by the rules' keys.
func (s *Service) Acts() map[string]retention.Act {
	return map[string]retention.Act{RuleUnactivated: s.closeUnactivated, RuleUnused: s.closeUnused}
}

// closeUnactivated closes an account that nobody activated in time.
func (s *Service) closeUnactivated(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	a, err := closable(ctx, tx, r.ID[0])
	if err != nil || a.State != account.Created && a.State != account.Invited {
		return false, err
	}
	return s.expire(ctx, tx, a, nil)
}

// closeUnused brings an account that was not used for long one step further: its owner is written to thirty days before
// the end, again seven days before, and then it is closed. However late the program comes to it, both warnings are given
// their time. A sign-in begins the absence anew. Who is suspended cannot sign in, and is not asked to.
func (s *Service) closeUnused(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	a, err := closable(ctx, tx, r.ID[0])
	if err != nil {
		return false, err
	}
	last, err := s.lastRoles(ctx, tx, a, allOf)
	if err != nil || len(account.WhyNotClosed(account.Expire, account.Program, a, access.Actor{}, last)) > 0 {
		return false, err
	}
	if a.State == account.Suspended {
		if r.Over.After(r.Now) {
			return false, nil
		}
		return s.expire(ctx, tx, a, last)
	}
	n, err := noticeOf(ctx, tx, a.ID)
	if err != nil {
		return false, err
	}
	switch {
	case !n.UsedAt.Equal(lastUseOf(a)) || n.EndsAt.Before(r.Over):
		return false, s.warn(ctx, tx, a, r)
	case n.AgainAt.IsZero() && !r.Now.Before(n.EndsAt.Add(-againBefore)):
		return false, s.warnAgain(ctx, tx, a, n, r.Now)
	case r.Now.Before(n.EndsAt): // always so before the second warning
		return false, nil
	}
	return s.expire(ctx, tx, a, last)
}

// lastUseOf is when the account last served its owner, as the rule counts it.
func lastUseOf(a account.Account) time.Time {
	for _, at := range []time.Time{a.LastSignInAt, a.ActivatedAt} {
		if !at.IsZero() {
			return at
		}
	}
	return a.CreatedAt
}

func (s *Service) warn(ctx context.Context, tx *db.Tx, a account.Account, r retention.Row) error {
	ends := later(r.Over, r.Now.Add(noticeLead))
	first, err := saveNotice(ctx, tx, a, ends)
	if err != nil || !first {
		return err
	}
	return s.sendUnused(ctx, tx, a, ends, "1")
}

func (s *Service) warnAgain(ctx context.Context, tx *db.Tx, a account.Account, n notice, now time.Time) error {
	ends := later(n.EndsAt, now.Add(againBefore))
	first, err := saveNoticeAgain(ctx, tx, a, ends)
	if err != nil || !first {
		return err
	}
	return s.sendUnused(ctx, tx, a, ends, "2")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// expire closes an account by the program's own hand. The last administrator's stays.
func (s *Service) expire(ctx context.Context, tx *db.Tx, a account.Account, last []account.LastRole) (bool, error) {
	to, err := a.Closed(account.Expire, account.Program, access.Actor{}, last)
	if apperr.Is(err, apperr.Forbidden) || apperr.Is(err, apperr.Conflict) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.close(ctx, tx, access.Actor{At: tx.Now()}, a, account.Expire, to, "")
}
