package needsapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/quantity"
	"preau/internal/needs/needsapi/msg"
	"preau/internal/needs/sheet"
)

func (h api) mountSheets(a *rest.API) {
	const lot = "/groups/{number}/lots/{lot}/sheet"
	rest.Register(a, rest.Op{
		ID: "list-sheets", Method: http.MethodGet, Path: "/groups/{number}/sheets", Group: msg.Sheets, Summary: msg.ListSheets,
		Text: msg.ListSheetsText, Scope: Read, Fails: notFound,
	}, h.listSheets)
	rest.Register(a, rest.Op{
		ID: "get-sheet", Method: http.MethodGet, Path: lot, Group: msg.Sheets, Summary: msg.GetSheet, Text: msg.GetSheetText, Scope: Read, Fails: notFound,
	}, h.getSheet)
	rest.Register(a, rest.Op{
		ID: "save-sheet", Method: http.MethodPut, Path: lot, Group: msg.Sheets, Summary: msg.SaveSheet, Text: msg.SaveSheetText, Scope: Write,
		Fails: versioned, Fields: sheetFields,
	}, h.saveSheet)
	rest.Register(a, rest.Op{
		ID: "validate-sheet", Method: http.MethodPost, Path: lot + "/validation", Group: msg.Sheets, Summary: msg.ValidateSheet,
		Text: msg.ValidateSheetText, Scope: Write, Fails: versioned, Fields: sheetFields,
	}, h.validateSheet)
	rest.Register(a, rest.Op{
		ID: "need-nothing", Method: http.MethodPost, Path: lot + "/no-need", Group: msg.Sheets, Summary: msg.NoNeed, Text: msg.NoNeedText,
		Scope: Write, Fails: versioned,
	}, h.noNeed)
	rest.Register(a, rest.Op{
		ID: "reopen-sheet", Method: http.MethodPost, Path: lot + "/reopening", Group: msg.Sheets, Summary: msg.ReopenSheet,
		Text: msg.ReopenSheetText, Scope: Write, Fails: versioned,
	}, h.reopenSheet)
}

// sheetFields are the form's names as the API's bodies have them.
var sheetFields = map[string]string{sheet.FieldQuantities: "body.quantities"}

// SheetState is a lot with where the establishment's sheet stands.
type SheetState struct {
	Lot
	State   string `json:"state" enum:"none,entry,empty,validated"`
	Filled  int    `json:"filled"`
	Version int64  `json:"version"`
}

// Sheets are all lots of a group, with the establishment's sheets.
type Sheets struct {
	Items []SheetState  `json:"items" nullable:"false"`
	Done  int           `json:"done"`
	Why   []rest.Reason `json:"reasons" nullable:"false"`
}

type sheetsOut struct{ Body Sheets }

func (h api) listSheets(ctx context.Context, who access.Actor, in *OfGroup) (*sheetsOut, error) {
	v, err := h.needs.ShowNeeds(ctx, who, in.Number)
	if err != nil {
		return nil, err
	}
	out := &sheetsOut{Sheets{Items: make([]SheetState, 0, len(v.Lots)), Done: v.Done, Why: rest.Reasons(ctx, v.Open)}}
	for _, l := range v.Lots {
		out.Body.Items = append(out.Body.Items, SheetState{Lot: lotOf(l.Lot), State: string(l.View), Filled: l.Filled, Version: l.Version})
	}
	return out, nil
}

// Sheet is what the establishment wants of one lot.
type Sheet struct {
	Group       int64        `json:"group"`
	Lot         int64        `json:"lot"`
	Title       string       `json:"title"`
	State       string       `json:"state" enum:"none,entry,empty,validated"`
	Version     int64        `json:"version"`
	Lines       []Line       `json:"lines" nullable:"false"`
	SavedAt     *time.Time   `json:"saved_at,omitempty"`
	SavedBy     string       `json:"saved_by,omitempty"`
	ValidatedAt *time.Time   `json:"validated_at,omitempty"`
	ValidatedBy string       `json:"validated_by,omitempty"`
	Acts        []rest.Offer `json:"acts" nullable:"false"`
}

// Line is a line of a lot, with the quantity that is wanted of it.
type Line struct {
	Line     int64  `json:"line"`
	Section  string `json:"section"`
	Title    string `json:"title"`
	Note     string `json:"note"`
	Unit     string `json:"unit"`
	Decimals int    `json:"decimals"`
	Quantity string `json:"quantity"`
}

type sheetOut struct {
	ETag string `header:"ETag"`
	Body Sheet
}

func (h api) getSheet(ctx context.Context, who access.Actor, in *OfLot) (*sheetOut, error) {
	v, err := h.needs.ShowLot(ctx, who, in.Number, in.Lot)
	if err != nil {
		return nil, err
	}
	s := v.Sheet
	out := &sheetOut{ETag: rest.ETag(s.Version), Body: Sheet{
		Group: v.Group.Number, Lot: v.Lot.Position, Title: v.Lot.Title, State: string(s.View()), Version: s.Version, Lines: make([]Line, 0, len(v.Lot.Lines)),
		SavedAt: rest.Instant(s.SavedAt), SavedBy: s.SavedName, ValidatedAt: rest.Instant(s.ValidatedAt), ValidatedBy: s.ValidatedName,
		Acts: rest.Offers(ctx, v.Acts),
	}}
	for _, l := range v.Lot.Lines {
		out.Body.Lines = append(out.Body.Lines, Line{
			Line: l.Number, Section: l.Section, Title: l.Title, Note: l.Note, Unit: l.Unit, Decimals: l.Decimals, Quantity: quantity.Plain(s.Quantities[l.Number]),
		})
	}
	return out, nil
}
