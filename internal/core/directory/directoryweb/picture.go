package directoryweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/directory"
	"preau/internal/core/directory/directoryweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// pictureField is the field of an organisation's picture.
func (h *Handler) pictureField() upload.Field {
	return upload.Field{Files: h.files, Use: directory.Picture, Name: directory.FieldPicture}
}

func (h *Handler) pictureForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawPicture(w, r, http.StatusOK, upload.Received{}, nil)
}

func (h *Handler) drawPicture(w http.ResponseWriter, r *http.Request, status int, in upload.Received, fault error) error {
	rec, err := h.directory.Show(r.Context(), frame.Actor(r), r.PathValue("ref"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := picturePage{T: t, Key: id.New(), Record: rec, Faults: ui.FaultsOf(t, fault), Clash: clash(t, fault), Field: h.pictureField(), In: in}
	head := &ui.Head{T: t, Title: t.S(msg.PictureOf, "name", rec.Name), Lead: t.S(msg.PictureLead), Crumbs: []ui.Link{
		{Label: t.S(msg.Title), Href: directory.Path}, {Label: rec.Name, Href: directory.Path + "/" + rec.Ref}, {Label: t.S(msg.PictureCrumb)},
	}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Admin: true, Place: place, Wrong: len(p.Faults) > 0}, pictureHTML(p))
}

func (h *Handler) setPicture(w http.ResponseWriter, r *http.Request) error {
	if err := h.directory.Allow(frame.Actor(r)); err != nil { // before ten megabytes are read
		_ = upload.Typed(r) // the refusal is the fault to tell
		return err
	}
	field, ref := h.pictureField(), r.PathValue("ref")
	in, err := field.Receive(r)
	if in.Form == nil {
		return err
	}
	if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		version, _ := strconv.ParseInt(in.Form.Value(fieldVersion), 10, 64) // a forged one is a stale one
		err = h.directory.SetPicture(r.Context(), frame.Actor(r), ref, version, in.File.ID)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawPicture(w, r, http.StatusUnprocessableEntity, in, err)
	case apperr.Conflict:
		return h.drawPicture(w, r, http.StatusConflict, in, err)
	case apperr.Unavailable:
		return h.drawPicture(w, r, http.StatusServiceUnavailable, in, err)
	default:
	}
	if err != nil {
		return err
	}
	if err := field.Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, directory.Path+"/"+ref, i18n.M(msg.PictureSaved))
}

func (h *Handler) removePicture(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.directory.RemovePicture, msg.PictureRemoved)
}

// picture gives an organisation's picture to anybody.
func (h *Handler) picture(w http.ResponseWriter, r *http.Request) error {
	c, err := h.directory.OpenPicture(r.Context(), r.PathValue("ref"))
	if err != nil {
		return err
	}
	return upload.Send(w, r, c, true)
}
