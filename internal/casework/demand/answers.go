package demand

import (
	"context"
	"strings"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Names of the fields of a canned answer, in faults.
const (
	FieldAnswerTitle = "titre"
	FieldAnswerText  = "texte"
)

// MaxAnswers is how many answers a team keeps.
const MaxAnswers = 100

// Answer is a canned answer of a team (C043). Variables stand in its text: see Variables.
type Answer struct {
	ID    string
	N     int64
	Title string
	Text  string
}

// Variables are the names that an answer may hold in braces, which are replaced when it is used.
func Variables() []string { return []string{"prenom", "nom", "numero", "aidant", "moi"} }

// Filled is the answer's text for a demand, as somebody uses it.
func (a Answer) Filled(v View, who access.Actor) string {
	return strings.NewReplacer("{prenom}", v.Identity.First, "{nom}", v.Identity.Last, "{numero}", v.Number, "{aidant}", v.CreatorName, "{moi}", who.Name).Replace(a.Text)
}

// Answers are the canned answers of a team, for its référents.
func (s *Service) Answers(ctx context.Context, who access.Actor, teamNumber int64) (team.Team, []Answer, error) {
	var t team.Team
	var out []Answer
	if !who.SignedIn() {
		return t, nil, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if t, err = ofOfficer(ctx, tx, who, teamNumber); err != nil {
			return err
		}
		out, err = answersOf(ctx, tx, t.ID)
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

// SaveAnswer keeps a canned answer: a new one (n 0), or one as it is to be now.
func (s *Service) SaveAnswer(ctx context.Context, who access.Actor, teamNumber, n int64, a Answer) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := ofOfficer(ctx, tx, who, teamNumber)
		if err != nil {
			return err
		}
		all, err := answersOf(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		var f apperr.Faults
		if k := utf8.RuneCountInString(a.Title); k == 0 || k > MaxTitle {
			f.Add(FieldAnswerTitle, msg.FaultProcedure, "max", MaxTitle)
		}
		switch k := utf8.RuneCountInString(a.Text); {
		case k == 0:
			f.Add(FieldAnswerText, msg.FaultMessage)
		case k > MaxText:
			f.Add(FieldAnswerText, msg.FaultLong, "max", MaxText, "n", k)
		case n == 0 && len(all) >= MaxAnswers:
			f.Add(FieldAnswerTitle, msg.FaultAnswers, "n", MaxAnswers)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if n == 0 {
			a.ID = id.New()
			return insertAnswer(ctx, tx, t.ID, a)
		}
		return updateAnswer(ctx, tx, t.ID, n, a)
	})
}

// RemoveAnswer lets a canned answer go: no demand names it.
func (s *Service) RemoveAnswer(ctx context.Context, who access.Actor, teamNumber, n int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := ofOfficer(ctx, tx, who, teamNumber)
		if err != nil {
			return err
		}
		return deleteAnswer(ctx, tx, t.ID, n)
	})
}
