package vocabulary

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/workflow"
	"preau/internal/offers/msg"
)

// State is whether a word is offered.
type State string

// The states of a word.
const (
	Offered State = "offered"
	Retired State = "retired" // the offers that have it keep it
)

// State is whether the word is offered.
func (t Term) State() State {
	if t.Retired {
		return Retired
	}
	return Offered
}

// Act is an act on a word.
type Act string

// The acts.
const (
	Rename Act = "rename"
	Place  Act = "place" // one step up or down in its list
	Retire Act = "retire"
	Offer  Act = "offer" // again
)

// Role is what somebody is to the operator's lists.
type Role string

// AsOperator is an administrator of the platform; nobody else changes the lists.
const AsOperator Role = "administrateur de la plateforme"

var operator = []Role{AsOperator}

// Moves is the whole of who may do what to a word.
var Moves = workflow.Table[State, Act, Role, Term]{
	Object: "offers-term",
	States: []State{Offered, Retired},
	Roles:  operator,
	Rows: []workflow.Row[State, Act, Role, Term]{
		{Do: Rename, By: operator},
		{Do: Place, By: operator},
		{Do: Retire, From: []State{Offered}, To: Retired, By: operator},
		{Do: Offer, From: []State{Retired}, To: Offered, By: operator},
	},
	NotYours: func(Act, Term) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(Act, State, Term) apperr.Reason { return apperr.Reason{} },
}

// FieldLabel is the field of a word, in faults; MaxLabel is its most characters.
const (
	FieldLabel = "mot"
	MaxLabel   = 120
)

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// Words are all words of a list, the retired ones too, for the operator's administrators; to others they are not there.
func (s *Service) Words(ctx context.Context, who access.Actor, l List) ([]Term, error) {
	var out []Term
	if err := instance.Allow(who); err != nil {
		return nil, err
	}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = wordsOf(ctx, tx, l)
		return err
	})
	return out, err
}

// Word is one of them.
func (s *Service) Word(ctx context.Context, who access.Actor, l List, number int64) (Term, error) {
	all, err := s.Words(ctx, who, l)
	if err != nil {
		return Term{}, err
	}
	return one(all, number)
}

// Add puts a word at the end of a list.
func (s *Service) Add(ctx context.Context, who access.Actor, l List, typed string) error {
	return s.change(ctx, who, l, func(tx *db.Tx, all []Term) error {
		t := Term{ID: id.New(), List: l, Number: 1, Position: 1}
		for _, x := range all {
			t.Number, t.Position = max(t.Number, x.Number+1), max(t.Position, x.Position+1)
		}
		var err error
		if t.Label, err = label(all, t, typed); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO offers_terms (id, list, number, label, label_fold, position, retired, version) VALUES ($1, $2, $3, $4, $5, $6, FALSE, 1)`,
			t.ID, t.List, t.Number, t.Label, registers.Fold(t.Label), t.Position); err != nil {
			return fmt.Errorf("add a word of offers: %w", err)
		}
		return note(ctx, tx, who, t, "add", "")
	})
}

// Save renames a word, retires it, or offers it again, as of a version. Offers name words by their ids: they all read the new name.
func (s *Service) Save(ctx context.Context, who access.Actor, l List, number, version int64, typed string, retired bool) error {
	return s.change(ctx, who, l, func(tx *db.Tx, all []Term) error {
		t, err := one(all, number)
		if err != nil {
			return err
		}
		if t.Version != version {
			return conflict()
		}
		was := t
		if t.Label, err = label(all, t, typed); err != nil {
			return err
		}
		do := Rename
		switch {
		case retired && !t.Retired:
			do = Retire
		case !retired && t.Retired:
			do = Offer
		}
		to, err := Moves.Next(do, t.State(), operator, t)
		if err != nil {
			return err
		}
		t.Retired = to == Retired
		if t == was {
			return nil
		}
		if err := save(ctx, tx, t); err != nil {
			return err
		}
		return note(ctx, tx, who, t, string(do), was.Label)
	})
}

// Move changes places with the word before, or after; at the ends nothing happens.
func (s *Service) Move(ctx context.Context, who access.Actor, l List, number int64, up bool) error {
	return s.change(ctx, who, l, func(tx *db.Tx, all []Term) error {
		if _, err := one(all, number); err != nil {
			return err
		}
		for i, t := range all {
			j := i + 1
			if up {
				j = i - 1
			}
			if t.Number != number || j < 0 || j >= len(all) {
				continue
			}
			other := all[j]
			t.Position, other.Position = int64(j+1), int64(i+1)
			if err := errors.Join(save(ctx, tx, t), save(ctx, tx, other)); err != nil {
				return err
			}
			return note(ctx, tx, who, t, string(Place), "")
		}
		return nil
	})
}

// change runs an administrator's change of a list, of which it reads all words first.
func (s *Service) change(ctx context.Context, who access.Actor, l List, fn func(tx *db.Tx, all []Term) error) error {
	if err := instance.Allow(who); err != nil {
		return err
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		all, err := wordsOf(ctx, tx, l)
		if err != nil {
			return err
		}
		return fn(tx, all)
	})
}

// label is what was typed, in its normal form; no two words of a list are alike.
func label(all []Term, t Term, typed string) (string, error) {
	typed = strings.Join(strings.Fields(typed), " ")
	switch n := utf8.RuneCountInString(typed); {
	case n == 0:
		return "", apperr.InvalidField(FieldLabel, i18n.M(msg.FaultWord))
	case n > MaxLabel:
		return "", apperr.InvalidField(FieldLabel, i18n.M(msg.FaultLong, "n", n, "max", MaxLabel))
	}
	for _, x := range all {
		if x.ID != t.ID && registers.Fold(x.Label) == registers.Fold(typed) {
			return "", apperr.InvalidField(FieldLabel, i18n.M(msg.FaultWordTwice))
		}
	}
	return typed, nil
}

func wordsOf(ctx context.Context, tx *db.Tx, l List) ([]Term, error) {
	all, err := Read(ctx, tx)
	var out []Term
	for _, t := range all {
		if t.List == l {
			out = append(out, t)
		}
	}
	return out, err
}

func one(all []Term, number int64) (Term, error) {
	for _, t := range all {
		if t.Number == number {
			return t, nil
		}
	}
	return Term{}, apperr.NotFoundErr()
}

func save(ctx context.Context, tx *db.Tx, t Term) error {
	n, err := tx.Exec(ctx, `UPDATE offers_terms SET label = $1, label_fold = $2, position = $3, retired = $4, version = version + 1 WHERE id = $5 AND version = $6`,
		t.Label, registers.Fold(t.Label), t.Position, t.Retired, t.ID, t.Version)
	if err != nil {
		return fmt.Errorf("save a word of offers: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

func note(ctx context.Context, tx *db.Tx, who access.Actor, t Term, act, before string) error {
	data := map[string]string{"list": string(t.List), "label": t.Label}
	if before != "" && before != t.Label {
		data["before"] = before
	}
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "offers.term", ID: t.ID}, Act: "offers.term." + act, Data: data})
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }
