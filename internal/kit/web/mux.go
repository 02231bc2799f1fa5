package web

import (
	"net/http"
	"strings"
)

// MaxForm is the most a form may weigh, in bytes.
const MaxForm = 1 << 20

// Route is one line of the list of routes, which tests hold against the permission matrix.
type Route struct {
	Method  string
	Pattern string // as given: "/demandes/{n}"
	Upload  bool   // its form carries files
}

// Mux is the list of routes over the standard library's patterns. "/" and other patterns that end in a slash mean that
// path alone, not all below it.
type Mux struct {
	serve  *http.ServeMux
	routes []Route
	open   func(*http.Request) error // of the routes being added, see While
}

// NewMux is an empty list of routes.
func NewMux() *Mux { return &Mux{serve: http.NewServeMux()} }

// While adds the routes of mount, which are there only as long as open says nil: those of a service that may be switched off.
func (m *Mux) While(open func(*http.Request) error, mount func(*Mux)) {
	m.open = open
	mount(m)
	m.open = nil
}

// Get adds a page. It answers HEAD too.
func (m *Mux) Get(pattern string, h HandlerFunc) { m.add(http.MethodGet, pattern, gated(h)) }

// Post adds an act of a form of at most MaxForm bytes. The form is read before h runs, so that h meets no broken or hostile one.
func (m *Mux) Post(pattern string, h HandlerFunc) {
	m.add(http.MethodPost, pattern, func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
		if _, err := ParseForm(r); err != nil {
			return err
		}
		return gated(h)(w, r)
	})
}

// Upload adds an act whose form carries files, of at most limit bytes in all. h reads it with ParseUpload.
func (m *Mux) Upload(pattern string, limit int64, h HandlerFunc) {
	m.add(http.MethodPost, pattern, func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, &patient{r.Body, http.NewResponseController(w)}, limit)
		callOf(r.Context()).upload = true
		return gated(h)(w, r)
	})
	m.routes[len(m.routes)-1].Upload = true
}

// gated asks what comes before the page, if anything does: see Options.Gate.
func gated(h HandlerFunc) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if gate := callOf(r.Context()).app.Gate; gate != nil {
			if err := gate(r); err != nil {
				return err
			}
		}
		return h(w, r)
	}
}

// Handle adds a route of any method that reads its body itself, such as an API's. The body is limited to MaxForm.
func (m *Mux) Handle(method, pattern string, h HandlerFunc) {
	m.add(method, pattern, func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
		return h(w, r)
	})
}

// Routes lists all routes in the order in which they were added.
func (m *Mux) Routes() []Route { return append([]Route(nil), m.routes...) }

func (m *Mux) add(method, pattern string, h HandlerFunc) {
	m.routes = append(m.routes, Route{Method: method, Pattern: pattern})
	exact, open := pattern, m.open
	if strings.HasSuffix(exact, "/") {
		exact += "{$}"
	}
	m.serve.HandleFunc(method+" "+exact, func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r.Context())
		c.pattern = pattern
		var err error
		if open != nil {
			err = open(r)
		}
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			c.app.fail(w, r, err)
		}
	})
}

// dispatch runs the route, or says why there is none. An address in broken UTF-8, or with a NUL, names nothing: no handler
// hands it to a database that would choke on it.
func (m *Mux) dispatch(w http.ResponseWriter, r *http.Request) error {
	if !sound(r.URL.Path) {
		return errNoRoute
	}
	h, pattern := m.serve.Handler(r)
	if pattern != "" {
		m.serve.ServeHTTP(w, r)
		return nil
	}
	var s statusOnly
	h.ServeHTTP(&s, r) // the library's own 404 or 405, whose words nobody would understand
	if s.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", s.Header().Get("Allow"))
		return errMethod
	}
	return errNoRoute
}

// statusOnly keeps an answer's status and header, and drops its body.
type statusOnly struct {
	header http.Header
	status int
}

func (s *statusOnly) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}

func (s *statusOnly) WriteHeader(status int) { s.status = status }

func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
