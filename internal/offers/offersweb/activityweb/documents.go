package activityweb

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/activity"
	"preau/internal/offers/offersweb/activityweb/msg"
	"preau/internal/offers/role"
)

// docPath is where documents are read, and kept by the operator's administrators.
const (
	docPath      = "/offreur/documents"
	fieldVersion = "version"
	fieldUp      = "monter"
)

func (h *Handler) mountDocuments(m *web.Mux) {
	m.Get(docPath, h.manage)
	m.Upload(docPath, h.file().Limit(), h.addDocument)
	m.Get(docPath+"/{n}", h.document)
	m.Get(docPath+"/{n}/fichier", h.open)
	m.Get(docPath+"/{n}/modifier", h.editDocument)
	m.Upload(docPath+"/{n}/modifier", h.file().Limit(), h.saveDocument)
	m.Post(docPath+"/{n}/retirer", h.removeDocument)
	m.Post(docPath+"/{n}/place", h.moveDocument)
}

func (h *Handler) file() upload.Field {
	return upload.Field{Files: h.files, Use: activity.Paper, Name: activity.FieldFile}
}

// asked is the document of an address, for who reads it.
func (h *Handler) asked(r *http.Request) (activity.Document, error) {
	if !frame.Actor(r).SignedIn() {
		return activity.Document{}, apperr.UnauthenticatedErr()
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return activity.Document{}, err
	}
	return h.activity.Document(r.Context(), frame.Actor(r), n)
}

// document is the page of a document: its text, and the file to take away, with its type and its weight (O40).
func (h *Handler) document(w http.ResponseWriter, r *http.Request) error {
	d, err := h.asked(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: d.Title, Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title), Href: Path}, {Label: d.Title}}}
	head.Acts = ui.Parts{ui.Button{Label: t.S(msg.DocumentDownload, "what", about(t, d.File)), Icon: ui.IconDownload, Href: path(d) + "/fichier"}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: Place}, readHTML(t, d))
}

// open gives a document's file to who reads it.
func (h *Handler) open(w http.ResponseWriter, r *http.Request) error {
	if !frame.Actor(r).SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	c, err := h.activity.Open(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	return upload.Send(w, r, c, false)
}

// documentPage is the form of a document, new or there; beside it, of a new one, those that are there.
type documentPage struct {
	T       *i18n.T
	Key     string
	File    upload.Field
	In      upload.Received
	Title   string
	Text    string
	Reads   []string
	Version string
	Faults  ui.Faults
	Clash   bool
	All     []activity.Document
	Now     *activity.Document // the one that is changed
}

// manage is the operator's list of documents, with the form of a new one.
func (h *Handler) manage(w http.ResponseWriter, r *http.Request) error {
	return h.drawNew(w, r, http.StatusOK, upload.Received{}, nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, status int, in upload.Received, fault error) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	all, err := h.activity.Documents(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := documentPage{T: t, Key: id.New(), File: h.file(), In: in, Faults: ui.FaultsOf(t, fault), All: all}
	if in.Form != nil {
		p.Title, p.Text, p.Reads = in.Form.Value(activity.FieldTitle), in.Form.Value(activity.FieldText), in.Form.Values(activity.FieldAudience)
	}
	return h.drawDocument(w, r, status, p, t.S(msg.Documents), nil)
}

func (h *Handler) drawDocument(w http.ResponseWriter, r *http.Request, status int, p documentPage, title string, more []ui.Link) error {
	crumbs := append([]ui.Link{{Label: p.T.S(msg.Home), Href: "/"}, {Label: p.T.S(msg.Title), Href: Path}}, more...)
	head := &ui.Head{T: p.T, Title: title, Lead: p.T.S(msg.DocumentsLead), Crumbs: append(crumbs, ui.Link{Label: title})}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0 || p.Clash}, documentHTML(p))
}

// inputOf is what was typed. Where a text came without a file the PDF is made of it, in the place of the one that was made before; a file that
// somebody sent stays.
func (h *Handler) inputOf(r *http.Request, in upload.Received, now *activity.Document) (activity.Input, error) {
	out := typedOf(in)
	if in.File.ID != "" || out.Text == "" || now != nil && !now.Made || out.Title == "" {
		return out, nil
	}
	f, err := h.made(r, out)
	out.FileID, out.Made = f.ID, true
	return out, err
}

