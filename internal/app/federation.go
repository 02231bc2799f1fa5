package app

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/federation/federationweb"
	"preau/internal/core/instance"
)

// ways are the ways of signing in that this program can offer: by an identity that others keep where a provider is named.
func ways(o Options) []instance.Way {
	out := []instance.Way{instance.Password, instance.Link}
	if len(o.Providers) > 0 {
		out = append(out, instance.OIDC)
	}
	return out
}

func (a *App) newFederation(o Options) (*federation.Service, error) {
	return federation.New(federation.Options{
		DB: o.DB, Clock: o.Clock, Log: o.Log, Accounts: a.Accounts, Mail: a.Notify, Settings: a.Instance.Get, Providers: o.Providers,
		Key: o.Key.Derive("identities"), BaseURL: o.PublicURL,
	})
}

// identities let the pages of accounts show what the pages of others' identities add, which are built after them.
type identities struct{ h *federationweb.Handler }

func (x *identities) mount(a *App, accounts *accountweb.Handler) {
	x.h = federationweb.New(federationweb.Options{
		Frame: a.Frame, Service: a.Federation, Enter: accounts.Enter, Browser: accountweb.BrowserOf, Back: accountweb.Back, Settings: a.Instance.Get,
		SignIn: accountweb.SignInAt, Link: accountweb.LinkAt, SignUp: accountweb.SignUpAt,
	})
	x.h.Mount(a.Mux)
}

func (x *identities) doors(r *http.Request, set instance.Settings, back string) []accountweb.Door {
	return x.h.Doors(r, set, back)
}

func (x *identities) parts() []func(*http.Request, access.Actor, instance.Settings) (templ.Component, error) {
	return []func(*http.Request, access.Actor, instance.Settings) (templ.Component, error){
		func(r *http.Request, who access.Actor, set instance.Settings) (templ.Component, error) {
			return x.h.Part(r, who, set)
		},
	}
}

func (x *identities) signedOut(r *http.Request) string { return x.h.SignedOut(r) }
