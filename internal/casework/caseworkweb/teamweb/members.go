package teamweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type ownPage struct {
	T     *i18n.T
	Teams []team.Team
}

// own are the teams where one works.
func (h *Handler) own(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	all, err := h.casework.Own(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.MyTeams), Lead: t.S(msg.MyTeamsLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.MyTeams)}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Casework, Place: "teams"}, ownHTML(ownPage{t, all}))
}

func (p ownPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.MyTeams), Cols: []ui.Col{{Label: t.S(msg.Team)}, {Label: t.S(msg.Agency)}, {Label: t.S(msg.Territories)}, {Label: t.S(msg.ColState)}}}
	for _, x := range p.Teams {
		out.Rows = append(out.Rows, ui.Row{Off: x.State == team.Closed, Cells: ui.Parts{
			ui.Link{Label: x.Name, Href: x.Path()}, ui.Text(x.Agency.Name), ui.Text(places(t, x.Territories)), stateTag(t, x.State),
		}})
	}
	return out
}

type teamPage struct {
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	Admin  bool
	Who    string // the reader's account
	Ended  string // of the address: whose role, and which, is asked about
	team.View
}

// show is a team with its people.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.drawTeam(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawTeam(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.casework.Show(r.Context(), who, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := teamPage{T: t, Key: id.New(), Form: f, Faults: ui.FaultsOf(t, fault), Admin: who.IsAdmin(), Who: who.ID, Ended: r.URL.Query().Get(fieldEnded), View: v}
	head := &ui.Head{T: t, Title: v.Name, Lead: v.Agency.Name, Tags: ui.Parts{stateTag(t, v.State)}, Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.MyTeams), Href: "/equipes"}, {Label: v.Name}}}
	head.Acts = ui.Parts{ui.Button{Label: t.S(msg.Passages), Icon: ui.IconPeople, Href: v.Path() + "/passages"}}
	if p.Admin {
		head.Acts = ui.Parts{head.Acts, ui.Button{Label: t.S(msg.Edit), Icon: ui.IconPencil, Href: thingPath(team.Teams, v.Number)}}
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Casework, Place: "teams", Wrong: len(p.Faults) > 0}, teamHTML(p))
}

