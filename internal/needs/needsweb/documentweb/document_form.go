package documentweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

// The two values of the field that says for whom a document is.
const (
	forMembers   = "adherents"
	forEverybody = "tous"
)

type documentForm struct {
	T       *i18n.T
	Key     string
	Form    *web.Form
	Faults  ui.Faults
	Field   upload.Field
	In      upload.Received
	New     bool
	Version string // that the next save replaces
	Clash   bool
	Stored  ui.Summary // after a clash: what somebody else saved
	Back    string
	Submit  string
}

// paper is the field of a document's file.
func (h *Handler) paper() upload.Field {
	return upload.Field{Files: h.files, Use: document.Paper, Name: document.FieldFile}
}

func (p documentForm) hidden() []ui.Hidden {
	return append([]ui.Hidden{{Name: "version", Value: p.Version}}, p.Field.Hidden(p.In)...)
}

func (p documentForm) file() ui.Field {
	f := p.Field.Show(p.T, p.In, p.Faults, p.New)
	if !p.New {
		f.Label = p.T.S(msg.DocumentNewFile)
	}
	return f
}

func (p documentForm) kinds() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.DocumentKindChoose)}}
	for _, k := range document.Kinds() {
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(k.Label())})
	}
	return out
}

func (p documentForm) access() []ui.Option {
	return []ui.Option{
		{Value: forMembers, Label: p.T.S(msg.DocumentMembers), Hint: p.T.S(msg.DocumentMembersHint)},
		{Value: forEverybody, Label: p.T.S(msg.DocumentEverybody), Hint: p.T.S(msg.DocumentEverybodyHint)},
	}
}

func storedDocument(d document.Document) *web.Form {
	audience := forMembers
	if d.Public {
		audience = forEverybody
	}
	return web.NewForm(map[string]string{
		document.FieldKind: string(d.Kind), group.FieldTitle: d.Title, document.FieldPublic: audience, "version": strconv.FormatInt(d.Version, 10),
	})
}

func readDocument(in upload.Received) document.Input {
	f := in.Form
	return document.Input{
		Kind: document.Kind(f.Value(document.FieldKind)), Title: f.Line(group.FieldTitle, group.MaxTitle),
		Public: f.OneOf(document.FieldPublic, forMembers, forEverybody) == forEverybody, FileID: in.File.ID,
	}
}

func (h *Handler) newDocument(w http.ResponseWriter, r *http.Request) error {
	return h.drawDocument(w, r, http.StatusOK, 0, upload.Received{Form: web.NewForm(map[string]string{document.FieldPublic: forMembers})}, nil)
}

func (h *Handler) editDocument(w http.ResponseWriter, r *http.Request) error {
	doc, err := web.Number(r, "doc")
	if err != nil {
		return err
	}
	return h.drawDocument(w, r, http.StatusOK, doc, upload.Received{}, nil)
}

// drawDocument draws the form of a document, or of a new one (0), for who may send it.
func (h *Handler) drawDocument(w http.ResponseWriter, r *http.Request, status int, doc int64, in upload.Received, fault error) error {
	g, err := h.groups.OwnHeaded(r, groupweb.TabDocuments)
	if err != nil {
		return err
	}
	n, t := g.Group.Number, g.T
	d, err := h.needs.MayDocument(r.Context(), frame.Actor(r), n, doc, change(doc))
	if err != nil {
		return err
	}
	if in.Form == nil {
		in.Form = storedDocument(d)
	}
	p := documentForm{
		T: t, Key: id.New(), Form: in.Form, Faults: ui.FaultsOf(t, fault), Field: h.paper(), In: in, New: doc == 0, Version: in.Form.Value("version"),
		Clash: apperr.Is(fault, apperr.Conflict) && doc != 0, Back: groupweb.Path(n, groupweb.TabDocuments), Submit: t.S(msg.Save),
	}
	head, crumb := &ui.Head{T: t, Title: t.S(msg.EditTitle, "title", d.Title), Lead: t.S(msg.EditDocumentLead)}, msg.CrumbEdit
	if p.New {
		p.Submit, head.Title, head.Lead, crumb = t.S(msg.AddDocument), t.S(msg.AddDocument), t.S(msg.AddDocumentLead), msg.CrumbNewDocument
	}
	if p.Clash {
		p.Version, p.Stored = strconv.FormatInt(d.Version, 10), documentDifferences(t, d, in.Form)
	}
	head.Crumbs = documentCrumbs(t, g.Group, ui.Link{Label: t.S(crumb)})
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Needs, Place: "list", Wrong: len(p.Faults) > 0}, documentFormHTML(p))
}

