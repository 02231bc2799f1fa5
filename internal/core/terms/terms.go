// Package terms holds the operator's general conditions (C005): a draft that administrators write, the versions that were
// published, and who accepted which of them when.
//
// A version is published once and never changed: it is what people accepted. The newest one whose day has come is in force.
// Whoever signs in and has not accepted it is asked before anything else, and who they are with it. An instance that never published
// any asks for no consent; who holds a role in which others must know with whom they work says who they are all the same.
package terms

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The addresses of the pages.
const (
	Path       = "/conditions"                         // for everybody
	AcceptPath = "/conditions/acceptation"             // where one is led
	DeskPath   = "/administration/reglages/conditions" // the administrators' draft
)

// Longest texts, in characters.
const (
	MaxText    = 100_000
	MaxChanges = 1000
)

// The names of the fields, in forms and in refusals.
const (
	FieldText    = "texte"
	FieldChanges = "changements"
	FieldDay     = "date"
	FieldSure    = "certain"
	FieldRead    = "lu"
)

// Options are what the room needs. All are needed but Introduced.
type Options struct {
	DB       *db.DB
	Settings func(context.Context) (instance.Settings, error)
	// Introduced are the roles whose holders say first name, name and function before anything else, conditions or not (C005).
	Introduced []access.RoleKey
}

// Service is the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o: o} }

// Version is what was published.
type Version struct {
	Number        int64 // from 1
	Text          string
	Changes       string // what differs from the version before; empty: nothing was said
	StartsAt      time.Time
	PublishedAt   time.Time
	PublishedName string
}

// InForceAt says whether the version's day has come.
func (v Version) InForceAt(at time.Time) bool { return v.Number > 0 && !v.StartsAt.After(at) }

// Named is the version in words: « Conditions générales, version 3 du 12 mars 2026 ».
func (v Version) Named(t *i18n.T) string {
	return t.S(msg.Named, "n", v.Number, "day", t.Date(v.StartsAt))
}

// Draft is what is written and not yet published.
type Draft struct {
	Text, Changes string
	Day           string // on which it takes effect, 2026-03-12; empty: as soon as it is published
	Version       int64  // 0: none was ever saved
	SavedAt       time.Time
	SavedName     string
}
