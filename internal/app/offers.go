package app

import (
	"context"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/offers"
	"preau/internal/offers/offersweb"
	"preau/internal/offers/offersweb/structureweb"
	"preau/internal/offers/structure"
)

// newOffers is the service « Offres ».
func (a *App) newOffers(o Options) *offers.Service {
	return offers.New(offers.Options{Zone: a.Instance.Zone, Clock: o.Clock, Log: o.Log, Structures: structure.Options{
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
