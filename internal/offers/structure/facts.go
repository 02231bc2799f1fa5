package structure

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/offers/msg"
)

// Names of the fields of the forms, in faults.
const (
	FieldName          = "raison_sociale"
	FieldSIREN         = "siren"
	FieldUAI           = "uai"
	FieldAddress       = "adresse"
	FieldComplement    = "complement"
	FieldCommune       = "commune"
	FieldType          = "type"
	FieldSignatory     = "representant"
	FieldSignatoryRole = "representant_fonction"
	FieldAbout         = "description"
	FieldLogo          = "logo"
	FieldNoLogo        = "sans_logo"
	FieldFirstName     = "prenom"
	FieldLastName      = "nom"
	FieldFunction      = "fonction"
	FieldEmail         = "email"
	FieldPhone         = "telephone"
	FieldMotive        = "motif"
)

// Limits of texts, in characters.
const (
	MaxLine  = org.MaxName
	MaxAbout = 2000
)

// Typed is what was typed of the nine fields, as the form has it.
type Typed struct {
	Name, SIREN, UAI, Address, Complement, Commune string
	Type                                           string // its number; empty: none
	Signatory, SignatoryRole, About                string
	NoLogo                                         bool // the logo of today goes, unless another comes
}

// TypedOf are stored facts as the form shows them.
func TypedOf(f Facts) Typed {
	out := Typed{
		Name: f.Name, SIREN: f.SIREN, UAI: f.UAI, Address: f.Address, Complement: f.Complement, Commune: f.Town(),
		Signatory: f.Signatory, SignatoryRole: f.SignatoryRole, About: f.About,
	}
	if f.Type.Number > 0 {
		out.Type = fmt.Sprint(f.Type.Number)
	}
	return out
}

// facts are what was typed, in its normal form, or each fault next to its field. A type that was closed since may stay,
// and so may a UAI that was kept under a type that asks for none.
func (s *Service) facts(ctx context.Context, tx *db.Tx, in Typed, was Facts) (Facts, error) {
	demo, err := instance.IsDemo(ctx, tx)
	if err != nil {
		return Facts{}, err
	}
	var f apperr.Faults
	out := Facts{
		Name: line(&f, FieldName, in.Name), Signatory: line(&f, FieldSignatory, in.Signatory), SignatoryRole: line(&f, FieldSignatoryRole, in.SignatoryRole),
		About: text(&f, FieldAbout, in.About, MaxAbout),
	}
	out.Address, out.Complement = line(&f, FieldAddress, in.Address), line(&f, FieldComplement, in.Complement)
	needs(&f, FieldName, out.Name, msg.FaultName)
	needs(&f, FieldAddress, out.Address, msg.FaultAddress)
	needs(&f, FieldSignatory, out.Signatory, msg.FaultSignatory)
	if out.Type, err = typeOf(ctx, tx, in.Type); errors.Is(err, errNoType) || err == nil && !out.Type.Open && out.Type.ID != was.Type.ID {
		f.Add(FieldType, msg.FaultType)
	} else if err != nil {
		return out, err
	}
	out.numbers(&f, in, was, demo)
	s.commune(&f, in.Commune, &out.Place)
	return out, f.Err()
}

// numbers reads by which numbers the structure is known (O15, O16).
func (o *Facts) numbers(f *apperr.Faults, in Typed, was Facts, demo bool) {
	siren, fault := registers.ParseSIREN(in.SIREN, registers.Options{Demo: demo})
	if !fault.OK() && fault.Kind != registers.Missing {
		f.Say(FieldSIREN, fault.Msg())
	}
	uai, fault := registers.ParseUAI(in.UAI)
	if !fault.OK() && fault.Kind != registers.Missing {
		f.Say(FieldUAI, fault.Msg())
	}
	o.SIREN, o.UAI = string(siren), string(uai)
	typed := strings.TrimSpace(in.SIREN) != "" || strings.TrimSpace(in.UAI) != ""
	switch {
	case o.Type.Identifier == ByUAI && o.UAI == "":
		f.Say(FieldUAI, i18n.M(msg.FaultUai))
	case o.Type.Identifier == Either && !typed:
		f.Say(FieldSIREN, i18n.M(msg.FaultEither))
	case o.Type.Identifier != ByUAI && o.Type.Identifier != Either && o.SIREN == "":
		f.Say(FieldSIREN, i18n.M(msg.FaultSiren))
	}
	if o.Type.Identifier == BySIREN && o.UAI != "" && (o.UAI != was.UAI || o.Type.ID != was.Type.ID) {
		f.Say(FieldUAI, i18n.M(msg.FaultNoUai, "type", o.Type.Name))
	}
}

// commune takes one of the register, as it is typed: « 75017, Paris » (O10).
func (s *Service) commune(f *apperr.Faults, typed string, to *org.Place) {
	found, fault := s.communes.Read(typed)
	switch {
	case !fault.OK():
		f.Say(FieldCommune, fault.Msg())
	case found.PostalCode == "":
		f.Say(FieldCommune, i18n.M(msg.FaultPostal, "name", found.Name))
	}
	to.PostalCode, to.Commune, to.CommuneCode = found.PostalCode, found.Name, string(found.Code)
}

// applicant is who asks, in normal form, or each fault next to its field: all five are needed (O18).
func (s *Service) applicant(in Applicant) (Applicant, error) {
	return s.person(in, true)
}

// Applicant is a person in normal form, of whom name and address are needed alone.
func (s *Service) Applicant(in Applicant) (Applicant, error) { return s.person(in, false) }

func (s *Service) person(in Applicant, whole bool) (Applicant, error) {
	var f apperr.Faults
	out := Applicant{FirstName: line(&f, FieldFirstName, in.FirstName), LastName: line(&f, FieldLastName, in.LastName), Function: line(&f, FieldFunction, in.Function), Lang: in.Lang}
	needs(&f, FieldFirstName, out.FirstName, msg.FaultFirstName)
	needs(&f, FieldLastName, out.LastName, msg.FaultLastName)
	if whole {
		needs(&f, FieldFunction, out.Function, msg.FaultFunction)
	}
	address, err := mail.Address(strings.ToLower(strings.TrimSpace(in.Email)))
	if err != nil {
		f.Say(FieldEmail, i18n.M(msg.FaultEmail))
	}
	phone, fault := registers.ParsePhone(in.Phone, s.o.Country())
	if !fault.OK() && (whole || fault.Kind != registers.Missing) {
		f.Say(FieldPhone, fault.Msg())
	}
	out.Email, out.Phone = address, string(phone)
	return out, f.Err()
}

func line(f *apperr.Faults, field, typed string) string { return text(f, field, typed, MaxLine) }

func text(f *apperr.Faults, field, typed string, limit int) string {
	typed = strings.TrimSpace(typed)
	if n := utf8.RuneCountInString(typed); n > limit {
		f.Say(field, i18n.M(msg.FaultLong, "n", n, "max", limit))
	}
	return typed
}

func needs(f *apperr.Faults, field, value string, missing i18n.Key) {
	if value == "" {
		f.Say(field, i18n.M(missing))
	}
}

// motive is a reason that somebody has to give.
func motive(typed string) (string, error) {
	var f apperr.Faults
	out := text(&f, FieldMotive, typed, MaxAbout)
	needs(&f, FieldMotive, out, msg.FaultMotive)
	return out, f.Err()
}
