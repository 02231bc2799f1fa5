package helping

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Found is what a search gives: people, organisations, and sites.
type Found struct {
	People account.Page
	Orgs   []org.Organisation
	Sites  []org.FoundSite
}

// Empty says whether nothing was found.
func (f Found) Empty() bool { return len(f.People.Lines)+len(f.Orgs)+len(f.Sites) == 0 }

// How much a search shows.
const (
	mostPeople = 20
	mostOrgs   = 8
	mostSites  = 8
	orgsRead   = 60 // to look for sites among them
)

// Search finds people by name, user name or address, organisations and sites by name, commune or number. Only that somebody was looked
// at is noted, not that they were on a list.
func (s *Service) Search(ctx context.Context, who access.Actor, text string) (Found, error) {
	if err := allow(who); err != nil {
		return Found{}, err
	}
	var f Found
	if text == "" {
		return f, nil
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if f.People, err = account.Find(ctx, tx, account.Filter{Text: text, Per: mostPeople}); err != nil {
			return err
		}
		all, err := org.Search(ctx, tx, org.Query{Text: text, Limit: orgsRead})
		if err != nil {
			return err
		}
		f.Orgs = all[:min(len(all), mostOrgs)]
		f.Sites, err = org.SitesAmong(ctx, tx, all, text, mostSites)
		return err
	})
	return f, err
}

// Person is what the helpdesk sees of somebody: no history of what they did, and nothing of what they wrote.
type Person struct {
	account.Detail
	Sessions int64
	Limits   map[string][]string // what the roles are limited to, by the grant, in words; empty for what is offered no more
	Offers   workflow.Offers[Act]
	Of       Topic // what was asked about; empty: nothing
	Asked    int64 // number of the object; 0: none
	Title    string
	Hidden   bool // there is none of that number, or the person cannot see it
	Answers  []Answer
}

// View is who is looked at, and what is asked about, with the number of its object, 0 for none.
type View struct {
	Number int64
	Of     Topic
	Object int64
	Head   bool // nothing is shown: it is no look
}

// Look shows somebody to the helpdesk, and writes it into their history.
func (s *Service) Look(ctx context.Context, who access.Actor, v View) (Person, error) {
	if err := allow(who); err != nil {
		return Person{}, err
	}
	p := Person{Of: v.Of, Asked: v.Object}
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		a, sessions, err := account.WithSessions(ctx, tx, v.Number)
		if err != nil {
			return err
		}
		p.Sessions = sessions
		if p.Detail, err = s.o.Accounts.DetailOf(ctx, tx, a); err != nil {
			return err
		}
		if p.Limits, err = s.limits(ctx, tx, p.Grants); err != nil {
			return err
		}
		p.Offers = moves.Offers(a.State, rolesOf(who), a)
		if v.Head {
			return nil
		}
		return history.Write(ctx, tx, who, history.Line{Object: object(a), Act: string(Look), Data: a.Trace(who)})
	})
	why, known := s.o.Why[v.Of]
	if err != nil || !known {
		return p, err
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		p.Title, p.Answers, err = why(ctx, tx, about(p.Detail, who), v.Object)
		return err
	})
	if apperr.Is(err, apperr.NotFound) {
		p.Hidden, err = true, nil
	}
	return p, err
}

// limits are the names of what grants are limited to.
func (s *Service) limits(ctx context.Context, tx *db.Tx, gs []account.GrantLine) (map[string][]string, error) {
	type offered struct {
		kind access.LimitKind
		org  string
	}
	out, known := map[string][]string{}, map[offered]map[string]string{}
	for _, g := range gs {
		for _, l := range g.Limits {
			at := offered{l.Kind, g.Place.ID}
			if _, asked := known[at]; !asked && s.o.Named != nil && g.Place.Kind == access.Organisation {
				var err error
				if known[at], err = s.o.Named(ctx, tx, l.Kind, g.Place.ID); err != nil {
					return nil, err
				}
			}
			out[g.ID] = append(out[g.ID], known[at][l.Ref])
		}
	}
	return out, nil
}

// about is the person as whom reasons speak of. It has no session and no form, so nothing can be done as them (R141).
func about(d account.Detail, by access.Actor) Subject {
	who := access.Actor{ID: d.ID, Name: d.DisplayName(), UserName: d.ShownName(), Address: d.Email, Lang: d.Lang, OrgID: d.OrgID, OrgName: d.Org.Name, At: by.At}
	for _, g := range d.Grants {
		who.Grants = append(who.Grants, g.Grant)
	}
	return Subject{Actor: who, Missing: account.MissingWords(d.Account)}
}

// looksShown is how many of the newest looks a person reads.
const looksShown = 10

// Looks are when the helpdesk looked at the account of who, the newest first.
func (s *Service) Looks(ctx context.Context, who access.Actor) ([]history.Line, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	var out []history.Line
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = history.OfAct(ctx, tx, history.Object{Kind: account.ObjectKind, ID: who.ID}, string(Look), looksShown)
		return err
	})
	return out, err
}

func object(a account.Account) history.Object {
	return history.Object{Kind: account.ObjectKind, ID: a.ID}
}
