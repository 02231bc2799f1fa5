// Package upload is the part of a page that takes a file with its form, and the one that gives a file out. A form that is
// shown again keeps the file that came with it: nobody sends ten megabytes twice since a title was missing.
package upload

import (
	"errors"
	"net/http"

	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// spare is how much more than a file a form may weigh and still be read to its end, so that its browser gets the answer:
// one that is cut while it sends often shows a broken line instead.
const spare = 64 << 20

// suffix makes the name of the hidden field that carries a file that was received before.
const suffix = "_recu"

// Field takes one file of a use with a form. It stands after the fields that are typed.
type Field struct {
	Files *document.Service
	Use   document.Use
	Name  string
}

// Limit is the most that the whole form may weigh, for web.Mux's Upload.
func (f Field) Limit() int64 { return f.Files.Limit(f.Use) + spare }

// Received is a form, and the file that came with it or with an earlier try.
type Received struct {
	Form *web.Form
	File document.File // zero when there is none
}

// Receive reads a form and stages its file. A fault of the file is one of the form, next to its field. An error that comes
// with a form (the store is away) is told on the page, which keeps what was typed; without one, there is nothing to show.
func (f Field) Receive(r *http.Request) (Received, error) {
	var in Received
	var away, fault error
	form, err := web.ParseUpload(r, func(sent web.File) error {
		if sent.Field != f.Name || in.File.ID != "" {
			return nil
		}
		if r.ContentLength > f.Limit() {
			fault = f.Files.TooLarge(f.Use)
			return web.ErrEnough
		}
		var err error
		if in.File, err = f.Files.Stage(r.Context(), frame.Actor(r), f.Use, sent.Name, sent); apperr.Is(err, apperr.Invalid) {
			fault, err = err, nil
		}
		if apperr.Is(err, apperr.Unavailable) {
			away, err = err, nil
		}
		return err
	})
	if web.IsTooLarge(err) && fault != nil {
		err = nil // the fault says so already
	}
	if err != nil {
		return Received{}, err
	}
	in.Form = form
	if e, ok := apperr.As(fault); ok {
		in.Form.Fail(f.Name, e.Msg)
	}
	return in, errors.Join(away, f.earlier(r, &in))
}

// earlier takes the file that came with an earlier try, when none came with this one; else that one is let go.
func (f Field) earlier(r *http.Request, in *Received) error {
	before := in.Form.Value(f.Name + suffix)
	if before == "" {
		return nil
	}
	if in.File.ID != "" {
		return f.Files.Drop(r.Context(), frame.Actor(r), before)
	}
	if len(in.Form.Faults()) > 0 {
		return nil // what was chosen instead was refused
	}
	found, there, err := f.Files.Received(r.Context(), frame.Actor(r), f.Use, before)
	if there {
		in.File = found
	}
	return err
}

// Typed reads a form without its file, for who may not send one: what was typed is given back.
func Typed(r *http.Request) error {
	_, err := web.ParseUpload(r, func(web.File) error { return web.ErrEnough })
	return err
}

// Done lets go of the file of a form that is not shown again, if nothing was bound to it: a repeated form's.
func (f Field) Done(r *http.Request, in Received) error {
	if in.File.ID == "" {
		return nil
	}
	return f.Files.Drop(r.Context(), frame.Actor(r), in.File.ID)
}

// Hidden are what the form carries unseen: the file that was received already.
func (f Field) Hidden(in Received) []ui.Hidden {
	if in.File.ID == "" {
		return nil
	}
	return []ui.Hidden{{Name: f.Name + suffix, Value: in.File.ID}}
}

// Show draws the field, which says what it takes and what it has.
func (f Field) Show(t *i18n.T, in Received, faults ui.Faults, required bool) ui.Field {
	field := ui.Field{
		T: t, Kind: ui.InputFile, Name: f.Name, Label: t.S(msg.Label), Accept: f.Use.Accept(), Error: faults.Of(f.Name), Wide: true,
		Hint: t.S(msg.Hint, "types", f.Use.Labels(), "max", document.Megabytes(f.Files.Limit(f.Use))), Required: required,
	}
	if in.File.ID != "" {
		field.Required = false
		field.Hint = t.S(msg.Received, "name", in.File.Name, "size", document.Weight(t, in.File.Size))
	}
	return field
}

// Send answers with a file, or the part of it that was asked for.
func Send(w http.ResponseWriter, r *http.Request, c document.Content, inline bool) error {
	defer func() { _ = c.Close() }() // it was only read
	return web.Send(w, r, web.Content{Name: c.Name, MediaType: c.MediaType, Inline: inline, Tag: c.SHA256, ReadSeeker: c})
}
