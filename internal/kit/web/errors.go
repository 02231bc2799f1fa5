package web

import (
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/msg"
)

// statusGone is what the log says of a client that left before its answer (nginx's number; it is never sent).
const statusGone = 499

// These have a status that no kind of apperr has.
var (
	errNoRoute  = &apperr.Error{Kind: apperr.NotFound}
	errMethod   = &apperr.Error{Kind: apperr.NotFound, Err: asStatus(http.StatusMethodNotAllowed)}
	errMedia    = &apperr.Error{Kind: apperr.Invalid, Err: asStatus(http.StatusUnsupportedMediaType)}
	errTooLarge = &apperr.Error{Kind: apperr.Invalid, Err: asStatus(http.StatusRequestEntityTooLarge)}
)

// asStatus is a cause that names its own status.
type asStatus int

// WithStatus gives a refusal of the API a status that no kind has: 400 for a broken body, 412 and 428 for versions.
func WithStatus(e *apperr.Error, status int) error {
	e.Err = errors.Join(e.Err, asStatus(status))
	return e
}

// MediaErr refuses a body of another type than the one that is read here.
func MediaErr() error { return errMedia }

func (s asStatus) Error() string { return http.StatusText(int(s)) }

func forgedErr(cause error) error {
	return &apperr.Error{Kind: apperr.Forbidden, Msg: i18n.M(msg.ErrorForgedText), Err: cause}
}

// refusal is the error as a person may read it (nil for the program's own faults), and its status.
func refusal(err error) (*apperr.Error, int) {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return errTooLarge, http.StatusRequestEntityTooLarge
	}
	e, ok := apperr.As(err)
	if !ok {
		return nil, http.StatusInternalServerError
	}
	var s asStatus
	if errors.As(e.Err, &s) {
		return e, int(s)
	}
	switch e.Kind {
	case apperr.Invalid:
		return e, http.StatusUnprocessableEntity
	case apperr.Unauthenticated:
		return e, http.StatusUnauthorized
	case apperr.Forbidden:
		return e, http.StatusForbidden
	case apperr.NotFound:
		return e, http.StatusNotFound
	case apperr.Conflict:
		return e, http.StatusConflict
	case apperr.TooMany:
		return e, http.StatusTooManyRequests
	case apperr.Unavailable:
		return e, http.StatusServiceUnavailable
	case apperr.Internal:
	}
	return nil, http.StatusInternalServerError
}

// fail answers a request that ended in an error.
func (a *app) fail(w http.ResponseWriter, r *http.Request, err error) {
	c := callOf(r.Context())
	if errors.Is(err, context.Canceled) && errors.Is(context.Cause(r.Context()), errStill) {
		err = &apperr.Error{Kind: apperr.Unavailable, Err: err} // what was begun may be done: the same form again says so
	}
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil && !errors.Is(context.Cause(r.Context()), errStill) {
		c.gone = true // nobody is there to read, and nothing is wrong with us
		return
	}
	e, status := refusal(err)
	var before ahead
	if errors.As(err, &before) {
		c.ahead = string(before)
	}
	a.note(r, c, err, status)
	if c.refused == 0 {
		c.refused = status
	}
	if e != nil && len(e.Reasons) > 0 {
		NoteReason(r, e.Reasons[0].Code)
	}
	if c.rw.started() {
		panic(http.ErrAbortHandler) // what was sent is not whole, and must not look so
	}
	if to := elsewhere(r, status); to != "" && !c.machine && len(RefusedPost(r, status).Typed()) == 0 { // whoever has typed something stays with it
		lead(w, r, to)
		return
	}
	clearAnswer(w.Header())
	retryAfter(w.Header(), e, status)
	if c.failing {
		if c.unavailable != nil { // so is what its page is drawn from: it stays what is said
			e, status = c.unavailable, http.StatusServiceUnavailable
		}
		a.plainError(w, r, e, status, c.id)
		return
	}
	if c.failing = true; status == http.StatusServiceUnavailable {
		c.unavailable = e
	}
	if c.machine {
		a.API.Errors(w, r, e, status, c.id)
		return
	}
	a.Errors(w, r, e, status, c.id)
}

