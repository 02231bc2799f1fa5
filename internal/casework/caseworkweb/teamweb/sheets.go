package teamweb

import (
	"bytes"
	"fmt"
	"net/http"

	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/intake"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// people names the people of teams where addresses name a sort.
const people = "personnes"

// sheet gives the open things of a sort out, or the people of teams, in the columns in which they come in again (C011).
func (h *Handler) sheet(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := admin(r)
		if err != nil {
			return err
		}
		sort, err := sortOf(r)
		name := msg.People
		switch {
		case err == nil:
			name = wordsOf(sort).all
		case r.PathValue("sorte") != people:
			return apperr.NotFoundErr()
		}
		all, err := h.casework.ForSheet(r.Context(), who, sort)
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := intake.Write(&b, t, format, t.S(name), sort, all); err != nil {
			return fmt.Errorf("%s of the service: %w", r.PathValue("sorte"), err)
		}
		return web.Download(w, t.S(name)+"."+string(format), format.MediaType(), &b)
	}
}

func sheetPath(sort string, f sheet.Format) string {
	return AdminPath + "/" + sort + "/liste." + string(f)
}

// sheetActs lead to the sheets that come in, and give the people of teams out.
func sheetActs(t *i18n.T) ui.Parts {
	return ui.Parts{
		ui.Button{Label: t.S(msg.PeopleXlsx), Icon: ui.IconDownload, Href: sheetPath(people, sheet.XLSX)},
		ui.Button{Label: t.S(msg.PeopleCsv), Icon: ui.IconDownload, Href: sheetPath(people, sheet.CSV)},
		ui.Button{Label: t.S(msg.Import), Icon: ui.IconUpload, Href: imports.Path + "/nouveau"},
	}
}

// exports give the things of a sort out.
func (p overviewPage) exports(s team.Sort) ui.Parts {
	if len(p.rows(s)) == 0 {
		return nil
	}
	about := p.T.S(wordsOf(s).all)
	return ui.Parts{
		ui.Button{Label: p.T.S(msg.ExportXlsx), About: about, Icon: ui.IconDownload, Small: true, Href: sheetPath(string(s), sheet.XLSX)},
		ui.Button{Label: p.T.S(msg.ExportCsv), About: about, Icon: ui.IconDownload, Small: true, Href: sheetPath(string(s), sheet.CSV)},
	}
}
