package figures

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/figures/msg"
)

// Shown is how many establishments and suppliers a page shows; files hold them all.
const Shown = 25

// Show is the page: all figures that who looks may see.
func (s *Service) Show(ctx context.Context, who access.Actor, f Filter) (View, error) {
	v := View{Filter: f}
	err := s.reads(ctx, who, SeeUse, func(tx *db.Tx, offers workflow.Offers[Act]) (err error) {
		v.Acts, v.Now = offers, tx.Now()
		c := counting{who, f, s.zone(), tx.Now()}
		if v.Markets, err = c.markets(ctx, tx); err != nil {
			return err
		}
		if v.Months, err = c.months(ctx, tx); err != nil {
			return err
		}
		if v.Schools, v.All, err = c.schools(ctx, tx, Shown); err != nil {
			return err
		}
		for _, x := range v.Schools {
			if x.Ref == f.Org {
				v.Org = x.Name
			}
		}
		if err := v.partly(ctx, tx); err != nil {
			return err
		}
		if v.Suppliers, err = c.suppliers(ctx, tx, Shown); err != nil || !offers.May(SeeWaits) {
			return err
		}
		v.Steps, err = c.steps(ctx, tx)
		return err
	})
	return v, err
}

// Months are what was ordered month by month, for a file.
func (s *Service) Months(ctx context.Context, who access.Actor, f Filter) (out []Month, err error) {
	err = s.reads(ctx, who, SeeUse, func(tx *db.Tx, _ workflow.Offers[Act]) (err error) {
		out, err = counting{who, f, s.zone(), tx.Now()}.months(ctx, tx)
		return err
	})
	return out, err
}

// Schools are what each establishment ordered, for a file.
func (s *Service) Schools(ctx context.Context, who access.Actor, f Filter) (out []School, err error) {
	err = s.reads(ctx, who, SeeUse, func(tx *db.Tx, _ workflow.Offers[Act]) (err error) {
		out, _, err = counting{who, f, s.zone(), tx.Now()}.schools(ctx, tx, mostInFile)
		return err
	})
	return out, err
}

// Suppliers are how each supplier delivered, for a file.
func (s *Service) Suppliers(ctx context.Context, who access.Actor, f Filter) (out []Supplier, err error) {
	err = s.reads(ctx, who, SeeSuppliers, func(tx *db.Tx, _ workflow.Offers[Act]) (err error) {
		out, err = counting{who, f, s.zone(), tx.Now()}.suppliers(ctx, tx, mostInFile)
		return err
	})
	return out, err
}

// Steps are how long orders waited for whom, for a file.
func (s *Service) Steps(ctx context.Context, who access.Actor, f Filter) (out []Step, err error) {
	err = s.reads(ctx, who, SeeWaits, func(tx *db.Tx, _ workflow.Offers[Act]) (err error) {
		out, err = counting{who, f, s.zone(), tx.Now()}.steps(ctx, tx)
		return err
	})
	return out, err
}

// partly has amounts be refused with the reason where who looks sees those of some establishments, and of others is the manager alone.
func (v *View) partly(ctx context.Context, tx *db.Tx) error {
	i := slices.IndexFunc(v.Schools, func(s School) bool { return !s.Priced })
	if i < 0 || !v.Acts.May(SeeAmounts) {
		return nil
	}
	o, err := org.ByRef(ctx, tx, v.Schools[i].Ref)
	if err != nil {
		return fmt.Errorf("establishment whose amounts are not seen: %w", err)
	}
	at := ordering.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Kind: o.Kind}
	why := Moves.Why(SeeAmounts, Open, []Relation{AsManager}, Case{Org: at})
	for j := range v.Acts {
		if v.Acts[j].Do == SeeAmounts {
			v.Acts[j].Reasons = why
		}
	}
	return explain(ctx, tx, at, why)
}

// mostInFile is how many rows a file has at most: more than there are schools in a country.
const mostInFile = 100_000

// Why is nil when who may look at figures so; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	as := relationsOf(who)
	if as[0] == AsOther {
		return apperr.NotFoundErr()
	}
	if Moves.May(do, Open, as, Case{}) {
		return nil
	}
	at, err := first(ctx, tx, who)
	if err != nil {
		return err
	}
	_, err = Moves.Next(do, Open, as, Case{Org: at})
	if e, ok := apperr.As(err); ok {
		if fault := explain(ctx, tx, at, e.Reasons); fault != nil {
			return fault
		}
	}
	return err
}

// reads counts something for who may look at it. To who has no role in the service at all, there are no figures.
func (s *Service) reads(ctx context.Context, who access.Actor, do Act, count func(*db.Tx, workflow.Offers[Act]) error) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		if err := s.Why(ctx, tx, who, do); err != nil {
			return err
		}
		as := relationsOf(who)
		if Moves.May(SeeAmounts, Open, as, Case{}) && Moves.May(SeeWaits, Open, as, Case{}) {
			return count(tx, Moves.Offers(Open, as, Case{}))
		}
		at, err := first(ctx, tx, who)
		if err != nil {
			return err
		}
		c := Case{Org: at}
		var offers workflow.Offers[Act]
		for _, act := range Moves.Acts() { // those that are another's too: the page says why they are missing
			why := Moves.Why(act, Open, as, c)
			if err := explain(ctx, tx, at, why); err != nil {
				return err
			}
			offers = append(offers, workflow.Offer[Act]{Do: act, Reasons: why})
		}
		return count(tx, offers)
	})
}

// explain completes reasons with who gives the role that reads, and with how to ask.
func explain(ctx context.Context, tx *db.Tx, at ordering.Body, reasons []apperr.Reason) error {
	for i := range reasons {
		role := ordering.Validator
		if reasons[i].Code == CodeNotOrganiser {
			role = ordering.Manager
		}
		givers, err := ordering.GiversOf(ctx, tx, role, at)
		if err != nil {
			return err
		}
		reasons[i].Lifters, reasons[i].Ask = givers, access.Ask(reasons[i].Code, Path)
		if role == ordering.Validator {
			reasons[i].Ask = &apperr.Ask{Label: i18n.M(msg.AskRole), Path: request.AskPath(at.Ref, role)}
		}
	}
	return nil
}

// first is the establishment for which who acts if they hold a role there, or else the first where they do: whom to ask is asked of it.
func first(ctx context.Context, tx *db.Tx, who access.Actor) (ordering.Body, error) {
	id := ""
	for _, h := range holding {
		for _, x := range who.Places(h.role, access.Organisation) {
			if id == "" || x == who.Acting.ID {
				id = x
			}
		}
	}
	o, err := org.ByID(ctx, tx, id)
	if err != nil {
		return ordering.Body{}, fmt.Errorf("establishment of a reader: %w", err)
	}
	return ordering.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Kind: o.Kind}, nil
}
