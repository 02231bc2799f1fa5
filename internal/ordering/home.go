package ordering

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// HomeView is what a person is in the service, place by place, and why they can do nothing there when that is so.
type HomeView struct {
	Posts   []Post
	Central bool            // who runs the markets orders nothing there
	Why     []apperr.Reason // R111, R112; empty for who holds a role of the chain from basket to reception
}

// Post is what a person is in one establishment, or authority.
type Post struct {
	Org      Body
	Roles    []Held
	Managers []string     // names of those who give roles there
	Markets  []MarketView // of the establishment, for who is a demandeur there
	Splits   int          // how many splittings there are below it, for who heads it (R225)
}

// Held is one role of a person at a place.
type Held struct {
	Role    access.Role
	Until   time.Time        // zero: no end
	Markets []catalog.Market // of a role that is limited to markets
}

// Service holds the use cases.
type Service struct {
	db       *db.DB
	catalog  *catalog.Service
	requests *request.Service
	limited  Relimited
}

// New makes the service.
func New(d *db.DB, c *catalog.Service, r *request.Service) *Service {
	return &Service{db: d, catalog: c, requests: r}
}

// works are the roles by which one does something between a basket and its reception.
var works = []access.RoleKey{Requester, Validator, Buyer, Superbuyer, Receiver}

// Home is what who is in the service, and why they can do nothing there when that is so (R111, R112, R134).
func (s *Service) Home(ctx context.Context, who access.Actor) (HomeView, error) {
	if !who.SignedIn() {
		return HomeView{}, apperr.UnauthenticatedErr()
	}
	var v HomeView
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		var markets map[string][]catalog.Market
		if v.Posts, markets, err = s.posts(ctx, tx, who); err != nil {
			return err
		}
		if err := s.offered(ctx, tx, who, v.Posts, markets); err != nil {
			return err
		}
		if err := splitBelow(ctx, tx, v.Posts); err != nil {
			return err
		}
		if v.Central = who.Holds(catalog.Central, access.Everywhere); v.Central {
			return nil
		}
		v.Why, err = whyNothing(ctx, tx, who, v.Posts)
		return err
	})
	return v, err
}

// WhyNothing is why who can do nothing between a basket and its reception (R111, R112); no reason: they can.
func (s *Service) WhyNothing(ctx context.Context, tx *db.Tx, who access.Actor) ([]apperr.Reason, error) {
	posts, _, err := s.posts(ctx, tx, who)
	if err != nil || who.Holds(catalog.Central, access.Everywhere) { // who runs the markets orders nothing
		return nil, err
	}
	return whyNothing(ctx, tx, who, posts)
}

// Posts are the places where who holds a role of the service, for « Mon compte » (R134).
func (s *Service) Posts(ctx context.Context, who access.Actor) ([]Post, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	var out []Post
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, _, err = s.posts(ctx, tx, who)
		return err
	})
	return out, err
}

