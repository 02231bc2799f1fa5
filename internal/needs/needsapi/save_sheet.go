package needsapi

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/quantity"
	"preau/internal/needs/group"
	"preau/internal/needs/needsapi/msg"
	"preau/internal/needs/sheet"
)

// SheetIn is a whole sheet: lines that are not named want nothing.
type SheetIn struct {
	Quantities []QuantityIn `json:"quantities" maxItems:"5000" nullable:"false"`
}

// QuantityIn is what is wanted of one line.
type QuantityIn struct {
	Line     int64  `json:"line" minimum:"1"`
	Quantity string `json:"quantity" maxLength:"20"`
}

// OfVersion names a version of a lot's sheet.
type OfVersion struct {
	OfLot
	Match string `header:"If-Match"`
}

type saveSheetIn struct {
	OfVersion
	Body SheetIn
}

func (h api) saveSheet(ctx context.Context, who access.Actor, in *saveSheetIn) (*sheetOut, error) {
	v, err := h.needs.ShowLot(ctx, who, in.Number, in.Lot)
	if err != nil {
		return nil, err
	}
	q, err := quantities(in.Body.Quantities, v.Lot.Lines)
	if err != nil {
		return nil, err
	}
	return h.moveSheet(ctx, who, &in.OfVersion, func(version int64) error {
		return h.needs.SaveSheet(ctx, who, in.Number, in.Lot, sheet.Input{Quantities: q, Version: version})
	})
}

// validateSheet signs the sheet as it is kept, in the version that was read.
func (h api) validateSheet(ctx context.Context, who access.Actor, in *OfVersion) (*sheetOut, error) {
	v, err := h.needs.ShowLot(ctx, who, in.Number, in.Lot)
	if err != nil {
		return nil, err
	}
	return h.moveSheet(ctx, who, in, func(version int64) error {
		return h.needs.ValidateSheet(ctx, who, in.Number, in.Lot, sheet.Input{Quantities: v.Sheet.Quantities, Version: version})
	})
}

func (h api) noNeed(ctx context.Context, who access.Actor, in *OfVersion) (*sheetOut, error) {
	return h.moveSheet(ctx, who, in, func(version int64) error {
		return h.needs.ValidateEmptySheet(ctx, who, in.Number, in.Lot, version)
	})
}

func (h api) reopenSheet(ctx context.Context, who access.Actor, in *OfVersion) (*sheetOut, error) {
	return h.moveSheet(ctx, who, in, func(version int64) error {
		return h.needs.ReopenSheet(ctx, who, in.Number, in.Lot, version)
	})
}

// moveSheet does an act on the version that was read, and gives the sheet as it is then.
func (h api) moveSheet(ctx context.Context, who access.Actor, in *OfVersion, do func(version int64) error) (*sheetOut, error) {
	read := func() (*sheetOut, error) { return h.getSheet(ctx, who, &in.OfLot) }
	return rest.Move(in.Match, do, read, func(now *sheetOut) int64 { return now.Body.Version })
}

// quantities reads what was sent, and names all faults at once.
func quantities(in []QuantityIn, lines []group.Line) (sheet.Quantities, error) {
	known := make(map[int64]group.Line, len(lines))
	for _, l := range lines {
		known[l.Number] = l
	}
	out, seen, faults := sheet.Quantities{}, map[int64]bool{}, []apperr.Field(nil)
	fault := func(i int, property string, m i18n.Msg) {
		faults = append(faults, apperr.Field{Name: fmt.Sprintf("body.quantities[%d].%s", i, property), Msg: m})
	}
	for i, q := range in {
		l, ok := known[q.Line]
		switch {
		case !ok:
			fault(i, "line", i18n.M(msg.FaultLine))
			continue
		case seen[q.Line]:
			fault(i, "line", i18n.M(msg.FaultTwice))
			continue
		}
		seen[q.Line] = true
		n, wrong := quantity.ParsePlain(q.Quantity, l.Decimals)
		if wrong != quantity.None {
			fault(i, "quantity", whyNot(wrong, l))
		}
		out[q.Line] = n
	}
	if len(faults) > 0 {
		return nil, &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return out, nil
}

func whyNot(wrong quantity.Fault, l group.Line) i18n.Msg {
	switch wrong {
	case quantity.TooMany:
		return i18n.M(msg.FaultDecimals, "n", l.Decimals)
	case quantity.TooLarge:
		return i18n.M(msg.FaultLarge, "max", quantity.Max/1000)
	case quantity.Negative, quantity.NotANumber, quantity.Ambiguous, quantity.None:
	}
	return i18n.M(msg.FaultQuantity)
}
