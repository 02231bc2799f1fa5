// Package lieu is where a structure's offers take place: its lieux, the schools under an inspection for instance (O78). A lieu is a site of
// the structure's organisation (org.Site); see docs/decisions/0043. An offer has one lieu or none, which is the structure itself.
package lieu

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/lieu/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Path is the list of the lieux of one's own structure.
const Path = "/offreur/lieux"

// State is whether offers are written for a lieu.
type State string

// The states.
const (
	Open   State = "open"
	Closed State = "closed"
)

// States are both.
func States() []State { return []State{Open, Closed} }

// Label is the state in words.
func (s State) Label() i18n.Key {
	if s == Closed {
		return msg.StateClosed
	}
	return msg.StateOpen
}

// Lieu is a site of a structure, with what depends on it.
type Lieu struct {
	org.Site
	Offers   int      // that are not archived
	Shown    int      // of them: those that are published, or on their way there
	Managers []string // names of those who are limited to it as « Gestionnaire d'offres »
}

// State is whether offers are written for it.
func (l Lieu) State() State {
	if l.Closed() {
		return Closed
	}
	return Open
}

// Town is its commune as forms show it: « 75017, Paris ».
func (l Lieu) Town() string { return strings.Trim(l.PostalCode+", "+l.Commune, ", ") }

// Service holds the use cases.
type Service struct {
	db       *db.DB
	communes *communes.Register
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{d, &communes.Register{}} }

// Filter narrows the list.
type Filter struct {
	Text       string // words of the name, the UAI or the commune
	State      State  // empty: those for which offers are written
	All        bool
	Page, Size int
}

// Listing is a page of the list.
type Listing struct {
	Structure         structure.Structure
	Rows              []Row
	Total, Page, Size int
	None              bool                           // the structure has no lieu at all
	Acts              workflow.Offers[structure.Act] // what may be done with the structure: adding one is ManageSites
}

// Row is a line of the list.
type Row struct {
	Lieu
	Acts workflow.Offers[Act]
}

// List is the lieux of a structure by name: of the one for which who acts (0), or of a number.
func (s *Service) List(ctx context.Context, who access.Actor, of int64, f Filter) (Listing, error) {
	out := Listing{Page: max(f.Page, 1), Size: max(f.Size, 1)}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		x, err := structure.Numbered(ctx, tx, who, of)
		if err != nil {
			return err
		}
		roles := structure.RolesOf(who, x)
		out.Structure, out.Acts = x, structure.Moves.Offers(x.State, roles, x)
		all, err := lieux(ctx, tx, x.OrgID)
		if err != nil {
			return err
		}
		out.None = len(all) == 0
		var found []Lieu
		for _, l := range all {
			if f.keeps(l) {
				found = append(found, l)
			}
		}
		out.Total = len(found)
		out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
		first := (out.Page - 1) * out.Size
		for _, l := range found[first:min(first+out.Size, out.Total)] {
			out.Rows = append(out.Rows, Row{l, Moves.Offers(l.State(), roles, Case{l, x.State == structure.Active})})
		}
		return nil
	})
	return out, err
}

// keeps says whether a lieu is one of those that are asked for.
func (f Filter) keeps(l Lieu) bool {
	if !f.All && l.State() != f.stateOr() {
		return false
	}
	own := registers.Fold(strings.Join([]string{l.Name, l.UAI, l.PostalCode, l.Commune}, " "))
	for _, w := range strings.Fields(registers.Fold(f.Text)) {
		if !strings.Contains(own, w) {
			return false
		}
	}
	return true
}

func (f Filter) stateOr() State {
	if f.State == "" {
		return Open
	}
	return f.State
}

// View is a lieu with what may be done to it.
type View struct {
	Lieu
	Structure structure.Structure
	Acts      workflow.Offers[Act]
}

// Show is the lieu that an address names, for who may see its structure; ref "" is a new one, for who may add it.
func (s *Service) Show(ctx context.Context, who access.Actor, of int64, ref string) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if ref == "" {
			v.Structure, err = structure.Managed(ctx, tx, who, of, structure.ManageSites)
			return err
		}
		v, err = show(ctx, tx, who, of, ref)
		for _, o := range v.Acts {
			if err == nil {
				err = explain(ctx, tx, who, v.Structure, o.Reasons)
			}
		}
		return err
	})
	return v, err
}

func show(ctx context.Context, tx *db.Tx, who access.Actor, of int64, ref string) (View, error) {
	x, err := structure.Numbered(ctx, tx, who, of)
	if err != nil {
		return View{}, err
	}
	site, err := org.SiteByRef(ctx, tx, x.OrgID, ref)
	if err != nil {
		return View{}, err
	}
	l, err := withUse(ctx, tx, x.OrgID, []org.Site{site})
	if err != nil {
		return View{}, err
	}
	roles := structure.RolesOf(who, x)
	return View{l[0], x, Moves.Offers(l[0].State(), roles, Case{l[0], x.State == structure.Active})}, nil
}

// explain completes reasons with who lifts them.
func explain(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, reasons []apperr.Reason) error {
	for i := range reasons {
		r := &reasons[i]
		var err error
		switch r.Code {
		case WhyInUse.Code:
			r.Lifters, err = access.Actors(ctx, tx, role.Delegation, role.Approver, role.At(x.OrgID))
		case structure.WhyNotAdmin.Code:
			r.Ask = access.Ask(r.Code, Path)
			err = access.Explain(ctx, tx, role.Delegation, who, r, role.Admin, role.At(x.OrgID))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
