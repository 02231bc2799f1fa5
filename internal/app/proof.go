package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/proof"
	"preau/internal/core/account/proof/proofweb"
	"preau/internal/core/account/session"
	"preau/internal/core/instance"
	"preau/internal/core/terms/termsweb"
	"preau/internal/kit/db"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// identify is who a session's secret belongs to, without an administrator's rights where the operator asks for another way than the session's.
// Settings that cannot be read are those that were last known; where none ever were, they may ask it.
func (a *App) identify(ctx context.Context, secret string) (access.Actor, bool, error) {
	who, ok, err := a.Accounts.Identify(ctx, secret)
	if err != nil || !ok || !who.IsAdmin() {
		return who, ok, err
	}
	set, err := a.Instance.Get(ctx)
	known := err == nil || set.Version > 0
	who.Strong = who.Strong && (!known || a.opens(set, who.Way))
	if !known || set.StrictAdmins() {
		who = proof.Withhold(who)
	}
	return who, true, nil
}

// opens says whether a strong way still opens sessions: the operator may have taken a provider away, or switched the way off, since it did.
func (a *App) opens(set instance.Settings, way string) bool {
	if key, ok := strings.CutPrefix(way, session.ByProvider); ok {
		return a.Federation.Known(set, key)
	}
	return a.Passkeys.On(set)
}

// AnyWay gives administrators their rights by any way of signing in again; false: they had.
func (a *App) AnyWay(ctx context.Context) (changed bool, err error) {
	err = a.db.InTx(ctx, func(tx *db.Tx) error {
		changed, err = a.Instance.AnyWay(ctx, tx, access.ByProgram("preau admin any-way", tx.Now()))
		return err
	})
	return changed, err
}

// gate is what comes before a page: the general conditions, then a fresh proof for the acts that need one.
func (a *App) gate() func(*http.Request) error {
	owed, prove := termsweb.Gate(a.Terms), proofweb.Gate(a.Instance.Get, a.box)
	return func(r *http.Request) error {
		if err := owed(r); err != nil {
			return err
		}
		return prove(r)
	}
}

// mountProof adds the page on which people prove again who they are. By a mailed link another session is opened, which has proven it.
func (a *App) mountProof(o Options, x *identities) {
	ways := []func(*http.Request, access.Actor, instance.Settings, string) (ui.Parts, error){x.keys.Way, x.of.Ways}
	if demo := demoPath(o); demo != "" {
		ways = append(ways, func(r *http.Request, _ access.Actor, _ instance.Settings, _ string) (ui.Parts, error) {
			return ui.Parts{ui.Button{Label: web.T(r).S(proofweb.ByDemo), Href: demo}}, nil
		})
	}
	proofweb.New(proofweb.Options{
		Frame: a.Frame, Service: proof.New(a.db, a.Accounts), Settings: a.Instance.Get, Renew: a.renew, Ways: ways, LinkPath: accountweb.AskLinkPath,
	}).Mount(a.Mux)
}

// renew gives the browser what its session has since a proof.
func (a *App) renew(w http.ResponseWriter, r *http.Request) error {
	return answer.Renew(w, r, a.Accounts.Service)
}

// proving is the page on which one proves again who one is, that leads on to another.
func proving(back string) string {
	return proof.Path + "?" + url.Values{"suite": {back}}.Encode()
}
