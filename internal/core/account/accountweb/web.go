// Package accountweb is the pages of accounts: sign-in and out, sign-up, one-time links, « Mon compte », and the
// administration's list of accounts.
//
// A page that a one-time link opens does nothing until its one button is pressed, so that mail scanners, previews and double
// clicks burn nothing. Pages that answer for an address say the same whether or not it has an account.
package accountweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/moveweb"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/signout"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The addresses of these pages that others lead to.
const (
	SignInPath   = "/connexion"
	SignUpPath   = "/inscription"
	ProfilePath  = "/compte/profil"
	AccountsPath = answer.AccountsPath
)

// AskLinkPath is where a link that signs in is asked for.
const AskLinkPath = "/connexion/lien"

const (
	resendPath   = account.PathResend
	signUpSent   = "/inscription/envoyee"
	linkSent     = "/connexion/lien/envoye"
	forgotPath   = "/mot-de-passe/oubli"
	forgotSent   = "/mot-de-passe/envoye"
	renewInvite  = "/invitation/renvoi"
	signOutPath  = "/deconnexion"
	accountPath  = "/compte"
	securityPath = "/compte/securite"
	mailsPath    = "/compte/mails"
	choicesPath  = "/compte/notifications"
)

// The fields that are of these pages alone.
const (
	fieldBack     = "suite"           // where the person came from
	fieldToken    = answer.FieldToken // of a dead link, to be replaced
	fieldRemember = "rester"          // « Se souvenir de moi »
	fieldVersion  = "version"         // of the profile that was shown
	fieldSearch   = "cherche"         // an establishment
	fieldSearched = "cherchee"        // what was searched for last
	fieldSession  = "session"
)

const placeAccounts = answer.PlaceAccounts

// Options are what the pages need. SetUpPath is where an administrator is led while « Mise en route » was not ended.
type Options struct {
	Frame    *frame.Frame
	Accounts *account.Service
	Moves    *moving.Service
	Help     *helping.Service
	SignOut  *signout.Service
	Mails    *notify.Service // for the names of the kinds of mail
	Settings func(context.Context) (instance.Settings, error)
	Roles    access.Roles // for their labels
	// Works tells what the services say of the places where a person works; nil: nothing.
	Works func(ctx context.Context, t *i18n.T, who access.Actor) ([]Work, error)
	// Last tells the roles that nobody else would go on with if an account were suspended or closed; nil: nobody knows.
	Last func(ctx context.Context, who access.Actor, number int64) ([]account.LastRole, error)
	// Identify is who a session's secret belongs to, with the rights that it has; nil: Accounts knows.
	Identify  func(ctx context.Context, secret string) (access.Actor, bool, error)
	SetUpPath string
	Terms     func(context.Context) (string, error) // where the general conditions are read, empty while there are none; nil: there never are
	// Doors are other ways in, one a button, that lead on to a page; nil: there are none.
	Doors func(r *http.Request, set instance.Settings, back string) []Door
	// Parts are what other rooms show in « Sécurité », each a panel or nil.
	Parts []func(r *http.Request, who access.Actor, set instance.Settings) (templ.Component, error)
	// SignedOut is where one goes from signing out; nil or empty: home.
	SignedOut func(*http.Request) string
	DemoPath  string // where one enters with one click, in the demonstration; empty elsewhere
}

// Door is a button of « Connexion » that leads to another way in.
type Door struct {
	Label string
	Href  string
	About ui.Link // what it is; zero: it goes without saying
}

