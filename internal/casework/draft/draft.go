// Package draft is the draft of a demand (brouillon): what its creator types, kept whatever is still missing, and looked at before it
// is sent (C022–C030). The demand itself, its rules and what follows once it was sent are in package demand.
package draft

import (
	"context"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Service holds the use cases.
type Service struct {
	o Options
}

// Options are what the service stands on.
type Options struct {
	DB      *db.DB
	Keys    *seal.Service
	Demands *demand.Service
	Scan    Scan
	Hash    func(string) string // keyed by the instance: equal persons have equal hashes (C030)
	// Mandate says which mandate of a demand holds, beside one that the structure holds since a day; else why none does (C026).
	Mandate func(ctx context.Context, tx *db.Tx, d demand.Demand, heldOn string) (demand.Mandate, error)
	// Same keeps that whoever gave the mandates of a demand is who it names now.
	Same func(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand) error
}

// Scan finds what a text should not say of the usager, as it stands there: numbers, addresses, and these names (C022).
type Scan func(text string, names ...string) []string

// New makes the service.
func New(o Options) *Service {
	return &Service{o: o}
}

// Names of the fields of a draft's form, in faults.
const (
	FieldTeam       = "groupe"
	FieldTeams      = "destinataires"
	FieldTitle      = "titre"
	FieldFirst      = "prenom"
	FieldLast       = "nom"
	FieldBorn       = "naissance"
	FieldText       = "description"
	FieldUrgentWhy  = "motif_urgence"
	FieldMandateOn  = "mandat_du"
	FieldConfirm    = "confirme"
	FieldSame       = "meme_personne"
	FieldColleagues = "collegues"
	FieldKnown      = "deja_connue"
	FieldMore       = "valeur"
)

// Limits of texts, in characters.
const (
	MaxTitle = 150 // C022
	MaxLine  = 200
	MaxMore  = 30 // elements of the menu « autres »
)

// Input is what the creator types of a draft.
type Input struct {
	demand.Words
	Territory, Theme int64   // numbers; 0: none
	Teams            []int64 // numbers of the teams that it goes to
	Colleagues       []string
	Urgent           bool
	MandateOn        string // day of the mandate that the structure holds; empty: none
	Confirmed        string // the mark of what was found in the texts and may stay, as Found gives it
	Same             string // the mark of whom the mandate is said to be of, though it was given before they were named so, as Person gives it
	Known            bool   // other open demands about the same person were looked at (C030)
}

// WhyNotHelper is this room's reason.
var WhyNotHelper = apperr.Reason{Code: "casework.not_helper", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotHelper), Lifters: access.Operator()}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{WhyNotHelper.Code: msg.WhyNotHelper}
}

func (s *Service) hashed(text string) string {
	if text == "" {
		return ""
	}
	return s.o.Hash(text)
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictDemand)) }
