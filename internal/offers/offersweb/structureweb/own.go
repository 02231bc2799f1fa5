package structureweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// ownPage is « Ma structure », or a structure's record as the platform's administrator changes it.
type ownPage struct {
	fields
	Key, Version, Cancel string
	Clash                bool
	For                  []ui.Hidden
	View                 structure.View
}

// target is the structure that a page is about, with where it stands.
type target struct {
	view         structure.View
	path, cancel string
	place        string
	of           string // the structure of who acts for it; empty: the address says which it is
}

// mine is the structure for which somebody acts.
func (h *Handler) mine(r *http.Request) (access.Actor, target, error) {
	who, err := signedIn(r)
	if err != nil {
		return who, target{}, err
	}
	v, err := h.o.Offers.Structures.Mine(r.Context(), who)
	return who, target{v, OwnPath, OwnPath, PlaceOwn, role.Structure(who)}, err
}

// numbered is the structure of a number in the address, for the operator's people.
func (h *Handler) numbered(r *http.Request) (access.Actor, target, error) {
	who, err := signedIn(r)
	if err != nil {
		return who, target{}, err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return who, target{}, err
	}
	v, err := h.o.Offers.Structures.Show(r.Context(), who, n)
	return who, target{v, v.Path() + "/fiche", v.Path(), PlaceModeration, ""}, err
}

func (h *Handler) own(w http.ResponseWriter, r *http.Request) error {
	_, at, err := h.mine(r)
	if err != nil {
		return err
	}
	return h.drawRecord(w, r, http.StatusOK, at, upload.Received{}, nil)
}

func (h *Handler) record(w http.ResponseWriter, r *http.Request) error {
	_, at, err := h.numbered(r)
	if err != nil {
		return err
	}
	return h.drawRecord(w, r, http.StatusOK, at, upload.Received{}, nil)
}

func (h *Handler) drawRecord(w http.ResponseWriter, r *http.Request, status int, at target, in upload.Received, fault error) error {
	t, v, f := web.T(r), at.view, in.Form
	types, err := h.o.Offers.Structures.Types(r.Context(), v.Type)
	if err != nil {
		return err
	}
	p := ownPage{Key: id.New(), Version: strconv.FormatInt(v.Version, 10), Cancel: at.cancel, Clash: apperr.Is(fault, apperr.Conflict), View: v}
	if at.of != "" {
		p.For = []ui.Hidden{{Name: role.FieldFor, Value: at.of}}
	}
	if f == nil {
		f = formOf(v.Facts)
	} else if !p.Clash {
		p.Version = f.Value(fieldVersion)
		if role.Still(frame.Actor(r), f.Value(role.FieldFor)) != nil { // it is no version of this one: who sends it again reads what is there
			p.Version = "0"
		}
	}
	p.fields = fields{T: t, Form: f, Faults: ui.FaultsOf(t, fault), Types: types, Logo: h.logo(), In: in, Has: logoOf(v)}
	lieux := ui.Parts{ui.Button{Label: t.S(msg.Lieux), Href: EntryPath + "/lieux"}}
	head := &ui.Head{T: t, Acts: lieux, Title: t.S(msg.OwnTitle), Lead: t.S(msg.OwnLead), Tags: stateTag(t, v.Structure), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.OwnTitle)}}}
	if at.place == PlaceModeration {
		head.Title, head.Lead, head.Acts = v.Name, "", nil
		head.Crumbs = []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Moderation), Href: structure.ModerationPath}, {Label: v.Name, Href: v.Path()}, {Label: t.S(msg.EditRecord)}}
	}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: at.place, Wrong: len(p.Faults) > 0}, ownHTML(p))
}

func (h *Handler) saveOwn(w http.ResponseWriter, r *http.Request) error {
	return h.saveAt(w, r, h.mine)
}

func (h *Handler) saveRecord(w http.ResponseWriter, r *http.Request) error {
	return h.saveAt(w, r, h.numbered)
}

func (h *Handler) saveAt(w http.ResponseWriter, r *http.Request, find func(*http.Request) (access.Actor, target, error)) error {
	who, at, err := find(r)
	if err == nil {
		err = h.o.Offers.Structures.MayEdit(r.Context(), who, at.view.Number)
	}
	if err != nil { // before a file is read
		_ = upload.Typed(r) // the refusal is the fault to tell
		return err
	}
	in, err := h.receive(r)
	if in.Form == nil {
		return err
	}
	if other := role.Still(who, in.Form.Value(role.FieldFor)); other != nil { // whatever else there is: the page is drawn for this one
		err = role.Beside(other, in.Form.Err())
	} else if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		err = h.o.Offers.Structures.Edit(r.Context(), frame.Actor(r), at.view.Number, version(in.Form), typed(in.Form), in.File.ID)
	}
	if known, is := structure.KnownOf(err); is {
		err = apperr.InvalidField(structure.FieldSIREN, i18n.M(msg.KnownText, "name", known.Name))
	}
	if again(err) {
		return h.drawRecord(w, r, statusOf(err), at, in, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, at.cancel, i18n.M(msg.Saved))
}

// offer is the act of changing the record, as the rules say.
func (p ownPage) offer() (bool, ui.Reason) {
	o, there := p.View.Acts.Of(structure.Edit)
	return there && o.OK(), ui.Reason{T: p.T, Open: true, Lead: p.T.S(msg.ReadOnly), Reasons: o.Reasons, Color: ui.Neutral}
}

// facts are the nine fields, to read.
func facts(t *i18n.T, s structure.Structure) ui.Summary {
	var out ui.Summary
	for _, x := range []struct {
		term  i18n.Key
		value string
	}{
		{msg.CorporateName, s.Name},
		{msg.Siren, s.SIREN},
		{msg.Uai, s.UAI},
		{msg.Street, s.Address},
		{msg.Complement, s.Complement},
		{msg.Commune, s.Town()},
		{msg.Type, s.Type.Name},
		{msg.Signatory, s.Signatory},
		{msg.SignatoryRole, s.SignatoryRole},
	} {
		if x.value != "" {
			out = append(out, ui.Fact{Term: t.S(x.term), Value: ui.Text(x.value)})
		}
	}
	if s.About != "" {
		out = append(out, ui.Fact{Term: t.S(msg.About), Value: ui.Lines(s.About)})
	}
	return out
}
