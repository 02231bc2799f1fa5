package structure

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// TypeState is whether structures may still choose a type.
type TypeState string

// The states of a type.
const (
	TypeOpen   TypeState = "open"
	TypeClosed TypeState = "closed" // the structures that have it keep it
)

// State is whether structures may still choose the type.
func (t Type) State() TypeState {
	if t.Open {
		return TypeOpen
	}
	return TypeClosed
}

// TypeAct is an act on a type.
type TypeAct string

// The acts.
const (
	ChangeType TypeAct = "change"
	PlaceType  TypeAct = "place" // one step up or down
	CloseType  TypeAct = "close"
	ReopenType TypeAct = "reopen"
)

var operator = []Role{AsOperator}

// TypeMoves is the whole of who may do what to a type.
var TypeMoves = workflow.Table[TypeState, TypeAct, Role, Type]{
	Object: "offers-type",
	States: []TypeState{TypeOpen, TypeClosed},
	Roles:  operator,
	Rows: []workflow.Row[TypeState, TypeAct, Role, Type]{
		{Do: ChangeType, By: operator},
		{Do: PlaceType, By: operator},
		{Do: CloseType, From: []TypeState{TypeOpen}, To: TypeClosed, By: operator},
		{Do: ReopenType, From: []TypeState{TypeClosed}, To: TypeOpen, By: operator},
	},
	NotYours: func(TypeAct, Type) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(TypeAct, TypeState, Type) apperr.Reason { return apperr.Reason{} },
}

// Names of the fields of a type's form, in faults, and the most characters of its name.
const (
	FieldTypeName       = "nom"
	FieldTypeIdentifier = "numero"
	MaxTypeName         = 120
)

// TypeInput is what was typed of a type.
type TypeInput struct {
	Name       string
	Identifier Identifier
	Closed     bool
}

// AllTypes are all types, the closed ones too, each with how many structures have it, for the operator's administrators; to others they
// are not there.
func (s *Service) AllTypes(ctx context.Context, who access.Actor) ([]Type, error) {
	if err := instance.Allow(who); err != nil {
		return nil, err
	}
	var out []Type
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		out, err = allTypes(ctx, tx)
		return err
	})
	return out, err
}

// TypeByNumber is one of them.
func (s *Service) TypeByNumber(ctx context.Context, who access.Actor, number int64) (Type, error) {
	all, err := s.AllTypes(ctx, who)
	if err != nil {
		return Type{}, err
	}
	return typeAmong(all, number)
}

// AddType puts a type at the end of the list.
func (s *Service) AddType(ctx context.Context, who access.Actor, in TypeInput) error {
	return s.changeTypes(ctx, who, func(tx *db.Tx, all []Type) error {
		t := Type{ID: id.New(), Open: true}
		if err := in.fill(&t, all); err != nil {
			return err
		}
		for _, x := range all {
			t.Position = max(t.Position, x.Position+1)
		}
		var err error
		if t.Number, err = db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = 'type' RETURNING n`); err != nil {
			return fmt.Errorf("number of a type: %w", err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO offers_types (id, number, name, name_fold, identifier, state, position, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`,
			t.ID, t.Number, t.Name, registers.Fold(t.Name), t.Identifier, t.State(), t.Position, tx.Now()); err != nil {
			return fmt.Errorf("add a type: %w", err)
		}
		return noteType(ctx, tx, who, t, "add", "")
	})
}

// SaveType changes a type as of a version: its name, the number that its bodies are known by, and whether it may be chosen. Structures
// that have it read the new name; what they gave as their number is looked at when they are next saved.
func (s *Service) SaveType(ctx context.Context, who access.Actor, number, version int64, in TypeInput) error {
	return s.changeTypes(ctx, who, func(tx *db.Tx, all []Type) error {
		t, err := typeAmong(all, number)
		if err != nil {
			return err
		}
		if t.Version != version {
			return conflict()
		}
		was := t
		if err := in.fill(&t, all); err != nil {
			return err
		}
		do := ChangeType
		switch {
		case in.Closed && t.Open:
			do = CloseType
		case !in.Closed && !t.Open:
			do = ReopenType
		}
		to, err := TypeMoves.Next(do, t.State(), operator, t)
		if err != nil {
			return err
		}
		t.Open = to == TypeOpen
		if t == was {
			return nil
		}
		if err := saveType(ctx, tx, t); err != nil {
			return err
		}
		return noteType(ctx, tx, who, t, string(do), was.Name)
	})
}

