package limits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/core/account/password"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Only failures are counted, and a password is known to be wrong only once it was compared. Until then the comparison takes a place
// among those that its limits have left, and waits while there is none: 300 right passwords of one school all pass, and a
// hundred guesses at once are no more than a hundred one after another.
const (
	triesAtOnce = 16               // on one node; the others wait in memory, so that the database is not asked again and again
	mostWaiting = 1000             // on one node
	tryPatience = 10 * time.Second // for a place among what the limits have left
	tryPause    = 25 * time.Millisecond
	tryLease    = time.Minute // of a try that a crash cut
)

// Guess is a password about to be compared.
type Guess struct {
	At    time.Time // zero: now
	Login string    // as typed
	Owner string    // the address of whom the login names; the login itself when it names nobody
	From  string    // the client's network; empty for the program itself
}

// try is a guess that has its place.
type try struct {
	Guess
	id       string
	at       time.Time
	subjects []held
	// blind: the owner's failures, by whatever name, are too many, and those of what was typed are not. What is compared does not
	// count, and the answer is that of a wrong password: another would tell that user name and address belong together.
	blind time.Duration
}

type held struct {
	limit
	subject string
}

var errNoPlace = errors.New("no place for a try")

// Compare lets fn compare a password within the limits: fn says whether it was right. A wrong one is counted; what was cut or
// could not be compared is not. blind is for how long no password will do, see try.
func (l *Limits) Compare(ctx context.Context, g Guess, fn func() (bool, error)) (ok bool, blind time.Duration, err error) {
	leave, err := l.enter(ctx)
	if err != nil {
		return false, 0, err
	}
	defer leave()
	t, err := l.begin(ctx, g)
	if err != nil {
		return false, 0, err
	}
	if ok, err = fn(); t.blind > 0 {
		ok = false
	}
	if settled := l.settle(ctx, t, err == nil && !ok); err == nil {
		err = settled
	}
	return ok, t.blind, err
}

// enter waits for one of the few places in memory.
func (l *Limits) enter(ctx context.Context) (leave func(), err error) {
	select {
	case l.waiting <- struct{}{}:
	default:
		return nil, Busy(nil)
	}
	select {
	case l.gate <- struct{}{}:
		return func() { <-l.gate; <-l.waiting }, nil
	case <-ctx.Done():
		<-l.waiting
		return nil, ctx.Err()
	}
}

// begin takes a place, or waits for one.
func (l *Limits) begin(ctx context.Context, g Guess) (*try, error) {
	wait, cancel := context.WithTimeout(ctx, tryPatience)
	defer cancel()
	for {
		t := &try{Guess: g, id: id.New()}
		err := l.db.InTx(ctx, func(tx *db.Tx) error { return l.place(ctx, tx, t) })
		if !errors.Is(err, errNoPlace) {
			return t, err
		}
		timer := time.NewTimer(tryPause)
		select {
		case <-wait.Done():
			timer.Stop()
			return nil, Busy(err)
		case <-timer.C:
		}
	}
}

// place looks at the limits in one order, so that two tries never wait for each other, and takes a place in each.
func (l *Limits) place(ctx context.Context, tx *db.Tx, t *try) error {
	*t = try{Guess: t.Guess, id: t.id, at: t.At}
	if t.at.IsZero() {
		t.at = tx.Now()
	}
	for _, step := range []func(context.Context, *db.Tx, *try) error{l.placeByLogin, l.placeByOwner, l.placeByClient} {
		if err := step(ctx, tx, t); err != nil {
			return err
		}
	}
	for _, h := range t.subjects {
		_, err := tx.Exec(ctx, `INSERT INTO account_tries (subject, id, until) VALUES ($1, $2, $3)`, h.subject, t.id, tx.Now().Add(tryLease))
		if err != nil {
			return fmt.Errorf("take a place for a try: %w", err)
		}
	}
	return nil
}

func (l *Limits) placeByLogin(ctx context.Context, tx *db.Tx, t *try) error {
	h := held{byLogin, l.subject(byLogin, t.Login)}
	c, err := count(ctx, tx, h.limit, h.subject, 0, t.at)
	if err != nil {
		return err
	}
	if t.at.Before(c.until) {
		return TooMany(msg.ErrorTriesLogin, c.until.Sub(t.at))
	}
	return t.take(ctx, tx, h, c.n, max(freeTries, c.n+1))
}

func (l *Limits) placeByOwner(ctx context.Context, tx *db.Tx, t *try) error {
	h := held{byOwner, l.subject(byOwner, t.Owner)}
	c, err := count(ctx, tx, h.limit, h.subject, 0, t.at)
	if err != nil {
		return err
	}
	if t.at.Before(c.until) {
		t.blind = c.until.Sub(t.at)
		return nil
	}
	return t.take(ctx, tx, h, c.n, max(freeTries, c.n+1))
}

func (l *Limits) placeByClient(ctx context.Context, tx *db.Tx, t *try) error {
	if t.From == "" {
		return nil // the program itself
	}
	h := held{byClient, l.subject(byClient, t.From)}
	c, err := count(ctx, tx, h.limit, h.subject, 0, t.at)
	if err != nil {
		return err
	}
	if c.n >= failuresByClient {
		return TooMany(msg.ErrorTriesClient, c.since.Add(clientWindow).Sub(t.at))
	}
	return t.take(ctx, tx, h, c.n, failuresByClient)
}

// take finds room beside the failures and the tries under way. The subject's counter is locked.
func (t *try) take(ctx context.Context, tx *db.Tx, h held, failures, limit int) error {
	flying, err := db.Value[int](ctx, tx, `SELECT count(*) FROM account_tries WHERE subject = $1 AND until > $2`, h.subject, tx.Now())
	if err != nil {
		return fmt.Errorf("tries under way: %w", err)
	}
	if failures+flying >= limit {
		return errNoPlace
	}
	t.subjects = append(t.subjects, h)
	return nil
}

// settlePatience is how long a failure may take to be counted after the client went away.
const settlePatience = 10 * time.Second

// settle gives the places back, and counts a failure. Who hangs up is counted, too.
func (l *Limits) settle(ctx context.Context, t *try, failed bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settlePatience)
	defer cancel()
	return l.db.InTx(ctx, func(tx *db.Tx) error {
		for _, h := range t.subjects {
			if failed {
				if err := fail(ctx, tx, h, t.at); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(ctx, `DELETE FROM account_tries WHERE subject = $1 AND id = $2`, h.subject, t.id); err != nil {
				return fmt.Errorf("end a try: %w", err)
			}
		}
		return nil
	})
}

// fail counts a failure, and sets the delay before the next try.
func fail(ctx context.Context, tx *db.Tx, h held, at time.Time) error {
	c, err := count(ctx, tx, h.limit, h.subject, 1, at)
	if err != nil || !h.sliding || c.n < freeTries {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE account_failures SET until = $1 WHERE subject = $2`, at.Add(delay(c.n-freeTries)), h.subject)
	return err
}

// Hashed is what became of hashing a password, or of comparing one.
func Hashed(err error) error {
	if errors.Is(err, password.ErrBusy) {
		return Busy(err)
	}
	if err != nil {
		return fmt.Errorf("password: %w", err)
	}
	return nil
}

// Busy asks to come again in a moment.
func Busy(err error) error {
	return &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(msg.ErrorBusy), RetryAfter: retryWhenBusy, Err: err}
}