// note logs what an administrator must see: our faults once each, and what does not answer.
func (a *app) note(r *http.Request, c *call, err error, status int) {
	level := slog.LevelError
	switch {
	case status == http.StatusServiceUnavailable && c.failing: // told already: what is away is away for the error's page, too
		return
	case status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	case c.rw.started():
	case status < http.StatusInternalServerError:
		return
	}
	a.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request failed",
		slog.String("route", c.pattern), slog.String("error", err.Error()), slog.String("request_id", c.id))
}

// clearAnswer forgets what the handler had said about the page it did not finish. Cookies stay.
func clearAnswer(h http.Header) {
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition", "Content-Encoding", "Last-Modified", "Etag", "Location"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "private, no-store")
}

func retryAfter(h http.Header, e *apperr.Error, status int) {
	if e == nil || (status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable) {
		return
	}
	wait := e.RetryAfter
	if wait <= 0 {
		wait = 10 * time.Second
	}
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
}

// Said is what an error page says: its title, and what happened or what to do. e may be nil.
func Said(e *apperr.Error, status int) (title, text i18n.Msg) {
	title, text = standard(status)
	if e != nil && e.Msg.Key != "" {
		text = e.Msg
	}
	return title, text
}

func standard(status int) (title, text i18n.Msg) {
	switch status {
	case http.StatusUnauthorized:
		return i18n.M(msg.ErrorSessionTitle), i18n.M(msg.ErrorSessionText)
	case http.StatusForbidden:
		return i18n.M(msg.ErrorForbiddenTitle), i18n.M(msg.ErrorForbiddenText)
	case http.StatusNotFound:
		return i18n.M(msg.ErrorNotFoundTitle), i18n.M(msg.ErrorNotFoundText)
	case http.StatusMethodNotAllowed:
		return i18n.M(msg.ErrorMethodTitle), i18n.M(msg.ErrorMethodText)
	case http.StatusConflict:
		return i18n.M(msg.ErrorConflictTitle), i18n.M(msg.ErrorConflictText)
	case http.StatusRequestEntityTooLarge:
		return i18n.M(msg.ErrorTooLargeTitle), i18n.M(msg.ErrorTooLargeText)
	case http.StatusUnsupportedMediaType:
		return i18n.M(msg.ErrorMediaTitle), i18n.M(msg.ErrorMediaText)
	case http.StatusUnprocessableEntity:
		return i18n.M(msg.ErrorInvalidTitle), i18n.M(msg.ErrorInvalidText)
	case http.StatusTooManyRequests:
		return i18n.M(msg.ErrorTooManyTitle), i18n.M(msg.ErrorTooManyText)
	case http.StatusServiceUnavailable:
		return i18n.M(msg.ErrorUnavailableTitle), i18n.M(msg.ErrorUnavailableText)
	}
	return i18n.M(msg.ErrorInternalTitle), i18n.M(msg.ErrorInternalText)
}

// Reference is the line of an error page that names the request, for whoever writes to the operator.
func Reference(requestID string) i18n.Msg { return i18n.M(msg.ErrorReference, "id", requestID) }

// plainError is the page without a frame: for a chain that was given none, and for when drawing the frame failed too.
func (a *app) plainError(w http.ResponseWriter, r *http.Request, e *apperr.Error, status int, requestID string) {
	t := T(r)
	title, text := Said(e, status)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, plainPage, t.Lang(), html.EscapeString(t.M(title)), html.EscapeString(t.M(title)), //nolint:gosec // all is escaped
		html.EscapeString(t.M(text)), html.EscapeString(t.M(Reference(requestID))), again(r, status), html.EscapeString(t.S(msg.ErrorHome)))
}

const plainPage = `<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
<body><main><h1>%s</h1><p>%s</p><p>%s</p>%s<p><a href="/">%s</a></p></main></body></html>
`
