package catalogweb

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/intake"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// ImportsPath is the route of the list of what was imported into a market.
const ImportsPath = path + "/{n}/imports"

// Imports is what stands around the pages of what is imported into a market: they are another room's.
type Imports struct {
	Market catalog.Market
	Path   string // of their list
	Frame  frame.Page
	Crumbs []ui.Link
	Files  ui.Files // the adherents as sheets
	Filled string
}

// Imports are those of the market that an address names, for the purchasing body.
func (h *Handler) Imports(r *http.Request) (Imports, error) {
	n, err := web.Number(r, "n")
	if err != nil {
		return Imports{}, err
	}
	m, err := h.catalog.ImportsOf(r.Context(), frame.Actor(r), n)
	if err != nil {
		return Imports{}, err
	}
	t := web.T(r)
	out := Imports{Market: m, Path: m.Path("/imports"), Frame: page(nil, false), Crumbs: crumbs(t, ui.Link{Label: m.Title, Href: m.Path("")}), Filled: t.S(msg.AdherentsFilled)}
	for _, x := range []struct {
		label i18n.Key
		tail  string
	}{{msg.AdherentsXlsx, "/adherents.xlsx"}, {msg.AdherentsCsv, "/adherents.csv"}} {
		out.Files = append(out.Files, ui.File{Label: t.S(x.label), Href: m.Path(x.tail)})
	}
	return out, nil
}

// adherentsFile gives a market's adherents out in the columns in which they come in again.
func (h *Handler) adherentsFile(format sheet.Format, ending string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		n, err := web.Number(r, "n")
		if err != nil {
			return err
		}
		all, err := h.catalog.AdherentsForSheet(r.Context(), frame.Actor(r), n)
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := intake.Write(&b, t, format, t.S(msg.Adherents), all); err != nil {
			return fmt.Errorf("adherents of market %d: %w", n, err)
		}
		return web.Download(w, t.S(msg.AdherentsFile, "market", strconv.FormatInt(n, 10))+ending, format.MediaType(), &b)
	}
}

// sheetActs lead to the adherents as a sheet, and to what was imported.
func (p marketPage) sheetActs() ui.Parts {
	if !p.Acts.May(catalog.SeeImports) {
		return nil
	}
	t := p.T
	return ui.Parts{
		ui.Button{Label: t.S(msg.AdherentsImports), Icon: ui.IconUpload, Small: true, Href: p.Path("/imports")},
		ui.Button{Label: t.S(msg.ExportCsv), Icon: ui.IconDownload, Small: true, Href: p.Path("/adherents.csv")},
		ui.Button{Label: t.S(msg.ExportXlsx), Icon: ui.IconDownload, Small: true, Href: p.Path("/adherents.xlsx")},
	}
}
