package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// GrantLine is one role that an account holds, with the name of its place.
type GrantLine struct {
	access.Grant
	PlaceName string // empty for the platform, and for places that are no organisation
}

// Detail is one account with what hangs on it.
type Detail struct {
	Account
	Org     org.Organisation // the establishment; zero when none was chosen
	Grants  []GrantLine
	Mails   []notify.Entry // the newest first
	Refused bool           // « adresse refusée »: the last thing a server said of the address
	Offers  workflow.Offers[Act]
	Closing workflow.Offer[Act] // by an administrator; a reason without a code: it is closed already
	History []history.Line
}

// How many of the newest lines a page holds.
const (
	historyShown = 30
	mailsShown   = 50
)

// ByNumber gives one account to an administrator.
func (s *Service) ByNumber(ctx context.Context, who access.Actor, number int64) (Detail, error) {
	if err := allow(who); err != nil {
		return Detail{}, err
	}
	var d Detail
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		a, err := ByPublicNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		if d, err = s.DetailOf(ctx, tx, a); err != nil {
			return err
		}
		d.Offers, d.Closing = a.Offers(who), a.closeOffer(who)
		d.History, err = history.Of(ctx, tx, a.object(), historyShown)
		return err
	})
	return d, err
}

// Overview is the actor's own account with what hangs on it, for « Mon compte ».
func (s *Service) Overview(ctx context.Context, who access.Actor) (Detail, error) {
	if !who.SignedIn() {
		return Detail{}, apperr.UnauthenticatedErr()
	}
	var d Detail
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		a, err := ByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		d, err = s.DetailOf(ctx, tx, a)
		return err
	})
	return d, err
}

// DetailOf is an account with what hangs on it.
func (s *Service) DetailOf(ctx context.Context, tx *db.Tx, a Account) (Detail, error) {
	d := Detail{Account: a}
	var err error
	if d.Grants, d.Org, err = grantLines(ctx, tx, a); err != nil {
		return d, err
	}
	written, err := s.o.Mail.Of(ctx, tx, a.ID, a.Email, mailsShown)
	d.Mails, d.Refused = written.Mails, written.Last.Refused
	return d, err
}

// grantLines are what an account holds, with the names of the places, and its establishment.
func grantLines(ctx context.Context, tx *db.Tx, a Account) ([]GrantLine, org.Organisation, error) {
	gs, err := access.GrantsOf(ctx, tx, a.ID, tx.Now())
	if err != nil {
		return nil, org.Organisation{}, err
	}
	var ids []string
	if a.OrgID != "" {
		ids = append(ids, a.OrgID)
	}
	for _, g := range gs {
		if g.Place.Kind == access.Organisation && g.Place.ID != a.OrgID {
			ids = append(ids, g.Place.ID)
		}
	}
	orgs, err := org.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, org.Organisation{}, err
	}
	out := make([]GrantLine, len(gs))
	for i, g := range gs {
		out[i] = GrantLine{Grant: g, PlaceName: orgs[g.Place.ID].Name}
	}
	return out, orgs[a.OrgID], nil
}
