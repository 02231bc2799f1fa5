package delegationapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationapi/msg"
	"preau/internal/core/request"
	"preau/internal/core/rest"
	"preau/internal/kit/i18n"
)

func (h api) mountRequests(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-access-requests", Method: http.MethodGet, Path: "/access-requests", Group: msg.GroupRequests, Summary: msg.ListRequests, Text: msg.ListRequestsText, Scope: Read,
	}, h.listRequests)
	rest.Register(a, rest.Op{
		ID: "ask-access", Method: http.MethodPost, Path: "/access-requests", Group: msg.GroupRequests, Summary: msg.Ask, Text: msg.AskText, Scope: Write, Fails: notFound,
		Status: http.StatusCreated, Fields: map[string]string{request.FieldRole: "body.role", request.FieldSaid: "body.message"},
	}, h.ask)
	rest.Register(a, rest.Op{
		ID: "get-access-request", Method: http.MethodGet, Path: "/access-requests/{request}", Group: msg.GroupRequests, Summary: msg.GetRequest, Text: msg.GetRequestText, Scope: Read, Fails: notFound,
	}, h.getRequest)
	rest.Register(a, rest.Op{
		ID: "accept-access-request", Method: http.MethodPost, Path: "/access-requests/{request}/acceptance", Group: msg.GroupRequests, Summary: msg.Accept, Text: msg.AcceptText,
		Scope: Write, Fails: notFound, Fields: map[string]string{request.FieldLimit: "body.limits"},
	}, h.accept)
	rest.Register(a, rest.Op{
		ID: "refuse-access-request", Method: http.MethodPost, Path: "/access-requests/{request}/refusal", Group: msg.GroupRequests, Summary: msg.Refuse, Text: msg.RefuseText,
		Scope: Write, Fails: notFound, Fields: map[string]string{request.FieldReason: "body.reason"},
	}, h.refuse)
}

