package structure

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"preau/internal/kit/db"
)

// errNoType says that no type has the number.
var errNoType = errors.New("no such type")

const typeColumns = `t.id, t.number, t.name, t.identifier, t.state = 'open', t.version`

func typeInto(t *Type) []any {
	return []any{&t.ID, &t.Number, &t.Name, &t.Identifier, &t.Open, &t.Version}
}

// typeOf is the type of a number as it was typed; the zero type for nothing.
func typeOf(ctx context.Context, tx *db.Tx, typed string) (Type, error) {
	if typed == "" {
		return Type{}, nil
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return Type{}, errNoType
	}
	t, err := db.One(ctx, tx, typeInto, `SELECT `+typeColumns+` FROM offers_types t WHERE t.number = $1`, n)
	if errors.Is(err, db.ErrNone) {
		return t, errNoType
	}
	if err != nil {
		return t, fmt.Errorf("type: %w", err)
	}
	return t, nil
}

// Types are the open types of the operator's list, in their order, and the one that a structure has (O11).
func (s *Service) Types(ctx context.Context, has Type) ([]Type, error) {
	var out []Type
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = db.All(ctx, tx, typeInto, `SELECT `+typeColumns+` FROM offers_types t WHERE t.state = 'open' OR t.id = $1 ORDER BY t.position, t.number`, has.ID)
		return err
	})
	return out, err
}
