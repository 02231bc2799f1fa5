package keeper

import (
	"preau/internal/core/retention"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/i18n"
)

// Said is a rule in words: « 12 mois après son expiration : supprimé ».
func Said(t *i18n.T, r retention.Rule) i18n.Msg {
	then := t.S(r.Then.Label())
	if r.Remains != "" {
		then = t.S(msg.RuleRemains, "then", then, "remains", r.Remains)
	}
	if r.Term.N == 0 {
		return i18n.M(msg.RuleAtOnce, "event", r.From, "then", then)
	}
	return i18n.M(msg.RuleSaid, "term", t.M(r.Term.Said()), "event", r.From, "then", then)
}