func documentCrumbs(t *i18n.T, g group.Group, more ...ui.Link) []ui.Link {
	return groupweb.GroupCrumbs(t, g, append([]ui.Link{{Label: t.S(msg.TabDocuments), Href: groupweb.Path(g.Number, groupweb.TabDocuments)}}, more...)...)
}

// change is the act of the form of a document.
func change(doc int64) document.Act {
	if doc == 0 {
		return document.AddDocument
	}
	return document.ReplaceDocument
}

// documentDifferences are the stored fields that differ from what was typed.
func documentDifferences(t *i18n.T, d document.Document, typed *web.Form) ui.Summary {
	var out ui.Summary
	stored := storedDocument(d)
	for _, f := range []struct {
		name  string
		label i18n.Key
		value string
	}{
		{document.FieldKind, msg.DocumentKind, t.S(d.Kind.Label())},
		{group.FieldTitle, msg.TitleLabel, d.Title},
		{document.FieldPublic, msg.DocumentPublic, publicTag(t, d).Label},
	} {
		if stored.Value(f.name) != typed.Value(f.name) {
			out = append(out, ui.Fact{Term: t.S(f.label), Value: ui.Text(f.value)})
		}
	}
	return append(out, ui.Fact{Term: t.S(msg.ColVersion), Value: ui.Text(versionText(t, d.Current))})
}

func (h *Handler) addDocument(w http.ResponseWriter, r *http.Request) error {
	return h.keepDocument(w, r, 0)
}

func (h *Handler) saveDocument(w http.ResponseWriter, r *http.Request) error {
	doc, err := web.Number(r, "doc")
	if err != nil {
		return err
	}
	return h.keepDocument(w, r, doc)
}

// keepDocument adds a document or changes one. Who may not is told so before a byte of the file is taken.
func (h *Handler) keepDocument(w http.ResponseWriter, r *http.Request, doc int64) error {
	n, err := h.maySend(r, doc)
	if err != nil {
		return err
	}
	field := h.paper()
	in, err := field.Receive(r)
	if in.Form == nil {
		return err
	}
	said := i18n.M(msg.DocumentAdded, "title", in.Form.Line(group.FieldTitle, group.MaxTitle))
	if err == nil {
		said, err = h.changeDocument(r, n, doc, in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawDocument(w, r, http.StatusUnprocessableEntity, doc, in, err)
	case apperr.Conflict:
		return h.drawDocument(w, r, http.StatusConflict, doc, in, err)
	case apperr.Unavailable:
		return h.drawDocument(w, r, http.StatusServiceUnavailable, doc, in, err)
	default:
	}
	if err != nil {
		return err
	}
	if err := field.Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, groupweb.Path(n, groupweb.TabDocuments), said)
}

// maySend says whether a file is taken from who acts; what others typed is given back.
func (h *Handler) maySend(r *http.Request, doc int64) (int64, error) {
	n, err := web.Number(r, "n")
	if err != nil {
		return 0, err
	}
	who, err := groupweb.SignedIn(r)
	if err == nil {
		_, err = h.needs.MayDocument(r.Context(), who, n, doc, change(doc))
	}
	if err != nil {
		_ = upload.Typed(r) // the refusal is the fault to tell
	}
	return n, err
}

// changeDocument does what the form asks, and says it.
func (h *Handler) changeDocument(r *http.Request, n, doc int64, in upload.Received) (i18n.Msg, error) {
	who, d := frame.Actor(r), readDocument(in)
	if err := in.Form.Err(); err != nil {
		return i18n.Msg{}, err
	}
	if doc == 0 {
		_, err := h.needs.AddDocument(r.Context(), who, n, d)
		return i18n.M(msg.DocumentAdded, "title", d.Title), err
	}
	version, _ := strconv.ParseInt(in.Form.Value("version"), 10, 64) // a forged one is a stale one
	said := msg.DocumentSaved
	if d.FileID != "" {
		said = msg.DocumentReplaced
	}
	return i18n.M(said, "title", d.Title), h.needs.EditDocument(r.Context(), who, n, doc, version, d)
}
