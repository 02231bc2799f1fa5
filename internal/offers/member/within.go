package member

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Names of the fields of what a « Gestionnaire d'offres » is limited to, in faults.
const (
	FieldScope = "portee"
	FieldSites = "lieux"
)

// Scope is for what somebody is « Gestionnaire d'offres » (O78). The other permissions are for the whole structure.
type Scope string

// The scopes. The zero Scope is as it was: the form of a structure without lieux does not ask.
const (
	AsItWas Scope = ""
	Whole   Scope = "tout"
	Limited Scope = "lieux"
)

// Scopes are those of the form.
func Scopes() []Scope { return []Scope{Whole, Limited} }

// ScopeOf is the scope of lieux.
func ScopeOf(sites []string) Scope {
	if len(sites) > 0 {
		return Limited
	}
	return Whole
}

// sites are the lieux that are wanted, of those of the structure that are open, or that one has already; none for the whole structure.
func (in Input) sites(ctx context.Context, tx *db.Tx, x structure.Structure, wanted []access.RoleKey, had []string) ([]string, error) {
	if !slices.Contains(wanted, role.Manager) {
		return nil, nil
	}
	switch in.Scope {
	case AsItWas:
		return had, nil
	case Whole:
		return nil, nil
	case Limited:
	default:
		return nil, apperr.InvalidField(FieldScope, i18n.M(msg.FaultScope))
	}
	open, err := org.Sites(ctx, tx, x.OrgID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range in.Sites {
		if !slices.Contains(had, id) && !slices.ContainsFunc(open, func(s org.Site) bool { return s.ID == id }) {
			return nil, apperr.InvalidField(FieldSites, i18n.M(msg.FaultSite))
		}
		out = append(out, id)
	}
	if len(out) == 0 {
		return nil, apperr.InvalidField(FieldSites, i18n.M(msg.FaultNoSite))
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// limits are lieux as a grant has them.
func limits(sites []string) []access.Limit {
	var out []access.Limit
	for _, id := range sites {
		out = append(out, access.Limit{Kind: access.Site, Ref: id})
	}
	return out
}

// rescope changes what somebody is limited to as « Gestionnaire d'offres ». What is new is given first: meanwhile nobody is unlimited.
func rescope(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, p Person, sites []string) error {
	if slices.Equal(slices.Sorted(slices.Values(p.Sites)), sites) {
		return nil
	}
	for _, l := range limits(sites) {
		if _, err := access.AddLimit(ctx, tx, who, p.AccountID, role.Manager, role.At(x.OrgID), l); err != nil {
			return err
		}
	}
	for _, id := range p.Sites {
		if slices.Contains(sites, id) {
			continue
		}
		if _, err := access.TakeLimit(ctx, tx, who, p.AccountID, role.Manager, role.At(x.OrgID), access.Site, id); err != nil {
			return err
		}
	}
	names, err := siteNames(ctx, tx, x.OrgID, sites)
	if err != nil {
		return err
	}
	return noteScope(ctx, tx, who, x, p, names)
}

// siteNames are the names of lieux, by name, parted by commas; empty for the whole structure.
func siteNames(ctx context.Context, tx *db.Tx, orgID string, sites []string) (string, error) {
	if len(sites) == 0 {
		return "", nil
	}
	all, err := org.AllSitesOf(ctx, tx, []string{orgID})
	return strings.Join(names(all[orgID], sites), ", "), err
}

func names(all []org.Site, ids []string) []string {
	var out []string
	for _, s := range all {
		if slices.Contains(ids, s.ID) {
			out = append(out, s.Name)
		}
	}
	return out
}

// SiteNames are the names of the lieux to which somebody is limited.
func (l Listing) SiteNames(p Person) []string { return names(l.Sites, p.Sites) }
