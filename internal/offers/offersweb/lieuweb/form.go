package lieuweb

import (
	"cmp"
	"net/http"
	"strconv"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/lieu"
	"preau/internal/offers/offersweb/lieuweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

const fieldVersion = "version"

type formPage struct {
	T       *i18n.T
	House   house
	Key     string
	In      lieu.Input
	Version string
	Faults  ui.Faults
	New     bool
	For     []ui.Hidden
	Clash   bool
	lieu.View
}

// inputOf is what was typed.
func inputOf(f *web.Form) lieu.Input {
	const most = 4000 // beyond it a fault of the form, below of the field
	return lieu.Input{
		Name: f.Line(lieu.FieldName, most), UAI: f.Line(lieu.FieldUAI, most), Address: f.Line(lieu.FieldAddress, most), Complement: f.Line(lieu.FieldComplement, most), Town: f.Line(lieu.FieldCommune, most),
	}
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, nil, nil)
}

// draw is the form of a lieu, or what is known of it for who may not change it. f is what was typed; nil: nothing yet.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, x, err := at(r)
	if err != nil {
		return err
	}
	ref := r.PathValue("ref")
	v, err := h.lieux.Show(r.Context(), who, x.of, ref)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := formPage{T: t, House: x, Key: id.New(), In: lieu.InputOf(v.Lieu), Version: strconv.FormatInt(v.Version, 10), Faults: ui.FaultsOf(t, fault), New: ref == "", For: x.bound(who), Clash: ref != "" && apperr.Is(fault, apperr.Conflict), View: v}
	if f != nil {
		p.In = inputOf(f)
		if !p.Clash {
			p.Version = f.Value(fieldVersion)
		}
	}
	if p.Clash {
		p.Faults = nil
	}
	title := v.Name
	if p.New {
		title = t.S(msg.New)
	}
	head := &ui.Head{T: t, Title: title, Crumbs: x.crumbs(t, v.Structure, ui.Link{Label: title})}
	if !p.New {
		head.Tags = ui.Parts{stateTag(t, v.State())}
	}
	fp := x.page(head)
	fp.Wrong = len(p.Faults) > 0 || p.Clash
	return h.frame.Render(w, r, status, fp, formHTML(p))
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	who, x, err := at(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err = cmp.Or(role.Still(who, f.Value(role.FieldFor)), f.Err()); err == nil {
		_, err = h.lieux.Save(r.Context(), who, x.of, r.PathValue("ref"), version(f), inputOf(f))
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.draw(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Conflict:
		return h.draw(w, r, http.StatusConflict, f, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, x.list, i18n.M(msg.Saved))
}

func version(f *web.Form) int64 {
	n, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	return n
}

// move withdraws a lieu, or takes it up again.
func (h *Handler) move(do lieu.Act, said i18n.Key) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, x, err := at(r)
		if err != nil {
			return err
		}
		f, err := web.ParseForm(r)
		if err != nil {
			return err
		}
		if err = role.Still(who, f.Value(role.FieldFor)); err == nil {
			err = h.lieux.Move(r.Context(), who, x.of, r.PathValue("ref"), version(f), do)
		}
		if apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.Invalid) {
			return h.draw(w, r, http.StatusConflict, nil, err)
		}
		if err != nil {
			return err
		}
		return web.SeeOther(w, r, x.list, i18n.M(said))
	}
}

// editable says whether the form is there to be changed.
func (p formPage) editable() bool { return p.New || p.Acts.May(lieu.Edit) }

// why is why it is not.
func (p formPage) why() ui.Reason {
	o, _ := p.Acts.Of(lieu.Edit)
	return ui.Reason{T: p.T, Open: true, Lead: p.T.S(msg.ReadOnly), Reasons: o.Reasons, Color: ui.Neutral}
}

func (p formPage) field(name string, label, hint i18n.Key, value string, required, wide bool) ui.Field {
	f := ui.Field{Name: name, Label: p.T.S(label), Value: value, Error: p.Faults.Of(name), Required: required, Wide: wide, Max: structure.MaxLine}
	if hint != "" {
		f.Hint = p.T.S(hint)
	}
	return f
}

// facts are the fields, to read.
func (p formPage) facts() ui.Summary {
	var out ui.Summary
	in := lieu.InputOf(p.Lieu)
	for _, x := range []struct {
		term  i18n.Key
		value string
	}{{msg.Name, in.Name}, {msg.Uai, in.UAI}, {msg.Address, in.Address}, {msg.Complement, in.Complement}, {msg.Commune, in.Town}} {
		if x.value != "" {
			out = append(out, ui.Fact{Term: p.T.S(x.term), Value: ui.Text(x.value)})
		}
	}
	return out
}

// people are those who are limited to the lieu.
func (p formPage) people() ui.Bullets {
	var out ui.Bullets
	for _, name := range p.Managers {
		out = append(out, ui.Text(name))
	}
	return out
}

// moves are the acts beside the form.
func (p formPage) moves() ui.Parts {
	var out ui.Parts
	for _, x := range []struct {
		do    lieu.Act
		label i18n.Key
		tail  string
		look  ui.Look
	}{{lieu.Withdraw, msg.DoWithdraw, "/retrait", ui.Cancel}, {lieu.Restore, msg.DoRestore, "/reprise", ui.Outline}} {
		if o, there := p.Acts.Of(x.do); there && !p.New {
			out = append(out, ui.Act{T: p.T, Label: p.T.S(x.label), Look: x.look, Post: p.House.list + "/" + p.Ref + x.tail, Key: p.Key + x.tail, Reasons: o.Reasons, Hidden: append(p.For, ui.Hidden{Name: fieldVersion, Value: strconv.FormatInt(p.View.Version, 10)})})
		}
	}
	return out
}
