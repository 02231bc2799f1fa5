package offersweb

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
)

// HelpPages are the help of each role of the service.
func HelpPages() []help.Page {
	page := func(slug string, title i18n.Key, roles ...access.RoleKey) help.Page {
		return help.Page{Slug: slug, Service: string(instance.Offers), Title: title, Readers: help.Roles(roles...)}
	}
	return []help.Page{
		page("consultation-offres", msg.IAmReader, role.Reader),
		page("gestionnaire-offres", msg.IAmManager, role.Manager),
		page("administrateur-offreur", msg.IAmAdmin, role.Admin),
		page("valideur-offres", msg.IAmApprover, role.Approver),
		page("moderateur-offres", msg.IAmModerator, role.Moderator),
	}
}
