package needsapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/needs"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsapi/msg"
)

func (h api) mountMemberships(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-memberships", Method: http.MethodGet, Path: "/memberships", Group: msg.Memberships, Summary: msg.ListMemberships,
		Text: msg.ListMembershipsText, Scope: Read,
	}, h.listMemberships)
	rest.Register(a, rest.Op{
		ID: "join-group", Method: http.MethodPost, Path: "/groups/{number}/membership", Group: msg.Memberships, Summary: msg.Join,
		Text: msg.JoinText, Scope: Write, Fails: notFound,
	}, h.join)
	rest.Register(a, rest.Op{
		ID: "leave-group", Method: http.MethodDelete, Path: "/groups/{number}/membership", Group: msg.Memberships, Summary: msg.Leave,
		Text: msg.LeaveText, Scope: Write, Fails: notFound,
	}, h.leave)
}

// Membership is where an establishment stands with a group.
type Membership struct {
	Group     int64      `json:"group"`
	Title     string     `json:"title"`
	State     string     `json:"state" enum:"none,asked,accepted,refused,withdrawn"`
	AskedAt   *time.Time `json:"asked_at,omitempty"`
	AskedBy   string     `json:"asked_by,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	ForGood   bool       `json:"for_good"`
	Done      int        `json:"validated_sheets"`
}

func membershipOf(m membership.Membership) Membership {
	return Membership{
		State: string(m.State), AskedAt: rest.Instant(m.AskedAt), AskedBy: m.AskedName, DecidedAt: rest.Instant(m.DecidedAt), DecidedBy: m.DecidedName,
		Reason: m.Reason, ForGood: m.Blocked,
	}
}

type membershipsIn struct{ rest.Paged }

func (h api) listMemberships(ctx context.Context, who access.Actor, in *membershipsIn) (*rest.Listed[Membership], error) {
	rows, err := h.needs.Memberships(ctx, who)
	if err != nil {
		return nil, err
	}
	number := func(r needs.MembershipRow) int64 { return r.Group.Number }
	if rows, err = rest.After(in.Paged, rows, number); err != nil {
		return nil, err
	}
	return rest.List(ctx, rows, in.Limit, rowOf, func(r needs.MembershipRow) any { return number(r) }), nil
}

func rowOf(r needs.MembershipRow) Membership {
	m := membershipOf(r.Membership)
	m.Group, m.Title, m.Done = r.Group.Number, r.Group.Title, r.Validated
	return m
}

type membershipOut struct{ Body Membership }

func (h api) join(ctx context.Context, who access.Actor, in *OfGroup) (*membershipOut, error) {
	if err := h.needs.Join(ctx, who, in.Number); err != nil {
		return nil, err
	}
	return h.membership(ctx, who, in.Number)
}

func (h api) leave(ctx context.Context, who access.Actor, in *OfGroup) (*membershipOut, error) {
	if err := h.needs.Withdraw(ctx, who, in.Number); err != nil {
		return nil, err
	}
	return h.membership(ctx, who, in.Number)
}

// membership is where the establishment of who stands with a group now.
func (h api) membership(ctx context.Context, who access.Actor, number int64) (*membershipOut, error) {
	rows, err := h.needs.Memberships(ctx, who)
	for _, r := range rows {
		if r.Group.Number == number {
			return &membershipOut{rowOf(r)}, nil
		}
	}
	return &membershipOut{Membership{Group: number, State: string(membership.None)}}, err
}
