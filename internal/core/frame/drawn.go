package frame

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/hidden"
)

// drawn is a page ready to be filled with its body.
type drawn struct {
	ui.Page
	path    string       // the address of the request
	carried hidden.Field // by the forms that post to it
}

func (d drawn) render(body templ.Component) func(context.Context, io.Writer) error {
	return func(ctx context.Context, w io.Writer) error {
		ctx = hidden.Put(ctx, d.path, d.carried)
		return d.Page.Render(templ.WithChildren(ctx, body), w)
	}
}
