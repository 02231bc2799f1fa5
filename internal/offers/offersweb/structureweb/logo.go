package structureweb

import (
	"net/http"

	"preau/internal/core/document"
	"preau/internal/core/frame/upload"
	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
	"preau/internal/offers/structure"
)

// receive reads a form with its logo, or the one that came with an earlier try. A fault of the file is one of the form, next to its field.
// It is upload.Field's reading for people who have no account, whose files belong to nobody yet.
func (h *Handler) receive(r *http.Request) (upload.Received, error) {
	var in upload.Received
	var fault error
	form, err := web.ParseUpload(r, func(sent web.File) error {
		if sent.Field != structure.FieldLogo || in.File.ID != "" {
			return nil
		}
		if r.ContentLength > h.logo().Limit() {
			fault = h.o.Files.TooLarge(structure.Logo)
			return web.ErrEnough
		}
		p, err := h.o.Offers.Structures.StageLogo(r.Context(), web.ClientNet(r), sent.Name, sent)
		if apperr.Is(err, apperr.Invalid) {
			fault, err = err, nil
		}
		in.File = fileOf(p)
		return err
	})
	if web.IsTooLarge(err) && fault != nil {
		err = nil // the fault says so already
	}
	if err != nil {
		return upload.Received{}, err
	}
	in.Form = form
	if e, ok := apperr.As(fault); ok {
		form.Fail(structure.FieldLogo, e.Msg)
	}
	before := form.Value(structure.FieldLogo + "_recu")
	if before == "" || in.File.ID != "" || fault != nil {
		return in, nil
	}
	p, there, err := h.o.Offers.Structures.StagedLogo(r.Context(), before)
	if there {
		in.File = fileOf(p)
	}
	return in, err
}

// fileOf is a staged logo as the field of a form shows it.
func fileOf(p structure.Picture) document.File {
	return document.File{ID: p.ID, Name: p.Name, Size: p.Size}
}
