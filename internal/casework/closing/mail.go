package closing

import (
	"context"

	"preau/internal/casework/closing/msg"
	"preau/internal/casework/told"
	"preau/internal/core/notify"
)

const mailSoon = "casework.closes_soon"

// Titles reads the sealed titles of some demands, by their ids.
type Titles func(ctx context.Context, ids []string) (map[string][]byte, error)

// Kinds are the mails about closing. What reads titles and opens them is given.
func Kinds(open told.Opener, titles Titles) []notify.Kind {
	return []notify.Kind{told.KindOf(open, mailSoon, msg.SoonLabel, msg.SoonSubject, msg.SoonText), weeklyKind(open, titles)}
}
