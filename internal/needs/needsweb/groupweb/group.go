package groupweb

import (
	"context"
	"net/http"
	"net/url"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsweb/msg"
)

// Tabs of a group's page.
const (
	TabDetail        = ""
	TabDocuments     = "/documents"
	TabNeeds         = "/besoins"
	TabContact       = "/contact"
	TabDemands       = "/adhesions"
	TabBoard         = "/suivi"
	TabConsolidation = "/consolidation"
)

// GroupPage is what all pages with the group's head and tabs have in common.
type GroupPage struct {
	needs.GroupView
	T        *i18n.T
	Key      string
	SignedIn bool
	Left     string // what is left until the deadline
	Days     int    // the same in days, while Left says something
	Tab      string
}

// Headed is a page of the group that needs no more of it than its head and tabs.
func (h *Handler) Headed(r *http.Request, tab string) (GroupPage, error) {
	return h.groupPage(r, tab, h.needs.Head)
}

// whole is a page of the group that shows all there is of it.
func (h *Handler) whole(r *http.Request, tab string) (GroupPage, error) {
	return h.groupPage(r, tab, h.needs.Show)
}

type groupReader func(ctx context.Context, who access.Actor, number int64) (needs.GroupView, error)

func (h *Handler) groupPage(r *http.Request, tab string, read groupReader) (GroupPage, error) {
	n, err := web.Number(r, "n")
	if err != nil {
		return GroupPage{}, err
	}
	who, t := frame.Actor(r), web.T(r)
	v, err := read(r.Context(), who, n)
	if err != nil {
		return GroupPage{}, err
	}
	p := GroupPage{GroupView: v, T: t, Key: id.New(), SignedIn: who.SignedIn(), Tab: tab}
	if v.Phase == group.PhaseEntry || v.Phase == group.PhaseJoining {
		p.Days = t.DaysLeft(web.At(r), v.Group.EntryUntil)
		p.Left = t.S(msg.DaysLeft, "n", p.Days)
	}
	return p, nil
}

// OwnHeaded is Headed for nobody before they have signed in, whatever they would find there.
func (h *Handler) OwnHeaded(r *http.Request, tab string) (GroupPage, error) {
	if _, err := SignedIn(r); err != nil {
		return GroupPage{}, err
	}
	return h.Headed(r, tab)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	p, err := h.whole(r, TabDetail)
	if err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, p.Frame(), groupHTML(p))
}

func (h *Handler) contact(w http.ResponseWriter, r *http.Request) error {
	p, err := h.whole(r, TabContact)
	if err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, p.Frame(), contactHTML(p))
}

// join asks for membership. Who has to say more of themselves first is led to « Mon profil », and back (R009).
func (h *Handler) join(w http.ResponseWriter, r *http.Request) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	err = h.needs.Join(r.Context(), who, n)
	if profileFirst(err) {
		return web.SeeOther(w, r, "/compte/profil?suite="+url.QueryEscape(Path(n, ""))) // it says what is missing
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(n, ""), i18n.M(msg.JoinAsked))
}

// profileFirst says whether the refusal is lifted by filling in the profile.
func profileFirst(err error) bool {
	e, ok := apperr.As(err)
	return ok && fillProfile(e.Reasons)
}

func fillProfile(reasons []apperr.Reason) bool {
	return len(reasons) == 1 && (reasons[0].Code == "needs.profile_incomplete" || reasons[0].Code == "needs.no_establishment")
}

func (h *Handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.needs.Withdraw(r.Context(), who, n); err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(n, ""), i18n.M(msg.Withdrawn))
}

// Frame is the page's head, with the tab that it shows.
func (p GroupPage) Frame() frame.Page {
	page := frame.Page{Head: p.head(), Service: instance.Needs, Place: "list"}
	if label, ok := tabLabels[p.Tab]; ok {
		page.Title = p.T.S(msg.TabTitle, "tab", p.T.S(label), "title", p.Group.Title)
		page.Head.Crumbs = append(page.Head.Crumbs, ui.Link{Label: p.T.S(label), Href: Path(p.Group.Number, p.Tab)})
	}
	return page
}

// tabLabels name the faces of a group's page but the first, which is the group itself.
var tabLabels = map[string]i18n.Key{
	TabDocuments: msg.TabDocuments, TabNeeds: msg.TabNeeds, TabContact: msg.TabContact,
	TabDemands: msg.TabDemands, TabBoard: msg.TabBoard, TabConsolidation: msg.TabConsolidation,
}

func (p GroupPage) head() *ui.Head {
	t := p.T
	h := &ui.Head{
		T: t, Crumbs: GroupCrumbs(t, p.Group), Title: p.Group.Title,
		Tags: ui.Parts{phaseTag(t, p.Phase)},
		Meta: ui.Parts{ui.Text(t.S(msg.Support, "org", p.Group.Support.Name)), ui.Text(t.S(msg.LotsMeta, "n", p.Group.LotCount))},
	}
	h.Acts = append(ui.Parts{ui.Button{Label: t.S(msg.BackToList), Look: ui.Quiet, Href: "/groupements"}}, p.groupActs()...)
	return h
}

