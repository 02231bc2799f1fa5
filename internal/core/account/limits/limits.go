// Package limits counts what a guesser would do often: passwords that were wrong, links asked for, mails to one address.
//
// Failures are counted by what was typed, by the owner of what was typed, and by the client's network; in the database, so that several
// nodes agree. Logins and addresses are given folded, as they are compared.
package limits

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The limits. A school is one address for 300 people, so the address is given far more than the account.
const (
	freeTries        = 5                // failures of one user name or address, before delays begin
	firstDelay       = 30 * time.Second // doubled at each further failure
	longestDelay     = 15 * time.Minute
	forgetTries      = time.Hour // without a failure
	failuresByClient = 100
	clientWindow     = 10 * time.Minute
	asksByClient     = 300 // sign-ups and links asked for
	MailsPerHour     = 5   // links sent to one address
	toldPerHour      = 1   // mails to one address that hold no link
	mailsForAnybody  = 3   // of those links, how many for who proved nothing: a stranger must not use up those of who did
	retryWhenBusy    = 5 * time.Second

	// Mails to addresses without an account, in a day: whoever asks in the name of others must not make the program write to them.
	strangersByBox    = 1
	strangersByClient = 20
	strangersInAll    = 300
)

const day = 24 * time.Hour

// limit is one way of counting.
type limit struct {
	prefix  string
	window  time.Duration
	sliding bool // the window begins again at each failure
}

var (
	byLogin  = limit{prefix: "login", window: forgetTries, sliding: true}
	byOwner  = limit{prefix: "owner", window: forgetTries, sliding: true}
	byClient = limit{prefix: "client", window: clientWindow}
	byAsks   = limit{prefix: "asks", window: clientWindow}
	byMail   = limit{prefix: "mail", window: time.Hour}
	byTold   = limit{prefix: "told", window: time.Hour}

	byStranger       = limit{prefix: "stranger", window: day}
	byStrangerClient = limit{prefix: "stranger client", window: day}
	byStrangers      = limit{prefix: "strangers", window: day}
)

// Limits counts.
type Limits struct {
	db      *db.DB
	secret  func(name string) string // made from the instance's key
	gate    chan struct{}            // who compares passwords
	waiting chan struct{}            // those, and who waits to
}

// New makes the limits. secret makes, from the instance's key, the secret that belongs to a name.
func New(d *db.DB, secret func(string) string) *Limits {
	return &Limits{db: d, secret: secret, gate: make(chan struct{}, triesAtOnce), waiting: make(chan struct{}, triesAtOnce+mostWaiting)}
}

// subject is what stands in the table: nobody can read a login or an address back from it without the instance's key.
func (l *Limits) subject(by limit, of string) string {
	return by.prefix + ":" + notify.HashSecret(l.secret("limit "+by.prefix+" "+of))
}

type counted struct {
	n            int
	since, until time.Time
}

// count adds to a counter, or begins a new window, and gives what there is then. The row is locked until the transaction
// ends, also when 0 is added.
func count(ctx context.Context, tx *db.Tx, l limit, subject string, add int, at time.Time) (counted, error) {
	since := "account_failures.since"
	if l.sliding && add > 0 {
		since = "$3"
	}
	c, err := db.One(ctx, tx, func(c *counted) []any { return []any{&c.n, &c.since, &c.until} },
		`INSERT INTO account_failures (subject, n, since) VALUES ($1, $2, $3)
		ON CONFLICT (subject) DO UPDATE SET
			n = CASE WHEN account_failures.since <= $4 THEN $2 ELSE account_failures.n + $2 END,
			since = CASE WHEN account_failures.since <= $4 THEN $3 ELSE `+since+` END,
			until = CASE WHEN account_failures.since <= $4 THEN NULL ELSE account_failures.until END
		RETURNING n, since, until`, subject, add, at, at.Add(-l.window))
	if err != nil {
		return c, fmt.Errorf("count a try: %w", err)
	}
	return c, nil
}

// delay grows: 30 s, 1 min, 2 min, … 15 min.
func delay(step int) time.Duration {
	d := firstDelay
	for ; step > 0 && d < longestDelay; step-- {
		d *= 2
	}
	return min(d, longestDelay)
}

// Ask counts what makes the program hash or mail for nobody in particular: sign-ups, and links asked for. They are
// counted apart from failures, so that a school that signs up one morning can still sign in.
func (l *Limits) Ask(ctx context.Context, at time.Time, from string) error {
	if from == "" {
		return nil // the program itself
	}
	return l.db.InTx(ctx, func(tx *db.Tx) error {
		if at.IsZero() {
			at = tx.Now()
		}
		c, err := count(ctx, tx, byAsks, l.subject(byAsks, from), 1, at)
		if err == nil && c.n > asksByClient {
			err = TooMany(msg.ErrorTriesClient, c.since.Add(clientWindow).Sub(at))
		}
		return err
	})
}