// posts are the places where who holds a role of the service, by name, and the markets that each adheres to.
func (s *Service) posts(ctx context.Context, tx *db.Tx, who access.Actor) ([]Post, map[string][]catalog.Market, error) {
	at := map[string][]access.Grant{}
	var ids []string
	for _, g := range who.Grants {
		if _, ours := Roles.ByKey(g.Role); ours && g.Place.Kind == access.Organisation {
			if at[g.Place.ID] == nil {
				ids = append(ids, g.Place.ID)
			}
			at[g.Place.ID] = append(at[g.Place.ID], g)
		}
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	orgs, err := org.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	markets, err := s.catalog.MarketsAmong(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	managers, err := managersOf(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	var out []Post
	for _, id := range ids {
		o := orgs[id]
		p := Post{Org: Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind}, Managers: managers[id]}
		p.Roles = held(at[id], markets[id])
		out = append(out, p)
	}
	acting := func(p Post) int {
		if p.Org.ID == who.Acting.ID {
			return 0 // the one for which they act comes first
		}
		return 1
	}
	slices.SortFunc(out, func(a, b Post) int {
		return cmp.Or(acting(a)-acting(b), strings.Compare(registers.Fold(a.Org.Name), registers.Fold(b.Org.Name)))
	})
	return out, markets, nil
}

// held are the roles of some grants in the order of the chain, with those of their place's markets that count today.
func held(grants []access.Grant, markets []catalog.Market) []Held {
	var out []Held
	for _, role := range Roles {
		for _, g := range grants {
			if g.Role != role.Key {
				continue
			}
			h := Held{Role: role, Until: g.To}
			if role.Limit == access.Market {
				for _, m := range markets {
					if slices.ContainsFunc(g.Limits, func(l access.Limit) bool { return l.Ref == m.ID || l.Ref != "" && l.Ref == m.Above.ID }) {
						h.Markets = append(h.Markets, m)
					}
				}
			}
			out = append(out, h)
		}
	}
	return out
}

// managersOf are the names of the active managers of some establishments.
func managersOf(ctx context.Context, tx *db.Tx, ids []string) (map[string][]string, error) {
	out := map[string][]string{}
	if len(ids) == 0 {
		return out, nil
	}
	var w db.Where
	w.And("g.role = ? AND g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND a.state = 'active'", Manager, tx.Now(), tx.Now())
	w.In("g.place_id", db.Any(ids)...)
	where, args := w.SQL(1)
	type row struct{ place, name string }
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.place, &r.name} }, `SELECT g.place_id, a.display_name
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE `+where+` ORDER BY g.starts_at, g.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("managers: %w", err)
	}
	for _, r := range rows {
		out[r.place] = append(out[r.place], r.name)
	}
	return out, nil
}

// whyNothing is why who can do nothing between a basket and its reception.
func whyNothing(ctx context.Context, tx *db.Tx, who access.Actor, posts []Post) ([]apperr.Reason, error) {
	var manages, heads *Post
	for i, p := range posts {
		for _, h := range p.Roles {
			switch {
			case slices.Contains(works, h.Role.Key):
				return nil, nil
			case h.Role.Key == Manager:
				manages = &posts[i]
			case isHead(h.Role.Key):
				heads = &posts[i]
			}
		}
	}
	switch {
	case manages != nil:
		return []apperr.Reason{{
			Code: CodeManagerOnly, Kind: apperr.Grant, Text: i18n.M(msg.WhyManagerOnly, "org", manages.Org.Name), Lifters: access.You(),
			Ask: &apperr.Ask{Label: i18n.M(msg.AskAccesses), Path: "/acces/" + manages.Org.Ref},
		}}, nil
	case heads != nil:
		return headOnly(heads.Org.Name, heads.Org.Ref), nil
	}
	return whyNoRole(ctx, tx, who)
}

func headOnly(name, ref string) []apperr.Reason {
	return []apperr.Reason{{
		Code: CodeHeadOnly, Kind: apperr.Grant, Text: i18n.M(msg.WhyHeadOnly, "org", name), Lifters: access.You(),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskAccesses), Path: "/acces/" + ref},
	}}
}

// Workplaces are the schools that who is known to work in, a few at most; none where nobody can tell.
func Workplaces(ctx context.Context, tx *db.Tx, who access.Actor) ([]Body, error) {
	at := known(who)
	if len(at) == 0 {
		return nil, nil
	}
	orgs, err := org.ByIDs(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	var out []Body
	for _, id := range at {
		if o := orgs[id]; !o.Closed() && o.Kind == org.School && len(out) < mostKnown {
			out = append(out, Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind})
		}
	}
	return out, nil
}

// WhyNoRole is why who has no role, for desks that nobody can be told more of. Who heads an authority is told that (R138).
func WhyNoRole(ctx context.Context, tx *db.Tx, who access.Actor) ([]apperr.Reason, error) {
	if at := append(who.Places(President, access.Organisation), who.Places(Reference, access.Organisation)...); len(at) > 0 {
		o, err := org.ByID(ctx, tx, at[0])
		return headOnly(o.Name, o.Ref), err
	}
	return whyNoRole(ctx, tx, who)
}

// whyNoRole is that who has no role, at each establishment that they are known to work in: who gives one there, and where to ask (R111).
func whyNoRole(ctx context.Context, tx *db.Tx, who access.Actor) ([]apperr.Reason, error) {
	at := known(who)
	if len(at) == 0 { // they say where when they ask; until then nobody but the operator can tell
		ask := &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: "/acces/demandes/nouvelle"}
		return []apperr.Reason{{Code: CodeNoRole, Kind: apperr.Grant, Text: i18n.M(msg.WhyNoRole), Lifters: access.Operator(), Ask: ask}}, nil
	}
	orgs, err := org.ByIDs(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	if here := slices.DeleteFunc(slices.Clone(at), func(id string) bool { return orgs[id].Closed() || orgs[id].Kind != org.School }); len(here) > 0 {
		at = here[:min(len(here), mostKnown)] // where one can order
	}
	var out []apperr.Reason
	for _, id := range at {
		r := apperr.Reason{Code: CodeNoRole, Kind: apperr.Grant, Text: i18n.M(msg.WhyNoRole), Ask: &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(orgs[id].Ref, "")}}
		if len(at) > 1 {
			r.Text, r.Ask.Label = i18n.M(msg.WhyNoRoleAt, "org", orgs[id].Name), i18n.M(msg.AskAccessAt, "org", orgs[id].Name)
		}
		if err := access.Explain(ctx, tx, delegation, who, &r, Requester, access.Place{Kind: access.Organisation, ID: id}); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// mostKnown is how many establishments one person is told of.
const mostKnown = 3

// known are the establishments that a person is known to work in: that for which they act, that of their profile, and those where
// they hold any role.
func known(who access.Actor) []string {
	var out []string
	all := []string{who.Acting.ID, who.OrgID}
	for _, w := range who.Works {
		all = append(all, w.ID)
	}
	for _, id := range append(all, who.Places(access.Member, access.Organisation)...) {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
