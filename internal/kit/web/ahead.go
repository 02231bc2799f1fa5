package web

import (
	"net/http"
	"net/url"

	"preau/internal/kit/apperr"
)

// ahead is, as a cause, the page that comes before the one that was asked for.
type ahead string

func (p ahead) Error() string { return string(p) + " comes before" }

// AheadErr refuses a page or a form until what stands at path is done. A page leads there and back; a form that somebody
// filled in is given back, to be sent again once it is done.
func AheadErr(path string, reasons ...apperr.Reason) error {
	return &apperr.Error{Kind: apperr.Forbidden, Reasons: reasons, Err: ahead(path)}
}

// AheadPath is the page that comes before the one that was asked for, with the way back; empty when none does.
func AheadPath(r *http.Request) string {
	c := callOf(r.Context())
	if c == nil || c.ahead == "" {
		return ""
	}
	return leadingBack(c.ahead, c.app.wayBack(r))
}

// leadingBack is an address that leads on to another page of this site.
func leadingBack(path, back string) string {
	if back == "/" {
		return path
	}
	return path + "?suite=" + url.QueryEscape(back)
}
