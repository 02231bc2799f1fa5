package group

import (
	"context"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/needs/msg"
)

// LotInput is a lot as its form says it. Lines without a title are left out; the others are numbered from 1.
type LotInput struct {
	Title       string
	Description string
	Lines       []Line
}

// Limits of a lot.
const (
	MaxLines = 500
	MaxUnit  = 30
)

// LineField names a field of the i-th line of a lot's form (from 0), in faults.
func LineField(name string, i int) string { return name + "." + strconv.Itoa(i) }

// AddLot adds a lot at the end of a draft group, and gives its number.
func (s *Service) AddLot(ctx context.Context, who access.Actor, number int64, in LotInput) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		g, err := s.lotGroup(ctx, tx, who, number)
		if err != nil {
			return 0, err
		}
		l := Lot{ID: id.New()}
		if err := in.fill(&l); err != nil {
			return 0, err
		}
		if err := touch(ctx, tx, g); err != nil {
			return 0, err
		}
		if err := insertLot(ctx, tx, g, &l); err != nil {
			return 0, err
		}
		return l.Position, writeLine(ctx, tx, who, g, EditLots, g.State)
	})
}

// EditLot replaces a lot's texts and lines while the group is a draft.
func (s *Service) EditLot(ctx context.Context, who access.Actor, number, position, version int64, in LotInput) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, l, err := s.lotOf(ctx, tx, who, number, position, version)
		if err != nil {
			return err
		}
		if err := in.fill(&l); err != nil {
			return err
		}
		if err := touch(ctx, tx, g); err != nil {
			return err
		}
		if err := replaceLot(ctx, tx, l); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, g, EditLots, g.State)
	})
}

// RemoveLot takes a lot out of a draft; the lots behind it move up.
func (s *Service) RemoveLot(ctx context.Context, who access.Actor, number, position, version int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, l, err := s.lotOf(ctx, tx, who, number, position, version)
		if err != nil {
			return err
		}
		if err := touch(ctx, tx, g); err != nil {
			return err
		}
		if err := deleteLot(ctx, tx, g, l); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, g, EditLots, g.State)
	})
}

// lotGroup is the group, if who may change its lots.
func (s *Service) lotGroup(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Group, error) {
	g, err := ByNumber(ctx, tx, who, number)
	if err != nil {
		return g, err
	}
	_, err = Next(ctx, tx, who, EditLots, g)
	return g, err
}

// lotOf is a lot that who may change, if the group is still at the version that the form was made from.
func (s *Service) lotOf(ctx context.Context, tx *db.Tx, who access.Actor, number, position, version int64) (Group, Lot, error) {
	g, err := s.lotGroup(ctx, tx, who, number)
	if err != nil {
		return g, Lot{}, err
	}
	if g.Version != version {
		return g, Lot{}, conflict()
	}
	l, err := LotAt(ctx, tx, g, position)
	return g, l, err
}

// Check says what is wrong with a lot's form, by field.
func (in LotInput) Check() error {
	var l Lot
	return in.fill(&l)
}

// fill checks the form and sets the lot's texts and lines.
func (in LotInput) fill(l *Lot) error {
	var f Faults
	CheckText(&f, FieldTitle, in.Title, MaxTitle, msg.FaultLotTitle)
	CheckText(&f, FieldDescription, in.Description, MaxDescription, "")
	l.Title, l.Description, l.Lines = in.Title, in.Description, nil
	for i, line := range in.Lines {
		if line.blank() {
			continue
		}
		CheckText(&f, LineField("article", i), line.Title, 300, msg.FaultArticle, "n", i+1)
		CheckText(&f, LineField("unite", i), line.Unit, MaxUnit, msg.FaultUnit, "n", i+1)
		CheckText(&f, LineField("precision", i), line.Note, 300, "")
		CheckText(&f, LineField("rubrique", i), line.Section, MaxTitle, "")
		if line.Decimals < 0 || line.Decimals > 3 {
			f.Add(LineField("decimales", i), msg.FaultDecimals, "n", i+1)
		}
		line.Number = int64(len(l.Lines) + 1)
		l.Lines = append(l.Lines, line)
	}
	if len(l.Lines) > MaxLines {
		f.Add(FieldTitle, msg.FaultLines, "max", MaxLines)
	}
	return f.Err()
}

func (l Line) blank() bool {
	return strings.TrimSpace(l.Title+l.Section+l.Note) == "" && strings.TrimSpace(l.Unit) == ""
}
