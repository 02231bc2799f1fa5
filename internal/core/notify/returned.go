package notify

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// Way is how news of a mail came in.
type Way string

// The ways.
const (
	ByMail Way = "mail" // a report that came to the return address
	ByHook Way = "hook" // an event of the service through which mails are sent
)

// Return is news of a mail that had gone out. The mail is named by its return address or its token, which prove that the
// news is of it, or by its Message-ID, which only a signed event may rely on.
type Return struct {
	Way       Way
	Event     string // tells repeats apart; empty: the same news of the same mail is a repeat
	Token     string // or the whole return address
	MessageID string
	News      mail.News
	Status    string
	OfAddress bool
	Detail    string
	Final     string // the address that it failed for, where it is told: one of several readers of a shared address, or where mail is passed on to
}

// Taken says what became of news.
type Taken string

// What may become of news. Nothing of a foreign one is kept: anybody can write to an address.
const (
	Noted   Taken = "noted"   // it is kept, and the mail is as before
	Moved   Taken = "moved"   // the mail is in another state, or says more than before
	Repeat  Taken = "repeat"  // it was known
	Foreign Taken = "foreign" // it is of no mail of this platform, or forged
)

// returnsKept is how long news is kept: longer than any server keeps trying, and than any service repeats its events.
const returnsKept = 90 * 24 * time.Hour

// TakeReport reads a mail that came to the return address, from the operator's mail server, and takes its news. at is the
// address that it came to, when the server says it; otherwise the report's own headers are asked.
func (s *Service) TakeReport(ctx context.Context, raw io.Reader, at string) (Taken, error) {
	r := mail.ReadReport(raw)
	for _, to := range append([]string{at}, r.To...) {
		if _, ok := s.links.returned(to); ok {
			return s.TakeReturn(ctx, Return{Way: ByMail, Token: to, News: r.News, Status: r.Status, OfAddress: r.OfAddress, Detail: r.Detail, Final: r.Final})
		}
	}
	s.o.Log.Warn("a mail came to the return address without a valid token", "news", string(r.News))
	return Foreign, nil
}

// errMovedMeanwhile is that the mail's own dialogue ended in the same instant.
var errMovedMeanwhile = errors.New("the mail moved meanwhile")

// TakeReturn takes news of a mail, once. A mail that comes back is bounced, whether its dialogue had been recorded or not;
// when that was for its address, the address counts as refused. A complaint switches its kind off for its reader, as the
// link in the mail does.
func (s *Service) TakeReturn(ctx context.Context, r Return) (Taken, error) {
	id := s.mailOf(r)
	if id == "" {
		return Foreign, nil
	}
	if r.Event == "" {
		r.Event = id + "/" + string(r.News) + "/" + r.Status
	}
	r.Detail = mail.OneLine(r.Detail)
	var taken Taken
	var err error
	for range 3 {
		err = s.db.InTx(ctx, func(tx *db.Tx) error {
			taken, err = s.take(ctx, tx, id, r)
			return err
		})
		if !errors.Is(err, errMovedMeanwhile) {
			break
		}
	}
	if err == nil && taken == Moved && r.News == mail.Bounced {
		s.o.Watch(string(Bounced))
	}
	if errors.Is(err, errMovedMeanwhile) {
		err = &apperr.Error{Kind: apperr.Unavailable, RetryAfter: time.Minute, Err: err}
	}
	return taken, err
}

// mailOf is the id of the mail that news is of, as far as it can be told without the database.
func (s *Service) mailOf(r Return) string {
	if r.Token != "" {
		if id, ok := s.links.returned(r.Token); ok {
			return id
		}
	}
	if r.Way != ByHook {
		return ""
	}
	id, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(r.MessageID), "<>"), "@")
	if s.links.returnToken(id) == "" { // another program's: it may hold anything
		return ""
	}
	return id
}

func (s *Service) take(ctx context.Context, tx *db.Tx, mailID string, r Return) (Taken, error) {
	o, err := mailByID(ctx, tx, mailID)
	if errors.Is(err, db.ErrNone) {
		return Foreign, nil
	}
	if err != nil {
		return Foreign, err
	}
	if r.Way == ByHook && r.Token == "" {
		o.messageID = s.messageID(o) // not written down yet of what was held back before its first try
		if o.messageID != strings.Trim(strings.TrimSpace(r.MessageID), "<>") {
			return Foreign, nil
		}
		if o, err = newestOf(ctx, tx, o); err != nil {
			return Foreign, err
		}
	}
	first, err := insertReturn(ctx, tx, o.ID, r)
	if err != nil || !first {
		return Repeat, err
	}
	do, moves := map[mail.News]Act{mail.Bounced: Bounce, mail.Delivered: Confirm, mail.Complained: Complain}[r.News]
	if !moves || !o.may(do) {
		return Noted, nil
	}
	return Moved, s.moveBy(ctx, tx, o, do, r)
}

// newestOf is the last mail that went out with the Message-ID of another, of which news that names nothing else is: what is said of one
// copy of several is taken to be said of the last.
func newestOf(ctx context.Context, tx *db.Tx, o outgoing) (outgoing, error) {
	all, err := db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails WHERE object_kind = $1 AND object_id = $2 AND kind = $3 AND message_id = $4 AND tries > 0
		ORDER BY queued_at DESC, id DESC LIMIT 1`, o.Object.Kind, o.Object.ID, o.Kind, o.messageID)
	if err != nil || len(all) == 0 {
		return o, err
	}
	return all[0], nil
}

func (s *Service) moveBy(ctx context.Context, tx *db.Tx, o outgoing, do Act, r Return) error {
	e := ending{detail: o.Detail}
	if do == Bounce {
		e = ending{detail: r.Detail, address: r.OfAddress}
		s.o.Log.Warn("mail came back", "mail", o.ID, "kind", o.Kind, "status", r.Status, "address", r.OfAddress)
	}
	next, err := o.moved(do, e, tx.Now())
	if err != nil {
		return err
	}
	saved, err := saveMail(ctx, tx, o, next)
	switch {
	case err != nil:
		return err
	case !saved:
		return errMovedMeanwhile
	case do == Bounce:
		other := r.Way == ByHook && r.Token == "" && o.copied() // of which copy, its Message-ID does not say
		next.Elsewhere = other || r.Final != "" && fold(r.Final) != fold(o.To.Address)
		return s.tellLost(ctx, tx, next.Entry)
	}
	if next.State != o.State { // somebody has it, whose server's answer was not heard
		if err := s.tellSent(ctx, tx, next.Entry); err != nil {
			return err
		}
	}
	if do == Complain {
		return s.unwanted(ctx, tx, next)
	}
	return nil
}

// unwanted switches off what its reader called unwanted. What always comes, or goes to nobody's account, is only noted.
func (s *Service) unwanted(ctx context.Context, tx *db.Tx, o outgoing) error {
	if o.To.AccountID == "" || !s.canStop(o.Kind) {
		return nil
	}
	owner := access.Actor{ID: o.To.AccountID, Name: o.To.Name, At: tx.Now()}
	return s.stop(ctx, tx, owner, actComplain, o.Kind)
}
