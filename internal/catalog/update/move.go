package update

import (
	"context"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// FieldDay is the day of going live, in its form.
const FieldDay = "jour"

// GoLive makes the market show what was prepared, from now on. seen is the version that who looked at.
func (s *Service) GoLive(ctx context.Context, who access.Actor, market, n, seen int64) error {
	return s.act(ctx, who, market, n, seen, GoLive, nil)
}

// Schedule lets the market show it from the beginning of a day on.
func (s *Service) Schedule(ctx context.Context, who access.Actor, market, n, seen int64, day string) error {
	return s.act(ctx, who, market, n, seen, Schedule, func(tx *db.Tx, u *Update) error {
		at, err := time.ParseInLocation(time.DateOnly, day, s.o.Zone())
		switch today := s.today(tx.Now()); {
		case err != nil:
			return apperr.InvalidField(FieldDay, i18n.M(msg.UpdateDay))
		case day <= today:
			return apperr.InvalidField(FieldDay, i18n.M(msg.UpdateDayAhead))
		case at.After(tx.Now().AddDate(1, 0, 0)):
			return apperr.InvalidField(FieldDay, i18n.M(msg.UpdateDayFar))
		}
		u.LiveOn = day
		return s.o.Jobs.Add(ctx, tx, jobDay, runArgs{u.Number}, jobs.Options{RunAt: s.instant(at), Unique: number(u.Number)})
	})
}

// instant is when what is meant for a day goes live: five minutes after it begins.
func (s *Service) instant(day time.Time) time.Time { return day.Add(5 * time.Minute) }

// Unschedule takes the day back.
func (s *Service) Unschedule(ctx context.Context, who access.Actor, market, n, seen int64) error {
	return s.act(ctx, who, market, n, seen, Unschedule, nil)
}

// Drop gives an update up: what it prepared is deleted by and by.
func (s *Service) Drop(ctx context.Context, who access.Actor, market, n, seen int64) error {
	return s.act(ctx, who, market, n, seen, Drop, nil)
}

// Undo makes the market show again what it did before its last update.
func (s *Service) Undo(ctx context.Context, who access.Actor, market, n, seen int64) error {
	return s.act(ctx, who, market, n, seen, Undo, nil)
}

// act makes one move. more is what the act needs beside, and may refuse it.
func (s *Service) act(ctx context.Context, who access.Actor, market, n, seen int64, do Act, more func(tx *db.Tx, u *Update) error) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := hold(ctx, tx); err != nil {
			return err
		}
		u, err := ofMarket(ctx, tx, who, market, n)
		if err != nil {
			return err
		}
		to, err := Moves().Next(do, u.State, relationsOf(who), u)
		if err == nil && u.Version != seen {
			err = apperr.ConflictErr(i18n.M(msg.UpdateStale))
		}
		if err == nil && more != nil {
			err = more(tx, &u)
		}
		if err != nil {
			return explained(ctx, tx, who, err)
		}
		return s.move(ctx, tx, who, u, do, to)
	})
}

// pass makes a move of the program's own.
func (s *Service) pass(ctx context.Context, tx *db.Tx, u Update, do Act) error {
	to, err := Moves().Next(do, u.State, by{Program}, u)
	if err != nil {
		return err
	}
	return s.move(ctx, tx, access.ByProgram("", tx.Now()), u, do, to)
}

// move writes where an update stands now, and shows or hides its edition.
func (s *Service) move(ctx context.Context, tx *db.Tx, who access.Actor, u Update, do Act, to State) error {
	now := u
	now.State, now.MovedBy, now.MovedName, now.MovedAt = to, who.ID, who.Name, tx.Now()
	if to != Scheduled {
		now.LiveOn = ""
	}
	if err := saveMove(ctx, tx, now); err != nil {
		return err
	}
	data := map[string]string{"name": u.FileName, "market": number(u.Market.Number)}
	if now.LiveOn != "" {
		data["day"] = now.LiveOn
	}
	if err := s.write(ctx, tx, who, u, do, to, data); err != nil {
		return err
	}
	switch {
	case to == Live:
		return s.show(ctx, tx, who, u, u.Edition, "catalog.market.update.live")
	case to == Undoing:
		if err := s.show(ctx, tx, who, u, u.Before, "catalog.market.update.undone"); err != nil {
			return err
		}
	}
	if !to.working() {
		return nil
	}
	return s.wake(ctx, tx, u.Number)
}

// show makes the market show an edition, which its own history tells too.
func (s *Service) show(ctx context.Context, tx *db.Tx, who access.Actor, u Update, edition int64, act string) error {
	if err := article.Show(ctx, tx, u.Market.Number, edition); err != nil {
		return err
	}
	if s.o.Shown != nil {
		tx.After(s.o.Shown)
	}
	id, err := marketID(ctx, tx, u.Market.Number)
	if err != nil {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "catalog.market", ID: id}, Act: act, Data: map[string]string{"update": number(u.Number)}})
}

// arrive is the job of the day on which an update goes live. One that may not, as its market was withdrawn, waits for somebody.
func (s *Service) arrive(ctx context.Context, _ jobs.Job, a runArgs) error {
	later := time.Time{}
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		later = time.Time{}
		if err := hold(ctx, tx); err != nil {
			return err
		}
		u, err := byNumber(ctx, tx, a.Number)
		if apperr.Is(err, apperr.NotFound) {
			return nil
		}
		if err != nil || u.LiveOn == "" {
			return err
		}
		day, err := time.ParseInLocation(time.DateOnly, u.LiveOn, s.o.Zone())
		if err != nil {
			return jobs.Never(err)
		}
		if later = s.instant(day); later.After(tx.Now()) {
			return nil // another day was set
		}
		later = time.Time{}
		if len(Moves().Why(arrive, u.State, by{Program}, u)) > 0 {
			return s.pass(ctx, tx, u, miss)
		}
		return s.pass(ctx, tx, u, arrive)
	})
	if err == nil && !later.IsZero() {
		return jobs.Later(later)
	}
	return err
}
