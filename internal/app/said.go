package app

import (
	"maps"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/moving"
	"preau/internal/core/contact"
	"preau/internal/core/imports"
	"preau/internal/core/notify"
	"preau/internal/core/request"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/terms"
	"preau/internal/core/token"
	"preau/internal/needs"
	"preau/internal/ordering"
)

// Said are the sentences of all rooms' reasons, by code.
func Said() contact.Said {
	out := contact.OwnSaid()
	for _, room := range []contact.Said{access.Said(), account.Said(), moving.Said(), helping.Said(), imports.Said(), notify.Said(), request.Said(), terms.Said(), token.Said(), keeper.Reasons(), needs.Said(), catalog.Said(), ordering.Said()} {
		maps.Copy(out, room)
	}
	return out
}
