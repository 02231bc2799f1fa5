package federationweb

import (
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/federation/federationweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// Door is a button of « Connexion ».
type Door = accountweb.Door

// whatIs explains ProConnect, as its guidelines want beside each of its buttons.
const whatIs = "https://www.proconnect.gouv.fr/"

func label(t *i18n.T, p federation.Provider) string { return t.S(msg.IdentifyWith, "name", p.Name) }

func about(t *i18n.T, p federation.Provider) ui.Link {
	if !p.ProConnect {
		return ui.Link{}
	}
	return ui.Link{Label: t.S(msg.WhatIs), Href: whatIs}
}