func (h *Handler) addMember(w http.ResponseWriter, r *http.Request) error {
	who, n, f, err := h.posted(r)
	if err != nil {
		return err
	}
	p := readPerson(f)
	role := access.RoleKey(f.Value(team.FieldRole))
	if role == "" {
		f.Fail(team.FieldRole, i18n.M(msg.MissingRole))
	}
	if err = h.casework.MayManage(r.Context(), who, n); err != nil {
		return err
	}
	if err = f.Err(); err == nil {
		err = h.casework.AddMember(r.Context(), who, n, role, p)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawTeam(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/equipes/"+r.PathValue("n"), i18n.M(msg.MemberAdded, "address", p.Address))
}

// posted is who sends a form about a team.
func (h *Handler) posted(r *http.Request) (access.Actor, int64, *web.Form, error) {
	who, err := signedIn(r)
	if err != nil {
		return who, 0, nil, err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return who, 0, nil, err
	}
	f, err := web.ParseForm(r)
	return who, n, f, err
}

func readPerson(f *web.Form) team.Person {
	for _, x := range []struct {
		field   string
		missing i18n.Key
	}{{"email", msg.MissingEmail}, {"prenom", msg.MissingFirstName}, {"nom", msg.MissingLastName}} {
		if strings.TrimSpace(f.Value(x.field)) == "" {
			f.Fail(x.field, i18n.M(x.missing))
		}
	}
	return team.Person{Address: f.Line("email", 200), FirstName: f.Line("prenom", 80), LastName: f.Line("nom", 80)}
}

func (h *Handler) endMember(w http.ResponseWriter, r *http.Request) error {
	who, n, f, err := h.posted(r)
	if err != nil {
		return err
	}
	accountID, role := f.Value(fieldMember), access.RoleKey(f.Value(team.FieldRole))
	if err := h.casework.EndMember(r.Context(), who, n, accountID, role); err != nil {
		return err
	}
	to := "/equipes/" + r.PathValue("n")
	if role == team.Helper && h.leaves(r, who, n, accountID) {
		to += "/passages"
	}
	return web.SeeOther(w, r, to, i18n.M(msg.MemberEnded))
}

// leaves says whether somebody who left had demands in a team, which are to be handed to a colleague now (C046). Where that cannot be read, the team's page
// is shown as ever.
func (h *Handler) leaves(r *http.Request, who access.Actor, n int64, accountID string) bool {
	v, err := h.casework.Handovers.Show(r.Context(), who, n)
	for _, l := range v.Leavers {
		if l.AccountID == accountID {
			return err == nil
		}
	}
	return false
}

func (p teamPage) facts() ui.Summary {
	t := p.T
	out := ui.Summary{{Term: t.S(msg.Agency), Value: ui.Text(p.Agency.Name)}, {Term: t.S(msg.Territories), Value: ui.Text(places(t, p.Territories))}}
	if p.Note != "" {
		out = append(out, ui.Fact{Term: t.S(msg.NoteLabel), Value: ui.Lines(p.Note)})
	}
	if p.Mailbox != "" {
		out = append(out, ui.Fact{Term: t.S(msg.MailboxLabel), Value: ui.Mail(p.Mailbox)})
	}
	return out
}

func (p teamPage) table() ui.Table {
	t, manages := p.T, p.Acts.May(team.Manage)
	out := ui.Table{Caption: t.S(msg.People), Cols: []ui.Col{{Label: t.S(msg.ColPerson)}, {Label: t.S(msg.ColRole)}, {Label: t.S(msg.ColSince)}}}
	if manages {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	}
	for _, m := range p.Members {
		role, _ := team.Roles.ByKey(m.Role)
		name := ui.Parts{ui.Text(m.Name), ui.SubMail(m.Address)}
		if !m.Active {
			name = append(name, ui.Sub(t.S(msg.NotYetOpened)))
		}
		row := ui.Row{Cells: ui.Parts{name, ui.Text(t.S(role.Label)), ui.Text(t.Date(m.Since))}}
		if manages {
			row.Cells = append(row.Cells, ui.Button{Label: t.S(msg.EndRole), About: m.Name + " (" + t.S(role.Label) + ")", Small: true, Look: ui.QuietStop, Href: p.asks(m)})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

const (
	fieldMember = "compte"
	fieldEnded  = "fin" // of the page's address: whose role, and which, is asked about
)

// asks is the page on which it is asked whether somebody's role is to end.
func (p teamPage) asks(m team.Member) string {
	return p.Path() + "?" + url.Values{fieldEnded: {m.AccountID + " " + string(m.Role)}}.Encode()
}

// ending is the role of which the page asks whether it is to end: nobody gets it back but by being added again.
func (p teamPage) ending() (team.Member, bool) {
	i := slices.IndexFunc(p.Members, func(m team.Member) bool { return p.Ended == m.AccountID+" "+string(m.Role) })
	if i < 0 || !p.Acts.May(team.Manage) {
		return team.Member{}, false
	}
	return p.Members[i], true
}

// lost says what somebody may do no more without a role.
func (p teamPage) lost(m team.Member) []string {
	out := []string{p.T.S(map[access.RoleKey]i18n.Key{team.Helper: msg.EndHelper, team.Officer: msg.EndOfficer, team.Lead: msg.EndLead}[m.Role])}
	switch {
	case m.AccountID != p.Who:
	case m.Role == team.Lead && !p.Admin:
		return append(out, p.T.S(msg.EndOwn))
	default:
		return append(out, p.T.S(msg.EndOwnAfter))
	}
	return append(out, p.T.S(msg.EndAfter))
}

func (p teamPage) role(m team.Member) string {
	role, _ := team.Roles.ByKey(m.Role)
	return p.T.S(role.Label)
}

func (p teamPage) roles() []ui.Option {
	var out []ui.Option
	for _, k := range team.InTeam() {
		role, _ := team.Roles.ByKey(k)
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(role.Label), Hint: p.T.S(role.Hint)})
	}
	return out
}

// manage is the offer to change the team's people, with why not.
func (p teamPage) manage() ui.Reason {
	o, _ := p.Acts.Of(team.Manage)
	return ui.Reason{T: p.T, Open: true, Lead: p.T.S(msg.PeopleFixed), Reasons: o.Reasons, Color: ui.Neutral}
}
