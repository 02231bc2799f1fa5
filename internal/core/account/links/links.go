// Package links keeps the one-time links by which people come in: activation, invitation, another password, signing in. A table
// keeps the hash of a link's secret; the secret itself is made from the link's id when the mail is rendered.
package links

import (
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Purpose is what a one-time link is for.
type Purpose string

// The purposes.
const (
	ForActivation Purpose = "activation"
	ForInvitation Purpose = "invitation"
	ForReset      Purpose = "reset"
	ForSignIn     Purpose = "signin"
)

// Life is how long a link serves.
func (p Purpose) Life() time.Duration {
	switch p {
	case ForActivation:
		return 48 * time.Hour
	case ForInvitation:
		return 30 * 24 * time.Hour
	case ForSignIn:
		return 30 * time.Minute
	case ForReset:
	}
	return time.Hour
}

// Path is the page that a link opens. It does nothing before its button is pressed, so that mail scanners burn nothing.
func (p Purpose) Path(secret string) string {
	switch p {
	case ForActivation:
		return "/activation/" + secret
	case ForInvitation:
		return "/invitation/" + secret
	case ForSignIn:
		return "/connexion/" + secret
	case ForReset:
	}
	return "/mot-de-passe/" + secret
}

// Standing is what a link is still worth. It is derived, never stored.
type Standing string

// The standings.
const (
	Live     Standing = "live"
	Used     Standing = "used"
	Replaced Standing = "replaced" // by a newer link, or worthless since a new password was chosen
	Expired  Standing = "expired"
	Unknown  Standing = "unknown" // forged, cut by a mail program, or wiped since
)

// Token is a link as it is kept.
type Token struct {
	ID             string
	AccountID      string
	Purpose        Purpose
	RegistrationID string // of the sign-up that an activation is for
	Back           string // the page to go on to; empty: none
	ExpiresAt      time.Time
	UsedAt         time.Time
	KilledAt       time.Time
	For            time.Duration // how long it serves, when it is issued; 0: as long as its purpose says
}

// Standing is what the link is worth at an instant.
func (t Token) Standing(at time.Time) Standing {
	switch {
	case t.ID == "":
		return Unknown
	case !t.UsedAt.IsZero():
		return Used
	case !t.KilledAt.IsZero():
		return Replaced
	case !at.Before(t.ExpiresAt):
		return Expired
	}
	return Live
}

// Refuse refuses a link that is worth nothing any more. The page then says what its GET says.
func Refuse(s Standing) error { return apperr.ConflictErr(i18n.M(s.Label())) }

// Label says in words what a link is worth.
func (s Standing) Label() i18n.Key {
	switch s {
	case Used:
		return msg.LinkUsed
	case Replaced:
		return msg.LinkReplaced
	case Expired:
		return msg.LinkExpired
	case Live, Unknown:
	}
	return msg.LinkUnknown
}
