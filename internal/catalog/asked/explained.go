package asked

import (
	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{CodeAnswered: msg.WhyRequestAnswered, CodeVoted: msg.WhyRequestVoted}
}

// Explained are the help's answers to this room's reasons, by code, for the roles of who looks for articles.
func Explained(readers ...access.RoleKey) help.Entries {
	all := help.Roles(append(readers, catalog.Central)...)
	return help.Entries{
		CodeAnswered: {Kind: apperr.Never, For: all, Text: msg.HelpRequestAnswered},
		CodeVoted:    {Kind: apperr.Never, For: all, Text: msg.HelpRequestVoted},
	}
}