// made is the PDF of a text, staged for who typed it.
func (h *Handler) made(r *http.Request, in activity.Input) (document.File, error) {
	o, err := h.frame.Paper(r, instance.Offers, in.Title)
	if err != nil {
		return document.File{}, err
	}
	d := pdf.New(o)
	for line := range strings.Lines(in.Text) { // as ui.LongText reads it
		line = strings.TrimSpace(line)
		heading, isHeading := strings.CutPrefix(line, "# ")
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case isHeading:
			d.Heading(heading)
		case isItem:
			d.Para("• " + item)
		case line != "":
			d.Para(line)
		}
	}
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return document.File{}, err
	}
	return h.files.Stage(r.Context(), frame.Actor(r), activity.Paper, in.Title+".pdf", &b)
}

func typedOf(in upload.Received) activity.Input {
	out := activity.Input{Title: in.Form.Line(activity.FieldTitle, 2*activity.MaxTitle), Text: strings.TrimSpace(in.Form.Text(activity.FieldText, 2*activity.MaxText)), FileID: in.File.ID}
	for _, k := range in.Form.Values(activity.FieldAudience) {
		out.Audience = append(out.Audience, access.RoleKey(k))
	}
	return out
}

// received reads the form of who may send one; others are refused before a file is read.
func (h *Handler) received(r *http.Request) (upload.Received, error) {
	if err := instance.Allow(frame.Actor(r)); err != nil {
		_ = upload.Typed(r) // the refusal is the fault to tell
		return upload.Received{}, err
	}
	in, err := h.file().Receive(r)
	if in.Form != nil && err == nil {
		err = in.Form.Err()
	}
	return in, err
}

func again(err error) (int, bool) {
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return http.StatusUnprocessableEntity, true
	case apperr.Conflict:
		return http.StatusConflict, true
	case apperr.Unavailable:
		return http.StatusServiceUnavailable, true
	default:
		return 0, false
	}
}

func (h *Handler) addDocument(w http.ResponseWriter, r *http.Request) error {
	in, err := h.received(r)
	if in.Form == nil {
		return err
	}
	if err == nil {
		var typed activity.Input
		if typed, err = h.inputOf(r, in, nil); err == nil {
			err = h.activity.Add(r.Context(), frame.Actor(r), typed)
		}
	}
	if status, typed := again(err); err != nil && typed {
		return h.drawNew(w, r, status, in, err)
	}
	if err != nil {
		return err
	}
	if err := h.file().Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, docPath, i18n.M(msg.DocumentSaved))
}

func (h *Handler) editDocument(w http.ResponseWriter, r *http.Request) error {
	return h.drawEdit(w, r, http.StatusOK, upload.Received{}, nil)
}

func (h *Handler) drawEdit(w http.ResponseWriter, r *http.Request, status int, in upload.Received, fault error) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	d, err := h.activity.Document(r.Context(), who, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := documentPage{T: t, Key: id.New(), File: h.file(), In: in, Title: d.Title, Text: d.Text, Version: strconv.FormatInt(d.Version, 10), Clash: apperr.Is(fault, apperr.Conflict), Now: &d}
	for _, k := range d.Audience {
		p.Reads = append(p.Reads, string(k))
	}
	if in.Form != nil {
		p.Title, p.Text, p.Reads = in.Form.Value(activity.FieldTitle), in.Form.Value(activity.FieldText), in.Form.Values(activity.FieldAudience)
	}
	if !p.Clash {
		p.Faults = ui.FaultsOf(t, fault)
	}
	return h.drawDocument(w, r, status, p, d.Title, []ui.Link{{Label: t.S(msg.Documents), Href: docPath}})
}

func (h *Handler) saveDocument(w http.ResponseWriter, r *http.Request) error {
	in, err := h.received(r)
	if in.Form == nil {
		return err
	}
	n, wrong := web.Number(r, "n")
	if wrong != nil {
		return wrong
	}
	if err == nil {
		err = h.saved(r, n, in)
	}
	if status, typed := again(err); err != nil && typed {
		return h.drawEdit(w, r, status, in, err)
	}
	if err != nil {
		return err
	}
	if err := h.file().Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, docPath, i18n.M(msg.DocumentSaved))
}

