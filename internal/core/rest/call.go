package rest

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// under is huma's name for what call stands on.
type under = huma.Context

// call is one request as huma sees it. Once it has failed nothing is written any more: the error is handed to kit/web,
// which logs what is ours and has Errors write the answer, so that all refusals look alike.
type call struct {
	under
	who    access.Actor
	t      *i18n.T
	path   string // the address asked for, with its query, for the link to the next page
	failed error
}

type callKey struct{}

// callOf finds the call in the context that huma hands to an operation.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// newCall puts a call into its own context.
func newCall(op *huma.Operation, w http.ResponseWriter, r *http.Request, who access.Actor) *call {
	c := &call{who: who, t: web.T(r), path: r.URL.RequestURI()}
	c.under = humago.NewContext(op, r.WithContext(context.WithValue(r.Context(), callKey{}, c)), w)
	return c
}

// SetStatus begins the answer, unless it failed.
func (c *call) SetStatus(code int) {
	if c.failed == nil {
		c.under.SetStatus(code)
	}
}

// BodyWriter takes the answer's body, unless it failed.
func (c *call) BodyWriter() io.Writer {
	if c.failed != nil {
		return io.Discard
	}
	return c.under.BodyWriter()
}
