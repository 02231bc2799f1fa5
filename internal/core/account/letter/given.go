package letter

import (
	"strings"
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
)

// Given is what somebody got at a place, as mails name it.
type Given struct {
	Place string
	Roles []Role
}

// Role is one role of theirs: its name, what it lets one do, and what it is limited to.
type Role struct {
	Label, Hint i18n.Key
	Limits      []string  // names of markets, sites …
	From        time.Time // zero: it counts already
	Until       time.Time // the last instant; zero: no end
}

// Facts are roles as lines of a mail.
func Facts(t *i18n.T, roles []Role) notify.Block {
	facts := make([]notify.Fact, len(roles))
	for i, r := range roles {
		said := strings.Join(r.Limits, ", ")
		if said == "" && r.Hint != "" {
			said = t.S(r.Hint)
		}
		facts[i] = notify.Fact{Label: t.S(r.Label), Value: strings.TrimSpace(said + " " + r.dates(t))}
	}
	return notify.Facts(facts...)
}

func (r Role) dates(t *i18n.T) string {
	switch {
	case !r.From.IsZero() && !r.Until.IsZero():
		return t.S(msg.MailRoleFromUntil, "from", t.Date(r.From), "until", t.Date(r.Until))
	case !r.From.IsZero():
		return t.S(msg.MailRoleFrom, "from", t.Date(r.From))
	case !r.Until.IsZero():
		return t.S(msg.MailRoleUntil, "until", t.Date(r.Until))
	}
	return ""
}
