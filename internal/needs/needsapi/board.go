package needsapi

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/quantity"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	"preau/internal/needs/needsapi/msg"
)

func (h api) mountBoard(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "get-board", Method: http.MethodGet, Path: "/groups/{number}/board", Group: msg.Coordination, Summary: msg.GetBoard,
		Text: msg.GetBoardText, Scope: Read, Fails: notFound,
	}, h.getBoard)
	rest.Register(a, rest.Op{
		ID: "get-consolidation", Method: http.MethodGet, Path: "/groups/{number}/lots/{lot}/consolidation", Group: msg.Coordination,
		Summary: msg.GetConsolidation, Text: msg.GetConsolidationText, Scope: Read, Fails: notFound,
	}, h.getConsolidation)
	rest.Register(a, rest.Op{
		ID: "list-consolidated", Method: http.MethodGet, Path: "/groups/{number}/lots/{lot}/consolidation/members", Group: msg.Coordination,
		Summary: msg.ListConsolidated, Text: msg.ListConsolidatedText, Scope: Read, Fails: notFound,
	}, h.listConsolidated)
}

// BoardRow is a member with where its sheets stand, lot by lot.
type BoardRow struct {
	Org    Org          `json:"organisation"`
	Sheets []BoardSheet `json:"sheets" nullable:"false"`
}

// BoardSheet is where the sheet of a lot stands.
type BoardSheet struct {
	Lot   int64  `json:"lot"`
	State string `json:"state" enum:"none,entry,empty,validated"`
}

type boardIn struct {
	OfGroup
	rest.Paged
}

func (h api) getBoard(ctx context.Context, who access.Actor, in *boardIn) (*rest.Listed[BoardRow], error) {
	b, err := h.needs.ShowBoard(ctx, who, in.Number)
	if err != nil {
		return nil, err
	}
	ref := func(m board.MemberRow) string { return m.Org.Ref }
	rows, err := rest.After(in.Paged, b.Members, ref)
	if err != nil {
		return nil, err
	}
	show := func(m board.MemberRow) BoardRow {
		out := BoardRow{Org: orgOf(m.Org), Sheets: make([]BoardSheet, 0, len(m.States))}
		for i, v := range m.States {
			out.Sheets = append(out.Sheets, BoardSheet{Lot: b.Lots[i].Position, State: string(v)})
		}
		return out
	}
	return rest.List(ctx, rows, in.Limit, show, func(m board.MemberRow) any { return ref(m) }), nil
}

// Consolidation is what all members want of a lot: validated sheets only.
type Consolidation struct {
	Group     int64       `json:"group"`
	Lot       int64       `json:"lot"`
	Title     string      `json:"title"`
	Lines     []TotalLine `json:"lines" nullable:"false"`
	Validated int         `json:"validated"`
	Empty     int         `json:"empty"`
	Excluded  int         `json:"excluded"`
}

// TotalLine is a line with what all want of it.
type TotalLine struct {
	Line    int64  `json:"line"`
	Section string `json:"section"`
	Title   string `json:"title"`
	Unit    string `json:"unit"`
	Total   string `json:"total"`
}

type consolidationOut struct{ Body Consolidation }

func (h api) getConsolidation(ctx context.Context, who access.Actor, in *OfLot) (*consolidationOut, error) {
	c, err := h.needs.Consolidate(ctx, who, in.Number, in.Lot)
	if err != nil {
		return nil, err
	}
	out := &consolidationOut{Consolidation{
		Group: c.Group.Number, Lot: c.Lot.Position, Title: c.Lot.Title, Lines: make([]TotalLine, 0, len(c.Lot.Lines)),
		Validated: c.Sheets.Validated, Empty: c.Sheets.Empty, Excluded: c.Excluded,
	}}
	for _, l := range c.Lot.Lines {
		out.Body.Lines = append(out.Body.Lines, TotalLine{Line: l.Number, Section: l.Section, Title: l.Title, Unit: l.Unit, Total: quantity.Plain(c.Totals[l.Number])})
	}
	return out, nil
}

// Consolidated is what one member wants of a lot.
type Consolidated struct {
	Org        Org        `json:"organisation"`
	Quantities []Quantity `json:"quantities" nullable:"false"`
}

// Quantity is what is wanted of one line.
type Quantity struct {
	Line     int64  `json:"line"`
	Quantity string `json:"quantity"`
}

type consolidatedIn struct {
	OfLot
	rest.Paged
}

func (h api) listConsolidated(ctx context.Context, who access.Actor, in *consolidatedIn) (*rest.Listed[Consolidated], error) {
	c, err := h.needs.Consolidate(ctx, who, in.Number, in.Lot)
	if err != nil {
		return nil, err
	}
	type member struct {
		org group.Org
		at  int // its place in the cells
	}
	all := make([]member, len(c.Members))
	for i, o := range c.Members {
		all[i] = member{o.Org, i}
	}
	ref := func(m member) string { return m.org.Ref }
	rows, err := rest.After(in.Paged, all, ref)
	if err != nil {
		return nil, err
	}
	show := func(m member) Consolidated {
		out := Consolidated{Org: orgOf(m.org), Quantities: []Quantity{}}
		for _, l := range c.Lot.Lines {
			if n := c.Cells[l.Number][m.at]; n > 0 {
				out.Quantities = append(out.Quantities, Quantity{Line: l.Number, Quantity: quantity.Plain(n)})
			}
		}
		return out
	}
	return rest.List(ctx, rows, in.Limit, show, func(m member) any { return ref(m) }), nil
}
