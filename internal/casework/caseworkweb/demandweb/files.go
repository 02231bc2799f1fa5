package demandweb

import (
	"context"
	"io"
	"net/http"
	"strings"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// post is who acts, with the key of a form that was read as an upload.
func post(r *http.Request) access.Actor {
	who := frame.Actor(r)
	p := web.Posted(r)
	who.Key, who.Body = p.Key, p.Body
	return who
}

// attach takes one file in.
type attach func(ctx context.Context, who access.Actor, number, name string, from io.Reader) (demand.Attached, error)

// received reads a form with files. Each file is the demand's as soon as it came, so that nobody sends it twice since a title was
// missing; what is wrong with one is a fault of the form.
func (h *Handler) received(r *http.Request, n string, attach attach) (*web.Form, []demand.Attached, error) {
	var other error
	var refused []string // each with its reason
	t := web.T(r)
	var files []demand.Attached
	f, err := web.ParseUpload(r, func(sent web.File) error {
		if sent.Field != demand.FieldFiles {
			return nil
		}
		a, err := attach(r.Context(), frame.Actor(r), n, sent.Name, sent)
		if err == nil {
			files = append(files, a)
			return nil
		}
		switch apperr.KindOf(err) {
		case apperr.Invalid:
			refused = append(refused, t.S(msg.FileRefused, "name", sent.Name, "why", t.M(whyRefused(err))))
			return nil
		case apperr.Unavailable, apperr.Conflict, apperr.Forbidden, apperr.NotFound:
			other = err
			return web.ErrEnough
		default:
			return err
		}
	})
	if err != nil {
		return nil, nil, err
	}
	if len(refused) > 0 {
		f.Fail(demand.FieldFiles, i18n.M(msg.FilesRefused, "all", strings.Join(refused, " ")))
	}
	return f, files, other
}

// whyRefused is what is wrong with a file.
func whyRefused(err error) i18n.Msg {
	e, _ := apperr.As(err)
	if len(e.Fields) > 0 {
		return e.Fields[0].Msg
	}
	return e.Msg
}

// download gives a file out, always to be saved (C027).
func (h *Handler) download(w http.ResponseWriter, r *http.Request) error {
	n, err := number(r)
	if err != nil {
		return err
	}
	file, err := web.Number(r, "fichier")
	if err != nil {
		return err
	}
	d, err := h.demands.File(r.Context(), frame.Actor(r), n, file)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // it was only read
	return web.Download(w, d.Name, d.MediaType, d)
}
