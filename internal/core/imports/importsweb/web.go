// Package importsweb is the administrators' pages of the imports: the list, a new one, and one's page, where what would
// change is looked at before it is written.
package importsweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const place = "imports"

// Hint says what the pages are for, on the index of the administration.
const Hint = msg.Hint

// Place is the list in the operator's space.
func Place() frame.Place { return frame.Place{Key: place, Label: msg.Title, Path: imports.Path} }

// Handler answers for these pages.
type Handler struct {
	imports *imports.Service
	files   *document.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(s *imports.Service, files *document.Service, f *frame.Frame) *Handler {
	return &Handler{imports: s, files: files, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(imports.Path, h.list)
	m.Get(imports.Path+"/nouveau", h.newForm)
	m.Upload(imports.Path+"/nouveau", h.sheet().Limit(), h.start)
	m.Get(imports.Path+"/nouveau/modeles/{modele}", h.model)
	m.Get(imports.Path+"/{n}", h.show)
	m.Get(imports.Path+"/{n}/avancement", h.progress)
	m.Get(imports.Path+"/{n}/erreurs", h.giveBack)
	m.Post(imports.Path+"/{n}/ecriture", h.apply)
	m.Post(imports.Path+"/{n}/comparaison", h.compareAgain)
	m.Post(imports.Path+"/{n}/arret", h.stop)
	m.Post(imports.Path+"/{n}/abandon", h.cancel)
}

// sheet is the field of the file.
func (h *Handler) sheet() upload.Field {
	return upload.Field{Files: h.files, Use: imports.Sheets, Name: imports.FieldFile}
}

func path(n int64, tail string) string {
	return imports.Path + "/" + strconv.FormatInt(n, 10) + tail
}

// number is the import that an address names.
func number(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != r.PathValue("n") {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}

// paged is which page of how many lines an address asks for; what is none is the first.
func paged(f *web.Form) (page, size int) {
	page, _ = strconv.Atoi(f.Value("page"))
	size, _ = strconv.Atoi(f.Value(ui.SizeParam))
	return page, size
}

func sizes() []int { return []int{20, 50, 100} }

// filterState is the state that the list shows alone.
const filterState = "etat"

type listPage struct {
	imports.List
	T     *i18n.T
	State imports.State
	At    ui.Address
	kinds map[string]i18n.Key
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page, size := paged(f)
	state := imports.StateOf(f.Value(filterState))
	l, err := h.imports.List(r.Context(), frame.Actor(r), imports.Filter{State: state, Page: page, Size: size})
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{T: t, List: l, State: state, At: ui.Address{Path: imports.Path, Query: r.URL.Query()}, kinds: map[string]i18n.Key{}}
	for _, k := range h.imports.Kinds() {
		p.kinds[k.Key] = k.Label
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Acts: ui.Parts{newButton(t)}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: place}, listHTML(p))
}

func newButton(t *i18n.T) ui.Button {
	return ui.Button{Label: t.S(msg.New), Icon: ui.IconUpload, Look: ui.Main, Href: imports.Path + "/nouveau"}
}

// stateTag is an import's state as a tag.
func stateTag(t *i18n.T, s imports.State) ui.Tag {
	color := map[imports.State]ui.Color{
		imports.Ready: ui.Warning, imports.Stopped: ui.Warning, imports.Done: ui.Success, imports.Cancelled: ui.Neutral, imports.Refused: ui.Danger,
	}[s]
	if color == "" {
		color = ui.Info
	}
	return ui.Tag{Label: t.S(s.Label()), Color: color}
}
