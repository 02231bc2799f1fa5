package rest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// marshal writes JSON without escaping what only a page would need.
func marshal(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

var errUnsound = errors.New("text that is not sound")

// unmarshal reads JSON in sound UTF-8, in the composed form in which forms are read too. A NUL, which no database would
// take, is refused.
func unmarshal(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errUnsound
	}
	if err := json.Unmarshal(norm.NFC.Bytes(data), v); err != nil {
		return err //nolint:wrapcheck // huma tells it by its status alone
	}
	if p, ok := v.(*any); ok && !sound(*p) {
		return errUnsound
	}
	return nil
}

// sound says whether no text within a value holds a NUL.
func sound(v any) bool {
	switch v := v.(type) {
	case string:
		return !strings.ContainsRune(v, 0)
	case []any:
		for _, x := range v {
			if !sound(x) {
				return false
			}
		}
	case map[string]any:
		for k, x := range v {
			if !sound(k) || !sound(x) {
				return false
			}
		}
	}
	return true
}
