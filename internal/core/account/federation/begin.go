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
	Account  string // of who was signed in when it began; empty: nobody was
	Back     string // the page to go on to
}

// Begin is the provider's address where signing in begins, and what the browser must bring back. Who is signed in goes there to link
// what they come back with.
func (s *Service) Begin(ctx context.Context, who access.Actor, key, back string) (address, keep string, err error) {
	p, err := s.provider(ctx, key)
	if err != nil {
		return "", "", err
	}
	t := trip{Trip: oidc.NewTrip(), Provider: key, Account: who.ID, Back: back}
	if address, err = p.Begin(ctx, t.Trip, s.back(key), false); err != nil {
		return "", "", s.said(ctx, p, err)
	}
	keep, err = s.o.Box.Put(placeTrip, s.o.Clock.Now().Add(tripLife), t)
	return address, keep, err
}

// Back is the page that a trip leads on to, as far as the browser still knows: for who wants to try again.
func (s *Service) Back(keep string) string {
	var t trip
	if s.o.Box.Get(placeTrip, keep, s.o.Clock.Now(), &t) {
		return t.Back
	}
	return ""
}
