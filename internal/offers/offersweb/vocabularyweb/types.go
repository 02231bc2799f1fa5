package vocabularyweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/structure"
)

// typesPath is the list of « Types d'offreur » (O11).
const typesPath = Path + "/types"

const fieldClosed = "ferme"

func (h *Handler) mountTypes(m *web.Mux) {
	m.Get(typesPath, h.types)
	m.Post(typesPath, h.addType)
	m.Get(typesPath+"/{n}", h.oneType)
	m.Post(typesPath+"/{n}", h.saveType)
	m.Post(typesPath+"/{n}/place", h.moveType)
}

type typesPage struct {
	T      *i18n.T
	Key    string
	All    []structure.Type
	In     structure.TypeInput // of a new one
	Faults ui.Faults
}

func (h *Handler) types(w http.ResponseWriter, r *http.Request) error {
	return h.drawTypes(w, r, http.StatusOK, structure.TypeInput{Identifier: structure.BySIREN}, nil)
}

func (h *Handler) drawTypes(w http.ResponseWriter, r *http.Request, status int, in structure.TypeInput, fault error) error {
	all, err := h.o.Structures.AllTypes(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := typesPage{t, id.New(), all, in, ui.FaultsOf(t, fault)}
	head := &ui.Head{T: t, Title: t.S(msg.TypesTitle), Lead: t.S(msg.TypesLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.TypesTitle)})}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0}, typesHTML(p))
}

func typePath(t structure.Type) string { return typesPath + "/" + strconv.FormatInt(t.Number, 10) }

func (p typesPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.TypesTitle), Cols: []ui.Col{{Label: t.S(msg.TypeName)}, {Label: t.S(msg.TypeIdentifier)}, {Label: t.S(msg.TypeUses), Num: true}, {Label: t.S(msg.State)}, {Label: t.S(msg.Actions)}}}
	for i, x := range p.All {
		path := typePath(x)
		state := ui.Tag{Label: t.S(msg.WordOffered), Color: ui.Success}
		if !x.Open {
			state = ui.Tag{Label: t.S(msg.TypeClosed), Color: ui.Neutral}
		}
		acts := ui.Acts{ui.Button{Label: t.S(msg.Modify), About: x.Name, Small: true, Href: path}}
		if i > 0 {
			acts = append(acts, ui.Act{T: t, Label: t.S(msg.MoveUp), About: x.Name, Small: true, Post: path + "/place", Key: p.Key + path + "+", Hidden: []ui.Hidden{{Name: fieldUp, Value: "1"}}})
		}
		if i < len(p.All)-1 {
			acts = append(acts, ui.Act{T: t, Label: t.S(msg.MoveDown), About: x.Name, Small: true, Post: path + "/place", Key: p.Key + path + "-"})
		}
		out.Rows = append(out.Rows, ui.Row{Off: !x.Open, Cells: ui.Parts{ui.Text(x.Name), ui.Text(t.S(x.Identifier.Label())), ui.Text(t.Number(x.Uses)), state, acts}})
	}
	return out
}

func typeInput(f *web.Form) structure.TypeInput {
	return structure.TypeInput{
		Name: f.Line(structure.FieldTypeName, 4000), Identifier: structure.Identifier(f.Value(structure.FieldTypeIdentifier)), Closed: f.Bool(fieldClosed),
	}
}

func (h *Handler) addType(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := typeInput(f)
	err = h.o.Structures.AddType(r.Context(), who, in)
	if apperr.Is(err, apperr.Invalid) {
		return h.drawTypes(w, r, http.StatusUnprocessableEntity, in, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, typesPath, i18n.M(msg.Saved))
}

type typePage struct {
	T      *i18n.T
	Key    string
	Type   structure.Type      // as it is stored
	In     structure.TypeInput // as the form has it
	Clash  bool
	Faults ui.Faults
}

// uses says which structures the type is about.
func (p typePage) uses() string { return p.T.S(msg.TypeUsedBy, "n", p.Type.Uses) }

func (h *Handler) oneType(w http.ResponseWriter, r *http.Request) error {
	return h.drawType(w, r, http.StatusOK, nil, nil)
}

func (h *Handler) drawType(w http.ResponseWriter, r *http.Request, status int, in *structure.TypeInput, fault error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	x, err := h.o.Structures.TypeByNumber(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := typePage{T: t, Key: id.New(), Type: x, In: structure.TypeInput{Name: x.Name, Identifier: x.Identifier, Closed: !x.Open}, Clash: apperr.Is(fault, apperr.Conflict)}
	if in != nil {
		p.In = *in
	}
	if !p.Clash {
		p.Faults = ui.FaultsOf(t, fault)
	}
	head := &ui.Head{T: t, Title: x.Name, Lead: p.uses(), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.TypesTitle), Href: typesPath}, ui.Link{Label: x.Name})}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0 || p.Clash}, typeHTML(p))
}

// stored is the type as it is kept now, beside what was typed.
func (p typePage) stored() ui.Summary {
	state := msg.WordOffered
	if !p.Type.Open {
		state = msg.TypeClosed
	}
	return ui.Summary{{Term: p.T.S(msg.TypeName), Value: ui.Text(p.Type.Name)}, {Term: p.T.S(msg.TypeIdentifier), Value: ui.Text(p.T.S(p.Type.Identifier.Label()))}, {Term: p.T.S(msg.State), Value: ui.Text(p.T.S(state))}}
}

func (h *Handler) saveType(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	in := typeInput(f)
	err = h.o.Structures.SaveType(r.Context(), who, n, version, in)
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawType(w, r, http.StatusUnprocessableEntity, &in, err)
	case apperr.Conflict:
		return h.drawType(w, r, http.StatusConflict, &in, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, typesPath, i18n.M(msg.Saved))
}

func (h *Handler) moveType(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.o.Structures.MoveType(r.Context(), who, n, f.Bool(fieldUp)); err != nil {
		return err
	}
	return web.SeeOther(w, r, typesPath, i18n.M(msg.Saved))
}

// identifierField asks by which number the bodies of a type are known.
func identifierField(t *i18n.T, is structure.Identifier, faults ui.Faults) ui.Radios {
	out := ui.Radios{Name: structure.FieldTypeIdentifier, Legend: t.S(msg.TypeIdentifier), Value: string(is), Error: faults.Of(structure.FieldTypeIdentifier)}
	for _, i := range structure.Identifiers() {
		out.Options = append(out.Options, ui.Option{Value: string(i), Label: t.S(i.Label())})
	}
	return out
}
