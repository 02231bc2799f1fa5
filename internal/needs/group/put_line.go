package group

import (
	"context"
	"errors"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/msg"
)

// LineChange is a line that is put into a lot by itself, as a sheet says it, with what it says of its lot.
type LineChange struct {
	Lot         int64 // its number; 0 for a new one, which takes the next
	NewLot      bool
	Title       string // the lot's, as they are to be
	Description string
	Line        *Line // its number is the one that it has, or 0 for a new one, which takes the next; nil: the lot alone
	Number      int64 // that a new line has to get; 0: whichever comes
	Import      int64 // that the history names, for the first of its lines; else 0: that line was written already
}

// HoldLots keeps a group's lots from other changes while lines are put into them in tx, and refuses whoever may not change them.
func HoldLots(ctx context.Context, tx *db.Tx, who access.Actor, groupID string) (Group, error) {
	if err := touchAny(ctx, tx, groupID); err != nil {
		return Group{}, err
	}
	return lotGroupByID(ctx, tx, who, groupID)
}

// PutLine adds a line to a lot, or changes one, in a transaction in which who holds the lots. The whole lot is held to the rules
// of its form.
func PutLine(ctx context.Context, tx *db.Tx, who access.Actor, groupID string, in LineChange) error {
	g, err := lotGroupByID(ctx, tx, who, groupID)
	if err != nil {
		return err
	}
	l := Lot{ID: id.New()}
	if !in.NewLot {
		if l, err = LotAt(ctx, tx, g, in.Lot); err != nil {
			return err
		}
	}
	form, at, err := in.form(l)
	if err != nil {
		return err
	}
	if err := form.fill(&l); err != nil {
		return err
	}
	if err := putInLot(ctx, tx, g, &l, in, at); err != nil || in.Import == 0 {
		return err
	}
	return writeLineWith(ctx, tx, who, g, EditLots, g.State, map[string]string{"import": strconv.FormatInt(in.Import, 10)})
}

// form is the lot with the line in it, and where it stands; -1 for none.
func (in LineChange) form(l Lot) (LotInput, int, error) {
	out, at := LotInput{Title: in.Title, Description: in.Description, Lines: l.Lines}, -1
	if in.Line == nil {
		return out, at, nil
	}
	if at = int(in.Line.Number) - 1; at < 0 {
		if at = len(out.Lines); in.Number != 0 && in.Number != int64(at)+1 {
			return out, at, apperr.ConflictErr(i18n.M(msg.FaultLineTurn, "n", at+1))
		}
		out.Lines = append(out.Lines, *in.Line)
		return out, at, nil
	}
	if at >= len(out.Lines) {
		return out, at, apperr.NotFoundErr()
	}
	out.Lines[at] = *in.Line
	return out, at, nil
}

func putInLot(ctx context.Context, tx *db.Tx, g Group, l *Lot, in LineChange, at int) error {
	if in.NewLot {
		if err := insertLot(ctx, tx, g, l); err != nil {
			return err
		}
		if in.Lot != 0 && l.Position != in.Lot {
			return apperr.ConflictErr(i18n.M(msg.FaultLotTurn, "n", l.Position))
		}
		return nil
	}
	if err := saveLotTexts(ctx, tx, *l); err != nil || at < 0 {
		return err
	}
	return putLine(ctx, tx, l.ID, l.Lines[at])
}

func lotGroupByID(ctx context.Context, tx *db.Tx, who access.Actor, groupID string) (Group, error) {
	g, err := ByID(ctx, tx, groupID)
	if errors.Is(err, db.ErrNone) {
		return g, apperr.NotFoundErr()
	}
	if err == nil {
		_, err = Next(ctx, tx, who, EditLots, g)
	}
	return g, err
}

// WhyLots is nil while who may change a group's lots; else it says why not.
func WhyLots(ctx context.Context, tx *db.Tx, who access.Actor, groupID string) error {
	_, err := lotGroupByID(ctx, tx, who, groupID)
	return err
}

// SeesImports is nil for whoever may see what was imported into a group; to others there is nothing.
func SeesImports(ctx context.Context, tx *db.Tx, who access.Actor, groupID string) error {
	g, err := ByID(ctx, tx, groupID)
	if errors.Is(err, db.ErrNone) {
		return apperr.NotFoundErr()
	}
	return g.importsFor(who, err)
}

func (g Group) importsFor(who access.Actor, err error) error {
	if err == nil && !Moves.May(SeeImports, g.State, RolesOf(who, g), Case{Group: g, At: who.At}) {
		return apperr.NotFoundErr()
	}
	return err
}

// LotsForSheet are a group's lots with their lines, for whoever may import such.
func (s *Service) LotsForSheet(ctx context.Context, who access.Actor, number int64) (Group, []Lot, error) {
	var g Group
	var lots []Lot
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		g, err = ByNumber(ctx, tx, who, number)
		if err = g.importsFor(who, err); err == nil {
			lots, err = LotsWithLines(ctx, tx, g.ID)
		}
		return err
	})
	return g, lots, err
}

// ImportsOf is a group for the pages of what was imported into it, and whether who may change its lots now.
func (s *Service) ImportsOf(ctx context.Context, who access.Actor, number int64) (Group, bool, error) {
	var g Group
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		g, err = ByNumber(ctx, tx, who, number)
		return g.importsFor(who, err)
	})
	return g, err == nil && Moves.May(EditLots, g.State, RolesOf(who, g), Case{Group: g, At: who.At}), err
}
