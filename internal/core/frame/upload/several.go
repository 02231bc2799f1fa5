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

// Several takes some files of a use with a form, as Field takes one.
type Several struct {
	Field
	Most int
}

// Limit is the most that the whole form may weigh.
func (s Several) Limit() int64 { return int64(s.Most)*s.Files.Limit(s.Use) + spare }

// ReceivedAll is a form, and the files that came with it or with earlier tries.
type ReceivedAll struct {
	Form  *web.Form
	Files []document.File
}

// IDs are the files' ids.
func (in ReceivedAll) IDs() []string {
	out := make([]string, len(in.Files))
	for i, f := range in.Files {
		out[i] = f.ID
	}
	return out
}

// Receive reads a form and stages its files, beside those of earlier tries. The first fault of a file is one of the form, next to its field;
// the others are kept. An error that comes with a form (the store is away) is told on the page.
func (s Several) Receive(r *http.Request) (ReceivedAll, error) {
	var in ReceivedAll
	var away, fault error
	form, err := web.ParseUpload(r, func(sent web.File) error {
		if sent.Field != s.Name {
			return nil
		}
		switch {
		case r.ContentLength > s.Limit():
			fault = &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.Heavy)}
			return web.ErrEnough
		case len(in.Files) == s.Most:
			fault = tooMany(s.Most)
			return web.ErrEnough
		}
		f, err := s.Files.Stage(r.Context(), frame.Actor(r), s.Use, sent.Name, sent)
		switch {
		case apperr.Is(err, apperr.Invalid):
			if fault == nil {
				fault = named(sent.Name, err)
			}
			return nil
		case apperr.Is(err, apperr.Unavailable):
			away = err
			return nil
		case err == nil:
			in.Files = append(in.Files, f)
		}
		return err
	})
	if web.IsTooLarge(err) && fault != nil {
		err = nil // the fault says so already
	}
	if err != nil {
		return ReceivedAll{}, err
	}
	in.Form = form
	if e, ok := apperr.As(fault); ok {
		in.Form.Fail(s.Name, e.Msg)
	}
	return in, errors.Join(away, s.earlier(r, &in))
}

// named says which file a fault is of: several come at once.
func named(name string, err error) error {
	e, _ := apperr.As(err)
	return &apperr.Error{Kind: e.Kind, Msg: i18n.M(msg.Named, "name", name, "why", e.Msg)}
}

func tooMany(most int) error {
	return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.Many, "max", most)}
}

// earlier puts the files that came with earlier tries before those that came now: what a form showed as arrived stays, and what there is no
// room for is told.
func (s Several) earlier(r *http.Request, in *ReceivedAll) error {
	var all []document.File
	for _, before := range in.Form.Values(s.Sent()) {
		f, there, err := s.Files.Received(r.Context(), frame.Actor(r), s.Use, before)
		if err != nil {
			return err
		}
		if there {
			all = append(all, f)
		}
	}
	in.Files = append(all, in.Files...)
	if len(in.Files) <= s.Most {
		return nil
	}
	over := ReceivedAll{Files: in.Files[s.Most:]}
	in.Files = in.Files[:s.Most:s.Most]
	e, _ := apperr.As(tooMany(s.Most))
	in.Form.Fail(s.Name, e.Msg)
	return s.Done(r, over)
}

// Sent names the files that were received already.
func (s Several) Sent() string { return s.Name + suffix }

// Arrived are these files, each to be left out again: a form that shows them as boxes carries them by that, and not unseen.
func (s Several) Arrived(in ReceivedAll) []ui.Option {
	var out []ui.Option
	for _, f := range in.Files {
		out = append(out, ui.Option{Value: f.ID, Label: f.Name})
	}
	return out
}

// Done lets go of the files of a form that is not shown again, unless they were bound.
func (s Several) Done(r *http.Request, in ReceivedAll) error {
	for _, f := range in.Files {
		if err := s.Files.Drop(r.Context(), frame.Actor(r), f.ID); err != nil {
			return err
		}
	}
	return nil
}

// Hidden are what the form carries unseen: the files that were received already.
func (s Several) Hidden(in ReceivedAll) []ui.Hidden {
	var out []ui.Hidden
	for _, f := range in.Files {
		out = append(out, ui.Hidden{Name: s.Sent(), Value: f.ID})
	}
	return out
}

// Show draws the field, which says what it takes and how many files it has.
func (s Several) Show(t *i18n.T, in ReceivedAll, faults ui.Faults, label string) ui.Field {
	field := ui.Field{
		T: t, Kind: ui.InputFile, Name: s.Name, Label: label, Accept: s.Use.Accept(), Error: faults.Of(s.Name), Wide: true, Multiple: true,
		Hint: t.S(msg.HintSeveral, "n", s.Most, "types", s.Use.Labels(), "max", document.Megabytes(s.Files.Limit(s.Use))),
	}
	if len(in.Files) > 0 {
		field.Hint = t.S(msg.ReceivedSeveral, "n", len(in.Files))
	}
	return field
}
