package closing

import (
	"preau/internal/casework/closing/msg"
	"preau/internal/casework/told"
	"preau/internal/core/notify"
)

const mailSoon = "casework.closes_soon"

// Kinds are the mails about closing. What opens titles is given.
func Kinds(open told.Opener) []notify.Kind {
	return []notify.Kind{told.KindOf(open, mailSoon, msg.SoonLabel, msg.SoonSubject, msg.SoonText), weeklyKind(open)}
}
