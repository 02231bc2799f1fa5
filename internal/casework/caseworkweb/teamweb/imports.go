package teamweb

import (
	"net/http"

	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/team"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Imports is what stands around the pages of what is imported into a team: they are another room's.
type Imports struct {
	Team   team.Team
	Path   string // of their list
	Frame  frame.Page
	Crumbs []ui.Link
	Filled string
}

// ImportsPath is the route of the list.
const ImportsPath = "/equipes/{n}/imports"

// Imports are those of the team that an address names, for who changes its people (C006).
func (h *Handler) Imports(r *http.Request) (Imports, error) {
	who, err := signedIn(r)
	if err != nil {
		return Imports{}, err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return Imports{}, err
	}
	x, err := h.casework.ImportsOf(r.Context(), who, n)
	if err != nil {
		return Imports{}, err
	}
	t := web.T(r)
	return Imports{
		Team: x, Path: importsPath(x), Frame: frame.Page{Service: instance.Casework, Place: "teams"},
		Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.MyTeams), Href: "/equipes"}, {Label: x.Name, Href: x.Path()}},
		Filled: t.S(msg.MembersFilled, "roles", roleLabels()),
	}, nil
}

func roleLabels() i18n.Keys {
	var out i18n.Keys
	for _, k := range team.InTeam() {
		role, _ := team.Roles.ByKey(k)
		out = append(out, role.Label)
	}
	return out
}

func importsPath(x team.Team) string { return x.Path() + "/imports" }

// sheetActs lead to the sheet of people: the way in, an empty one, and those that were sent.
func (p teamPage) sheetActs() ui.Acts {
	t, list := p.T, importsPath(p.Team)
	return ui.Acts{
		ui.Button{Label: t.S(msg.MembersImport), Icon: ui.IconUpload, Href: list + "/nouveau"},
		ui.Button{Label: t.S(msg.MembersModel), Icon: ui.IconDownload, Href: list + "/nouveau/modeles/personnes." + string(sheet.XLSX)},
		ui.Button{Label: t.S(msg.MembersSent), Href: list},
	}
}
