package federation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/oidc"
)

// trip is what the browser keeps between leaving for the provider and coming back.
type trip struct {
	oidc.Trip
	Provider string
	Issuer   string // behind the provider's key then: its answer is for no other
	Account  string // of who was signed in when it began; empty: nobody was
	Back     string // the page to go on to
	Proves   bool   // who is signed in goes there to prove again who they are
}

// Begin is the provider's address where signing in begins, and what the browser must bring back. Who is signed in goes there to link
// what they come back with, or to prove again who they are.
func (s *Service) Begin(ctx context.Context, who access.Actor, key, back string, proves bool) (address, keep string, err error) {
	p, err := s.provider(ctx, key)
	if err != nil {
		return "", "", err
	}
	t := trip{Trip: oidc.NewTrip(), Provider: key, Issuer: p.Settings().Issuer, Account: who.ID, Back: back, Proves: proves && who.SignedIn()}
	if t.Proves {
		t.Since = s.o.Clock.Now()
	}
	if address, err = p.Begin(ctx, t.Trip, s.back(key)); err != nil {
		return "", "", s.said(ctx, p, err)
	}
	keep, err = s.o.Box.Put(placeTrip, s.o.Clock.Now().Add(tripLife), t)
	return address, keep, err
}

// Back is the page that a trip leads on to, and whether it was to prove again who somebody is, as far as the browser still knows: for who
// wants to try again.
func (s *Service) Back(keep string) (back string, proves bool) {
	var t trip
	if s.o.Box.Get(placeTrip, keep, s.o.Clock.Now(), &t) {
		return t.Back, t.Proves
	}
	return "", false
}

// Open refuses a provider that nobody comes by here, and says why.
func (s *Service) Open(ctx context.Context, key string) error {
	_, err := s.provider(ctx, key)
	return err
}
