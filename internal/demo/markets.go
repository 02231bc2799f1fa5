package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// The parts of a market in the story: "supplier|reference|first day|last day|schools".
const marketParts = 5

// appoint lets the administrator give somebody a role on the whole platform.
func (t *teller) appoint(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	found, err := t.Accounts.List(ctx, who, account.Filter{Text: t.story.person(l.of).address})
	if err != nil {
		return err
	}
	if len(found.Lines) != 1 {
		return errNobody
	}
	return t.Help.Appoint(ctx, who, found.Lines[0].Number, access.RoleKey(l.more), true)
}

// supplier adds a supplier to the organisations: "name|commune|address for orders".
func (t *teller) supplier(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	name, more, _ := strings.Cut(l.more, "|")
	commune, email, _ := strings.Cut(more, "|")
	_, err = t.Directory.Add(ctx, who, org.Organisation{Kind: org.Supplier, Country: "FR", Name: name, Email: email, Place: org.Place{Commune: commune}})
	return err
}

// market makes a market, and lets schools order from it.
func (t *teller) market(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	more := strings.SplitN(l.more, "|", marketParts)
	if len(more) != marketParts {
		return fmt.Errorf("%d parts of a market", len(more))
	}
	in := catalog.Input{Title: t.years.Replace(l.of), Reference: t.years.Replace(more[1]), Summary: t.story.texts["market"]}
	if in.StartsOn, err = t.dayAt(more[2]); err != nil {
		return err
	}
	if in.EndsOn, err = t.dayAt(more[3]); err != nil {
		return err
	}
	if in.SupplierRef, err = t.supplierRef(ctx, more[0]); err != nil {
		return err
	}
	n, err := t.Catalog.Create(ctx, who, in)
	if err != nil {
		return err
	}
	for _, uai := range strings.Fields(more[4]) {
		o, err := t.school(ctx, uai)
		if err != nil {
			return err
		}
		if who, err = t.as(ctx, l.who); err != nil { // another form
			return err
		}
		if err := t.Catalog.AddAdherent(ctx, who, n, catalog.AdherentInput{OrgRef: o.Ref, StartsOn: in.StartsOn}); err != nil {
			return err
		}
	}
	return nil
}

// miss lets people look for an article that no market has, so many times.
func (t *teller) miss(ctx context.Context, l line) error {
	times, err := strconv.Atoi(l.more)
	if err != nil {
		return err
	}
	if err := t.Search.Refresh(ctx); err != nil {
		return err
	}
	for range times {
		err := t.DB.View(ctx, func(tx *db.Tx) error {
			_, err := t.Search.Find(ctx, tx, search.Query{Text: l.of, Size: 1})
			return err
		})
		if err != nil {
			return err
		}
	}
	return t.Search.WriteMisses(ctx)
}

// dayAt reads "-30", a day counted from today.
func (t *teller) dayAt(text string) (string, error) {
	at, err := t.moment(text + " 12:00")
	return at.Format(time.DateOnly), err
}

func (t *teller) supplierRef(ctx context.Context, name string) (string, error) {
	ref := ""
	err := t.DB.View(ctx, func(tx *db.Tx) error {
		found, err := org.Search(ctx, tx, org.Query{Text: name, Kinds: []org.Kind{org.Supplier}, Limit: 1})
		if err == nil && len(found) == 0 {
			err = errNobody
		}
		for _, o := range found {
			ref = o.Ref
		}
		return err
	})
	return ref, err
}
