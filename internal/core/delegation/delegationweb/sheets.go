package delegationweb

import (
	"bytes"
	"fmt"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb/msg"
	"preau/internal/core/delegation/intake"
	"preau/internal/core/frame"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Imports is what stands around the pages of what is imported at a place: they are another room's.
type Imports struct {
	Org    org.Organisation
	Path   string // of their list
	Frame  frame.Page
	Crumbs []ui.Link
	Files  ui.Files // the accesses of today, as sheets
	Filled string
}

// ImportsPath is the route of the list.
const ImportsPath = path + "/{ref}/fichiers/imports"

// Imports are those of the place that an address names, for who gives something there.
func (h *Handler) Imports(r *http.Request) (Imports, error) {
	o, given, err := h.accesses.Place(r.Context(), frame.Actor(r), r.PathValue("ref"))
	if err != nil {
		return Imports{}, err
	}
	t := web.T(r)
	return Imports{
		Org: o, Path: delegation.ImportsPath(o.Ref), Frame: page(nil, false), Crumbs: crumbs(t, ui.Link{Label: o.Name, Href: delegation.Path(o.Ref)}),
		Files:  ui.Files{{Label: t.S(msg.ListXlsx), Href: listPath(o, sheet.XLSX)}, {Label: t.S(msg.ListCsv), Href: listPath(o, sheet.CSV)}},
		Filled: t.S(msg.Filled, "roles", roleNames(given)),
	}, nil
}

func roleNames(roles access.Roles) i18n.Keys {
	var out i18n.Keys
	for _, r := range roles {
		out = append(out, r.Label)
	}
	return out
}

func listPath(o org.Organisation, format sheet.Format) string {
	return delegation.Path(o.Ref) + "/personnes/liste." + string(format)
}

// people gives the accesses of a place out in the columns in which they come in again.
func (h *Handler) people(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		o, all, err := h.accesses.Everybody(r.Context(), frame.Actor(r), r.PathValue("ref"))
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := intake.WritePeople(&b, t, format, t.S(msg.People), h.accesses, all); err != nil {
			return fmt.Errorf("accesses of %s: %w", o.Ref, err)
		}
		return web.Download(w, t.S(msg.ListName, "place", o.Name)+"."+string(format), format.MediaType(), &b)
	}
}

// heads gives those out with whom the chain begins.
func (h *Handler) heads(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, err := h.accesses.Heads(r.Context(), frame.Actor(r))
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := intake.WriteHeads(&b, t, format, t.S(msg.HeadsName), h.accesses, all); err != nil {
			return fmt.Errorf("heads of organisations: %w", err)
		}
		return web.Download(w, t.S(msg.HeadsName)+"."+string(format), format.MediaType(), &b)
	}
}

// HeadsFiles are those with whom the chain begins, as sheets, for the page of the operator's imports.
func HeadsFiles(t *i18n.T) ui.Files {
	return ui.Files{{Label: t.S(msg.HeadsXlsx), Href: path + "/responsables.xlsx"}, {Label: t.S(msg.HeadsCsv), Href: path + "/responsables.csv"}}
}

// headsActs are for who names those with whom the chain begins.
func headsActs(t *i18n.T) ui.Parts {
	return ui.Parts{
		ui.Button{Label: t.S(msg.HeadsXlsx), Icon: ui.IconDownload, Href: path + "/responsables.xlsx"},
		ui.Button{Label: t.S(msg.HeadsCsv), Icon: ui.IconDownload, Href: path + "/responsables.csv"},
		ui.Button{Label: t.S(msg.HeadsImport), Icon: ui.IconUpload, Href: imports.Path + "/nouveau"},
	}
}

// sheetActs lead to the place's sheets.
func (p placePage) sheetActs() ui.Acts {
	t, list := p.T, delegation.ImportsPath(p.Org.Ref)
	return ui.Acts{
		ui.Button{Label: t.S(msg.ImportsLink), Href: list},
		ui.Button{Label: t.S(msg.Model), Icon: ui.IconDownload, Href: list + "/nouveau/modeles/personnes.xlsx"},
		ui.Button{Label: t.S(msg.ExportXlsx), Icon: ui.IconDownload, Href: listPath(p.Org, sheet.XLSX)},
		ui.Button{Label: t.S(msg.ExportCsv), Icon: ui.IconDownload, Href: listPath(p.Org, sheet.CSV)},
		ui.Button{Label: t.S(msg.Import), Icon: ui.IconUpload, Href: list + "/nouveau"},
	}
}
