package frame

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"preau/internal/kit/web/ui"
)

// drawn is a page ready to be filled with its body.
type drawn struct{ ui.Page }

func (d drawn) render(body templ.Component) func(context.Context, io.Writer) error {
	return func(ctx context.Context, w io.Writer) error {
		return d.Page.Render(templ.WithChildren(ctx, body), w)
	}
}
