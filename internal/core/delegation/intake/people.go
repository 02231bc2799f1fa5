package intake

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/sheet"
)

// mostPeople is how many lines a sheet of one place's people may have.
const mostPeople = 2_000

// people is the sheet of one place's people. Each sheet is its sender's: what others give at the same place is theirs to see.
func (t taker) people() imports.Spec[line] {
	columns := append(personColumns(), roleColumn(),
		text(colMarkets, access.Market.Label(), sheet.Optional, 2000, func(l *line) *string { return &l.Markets }, "Marchés", "Markets", "Marché", "Market"),
		text(colSites, access.Site.Label(), sheet.Optional, 2000, func(l *line) *string { return &l.Sites }, "Implantations", "Sites", "Implantation", "Site"))
	s := t.spec(delegation.PlaceSheet, "personnes", append(columns, dayColumns()...), t.below())
	s.Label, s.Hint, s.Most = msg.SheetPeople, msg.SheetPeopleHint, mostPeople
	s.Space = imports.Space{Of: Of, Own: true, InCharge: t.accesses.InCharge, Why: always}
	s.Ident = line.person
	s.Find = t.findPeople
	s.Begin = func(ctx context.Context, tx *db.Tx, w imports.Write) error {
		return t.accesses.InCharge(ctx, tx, w.Who, w.Place)
	}
	return s
}

func (t taker) findPeople(ctx context.Context, tx *db.Tx, at imports.At, ls []line) ([]imports.Found[line], error) {
	o, err := org.ByID(ctx, tx, at.Place)
	if err != nil {
		return nil, err
	}
	var before map[string][]imports.Row[line]
	if !at.Writing {
		all, err := imports.Rows[line](ctx, tx, at.Import)
		if err != nil {
			return nil, err
		}
		before = byPerson(all, func(l line) string { return account.Fold(l.Address) })
	}
	out := make([]imports.Found[line], len(ls))
	for i := range ls {
		ls[i].at = o
		if out[i], err = t.after(ctx, tx, at.Who, ls[i], before[account.Fold(ls[i].Address)], line.person); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// below are the roles with which no chain begins.
func (t taker) below() access.Roles {
	tops := t.accesses.Tops()
	return slices.DeleteFunc(slices.Clone(t.accesses.Chain()), func(r access.Role) bool { _, top := tops.ByKey(r.Key); return top })
}

// always: whoever is in charge of a place may change it; each line says what stands against it.
func always(context.Context, *db.Tx, access.Actor, string) error { return nil }
