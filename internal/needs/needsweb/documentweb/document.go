package documentweb

import (
	"net/http"
	"strconv"

	files "preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/document"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

type documentPage struct {
	document.View
	T    *i18n.T
	At   ui.Address
	Page int
	Size int
}

func groupAndDocument(r *http.Request) (n, doc int64, err error) {
	if n, err = web.Number(r, "n"); err != nil {
		return 0, 0, err
	}
	doc, err = web.Number(r, "doc")
	return n, doc, err
}

// document is a document with its versions and who took which, for its coordinators.
func (h *Handler) document(w http.ResponseWriter, r *http.Request) error {
	n, doc, err := groupAndDocument(r)
	if err != nil {
		return err
	}
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	v, err := h.needs.ShowDocument(r.Context(), who, n, doc)
	if err != nil {
		return err
	}
	t, q := web.T(r), r.URL.Query()
	p := documentPage{View: v, T: t, At: ui.Address{Path: r.URL.Path, Query: q}, Size: groupweb.PageSize(q.Get("parpage"))}
	p.Page = min(groupweb.Positive(q.Get("page"), 1), max(1, (len(v.Members)+p.Size-1)/p.Size))
	head := &ui.Head{
		T: t, Title: v.Document.Title, Crumbs: documentCrumbs(t, v.Group, ui.Link{Label: v.Document.Title}), Tags: ui.Parts{publicTag(t, v.Document)},
		Meta: ui.Parts{ui.Text(t.S(v.Document.Kind.Label())), takenCell(t, v.Taken, len(v.Members), v.Document.Current.Number > 1)}, Acts: p.acts(),
	}
	if v.Document.State == document.Withdrawn {
		head.Lead = t.S(msg.DocumentWithdrawnBy, "name", v.Document.WithdrawnName, "date", t.DateTime(v.Document.WithdrawnAt))
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Needs, Place: "list"}, documentHTML(p))
}

func (p documentPage) acts() ui.Parts {
	var out ui.Parts
	for _, x := range []struct {
		do    document.Act
		label i18n.Key
		tail  string
		look  ui.Look
	}{
		{document.ReplaceDocument, msg.Edit, "/modifier", ui.Outline},
		{document.WithdrawDocument, msg.WithdrawDocument, "/retirer", ui.Cancel},
	} {
		if o, ok := p.Acts.Of(x.do); ok && p.Document.State == document.Shown {
			out = append(out, ui.Act{T: p.T, Label: p.T.S(x.label), Look: x.look, Href: documentPath(p.Group.Number, p.Document.Number, x.tail), Reasons: o.Reasons})
		}
	}
	return out
}

func (p documentPage) versions() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.VersionsCaption, "n", len(p.Versions)), Cols: []ui.Col{
		{Label: t.S(msg.ColVersion)}, {Label: t.S(msg.ColDocument)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, v := range p.Versions {
		cells := ui.Parts{
			ui.Parts{ui.Text(versionText(t, v)), ui.Sub(t.S(msg.AddedBy, "name", v.AddedName))},
			ui.Parts{ui.Text(v.File.Name), ui.Sub(t.S(v.File.Label()) + ", " + files.Weight(t, v.File.Size))},
			p.versionTag(v), ui.Text(""),
		}
		if v.File.There() {
			cells[3] = ui.Button{Label: t.S(msg.Download), About: versionText(t, v), Icon: ui.IconDownload, Small: true, Href: versionPath(p.Group.Number, p.Document.Number, v.Number)}
		} else {
			cells[1] = ui.Text(t.S(v.File.Label()))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: cells, Off: !v.File.There()})
	}
	return table
}

func (p documentPage) versionTag(v document.Version) ui.Tag {
	switch {
	case !v.File.There():
		return ui.Tag{Label: p.T.S(msg.VersionErased), Color: ui.Neutral, Outline: true}
	case v.Number == p.Document.Current.Number && p.Document.State == document.Shown:
		return ui.Tag{Label: p.T.S(msg.VersionCurrent), Color: ui.Success}
	}
	return ui.Tag{Label: p.T.S(msg.VersionOlder), Color: ui.Neutral}
}

