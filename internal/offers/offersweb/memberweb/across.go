package memberweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/member"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// AcrossPath is the list of the users of all structures; PlaceAcross is its key in the left column.
const (
	AcrossPath     = structure.ModerationPath + "/utilisateurs"
	PlaceAcross    = "members-all"
	paramStructure = "structure"
)

type acrossPage struct {
	T    *i18n.T
	At   ui.Address
	Form *web.Form
	member.Everybody
}

// across is the list of the users of all structures, for the operator's administrators (O58, O72).
func (h *Handler) across(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	size, _ := strconv.Atoi(f.Value(ui.SizeParam)) // what is none is the usual one
	if !slices.Contains(sizes, size) {
		size = usualSize
	}
	filter := member.Across{Structure: f.Line(paramStructure, 200), Filter: member.Filter{Name: f.Line(paramName, 200), Page: f.Int("page", 1, 1_000_000), Size: size}}
	if k := access.RoleKey(f.Value(paramRole)); slices.Contains(role.InStructure(), k) {
		filter.Role = k
	}
	if s := member.State(f.Value(paramState)); slices.Contains(member.States(), s) {
		filter.State = s
	}
	found, err := h.members.Everybody(r.Context(), frame.Actor(r), filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.AcrossTitle), Lead: t.S(msg.AcrossLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.AcrossTitle)}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: PlaceAcross}, acrossHTML(acrossPage{t, ui.Address{Path: AcrossPath, Query: r.URL.Query()}, f, found}))
}

func (p acrossPage) pages(id string) ui.Pages {
	return ui.Pages{T: p.T, ID: id, Slash: true, At: p.At, Page: p.Page, Size: p.Size, Total: p.Total, Sizes: sizes}
}

func (p acrossPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.AcrossTitle)}
	for _, k := range []i18n.Key{msg.FirstName, msg.LastName, msg.Email, msg.ColStructure, msg.Permissions, msg.ColState, msg.Actions} {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(k)})
	}
	for _, x := range p.Rows {
		var held ui.Parts
		for _, k := range x.Roles {
			held = append(held, ui.Sub(label(t, k)))
		}
		at := structure.Structure{Number: x.Structure}.Path()
		of := house{x.Structure, at + "/utilisateurs", at + "/invitations"}
		out.Rows = append(out.Rows, ui.Row{Off: x.State() == member.Inactive, Cells: ui.Parts{
			ui.Text(cmp.Or(x.FirstName, "–")), ui.Text(x.LastName), ui.Mail(x.Email),
			ui.Link{Label: x.Name, Href: at},
			held, stateCell(t, x.State()),
			of.button(t, x.Person, x.Person.Name()+", "+x.Name),
		}})
	}
	return out
}
