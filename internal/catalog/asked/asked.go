// Package asked is the articles that people miss in the catalogue: they report one, the purchasing body answers, and whoever needs it
// too adds the voice of their establishment instead of asking again (R156, R157).
//
// A Request is received, studied, then added (with the article) or refused (with a reason, an article that does instead, or both).
// Its votes are one for each establishment, that which asked included; the decision is mailed to all of them. Nothing is decided by
// the program: an article that an update brings is named by the purchasing body.
//
// Everybody who is signed in reads a request, since they may vote for it; who asked, for which establishment and why is for the
// purchasing body, and for each establishment of itself.
package asked

import (
	"context"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// Options are what the room needs from outside.
type Options struct {
	DB      *db.DB
	Mail    *notify.Service
	Catalog *catalog.Service
	// Find gives the articles of a reference, however it is written, that who may see.
	Find func(ctx context.Context, tx *db.Tx, who access.Actor, reference string) ([]int64, error)
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// Limits of what is typed, in characters; MostAYear is in units.
const (
	MaxTitle     = 200
	MaxReference = 60
	MaxBrand     = 120
	MaxText      = 1000
	MostAYear    = 1_000_000
)

// Names of the fields, in forms and faults.
const (
	FieldTitle     = "designation"
	FieldReference = "reference"
	FieldBrand     = "marque"
	FieldQuantity  = "quantite"
	FieldReason    = "pourquoi"
	FieldOrg       = "etablissement"
	FieldDiffers   = "differente" // from those that look alike
	FieldAnswer    = "reponse"
	FieldArticle   = "article" // its reference
	FieldNumber    = "numero"  // of the article, where several have the reference
)

// Path is the list's address.
const Path = "/articles/demandes"
