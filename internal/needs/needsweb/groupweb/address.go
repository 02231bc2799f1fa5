package groupweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
)

// Path is the address of one of a group's pages.
func Path(n int64, tail string) string { return "/groupements/" + strconv.FormatInt(n, 10) + tail }

// LotPath is the address of a page of a lot, or of another numbered part of a group.
func LotPath(n int64, kind string, lot int64, tail string) string {
	return Path(n, "/"+kind+"/"+strconv.FormatInt(lot, 10)+tail)
}

// SignedIn is who is signed in; who is not is led to do so.
func SignedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}
