package proof

import (
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account/proof/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

const (
	codeWeak     = "account.weak_session"
	codeStronger = "account.stronger_way"
	pathNewKey   = "/compte/securite/cles/nouvelle"
)

// Withhold takes an administrator's rights from a session that neither a passkey nor an identity that others keep has opened or proven: for
// where the operator asks that of administrators (ASVS 6.3.3). All else stays theirs. The settings are not saved so but from a session that
// keeps its rights, and the operator's machine takes it back: `preau admin any-way`.
func Withhold(who access.Actor) access.Actor {
	if who.Strong || !who.IsAdmin() {
		return who
	}
	who.Grants = slices.DeleteFunc(slices.Clone(who.Grants), func(g access.Grant) bool { return g.Role == access.Admin && g.Place == access.Everywhere })
	who.Withheld = true
	return who
}

// WhyWeak are the reasons for which a session may not do what administrators do, or make what would: a token acts without a session.
func WhyWeak(who access.Actor) []apperr.Reason {
	if !who.Withheld {
		return nil
	}
	return []apperr.Reason{{
		Code: codeWeak, Kind: apperr.Act, Text: i18n.M(msg.WhyWeak), Lifters: []apperr.Lifter{{Name: who.Name}},
		Ask: &apperr.Ask{Label: i18n.M(msg.AskKey), Path: pathNewKey},
	}}
}

// WhyStronger is why who may not change the ways into an account that has a strong one: whoever came by its password alone would give
// themselves another, and an administrator's rights with it. nil: they may.
func WhyStronger(who access.Actor, has bool) error {
	if !who.Withheld || !has {
		return nil
	}
	return apperr.ForbiddenErr(apperr.Reason{
		Code: codeStronger, Kind: apperr.Act, Text: i18n.M(msg.WhyStronger), Lifters: []apperr.Lifter{{Name: who.Name}},
		Ask: &apperr.Ask{Label: i18n.M(msg.AskProve), Path: Path},
	})
}

// Administers says whether a route is the operator's: what a weak session of an administrator is told of there, instead of that it is not there.
func Administers(route string) bool {
	return strings.HasPrefix(route, "/administration") || route == "/mise-en-route"
}
