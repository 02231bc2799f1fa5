// Package importsweb is the pages of the imports, in the operator's space and below each place that has its own: the list,
// a new one, and one's page, where what would change is looked at before it is written.
package importsweb

import (
	"net/http"
	"slices"
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

// Space is where the pages of some kinds stand: in the operator's space, or below each place of a sort.
type Space struct {
	Of    string // the sort of places; empty: the platform
	Path  string // of the list, as a route
	Param string // the name of an import's number in routes
	Seat  func(r *http.Request) (Seat, error)
}

// Seat is the place that a request is about, for whoever deals with its imports.
type Seat struct {
	imports.Place
	Path   string      // of the list
	Frame  frame.Page  // whose door and column stand around
	Crumbs []ui.Link   // that lead to the list
	Files  ui.Files    // what is there, as sheets that come in again
	Filled string      // what they are good for
	Hidden []ui.Hidden // what the form of a new one carries
	// Still refuses that form where the place is not the one for which it was drawn; nil: the address alone says which it is.
	Still func(*web.Form) error
}

// Platform is the operator's space. files are what is there, as sheets that come in again.
func Platform(files func(t *i18n.T) ui.Files) Space {
	return Space{Path: imports.Path, Param: "n", Seat: func(r *http.Request) (Seat, error) {
		return Seat{Path: imports.Path, Frame: frame.Page{Admin: true, Place: place}, Files: files(web.T(r))}, nil
	}}
}

// Handler answers for the pages of a space.
type Handler struct {
	imports *imports.Service
	files   *document.Service
	frame   *frame.Frame
	space   Space
}

// New makes the handler.
func New(s *imports.Service, files *document.Service, f *frame.Frame, space Space) *Handler {
	return &Handler{imports: s, files: files, frame: f, space: space}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	list := h.space.Path
	one := list + "/{" + h.space.Param + "}"
	m.Get(list, h.list)
	m.Get(list+"/nouveau", h.newForm)
	m.Upload(list+"/nouveau", h.sheet().Limit(), h.start)
	m.Get(list+"/nouveau/modeles/{modele}", h.model)
	m.Get(one, h.show)
	m.Get(one+"/avancement", h.progress)
	m.Get(one+"/erreurs", h.giveBack)
	m.Post(one+"/ecriture", h.apply)
	m.Post(one+"/comparaison", h.compareAgain)
	m.Post(one+"/arret", h.stop)
	m.Post(one+"/abandon", h.cancel)
}

// sheet is the field of the file.
func (h *Handler) sheet() upload.Field {
	return upload.Field{Files: h.files, Use: imports.Place{Of: h.space.Of}.Use(), Name: imports.FieldFile}
}

// path is an import's page, or something of it.
func (s Seat) path(n int64, tail string) string {
	return s.Path + "/" + strconv.FormatInt(n, 10) + tail
}

// crumbs lead to a page of the list, or to it; of the operator's, the frame adds what is before.
func (s Seat) crumbs(t *i18n.T, last string) []ui.Link {
	out := append(slices.Clone(s.Crumbs), ui.Link{Label: t.S(msg.Title)})
	if last == "" {
		return out
	}
	out[len(out)-1].Href = s.Path
	return append(out, ui.Link{Label: last})
}

// page is a page of the seat with its head.
func (s Seat) page(head *ui.Head) frame.Page {
	p := s.Frame
	p.Head = head
	return p
}

// number is the place and the import that an address names.
func (h *Handler) number(r *http.Request) (Seat, int64, error) {
	s, err := h.space.Seat(r)
	if err != nil {
		return s, 0, err
	}
	text := r.PathValue(h.space.Param)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return s, 0, apperr.NotFoundErr()
	}
	return s, n, nil
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
	Seat  Seat
	T     *i18n.T
	State imports.State
	At    ui.Address
	kinds map[string]i18n.Key
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	seat, err := h.space.Seat(r)
	if err != nil {
		return err
	}
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page, size := paged(f)
	state := imports.StateOf(f.Value(filterState))
	l, err := h.imports.List(r.Context(), frame.Actor(r), seat.Place, imports.Filter{State: state, Page: page, Size: size})
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{Seat: seat, T: t, List: l, State: state, At: ui.Address{Path: seat.Path, Query: r.URL.Query()}, kinds: map[string]i18n.Key{}}
	for _, k := range h.imports.Kinds(h.space.Of) {
		p.kinds[k.Key] = k.Label
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Acts: ui.Parts{p.newAct()}}
	if len(seat.Crumbs) > 0 {
		head.Crumbs = seat.crumbs(t, "")
	}
	return h.frame.Render(w, r, http.StatusOK, seat.page(head), listHTML(p))
}

// newAct begins an import, or says why none can be.
func (p listPage) newAct() ui.Act {
	return ui.Act{T: p.T, Label: p.T.S(msg.New), Icon: ui.IconUpload, Look: ui.Main, Href: p.Seat.Path + "/nouveau", Reasons: p.Shut}
}

// emptyAct is newAct below the words that there is nothing: the reasons stand above already.
func (p listPage) emptyAct() ui.Parts {
	if len(p.Shut) > 0 {
		return nil
	}
	return ui.Parts{p.newAct()}
}

func newButton(t *i18n.T, s Seat) ui.Button {
	return ui.Button{Label: t.S(msg.New), Icon: ui.IconUpload, Look: ui.Main, Href: s.Path + "/nouveau"}
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
