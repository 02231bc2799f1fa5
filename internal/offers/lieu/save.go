package lieu

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/lieu/msg"
	"preau/internal/offers/offer"
	"preau/internal/offers/structure"
)

// Names of the fields of the form, in faults.
const (
	FieldName       = "nom"
	FieldUAI        = "uai"
	FieldAddress    = "adresse"
	FieldComplement = "complement"
	FieldCommune    = "commune"
)

// Input is what was typed of a lieu.
type Input struct{ Name, UAI, Address, Complement, Town string }

// InputOf is a lieu as its form shows it.
func InputOf(l Lieu) Input { return Input{l.Name, l.UAI, l.Address, l.Complement, l.Town()} }

// Save changes a lieu as of a version, or, with ref "", adds one. It gives how the lieu is called in addresses.
func (s *Service) Save(ctx context.Context, who access.Actor, of int64, ref string, version int64, in Input) (string, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (string, error) {
		if ref == "" {
			x, err := structure.Managed(ctx, tx, who, of, structure.ManageSites)
			if err != nil {
				return "", err
			}
			site, err := s.read(in)
			if err != nil {
				return "", err
			}
			site, err = Add(ctx, tx, who, x, site)
			return site.Ref, err
		}
		v, err := s.allowed(ctx, tx, who, of, ref, version, Edit)
		if err != nil {
			return "", err
		}
		to, err := s.read(in)
		if err != nil {
			return "", err
		}
		to.Phone = v.Phone // the form does not ask it
		return ref, Change(ctx, tx, who, v.Structure, v.Site, to)
	})
}

// Add adds a site that is clean to a structure, in the caller's transaction.
func Add(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, site org.Site) (org.Site, error) {
	site.OrgID = x.OrgID
	site, err := org.InsertSite(ctx, tx, site)
	if err != nil {
		return site, err
	}
	return site, structure.Note(ctx, tx, who, x, "add_site", data(site))
}

// Change writes what a site becomes, in the caller's transaction; nothing where it is so already.
func Change(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, was, to org.Site) error {
	next := was
	next.Name, next.UAI, next.Place = to.Name, to.UAI, to.Place
	if next == was {
		return nil
	}
	next, err := org.UpdateSite(ctx, tx, next)
	if err != nil {
		return err
	}
	if next.Name != was.Name {
		if err := offer.Relabel(ctx, tx, was.ID); err != nil {
			return err
		}
	}
	return structure.Note(ctx, tx, who, x, "edit_site", data(next))
}

// data is what the history says of a lieu.
func data(s org.Site) map[string]string { return map[string]string{"name": s.Name, "uai": s.UAI} }

// Move withdraws a lieu, or takes it up again, as of a version.
func (s *Service) Move(ctx context.Context, who access.Actor, of int64, ref string, version int64, do Act) error {
	if do != Withdraw && do != Restore {
		return apperr.NotFoundErr()
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		v, err := s.allowed(ctx, tx, who, of, ref, version, do)
		if err != nil {
			return err
		}
		shut := org.CloseSite
		if do == Restore {
			shut = org.ReopenSite
		}
		if err := shut(ctx, tx, v.ID); err != nil {
			return err
		}
		return structure.Note(ctx, tx, who, v.Structure, string(do)+"_site", data(v.Site))
	})
}

// allowed is a lieu to which who may do an act, as of the version that they saw.
func (s *Service) allowed(ctx context.Context, tx *db.Tx, who access.Actor, of int64, ref string, version int64, do Act) (View, error) {
	v, err := show(ctx, tx, who, of, ref)
	if err != nil {
		return v, err
	}
	if _, err := Moves.Next(do, v.State(), structure.RolesOf(who, v.Structure), Case{v.Lieu, v.Structure.State == structure.Active}); err != nil {
		if e, ok := apperr.As(err); ok {
			if fault := explain(ctx, tx, who, v.Structure, e.Reasons); fault != nil {
				return v, fault
			}
		}
		return v, err
	}
	if v.Version != version {
		return v, apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return v, nil
}

// read is what was typed, in its normal form, or each fault next to its field.
func (s *Service) read(in Input) (org.Site, error) {
	var f apperr.Faults
	site := org.Site{Name: in.Name, UAI: in.UAI, Place: org.Place{Address: in.Address, Complement: in.Complement}}
	if strings.TrimSpace(in.Town) != "" {
		town, fault := s.communes.Read(in.Town)
		if !fault.OK() {
			f.Say(FieldCommune, fault.Msg())
		}
		site.PostalCode, site.Commune, site.CommuneCode = town.PostalCode, town.Name, string(town.Code)
	}
	return Clean(&f, site)
}

// Clean puts a site in its normal form, and says what is wrong with it by the names of the form's fields. A lieu has a name.
func Clean(f *apperr.Faults, site org.Site) (org.Site, error) {
	site, err := org.CleanSite(site, registers.France)
	if e, ok := apperr.As(err); ok {
		for _, x := range e.Fields {
			f.Say(fields[x.Name], x.Msg)
		}
	}
	if site.Name == "" {
		f.Add(FieldName, msg.NeedName)
	}
	return site, f.Err()
}

// fields are the names of the form's fields by those of a site.
var fields = map[string]string{"name": FieldName, "uai": FieldUAI, "address": FieldAddress, "complement": FieldComplement, "commune": FieldCommune, "postal_code": FieldCommune}
