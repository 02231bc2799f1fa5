// Package vocabularyweb is the pages of the operator for « Offres »: what is chosen, and the lists of words.
package vocabularyweb

import (
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/option"
	"preau/internal/offers/structure"
	"preau/internal/offers/vocabulary"
)

// Path is the operator's page; Place is its key in the left column.
const (
	Path  = "/offreur/reglages"
	Place = "offers-settings"
)

const (
	fieldVersion  = "version"
	fieldFourEyes = "quatre_yeux"
	fieldPassword = "mot_de_passe_provisoire" //nolint:gosec // a field's name
	fieldSeen     = "avant"
	fieldSeenAge  = "avant_archiver_apres"
	fieldRetired  = "retire"
	fieldUp       = "monter"
)

// Options are what the pages stand on.
type Options struct {
	Choices *option.Service
	Words   *vocabulary.Service
	Frame   *frame.Frame

	Structures *structure.Service
}

// Handler answers for the pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(Path, h.choices)
	m.Post(Path, h.choose)
	h.mountTypes(m)
	m.Get(Path+"/{liste}", h.list)
	m.Post(Path+"/{liste}", h.add)
	m.Get(Path+"/{liste}/{n}", h.word)
	m.Post(Path+"/{liste}/{n}", h.save)
	m.Post(Path+"/{liste}/{n}/place", h.move)
}

// lists are the lists, by what they are called in addresses, in the order of the form of an offer.
var lists = []struct {
	list  vocabulary.List
	slug  string
	label i18n.Key
}{
	{vocabulary.Settings, "terrains", msg.ListSettings},
	{vocabulary.Topics, "thematiques", msg.ListTopics},
	{vocabulary.Audiences, "publics", msg.ListAudiences},
	{vocabulary.Programmes, "filieres", msg.ListProgrammes},
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	out := []ui.Link{{Label: t.S(msg.Home), Href: "/"}}
	if len(more) == 0 {
		return append(out, ui.Link{Label: t.S(msg.SettingsTitle)})
	}
	return append(append(out, ui.Link{Label: t.S(msg.SettingsTitle), Href: Path}), more...)
}

type choicesPage struct {
	T      *i18n.T
	Key    string
	Has    option.Options // as they are stored
	In     option.Options // as the form has them
	Months string         // of ArchiveAfter, as they were typed
	Faults ui.Faults
}

func (h *Handler) choices(w http.ResponseWriter, r *http.Request) error {
	has, err := h.o.Choices.Get(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	return h.drawChoices(w, r, http.StatusOK, choicesPage{Has: has, In: has, Months: strconv.Itoa(has.ArchiveAfter)})
}

func (h *Handler) drawChoices(w http.ResponseWriter, r *http.Request, status int, p choicesPage) error {
	t := web.T(r)
	p.T, p.Key = t, id.New()
	head := &ui.Head{T: t, Title: t.S(msg.SettingsTitle), Lead: t.S(msg.SettingsLead), Crumbs: crumbs(t)}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0}, choicesHTML(p))
}

