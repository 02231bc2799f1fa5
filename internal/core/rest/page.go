package rest

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"preau/internal/core/rest/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Paged is how a list is asked for: it goes on after a row that was given before, so that what is added meanwhile
// neither hides a row nor shows one twice.
type Paged struct {
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	After string `query:"after" maxLength:"500"`
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T     `json:"items" nullable:"false"`
	Next  *string `json:"next"`
}

// Listed is the answer with a part of a list.
type Listed[T any] struct {
	Link string `header:"Link"`
	Body Page[T]
}

// List makes the answer from one row more than was asked for, when there is one. key is what the list is sorted by.
func List[R, T any](ctx context.Context, rows []R, limit int, show func(R) T, key func(R) any) *Listed[T] {
	out := &Listed[T]{Body: Page[T]{Items: make([]T, 0, len(rows))}}
	for _, r := range rows[:min(limit, len(rows))] {
		out.Body.Items = append(out.Body.Items, show(r))
	}
	if len(rows) > limit {
		next := cursor(key(rows[limit-1]))
		out.Body.Next, out.Link = &next, link(callOf(ctx).path, next, limit)
	}
	return out
}

// After are the rows of a list that is whole in memory, which is sorted by key, from where the request goes on: one more
// than it wants, so that List sees whether others follow.
func After[R any, K cmp.Ordered](p Paged, rows []R, key func(R) K) ([]R, error) {
	var last K
	if err := p.From(&last); err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b R) int { return cmp.Compare(key(a), key(b)) })
	if p.After != "" {
		rows = slices.DeleteFunc(rows, func(r R) bool { return key(r) <= last })
	}
	return rows[:min(len(rows), p.Limit+1)], nil
}

// cursor is a row's sort key as the next request gives it back. It is no secret, and promises nothing about its form.
func cursor(key any) string {
	raw, _ := json.Marshal(key) // keys are numbers and texts
	return base64.RawURLEncoding.EncodeToString(raw)
}

// From reads a cursor into a sort key; nothing when the list is asked for from its beginning.
func (p Paged) From(key any) error {
	if p.After == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(p.After)
	if err != nil || !utf8.Valid(raw) || strings.Contains(string(raw), `\u0000`) || json.Unmarshal(raw, key) != nil {
		return apperr.InvalidField("query.after", i18n.M(msg.FaultCursor))
	}
	return nil
}

// link leads to the next page with what the list was narrowed by (RFC 8288).
func link(asked, next string, limit int) string {
	u, err := url.Parse(asked)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("after", next)
	q.Set("limit", strconv.Itoa(limit))
	return "<" + u.Path + "?" + q.Encode() + `>; rel="next"`
}