func (h *Handler) saved(r *http.Request, n int64, in upload.Received) error {
	now, err := h.activity.Document(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	typed, err := h.inputOf(r, in, &now)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(in.Form.Value(fieldVersion), 10, 64) // a forged one is a stale one
	return h.activity.Save(r.Context(), frame.Actor(r), n, version, typed)
}

func (h *Handler) removeDocument(w http.ResponseWriter, r *http.Request) error {
	if err := instance.Allow(frame.Actor(r)); err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if err := h.activity.Remove(r.Context(), frame.Actor(r), n, version); err != nil {
		return err
	}
	return web.SeeOther(w, r, docPath, i18n.M(msg.DocumentRemoved))
}

func (h *Handler) moveDocument(w http.ResponseWriter, r *http.Request) error {
	if err := instance.Allow(frame.Actor(r)); err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.activity.Move(r.Context(), frame.Actor(r), n, f.Bool(fieldUp)); err != nil {
		return err
	}
	return web.SeeOther(w, r, docPath, i18n.M(msg.DocumentSaved))
}

// about says what a file is: its type and its weight (O40).
func about(t *i18n.T, f document.File) string {
	return t.S(f.Label()) + ", " + document.Weight(t, f.Size)
}

// named is a document's file, with what it is.
func named(t *i18n.T, d activity.Document) string { return d.File.Name + " · " + about(t, d.File) }

func path(d activity.Document) string { return docPath + "/" + strconv.FormatInt(d.Number, 10) }

func (p documentPage) permissions() []ui.Option {
	var out []ui.Option
	for _, k := range role.InStructure() {
		declared, _ := role.All.ByKey(k)
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(declared.Label)})
	}
	return out
}

func (p documentPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Documents), Cols: []ui.Col{{Label: t.S(msg.DocumentTitle)}, {Label: t.S(msg.DocumentFile)}, {Label: t.S(msg.DocumentReads)}, {Label: t.S(msg.DocumentActs)}}}
	for i, d := range p.All {
		acts := ui.Acts{ui.Button{Label: t.S(msg.DocumentEdit), About: d.Title, Small: true, Href: path(d) + "/modifier"}}
		if i > 0 {
			acts = append(acts, ui.Act{T: t, Label: t.S(msg.DocumentUp), About: d.Title, Small: true, Post: path(d) + "/place", Key: p.Key + path(d) + "+", Hidden: []ui.Hidden{{Name: fieldUp, Value: "1"}}})
		}
		if i < len(p.All)-1 {
			acts = append(acts, ui.Act{T: t, Label: t.S(msg.DocumentDown), About: d.Title, Small: true, Post: path(d) + "/place", Key: p.Key + path(d) + "-"})
		}
		acts = append(acts, ui.Act{T: t, Label: t.S(msg.DocumentRemove), About: d.Title, Small: true, Look: ui.Cancel, Post: path(d) + "/retirer", Key: p.Key + path(d), Hidden: []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(d.Version, 10)}}})
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Link{Label: d.Title, Href: path(d)}, ui.Text(about(t, d.File)), readers(t, d), acts}})
	}
	return out
}

// readers are who reads a document.
func readers(t *i18n.T, d activity.Document) ui.Parts {
	if len(d.Audience) == 0 {
		return ui.Parts{ui.Text(t.S(msg.DocumentForAll))}
	}
	var out ui.Parts
	for _, k := range d.Audience {
		declared, _ := role.All.ByKey(k)
		out = append(out, ui.Sub(t.S(declared.Label)))
	}
	return out
}

// back is where the form leaves to: the documents from the change of one, the activity from them.
func (p documentPage) back() string {
	if p.Now == nil {
		return Path
	}
	return docPath
}

func (p documentPage) heading() string {
	if p.Now == nil {
		return p.T.S(msg.DocumentAdd)
	}
	return p.T.S(msg.DocumentEdit)
}
