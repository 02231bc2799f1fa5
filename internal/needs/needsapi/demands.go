package needsapi

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsapi/msg"
)

func (h api) mountDemands(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-demands", Method: http.MethodGet, Path: "/groups/{number}/demands", Group: msg.Coordination, Summary: msg.ListDemands,
		Text: msg.ListDemandsText, Scope: Read, Fails: notFound,
	}, h.listDemands)
	rest.Register(a, rest.Op{
		ID: "accept-demand", Method: http.MethodPost, Path: "/groups/{number}/demands/{ref}/acceptance", Group: msg.Coordination,
		Summary: msg.AcceptDemand, Text: msg.AcceptDemandText, Scope: Write, Fails: notFound,
	}, h.accept)
	rest.Register(a, rest.Op{
		ID: "refuse-demand", Method: http.MethodPost, Path: "/groups/{number}/demands/{ref}/refusal", Group: msg.Coordination,
		Summary: msg.RefuseDemand, Text: msg.RefuseDemandText, Scope: Write, Fails: notFound,
		Fields: map[string]string{membership.FieldReason: "body.reason"},
	}, h.refuse)
	rest.Register(a, rest.Op{
		ID: "remove-member", Method: http.MethodPost, Path: "/groups/{number}/demands/{ref}/removal", Group: msg.Coordination,
		Summary: msg.RemoveMember, Text: msg.RemoveMemberText, Scope: Write, Fails: notFound,
		Fields: map[string]string{membership.FieldReason: "body.reason"},
	}, h.remove)
}

// Demand is an establishment's membership, for the group's coordinators.
type Demand struct {
	Org Org `json:"organisation"`
	Membership
}

func demandOf(g int64, title string, m membership.Membership) Demand {
	d := Demand{Org: orgOf(m.Org), Membership: membershipOf(m)}
	d.Group, d.Title = g, title
	return d
}

type demandsIn struct {
	OfGroup
	rest.Paged
	State string `query:"state" enum:"asked,accepted,refused,withdrawn"`
}

func (h api) listDemands(ctx context.Context, who access.Actor, in *demandsIn) (*rest.Listed[Demand], error) {
	all, err := h.demands(ctx, who, in.Number)
	if err != nil {
		return nil, err
	}
	wanted := all[:0]
	for _, d := range all {
		if in.State == "" || d.State == in.State {
			wanted = append(wanted, d)
		}
	}
	ref := func(d Demand) string { return d.Org.Ref }
	if wanted, err = rest.After(in.Paged, wanted, ref); err != nil {
		return nil, err
	}
	return rest.List(ctx, wanted, in.Limit, func(d Demand) Demand { return d }, func(d Demand) any { return ref(d) }), nil
}

// demands are all demands of a group, those that wait and those that are decided.
func (h api) demands(ctx context.Context, who access.Actor, number int64) ([]Demand, error) {
	v, err := h.needs.Demands(ctx, who, number)
	if err != nil {
		return nil, err
	}
	out := make([]Demand, 0, len(v.Waiting)+len(v.Decided))
	for _, m := range v.Waiting {
		out = append(out, demandOf(number, v.Group.Title, m))
	}
	for _, d := range v.Decided {
		out = append(out, demandOf(number, v.Group.Title, d.Membership))
	}
	return out, nil
}

// OfDemand names a demand by its establishment.
type OfDemand struct {
	OfGroup
	Ref string `path:"ref" maxLength:"100"`
}

type demandOut struct{ Body Demand }

func (h api) accept(ctx context.Context, who access.Actor, in *OfDemand) (*demandOut, error) {
	return h.decide(ctx, who, in, membership.Accepted, membership.Decision{Do: membership.Accept})
}

// RefusalIn is why a demand is refused.
type RefusalIn struct {
	Reason  string `json:"reason" maxLength:"1000"`
	ForGood bool   `json:"for_good,omitempty"`
}

type refuseIn struct {
	OfDemand
	Body RefusalIn
}

func (h api) refuse(ctx context.Context, who access.Actor, in *refuseIn) (*demandOut, error) {
	return h.decide(ctx, who, &in.OfDemand, membership.Refused, membership.Decision{Do: membership.Refuse, Reason: in.Body.Reason, Block: in.Body.ForGood})
}

// RemovalIn is why a member is taken out.
type RemovalIn struct {
	Reason string `json:"reason" maxLength:"1000"`
}

type removeIn struct {
	OfDemand
	Body RemovalIn
}

func (h api) remove(ctx context.Context, who access.Actor, in *removeIn) (*demandOut, error) {
	if err := h.needs.Remove(ctx, who, in.Number, in.Ref, in.Body.Reason); err != nil {
		return nil, err
	}
	return h.demand(ctx, who, &in.OfDemand)
}

// decide decides on one demand. The first decision stands: the same one again is answered as it was, another is a conflict.
func (h api) decide(ctx context.Context, who access.Actor, in *OfDemand, to membership.State, d membership.Decision) (*demandOut, error) {
	d.Refs = []string{in.Ref}
	done, err := h.needs.Decide(ctx, who, in.Number, d)
	if err != nil {
		return nil, err
	}
	for _, m := range done.Already {
		if m.State != to {
			return nil, apperr.ConflictErr(i18n.M(msg.DecidedBefore, "name", m.DecidedName, "state", i18n.M(m.State.Label())))
		}
	}
	return h.demand(ctx, who, in)
}

// demand is one demand of a group, as it stands.
func (h api) demand(ctx context.Context, who access.Actor, in *OfDemand) (*demandOut, error) {
	all, err := h.demands(ctx, who, in.Number)
	for _, x := range all {
		if x.Org.Ref == in.Ref {
			return &demandOut{x}, nil
		}
	}
	if err == nil {
		err = apperr.NotFoundErr()
	}
	return nil, err
}
