package order

import (
	"context"
	"maps"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// Creating is what a validateur has made an order of.
type Creating struct {
	Keys   []Key
	Mode   Mode
	Seen   map[string]int64   // of each line that the page showed, by id: the units
	Agreed map[string]int64   // of lines that changed since they were confirmed: the edition of what was shown
	Labels map[string]Wording // by the parcel's key
	Terms  map[string]string  // by the parcel's key: the conditions that the plan showed, as Conditions writes them
	Shown  []Shown            // what Seen and Agreed say, of programs, which know no ids
}

// Shown is a line that a plan showed: an article of a basket, and as what.
type Shown struct {
	Basket, Article int64
	Units           int64
	Edition         int64 // of the version that was shown, and is agreed to
}

// named gives what programs say of lines the ids of those that wait.
func (in *Creating) named(c chosen) {
	if in.Shown == nil {
		return
	}
	in.Seen, in.Agreed = map[string]int64{}, map[string]int64{}
	for _, s := range in.Shown {
		for _, x := range c.shares {
			if x.Article.Number == s.Article && c.cases[x.Basket].Number == s.Basket {
				in.Seen[x.ID], in.Agreed[x.ID] = s.Units, s.Edition
			}
		}
	}
}

// Wording is what goes on a parcel (R206, R207), and what is said to its supplier (R231).
type Wording struct {
	Label  string
	Free   *bool // « Gratuité », as its box says; nil: there was none
	Remark string
}

// free says whether the parcel is « Gratuité » (R207): the box, or the label, of which the box takes away only what the demandeur's wish
// had it ticked for.
func (w Wording) free(wish string) bool {
	ticked := w.Free != nil && *w.Free
	return ticked || basket.Free(w.Label) && (w.Free == nil || !basket.Free(wish))
}

// ConditionsField names the conditions of a parcel in the form.
func ConditionsField(parcel string) string { return FieldConditions + "." + parcel }

// LabelField names the label of a parcel in the form.
func LabelField(parcel string) string { return FieldLabel + "." + parcel }

// Create makes orders of what was chosen: all of them, or none (R209). They wait for an acheteur; nothing is ordered yet (R211). It
// gives their numbers.
func (s *Service) Create(ctx context.Context, who access.Actor, in Creating) ([]string, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) ([]string, error) {
		ids, err := basket.IDs(ctx, tx, numbersOf(in.Keys))
		if err != nil {
			return nil, err
		}
		if err := basket.Hold(ctx, tx, ids); err != nil {
			return nil, err
		}
		c, err := s.choose(ctx, tx, who, ids, in.Keys)
		if err != nil {
			return nil, in.already(ctx, tx, c, err)
		}
		in.named(c)
		p := c.plan(in.Mode)
		if err := in.check(p, c); err != nil {
			return nil, in.already(ctx, tx, c, Explain(ctx, tx, p.Parcels[0].Org, err))
		}
		var made []string
		for _, parcel := range p.Parcels {
			o, err := s.create(ctx, tx, who, c, parcel, in.Labels[parcel.Key])
			if err != nil {
				return nil, err
			}
			made = append(made, o.Number)
		}
		return made, nil
	})
}

// check holds what is there now against what the form was made from.
func (in Creating) check(p Plan, c chosen) error {
	if len(in.Seen) != len(c.shares) {
		return conflict()
	}
	var f apperr.Faults
	for _, x := range c.shares {
		if in.Seen[x.ID] != x.Granted {
			return conflict()
		}
		if x.Changed && in.Agreed[x.ID] != x.Now.From {
			f.Say(FieldAgreed, i18n.M(msg.FaultAgreeNow))
		}
	}
	for _, parcel := range p.Parcels {
		if len(parcel.Why) > 0 {
			return apperr.ForbiddenErr(parcel.Why...)
		}
		said := in.Labels[parcel.Key]
		if why := basket.LabelFault(said.Label); why.Key != "" {
			f.Say(LabelField(parcel.Key), why)
		}
		if why := ordering.RemarkFault(ordering.RemarkOf(said.Remark)); why.Key != "" {
			f.Say(RemarkField(parcel.Key), why)
		}
		if told, some := in.Terms[parcel.Key]; some && told != parcel.Conditions().String() {
			f.Say(ConditionsField(parcel.Key), i18n.M(msg.FaultConditions, "market", parcel.Market.Title))
		}
	}
	return f.Err()
}

// already says who was faster with a line that the page showed, when, and what they did: in which order it is, or that they refused it (R213). Of
// baskets that who orders may not choose it says nothing.
func (in Creating) already(ctx context.Context, tx *db.Tx, c chosen, err error) error {
	if !apperr.Is(err, apperr.Conflict) || len(in.Seen) == 0 {
		return err
	}
	lines, lerr := basket.Lines(ctx, tx, slices.Sorted(maps.Keys(in.Seen)))
	if lerr != nil {
		return lerr
	}
	seen := map[string]int64{}
	for _, l := range lines {
		if _, may := c.cases[l.Basket]; may {
			seen[l.ID] = in.Seen[l.ID]
		}
	}
	return ordering.Faster(ctx, tx, err, seen)
}

// create makes one order, and moves what is in it.
func (s *Service) create(ctx context.Context, tx *db.Tx, who access.Actor, c chosen, p Parcel, w Wording) (Order, error) {
	h, err := ordering.OverOf(ctx, tx, p.Org.ID)
	if err != nil {
		return Order{}, err
	}
	o := Order{
		ID: id.New(), Org: p.Org, Site: p.Site, HeadID: h.ID, Market: p.Market, Supplier: p.Supplier, Label: strings.TrimSpace(w.Label), Free: w.free(p.Label), Remark: ordering.RemarkOf(w.Remark),
		Delivery: p.Delivery, Net: p.Total.Net, Gross: p.Total.Gross, CreatedByID: who.ID, CreatedBy: who.Name,
	}
	for i := range p.Lines {
		p.Lines[i].ID = id.New()
	}
	if err := insert(ctx, tx, &o, h, tx.Now().In(s.o.Zone()).Year(), p.Lines); err != nil {
		return o, err
	}
	if p.Over() {
		if err := exceeds(ctx, tx, &o); err != nil {
			return o, err
		}
	}
	steps := make([]basket.Step, len(p.Shares))
	for i, x := range p.Shares {
		at := slices.IndexFunc(p.Lines, func(l Line) bool { return l.Article.Number == x.Now.Number })
		steps[i] = basket.Step{Line: x.ID, OrderLine: p.Lines[at].ID}
	}
	if err := basket.MoveLines(ctx, tx, who, c.cases, steps, basket.LineTake, ""); err != nil {
		return o, err
	}
	if err := noteCreated(ctx, tx, who, o); err != nil {
		return o, err
	}
	return o, s.o.Tell.Created(ctx, tx, who, o, p.Over())
}
