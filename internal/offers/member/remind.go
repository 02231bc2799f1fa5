package member

import (
	"context"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/structure"
)

// reminders are the days after an invitation on which it is mailed again, each time with a fresh link (M12).
var reminders = []int{1, 5, 10, 15}

// remind mails invitations that nobody accepted yet. Each has a transaction of its own; a void one is passed over.
func (s *Service) remind(ctx context.Context, at time.Time) error {
	for n, days := range reminders {
		var due []Invitation
		err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			due, err = dueReminders(ctx, tx, n, at.AddDate(0, 0, -days))
			return err
		})
		if err != nil {
			return err
		}
		for _, i := range due {
			if err := s.remindOf(ctx, i); err != nil && !apperr.Is(err, apperr.Conflict) {
				return err
			}
		}
	}
	return nil
}

func (s *Service) remindOf(ctx context.Context, i Invitation) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		x, err := structure.ByOrg(ctx, tx, i.OrgID)
		if err != nil {
			return err
		}
		good, err := upheld(ctx, tx, x, i)
		if err != nil {
			return err
		}
		i.Reminded++
		if good {
			i.sentAgain(tx.Now())
		}
		if err := saveInvitation(ctx, tx, &i); err != nil || !good {
			return err
		}
		return s.tellInvited(ctx, tx, x, i, memberMail{Again: true})
	})
}
