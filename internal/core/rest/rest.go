// Package rest is the frame of the API under /api/v1, as frame is that of pages: who asks, by which token and within which
// scopes; what a body may be; how a refusal looks; pages of lists, versions and repeats. Each module declares its
// operations in a room of its own, and they call the use cases that pages call.
//
// Huma describes the operations (OpenAPI 3.1) and checks what is sent against that description. All else is the house's:
// every refusal, huma's too, ends as an error that kit/web hands to Errors, which writes RFC 9457's problem+json.
package rest

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"preau/internal/core/access"
	"preau/internal/core/rest/msg"
	"preau/internal/core/token"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// The addresses of the API.
const (
	Below    = "/api/"                  // all below it is the API's
	Prefix   = "/api/v1"                // of all operations
	Document = Prefix + "/openapi.json" // the description
	Guide    = "/api"                   // the page that people read
	Chapters = "/aide/api"              // below it are the guide's other pages: cookies are not looked at below /api/
)

// How often one token may ask: a script that saves a hundred sheets is well served, one that runs wild is slowed down.
const (
	quota  = 300
	window = time.Minute
)

// Options are what the frame needs.
type Options struct {
	Mux      *web.Mux
	Tokens   *token.Service
	Messages *i18n.Catalogue
	Clock    clock.Clock
	Version  string // of the program
	// Owed are the reasons for which nothing is done for somebody yet; nil: there are never any.
	Owed func(access.Actor) []apperr.Reason
}

// API is the list of operations and what they have in common.
type API struct {
	o       Options
	huma    huma.API
	limiter *web.Limiter
	ops     []Op
	docs    func() (map[i18n.Lang]document, error)
	open    func(context.Context) error // of the operations being added, see While
}

// While adds the operations of mount, which are there only as long as open says nil: those of a service that may be
// switched off.
func (a *API) While(open func(context.Context) error, mount func(*API)) {
	a.open = open
	mount(a)
	a.open = nil
}

// Op is an operation as its module declares it.
type Op struct {
	ID      string // names it in the description and in generated clients: "list-groups"
	Method  string
	Path    string   // below Prefix
	Group   i18n.Key // the chapter of the guide
	Summary i18n.Key
	Text    i18n.Key
	Scope   string            // that the token must have; empty: none in particular
	Status  int               // of the answer; 200 when 0
	Media   string            // type of the answer where it is a File; empty: JSON
	Fields  map[string]string // names of the use case's fields, as this operation's body has them
	Fails   []int             // statuses that this operation answers with beside those of all
}

// New makes the frame; operations are added by Register, and Mount ends it.
func New(o Options) *API {
	a := &API{o: o, limiter: web.NewLimiter(o.Clock, quota, window)}
	format := huma.Format{Marshal: marshal, Unmarshal: unmarshal}
	a.huma = huma.NewAPI(huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: string(msg.Title), Version: "1", Description: string(msg.Description)},
			Servers: []*huma.Server{{URL: Prefix}},
			Components: &huma.Components{
				Schemas:         huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: string(msg.Security)}},
			},
			Security: []map[string][]string{{"token": {}}},
		},
		Formats:                      map[string]huma.Format{jsonType: format, "json": format},
		DefaultFormat:                jsonType,
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{takeFault},
	}, adapter{a})
	return a
}

// Register adds an operation. do gets who asks as an argument, with the request's key and instant.
func Register[I, O any](a *API, op Op, do func(ctx context.Context, who access.Actor, in *I) (*O, error)) {
	a.ops = append(a.ops, op)
	open := a.open
	huma.Register(a.huma, a.described(op), func(ctx context.Context, in *I) (out *O, err error) {
		c := callOf(ctx)
		if open != nil {
			err = open(ctx)
		}
		if err == nil {
			out, err = do(ctx, c.who, in)
		}
		if err != nil {
			c.failed = renamed(err, op.Fields)
			return nil, nil // nothing is written: see call
		}
		return out, nil
	})
}

// described is the operation as huma takes it.
func (a *API) described(op Op) huma.Operation {
	h := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, DefaultStatus: op.Status,
		Summary: string(op.Summary), Description: string(op.Text), Tags: []string{string(op.Group)},
		Responses: a.refusals(op), Metadata: map[string]any{scopeKey: op.Scope},
		Extensions: map[string]any{"x-scope": op.Scope},
	}
	if h.DefaultStatus == 0 {
		h.DefaultStatus = http.StatusOK
	}
	if op.Media != "" {
		h.Responses[fmt.Sprint(h.DefaultStatus)] = &huma.Response{
			Description: http.StatusText(h.DefaultStatus),
			Content:     map[string]*huma.MediaType{op.Media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}
	}
	if op.Method != http.MethodGet {
		least, most := 1, longestKey
		h.Parameters = append(h.Parameters, &huma.Param{
			Name: keyHeader, In: "header", Description: string(msg.KeyText),
			Schema: &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most},
		})
	}
	return h
}

const scopeKey = "scope"

// refusals are the answers of an operation that is refused, as the description has them.
func (a *API) refusals(op Op) map[string]*huma.Response {
	codes := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if op.Method != http.MethodGet {
		codes = append(codes, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	codes = append(codes, op.Fails...)
	slices.Sort(codes)
	schema := a.schema(Problem{}, "Problem")
	out := map[string]*huma.Response{}
	for _, code := range slices.Compact(codes) {
		out[fmt.Sprint(code)] = &huma.Response{
			Description: string(titleOf(code)),
			Content:     map[string]*huma.MediaType{problemType: {Schema: schema}},
		}
	}
	return out
}

// Ops are the operations, in the order in which they were added, for the guide.
func (a *API) Ops() []Op { return slices.Clone(a.ops) }
