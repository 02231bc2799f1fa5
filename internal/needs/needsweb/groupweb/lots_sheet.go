package groupweb

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/intake"
	"preau/internal/needs/needsweb/msg"
)

// Imports is what stands around the pages of what is imported into a group: they are another room's.
type Imports struct {
	Group  group.Group
	Path   string // of their list
	Frame  frame.Page
	Crumbs []ui.Link
	Files  ui.Files // the lots as sheets
	Filled string
}

// ImportsPath is the route of the list.
const ImportsPath = "/groupements/{n}/imports"

// Imports are those of the group that an address names, for its coordinators.
func (h *Handler) Imports(r *http.Request) (Imports, error) {
	who, err := SignedIn(r)
	if err != nil {
		return Imports{}, err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return Imports{}, err
	}
	g, edits, err := h.needs.ImportsOf(r.Context(), who, n)
	if err != nil {
		return Imports{}, err
	}
	t := web.T(r)
	out := Imports{Group: g, Path: Path(n, "/imports"), Frame: frame.Page{Service: instance.Needs, Place: "list"}, Crumbs: GroupCrumbs(t, g), Filled: t.S(msg.LotsFilled)}
	if edits {
		out.Crumbs = GroupCrumbs(t, g, ui.Link{Label: t.S(msg.Lots), Href: Path(n, "/lots")})
	}
	if g.LotCount > 0 {
		out.Files = lotsFiles(t, n)
	}
	return out, nil
}

var lotsEndings = []struct {
	format sheet.Format
	label  i18n.Key
	tail   string
}{{sheet.XLSX, msg.LotsXlsx, "/lots.xlsx"}, {sheet.CSV, msg.LotsCsv, "/lots.csv"}}

func lotsFiles(t *i18n.T, n int64) ui.Files {
	var out ui.Files
	for _, x := range lotsEndings {
		out = append(out, ui.File{Label: t.S(x.label), Href: Path(n, x.tail)})
	}
	return out
}

// lotsFile gives a group's lots out in the columns in which they come in again.
func (h *Handler) lotsFile(format sheet.Format, ending string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := SignedIn(r)
		if err != nil {
			return err
		}
		n, err := web.Number(r, "n")
		if err != nil {
			return err
		}
		_, lots, err := h.needs.LotsForSheet(r.Context(), who, n)
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := intake.Write(&b, t, format, t.S(msg.Lots), lots); err != nil {
			return fmt.Errorf("lots of group %d: %w", n, err)
		}
		return web.Download(w, t.S(msg.LotsFileName, "group", strconv.FormatInt(n, 10))+ending, format.MediaType(), &b)
	}
}

// sheetActs lead to the lots as a sheet, and to what was imported.
func (p GroupPage) sheetActs() ui.Acts {
	n := p.Group.Number
	out := ui.Acts{ui.Button{Label: p.T.S(msg.BackToGroup), Href: Path(n, "")}, ui.Button{Label: p.T.S(msg.LotsImports), Href: Path(n, "/imports")}}
	if len(p.Lots) == 0 {
		return out
	}
	return append(
		out,
		ui.Button{Label: p.T.S(msg.ExportXlsx), Icon: ui.IconDownload, Href: Path(n, "/lots.xlsx")},
		ui.Button{Label: p.T.S(msg.ExportCsv), Icon: ui.IconDownload, Href: Path(n, "/lots.csv")},
	)
}
