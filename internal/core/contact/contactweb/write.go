package contactweb

import (
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	"preau/internal/core/contact/contactweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	sentPath    = Path + "/envoye"
	fieldPage   = "page"
	fieldReason = "motif"
	fieldQuery  = "q"
	fieldTrap   = "site_web" // nobody sees it: what fills it is a program
	typedAtMost = 100_000    // the use case has its own limits
)

// form shows the form, with what the page that led here knows.
func (h *Handler) form(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	p := h.writePage(r, f)
	if p.Carried.Query != "" {
		p.Typed.Text = p.T.S(msg.WritePrefill, "query", p.Carried.Query)
	}
	return h.renderWrite(w, r, http.StatusOK, p)
}

// send keeps the message. Whatever refuses it, the form comes back with all that was typed.
func (h *Handler) send(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	p := h.writePage(r, f)
	p.Typed = contact.Draft{
		Name: f.Line(contact.FieldName, typedAtMost), Address: f.Line(contact.FieldAddress, typedAtMost),
		Text: f.Text(contact.FieldText, typedAtMost),
	}
	number, err := h.receive(r, f, p)
	if err == nil {
		to := url.Values{"n": {number}}
		if p.Carried.Page != "" {
			to.Set(fieldPage, p.Carried.Page)
		}
		return web.SeeOther(w, r, sentPath+"?"+to.Encode())
	}
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	p.Faults = ui.FaultsOf(p.T, err)
	switch e.Kind {
	case apperr.Invalid:
		return h.renderWrite(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Conflict:
		return h.renderWrite(w, r, http.StatusConflict, p)
	case apperr.TooMany:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
		return h.renderWrite(w, r, http.StatusTooManyRequests, p)
	default:
		return err
	}
}

func (h *Handler) receive(r *http.Request, f *web.Form, p writePage) (string, error) {
	if f.Value(fieldTrap) != "" {
		return "", apperr.InvalidField(fieldTrap, i18n.M(msg.WriteTrap))
	}
	who := frame.Actor(r)
	if err := h.byNet.Take(web.ClientNet(r)); err != nil {
		return "", err
	}
	if who.Session != "" {
		if err := h.bySession.Take(who.Session); err != nil {
			return "", err
		}
	}
	d := p.Typed
	d.Page, d.Reason, d.Query = p.Carried.Page, p.Carried.Reason, p.Carried.Query
	return h.o.Contact.Receive(r.Context(), who, p.T.Lang(), d)
}

// writePage is the form as it comes, whether by a link's query or posted.
func (h *Handler) writePage(r *http.Request, f *web.Form) writePage {
	who := frame.Actor(r)
	p := writePage{
		T: web.T(r), Key: id.New(), SignedIn: who.SignedIn(), Address: who.Address,
		Carried: contact.Draft{
			Page: f.Line(fieldPage, typedAtMost), Reason: f.Line(fieldReason, typedAtMost), Query: f.Line(fieldQuery, typedAtMost),
		}.Tidy(),
	}
	if h.o.Said.Sentence(p.T, p.Carried.Reason) == "" {
		p.Carried.Reason = "" // nothing goes with the message that its sender cannot read
	}
	p.Facts = h.facts(p.T, who, p.Carried)
	return p
}

// facts are what leaves with the message, so that nobody sends what they have not seen.
func (h *Handler) facts(t *i18n.T, who access.Actor, d contact.Draft) ui.Summary {
	var out ui.Summary
	for _, f := range []struct {
		term  i18n.Key
		value string
	}{
		{msg.FactPage, d.Page},
		{msg.FactRoles, contact.RoleNames(t, h.o.Roles, contact.RolesOf(who))},
		{msg.FactOrg, who.OrgName},
		{msg.FactReason, h.o.Said.Sentence(t, d.Reason)},
		{msg.FactQuery, d.Query},
	} {
		if f.value != "" {
			out = append(out, ui.Fact{Term: t.S(f.term), Value: ui.Text(f.value)})
		}
	}
	return out
}

func (h *Handler) renderWrite(w http.ResponseWriter, r *http.Request, status int, p writePage) error {
	head := &ui.Head{T: p.T, Title: p.T.S(msg.Write), Lead: p.T.S(msg.WriteLead)}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Bare: true, Wrong: len(p.Faults) > 0}, write(p))
}

var number = regexp.MustCompile(`^\d{4}-\d{6,}$`)

// sent tells the number, and leads back to the page that was left.
func (h *Handler) sent(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	n := f.Value("n")
	if !number.MatchString(n) {
		return apperr.NotFoundErr()
	}
	who := frame.Actor(r)
	p := sentPage{T: web.T(r), Number: n, Mailed: !who.SignedIn() || who.Address != "", Back: "/"}
	if d := (contact.Draft{Page: f.Value(fieldPage)}).Tidy(); d.Page != "" {
		p.Back = web.LocalPath(d.Page)
	}
	head := &ui.Head{T: p.T, Title: p.T.S(msg.Sent)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, sent(p))
}