// Forgive forgets the failures of logins, and those of the owner's address.
func (l *Limits) Forgive(ctx context.Context, tx *db.Tx, owner string, logins ...string) error {
	subjects := []any{l.subject(byOwner, owner)}
	for _, login := range append(logins, owner) {
		subjects = append(subjects, l.subject(byLogin, login))
	}
	var w db.Where
	w.In("subject", subjects...)
	where, args := w.SQL(1)
	if _, err := tx.Exec(ctx, `DELETE FROM account_failures WHERE `+where, args...); err != nil {
		return fmt.Errorf("forgive: %w", err)
	}
	return nil
}

// MayMail says whether one more link may be sent to an address, and counts it. Only jobs ask, and administrators. No sixty minutes have more than
// MailsPerHour of them, wherever they begin (C002): each link that was sent has a row with its instant, which the next one after an hour takes. The last of
// them are for a proven asker: who is signed in, or holds a link that came to the mailbox. A mail without a link takes the place of none.
func (l *Limits) MayMail(ctx context.Context, tx *db.Tx, address string, proven, linkless bool) (bool, error) {
	if linkless {
		c, err := count(ctx, tx, byTold, l.subject(byTold, address), 1, tx.Now())
		return err == nil && c.n <= toldPerHour, err
	}
	free, err := l.unsent(ctx, tx, address)
	if err != nil || len(free) == 0 || !proven && len(free) <= MailsPerHour-mailsForAnybody {
		return false, err
	}
	_, err = count(ctx, tx, byMail, free[0], 1, tx.Now())
	return err == nil, err
}

// Left refuses where no more links go to an address within the hour: for who may know it.
func (l *Limits) Left(ctx context.Context, tx *db.Tx, address string) error {
	free, err := l.unsent(ctx, tx, address)
	if err == nil && len(free) == 0 {
		err = &apperr.Error{Kind: apperr.TooMany, Msg: i18n.M(msg.ErrorTooManyMails, "n", MailsPerHour)}
	}
	return err
}

// unsent are the rows of the links that may still be sent to an address. Whoever asks meanwhile waits until the transaction ends.
func (l *Limits) unsent(ctx context.Context, tx *db.Tx, address string) ([]string, error) {
	if _, err := count(ctx, tx, byMail, l.subject(byMail, address), 0, tx.Now()); err != nil { // is held
		return nil, err
	}
	var all []string
	for i := range MailsPerHour {
		all = append(all, l.subject(byMail, address+" "+strconv.Itoa(i)))
	}
	var w db.Where
	w.In("subject", db.Any(all)...)
	w.And("since > ?", tx.Now().Add(-byMail.window))
	where, args := w.SQL(1)
	sent, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT subject FROM account_failures WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("links sent: %w", err)
	}
	return slices.DeleteFunc(all, func(s string) bool { return slices.Contains(sent, s) }), nil
}

// TooMany refuses a try, and says when one will do.
func TooMany(k i18n.Key, wait time.Duration) error {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return &apperr.Error{Kind: apperr.TooMany, Msg: i18n.M(k, "minutes", minutes), RetryAfter: wait}
}

// Client is a client's network as MayTellStranger counts it, which nobody can read.
func (l *Limits) Client(from string) string {
	if from == "" {
		return ""
	}
	return l.subject(byStrangerClient, from)
}

// MayTellStranger says whether an address without an account may be written to because somebody of a client asked, and counts it: a
// mailbox once a day, whatever stands behind a + in its name.
func (l *Limits) MayTellStranger(ctx context.Context, tx *db.Tx, address, client string) (bool, error) {
	box, domain, _ := strings.Cut(address, "@")
	box, _, _ = strings.Cut(box, "+")
	for _, x := range []struct {
		by      limit
		subject string
		most    int
	}{
		{byStranger, l.subject(byStranger, strings.ToLower(box+"@"+domain)), strangersByBox},
		{byStrangerClient, client, strangersByClient},
		{byStrangers, l.subject(byStrangers, ""), strangersInAll},
	} {
		if x.subject == "" {
			continue
		}
		if c, err := count(ctx, tx, x.by, x.subject, 1, tx.Now()); err != nil || c.n > x.most {
			return false, err
		}
	}
	return true, nil
}
