// Package canned keeps the answers that the référents of a team give again and again (C043).
package canned

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Names of the fields of a canned answer, in faults.
const (
	FieldTitle = "titre"
	FieldText  = "texte"
)

// Most is how many answers a team keeps.
const Most = 100

// Limits of texts, in characters: those of a demand.
const (
	maxTitle = 150
	maxText  = 5000
)

// Answer is a canned answer of a team (C043). Variables stand in its text: see Variables.
type Answer struct {
	ID    string
	N     int64
	Title string
	Text  string

	Version int64
}

// Variables are the names that an answer may hold in braces, which are replaced when it is used.
func Variables() []string { return []string{"prenom", "nom", "numero", "aidant", "moi"} }

// Values are what stands in the place of the variables.
type Values struct{ First, Last, Number, Helper, Me string }

// Filled is the answer's text as somebody uses it.
func (a Answer) Filled(v Values) string {
	return strings.NewReplacer("{prenom}", v.First, "{nom}", v.Last, "{numero}", v.Number, "{aidant}", v.Helper, "{moi}", v.Me).Replace(a.Text)
}

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// List are the canned answers of a team, for its référents.
func (s *Service) List(ctx context.Context, who access.Actor, teamNumber int64) (team.Team, []Answer, error) {
	var t team.Team
	var out []Answer
	if !who.SignedIn() {
		return t, nil, apperr.UnauthenticatedErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if t, err = ofOfficer(ctx, tx, who, teamNumber); err != nil {
			return err
		}
		out, err = Of(ctx, tx, t.ID)
		return err
	})
	return t, out, err
}

// ofOfficer is a team where who is a référent; to others its answers are not there.
func ofOfficer(ctx context.Context, tx *db.Tx, who access.Actor, teamNumber int64) (team.Team, error) {
	t, err := team.ByNumber(ctx, tx, teamNumber)
	if err == nil && !who.Holds(team.Officer, t.Place()) {
		err = apperr.NotFoundErr()
	}
	return t, err
}

// Save keeps a canned answer: a new one (n 0), or one as it is to be now, if it still has the version that it was read with.
func (s *Service) Save(ctx context.Context, who access.Actor, teamNumber, n int64, a Answer) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		t, err := ofOfficer(ctx, tx, who, teamNumber)
		if err != nil {
			return err
		}
		all, err := Of(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		var f apperr.Faults
		if k := utf8.RuneCountInString(a.Title); k == 0 || k > maxTitle {
			f.Add(FieldTitle, msg.FaultProcedure, "max", maxTitle)
		}
		switch k := utf8.RuneCountInString(a.Text); {
		case k == 0:
			f.Add(FieldText, msg.FaultMessage)
		case k > maxText:
			f.Add(FieldText, msg.FaultLong, "max", maxText, "n", k)
		case n == 0 && len(all) >= Most:
			f.Add(FieldTitle, msg.FaultAnswers, "n", Most)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if n == 0 {
			a.ID = id.New()
			return insertAnswer(ctx, tx, t.ID, a)
		}
		a.N = n
		return changed(all, a, func() (int64, error) { return updateAnswer(ctx, tx, t.ID, a) })
	})
}

// changed does something with one of a team's answers. It is NotFound when that is no more, Conflict when a colleague has changed it since it
// was read.
func changed(all []Answer, a Answer, do func() (int64, error)) error {
	i := slices.IndexFunc(all, func(x Answer) bool { return x.N == a.N })
	if i < 0 {
		return apperr.NotFoundErr()
	}
	n, err := do()
	if err == nil && n == 0 {
		err = apperr.ConflictErr(i18n.M(msg.FaultAnswerChanged))
	}
	return err
}

// Remove lets a canned answer go, as it was read: no demand names it.
func (s *Service) Remove(ctx context.Context, who access.Actor, teamNumber, n, version int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		t, err := ofOfficer(ctx, tx, who, teamNumber)
		if err != nil {
			return err
		}
		all, err := Of(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		a := Answer{N: n, Version: version}
		return changed(all, a, func() (int64, error) { return deleteAnswer(ctx, tx, t.ID, a) })
	})
}
