package webhook

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/webhook/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/outbound"
)

// The names of the form's fields.
const (
	FieldURL    = "url"
	FieldEvents = "faits"
)

// MaxURL is the longest address, in characters; mostEndpoints is how many there may be.
const (
	MaxURL        = 500
	mostEndpoints = 20
)

// Wish is what a form asks.
type Wish struct {
	URL    string
	Events []string
}

// Allow says whether who may deal with webhooks: to others they do not exist.
func Allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}

// Make adds an address. It is told from now on. first is false where the same form was sent before: its secret was shown then.
func (s *Service) Make(ctx context.Context, who access.Actor, w Wish) (number int64, first bool, err error) {
	if err := Allow(who); err != nil {
		return 0, false, err
	}
	if err := s.check(&w); err != nil {
		return 0, false, err
	}
	number, err = db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		first = true
		all, err := endpoints(ctx, tx, `1 = 1`)
		if err != nil {
			return 0, err
		}
		if len(all) >= mostEndpoints {
			return 0, apperr.ConflictErr(i18n.M(msg.TooMany, "max", mostEndpoints))
		}
		e := Endpoint{ID: id.New(), URL: w.URL, Events: w.Events}
		if err := insertEndpoint(ctx, tx, &e); err != nil {
			return 0, err
		}
		return e.Number, write(ctx, tx, who, e, "make", "")
	})
	return number, first, err
}

// Change changes the address or the kinds of the version that was seen. What has failed of kinds that it is told of no more is missing no more:
// it gives how many messages that were.
func (s *Service) Change(ctx context.Context, who access.Actor, number, seen int64, w Wish) (dropped int, err error) {
	if err := Allow(who); err != nil {
		return 0, err
	}
	if err := s.check(&w); err != nil {
		return 0, err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (n int, err error) {
		err = s.acts(ctx, tx, who, number, Change, func(tx *db.Tx, e *Endpoint) error {
			if e.Version != seen {
				return apperr.ConflictErr(i18n.M(msg.Conflict))
			}
			if e.URL != w.URL {
				e.FailingAt = time.Time{} // nothing failed at the new one yet
			}
			e.URL, e.Events = w.URL, w.Events
			n, err = unmiss(ctx, tx, *e)
			return err
		})
		return n, err
	})
}

// act does one act of the table with an address, with its line in the history.
func (s *Service) act(ctx context.Context, who access.Actor, number int64, do Act, then func(*db.Tx, *Endpoint) error) error {
	if err := Allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { return s.acts(ctx, tx, who, number, do, then) })
}

func (s *Service) acts(ctx context.Context, tx *db.Tx, who access.Actor, number int64, do Act, then func(*db.Tx, *Endpoint) error) error {
	e, err := byNumber(ctx, tx, number)
	if err != nil {
		return err
	}
	from := e.State
	to, err := moves.Next(do, e.State, by{Administrator}, matter{e, ""})
	if apperr.Is(err, apperr.Conflict) {
		err = apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	if err != nil {
		return err
	}
	if to != e.State {
		e.State, e.StateAt, e.Tired = to, tx.Now(), false
	}
	if err := then(tx, &e); err != nil {
		return err
	}
	if !slices.Contains([]Act{Try, Replay, ReplayMissed, LetGo, Remove}, do) {
		if err := saveEndpoint(ctx, tx, &e); err != nil {
			return err
		}
	}
	return write(ctx, tx, who, e, do, from)
}

// write adds a line to the history of an address.
func write(ctx context.Context, tx *db.Tx, who access.Actor, e Endpoint, do Act, from State) error {
	l := history.Line{Object: history.Object{Kind: "webhook", ID: e.ID}, Act: "webhook." + string(do), Data: map[string]string{"number": strconv.FormatInt(e.Number, 10), "url": e.URL, "events": strings.Join(e.Events, " ")}}
	if from != e.State {
		l.From, l.To = string(from), string(e.State)
	}
	return history.Write(ctx, tx, who, l)
}

// check brings what was typed to the form in which it is kept, and names all faults at once.
func (s *Service) check(w *Wish) error {
	var f apperr.Faults
	u, err := url.Parse(strings.TrimSpace(w.URL))
	switch {
	case err != nil || u.Host == "" || len(w.URL) > MaxURL:
		f.Add(FieldURL, msg.FaultUrl, "max", MaxURL)
	case u.User != nil:
		f.Add(FieldURL, msg.FaultUser)
	case u.Scheme != "https" && (u.Scheme != "http" || !s.o.Plain):
		f.Add(FieldURL, msg.FaultHttps)
	default:
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !outbound.Public(a) && !s.o.Plain {
			f.Add(FieldURL, msg.FaultInside)
		}
		u.Fragment = ""
		w.URL = u.String()
	}
	w.Events = slices.Compact(slices.Sorted(slices.Values(w.Events)))
	known := func(k string) bool { return slices.ContainsFunc(s.o.Facts, func(x Fact) bool { return x.Kind == k }) }
	if len(w.Events) == 0 || slices.ContainsFunc(w.Events, func(k string) bool { return !known(k) }) {
		f.Add(FieldEvents, msg.FaultEvents)
	}
	return f.Err()
}