// GroupCrumbs ends with the group; more may follow.
func GroupCrumbs(t *i18n.T, g group.Group, more ...ui.Link) []ui.Link {
	return Crumbs(t, append([]ui.Link{{Label: t.S(msg.List), Href: "/groupements"}, {Label: g.Title, Href: Path(g.Number, "")}}, more...)...)
}

// groupActs are what the rules let a coordinator do, on the « Détail » tab. Where it is all over, that is said once.
func (p GroupPage) groupActs() ui.Parts {
	if p.Tab != TabDetail {
		return nil
	}
	var out ui.Parts
	if p.Phase == group.PhaseAbandoned && p.Is(group.AsCoordinator) && len(p.Acts) > 0 {
		return ui.Parts{ui.Reason{T: p.T, Question: p.T.S(msg.WhyNothing), Reasons: p.overWhy()}}
	}
	for _, x := range []struct {
		do    group.Act
		label i18n.Key
		path  string
		look  ui.Look
	}{
		{group.EditGroup, msg.Edit, "/modifier", ui.Outline},
		{group.OpenGroup, msg.Open, "/ouvrir", ui.Commit},
		{group.AbandonGroup, msg.Abandon, "/abandonner", ui.Cancel},
	} {
		if o, concerns := p.Acts.Of(x.do); concerns {
			out = append(out, ui.Act{T: p.T, Label: p.T.S(x.label), Look: x.look, Href: Path(p.Group.Number, x.path), Reasons: o.Reasons})
		}
	}
	return out
}

// overWhy is why nothing can be done to the group any more.
func (p GroupPage) overWhy() []apperr.Reason {
	for _, o := range p.Acts {
		if o.Do == group.EditGroup {
			return o.Reasons
		}
	}
	return nil
}

// Tabs are those that the rules let who reads see.
func (p GroupPage) Tabs() ui.Tabs {
	t := p.T
	tab := func(label i18n.Key, tail string) ui.Tab {
		return ui.Tab{Label: t.S(label), Href: Path(p.Group.Number, tail), Current: p.Tab == tail}
	}
	tabs := ui.Tabs{T: t, Label: p.Group.Title, Items: []ui.Tab{
		tab(msg.TabDetail, TabDetail), tab(msg.TabDocuments, TabDocuments), tab(msg.TabContact, TabContact), tab(msg.TabNeeds, TabNeeds),
	}}
	if p.May(group.SeeDemands) {
		demands := tab(msg.TabDemands, TabDemands)
		demands.Count, demands.Tone = p.Waiting, ui.Due
		tabs.Items = append(tabs.Items, demands)
	}
	if p.May(group.FollowGroup) {
		tabs.Items = append(tabs.Items, tab(msg.TabBoard, TabBoard), tab(msg.TabConsolidation, TabConsolidation))
	}
	return tabs
}

// joinAct is the green button « Adhérer », or why it is not there (R022, R032).
func (p GroupPage) joinAct() ui.Act {
	a := ui.Act{T: p.T, Label: p.T.S(msg.Join), Look: ui.Commit, Key: p.Key, Post: Path(p.Group.Number, "/adherer")}
	switch {
	case !p.SignedIn && len(p.JoinWhy) == 1 && p.JoinWhy[0].Code == "needs.sign_in":
		a.Post, a.Href = "", "/connexion?suite="+url.QueryEscape(Path(p.Group.Number, ""))
	case !fillProfile(p.JoinWhy):
		a.Reasons = p.JoinWhy
	}
	return a
}

// withdrawAct takes the demand back, where the rules offer it.
func (p GroupPage) withdrawAct() ui.Act {
	o, concerns := p.Join.Of(membership.Withdraw)
	return ui.Act{
		T: p.T, Label: p.T.S(msg.Withdraw), Look: ui.Cancel, Small: o.OK(), Key: p.Key,
		Post: Path(p.Group.Number, "/retirer"), Reasons: o.Reasons, Absent: !concerns || p.Membership.State == membership.None,
	}
}

func (p GroupPage) lotsTable() ui.Table {
	t := p.T
	table := ui.Table{
		Caption: t.S(msg.LotsMeta, "n", len(p.Lots)), Head: 1,
		Cols: []ui.Col{{Label: t.S(msg.ColLot)}, {Label: t.S(msg.ColTitle)}, {Label: t.S(msg.ColLines), Num: true}},
	}
	for _, l := range p.Lots {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.Number(l.Position)), ui.Parts{ui.Text(l.Title), ui.Sub(l.Description)}, ui.Text(t.Number(int64(l.LineCount))),
		}})
	}
	return table
}

func (p GroupPage) dates() []ui.Fact {
	t, g := p.T, p.Group
	return []ui.Fact{
		{Term: t.S(msg.JoinUntil), Value: ui.Text(t.DateTimeZone(g.JoinUntil))},
		{Term: t.S(msg.EntryFrom), Value: ui.Text(t.DateTimeZone(g.EntryFrom))},
		{Term: t.S(msg.EntryUntil), Value: ui.Strong(t.DateTimeZone(g.EntryUntil))},
		{Term: t.S(msg.SupportTerm), Value: ui.Text(g.Support.Name + ", " + g.Support.Commune)},
	}
}

// Deadline is until when needs are entered.
func (p GroupPage) Deadline() ui.Deadline {
	return ui.Deadline{T: p.T, Label: p.T.S(msg.EntryUntil), At: p.GroupView.Group.EntryUntil, Left: p.Left}
}
