// Package directoryweb is the administrators' pages of the organisations: the list, a new one, and one's record.
package directoryweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/directory"
	"preau/internal/core/directory/directoryweb/msg"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/org"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const place = "organisations"

// Hint says what the pages are for, on the index of the administration.
const Hint = msg.Hint

// Place is the list in the operator's space.
func Place() frame.Place { return frame.Place{Key: place, Label: msg.Title, Path: directory.Path} }

// Handler answers for these pages.
type Handler struct {
	directory *directory.Service
	files     *document.Service
	frame     *frame.Frame
}

// New makes the handler.
func New(s *directory.Service, files *document.Service, f *frame.Frame) *Handler {
	return &Handler{directory: s, files: files, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(directory.Path, h.list)
	m.Get(directory.Path+"/nouvelle", h.newForm)
	m.Post(directory.Path+"/nouvelle", h.add)
	m.Get(directory.Path+"/{ref}", h.show)
	m.Post(directory.Path+"/{ref}", h.edit)
	m.Post(directory.Path+"/{ref}/fermeture", h.close)
	m.Post(directory.Path+"/{ref}/reouverture", h.reopen)
	m.Get(directory.Path+"/{ref}/rattachement", h.attachForm)
	m.Post(directory.Path+"/{ref}/rattachement", h.attach)
	m.Get(directory.Path+"/{ref}/image", h.pictureForm)
	m.Upload(directory.Path+"/{ref}/image", h.pictureField().Limit(), h.setPicture)
	m.Post(directory.Path+"/{ref}/image/retrait", h.removePicture)
	m.Get(directory.PicturePattern, h.picture)
}

// The filters of the list.
const (
	filterText   = "q"
	filterKind   = "sorte"
	filterClosed = "fermees"
)

// kindSlugs name the kinds in addresses and forms.
var kindSlugs = map[org.Kind]string{
	org.School: "etablissement", org.Authority: "pouvoir-organisateur", org.Agency: "organisme", org.Provider: "offreur",
	org.Supplier: "fournisseur", org.Central: "centrale",
}

func kindOf(slug string) org.Kind {
	for k, s := range kindSlugs {
		if s == slug {
			return k
		}
	}
	return ""
}

func kindOptions(t *i18n.T, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, k := range org.Kinds() {
		out = append(out, ui.Option{Value: kindSlugs[k], Label: t.M(k.Label())})
	}
	return out
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(f.Value("page")) // what is none is the first
	size, _ := strconv.Atoi(f.Value(ui.SizeParam))
	filter := directory.Filter{Text: f.Line(filterText, 200), Kind: kindOf(f.Value(filterKind)), Closed: f.Bool(filterClosed), Page: page, Size: size}
	l, err := h.directory.List(r.Context(), frame.Actor(r), filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{T: t, List: l, Filter: filter, At: ui.Address{Path: directory.Path, Query: r.URL.Query()}}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Acts: ui.Parts{ui.Button{Label: t.S(msg.New), Icon: ui.IconPlus, Look: ui.Main, Href: directory.Path + "/nouvelle"}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: place}, listHTML(p))
}

// sizes are the numbers of lines that one may have on a page.
func sizes() []int { return []int{20, 50, 100} }
