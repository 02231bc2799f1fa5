package documentweb

import (
	"net/http"
	"strconv"

	files "preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/document"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

type documentsPage struct {
	groupweb.GroupPage
	document.Documents
}

// documents is the « Documents » tab (R033).
func (h *Handler) documents(w http.ResponseWriter, r *http.Request) error {
	g, err := h.groups.Headed(r, groupweb.TabDocuments)
	if err != nil {
		return err
	}
	p := documentsPage{GroupPage: g}
	if p.Documents, err = h.needs.ShowDocuments(r.Context(), frame.Actor(r), g.Group.Number); err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, g.Frame(), documentsHTML(p))
}

func documentPath(n, doc int64, tail string) string {
	return groupweb.LotPath(n, "documents", doc, tail)
}

func versionPath(n, doc, version int64) string {
	return documentPath(n, doc, "/versions/"+strconv.FormatInt(version, 10))
}

// addAct is the button that adds a document, or why it is not there.
func (p documentsPage) addAct() ui.Parts {
	if !p.MayAdd {
		return nil
	}
	return ui.Parts{ui.Act{T: p.T, Label: p.T.S(msg.AddDocument), Icon: ui.IconUpload, Small: true, Href: groupweb.Path(p.Group.Number, "/documents/nouveau"), Reasons: p.Add.Reasons}}
}

func (p documentsPage) nothing() ui.Empty {
	e := ui.Empty{Icon: ui.IconPage, Title: p.T.S(msg.NoDocument), Text: p.T.S(msg.NoDocumentText)}
	if p.MayAdd && p.Add.OK() {
		e.Text = p.T.S(msg.NoDocumentOwn)
	}
	return e
}

// hidden is the sentence about the documents that a member would see.
func (p documentsPage) hidden() string {
	if len(p.List) == 0 {
		return p.T.S(msg.DocumentsHidden, "n", p.Hidden)
	}
	return p.T.S(msg.DocumentsHiddenMore, "n", p.Hidden)
}

func (p documentsPage) table(lines []document.Line) ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.DocumentsCaption, "n", len(lines)), Top: true, Cols: []ui.Col{{Label: t.S(msg.ColDocument)}, {Label: t.S(msg.ColVersion)}}}
	if p.MayAdd {
		table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColAccess)}, ui.Col{Label: t.S(msg.ColTaken)})
	}
	table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	for _, l := range lines {
		table.Rows = append(table.Rows, p.row(l))
	}
	return table
}

func (p documentsPage) row(l document.Line) ui.Row {
	t, n := p.T, p.Group.Number
	cells := ui.Parts{ui.Parts{ui.Strong(l.Title), ui.Sub(p.about(l.Document))}, ui.Text(versionText(t, l.Current))}
	if l.State == document.Withdrawn {
		cells[1] = ui.Parts{cells[1], ui.Sub(t.S(msg.DocumentWithdrawnBy, "name", l.WithdrawnName, "date", t.Date(l.WithdrawnAt)))}
	}
	if p.MayAdd {
		cells = append(cells, publicTag(t, l.Document), takenCell(t, l.Taken, p.Members, l.Current.Number > 1))
	}
	return ui.Row{Cells: append(cells, p.lineActs(n, l)), Off: l.State == document.Withdrawn}
}

func (p documentsPage) about(d document.Document) string {
	f := d.Current.File
	return p.T.S(msg.KindAndWeight, "kind", d.Kind.Label(), "type", f.Label(), "size", files.Weight(p.T, f.Size))
}

func versionText(t *i18n.T, v document.Version) string {
	return t.S(msg.VersionOf, "n", v.Number, "date", t.Date(v.AddedAt))
}

func publicTag(t *i18n.T, d document.Document) ui.Tag {
	if d.Public {
		return ui.Tag{Label: t.S(msg.EverybodyShort), Color: ui.Info}
	}
	return ui.Tag{Label: t.S(msg.MembersShort), Color: ui.Neutral}
}

// takenCell is « 3 adhérents sur 5, dont 2 la version en cours ».
func takenCell(t *i18n.T, n document.Taken, members int, replaced bool) ui.Parts {
	out := ui.Parts{ui.Text(t.S(msg.TakenBy, "n", n.Any, "total", members))}
	if replaced && n.Any > 0 {
		out = append(out, ui.Sub(t.S(msg.TakenCurrent, "n", n.Current)))
	}
	return out
}

// lineActs are what the rules let one do with a document, the download first.
func (p documentsPage) lineActs(n int64, l document.Line) ui.Acts {
	t := p.T
	var out ui.Acts
	for _, x := range []struct {
		do    document.Act
		label i18n.Key
		path  string
		icon  ui.Icon
		look  ui.Look
	}{
		{document.DownloadDocument, msg.Download, versionPath(n, l.Number, l.Current.Number), ui.IconDownload, ui.Main},
		{document.FollowDocument, msg.FollowDocument, documentPath(n, l.Number, ""), "", ui.Outline},
		{document.ReplaceDocument, msg.Edit, documentPath(n, l.Number, "/modifier"), "", ui.Outline},
		{document.WithdrawDocument, msg.WithdrawDocument, documentPath(n, l.Number, "/retirer"), "", ui.QuietStop},
	} {
		if o, ok := l.Acts.Of(x.do); ok && (o.OK() || l.State == document.Shown) {
			out = append(out, ui.Act{T: t, Label: t.S(x.label), About: l.Title, Icon: x.icon, Look: x.look, Small: true, Href: x.path, Reasons: o.Reasons})
		}
	}
	return out
}
