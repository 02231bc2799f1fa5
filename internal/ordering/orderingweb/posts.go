package orderingweb

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/orderingweb/msg"
)

// Work is what the service says of a place where a person works, in words, for « Mon compte » (R134).
type Work struct {
	OrgID    string
	Term     string                    // of the managers, empty where there are none to name: an authority
	Managers string                    // their names, or that there are none
	Markets  map[access.RoleKey]string // of the roles that are limited to markets
}

// Works are the places where who holds a role of the service.
func (h *Handler) Works(ctx context.Context, t *i18n.T, who access.Actor) ([]Work, error) {
	posts, err := h.ordering.Posts(ctx, who)
	out := make([]Work, len(posts))
	p := homePage{T: t}
	for i, post := range posts {
		w := Work{OrgID: post.Org.ID, Markets: map[access.RoleKey]string{}}
		for _, x := range post.Roles {
			if x.Role.Limit == access.Market {
				w.Markets[x.Role.Key] = p.markets(x.Markets)
			}
		}
		if post.Org.Kind == schoolKind {
			w.Term, w.Managers = t.S(msg.Managers), p.managers(post.Managers)
		}
		out[i] = w
	}
	return out, err
}
