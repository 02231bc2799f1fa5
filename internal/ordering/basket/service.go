package basket

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Options are what the room needs from outside.
type Options struct {
	DB    *db.DB
	Rules *ordering.Service // who may order which article (R159-R161)
	// Find gives the articles of a reference, however it is written, that an establishment may see (R152).
	Find func(ctx context.Context, tx *db.Tx, who access.Actor, at ordering.Body, reference string) ([]int64, error)
	// Tell mails those who validate a basket that was confirmed, or who gives that role where none of them can be reached (R272).
	Tell func(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) error
	// Reminded mails who has a basket's lines now, once a day (R198).
	Reminded func(ctx context.Context, tx *db.Tx, c Case) error
	// Refused and Lowered mail the demandeurs whose lines a validateur refused or lowered (R212).
	Refused func(ctx context.Context, tx *db.Tx, who access.Actor, cases map[string]Case, lineIDs []string, reason string) error
	Lowered func(ctx context.Context, tx *db.Tx, who access.Actor, c Case, l Line, was int64) error
	// Handed mails the demandeur who was given baskets that another had (R132).
	Handed func(ctx context.Context, tx *db.Tx, who access.Actor, bs []Basket) error
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// Limits of texts, in characters.
const (
	MaxTitle  = 80
	MaxRemark = 500
	MaxLabel  = 60 // what the suppliers' labels take (R208)
	MaxLines  = 500
	MaxOpen   = 20 // open baskets of one person in one establishment
)

// Names of the fields in the basket's forms, in faults.
const (
	FieldTitle    = "nom"
	FieldRemark   = "remarque"
	FieldLabel    = "etiquette"
	FieldSite     = "implantation"
	FieldQuantity = "quantite"
	FieldAgreed   = "accord"
	FieldInto     = "vers"
	FieldAll      = "tout"
	FieldPasted   = "references"
	FieldReason   = "motif"
	FieldHeir     = "a"
)

// LineField names the quantity of a line in the basket's form.
func LineField(lineID string) string { return FieldQuantity + "." + lineID }

// at is an establishment where who is a demandeur (R180). One that is none of theirs is not found.
func at(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (ordering.Body, error) {
	if !who.SignedIn() {
		return ordering.Body{}, apperr.UnauthenticatedErr()
	}
	o, err := org.ByRef(ctx, tx, ref)
	if err != nil {
		return ordering.Body{}, err
	}
	b := ordering.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind}
	if !who.Holds(ordering.Requester, b.Place()) {
		known, err := ordering.Knows(ctx, tx, who, b)
		if err != nil {
			return b, err
		}
		if !known {
			return b, apperr.NotFoundErr()
		}
		return b, ordering.Completed(ctx, tx, b, apperr.ForbiddenErr(ordering.NotRequester(b)))
	}
	if o.Closed() {
		return b, apperr.ForbiddenErr(ordering.Shut(b))
	}
	return b, nil
}

// next is where an act leads a basket, or why who may not do it.
func next(ctx context.Context, tx *db.Tx, do Act, c Case, as []Relation) error {
	_, err := Moves.Next(do, c.State, as, c)
	if apperr.Is(err, apperr.Conflict) {
		return conflict()
	}
	return ordering.Completed(ctx, tx, c.Org, err)
}

// mine is a basket for an act of who, if the form was made from it as it is.
func mine(ctx context.Context, tx *db.Tx, who access.Actor, number, version int64, do Act) (Case, error) {
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return c, err
	}
	if err := next(ctx, tx, do, c, as); err != nil {
		return c, err
	}
	if c.Version != version {
		return c, conflict()
	}
	return c, nil
}

// Why is nil when who may do an act on a basket; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return err
	}
	if c.ToSend, c.Going, err = toSend(ctx, tx, c); err != nil {
		return err
	}
	return next(ctx, tx, do, c, as)
}

// sites are where an establishment has things delivered.
func sites(ctx context.Context, tx *db.Tx, orgID string) ([]Site, error) {
	all, err := org.Sites(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	out := make([]Site, len(all))
	for i, s := range all {
		out[i] = Site{ID: s.ID, Ref: s.Ref, Name: s.Name}
	}
	return out, nil
}

// siteOf is the one of some sites that a form names; there is no choice where there is one or none.
func siteOf(all []Site, ref string, f *apperr.Faults) Site {
	if len(all) == 1 {
		return all[0]
	}
	i := slices.IndexFunc(all, func(s Site) bool { return s.Ref == ref })
	switch {
	case i >= 0:
		return all[i]
	case ref != "":
		f.Add(FieldSite, msg.FaultSite)
	}
	return Site{}
}
