package rest

import (
	"net/http"
	"regexp"

	"github.com/danielgtaylor/huma/v2"

	"preau/internal/core/rest/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// takeFault turns what huma found wrong into a refusal of ours, in the asker's language, before a byte of it is written.
func takeFault(ctx huma.Context, _ string, v any) (any, error) {
	m, wrong := v.(*huma.ErrorModel)
	c, ours := ctx.(*call)
	if !wrong || !ours {
		return v, nil
	}
	switch m.Status {
	case http.StatusBadRequest:
		c.failed = brokenErr(msg.BrokenBody)
		if len(m.Errors) == 0 {
			c.failed = brokenErr(msg.NoBody)
		}
	case http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusRequestTimeout:
		c.failed = web.WithStatus(&apperr.Error{Kind: apperr.Invalid}, m.Status)
	case http.StatusUnprocessableEntity:
		c.failed = invalid(m.Errors)
	default:
		c.failed = m
	}
	return v, nil
}

func invalid(found []*huma.ErrorDetail) error {
	e := &apperr.Error{Kind: apperr.Invalid}
	for _, d := range found {
		e.Fields = append(e.Fields, apperr.Field{Name: d.Location, Msg: inWords(d.Message)})
	}
	return e
}

// said are huma's messages in our words: the first that matches. What it captured goes into the sentence's place.
var said = []struct {
	re    *regexp.Regexp
	key   i18n.Key
	place string
}{
	{regexp.MustCompile(`^unexpected property$`), msg.FaultUnexpected, ""},
	{regexp.MustCompile(`^unknown query parameter$`), msg.FaultUnknownParameter, ""},
	{regexp.MustCompile(`^expected required property (.+) to be present$`), msg.FaultMissing, "name"},
	{regexp.MustCompile(`^required .+ parameter is missing$`), msg.FaultMissingParameter, ""},
	{regexp.MustCompile(`^expected value to be one of "(.+)"$`), msg.FaultOneOf, "values"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date-time$`), msg.FaultInstant, ""},
	{regexp.MustCompile(`^expected string to match pattern (.+)$`), msg.FaultPattern, "pattern"},
	{regexp.MustCompile(`^expected string`), msg.FaultString, ""},
	{regexp.MustCompile(`^(?:expected integer|invalid integer)`), msg.FaultInteger, ""},
	{regexp.MustCompile(`^expected number >= (.+)$`), msg.FaultLeast, "n"},
	{regexp.MustCompile(`^expected number <= (.+)$`), msg.FaultMost, "n"},
	{regexp.MustCompile(`^expected number`), msg.FaultNumber, ""},
	{regexp.MustCompile(`^(?:expected boolean|invalid boolean)`), msg.FaultBoolean, ""},
	{regexp.MustCompile(`^expected array length >= (.+)$`), msg.FaultFew, "n"},
	{regexp.MustCompile(`^expected array length <= (.+)$`), msg.FaultMany, "n"},
	{regexp.MustCompile(`^expected array$`), msg.FaultArray, ""},
	{regexp.MustCompile(`^expected object$`), msg.FaultObject, ""},
	{regexp.MustCompile(`^expected length >= (.+)$`), msg.FaultShort, "n"},
	{regexp.MustCompile(`^expected length <= (.+)$`), msg.FaultLong, "n"},
}

func inWords(english string) i18n.Msg {
	for _, s := range said {
		found := s.re.FindStringSubmatch(english)
		switch {
		case found == nil:
		case s.place == "":
			return i18n.M(s.key)
		default:
			return i18n.M(s.key, s.place, found[1])
		}
	}
	return i18n.M(msg.FaultOther)
}
