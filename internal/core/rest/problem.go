package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/rest/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/workflow"
)

// Problem is every refusal (RFC 9457), with what Préau adds: each fault by its field, and each reason why not.
type Problem struct {
	Type      string   `json:"type"`
	Title     string   `json:"title"`
	Status    int      `json:"status"`
	Detail    string   `json:"detail"`
	RequestID string   `json:"request_id"`
	Errors    []Fault  `json:"errors,omitempty"`
	Reasons   []Reason `json:"reasons,omitempty"`
	Current   *int64   `json:"current_version,omitempty"`
	// What would follow from an act that was not done, and the print by which the same request does it.
	Consequences []Consequence `json:"consequences,omitempty"`
	Confirm      string        `json:"confirm,omitempty"`
}

// Consequence is one thing that would follow from an act.
type Consequence struct {
	Message string   `json:"message"`
	Lifters []Lifter `json:"lifters,omitempty"`
}

// Fault is one thing that is wrong with what was sent.
type Fault struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Reason is one cause of a refusal: what the pages say too.
type Reason struct {
	Code    string     `json:"code"`
	Kind    string     `json:"kind" enum:"grant,datum,act,date,never"`
	Message string     `json:"message"`
	Since   *time.Time `json:"since,omitempty"`
	By      string     `json:"by,omitempty"`
	Lifters []Lifter   `json:"lifters,omitempty"`
	Ask     *Ask       `json:"ask,omitempty"`
	Help    string     `json:"help" format:"uri-reference" doc:"The page of the help that answers this code"`
}

// Lifter is somebody who can lift a reason.
type Lifter struct {
	Name  string `json:"name"`
	Place string `json:"place,omitempty"`
}

// Ask is the page where a person asks for what is missing, or does it.
type Ask struct {
	Label string `json:"label"`
	Path  string `json:"path"`
}

// Errors writes a refusal. e is nil when the fault is the program's own, of which nothing is said but the request's id.
func (a *API) Errors(w http.ResponseWriter, r *http.Request, e *apperr.Error, status int, requestID string) {
	t := web.T(r)
	p := problem(t, e, status)
	p.RequestID = requestID
	h := w.Header()
	switch status {
	case http.StatusUnauthorized:
		challenge := `Bearer realm="preau"`
		if r.Header.Get("Authorization") != "" {
			challenge += `, error="invalid_token"`
		}
		h.Set("WWW-Authenticate", challenge)
	case http.StatusForbidden:
		if scope := scopeOf(e); scope != "" {
			h.Set("WWW-Authenticate", `Bearer realm="preau", error="insufficient_scope", scope="`+scope+`"`)
		}
	}
	if p.Current != nil {
		h.Set("ETag", ETag(*p.Current))
	}
	h.Set("Content-Type", problemType)
	h.Set("Content-Language", string(t.Lang()))
	w.WriteHeader(status)
	_ = marshal(w, p) // fails only when the client has gone
}

func problem(t *i18n.T, e *apperr.Error, status int) Problem {
	p := Problem{Type: "about:blank", Title: t.S(titleOf(status)), Status: status, Detail: t.S(textOf(status))}
	if e == nil {
		return p
	}
	switch {
	case errors.Is(e.Err, apperr.ErrKeyReused):
		p.Detail = t.S(msg.KeyReused)
	case e.Msg.Key != "":
		p.Detail = t.M(e.Msg)
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, Fault{Field: f.Name, Message: t.M(f.Msg)})
	}
	for _, r := range e.Reasons {
		p.Reasons = append(p.Reasons, reason(t, r))
	}
	var s stale
	if errors.As(e.Err, &s) {
		n := int64(s)
		p.Current = &n
	}
	var u unseen
	if errors.As(e.Err, &u) {
		p.Confirm = u.mark
		for _, c := range u.then {
			p.Consequences = append(p.Consequences, Consequence{Message: t.M(c.Text), Lifters: lifters(t, c.Lifters)})
		}
	}
	return p
}

// Then is one thing that would follow from an act, and who can do something about it.
type Then struct {
	Text    i18n.Msg
	Lifters []apperr.Lifter
}

// unseen is what an asker must know before an act is done, as the cause of a refusal.
type unseen struct {
	mark string
	then []Then
}

func (unseen) Error() string { return "what follows was not told yet" }

// Unseen refuses (409) an act whose consequences its asker was not told: the answer tells them with a print, and the same request
// with that print does it, as long as the same follows.
func Unseen(mark string, then []Then) error {
	return &apperr.Error{Kind: apperr.Conflict, Msg: i18n.M(msg.ConfirmFirst), Err: unseen{mark, then}}
}

func lifters(t *i18n.T, ls []apperr.Lifter) []Lifter {
	var out []Lifter
	for _, l := range ls {
		x := Lifter{Name: l.Name, Place: l.Place}
		if l.Said.Key != "" {
			x.Name = t.M(l.Said)
		}
		out = append(out, x)
	}
	return out
}

