package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/federation/federationweb"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/passkey/passkeyweb"
	"preau/internal/core/account/sealed"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
)

// ways are the ways of signing in that this program can offer: by an identity that others keep where a provider is named, by a passkey
// where the public address can have them.
func ways(o Options) []instance.Way {
	out := []instance.Way{instance.Password, instance.Link}
	if len(o.Providers) > 0 {
		out = append(out, instance.OIDC)
	}
	if passkey.Possible(o.PublicURL) {
		out = append(out, instance.Passkey)
	}
	return out
}

// buildOtherWays builds what lets people in by others' identities and by passkeys. Each knows whether the other leaves a way in.
func (a *App) buildOtherWays(o Options) error {
	box, err := sealed.New(o.Key.Derive("kept by browsers"))
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	a.box = box
	a.Federation = federation.New(federation.Options{
		DB: o.DB, Clock: o.Clock, Log: o.Log, Accounts: a.Accounts, Mail: a.Notify, Settings: a.Instance.Get, Providers: o.Providers, Box: box, BaseURL: o.PublicURL,
		OtherWays: func(ctx context.Context, tx *db.Tx, set instance.Settings, accountID string) (bool, error) {
			return a.Passkeys.Opens(ctx, tx, set, accountID)
		},
	})
	a.Passkeys, err = passkey.New(passkey.Options{
		DB: o.DB, Clock: o.Clock, Accounts: a.Accounts, Mail: a.Notify, Settings: a.Instance.Get, Box: box, BaseURL: o.PublicURL, OtherWays: a.Federation.Opens,
	})
	return err
}

// enters says whether a key or an identity that others keep opens an account, as the settings would be.
func (a *App) enters(ctx context.Context, tx *db.Tx, under instance.Settings, accountID string) (bool, error) {
	if ok, err := a.Passkeys.Opens(ctx, tx, under, accountID); ok || err != nil {
		return ok, err
	}
	return a.Federation.Opens(ctx, tx, under, accountID)
}

// flashPlace and flashLife are of what a browser holds for the page that follows an act: names may be in it (ASVS 14.3.3).
const (
	flashPlace = "flash"
	flashLife  = 5 * time.Minute
)

func (a *App) sealFlash(plain []byte) string {
	out, err := a.box.Put(flashPlace, a.clock.Now().Add(flashLife), json.RawMessage(plain))
	if err != nil {
		return "" // too long for a cookie: it is not said
	}
	return out
}

func (a *App) unsealFlash(sealed string) []byte {
	var out json.RawMessage
	if !a.box.Get(flashPlace, sealed, a.clock.Now(), &out) {
		return nil
	}
	return out
}

// identities let the pages of accounts show what the pages of other ways in add, which are built after them.
type identities struct {
	of   *federationweb.Handler
	keys *passkeyweb.Handler
}

func (x *identities) mount(a *App, accounts *accountweb.Handler) {
	x.of = federationweb.New(federationweb.Options{
		Frame: a.Frame, Service: a.Federation, Enter: accounts.Enter, Renew: a.renew, Browser: accountweb.BrowserOf, Back: accountweb.Back, Settings: a.Instance.Get,
		SignIn: accountweb.SignInAt, Link: accountweb.LinkAt, SignUp: accountweb.SignUpAt,
	})
	x.of.Mount(a.Mux)
	x.keys = passkeyweb.New(passkeyweb.Options{
		Frame: a.Frame, Service: a.Passkeys, Enter: accounts.Enter, Renew: a.renew, Browser: accountweb.BrowserOf, Back: accountweb.Back, SignIn: accountweb.SignInAt, Prove: proving, Named: answer.Family,
	})
	x.keys.Mount(a.Mux)
}

func (x *identities) doors(r *http.Request, set instance.Settings, back string) []accountweb.Door {
	return slices.Concat(x.of.Doors(r, set, back), x.keys.Doors(r, set, back))
}

func (x *identities) parts() []func(*http.Request, access.Actor, instance.Settings) (templ.Component, error) {
	return []func(*http.Request, access.Actor, instance.Settings) (templ.Component, error){
		func(r *http.Request, who access.Actor, set instance.Settings) (templ.Component, error) {
			return x.keys.Part(r, who, set)
		},
		func(r *http.Request, who access.Actor, set instance.Settings) (templ.Component, error) {
			return x.of.Part(r, who, set)
		},
	}
}

func (x *identities) signedOut(r *http.Request) string { return x.of.SignedOut(r) }
