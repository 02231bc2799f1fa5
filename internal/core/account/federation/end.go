package federation

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/oidc"
)

// ending is what the browser keeps to end its session at the provider.
type ending struct {
	Provider string
	Issuer   string // of the token, which names a person: no other is shown it
	IDToken  string
	Session  string // of this site that came of it; empty while the identity waits to be linked
}

// of says whether the token is a provider's: its key may lead to another since. Those sealed by versions before name no issuer.
func (e ending) of(p oidc.Settings) bool {
	return p.Key == e.Provider && (p.Issuer == e.Issuer || e.Issuer == "")
}

// ends seals it; nothing when the provider's token is longer than a cookie may be: the person then stays signed in there, as before.
func (s *Service) ends(key string, p oidc.Person, session string) string {
	out, err := s.o.Box.Put(placeEnds, time.Time{}, ending{Provider: key, Issuer: p.Issuer, IDToken: p.IDToken, Session: session})
	if err != nil {
		return ""
	}
	return out
}

// Bound is what the browser keeps to sign out at the provider, once the identity that waited was linked: it belongs to that session. Empty:
// there was nothing, or it is another's.
func (s *Service) Bound(keep, session string) string {
	var e ending
	if !s.o.Box.Get(placeEnds, keep, s.o.Clock.Now(), &e) || e.Session != "" {
		return ""
	}
	e.Session = session
	out, err := s.o.Box.Put(placeEnds, time.Time{}, e)
	if err != nil { // too long for a cookie by now: the person stays signed in there
		return ""
	}
	return out
}

// Began says whether a session came of the provider at which the browser still has one: on a shared computer it may be somebody else's.
func (s *Service) Began(keep, session string) bool {
	var e ending
	return s.o.Box.Get(placeEnds, keep, s.o.Clock.Now(), &e) && session != "" && e.Session == session
}

// Ending is the provider at which the browser still has a session that began here; false: none.
func (s *Service) Ending(keep string) (Provider, bool) {
	var e ending
	if !s.o.Box.Get(placeEnds, keep, s.o.Clock.Now(), &e) {
		return Provider{}, false
	}
	for _, p := range s.providers {
		if x := p.Settings(); e.of(x) {
			return Provider{Key: x.Key, Name: x.Name, ProConnect: x.Kind == oidc.ProConnect}, true
		}
	}
	return Provider{}, false
}

// End is the provider's address where the session there ends, and what the browser must bring back; empty where the provider has none.
func (s *Service) End(ctx context.Context, keep string) (address, out string, err error) {
	var e ending
	if !s.o.Box.Get(placeEnds, keep, s.o.Clock.Now(), &e) {
		return "", "", nil
	}
	for _, p := range s.providers {
		if !e.of(p.Settings()) {
			continue
		}
		state := rand.Text() + rand.Text()
		if address, err = p.End(ctx, e.IDToken, state, s.o.BaseURL+EndPath+"/retour"); err != nil {
			return "", "", s.said(ctx, p, err)
		}
		out, err = s.o.Box.Put(placeOut, s.o.Clock.Now().Add(tripLife), state)
		return address, out, err
	}
	return "", "", apperr.NotFoundErr()
}

// Ended says whether the provider led back from the end that this browser asked for.
func (s *Service) Ended(out, state string) bool {
	var asked string
	return s.o.Box.Get(placeOut, out, s.o.Clock.Now(), &asked) && subtle.ConstantTimeCompare([]byte(asked), []byte(state)) == 1
}
