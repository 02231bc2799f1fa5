package receptionweb

import (
	"bytes"
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/web"
	"preau/internal/ordering/reception"
)

// give answers with a file, whole before its first byte is sent.
func (h *Handler) give(of func(*reception.Service, context.Context, access.Actor, string) (reception.File, error)) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		file, err := of(h.receptions, r.Context(), frame.Actor(r), r.PathValue("n"))
		if err != nil {
			return err
		}
		return web.Download(w, file.Name, file.Media, bytes.NewReader(file.Body))
	}
}
