package mandate

import (
	"time"

	"preau/internal/casework/mandate/msg"
	"preau/internal/kit/i18n"
)

// Occasion is why a text is sent.
type Occasion string

// The occasions; each comes once for a mandate.
const (
	Ask    Occasion = "ask"
	Remind Occasion = "remind"
	Again  Occasion = "again"
)

// Label is the occasion in words.
func (o Occasion) Label() i18n.Key {
	switch o {
	case Remind:
		return msg.OccasionRemind
	case Again:
		return msg.OccasionAgain
	case Ask:
	}
	return msg.OccasionAsk
}

// Text is one text to a usager. What it says is in Words once it was opened.
type Text struct {
	ID            string
	MandateID     string
	Occasion      Occasion
	Words         string
	State         TextState
	Provider      string
	EventID       string // the provider's
	Detail        string
	QueuedAt      time.Time
	DueAt         time.Time
	SendingAt     time.Time
	SettledAt     time.Time
	DeliveredAt   time.Time
	UndeliveredAt time.Time

	sealed                   []byte
	tries, triesBefore, cuts int64
}

// Reply is one answer, as it came. What it says is in Words once it was opened.
type Reply struct {
	ID        string
	MandateID string
	Answer    Answer
	Words     string
	EventID   string
	At        time.Time // by the provider's clock
	CameAt    time.Time

	sealed []byte
}