// Work is what a service says of a place where a person works, in words (R134).
type Work struct {
	OrgID    string
	Term     string                    // of the people who give roles there; empty: the service has none to name
	Managers string                    // their names, or that there are none
	Of       map[access.RoleKey]string // what it adds to a role held there: its markets
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler {
	if o.Identify == nil {
		o.Identify = o.Accounts.Identify
	}
	return &Handler{o: o}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(SignInPath, h.signInForm)
	m.Post(SignInPath, h.signIn)
	m.Post(signOutPath, h.signOut)
	m.Get(SignUpPath, h.signUpForm)
	m.Post(SignUpPath, h.signUp)
	m.Get(signUpSent, h.sent(sentSignUp))

	m.Get(resendPath, h.askForm(askActivation))
	m.Post(resendPath, h.ask(askActivation))
	m.Get(forgotPath, h.askForm(askReset))
	m.Post(forgotPath, h.ask(askReset))
	m.Get(forgotSent, h.sent(sentReset))
	m.Get(AskLinkPath, h.askForm(askSignIn))
	m.Post(AskLinkPath, h.ask(askSignIn))
	m.Get(linkSent, h.sent(sentSignIn))
	m.Post(renewInvite, h.ask(askInvitation))

	m.Get("/activation/{jeton}", h.activation)
	m.Post("/activation/{jeton}", h.activate)
	m.Get("/connexion/{jeton}", h.signInLink)
	m.Post("/connexion/{jeton}", h.signInByLink)
	m.Get("/mot-de-passe/{jeton}", h.reset)
	m.Post("/mot-de-passe/{jeton}", h.resetPassword)
	m.Get("/invitation/{jeton}", h.invitation)
	m.Post("/invitation/{jeton}", h.accept)

	m.Get(accountPath, h.overview)
	m.Get(ProfilePath, h.profile)
	m.Post(ProfilePath, h.saveProfile)
	m.Post(frame.PathActFor, h.actFor)
	m.Get(securityPath, h.security)
	m.Post("/compte/securite/mot-de-passe", h.changePassword)
	m.Post("/compte/securite/sessions", h.endSession)
	m.Post("/compte/securite/autres-sessions", h.endOtherSessions)
	m.Get(mailsPath, h.mails)

	m.Get(AccountsPath, h.accounts)
	m.Get(AccountsPath+"/{n}", h.account)
	m.Post(AccountsPath+"/{n}/renvoi", h.resend)
	m.Post(AccountsPath+"/{n}/suspension", h.suspend)
	m.Post(AccountsPath+"/{n}/reactivation", h.reactivate)
	m.Post(AccountsPath+"/{n}/deconnexion", h.signOutEverywhere)
	m.Post(AccountsPath+"/{n}/role", h.appoint)

	moveweb.New(h.o.Frame, h.o.Moves).Mount(m)

	m.Get(helpPath, h.help)
	m.Get(helpPeople+"{n}", h.helpPerson)
	m.Post(helpPeople+"{n}/renvoi", h.helpResend)
	m.Post(helpPeople+"{n}/adresse", h.helpAddress)
	m.Post(helpPeople+"{n}/telephone", h.helpPhone)
	m.Get(helpOrgs+"{ref}", h.helpOrg)
	m.Post(helpOrgs+"{ref}/telephone", h.helpOrgPhone)
	m.Get(helpOrgs+"{ref}"+helpSites+"{site}", h.helpSite)
	m.Post(helpOrgs+"{ref}"+helpSites+"{site}/telephone", h.helpSitePhone)
}

// AccountsPlace is the list's place in the administration.
func AccountsPlace() frame.Place {
	return frame.Place{Key: placeAccounts, Label: msg.Accounts, Path: AccountsPath}
}

// AccountsHint says what is done there, for the administration's index.
const AccountsHint = msg.AccountsHint

// refusal is why a form comes back, as its page shows it.
type refusal = answer.Refusal

// back is the page of this site that the form was asked to lead to; none leads back to signing in or out.
func back(f *web.Form) string { return local(f.Value(fieldBack)) }

// local is back for an address that a link carries.
func local(s string) string {
	s = web.LocalPath(s)
	for _, p := range []string{SignInPath, SignUpPath, signOutPath, "/activation/", "/mot-de-passe/", "/invitation/"} {
		if strings.HasPrefix(s, p) {
			return "/"
		}
	}
	return s
}

// Back is an address of this site to which signing in may lead on, of what somebody may have forged.
func Back(s string) string { return local(s) }

// SignInAt is « Connexion » that leads on to a page.
func SignInAt(back string) string { return leading(SignInPath, back) }

// LinkAt is where a link is asked for that leads on to a page; empty while links are switched off.
func LinkAt(set instance.Settings, back string) string {
	if !set.Allows(instance.Link) {
		return ""
	}
	return leading(AskLinkPath, back)
}

// SignUpAt is where people sign up who are then led on to a page; empty where nobody does.
func SignUpAt(set instance.Settings, back string) string {
	if !set.OpenSignUp {
		return ""
	}
	return leading(SignUpPath, back)
}

// longestBack is how long an address may be that a mail's link leads on to.
const longestBack = 500

// kept is the page to come back to, as a link keeps it: nothing for the home.
func kept(f *web.Form) string {
	if s := back(f); s != "/" && len(s) <= longestBack {
		return s
	}
	return ""
}

// leading is an address of these pages that still leads back where the person came from.
func leading(path, back string) string {
	if back == "" || back == "/" {
		return path
	}
	return path + "?" + url.Values{fieldBack: {back}}.Encode()
}

// hiddenBack takes the page to come back to through a form.
func hiddenBack(back string) []ui.Hidden {
	if back == "" || back == "/" {
		return nil
	}
	return []ui.Hidden{{Name: fieldBack, Value: back}}
}

// own lets only the signed-in in.
func own(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}
