// Package instanceweb is the operator's pages about the instance: « Mise en route », the index of the administration and
// the settings. Only administrators see them; for anybody else they do not exist.
package instanceweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/instance/instanceweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The addresses of these pages. Whoever signs in with Settings.WantsSetUp is led to SetUpPath.
const (
	SetUpPath    = "/mise-en-route"
	AdminPath    = "/administration"
	SettingsPath = "/administration/reglages"
)

// Door is a place of the administration as its index shows it.
type Door struct {
	frame.Place
	Hint i18n.Key
	Icon ui.Icon
}

// SettingsDoor leads to the settings.
func SettingsDoor() Door {
	return Door{Place: frame.Place{Key: placeSettings, Label: msg.Settings, Path: SettingsPath}, Hint: msg.SettingsHint, Icon: ui.IconPencil}
}

const placeSettings = "settings"

// Options are what the pages need.
type Options struct {
	Frame    *frame.Frame
	Instance *instance.Service
	Doors    []Door // of the administration, in order
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(AdminPath, h.index)
	m.Get(SetUpPath, h.setUp)
	m.Post(SetUpPath, h.saveSetUp)
	m.Get(SettingsPath, h.settings)
	m.Post(SettingsPath, h.saveSettings)
}

// index lists the places of the administration.
func (h *Handler) index(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	set, err := h.o.Instance.Get(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := indexPage{T: t, SetUp: set.WantsSetUp(who)}
	for _, d := range h.o.Doors {
		if !d.There(set) {
			continue
		}
		p.Doors = append(p.Doors, ui.WorkLine{
			Mark: ui.Mark{Icon: d.Icon, Color: ui.Neutral}, Title: t.S(d.Label), Href: d.Path, Line: t.S(d.Hint),
		})
	}
	head := &ui.Head{T: t, Title: t.S(msg.Admin), Lead: t.S(msg.AdminLead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true}, index(p))
}
