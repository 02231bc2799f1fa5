package rest

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"preau/internal/core/rest/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// ETag names a version of something that can be changed.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Match is the version that If-Match says a change was made from. It is always asked for (428): who changes what they
// have not read would undo somebody else's work. "0" is the version of what is not there yet.
func Match(header string) (int64, error) {
	if header == "" {
		return 0, web.WithStatus(&apperr.Error{Kind: apperr.Invalid}, http.StatusPreconditionRequired)
	}
	digits, ok := strings.CutPrefix(header, `"`)
	digits, end := strings.CutSuffix(digits, `"`)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || !end || err != nil || n < 0 {
		return 0, apperr.InvalidField("header.If-Match", i18n.M(msg.FaultMatch))
	}
	return n, nil
}

// Stale refuses a change that was made from another version than the current one (412, RFC 9110 §13.1.1).
func Stale(current int64) error {
	return web.WithStatus(&apperr.Error{Kind: apperr.Conflict, Err: stale(current)}, http.StatusPreconditionFailed)
}

// Changed is what a use case that met a conflict is answered with: the version that is there, unless it is the one given,
// or the conflict was about the request's key.
func Changed(err error, given, current int64) error {
	if apperr.Is(err, apperr.Conflict) && !errors.Is(err, apperr.ErrKeyReused) && given != current {
		return Stale(current)
	}
	return err
}

// Move does an act on the version that If-Match says it was made from, and answers with what it was done to as it is then. An act that met a
// conflict is answered by the version that is there; of tells it.
func Move[O any](match string, do func(version int64) error, read func() (*O, error), of func(now *O) int64) (*O, error) {
	version, err := Match(match)
	if err != nil {
		return nil, err
	}
	err = do(version)
	if err != nil && !apperr.Is(err, apperr.Conflict) {
		return nil, err
	}
	now, fault := read()
	switch {
	case fault != nil:
		return nil, fault
	case err != nil:
		return nil, Changed(err, version, of(now))
	}
	return now, nil
}
