// Package oidc speaks OpenID Connect with the providers of identity that an operator named: the code flow with PKCE, and nothing else.
//
// A provider is asked what it is at its first use and once an hour then, never at start, so that one that is down stops nobody but who
// comes by it. Its keys are fetched again when a token names one that is not known. What it answers is believed only once it was
// verified: signature, issuer, audience, times, nonce and level.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	patience  = 8 * time.Second  // for one answer
	skew      = 2 * time.Minute  // between the provider's clock and ours
	keepsFor  = time.Hour        // what a provider says of itself
	notBefore = 10 * time.Second // is one that was down asked again
	mostBytes = 1 << 20          // of an answer
)

// Provider is one provider.
type Provider struct {
	s      Settings
	now    func() time.Time
	client *http.Client

	mu     sync.Mutex
	found  *found
	downAt time.Time
	down   error
}

// found is what a provider says of itself.
type found struct {
	*goidc.Provider
	End      string   `json:"end_session_endpoint"`
	Keys     string   `json:"jwks_uri"`
	Ways     []string `json:"token_endpoint_auth_methods_supported"`
	verifier *goidc.IDTokenVerifier
	at       time.Time
}

// New makes a provider of checked settings. now tells the time by which tokens expire.
func New(s Settings, now func() time.Time) *Provider {
	return &Provider{s: s, now: now, client: &http.Client{
		Timeout: patience, Transport: limited{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // what is sent is for the address that was named
	}}
}

// Settings are what the operator named.
func (p *Provider) Settings() Settings { return p.s }

// limited reads no more of an answer than one can be long.
type limited struct{ http.RoundTripper }

type shortBody struct {
	io.Reader
	io.Closer
}

// RoundTrip cuts what is too long, which then reads as broken.
func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = shortBody{io.LimitReader(res.Body, mostBytes), res.Body}
	return res, nil
}

// discover asks the provider what it is. One caller asks, others wait for its answer; while a provider does not answer, whoever comes
// in the next seconds is told at once.
func (p *Provider) discover(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	switch {
	case p.found != nil && now.Sub(p.found.at) < keepsFor:
		return p.found, nil
	case p.down != nil && now.Sub(p.downAt) < notBefore:
		return p.lastKnown()
	}
	f, err := p.ask(ctx, now)
	if err != nil {
		p.down, p.downAt = &Error{Why: Down, Err: fmt.Errorf("discover %s: %w", p.s.Key, err)}, now
		if ctx.Err() != nil { // the visitor left: that says nothing of the provider
			err, p.down = p.down, nil
			return nil, err
		}
		return p.lastKnown()
	}
	p.found, p.down = f, nil
	return f, nil
}

// lastKnown is what the provider said before it was down: perhaps only that page of it is.
func (p *Provider) lastKnown() (*found, error) {
	if p.found != nil {
		return p.found, nil
	}
	return nil, p.down
}

var errHalf = errors.New("names no address to sign in at, or none of tokens")

func (p *Provider) ask(ctx context.Context, now time.Time) (*found, error) {
	provider, err := goidc.NewProvider(goidc.ClientContext(ctx, p.client), p.s.Issuer)
	if err != nil {
		return nil, err
	}
	f := &found{Provider: provider, at: now}
	if err := provider.Claims(f); err != nil {
		return nil, err
	}
	if e := provider.Endpoint(); e.AuthURL == "" || e.TokenURL == "" {
		return nil, errHalf
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	f.verifier = provider.Verifier(&goidc.Config{ClientID: p.s.ClientID, Now: func() time.Time { return p.now().Add(-skew) }})
	if p.found != nil && p.found.Endpoint() == f.Endpoint() && p.found.Keys == f.Keys {
		f.verifier, f.Provider = p.found.verifier, p.found.Provider // its keys are there already
	}
	return f, nil
}

// check refuses a provider that would be spoken to in the clear, over any of its addresses that are used here.
func (f *found) check() error {
	e := f.Endpoint()
	var faults []error
	for _, x := range []struct{ name, address string }{
		{"authorization_endpoint", e.AuthURL}, {"token_endpoint", e.TokenURL}, {"jwks_uri", f.Keys}, {"userinfo_endpoint", f.UserInfoEndpoint()}, {"end_session_endpoint", f.End},
	} {
		if x.address != "" {
			faults = append(faults, checkEndpoint(x.name, x.address))
		}
	}
	return errors.Join(faults...)
}

// config is the provider as oauth2 calls it. The client's secret goes into the form where the provider takes it there: ProConnect asks
// for that, and a name with a colon would be read wrongly in a header.
func (p *Provider) config(f *found, back string) *oauth2.Config {
	e := f.Endpoint()
	e.AuthStyle = oauth2.AuthStyleInHeader
	if p.s.Kind == ProConnect || slices.Contains(f.Ways, "client_secret_post") {
		e.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{ClientID: p.s.ClientID, ClientSecret: p.s.Secret.Reveal(), Endpoint: e, RedirectURL: back, Scopes: p.scopes()}
}

// scopes are what is asked of the provider: who it is, their names and address; of ProConnect their establishment, too.
func (p *Provider) scopes() []string {
	if p.s.Kind == ProConnect {
		return []string{goidc.ScopeOpenID, "given_name", "usual_name", "email", "uid", "siret", "idp_id"}
	}
	return []string{goidc.ScopeOpenID, goidc.ScopeProfile, goidc.ScopeEmail}
}