func (p documentPage) members() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.MembersTakenCaption, "n", len(p.Members)), Cols: []ui.Col{
		{Label: t.S(msg.ColMember)}, {Label: t.S(msg.ColVersion)}, {Label: t.S(msg.ColWho)}, {Label: t.S(msg.ColWhen)},
	}}
	from := (p.Page - 1) * p.Size
	for _, m := range p.Members[from:min(from+p.Size, len(p.Members))] {
		cells := ui.Parts{ui.Parts{ui.Text(m.Org.Name), ui.Sub(m.Org.Commune)}, ui.Text(t.S(msg.NotTaken)), ui.Text(""), ui.Text("")}
		if m.Version > 0 {
			cells[1], cells[2], cells[3] = ui.Text(t.Number(m.Version)), ui.Text(m.Name), ui.Text(t.DateTime(m.At))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table
}

// said are the acts of a document's history.
var said = map[string]i18n.Key{
	"needs.document.add": msg.DocumentActAdd, "needs.document.edit": msg.DocumentActEdit, "needs.document.replace": msg.DocumentActReplace,
	"needs.document.withdraw": msg.DocumentActWithdraw, "needs.document.download": msg.DocumentActDownload,
}

func (p documentPage) history() ui.Feed {
	var out ui.Feed
	for _, l := range p.History {
		out = append(out, ui.FeedLine{Avatar: ui.Avatar{Initials: frame.Initials(l.Name)}, Text: ui.Parts{ui.Text(p.line(l))}, When: p.T.DateTime(l.Done)})
	}
	return out
}

func (p documentPage) line(l history.Line) string {
	return p.T.S(said[l.Act], "name", l.Name, "version", l.Data["version"])
}

// download gives one version of a document out: every link names its version, so that the log says what was read.
func (h *Handler) download(w http.ResponseWriter, r *http.Request) error {
	n, doc, err := groupAndDocument(r)
	if err != nil {
		return err
	}
	version, err := web.Number(r, "version")
	if err != nil {
		return err
	}
	c, err := h.needs.DownloadDocument(r.Context(), frame.Actor(r), document.Taking{
		Group: n, Document: doc, Version: version, Part: r.Header.Get("Range") != "", Look: r.Method == http.MethodHead,
	})
	if err != nil {
		return err
	}
	return upload.Send(w, r, c, false)
}

// confirmWithdraw says what withdrawing does before it is done.
func (h *Handler) confirmWithdraw(w http.ResponseWriter, r *http.Request) error {
	n, doc, err := groupAndDocument(r)
	if err != nil {
		return err
	}
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	if _, err := h.needs.MayDocument(r.Context(), who, n, doc, document.WithdrawDocument); err != nil {
		return err
	}
	v, err := h.needs.ShowDocument(r.Context(), who, n, doc)
	if err != nil {
		return err
	}
	t, d := web.T(r), v.Document
	p := groupweb.ConfirmPage{
		T: t, Key: id.New(), Title: t.S(msg.WithdrawDocumentTitle, "title", d.Title), Text: t.S(msg.WithdrawDocumentUnread), Do: t.S(msg.WithdrawDocument), Look: ui.Withdraw,
		Action: documentPath(n, doc, "/retirer"), Back: groupweb.Path(n, groupweb.TabDocuments), Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(d.Version, 10)}},
		Crumbs: documentCrumbs(t, v.Group, ui.Link{Label: t.S(msg.CrumbWithdrawDocument)}),
	}
	if v.Downloaded {
		p.Text = t.S(msg.WithdrawDocumentRead)
	}
	return h.groups.Confirm(w, r, p)
}

func (h *Handler) withdrawDocument(w http.ResponseWriter, r *http.Request) error {
	n, doc, err := groupAndDocument(r)
	if err != nil {
		return err
	}
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	title, err := h.needs.WithdrawDocument(r.Context(), who, n, doc, version)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, groupweb.Path(n, groupweb.TabDocuments), i18n.M(msg.DocumentGone, "title", title))
}
