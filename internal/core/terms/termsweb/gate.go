package termsweb

import (
	"net/http"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/terms"
	"preau/internal/kit/web"
)

// open are the pages that somebody may go to who has not accepted yet, and all that lies below them: to read, to ask, to leave
// with one's own data, to sign out; in the demonstration, to become somebody else.
var open = []string{
	terms.Path, signOutPath, "/connexion", "/aide", "/contact", "/accessibilite", "/donnees-personnelles", "/langue", "/compte/donnees", "/demo", "/boite",
}

// Gate keeps whoever has not accepted the version in force, or not said who they are, from all else (C005). What a form held is given
// back to be sent again, a form with files too: those are named, to be chosen again.
//
// What a link's secret allows needs no session, so none is asked.
func Gate(of *terms.Service) func(*http.Request) error {
	return func(r *http.Request) error {
		who := frame.Actor(r)
		if !who.SignedIn() || !of.Owes(who) || isOpen(web.Pattern(r)) {
			return nil
		}
		return web.AheadErr(terms.AcceptPath, of.Owed(who)...)
	}
}

func isOpen(route string) bool {
	if strings.Contains(route, "{jeton}") || strings.Contains(route, "{secret}") {
		return true
	}
	for _, p := range open {
		if route == p || strings.HasPrefix(route, p+"/") {
			return true
		}
	}
	return false
}
