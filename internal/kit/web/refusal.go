package web

import (
	"context"
	"log/slog"
	"net/http"
)

// reasonForged stands in the log for the guard against other sites' forms.
const reasonForged = "forged"

// NoteReason keeps the code of why a request was refused, for the log: a handler that draws the refusal itself tells it.
func NoteReason(r *http.Request, code string) {
	if c := callOf(r.Context()); c != nil && c.reason == "" {
		c.reason = code
	}
}

// recordRefusal writes the line of a request that was refused for who asked, or for how often (ASVS 16.3.2, 16.3.3): its route, its first reason's
// code, and the account's number. What does not exist for somebody is 404 and has its request's line alone, as for everybody.
func (a *app) recordRefusal(c *call, route string, status int) {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
	default:
		return
	}
	reason := c.reason
	if c.forged {
		reason = reasonForged
	}
	a.Log.LogAttrs(context.WithoutCancel(c.req.Context()), slog.LevelInfo, "refused", slog.Int("status", status), slog.String("route", route),
		slog.String("method", plainMethod(c.req.Method)), slog.String("reason", reason), slog.Int64("account", a.who(c)), slog.String("request_id", c.id))
}

func (a *app) who(c *call) int64 {
	who := a.Who
	if c.machine {
		who = a.API.Who
	}
	if who == nil {
		return 0
	}
	return who(c.req)
}
