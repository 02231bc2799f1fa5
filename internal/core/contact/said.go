package contact

import (
	"preau/internal/core/contact/msg"
	"preau/internal/kit/i18n"
)

// Said are the sentences of the reasons that pages may show, by their codes, without particulars such as dates and names:
// a message carries the code alone.
type Said map[string]i18n.Key

// Sentence is what a code says, "" when no reason has it.
func (s Said) Sentence(t *i18n.T, code string) string {
	key, ok := s[code]
	if !ok {
		return ""
	}
	return t.S(key)
}

// OwnSaid are the sentences of this room's own reasons.
func OwnSaid() Said {
	return Said{
		"contact.not_desk": msg.WhyNotDesk, "contact.no_address": msg.WhyNoAddress, "contact.open": msg.WhyOpen, "contact.closed": msg.WhyClosed,
	}
}
