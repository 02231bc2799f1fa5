package orderingapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountPosts(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "get-posts", Method: http.MethodGet, Path: "/ordering", Group: msg.Group, Summary: msg.GetPosts, Text: msg.GetPostsText, Scope: Read,
	}, h.posts)
}

// OrderingPlace is an establishment or authority as this service shows it.
type OrderingPlace struct {
	Ref     string `json:"ref"`
	Name    string `json:"name"`
	Commune string `json:"commune"`
	Kind    string `json:"kind" enum:"school,authority,agency,provider,supplier,central"`
}

func placeOf(b ordering.Body) OrderingPlace {
	return OrderingPlace{Ref: b.Ref, Name: b.Name, Commune: b.Commune, Kind: string(b.Kind)}
}

// PostRole is one role of who asks at a place.
type PostRole struct {
	Role    string     `json:"role"`
	Name    string     `json:"name"`
	Until   *time.Time `json:"until,omitempty"`
	Markets []int64    `json:"markets" nullable:"false"`
}

// Post is what who asks is at one place.
type Post struct {
	Place    OrderingPlace `json:"place"`
	Managers []string      `json:"managers" nullable:"false"`
	Roles    []PostRole    `json:"roles" nullable:"false"`
}

// Standing is what who asks is in the service, and why they can do nothing there when that is so. Posts are few: they are given whole.
type Standing struct {
	Central bool          `json:"central"`
	Reasons []rest.Reason `json:"reasons" nullable:"false"`
	Posts   []Post        `json:"posts" nullable:"false"`
}

type standingOut struct{ Body Standing }

func (h api) posts(ctx context.Context, who access.Actor, _ *struct{}) (*standingOut, error) {
	v, err := h.ordering.Home(ctx, who)
	if err != nil {
		return nil, err
	}
	out := Standing{Central: v.Central, Reasons: rest.Reasons(ctx, v.Why), Posts: []Post{}}
	for _, p := range v.Posts {
		x := Post{Place: placeOf(p.Org), Managers: append([]string{}, p.Managers...), Roles: []PostRole{}}
		for _, r := range p.Roles {
			y := PostRole{Role: string(r.Role.Key), Name: rest.Say(ctx, i18n.M(r.Role.Label)), Until: rest.Instant(r.Until), Markets: []int64{}}
			for _, m := range r.Markets {
				y.Markets = append(y.Markets, m.Number)
			}
			x.Roles = append(x.Roles, y)
		}
		out.Posts = append(out.Posts, x)
	}
	return &standingOut{out}, nil
}
