package contact

import (
	"preau/internal/core/contact/msg"
	"preau/internal/kit/i18n"
)

// States are all states, in the order of a message's life.
func States() []State { return Moves().States }

// Label is the state in words; the list's filter uses the same.
func (s State) Label() i18n.Key {
	switch s {
	case Answered:
		return msg.StateAnswered
	case Closed:
		return msg.StateClosed
	case Received:
	}
	return msg.StateReceived
}

// Slug is the state in addresses, which are French words.
func (s State) Slug() string {
	switch s {
	case Answered:
		return "repondu"
	case Closed:
		return "clos"
	case Received:
	}
	return "recu"
}

// StateOf is the state of a slug, empty (all states) for anything else.
func StateOf(slug string) State {
	for _, s := range States() {
		if s.Slug() == slug {
			return s
		}
	}
	return ""
}
