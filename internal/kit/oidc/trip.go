package oidc

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Trip is one way to the provider and back: what the browser that began it alone holds.
type Trip struct {
	State    string
	Nonce    string
	Verifier string // of PKCE

	// Since is when it began, if the person must sign in at the provider again, however lately they did; zero: they need not.
	Since time.Time `json:",omitzero"`
}

// NewTrip draws a trip.
func NewTrip() Trip {
	return Trip{State: rand.Text() + rand.Text(), Nonce: rand.Text() + rand.Text(), Verifier: oauth2.GenerateVerifier()}
}

// Begin is the provider's address where a trip begins, that leads back to an address of ours.
func (p *Provider) Begin(ctx context.Context, t Trip, back string) (string, error) {
	f, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	o := []oauth2.AuthCodeOption{goidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)}
	if len(p.s.Levels) > 0 {
		o = append(o, oauth2.SetAuthURLParam("acr_values", strings.Join(p.s.Levels, " ")))
	}
	if claims, err := p.claims(t); err != nil {
		return "", err
	} else if claims != "" {
		o = append(o, oauth2.SetAuthURLParam("claims", claims))
	}
	if !t.Since.IsZero() {
		o = append(o, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.config(f, back).AuthCodeURL(t.State, o...), nil
}

// claims insist on the levels: acr_values alone are a wish, after which ProConnect lets anybody come back.
func (p *Provider) claims(t Trip) (string, error) {
	type member struct {
		Essential bool     `json:"essential"`
		Values    []string `json:"values,omitempty"`
	}
	asked := map[string]member{}
	if len(p.s.Levels) > 0 {
		asked["acr"] = member{Essential: true, Values: p.s.Levels}
	}
	if !t.Since.IsZero() {
		asked["auth_time"] = member{Essential: true}
	}
	if p.s.Kind != ProConnect || len(asked) == 0 {
		return "", nil
	}
	out, err := json.Marshal(map[string]map[string]member{"id_token": asked})
	if err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	return string(out), nil
}

// End is the provider's address where the person's session there ends, that leads back to ours; empty when the provider has none.
func (p *Provider) End(ctx context.Context, idToken, state, back string) (string, error) {
	f, err := p.discover(ctx)
	if err != nil || f.End == "" {
		return "", err
	}
	u, err := url.Parse(f.End)
	if err != nil || u.Host == "" {
		return "", &Error{Why: Broken, Err: fmt.Errorf("end_session_endpoint %q: %w", f.End, err)}
	}
	q := u.Query()
	q.Set("id_token_hint", idToken)
	q.Set("state", state)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String(), nil
}