func (h *Handler) choose(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	has, err := h.o.Choices.Get(r.Context(), who)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	months := func(name string) int {
		if f.Value(name) == "" {
			return option.ArchiveAfter
		}
		n, _ := strconv.Atoi(f.Value(name)) // what is no number is none that may be chosen
		return n
	}
	next := option.Options{FourEyes: f.Bool(fieldFourEyes), Temporary: f.Bool(fieldPassword), ArchiveAfter: months(option.FieldArchive)}
	before := f.Values(fieldSeen)
	seen := option.Options{FourEyes: slices.Contains(before, fieldFourEyes), Temporary: slices.Contains(before, fieldPassword), ArchiveAfter: months(fieldSeenAge)}
	err = h.o.Choices.Save(r.Context(), who, seen, next)
	if apperr.Is(err, apperr.Conflict) {
		return h.drawChoices(w, r, http.StatusConflict, choicesPage{Has: has, In: next, Months: f.Line(option.FieldArchive, 40), Faults: ui.FaultsOf(web.T(r), err)})
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawChoices(w, r, http.StatusUnprocessableEntity, choicesPage{Has: seen, In: next, Months: f.Line(option.FieldArchive, 40), Faults: ui.FaultsOf(web.T(r), err)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path, i18n.M(msg.Saved))
}

// archiving asks after how long what has ended is archived.
func (p choicesPage) archiving() ui.Field {
	return ui.Field{Name: option.FieldArchive, Label: p.T.S(msg.ArchiveAfter), Hint: p.T.S(msg.ArchiveAfterHint, "n", option.ArchiveAfter), Value: p.Months, Error: p.Faults.Of(option.FieldArchive), Mode: "numeric", Max: 2}
}

// links lead to the lists.
func (p choicesPage) links() ui.Bullets {
	out := ui.Bullets{ui.Link{Label: p.T.S(msg.TypesTitle), Href: typesPath}}
	for _, l := range lists {
		out = append(out, ui.Link{Label: p.T.S(l.label), Href: Path + "/" + l.slug})
	}
	return out
}

// seen are the choices that the form was drawn from.
func seen(o option.Options) []ui.Hidden {
	out := []ui.Hidden{{Name: fieldSeenAge, Value: strconv.Itoa(o.ArchiveAfter)}}
	if o.FourEyes {
		out = append(out, ui.Hidden{Name: fieldSeen, Value: fieldFourEyes})
	}
	if o.Temporary {
		out = append(out, ui.Hidden{Name: fieldSeen, Value: fieldPassword})
	}
	return out
}

// listed is a list of words, as its page is about it.
type listed struct {
	list  vocabulary.List
	path  string
	label i18n.Key
}

// named is who asks, and the list that the address names.
func named(r *http.Request) (access.Actor, listed, error) {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return who, listed{}, err
	}
	for _, l := range lists {
		if l.slug == r.PathValue("liste") {
			return who, listed{l.list, Path + "/" + l.slug, l.label}, nil
		}
	}
	return who, listed{}, apperr.NotFoundErr()
}

type listPage struct {
	T      *i18n.T
	Key    string
	At     listed
	Words  []vocabulary.Term
	Form   *web.Form
	Faults ui.Faults
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	return h.drawList(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawList(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, at, err := named(r)
	if err != nil {
		return err
	}
	all, err := h.o.Words.Words(r.Context(), who, at.list)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{t, id.New(), at, all, f, ui.FaultsOf(t, fault)}
	head := &ui.Head{T: t, Title: t.S(at.label), Lead: t.S(msg.WordsLead), Crumbs: crumbs(t, ui.Link{Label: t.S(at.label)})}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0}, listHTML(p))
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(p.At.label), Cols: []ui.Col{{Label: t.S(msg.Word)}, {Label: t.S(msg.State)}, {Label: t.S(msg.Actions)}}}
	for i, x := range p.Words {
		path := p.At.path + "/" + strconv.FormatInt(x.Number, 10)
		state := ui.Tag{Label: t.S(msg.WordOffered), Color: ui.Success}
		if x.Retired {
			state = ui.Tag{Label: t.S(msg.WordRetired), Color: ui.Neutral}
		}
		acts := ui.Acts{ui.Button{Label: t.S(msg.Modify), About: x.Label, Small: true, Href: path}}
		if i > 0 {
			acts = append(acts, ui.Act{T: t, Label: t.S(msg.MoveUp), About: x.Label, Small: true, Post: path + "/place", Key: p.Key + path + "+", Hidden: []ui.Hidden{{Name: fieldUp, Value: "1"}}})
		}
		if i < len(p.Words)-1 {
			acts = append(acts, ui.Act{T: t, Label: t.S(msg.MoveDown), About: x.Label, Small: true, Post: path + "/place", Key: p.Key + path + "-"})
		}
		out.Rows = append(out.Rows, ui.Row{Off: x.Retired, Cells: ui.Parts{ui.Text(x.Label), state, acts}})
	}
	return out
}

func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	who, at, err := named(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Words.Add(r.Context(), who, at.list, f.Line(vocabulary.FieldLabel, 4000))
	if apperr.Is(err, apperr.Invalid) {
		return h.drawList(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, at.path, i18n.M(msg.Saved))
}

type wordPage struct {
	T       *i18n.T
	Key     string
	At      listed
	Word    vocabulary.Term // as it is stored
	Label   string          // as the form has it
	Retired bool
	Clash   bool
	Faults  ui.Faults
}

func (h *Handler) word(w http.ResponseWriter, r *http.Request) error {
	return h.drawWord(w, r, http.StatusOK, nil, nil)
}

func (h *Handler) drawWord(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, at, err := named(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	x, err := h.o.Words.Word(r.Context(), who, at.list, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := wordPage{T: t, Key: id.New(), At: at, Word: x, Label: x.Label, Retired: x.Retired, Clash: apperr.Is(fault, apperr.Conflict)}
	if f != nil {
		p.Label, p.Retired = f.Value(vocabulary.FieldLabel), f.Bool(fieldRetired)
	}
	if !p.Clash {
		p.Faults = ui.FaultsOf(t, fault)
	}
	head := &ui.Head{T: t, Title: x.Label, Crumbs: crumbs(t, ui.Link{Label: t.S(at.label), Href: at.path}, ui.Link{Label: x.Label})}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0 || p.Clash}, wordHTML(p))
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	who, at, err := named(r)
	if err != nil {
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
	err = h.o.Words.Save(r.Context(), who, at.list, n, version, f.Line(vocabulary.FieldLabel, 4000), f.Bool(fieldRetired))
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawWord(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Conflict:
		return h.drawWord(w, r, http.StatusConflict, f, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, at.path, i18n.M(msg.Saved))
}

func (h *Handler) move(w http.ResponseWriter, r *http.Request) error {
	who, at, err := named(r)
	if err != nil {
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
	if err := h.o.Words.Move(r.Context(), who, at.list, n, f.Bool(fieldUp)); err != nil {
		return err
	}
	return web.SeeOther(w, r, at.path, i18n.M(msg.Saved))
}
