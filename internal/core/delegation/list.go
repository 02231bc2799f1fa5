package delegation

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Filter narrows the list of places.
type Filter struct {
	Text       string
	Page, Size int
}

// Row is a place where somebody may give something.
type Row struct {
	Org     org.Organisation
	Above   string // the name of the body right above it
	People  int    // who hold a role of the chain there
	Missing access.Roles
}

// Own is a role that the reader holds.
type Own struct {
	access.Grant
	Role  access.Role
	Org   org.Organisation
	Reach int // what it is limited to, with what comes with it
}

// Listing is the first page of « Gestion des accès ».
type Listing struct {
	Rows     []Row
	Total    int
	Page     int
	Gives    bool // the reader may give something somewhere
	Searches bool // in all organisations: the operator's
	Own      []Own
	History  []history.Line // of what was given to the reader and taken from them, the newest first
}

// historyShown is how many of the newest lines pages show.
const historyShown = 30

// Places are where who may give something, by name, and what they hold themselves. An administrator is shown those that
// have somebody, and finds any other.
func (s *Service) Places(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	if !who.SignedIn() {
		return Listing{}, apperr.UnauthenticatedErr()
	}
	l := Listing{Gives: s.Gives(who), Searches: s.searches(who)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		if err := s.rows(ctx, tx, who, f, &l); err != nil {
			return err
		}
		var err error
		if l.History, err = history.Like(ctx, tx, history.Object{Kind: ObjectAccount, ID: who.ID}, actPrefix, historyShown); err != nil {
			return err
		}
		l.Own, err = s.own(ctx, tx, who)
		return err
	})
	return l, err
}

// searches says whether who gives roles everywhere.
func (s *Service) searches(who access.Actor) bool {
	return slices.ContainsFunc(s.o.Chain, func(r access.Role) bool {
		return slices.ContainsFunc(r.GivenBy, func(g access.RoleKey) bool { return who.Holds(g, access.Everywhere) })
	})
}

func (s *Service) rows(ctx context.Context, tx *db.Tx, who access.Actor, f Filter, l *Listing) error {
	if !l.Gives {
		return nil
	}
	f.Size = min(max(f.Size, 20), 100)
	var orgs []org.Organisation
	var err error
	if l.Searches && strings.TrimSpace(f.Text) != "" {
		orgs, err = org.Search(ctx, tx, org.Query{Text: f.Text, Kinds: s.bodies(), Limit: f.Size})
		l.Total, l.Page = len(orgs), 1
	} else {
		orgs, err = s.placesOf(ctx, tx, who, f, l)
	}
	if err != nil || len(orgs) == 0 {
		return err
	}
	return s.filled(ctx, tx, who, orgs, l)
}

// filled completes the rows with who is above them and who holds what; what is no place of who's leads to the body above
// that is.
func (s *Service) filled(ctx context.Context, tx *db.Tx, who access.Actor, orgs []org.Organisation, l *Listing) error {
	above, err := org.Above(ctx, tx, ids(orgs))
	if err != nil {
		return err
	}
	var ps []place
	for _, o := range orgs {
		p := place{o, above[o.ID]}
		for i := 0; len(s.handled(who, p)) == 0 && i < len(above[o.ID]); i++ {
			p = place{above[o.ID][i], above[o.ID][i+1:]}
		}
		if len(s.handled(who, p)) > 0 && !slices.ContainsFunc(ps, func(q place) bool { return q.ID == p.ID }) {
			ps = append(ps, p)
		}
	}
	if l.Searches {
		l.Total = l.Total - len(orgs) + len(ps)
	}
	at := make([]string, len(ps))
	for i, p := range ps {
		at[i] = p.ID
	}
	counts, err := access.Counts(ctx, tx, s.o.Chain, at)
	for _, p := range ps {
		row := Row{Org: p.Organisation, People: counts[p.ID][""], Missing: s.missing(s.given(who, p), counts[p.ID])}
		if len(p.above) > 0 {
			row.Above = p.above[0].Name
		}
		l.Rows = append(l.Rows, row)
	}
	return err
}

func ids(os []org.Organisation) []string {
	out := make([]string, len(os))
	for i, o := range os {
		out[i] = o.ID
	}
	return out
}

// bodies are the kinds of organisation in which a role of the chain is held.
func (s *Service) bodies() []org.Kind {
	var out []org.Kind
	for _, k := range org.Kinds() {
		if slices.ContainsFunc(s.o.Chain, func(r access.Role) bool { return len(r.Bodies) == 0 || slices.Contains(r.Bodies, string(k)) }) {
			out = append(out, k)
		}
	}
	return out
}

// own are the roles of the chain that who holds, with their places.
func (s *Service) own(ctx context.Context, tx *db.Tx, who access.Actor) ([]Own, error) {
	var out []Own
	var at []string
	for _, g := range who.Grants {
		if r, ok := s.o.Chain.At(g.Role, g.Place.Kind); ok {
			out, at = append(out, Own{Grant: g, Role: r}), append(at, g.Place.ID)
		}
	}
	slices.Sort(at)
	found, err := org.ByIDs(ctx, tx, slices.Compact(at))
	if err != nil {
		return nil, err
	}
	reach, err := s.o.Reach(ctx, tx, who.Grants)
	for i := range out {
		x := &out[i]
		x.Org, x.Reach = found[x.Place.ID], max(reach[x.ID], len(x.Limits))
	}
	return out, err
}
