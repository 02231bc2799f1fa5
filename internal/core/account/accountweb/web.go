// Package accountweb is the pages of accounts: sign-in and out, sign-up, one-time links, « Mon compte », and the
// administration's list of accounts.
//
// A page that a one-time link opens does nothing until its one button is pressed, so that mail scanners, previews and double
// clicks burn nothing. Pages that answer for an address say the same whether or not it has an account.
package accountweb

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/moving"
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
	AccountsPath = "/administration/comptes"
)

const (
	resendPath   = account.PathResend
	signUpSent   = "/inscription/envoyee"
	askLinkPath  = "/connexion/lien"
	linkSent     = "/connexion/lien/envoye"
	forgotPath   = "/mot-de-passe/oubli"
	forgotSent   = "/mot-de-passe/envoye"
	renewInvite  = "/invitation/renvoi"
	signOutPath  = "/deconnexion"
	accountPath  = "/compte"
	securityPath = "/compte/securite"
	mailsPath    = "/compte/mails"
)

// The fields that are of these pages alone.
const (
	fieldBack     = "suite"    // where the person came from
	fieldToken    = "jeton"    // of a dead link, to be replaced
	fieldRemember = "rester"   // « Se souvenir de moi »
	fieldVersion  = "version"  // of the profile that was shown
	fieldSearch   = "cherche"  // an establishment
	fieldSearched = "cherchee" // what was searched for last
	fieldSession  = "session"
)

const placeAccounts = "accounts"

// Options are what the pages need. SetUpPath is where an administrator is led while « Mise en route » was not ended.
type Options struct {
	Frame     *frame.Frame
	Accounts  *account.Service
	Moves     *moving.Service
	Help      *helping.Service
	Mails     *notify.Service // for the names of the kinds of mail
	Settings  func(context.Context) (instance.Settings, error)
	Roles     access.Roles // for their labels
	SetUpPath string
	Terms     func(context.Context) (string, error) // where the general conditions are read, empty while there are none; nil: there never are
	DemoPath  string                                // where one enters with one click, in the demonstration; empty elsewhere
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

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
	m.Get(lostPath, h.lostForm)
	m.Post(lostPath, h.lost)
	m.Get(askLinkPath, h.askForm(askSignIn))
	m.Post(askLinkPath, h.ask(askSignIn))
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
	m.Post(AccountsPath+"/{n}/role", h.appoint)
	m.Get(AccountsPath+"/{n}/adresse", h.move)
	m.Post(AccountsPath+"/{n}/adresse", h.askMove)
	m.Post(AccountsPath+"/{n}/adresse/abandon", h.withdrawMove)
	m.Post(AccountsPath+"/{n}/adresse/garde", h.settleMove)

	m.Get(helpPath, h.help)
	m.Get(helpPeople+"{n}", h.helpPerson)
	m.Post(helpPeople+"{n}/renvoi", h.helpResend)
	m.Post(helpPeople+"{n}/adresse", h.helpAddress)
	m.Post(helpPeople+"{n}/telephone", h.helpPhone)
	m.Get(helpOrgs+"{ref}", h.helpOrg)
	m.Post(helpOrgs+"{ref}/telephone", h.helpOrgPhone)
	m.Get(helpOrgs+"{ref}"+helpSites+"{site}", h.helpSite)
	m.Post(helpOrgs+"{ref}"+helpSites+"{site}/telephone", h.helpSitePhone)

	m.Get(moving.NewPath+"/{jeton}", h.moveLink(moving.NewSide))
	m.Post(moving.NewPath+"/{jeton}", h.answerMove(moving.NewSide))
	m.Get(moving.OldPath+"/{jeton}", h.moveLink(moving.OldSide))
	m.Post(moving.OldPath+"/{jeton}", h.answerMove(moving.OldSide))
}

// AccountsPlace is the list's place in the administration.
func AccountsPlace() frame.Place {
	return frame.Place{Key: placeAccounts, Label: msg.Accounts, Path: AccountsPath}
}

// AccountsHint says what is done there, for the administration's index.
const AccountsHint = msg.AccountsHint

// refusal is why a form comes back, as its page shows it.
type refusal struct {
	Faults  ui.Faults
	Reasons []apperr.Reason
	Status  int
}

// refusalOf says how a form comes back with what was typed. Other errors get a page of their own: false.
func refusalOf(w http.ResponseWriter, t *i18n.T, err error) (refusal, bool) {
	e, ok := apperr.As(err)
	if !ok {
		return refusal{}, false
	}
	x := refusal{Faults: ui.FaultsOf(t, err), Reasons: e.Reasons}
	switch e.Kind {
	case apperr.Invalid:
		x.Status = http.StatusUnprocessableEntity
	case apperr.Forbidden:
		x.Status = http.StatusForbidden
	case apperr.Conflict:
		x.Status = http.StatusConflict
	case apperr.TooMany:
		x.Status = http.StatusTooManyRequests
	case apperr.Unavailable:
		x.Status = http.StatusServiceUnavailable
	case apperr.Internal, apperr.Unauthenticated, apperr.NotFound:
		return x, false
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	return x, true
}

// wrong says whether the form was refused: the window's title tells it too.
func (x refusal) wrong() bool { return len(x.Faults)+len(x.Reasons) > 0 }

// code is the reason shown, for « Nous contacter ».
func (x refusal) code() string {
	if len(x.Reasons) == 0 {
		return ""
	}
	return x.Reasons[0].Code
}

// bare is the frame of a page for people who are not signed in yet.
func bare(t *i18n.T, title string, x refusal) frame.Page {
	return frame.Page{Head: &ui.Head{T: t, Title: title}, Bare: true, Wrong: x.wrong(), Reason: x.code()}
}

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
