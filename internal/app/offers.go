package app

import (
	"context"
	"net/http"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb"
	"preau/internal/core/instance"
	"preau/internal/offers"
	schoolsintake "preau/internal/offers/enrol"
	"preau/internal/offers/offersweb"
	"preau/internal/offers/offersweb/lieuweb"
	"preau/internal/offers/offersweb/structureweb"
	"preau/internal/offers/structure"
)

// newOffers is the service « Offres ».
func (a *App) newOffers(o Options) *offers.Service {
	return offers.New(offers.Options{Readdress: a.Help.Readdress, Zone: a.Instance.Zone, Clock: o.Clock, Log: o.Log, Structures: structure.Options{
		DB: o.DB, Jobs: a.Queue, Notify: a.Notify, Files: a.Files, Accounts: a.Accounts, Country: a.country, Limit: a.Accounts.CountAsk, Contact: a.offersContact,
	}})
}

// offersContact is where people write about « Offres »; empty while the settings cannot be read.
func (a *App) offersContact(ctx context.Context) string {
	s, err := a.Instance.Get(ctx)
	if err != nil {
		return ""
	}
	return s.ServiceContact(instance.Offers)
}

// offersPages are the pages of « Offres ».
func (a *App) offersPages(f *frame.Frame, o Options) *offersweb.Handler {
	return offersweb.New(structureweb.Options{Offers: a.Offers, Files: a.Files, Frame: f, Settings: a.Instance.Get, Country: a.country}, o.Clock, strings.TrimSuffix(o.PublicURL, "/"))
}

// moderatedSchoolsSpace is where the operator's administrators find the same (1.3).
func moderatedSchoolsSpace(pages *offersweb.Handler) importsweb.Space {
	return importsweb.Space{Of: schoolsintake.Of, Path: lieuweb.ModeratedImportsPath, Param: "n", Seat: func(r *http.Request) (importsweb.Seat, error) {
		i, path, err := pages.ModeratedImports(r)
		return importsweb.Seat{Place: imports.Place{Of: schoolsintake.Of, ID: i.OrgID}, Path: path, Frame: i.Frame, Crumbs: i.Crumbs}, err
	}}
}

// schoolsSpace is where the pages of a structure's imports stand.
func schoolsSpace() importsweb.Space {
	return importsweb.Space{Of: schoolsintake.Of, Path: schoolsintake.Path, Param: "n", Seat: func(r *http.Request) (importsweb.Seat, error) {
		i, err := lieuweb.Imports(r)
		return importsweb.Seat{Place: imports.Place{Of: schoolsintake.Of, ID: i.OrgID}, Path: schoolsintake.Path, Frame: i.Frame, Crumbs: i.Crumbs, Hidden: i.Hidden, Still: i.Still}, err
	}}
}
