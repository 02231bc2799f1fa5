package contactweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/core/contact"
	"preau/internal/core/contact/contactweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	fieldState   = "etat"
	fieldVersion = "version"
)

// sizes are the numbers of lines that one may have on a page.
func sizes() []int { return []int{20, 50, 100} }

// list is what the desk has received.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	who, state := frame.Actor(r), contact.StateOf(f.Value(fieldState))
	l, err := h.o.Contact.List(r.Context(), who, contact.Filter{State: state, Page: whole(f.Value("page")), Size: whole(f.Value(ui.SizeParam))})
	if err != nil {
		return err
	}
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{
		T: t, List: l, At: ui.Address{Path: contact.DeskPath, Query: r.URL.Query()}, State: state,
		NoAddress: set.Contact == "", CanSet: instance.Allow(who) == nil,
	}
	head := &ui.Head{T: t, Title: t.S(msg.Messages), Lead: t.S(msg.MessagesLead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: placeMessages}, list(p))
}

// whole is a number of an address; what is none is 0, which lists take as their own choice.
func whole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// show is one message.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.renderFile(w, r, http.StatusOK, "", nil)
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, text := r.PathValue("n"), f.Text(contact.FieldAnswer, typedAtMost)
	err = h.o.Contact.Answer(r.Context(), frame.Actor(r), n, text, version(f))
	return h.done(w, r, text, err, i18n.M(msg.AnswerSent))
}

func (h *Handler) close(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Contact.Close(r.Context(), frame.Actor(r), r.PathValue("n"), version(f))
	return h.done(w, r, "", err, i18n.M(msg.Closed))
}

func (h *Handler) reopen(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Contact.Reopen(r.Context(), frame.Actor(r), r.PathValue("n"), version(f))
	return h.done(w, r, "", err, i18n.M(msg.Reopened))
}

// version is what the person saw; an unreadable one is stale.
func version(f *web.Form) int64 {
	v, err := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	if err != nil {
		return -1
	}
	return v
}

// done leads back to the message. A refusal shows it as it now is, with the text that was typed and not sent.
func (h *Handler) done(w http.ResponseWriter, r *http.Request, typed string, cause error, said i18n.Msg) error {
	if cause == nil {
		return web.SeeOther(w, r, contact.DeskPath+"/"+r.PathValue("n"), said)
	}
	switch apperr.KindOf(cause) {
	case apperr.Invalid:
		return h.renderFile(w, r, http.StatusUnprocessableEntity, typed, cause)
	case apperr.Conflict:
		return h.renderFile(w, r, http.StatusConflict, typed, cause)
	case apperr.Forbidden:
		return h.renderFile(w, r, http.StatusForbidden, typed, cause)
	default:
		return cause
	}
}

func (h *Handler) renderFile(w http.ResponseWriter, r *http.Request, status int, typed string, cause error) error {
	who := frame.Actor(r)
	file, err := h.o.Contact.Show(r.Context(), who, r.PathValue("n"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := h.filePage(t, file)
	p.Typed, p.Faults = typed, ui.FaultsOf(t, cause)
	if e, ok := apperr.As(cause); ok {
		p.Refused = e.Reasons
	}
	m := file.Message
	head := &ui.Head{
		T: t, Title: t.S(msg.Message, "number", m.Number), Tags: ui.Parts{stateTag(t, m.State)},
		Crumbs: []ui.Link{{Label: t.S(msg.Messages), Href: contact.DeskPath}, {Label: m.Number, Href: contact.DeskPath + "/" + m.Number}},
	}
	page := frame.Page{Head: head, Admin: true, Place: placeMessages, Wrong: len(p.Faults) > 0}
	if len(p.Refused) > 0 {
		page.Reason = p.Refused[0].Code
	}
	return h.o.Frame.Render(w, r, status, page, showFile(p))
}

// filePage gathers a message and what may be done to it.
func (h *Handler) filePage(t *i18n.T, f contact.File) filePage {
	m := f.Message
	p := filePage{T: t, File: f, Key: id.New(), Path: contact.DeskPath + "/" + m.Number, Facts: h.messageFacts(t, m)}
	for _, o := range f.Offers {
		switch o.Do {
		case contact.Reply:
			p.CanAnswer, p.WhyNoAnswer = o.OK(), o.Reasons
		case contact.Shut:
			p.CanClose = o.OK()
		case contact.OpenBack:
			p.CanReopen = o.OK()
		case contact.See:
		}
	}
	for _, l := range f.Lines {
		p.History = append(p.History, ui.Moment{
			What: t.S(actLabel(contact.Act(l.Act))), Text: t.S(msg.HistoryBy, "name", whoDid(l.Name, m)), When: t.DateTime(l.Done), Done: true,
		})
	}
	return p
}

// whoDid names a visitor, whom the history does not know, by what they typed.
func whoDid(name string, m contact.Message) string {
	if name == "" {
		return m.Name
	}
	return name
}

func (h *Handler) messageFacts(t *i18n.T, m contact.Message) ui.Summary {
	out := ui.Summary{{Term: t.S(msg.FactFrom), Value: ui.Text(m.Name)}}
	add := func(term i18n.Key, value string) {
		if value != "" {
			out = append(out, ui.Fact{Term: t.S(term), Value: ui.Text(value)})
		}
	}
	if m.Address != "" {
		out = append(out, ui.Fact{Term: t.S(msg.FactAddress), Value: ui.Mail(m.Address)})
	}
	if m.AccountID == "" {
		add(msg.FactAccount, t.S(msg.FactVisitor))
	}
	add(msg.FactOrg, m.OrgName)
	add(msg.FactRoles, contact.RoleNames(t, h.o.Roles, m.Roles))
	if m.Page != "" {
		out = append(out, ui.Fact{Term: t.S(msg.FactPage), Value: pageLink(m.Page)})
	}
	if m.Reason != "" {
		out = append(out, ui.Fact{Term: t.S(msg.FactReason), Value: h.reason(t, m.Reason)})
	}
	add(msg.FactQuery, m.Query)
	add(msg.FactAt, t.DateTime(m.ReceivedAt))
	return out
}

// reason is what the sender had read, with the code by which it is looked up.
func (h *Handler) reason(t *i18n.T, code string) ui.Parts {
	if said := h.o.Said.Sentence(t, code); said != "" {
		return ui.Parts{ui.Text(said), ui.Sub(code)}
	}
	return ui.Parts{ui.Text(code)}
}

// pageLink leads to the page that was left, unless its address lost a secret.
func pageLink(page string) ui.Parts {
	if web.LocalPath(page) != page || contact.Shortened(page) {
		return ui.Parts{ui.Text(page)}
	}
	return ui.Parts{ui.Link{Label: page, Href: page}}
}

func stateTag(t *i18n.T, s contact.State) ui.Tag {
	tag := ui.Tag{Label: t.S(s.Label()), Color: ui.Warning}
	switch s {
	case contact.Answered:
		tag.Color = ui.Info
	case contact.Closed:
		tag.Color = ui.Neutral
	case contact.Received:
	}
	return tag
}

func actLabel(a contact.Act) i18n.Key {
	switch a {
	case contact.Reply:
		return msg.ActAnswer
	case contact.Shut:
		return msg.ActClose
	case contact.OpenBack:
		return msg.ActReopen
	case contact.See:
	}
	return msg.ActReceive
}

// secondLine stands under a sender's name in the list.
func secondLine(m contact.Message) templ.Component {
	if m.OrgName != "" {
		return ui.Sub(m.OrgName)
	}
	return ui.SubMail(m.Address)
}
