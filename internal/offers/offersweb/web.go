// Package offersweb is the pages of the service « Offres »: its door here, each object's pages in a folder of its own.
package offersweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/clock"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/lieu"
	"preau/internal/offers/member"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/activityweb"
	"preau/internal/offers/offersweb/lieuweb"
	"preau/internal/offers/offersweb/memberweb"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/offersweb/offerweb"
	"preau/internal/offers/offersweb/publicweb"
	"preau/internal/offers/offersweb/reportweb"
	"preau/internal/offers/offersweb/structureweb"
	"preau/internal/offers/offersweb/vocabularyweb"
	"preau/internal/offers/public"
	"preau/internal/offers/report"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Handler answers for the service's pages.
type Handler struct {
	parts  []interface{ Mount(*web.Mux) }
	public *publicweb.Handler
	lieux  *lieuweb.Handler
}

// ModeratedImports are a structure's sheets of schools, for the operator's administrators.
func (h *Handler) ModeratedImports(r *http.Request) (lieuweb.ImportsOf, string, error) {
	return h.lieux.ModeratedImports(r)
}

// Home is what the public home shows of the service.
func (h *Handler) Home(r *http.Request) (templ.Component, error) { return h.public.Home(r) }

// New makes the handler. baseURL is the platform's, for machines that read its addresses elsewhere.
func New(o structureweb.Options, c clock.Clock, baseURL string) *Handler {
	open := publicweb.New(publicweb.Options{Public: o.Offers.Public, Frame: o.Frame, BaseURL: baseURL, Country: o.Country, Logo: func(ctx context.Context, number int64) ([]byte, string, error) {
		p, err := o.Offers.Structures.OpenLogo(ctx, access.Actor{}, number)
		return p.Content, p.MediaType, err
	}})
	lieux := lieuweb.New(o.Offers.Lieux, o.Frame)
	return &Handler{public: open, lieux: lieux, parts: []interface{ Mount(*web.Mux) }{
		structureweb.New(o), memberweb.New(o.Offers.Members, o.Frame, o.Country), lieux, offerweb.New(offerweb.Options{Offers: o.Offers.Offers, Files: o.Files, Portfolio: o.Offers.Portfolio, Shared: o.Offers.Shared, Frame: o.Frame, Country: o.Country, Logo: o.Offers.Structures.LogoOf, LogoPath: o.Offers.Structures.LogoPath}),
		open, activityweb.New(o.Offers.Activity, o.Files, o.Frame),
		vocabularyweb.New(vocabularyweb.Options{Choices: o.Offers.Choices, Words: o.Offers.Words, Structures: o.Offers.Structures, Frame: o.Frame}),
		reportweb.New(reportweb.Options{Reports: o.Offers.Reports, Public: o.Offers.Public, Frame: o.Frame, Clock: c}),
	}}
}

// Mount adds the routes: each object's pages have their list.
func (h *Handler) Mount(m *web.Mux) {
	for _, p := range h.parts {
		p.Mount(m)
	}
}

// Service is the service's door and its places in the left column (O31).
func Service() frame.Service {
	return frame.Service{Key: instance.Offers, Label: msg.Door, Path: structureweb.EntryPath, Open: public.ListPath, Icon: ui.IconHorn, Color: ui.Info, Help: helpOf, Places: places}
}

// places are those that somebody may open. Hiding is not the protection: each page asks the rules again (O32).
func places(who access.Actor) []frame.Place {
	var out []frame.Place
	org := role.Structure(who)
	if org != "" || role.Moderates(who) {
		out = append(out, frame.Place{Key: activityweb.Place, Label: msg.Activity, Path: activityweb.Path, Group: msg.HeadSpace})
		out = append(out, frame.Place{Key: offerweb.Place, Label: msg.PlaceOffers, Path: offer.ListPath, Group: msg.HeadOffers, Waits: waitsAmongOffers})
	}
	if org != "" {
		own := frame.Place{Key: structureweb.PlaceOwn, Label: msg.OwnPlace, Path: structureweb.OwnPath, Group: msg.HeadSpace}
		if !role.Holds(who, org, role.Admin) {
			out = slices.Insert(out, 1, own) // theirs to read: beside the activity, and under no heading of its own
		} else {
			own.Group = msg.Administration
			out = append(out, own)
			out = append(out, frame.Place{Key: lieuweb.Place, Label: lieuweb.Label, Path: lieu.Path, Group: msg.Administration})
			out = append(out, frame.Place{Key: memberweb.Place, Label: msg.Users, Path: memberweb.Path, Group: msg.Administration, Waits: waitsAmongUsers})
		}
	}
	if role.Moderates(who) {
		out = append(out, frame.Place{Key: structureweb.PlaceModeration, Label: msg.Moderation, Path: structure.ModerationPath, Group: msg.Administration, Waits: func(i inbox.Item) bool { return i.Path == structure.ModerationPath }},
			frame.Place{Key: reportweb.Place, Label: reportweb.Label, Path: report.ListPath, Group: msg.Administration, Waits: func(i inbox.Item) bool { return i.Path == report.ListPath }})
	}
	if who.IsAdmin() {
		out = append(out, frame.Place{Key: memberweb.PlaceAcross, Label: msg.AcrossTitle, Path: memberweb.AcrossPath, Group: msg.Administration})
		out = append(out, frame.Place{Key: vocabularyweb.Place, Label: msg.SettingsTitle, Path: vocabularyweb.Path, Group: msg.Administration})
	}
	return out
}

// waitsAmongOffers are the things of the work list that are done in « Offres ».
func waitsAmongOffers(i inbox.Item) bool {
	path, _, _ := strings.Cut(i.Path, "?")
	return path == offer.ListPath
}

// waitsAmongUsers are those that an administrator does with people: who has not come yet, who asks to join. Of who administers several structures
// those of the others stand under the structure's page; what waits for moderators is none of them.
func waitsAmongUsers(i inbox.Item) bool {
	path, _, _ := strings.Cut(i.Path, "?")
	if under, of := strings.CutPrefix(path, structure.ModerationPath+"/"); of {
		_, list, _ := strings.Cut(under, "/")
		return list == "utilisateurs" || list == "rattachements"
	}
	return path == memberweb.Path || path == member.JoinsPath
}

// helpOf is the page of what somebody mostly is in the service.
func helpOf(who access.Actor) string {
	org := role.Structure(who)
	switch {
	case org == "" && role.Moderates(who):
		return "/aide/moderateur-offres"
	case role.Holds(who, org, role.Admin):
		return "/aide/administrateur-offreur"
	case role.Holds(who, org, role.Approver):
		return "/aide/valideur-offres"
	case role.Holds(who, org, role.Manager):
		return "/aide/gestionnaire-offres"
	}
	return "/aide/consultation-offres"
}
