package team

import (
	"context"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// Names of the fields of the forms, in faults.
const (
	FieldName        = "nom"
	FieldAbout       = "presentation"
	FieldDomains     = "domaines"
	FieldFirstDays   = "delai_reponse"
	FieldFollowDays  = "delai_suivi"
	FieldAgencies    = "organismes"
	FieldAgency      = "organisme"
	FieldNote        = "note"
	FieldMailbox     = "boite"
	FieldTerritories = "territoires"
	FieldKind        = "sorte"
	FieldCode        = "lieu"
	FieldRole        = "role"
	FieldClosings    = "fermetures"
	FieldElements    = "elements"
)

// Limits of texts, in characters, and of delays, in working days.
const (
	MaxName = 120
	MaxText = 1000
	MaxDays = 60
)

// The usual delays (C042).
const (
	UsualFirstDays  = 3
	UsualFollowDays = 15
)

// AgencyInput is what an administrator says of an organisme.
type AgencyInput struct {
	Name, About, Domains  string
	FirstDays, FollowDays int
	Elements              []string // of identity, that it usually needs
	Closings              string   // days on which it is closed, a day or a span a line
}

// SaveAgency makes an organisme (number 0), or changes it as of a version, and gives its number.
func (s *Service) SaveAgency(ctx context.Context, who access.Actor, number, version int64, in AgencyInput) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) { return s.WriteAgency(ctx, tx, who, number, version, in) })
}

// WriteAgency is SaveAgency within a transaction.
func (s *Service) WriteAgency(ctx context.Context, tx *db.Tx, who access.Actor, number, version int64, in AgencyInput) (int64, error) {
	var a Agency
	if err := s.begin(ctx, tx, who, number, version, func() (Thing, error) {
		var err error
		a, err = agencyByNumber(ctx, tx, number)
		return a.Thing, err
	}); err != nil {
		return 0, err
	}
	if err := in.into(&a); err != nil {
		return 0, err
	}
	write, act := updateAgencyPtr, "edit"
	if number == 0 {
		write, act = insertAgency, "create"
	}
	if err := write(ctx, tx, &a); err != nil {
		return 0, err
	}
	if err := saveClosings(ctx, tx, a); err != nil {
		return 0, err
	}
	return a.Number, note(ctx, tx, who, Agencies, a.Thing, act, "")
}

func updateAgencyPtr(ctx context.Context, tx *db.Tx, a *Agency) error {
	return updateAgency(ctx, tx, *a)
}

// Read is the organisme that was typed, or what is wrong with it.
func (in AgencyInput) Read() (Agency, error) {
	var a Agency
	err := in.into(&a)
	return a, err
}

// into puts what was typed into an organisme, or says what is wrong with it.
func (in AgencyInput) into(a *Agency) error {
	var f apperr.Faults
	checkName(&f, in.Name)
	checkLength(&f, FieldAbout, in.About, MaxText)
	for _, d := range []struct {
		field string
		n     int
	}{{FieldFirstDays, in.FirstDays}, {FieldFollowDays, in.FollowDays}} {
		if d.n < 1 || d.n > MaxDays {
			f.Add(d.field, msg.FaultDays, "max", MaxDays)
		}
	}
	domains := strings.Fields(strings.ToLower(strings.NewReplacer(",", " ", ";", " ", "@", " ").Replace(in.Domains)))
	for _, d := range domains {
		if _, err := mail.Address("x@" + d); err != nil || !strings.Contains(d, ".") {
			f.Say(FieldDomains, msgDomain(d))
		}
	}
	checkLength(&f, FieldDomains, in.Domains, MaxText)
	a.Closings = in.closings(&f)
	a.Elements = strings.Join(in.Elements, " ")
	checkLength(&f, FieldElements, a.Elements, MaxText)
	a.Name, a.About, a.Domains, a.FirstDays, a.FollowDays = in.Name, in.About, strings.Join(domains, " "), in.FirstDays, in.FollowDays
	return f.Err()
}

// begin is the common start of saving: for administrators alone, of a thing as it was shown; number 0 is a new one.
func (s *Service) begin(ctx context.Context, tx *db.Tx, who access.Actor, number, version int64, read func() (Thing, error)) error {
	if !who.IsAdmin() {
		return apperr.NotFoundErr()
	}
	if number == 0 {
		return nil
	}
	t, err := read()
	if err != nil {
		return err
	}
	if t.Version != version {
		return conflict()
	}
	_, err = next(ctx, tx, who, Edit, t.State, Case{})
	return err
}

// note writes the history line of an act on a thing.
func note(ctx context.Context, tx *db.Tx, who access.Actor, s Sort, t Thing, act string, to State) error {
	_, kind := s.table()
	l := history.Line{Object: history.Object{Kind: "casework." + kind, ID: t.ID}, Act: "casework." + kind + "." + act, Data: map[string]string{"name": t.Name}}
	if to != "" {
		l.From, l.To = string(t.State), string(to)
	}
	return history.Write(ctx, tx, who, l)
}
