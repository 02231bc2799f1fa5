package needsweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/needsweb/msg"
)

type documentsPage struct {
	groupPage
	needs.Documents
}

// documents is the « Documents » tab (R033).
func (h *Handler) documents(w http.ResponseWriter, r *http.Request) error {
	g, err := h.headed(r, tabDocuments)
	if err != nil {
		return err
	}
	p := documentsPage{groupPage: g}
	if p.Documents, err = h.needs.ShowDocuments(r.Context(), frame.Actor(r), g.Group.Number); err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, g.frame(), documentsHTML(p))
}

func documentPath(n, doc int64, tail string) string {
	return lotPath(n, "documents", doc, tail)
}

func versionPath(n, doc, version int64) string {
	return documentPath(n, doc, "/versions/"+strconv.FormatInt(version, 10))
}

// addAct is the button that adds a document, or why it is not there.
func (p documentsPage) addAct() ui.Parts {
	if !p.MayAdd {
		return nil
	}
	return ui.Parts{ui.Act{T: p.T, Label: p.T.S(msg.AddDocument), Icon: ui.IconUpload, Small: true, Href: groupPath(p.Group.Number, "/documents/nouveau"), Reasons: p.Add.Reasons}}
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

func (p documentsPage) table(lines []needs.DocumentLine) ui.Table {
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

func (p documentsPage) row(l needs.DocumentLine) ui.Row {
	t, n := p.T, p.Group.Number
	cells := ui.Parts{ui.Parts{ui.Strong(l.Title), ui.Sub(p.about(l.Document))}, ui.Text(versionText(t, l.Current))}
	if l.State == needs.DocumentWithdrawn {
		cells[1] = ui.Parts{cells[1], ui.Sub(t.S(msg.DocumentWithdrawnBy, "name", l.WithdrawnName, "date", t.Date(l.WithdrawnAt)))}
	}
	if p.MayAdd {
		cells = append(cells, publicTag(t, l.Document), takenCell(t, l.Taken, p.Members, l.Current.Number > 1))
	}
	return ui.Row{Cells: append(cells, p.lineActs(n, l)), Off: l.State == needs.DocumentWithdrawn}
}

func (p documentsPage) about(d needs.Document) string {
	f := d.Current.File
	return p.T.S(msg.KindAndWeight, "kind", d.Kind.Label(), "type", f.Label(), "size", document.Weight(p.T, f.Size))
}

func versionText(t *i18n.T, v needs.DocumentVersion) string {
	return t.S(msg.VersionOf, "n", v.Number, "date", t.Date(v.AddedAt))
}

func publicTag(t *i18n.T, d needs.Document) ui.Tag {
	if d.Public {
		return ui.Tag{Label: t.S(msg.EverybodyShort), Color: ui.Info}
	}
	return ui.Tag{Label: t.S(msg.MembersShort), Color: ui.Neutral}
}

// takenCell is « 3 adhérents sur 5, dont 2 la version en cours ».
func takenCell(t *i18n.T, n needs.Taken, members int, replaced bool) ui.Parts {
	out := ui.Parts{ui.Text(t.S(msg.TakenBy, "n", n.Any, "total", members))}
	if replaced && n.Any > 0 {
		out = append(out, ui.Sub(t.S(msg.TakenCurrent, "n", n.Current)))
	}
	return out
}

// lineActs are what the rules let one do with a document, the download first.
func (p documentsPage) lineActs(n int64, l needs.DocumentLine) ui.Acts {
	t := p.T
	var out ui.Acts
	for _, x := range []struct {
		do    needs.DocumentAct
		label i18n.Key
		path  string
		icon  ui.Icon
		look  ui.Look
	}{
		{needs.DownloadDocument, msg.Download, versionPath(n, l.Number, l.Current.Number), ui.IconDownload, ui.Main},
		{needs.FollowDocument, msg.FollowDocument, documentPath(n, l.Number, ""), "", ui.Outline},
		{needs.ReplaceDocument, msg.Edit, documentPath(n, l.Number, "/modifier"), "", ui.Outline},
		{needs.WithdrawDocument, msg.WithdrawDocument, documentPath(n, l.Number, "/retirer"), "", ui.QuietStop},
	} {
		if o, ok := l.Acts.Of(x.do); ok && (o.OK() || l.State == needs.DocumentShown) {
			out = append(out, ui.Act{T: t, Label: t.S(x.label), About: l.Title, Icon: x.icon, Look: x.look, Small: true, Href: x.path, Reasons: o.Reasons})
		}
	}
	return out
}
