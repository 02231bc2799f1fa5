package helping

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// Colleague is somebody who names an establishment as theirs.
type Colleague struct {
	Number    int64
	Name      string
	Function  string
	Confirmed bool // holds the role of a member there
}

// mostColleagues is how many an establishment's page names.
const mostColleagues = 20

// Establishment is an organisation as the helpdesk sees it.
type Establishment struct {
	org.Organisation
	Above      org.Organisation // the body it belongs to; zero at the top
	Sites      []org.Site
	Colleagues []Colleague
	Givers     []Giver // who gives accesses there (R120)
}

// Establishment shows an organisation to the helpdesk, and notes it; head: nothing is shown, it is no look.
func (s *Service) Establishment(ctx context.Context, who access.Actor, ref string, head bool) (Establishment, error) {
	var e Establishment
	err := s.seeOrg(ctx, who, ref, head, func(tx *db.Tx, o org.Organisation) error {
		e.Organisation = o
		above, err := org.ByIDs(ctx, tx, parents(o))
		if err != nil {
			return err
		}
		e.Above = above[o.ParentID]
		if e.Sites, err = org.Sites(ctx, tx, o.ID); err != nil {
			return err
		}
		if e.Colleagues, err = colleaguesAt(ctx, tx, o.ID); err != nil || s.o.Givers == nil {
			return err
		}
		e.Givers, err = s.o.Givers(ctx, tx, o.ID)
		return err
	})
	return e, err
}

func parents(o org.Organisation) []string {
	if o.ParentID == "" {
		return nil
	}
	return []string{o.ParentID}
}

// Site is a site of an organisation as the helpdesk sees it.
type Site struct {
	org.Site
	Org org.Organisation
}

// Site shows a site to the helpdesk, and notes it at its establishment.
func (s *Service) Site(ctx context.Context, who access.Actor, ref, site string, head bool) (Site, error) {
	var out Site
	err := s.seeOrg(ctx, who, ref, head, func(tx *db.Tx, o org.Organisation) error {
		var err error
		out.Org = o
		out.Site, err = org.SiteByRef(ctx, tx, o.ID, site)
		return err
	})
	return out, err
}

// seeOrg reads an organisation, and writes the look into its history.
func (s *Service) seeOrg(ctx context.Context, who access.Actor, ref string, head bool, read func(tx *db.Tx, o org.Organisation) error) error {
	if err := allow(who); err != nil {
		return err
	}
	see := s.o.DB.InTx
	if head {
		see = s.o.DB.View
	}
	return see(ctx, func(tx *db.Tx) error {
		o, err := org.ByRef(ctx, tx, ref)
		if err != nil {
			return err
		}
		if err := read(tx, o); err != nil || head {
			return err
		}
		return history.Write(ctx, tx, who, orgLine(o, ActSeenOrg))
	})
}

// What the history of an organisation says of the helpdesk.
const (
	ActSeenOrg   = "org.look"
	ActPhone     = "org.phone"
	ActSitePhone = "org.site_phone"
)

func orgLine(o org.Organisation, act string) history.Line {
	return history.Line{Object: history.Object{Kind: "org", ID: o.ID}, Act: act, Data: map[string]string{"name": o.Name}}
}
