package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
	"preau/internal/kit/outbound"
)

type deliverArgs struct {
	ID string `json:"id"`
}

// gone is the status by which a program says that it wants nothing more.
const gone = 410

// Why there was no answer.
const (
	WhyInside  = "inside"  // the address is none that may be reached
	WhyPlain   = "plain"   // http, outside of the networks that the operator named
	WhyName    = "name"    // nobody knows the host
	WhyTime    = "time"    // it took too long
	WhyTLS     = "tls"     // its certificate is not to be believed, or what it speaks is no TLS
	WhyRefused = "refused" // no connection

	WhyRestored = "restored" // it was not sent: the platform was restored from a copy in which it waited
)

// secretOf is the secret of a generation, as Standard Webhooks writes them. It is made of the instance's key, and lies nowhere.
func (s *Service) secretOf(e Endpoint, generation int64) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(s.o.Secret("webhook " + e.ID + " " + strconv.FormatInt(generation, 10)))
	if err != nil {
		panic(err) // a secret is always that
	}
	return raw
}

// written is a secret as other programs take it.
func written(secret []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(secret) }

// body is what is posted.
func (s *Service) body(d Delivery) ([]byte, error) {
	type data struct {
		ID  string `json:"id,omitempty"`
		URL string `json:"url"`
	}
	return json.Marshal(struct {
		Type      string `json:"type"`
		Timestamp string `json:"timestamp"`
		Data      data   `json:"data"`
	}{d.Kind, d.HappenedAt.UTC().Format(time.RFC3339), data{d.Object, s.o.BaseURL + d.Path}})
}

// sign is the header webhook-signature: by the secret, and for a day by the one before.
func (s *Service) sign(e Endpoint, id, timestamp string, body []byte, at time.Time) string {
	signed := func(generation int64) string {
		m := hmac.New(sha256.New, s.secretOf(e, generation))
		_, _ = fmt.Fprintf(m, "%s.%s.%s", id, timestamp, body) // a hash takes everything
		return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
	}
	out := signed(e.Generation)
	if at.Before(e.OldUntil) {
		out += " " + signed(e.Generation-1)
	}
	return out
}

// deliver posts one delivery. No transaction is open while it does. What was sent by a node that died meanwhile is sent again, under its id.
func (s *Service) deliver(ctx context.Context, j jobs.Job, args deliverArgs) error {
	var d Delivery
	var e Endpoint
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		ds, err := deliveries(ctx, tx, `id = $1 AND state = 'waiting'`, args.ID)
		if err != nil || len(ds) == 0 {
			return err
		}
		d = ds[0]
		all, err := endpoints(ctx, tx, `id = $1`, d.EndpointID)
		if err == nil && len(all) > 0 {
			e = all[0]
		}
		return err
	})
	if err != nil || e.ID == "" { // it was removed, or swept
		return err
	}
	slots := s.slots
	if !e.FailingAt.IsZero() {
		slots = s.failing
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	default:
		return jobs.Later(s.o.Clock.Now().Add(moment))
	}
	d.Tries, d.TriedAt = d.Tries+1, s.o.Clock.Now()
	if !moves.May(Replay, e.State, by{Administrator}, matter{e, d.Kind}) {
		d.State, d.Tries = Failed, d.Tries-1
		d.unmissed(e)
		return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return saveTry(ctx, tx, d) })
	}
	d.Status, d.Why, err = s.post(ctx, e, d)
	if ctx.Err() != nil { // this node stops: it was no fault of the address
		return ctx.Err()
	}
	if err != nil {
		s.o.Log.InfoContext(ctx, "a webhook was not taken", "webhook", e.Number, "status", d.Status, "why", d.Why, "try", d.Tries)
	}
	switch {
	case err == nil:
		d.State = Delivered
	case j.Attempt >= j.MaxAttempts || d.Status == gone:
		d.State = Failed
		d.unmissed(e)
	}
	if saving := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.tried(ctx, tx, d) }); saving != nil {
		return saving
	}
	if d.State != Waiting { // listed as failed, where it can be sent again: no dead job beside
		return nil
	}
	return err
}

// unmissed settles what failed and nobody misses: a trial, whose maker sees it, and what the address is told of no more.
func (d *Delivery) unmissed(e Endpoint) {
	if d.Kind == Ping || !e.Wants(d.Kind) {
		d.SettledAt = d.TriedAt
	}
}

// post posts it, and says what came back.
func (s *Service) post(ctx context.Context, e Endpoint, d Delivery) (status int, why string, err error) {
	body, err := s.body(d)
	if err != nil {
		return 0, WhyRefused, err
	}
	now := s.o.Clock.Now()
	timestamp := strconv.FormatInt(now.Unix(), 10)
	status, err = s.o.Poster.Post(ctx, e.URL, map[string]string{
		"User-Agent": "Preau-Webhooks/1", "Webhook-Id": d.Event, "Webhook-Timestamp": timestamp, "Webhook-Signature": s.sign(e, d.Event, timestamp, body, now),
	}, body)
	if err != nil {
		return 0, whyOf(err), errors.New("no answer: " + whyOf(err)) // not the library's words, which name the address
	}
	if status/100 != 2 {
		return status, "", fmt.Errorf("answered %d", status)
	}
	return status, "", nil
}

func whyOf(err error) string {
	var dns *net.DNSError
	var wait net.Error
	var op *net.OpError
	switch {
	case errors.Is(err, outbound.ErrInside):
		return WhyInside
	case errors.Is(err, outbound.ErrPlain):
		return WhyPlain
	case errors.As(err, &dns):
		return WhyName
	case errors.As(err, &wait) && wait.Timeout():
		return WhyTime
	case errors.As(err, &op):
		return WhyRefused
	}
	return WhyTLS
}

// tried notes what came of a try, and disables an address at which nothing has arrived for days, or that says it is gone. A message that had all
// its tries must have failed: where little is sent, one lost long ago and a receiver that is started anew are no reason.
func (s *Service) tried(ctx context.Context, tx *db.Tx, d Delivery) error {
	if err := saveTry(ctx, tx, d); err != nil {
		return err
	}
	if d.State == Delivered {
		return noteFailing(ctx, tx, d.EndpointID, true)
	}
	if err := noteFailing(ctx, tx, d.EndpointID, false); err != nil {
		return err
	}
	all, err := endpoints(ctx, tx, `id = $1`, d.EndpointID)
	if err != nil || len(all) == 0 {
		return err
	}
	e := all[0]
	if e.FailingAt.IsZero() || d.State != Failed || d.Status != gone && tx.Now().Sub(e.FailingAt) < tiredAfter || !moves.May(Tire, e.State, by{Program}, matter{e, ""}) {
		return nil
	}
	from := e.State
	if e.State, err = moves.Next(Tire, e.State, by{Program}, matter{e, ""}); err != nil {
		return err
	}
	e.StateAt, e.Tired = tx.Now(), true
	if err := saveEndpoint(ctx, tx, &e); err != nil {
		return err
	}
	if err := write(ctx, tx, access.ByProgram("Préau", tx.Now()), e, Tire, from); err != nil {
		return err
	}
	return s.tellTired(ctx, tx, e)
}

// sweep forgets what was sent long ago, and addresses that were removed.
func (s *Service) sweep(ctx context.Context, at time.Time) error {
	if err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return forgetRemoved(ctx, tx, at.Add(-removedFor)) }); err != nil {
		return err
	}
	for {
		n := int64(0)
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			var err error
			n, err = tx.Exec(ctx, `DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE added_at < $1 ORDER BY added_at LIMIT 500)`, at.Add(-keepFor))
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
