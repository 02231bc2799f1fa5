package web

import "net/http"

// Carry has the forms of the page that answers, and that post to the address of the request, carry a hidden field: what came before the page
// knows by it what it let through.
func Carry(r *http.Request, name, value string) {
	if c := callOf(r.Context()); c != nil {
		c.carried = [2]string{name, value}
	}
}

// Carried is what such forms carry; no name: nothing.
func Carried(r *http.Request) (name, value string) {
	if c := callOf(r.Context()); c != nil {
		return c.carried[0], c.carried[1]
	}
	return "", ""
}
