// Package answer is how the pages of accounts answer alike: how a refused form comes back, the frame of who is not signed in, and
// where the administration's accounts are.
package answer

import (
	"math"
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// The administration's list of accounts, and its place.
const (
	AccountsPath  = "/administration/comptes"
	PlaceAccounts = "accounts"
)

// FieldToken names the secret of a one-time link in the address of its page.
const FieldToken = "jeton"

// Refusal is why a form comes back, as its page shows it.
type Refusal struct {
	Faults  ui.Faults
	Reasons []apperr.Reason
	Status  int
}

// Of says how a form comes back with what was typed. Other errors get a page of their own: false.
func Of(w http.ResponseWriter, t *i18n.T, err error) (Refusal, bool) {
	e, ok := apperr.As(err)
	if !ok {
		return Refusal{}, false
	}
	x := Refusal{Faults: ui.FaultsOf(t, err), Reasons: e.Reasons}
	switch e.Kind {
	case apperr.Invalid:
		x.Status = http.StatusUnprocessableEntity
	case apperr.Forbidden:
		x.Status = http.StatusForbidden
	case apperr.Conflict:
		x.Status = http.StatusConflict
	case apperr.TooMany:
		x.Status = http.StatusTooManyRequests
	case apperr.Unavailable:
		x.Status = http.StatusServiceUnavailable
	case apperr.Internal, apperr.Unauthenticated, apperr.NotFound:
		return x, false
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	return x, true
}

// Wrong says whether the form was refused: the window's title tells it too.
func (x Refusal) Wrong() bool { return len(x.Faults)+len(x.Reasons) > 0 }

// Code is the reason shown, for « Nous contacter ».
func (x Refusal) Code() string {
	if len(x.Reasons) == 0 {
		return ""
	}
	return x.Reasons[0].Code
}

// Bare is the frame of a page for people who are not signed in yet.
func Bare(t *i18n.T, title string, x Refusal) frame.Page {
	return frame.Page{Head: &ui.Head{T: t, Title: title}, Bare: true, Wrong: x.Wrong(), Reason: x.Code()}
}

// Number is the public number of an account in the address; what is written otherwise than a number is not there.
func Number(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != r.PathValue("n") {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}

// AccountPath is the page of an account.
func AccountPath(n int64) string { return AccountsPath + "/" + strconv.FormatInt(n, 10) }
