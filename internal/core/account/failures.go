package account

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The limits. A school is one address for 300 people, so the address is given far more than the account.
const (
	freeTries     = 5                // of one user name or address, before delays begin
	firstDelay    = 30 * time.Second // doubled at each further failure
	longestDelay  = 15 * time.Minute
	forgetTries   = time.Hour // without a failure
	triesByClient = 100
	clientWindow  = 10 * time.Minute
	mailsPerHour  = 5 // links sent to one address
	retryWhenBusy = 5 * time.Second
)

// limit is one way of counting.
type limit struct {
	prefix  string
	window  time.Duration
	sliding bool // the window begins again at each failure
}

var (
	byLogin  = limit{prefix: "login", window: forgetTries, sliding: true}
	byClient = limit{prefix: "client", window: clientWindow}
	byMail   = limit{prefix: "mail", window: time.Hour}
)

// subject is what stands in the table: nobody can read a login or an address back from it without the instance's key.
func (s *Service) subject(l limit, of string) string {
	return l.prefix + ":" + notify.HashSecret(s.secret("limit "+l.prefix+" "+of))
}

type counted struct {
	n            int
	since, until time.Time
}

// count adds one, or begins a new window, and gives what there is then. The row is locked until the transaction ends.
func count(ctx context.Context, tx *db.Tx, l limit, subject string, at time.Time) (counted, error) {
	since := "account_failures.since"
	if l.sliding {
		since = "$2"
	}
	c, err := db.One(ctx, tx, func(c *counted) []any { return []any{&c.n, &c.since, &c.until} },
		`INSERT INTO account_failures (subject, n, since) VALUES ($1, 1, $2)
		ON CONFLICT (subject) DO UPDATE SET
			n = CASE WHEN account_failures.since <= $3 THEN 1 ELSE account_failures.n + 1 END,
			since = CASE WHEN account_failures.since <= $3 THEN $2 ELSE `+since+` END
		RETURNING n, since, until`, subject, at, at.Add(-l.window))
	if err != nil {
		return c, fmt.Errorf("count a try: %w", err)
	}
	return c, nil
}

// countTry counts a try as failed until forgive takes it back, so that a hundred at once are no more than one after another.
// login is empty for what only the client's address limits. A refused try is not counted: the delay does not grow by waiting wrong.
func (s *Service) countTry(ctx context.Context, at time.Time, login, from string) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if at.IsZero() {
			at = tx.Now()
		}
		if login != "" {
			if err := s.countLogin(ctx, tx, at, login); err != nil {
				return err
			}
		}
		return s.countClient(ctx, tx, at, from)
	})
}

func (s *Service) countLogin(ctx context.Context, tx *db.Tx, at time.Time, login string) error {
	subject := s.subject(byLogin, fold(login))
	c, err := count(ctx, tx, byLogin, subject, at)
	if err != nil {
		return err
	}
	if at.Before(c.until) {
		return tooMany(msg.ErrorTriesLogin, c.until.Sub(at))
	}
	if c.n < freeTries {
		return nil
	}
	_, err = tx.Exec(ctx, `UPDATE account_failures SET until = $1 WHERE subject = $2`, at.Add(delay(c.n-freeTries)), subject)
	return err
}

// delay grows: 30 s, 1 min, 2 min, … 15 min.
func delay(step int) time.Duration {
	d := firstDelay
	for ; step > 0 && d < longestDelay; step-- {
		d *= 2
	}
	return min(d, longestDelay)
}

func (s *Service) countClient(ctx context.Context, tx *db.Tx, at time.Time, from string) error {
	if from == "" {
		return nil // the program itself
	}
	c, err := count(ctx, tx, byClient, s.subject(byClient, from), at)
	if err != nil {
		return err
	}
	if c.n > triesByClient {
		return tooMany(msg.ErrorTriesClient, c.since.Add(clientWindow).Sub(at))
	}
	return nil
}

// forgive takes a try back that turned out right: the login's failures are forgotten, the client's are one fewer.
func (s *Service) forgive(ctx context.Context, tx *db.Tx, from string, logins ...string) error {
	for _, login := range logins {
		if _, err := tx.Exec(ctx, `DELETE FROM account_failures WHERE subject = $1`, s.subject(byLogin, fold(login))); err != nil {
			return fmt.Errorf("forgive: %w", err)
		}
	}
	if from == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE account_failures SET n = n - 1 WHERE subject = $1 AND n > 0`, s.subject(byClient, from))
	return err
}

// mayMail says whether one more link may be sent to an address (or to whom a user name belongs), and counts it.
// Who is over the limit is told nothing: the answer is the same for everybody.
func (s *Service) mayMail(ctx context.Context, tx *db.Tx, at time.Time, login string) (bool, error) {
	c, err := count(ctx, tx, byMail, s.subject(byMail, fold(login)), at)
	return c.n <= mailsPerHour, err
}

func tooMany(k i18n.Key, wait time.Duration) error {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return &apperr.Error{Kind: apperr.TooMany, Msg: i18n.M(k, "minutes", minutes), RetryAfter: wait}
}
