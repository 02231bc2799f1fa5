package answer

import (
	"net/http"

	"preau/internal/core/account/session"
	"preau/internal/core/frame"
)

// Renew gives the browser the secret that its session has since the proof that this request brought.
func Renew(w http.ResponseWriter, r *http.Request, s *session.Service) error {
	who := frame.Actor(r)
	o, err := s.Renewed(r.Context(), who)
	if err == nil {
		frame.Opened(w, r, o.Secret, o.Left(who.At))
	}
	return err
}
