package orderweb

import (
	"bytes"
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/web"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sending"
)

// Files gives out what was sent to a supplier. Addresses end with the order's number, since those that begin with it would also be read as
// other pages of the service.
type Files struct{ sending *sending.Service }

// NewFiles makes the handler.
func NewFiles(s *sending.Service) *Files { return &Files{s} }

// Mount adds the routes.
func (f *Files) Mount(m *web.Mux) {
	m.Get(home+"/bon/{n}", f.give((*sending.Service).Order))
	m.Get(home+"/bon-de-reception/{n}", f.give((*sending.Service).Slip))
	m.Get(home+"/ubl/{n}", f.give((*sending.Service).Machine))
}

// PaperPath is the address of an order's PDF; for who does not see prices it is SlipPath's.
func PaperPath(number string) string { return home + "/bon/" + number }

// SlipPath is the address of its goods receipt note.
func SlipPath(number string) string { return order.SlipPath(number) }

// MachinePath is the address of its UBL file.
func MachinePath(number string) string { return home + "/ubl/" + number }

// give answers with a file, whole before its first byte is sent.
func (f *Files) give(of func(*sending.Service, context.Context, access.Actor, string) (sending.File, error)) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		file, err := of(f.sending, r.Context(), frame.Actor(r), r.PathValue("n"))
		if err != nil {
			return err
		}
		return web.Download(w, file.Name, file.Media, bytes.NewReader(file.Body))
	}
}
