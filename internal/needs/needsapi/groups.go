package needsapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/needsapi/msg"
)

func (h api) mountGroups(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-groups", Method: http.MethodGet, Path: "/groups", Group: msg.Groups, Summary: msg.ListGroups, Text: msg.ListGroupsText, Scope: Read,
	}, h.listGroups)
	rest.Register(a, rest.Op{
		ID: "get-group", Method: http.MethodGet, Path: "/groups/{number}", Group: msg.Groups, Summary: msg.GetGroup, Text: msg.GetGroupText,
		Scope: Read, Fails: notFound,
	}, h.getGroup)
}

// Org is an establishment as this service shows it.
type Org struct {
	Ref     string `json:"ref"`
	Name    string `json:"name"`
	Commune string `json:"commune"`
}

func orgOf(o group.Org) Org { return Org{Ref: o.Ref, Name: o.Name, Commune: o.Commune} }

// Group is a purchasing group, in a list.
type Group struct {
	Number      int64     `json:"number"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Support     Org       `json:"support"`
	Phase       string    `json:"phase" enum:"draft,joining,entry,closed,abandoned"`
	JoinUntil   time.Time `json:"join_until"`
	EntryFrom   time.Time `json:"entry_from"`
	EntryUntil  time.Time `json:"entry_until"`
	LotCount    int       `json:"lot_count"`
	Membership  string    `json:"membership" enum:"none,asked,accepted,refused,withdrawn"`
}

func groupOf(g group.Group, at time.Time, membership string) Group {
	return Group{
		Number: g.Number, Title: g.Title, Description: g.Description, Support: orgOf(g.Support), Phase: string(g.PhaseAt(at)),
		JoinUntil: g.JoinUntil.UTC(), EntryFrom: g.EntryFrom.UTC(), EntryUntil: g.EntryUntil.UTC(), LotCount: g.LotCount, Membership: membership,
	}
}

type groupsIn struct {
	rest.Paged
	Search string `query:"search" maxLength:"200"`
	Phase  string `query:"phase" enum:"draft,joining,entry,closed,abandoned"`
}

func (h api) listGroups(ctx context.Context, who access.Actor, in *groupsIn) (*rest.Listed[Group], error) {
	var after int64
	if err := in.From(&after); err != nil {
		return nil, err
	}
	rows, err := h.needs.GroupsAfter(ctx, who, needs.Filter{Text: in.Search, Phase: group.Phase(in.Phase)}, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return rest.List(
		ctx, rows, in.Limit,
		func(r needs.Row) Group { return groupOf(r.Group, who.At, string(r.Membership)) },
		func(r needs.Row) any { return r.Number },
	), nil
}

// GroupDetail is a purchasing group with its lots, and what who asks may do.
type GroupDetail struct {
	Group
	Lots         []Lot        `json:"lots" nullable:"false"`
	Coordinators []string     `json:"coordinators" nullable:"false"`
	Acts         []rest.Offer `json:"acts" nullable:"false"`
}

// Lot is a part of a group that is entered and validated by itself.
type Lot struct {
	Number      int64  `json:"lot"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Lines       int    `json:"line_count"`
}

func lotOf(l group.Lot) Lot {
	return Lot{Number: l.Position, Title: l.Title, Description: l.Description, Lines: l.LineCount}
}

type groupOut struct{ Body GroupDetail }

func (h api) getGroup(ctx context.Context, who access.Actor, in *OfGroup) (*groupOut, error) {
	v, err := h.needs.Show(ctx, who, in.Number)
	if err != nil {
		return nil, err
	}
	d := GroupDetail{Group: groupOf(v.Group, who.At, string(v.Membership.State)), Lots: make([]Lot, 0, len(v.Lots)), Coordinators: []string{}}
	for _, l := range v.Lots {
		d.Lots = append(d.Lots, lotOf(l))
	}
	for _, c := range v.Coordinators {
		d.Coordinators = append(d.Coordinators, c.Name)
	}
	d.Acts = append(rest.Offers(ctx, v.Acts), rest.Offers(ctx, v.Join)...)
	return &groupOut{d}, nil
}
