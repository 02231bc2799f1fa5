package orderingweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/help"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

// HelpGiving is where giving a role is told step by step.
const HelpGiving = "/aide/manager#donner-un-role"

// HelpPages are the help of each role of the service, from a basket to its reception and up the chain (R276).
func HelpPages() []help.Page {
	standing := help.Lesson{ID: "savoir", Title: msg.StandingTitle, Steps: []i18n.Key{msg.Standing1, msg.Standing2, msg.Standing3}, Link: toHome}
	page := func(slug string, title i18n.Key, lesson help.Lesson, roles ...access.RoleKey) help.Page {
		return help.Page{Slug: slug, Service: string(instance.Ordering), Title: title, Readers: help.Roles(roles...), Steps: []help.Lesson{lesson}}
	}
	asking := func(p help.Page) help.Page {
		p.Steps = append(p.Steps, help.Lesson{ID: "demander-un-marche", Title: msg.MarketTitle, Steps: []i18n.Key{msg.Market1, msg.Market2, msg.Market3}, Link: toHome})
		return p
	}
	return []help.Page{
		asking(page("demandeur", msg.IAmRequester, standing, ordering.Requester)),
		page("validateur", msg.IAmValidator, standing, ordering.Validator),
		page("acheteur", msg.IAmBuyer, standing, ordering.Buyer),
		page("superacheteur", msg.IAmSuperbuyer, standing, ordering.Superbuyer),
		page("receptionniste", msg.IAmReceiver, standing, ordering.Receiver),
		page("manager", msg.IAmManager, help.Lesson{ID: "donner-un-role", Title: msg.GiveTitle, Steps: []i18n.Key{msg.Give1, msg.Give2, msg.Give3}, Link: toHome}, ordering.Manager),
		page("president", msg.IAmHead, help.Lesson{ID: "montant-maximum", Title: msg.CapTitle, Steps: []i18n.Key{msg.Cap1, msg.Cap2, msg.Cap3, msg.Cap4}, Link: toHome}, ordering.President, ordering.Reference),
	}
}

var toHome = help.Link{Label: msg.Home, Path: path}

// helpOf is the page of the first role that somebody holds in the service.
func helpOf(who access.Actor) string {
	for _, p := range HelpPages() {
		for _, r := range p.Readers {
			if len(who.Places(access.RoleKey(r), access.Organisation)) > 0 {
				return "/aide/" + p.Slug
			}
		}
	}
	return where
}

// Standing is what who asks is in the service, or why they can do nothing there: for the page that says where to order
// (R277).
func (h *Handler) Standing(r *http.Request) (templ.Component, error) {
	v, err := h.ordering.Home(r.Context(), frame.Actor(r))
	if err != nil {
		return nil, err
	}
	return homeHTML(homePage{v, web.T(r)}), nil
}
