package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Person is who a provider says came.
type Person struct {
	Issuer, Subject string // together they are the identity, nothing else is
	Email           string // empty when the provider does not vouch for it
	FirstName       string
	LastName        string
	Siret           string // of the establishment where they work, as ProConnect says; empty elsewhere
	Level           string // acr
	IDToken         string // to end the session at the provider
}

// Finish exchanges the code that a trip brought back, and believes what it says once it is verified.
func (p *Provider) Finish(ctx context.Context, t Trip, code, back string) (Person, error) {
	f, err := p.discover(ctx)
	if err != nil {
		return Person{}, err
	}
	ctx = goidc.ClientContext(ctx, p.client)
	got, err := p.config(f, back).Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return Person{}, exchangeError(err)
	}
	raw, _ := got.Extra("id_token").(string)
	if raw == "" {
		return Person{}, broken("no id_token")
	}
	who, err := p.verify(ctx, f, raw, t)
	if err != nil {
		return Person{}, err
	}
	return who, p.tell(ctx, f, got, &who)
}

// claims are those that Préau reads, of an ID token or of user info. Some providers write email_verified as a text.
type claims struct {
	Subject   string `json:"sub"`
	Email     string `json:"email"`
	Verified  any    `json:"email_verified"`
	FirstName string `json:"given_name"`
	LastName  string `json:"family_name"`
	UsualName string `json:"usual_name"` // ProConnect's
	Siret     string `json:"siret"`
	Level     string `json:"acr"`
	AuthTime  int64  `json:"auth_time"`
	Party     string `json:"azp"`
}

// verify believes an ID token: signed by a key that the provider publishes, issued by it to us, now, in answer to this trip.
func (p *Provider) verify(ctx context.Context, f *found, raw string, t Trip) (Person, error) {
	token, err := f.verifier.Verify(ctx, raw)
	if err != nil {
		return Person{}, verifyError(err)
	}
	var c claims
	if err := token.Claims(&c); err != nil {
		return Person{}, &Error{Why: Broken, Err: err}
	}
	switch {
	case t.Nonce == "" || token.Nonce != t.Nonce:
		return Person{}, broken("another trip's nonce")
	case len(token.Audience) > 1 && c.Party != p.s.ClientID:
		return Person{}, broken("made for another party")
	case token.IssuedAt.After(p.now().Add(skew)):
		return Person{}, broken("issued later than now")
	case c.Subject == "" || len(c.Subject) > 255:
		return Person{}, broken("no subject, or one that is too long")
	case !t.Since.IsZero() && time.Unix(c.AuthTime, 0).Before(t.Since.Add(-skew)):
		return Person{}, &Error{Why: Old, Err: errors.New("signed in there before this trip, or not said when")}
	case len(p.s.Levels) > 0 && !slices.Contains(p.s.Levels, c.Level):
		return Person{}, &Error{Why: Low, Err: fmt.Errorf("level %q", c.Level)}
	}
	who := Person{Issuer: p.s.Issuer, Subject: c.Subject, Level: c.Level, IDToken: raw}
	p.add(&who, c)
	return who, nil
}

// add takes what is told of a person. An address counts only when the provider vouches for it; ProConnect does for all, without a word.
func (p *Provider) add(who *Person, c claims) {
	vouched := p.s.Kind == ProConnect || c.Verified == true || c.Verified == "true"
	for _, x := range []struct {
		into *string
		said string
	}{{&who.Email, c.Email}, {&who.FirstName, c.FirstName}, {&who.LastName, c.LastName}, {&who.LastName, c.UsualName}, {&who.Siret, c.Siret}} {
		if x.into == &who.Email && !vouched {
			continue
		}
		if said := strings.TrimSpace(x.said); said != "" && len(said) <= 255 {
			*x.into = said
		}
	}
}

// tell asks the provider's user info for what the token does not say. ProConnect's is a signed token of its own.
func (p *Provider) tell(ctx context.Context, f *found, got *oauth2.Token, who *Person) error {
	if f.UserInfoEndpoint() == "" {
		return nil
	}
	body, signed, err := p.userInfo(ctx, f.UserInfoEndpoint(), got)
	if err != nil {
		return err
	}
	var c claims
	switch {
	case signed:
		v := f.Verifier(&goidc.Config{ClientID: p.s.ClientID, SkipExpiryCheck: true}) // it was asked for just now
		token, err := v.Verify(ctx, string(body))
		if err != nil {
			return verifyError(err)
		}
		if err := token.Claims(&c); err != nil {
			return &Error{Why: Broken, Err: err}
		}
	case p.s.Kind == ProConnect:
		return broken("user info is not signed")
	default:
		if err := json.Unmarshal(body, &c); err != nil {
			return &Error{Why: Broken, Err: err}
		}
	}
	if c.Subject != who.Subject {
		return broken("user info of somebody else")
	}
	p.add(who, c)
	return nil
}

func (p *Provider) userInfo(ctx context.Context, address string, got *oauth2.Token) (body []byte, signed bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, false, &Error{Why: Broken, Err: err}
	}
	got.SetAuthHeader(r)
	res, err := p.client.Do(r)
	if err != nil {
		return nil, false, &Error{Why: Down, Err: err}
	}
	defer func() { _ = res.Body.Close() }() // read to its end, or given up
	if body, err = io.ReadAll(res.Body); err != nil {
		return nil, false, &Error{Why: Down, Err: err}
	}
	if res.StatusCode >= http.StatusInternalServerError {
		return nil, false, &Error{Why: Down, Err: fmt.Errorf("user info: %s", res.Status)}
	}
	if res.StatusCode != http.StatusOK {
		return nil, false, broken("user info: " + res.Status)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return []byte(strings.TrimSpace(string(body))), kind == "application/jwt", nil
}

// verifyError tells an expired token, which another try renews, from one that nobody may believe, and keys that could not be had.
func verifyError(err error) error {
	var late *goidc.TokenExpiredError
	if errors.As(err, &late) {
		return &Error{Why: Stale, Err: err}
	}
	if strings.Contains(err.Error(), "fetching keys") { // the library wraps by text here
		return &Error{Why: Down, Err: err}
	}
	return &Error{Why: Broken, Err: err}
}
