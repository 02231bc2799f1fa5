package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// body adds an organisation that is invented as its people are: "authority|Rennes", or "school|Rennes|the body above it".
func (t *teller) body(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	kind, rest, _ := strings.Cut(l.more, "|")
	commune, above, below := strings.Cut(rest, "|")
	o := org.Organisation{Kind: org.Kind(kind), Country: "FR", Name: l.of, Place: org.Place{Commune: commune}}
	if below {
		at, err := t.named(ctx, above)
		if err != nil {
			return err
		}
		o.ParentID = at.ID
	}
	_, err = t.Directory.Add(ctx, who, o)
	return err
}

// named finds an organisation by its whole name.
func (t *teller) named(ctx context.Context, name string) (org.Organisation, error) {
	var out org.Organisation
	err := t.DB.View(ctx, func(tx *db.Tx) error {
		found, err := org.Search(ctx, tx, org.Query{Text: name, Limit: 20})
		for _, o := range found {
			if o.Name == name {
				out = o
			}
		}
		return err
	})
	if err == nil && out.ID == "" {
		err = errNobody
	}
	return out, err
}

// adhere lets a body, and all below it, order from a market.
func (t *teller) adhere(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	found, err := t.Catalog.List(ctx, who, catalog.Filter{Text: t.years.Replace(l.of)})
	if err != nil {
		return err
	}
	o, err := t.named(ctx, l.more)
	if err != nil {
		return err
	}
	if len(found.Rows) != 1 {
		return fmt.Errorf("%d markets", len(found.Rows))
	}
	m := found.Rows[0]
	return t.Catalog.AddAdherent(ctx, who, m.Number, catalog.AdherentInput{OrgRef: o.Ref, StartsOn: max(found.Today, m.StartsOn)})
}

// give gives somebody roles at a place, as « Gestion des accès » does: "place|role role|market; market". What follows is
// read and confirmed.
func (t *teller) give(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	place, rest, _ := strings.Cut(l.more, "|")
	roles, markets, _ := strings.Cut(rest, "|")
	o, err := t.named(ctx, place)
	if err != nil {
		return err
	}
	form, err := t.Accesses.GiveForm(ctx, who, o.Ref)
	if err != nil {
		return err
	}
	p := t.story.person(l.of)
	g := delegation.Gift{Address: p.address, FirstName: p.first, LastName: p.last, Function: p.function, Limits: map[access.RoleKey][]string{}}
	for _, key := range strings.Fields(roles) {
		g.Roles = append(g.Roles, access.RoleKey(key))
		r, _ := form.Given.ByKey(access.RoleKey(key))
		for _, c := range form.Names[r.Limit] {
			if strings.Contains(t.years.Replace(markets), c.Label) {
				g.Limits[r.Key] = append(g.Limits[r.Key], c.ID)
			}
		}
	}
	err = t.Accesses.Give(ctx, who, o.Ref, g)
	if unseen := (delegation.Unseen{}); errors.As(err, &unseen) {
		g.Seen = unseen.Print
		err = t.Accesses.Give(ctx, who, o.Ref, g)
	}
	return err
}