// MoveType changes places with the type before, or after; at the ends nothing happens.
func (s *Service) MoveType(ctx context.Context, who access.Actor, number int64, up bool) error {
	return s.changeTypes(ctx, who, func(tx *db.Tx, all []Type) error {
		i := slices.IndexFunc(all, func(t Type) bool { return t.Number == number })
		if i < 0 {
			return apperr.NotFoundErr()
		}
		j := i + 1
		if up {
			j = i - 1
		}
		if j < 0 || j >= len(all) {
			return nil
		}
		all[i].Position, all[j].Position = int64(j+1), int64(i+1)
		if err := errors.Join(saveType(ctx, tx, all[i]), saveType(ctx, tx, all[j])); err != nil {
			return err
		}
		return noteType(ctx, tx, who, all[i], string(PlaceType), "")
	})
}

func (s *Service) changeTypes(ctx context.Context, who access.Actor, fn func(tx *db.Tx, all []Type) error) error {
	if err := instance.Allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		all, err := allTypes(ctx, tx)
		if err != nil {
			return err
		}
		return fn(tx, all)
	})
}

// fill puts what was typed into a type, in its normal form; no two types are called alike.
func (in TypeInput) fill(t *Type, all []Type) error {
	t.Name, t.Identifier = strings.Join(strings.Fields(in.Name), " "), in.Identifier
	var f apperr.Faults
	switch n := utf8.RuneCountInString(t.Name); {
	case n == 0:
		f.Add(FieldTypeName, msg.FaultWord)
	case n > MaxTypeName:
		f.Add(FieldTypeName, msg.FaultLong, "n", n, "max", MaxTypeName)
	case slices.ContainsFunc(all, func(x Type) bool { return x.ID != t.ID && registers.Fold(x.Name) == registers.Fold(t.Name) }):
		f.Add(FieldTypeName, msg.FaultWordTwice)
	}
	if !slices.Contains(Identifiers(), t.Identifier) {
		f.Add(FieldTypeIdentifier, msg.FaultTypeIdentifier)
	}
	return f.Err()
}

// Identifiers are all of them.
func Identifiers() []Identifier { return []Identifier{BySIREN, ByUAI, Either} }

// Label is the identifier in words.
func (i Identifier) Label() i18n.Key {
	switch i {
	case ByUAI:
		return msg.KnownByUai
	case Either:
		return msg.KnownByEither
	case BySIREN:
	}
	return msg.KnownBySiren
}

func typeAmong(all []Type, number int64) (Type, error) {
	for _, t := range all {
		if t.Number == number {
			return t, nil
		}
	}
	return Type{}, apperr.NotFoundErr()
}

func allTypes(ctx context.Context, tx *db.Tx) ([]Type, error) {
	out, err := db.All(ctx, tx, func(t *Type) []any { return append(typeInto(t), &t.Position, &t.Uses) },
		`SELECT `+typeColumns+`, t.position, (SELECT count(*) FROM offers_structures s WHERE s.type_id = t.id) FROM offers_types t ORDER BY t.position, t.number`)
	if err != nil {
		return nil, fmt.Errorf("types: %w", err)
	}
	return out, nil
}

func saveType(ctx context.Context, tx *db.Tx, t Type) error {
	n, err := tx.Exec(ctx, `UPDATE offers_types SET name = $1, name_fold = $2, identifier = $3, state = $4, position = $5, version = version + 1 WHERE id = $6 AND version = $7`,
		t.Name, registers.Fold(t.Name), t.Identifier, t.State(), t.Position, t.ID, t.Version)
	if err != nil {
		return fmt.Errorf("save a type: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

func noteType(ctx context.Context, tx *db.Tx, who access.Actor, t Type, act, before string) error {
	data := map[string]string{"name": t.Name}
	if before != "" && before != t.Name {
		data["before"] = before
	}
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "offers.type", ID: t.ID}, Act: "offers.type." + act, Data: data})
}
