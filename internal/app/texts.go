package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"preau/internal/casework/mandate"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/sms"
)

// The ways of texts, by which receipts find theirs.
const (
	wayGiven   = "given" // that the program was started with
	wayGateway = "gateway"
	waySMPP    = "smpp"
)

// texts is how SMS go out, as the settings name it at that moment.
type texts struct {
	a     *App
	given sms.Transport
	clock clock.Clock
	log   *slog.Logger
	line  sms.Line
	hash  func(string) string
	keyed bool // what earlier releases kept of a centre's texts
}

func (x *texts) way(ctx context.Context) (mandate.Way, error) {
	if x.given != nil {
		return mandate.Way{Name: wayGiven, Transport: x.given}, nil
	}
	s, err := x.a.Instance.OutgoingTexts(ctx)
	if err != nil {
		return mandate.Way{}, err
	}
	switch s.Way {
	case instance.TextsGateway:
		g, err := sms.NewGateway(sms.GatewayOptions{URL: s.Address, Token: s.Password, Secret: s.Secret, Clock: x.clock})
		return mandate.Way{Name: wayGateway, From: s.From, Transport: g}, err
	case instance.TextsSMPP:
		return mandate.Way{Name: waySMPP, From: s.From, Transport: &x.line}, nil
	case instance.NoTexts:
	}
	return mandate.Way{}, mandate.ErrNoWay
}

// run keeps the line to a message centre up, where the settings name one.
func (x *texts) run(ctx context.Context) {
	x.line.Run(ctx, func(ctx context.Context) (sms.SMPPOptions, bool) {
		s, err := x.a.Instance.OutgoingTexts(ctx)
		if err != nil || x.given != nil || s.Way != instance.TextsSMPP {
			return sms.SMPPOptions{}, false
		}
		if !x.keyed {
			if err := x.a.Casework.Mandates.KeyEvents(ctx, waySMPP); err != nil {
				x.log.Warn("message centre", "error", err)
				return sms.SMPPOptions{}, false
			}
			x.keyed = true
		}
		return x.centre(s), true
	}, func(err error) { x.log.Warn("message centre", "error", err) })
}

// centre is the message centre of some settings.
func (x *texts) centre(s instance.Texts) sms.SMPPOptions {
	return sms.SMPPOptions{Address: s.Address, TLS: s.TLS, SystemID: s.User, Password: s.Password, Phone: x.phone, Clock: x.clock, Hash: x.hash, Heard: x.heard, Take: x.take(waySMPP)}
}

// heard is what the machines know together of texts that nothing tells apart.
func (x *texts) heard(ctx context.Context, id, machine string) (bool, error) {
	alone := false
	err := x.a.db.InTx(ctx, func(tx *db.Tx) error {
		var err error
		alone, err = sms.Heard(ctx, tx, id, machine)
		return err
	})
	return alone, err
}

// try sends one text by the settings that are saved: one to a message centre waits until the line is bound to it and to no other.
func (x *texts) try(ctx context.Context, way mandate.Way, m sms.Message) (sms.Sent, error) {
	if way.Name == waySMPP {
		s, err := x.a.Instance.OutgoingTexts(ctx)
		if err != nil || !x.line.Serves(x.centre(s)) {
			return sms.Sent{Outcome: sms.Deferred, Detail: "not bound"}, errors.Join(err, errNotBound)
		}
	}
	return way.Send(ctx, m)
}

// errNotBound is why a text cannot even be tried: the line goes to another centre, or to none.
var errNotBound = errors.New("not bound")

// hook takes what a gateway told, as long as its secret is set: also when texts go another way by now, or none, for a mandate that was given by one
// may be taken back until its end. ErrNoWay without a secret.
func (x *texts) hook(ctx context.Context) (string, func(context.Context, sms.Event) error, error) {
	s, err := x.a.Instance.OutgoingTexts(ctx)
	if err != nil || s.Secret == "" {
		return "", nil, errors.Join(err, mandate.ErrNoWay)
	}
	return s.Secret, x.take(wayGateway), nil
}

// take gives what came by a way to those whom it may concern. A sender is written as whoever typed that number was read, so that
// both are found by one hash: a centre in Saint-Denis may say 0262… or +2620262….
func (x *texts) take(way string) func(context.Context, sms.Event) error {
	return func(ctx context.Context, e sms.Event) error {
		if e.Incoming != nil {
			in := *e.Incoming
			if from, ok := x.phone(in.From); ok {
				in.From = from
			}
			e.Incoming = &in
		}
		return x.a.Casework.Mandates.Take(ctx, way, e)
	}
}

// phone reads a number as the platform's country dials it.
func (x *texts) phone(typed string) (string, bool) {
	n, fault := registers.ParsePhone(typed, x.a.country())
	return string(n), fault.OK()
}

// boundWithin is how long a trial waits for a message centre that the settings have just named.
const boundWithin = 12 * time.Second

// sendText sends one SMS for « envoyer un SMS d'essai », outside the outbox.
func (a *App) sendText(ctx context.Context, phone, text string) (instance.TextOutcome, string) {
	way, err := a.texts.way(ctx)
	if err != nil {
		return instance.TextDeferred, err.Error()
	}
	m := sms.Message{ID: id.New(), From: way.From, To: phone, Text: text}
	ctx, cancel := context.WithTimeout(ctx, boundWithin)
	defer cancel()
	for {
		sent, err := a.texts.try(ctx, way, m)
		if err == nil || sent.Outcome != sms.Deferred || way.Name != waySMPP {
			return instance.TextOutcome(sent.Outcome.String()), sent.Detail
		}
		select {
		case <-ctx.Done():
			return instance.TextDeferred, sent.Detail
		case <-time.After(boundWithin / 24):
		}
	}
}

// TakeText takes what came by the way that the program was started with: the demonstration's telephones.
func (a *App) TakeText(ctx context.Context, e sms.Event) error {
	return a.Casework.Mandates.Take(ctx, wayGiven, e)
}
