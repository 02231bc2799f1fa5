package rest

import (
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

// Changed says that a use case met another version: err is returned as it is unless current is not the version given.
func Changed(err error, given, current int64) error {
	if apperr.Is(err, apperr.Conflict) && given != current {
		return Stale(current)
	}
	return err
}
