package groupweb

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

type groupMove func(ctx context.Context, who access.Actor, number int64) error

// moveGroup does an act on a group that takes no form, and says so on its page.
func (h *Handler) moveGroup(w http.ResponseWriter, r *http.Request, do groupMove, said i18n.Key) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := do(r.Context(), who, n); err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(n, ""), i18n.M(said))
}