// Lifters are people as the API names them, in the asker's language.
func Lifters(ctx context.Context, ls []apperr.Lifter) []Lifter { return lifters(callOf(ctx).t, ls) }

// Say is a sentence in the asker's language.
func Say(ctx context.Context, m i18n.Msg) string { return callOf(ctx).t.M(m) }

func reason(t *i18n.T, r apperr.Reason) Reason {
	out := Reason{Code: r.Code, Kind: kinds[r.Kind], Message: t.M(r.Text), By: r.By, Since: Instant(r.Since), Help: r.Help()}
	out.Lifters = lifters(t, r.Lifters)
	if r.Ask != nil {
		out.Ask = &Ask{Label: t.M(r.Ask.Label), Path: r.Ask.Path}
	}
	return out
}

// Reasons are reasons as the API gives them, in the asker's language.
func Reasons(ctx context.Context, rs []apperr.Reason) []Reason {
	out := make([]Reason, len(rs))
	for i, r := range rs {
		out[i] = reason(callOf(ctx).t, r)
	}
	return out
}

// Offer is an act that concerns who asks: it may be done, or not and why.
type Offer struct {
	Act      string   `json:"act"`
	Possible bool     `json:"possible"`
	Reasons  []Reason `json:"reasons" nullable:"false"`
}

// Offers are the acts of a table as the API gives them.
func Offers[A ~string](ctx context.Context, os workflow.Offers[A]) []Offer {
	out := make([]Offer, len(os))
	for i, o := range os {
		out[i] = Offer{Act: strings.ReplaceAll(string(o.Do), " ", "_"), Possible: o.OK(), Reasons: Reasons(ctx, o.Reasons)}
	}
	return out
}

var kinds = map[apperr.ReasonKind]string{apperr.Never: "never", apperr.Grant: "grant", apperr.Datum: "datum", apperr.Act: "act", apperr.Date: "date"}

// Instant is an instant as the API gives it, in UTC; nil for none.
func Instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

func titleOf(status int) i18n.Key {
	if k, ok := titles[status]; ok {
		return k
	}
	return msg.TitleInternal
}

var titles = map[int]i18n.Key{
	http.StatusBadRequest: msg.TitleBroken, http.StatusUnauthorized: msg.TitleUnauthenticated, http.StatusForbidden: msg.TitleForbidden,
	http.StatusNotFound: msg.TitleNotFound, http.StatusMethodNotAllowed: msg.TitleMethod, http.StatusConflict: msg.TitleConflict,
	http.StatusPreconditionFailed: msg.TitleStale, http.StatusRequestEntityTooLarge: msg.TitleTooLarge,
	http.StatusUnsupportedMediaType: msg.TitleMedia, http.StatusUnprocessableEntity: msg.TitleInvalid,
	http.StatusPreconditionRequired: msg.TitleVersion, http.StatusTooManyRequests: msg.TitleTooMany,
	http.StatusServiceUnavailable: msg.TitleUnavailable,
}

func textOf(status int) i18n.Key {
	if k, ok := texts[status]; ok {
		return k
	}
	return msg.TextInternal
}

var texts = map[int]i18n.Key{
	http.StatusBadRequest: msg.TextBroken, http.StatusUnauthorized: msg.TextUnauthenticated, http.StatusForbidden: msg.TextForbidden,
	http.StatusNotFound: msg.TextNotFound, http.StatusMethodNotAllowed: msg.TextMethod, http.StatusConflict: msg.TextConflict,
	http.StatusPreconditionFailed: msg.TextStale, http.StatusRequestEntityTooLarge: msg.TextTooLarge,
	http.StatusUnsupportedMediaType: msg.TextMedia, http.StatusUnprocessableEntity: msg.TextInvalid,
	http.StatusPreconditionRequired: msg.TextVersion, http.StatusTooManyRequests: msg.TextTooMany,
	http.StatusServiceUnavailable: msg.TextUnavailable,
}

// brokenErr refuses what cannot be read at all (400).
func brokenErr(k i18n.Key) error {
	return web.WithStatus(&apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(k)}, http.StatusBadRequest)
}

// lacking is the scope that a token lacks, as the cause of a refusal.
type lacking string

func (l lacking) Error() string { return "the token lacks the scope " + string(l) }

func insufficient(err error, scope string) error {
	if e, ok := apperr.As(err); ok {
		e.Err = lacking(scope)
	}
	return err
}

func scopeOf(e *apperr.Error) string {
	var l lacking
	if e == nil || !errors.As(e.Err, &l) {
		return ""
	}
	return string(l)
}

// stale is the version that is there now, where another was to be changed.
type stale int64

func (s stale) Error() string { return "the version is " + strconv.FormatInt(int64(s), 10) }

// renamed gives a refusal's fields the names that the operation's body has.
func renamed(err error, names map[string]string) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	for i, f := range e.Fields {
		if name, known := names[f.Name]; known {
			e.Fields[i].Name = name
		}
	}
	return err
}
