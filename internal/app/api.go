package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountapi"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/passkey"
	"preau/internal/core/apiweb"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationapi"
	"preau/internal/core/instance"
	"preau/internal/core/request"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/core/token/tokenweb"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/needs"
	"preau/internal/needs/needsapi"
	"preau/internal/ordering/orderingapi"
)

// Scopes are what access tokens may be given, of all modules.
func Scopes() []token.Scope {
	return slices.Concat(accountapi.Scopes(), delegationapi.Scopes(), needsapi.Scopes(), orderingapi.Scopes())
}

// services are what the API's operations call.
type services struct {
	accounts *account.Service
	accesses *delegation.Service
	requests *request.Service
	needs    *needs.Service
	orders   orderingapi.Options
	open     func(context.Context, instance.ServiceKey) error // nil for a service that is switched on
}

// newAPI lists the operations of all modules. For the description alone the services may be missing.
func newAPI(o rest.Options, s services) *rest.API {
	a := rest.New(o)
	accountapi.Mount(a, s.accounts)
	delegationapi.Mount(a, delegationapi.Options{Accesses: s.accesses, Requests: s.requests})
	a.While(func(ctx context.Context) error { return s.open(ctx, instance.Needs) }, func(a *rest.API) { needsapi.Mount(a, s.needs) })
	a.While(func(ctx context.Context) error { return s.open(ctx, instance.Ordering) }, func(a *rest.API) { orderingapi.Mount(a, s.orders) })
	glossary := accountapi.Glossary()
	for _, of := range []map[string]i18n.Key{delegationapi.Glossary(), needsapi.Glossary(), orderingapi.Glossary()} {
		maps.Copy(glossary, of)
	}
	a.Mount(glossary)
	return a
}

// Description is the API's OpenAPI document in English, for reviewers to see what changes in it.
func Description() (string, error) {
	messages, err := ownMessages()
	if err != nil {
		return "", fmt.Errorf("messages: %w", err)
	}
	a := newAPI(rest.Options{Mux: web.NewMux(), Messages: messages, Clock: clock.System{}}, services{})
	text, err := a.Described(i18n.English)
	return string(text), err
}

func (a *App) newTokens(o Options) *token.Service {
	return token.New(token.Options{
		DB: o.DB, Jobs: a.Queue, Clock: o.Clock, Scopes: Scopes(), Secret: a.Notify.Links().Secret, Log: a.Accounts.Log,
	})
}

// dropTokens ends an account's tokens with its other secrets. When the account waits again for the owner of its mailbox, keys and identities
// go, too: they are those of somebody who never showed that it is theirs.
func dropTokens(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, act account.Act) error {
	if act == account.Invite {
		if err := passkey.DropAll(ctx, tx, accountID); err != nil {
			return err
		}
		if err := federation.DropAll(ctx, tx, accountID); err != nil {
			return err
		}
	}
	return token.DropAll(ctx, tx, who, accountID, string(act))
}

// mountAPI adds the API, its guide, and the page of tokens.
func (a *App) mountAPI(o Options) {
	a.API = newAPI(rest.Options{Mux: a.Mux, Tokens: a.Tokens, Messages: a.own, Clock: o.Clock, Version: o.Version, Owed: a.Terms.Owed}, services{
		accounts: a.Accounts, accesses: a.Accesses, requests: a.Requests, needs: a.Needs, open: a.open,
		orders: orderingapi.Options{Ordering: a.Ordering, Browse: a.Browse, Baskets: a.Baskets, Orders: a.Orders, Sending: a.Sending, Asked: a.Asked, Reception: a.Receptions, Claims: a.Claims, Supply: a.Supply},
	})
	apiweb.New(a.API, a.Frame, Scopes(), Said(), o.PublicURL, hooks()).Mount(a.Mux)
	tokenweb.New(a.Tokens, a.Frame).Mount(a.Mux)
}
