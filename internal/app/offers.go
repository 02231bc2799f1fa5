package app

import (
	"preau/internal/core/frame"
	"preau/internal/offers"
	"preau/internal/offers/offersweb"
	"preau/internal/offers/offersweb/structureweb"
)

// newOffers is the service « Offres ».
func (a *App) newOffers(o Options) *offers.Service {
	return offers.New(offers.Options{DB: o.DB, Jobs: a.Queue, Notify: a.Notify, Zone: a.Instance.Zone, Country: a.country})
}

// offersPages are the pages of « Offres ».
func (a *App) offersPages(f *frame.Frame) *offersweb.Handler {
	return offersweb.New(structureweb.Options{Offers: a.Offers, Frame: f, Settings: a.Instance.Get})
}