// AccessRequest is a role asked for at a place, or one thing more for it.
type AccessRequest struct {
	Number    int64      `json:"number"`
	Name      string     `json:"name"`
	Email     string     `json:"email"`
	Role      string     `json:"role"`
	Place     string     `json:"place"`
	PlaceName string     `json:"place_name"`
	More      string     `json:"more,omitempty"`
	Message   string     `json:"message,omitempty"`
	State     string     `json:"state" enum:"open,given,refused,withdrawn"`
	AskedAt   time.Time  `json:"asked_at"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

func requestOf(r request.Request) AccessRequest {
	return AccessRequest{
		Number: r.Number, Name: r.Name, Email: r.Address, Role: string(r.Role), Place: r.PlaceRef, PlaceName: r.PlaceName, More: r.More.Label, Message: r.Said,
		State: string(r.State), AskedAt: r.AskedAt.UTC(), DecidedAt: rest.Instant(r.DecidedAt), DecidedBy: r.DecidedName, Reason: r.Reason,
	}
}

// AccessRequestDetail is a request with what who asks may do about it.
type AccessRequestDetail struct {
	AccessRequest
	Limits   []Limit       `json:"limits" nullable:"false"`
	Choices  []Limit       `json:"choices" nullable:"false"`
	Deciders []rest.Lifter `json:"deciders" nullable:"false"`
	Acts     []rest.Offer  `json:"acts" nullable:"false"`
}

type requestsIn struct {
	rest.Paged
	Of string `query:"of" enum:"to_decide,own" default:"to_decide"`
}

func (h api) listRequests(ctx context.Context, who access.Actor, in *requestsIn) (*rest.Listed[AccessRequest], error) {
	rows, own, err := h.Requests.Lists(ctx, who)
	if err != nil {
		return nil, err
	}
	if in.Of == "own" {
		rows = own
	}
	number := func(r request.Request) int64 { return r.Number }
	if rows, err = rest.After(in.Paged, rows, number); err != nil {
		return nil, err
	}
	return rest.List(ctx, rows, in.Limit, requestOf, func(r request.Request) any { return number(r) }), nil
}

// OfRequest names a request.
type OfRequest struct {
	Request int64 `path:"request" minimum:"1"`
}

type requestOut struct{ Body AccessRequestDetail }

func (h api) getRequest(ctx context.Context, who access.Actor, in *OfRequest) (*requestOut, error) {
	v, err := h.Requests.Show(ctx, who, in.Request)
	if err != nil {
		return nil, err
	}
	return &requestOut{AccessRequestDetail{
		AccessRequest: requestOf(v.Request), Limits: wishesOf(v.Wishes), Choices: wishesOf(v.Choices), Deciders: orNone(rest.Lifters(ctx, v.Lifters)), Acts: rest.Offers(ctx, v.Acts),
	}}, nil
}

func wishesOf(cs []request.Choice) []Limit {
	out := make([]Limit, 0, len(cs))
	for _, c := range cs {
		out = append(out, limitsOf([]delegation.Choice{{ID: c.ID, Ref: c.Ref, Label: c.Label, Note: c.Note}})...)
	}
	return out
}

// AskIn is a role that is asked for.
type AskIn struct {
	Place   string   `json:"place" maxLength:"100"`
	Role    string   `json:"role" maxLength:"100"`
	Limits  []string `json:"limits,omitempty" maxItems:"500"`
	Message string   `json:"message,omitempty" maxLength:"500"`
}

type askIn struct{ Body AskIn }

func (h api) ask(ctx context.Context, who access.Actor, in *askIn) (*requestOut, error) {
	b := in.Body
	w := request.Wish{Role: access.RoleKey(b.Role), Said: b.Message}
	if len(b.Limits) > 0 {
		f, err := h.Requests.Form(ctx, who, b.Place, "")
		if err != nil {
			return nil, err
		}
		if w.Wanted, err = chosen(b.Limits, f.Choices[w.Role]); err != nil {
			return nil, err
		}
	}
	n, err := h.Requests.AskFor(ctx, who, b.Place, w)
	if err != nil {
		return nil, err
	}
	return h.getRequest(ctx, who, &OfRequest{n})
}

// chosen are the ids of what was named, of some choices.
func chosen(refs []string, of []request.Choice) ([]string, error) {
	var out []string
	for i, ref := range refs {
		k := slices.IndexFunc(of, func(c request.Choice) bool { return c.Ref == ref })
		if k < 0 {
			return nil, faultAt(fmt.Sprintf("limits[%d]", i), i18n.M(msg.FaultLimit))
		}
		out = append(out, of[k].ID)
	}
	return out, nil
}

// AcceptIn is what the role is given with.
type AcceptIn struct {
	Limits  []string `json:"limits,omitempty" maxItems:"500"`
	Confirm string   `json:"confirm,omitempty" maxLength:"100"`
}

type acceptIn struct {
	OfRequest
	Body *AcceptIn
}

// accept gives what is asked for. Without a word about limits the role gets those that its asker wishes.
func (h api) accept(ctx context.Context, who access.Actor, in *acceptIn) (*requestOut, error) {
	v, err := h.Requests.Show(ctx, who, in.Request)
	if err != nil {
		return nil, err
	}
	d := request.Decision{Do: request.Give}
	if in.Body != nil {
		d.Seen = in.Body.Confirm
	}
	if in.Body == nil || in.Body.Limits == nil {
		for _, c := range v.Wishes {
			d.Limits = append(d.Limits, c.ID)
		}
	} else if d.Limits, err = chosen(in.Body.Limits, v.Choices); err != nil && v.Acts.May(request.Give) {
		return nil, err
	}
	return h.decide(ctx, who, in.OfRequest, d)
}

// RejectIn is why a request is refused.
type RejectIn struct {
	Reason string `json:"reason" maxLength:"1000"`
}

type rejectIn struct {
	OfRequest
	Body RejectIn
}

func (h api) refuse(ctx context.Context, who access.Actor, in *rejectIn) (*requestOut, error) {
	return h.decide(ctx, who, in.OfRequest, request.Decision{Do: request.Refuse, Reason: in.Body.Reason})
}

// decide decides, and gives the request as it is then.
func (h api) decide(ctx context.Context, who access.Actor, in OfRequest, d request.Decision) (*requestOut, error) {
	if err := h.Requests.Decide(ctx, who, in.Request, d); err != nil {
		return nil, told(err)
	}
	return h.getRequest(ctx, who, &in)
}
