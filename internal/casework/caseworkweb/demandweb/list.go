package demandweb

import (
	"net/http"
	"strconv"
	"strings"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/listing"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	perPage   = 20
	mostPages = 10_000

	paramTeam   = "groupe"
	paramTheme  = "theme"
	paramAgency = "organisme"
	paramUrgent = "urgentes"
	paramQuery  = "q"
)

// lists are the pages of the lists: their address, their name and what an empty one says.
var lists = []struct {
	list        listing.List
	path        string
	title, none i18n.Key
}{
	{listing.Mine, Path, msg.Mine, msg.EmptyText},
	{listing.ToDo, Path + "/a-traiter", msg.ToDo, msg.EmptyToDo},
	{listing.LateOnes, Path + "/en-retard", msg.LateOnes, msg.EmptyLate},
	{listing.TreatedOnes, Path + "/traitees", msg.TreatedOnes, msg.EmptyTreated},
	{listing.ClosedOnes, Path + "/closes", msg.ClosedOnes, msg.EmptyClosed},
	{listing.All, Path + "/toutes", msg.AllOnes, msg.EmptyAll},
}

// has says whether somebody has a list at all: what one answers for, and all that was sent, are not for everybody.
func has(who access.Actor, l listing.List) bool {
	return (l != listing.ToDo || answering(who)) && (l != listing.All || who.IsAdmin())
}

type listPage struct {
	T      *i18n.T
	At     ui.Address
	Filter listing.Filter
	listing.Page
	Which       int // of lists
	Who         access.Actor
	title, none i18n.Key
	short       bool // only the beginning of what was typed is looked for
	late        func(listing.Row) bool
}

// listed is the page of one of the lists.
func (h *Handler) listed(which int) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := frame.Actor(r)
		l := lists[which]
		f, short := filterOf(r, l.list)
		t := web.T(r)
		p := listPage{T: t, At: ui.Address{Path: l.path, Query: r.URL.Query()}, Filter: f, Which: which, Who: who, title: l.title, none: l.none, short: short}
		now := web.At(r)
		p.late = func(d listing.Row) bool { return d.Late(now) }
		var err error
		if p.Page, err = h.lists.List(r.Context(), who, f); err != nil {
			return err
		}
		p.Filter.Page = pageOf(f.Page, p.Total)
		head := ui.Head{Title: t.S(l.title)}
		switch l.list {
		case listing.Mine:
			head.Lead = t.S(msg.MineLead)
		case listing.All:
			head.Lead = t.S(msg.MaskedText)
		default:
		}
		if draft.WhyBegin(who) == nil {
			head.Acts = ui.Parts{ui.Button{Label: t.S(msg.New), Icon: ui.IconPlus, Look: ui.Main, Href: Path + "/nouvelle"}}
		}
		return h.frame.Render(w, r, http.StatusOK, page(t, head, string(l.list), false, ui.Link{Label: t.S(l.title)}), listHTML(p))
	}
}

// answering says whether somebody answers demands at all.
func answering(who access.Actor) bool {
	return len(team.TeamsOf(who, team.Officer)) > 0 || who.Holds(team.Moderator, access.Everywhere)
}

// pageOf is the page that a list shows of so many lines: behind the last one the last.
func pageOf(asked, total int) int { return min(asked, max(total-1, 0)/perPage+1) }

// longestQuery is how much of a search counts, in bytes.
const longestQuery = 200

// filterOf is what the address asks of a list; short says that a search is longer than what is looked for.
func filterOf(r *http.Request, l listing.List) (f listing.Filter, short bool) {
	q := r.URL.Query()
	f = listing.Filter{List: l, Team: integer(q.Get(paramTeam)), Theme: integer(q.Get(paramTheme)), Agency: integer(q.Get(paramAgency)), Urgent: q.Get(paramUrgent) != "", Need: listing.Need(q.Get(listing.ParamNeed)), Page: 1, Size: perPage}
	words := strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(q.Get(paramQuery), "\x00", ""), ""))
	f.Query = strings.TrimSpace(strings.ToValidUTF8(words[:min(len(words), longestQuery)], "")) // the first words count: never the whole list as their result
	by, back := strings.CutPrefix(q.Get(ui.SortParam), "-")
	f.Order, f.Back = listing.Order(by), !back && by != ""
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 && n <= mostPages {
		f.Page = n
	}
	return f, len(words) > longestQuery
}

// tabs are the lists, each with how many it has.
func (p listPage) tabs() ui.Tabs {
	out := ui.Tabs{T: p.T, Label: p.T.S(msg.Lists)}
	for i, l := range lists {
		if !has(p.Who, l.list) {
			continue
		}
		tone := ui.Calm
		switch {
		case p.Counts[l.list] == 0:
		case l.list == listing.ToDo:
			tone = ui.Due
		case l.list == listing.LateOnes:
			tone = ui.Late
		}
		out.Items = append(out.Items, ui.Tab{Label: p.T.S(l.title), Href: l.path, Count: p.Counts[l.list], Tone: tone, Current: i == p.Which})
	}
	return out
}

func (p listPage) options(any i18n.Key, all []listing.Choice) []ui.Option {
	out := []ui.Option{{Label: p.T.S(any)}}
	for _, c := range all {
		out = append(out, ui.Option{Value: strconv.FormatInt(c.Number, 10), Label: c.Name})
	}
	return out
}

func (p listPage) narrowed() bool {
	f := p.Filter
	return f.Query != "" || f.Team+f.Theme+f.Agency > 0 || f.Urgent || f.Need != ""
}

// needs are what « Mes demandes » may be narrowed to.
func (p listPage) needs() []ui.Option {
	names := map[listing.Need]i18n.Key{listing.ToRead: msg.NeedRead, listing.ToSend: msg.NeedSend, listing.ToClose: msg.NeedClose}
	out := []ui.Option{{Label: p.T.S(msg.NeedAny)}}
	for _, n := range listing.Needs() {
		out = append(out, ui.Option{Value: string(n), Label: p.T.S(names[n])})
	}
	return out
}

// sought is what the search looks for.
func (p listPage) sought() string {
	if p.Filter.List == listing.All {
		return p.T.S(msg.SearchNumber)
	}
	return p.T.S(msg.Search)
}

func (p listPage) value(name string) string { return p.At.Query.Get(name) }

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(p.title), At: p.At, SortBy: p.value(ui.SortParam), Cols: []ui.Col{
		{Label: t.S(msg.ColDemand)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColCreator)}, {Label: t.S(msg.ColSent), Sort: string(listing.BySent)}, {Label: t.S(msg.ColMoved), Sort: string(listing.ByMove)},
	}}
	for _, d := range p.Rows {
		title, below := d.Title, d.Number
		switch {
		case d.Masked:
			title, below = d.Number, t.S(msg.MaskedRow)
		case title == "":
			title = t.S(msg.NoTitle)
		}
		sent := ""
		if !d.SentAt.IsZero() {
			sent = t.Date(d.SentAt)
		}
		out.Rows = append(out.Rows, ui.Row{Off: d.State == demand.Closed, Warn: p.late(d), Cells: ui.Parts{
			ui.Parts{ui.Link{Label: title, Href: d.Home()}, ui.Sub(below)}, p.tags(d), ui.Parts{ui.Text(d.CreatorName), ui.Sub(d.Team)}, ui.NoWrap(sent), ui.NoWrap(t.DateTime(d.MovedAt)),
		}})
	}
	return out
}

// tags are the state and what calls for attention; when a demand will be late is said before it is (C042).
func (p listPage) tags(d listing.Row) ui.Line {
	t := p.T
	out := ui.Line{stateTag(t, d.State)}
	if d.Urgent {
		out = append(out, ui.Tag{Label: t.S(msg.Urgent), Color: ui.Danger})
	}
	if d.Unread {
		out = append(out, ui.Tag{Label: t.S(msg.Unread), Color: ui.Accent})
	}
	switch {
	case p.late(d):
		out = append(out, ui.Tag{Label: t.S(msg.Late), Color: ui.Warning})
	case !d.Due.IsZero():
		out = append(out, ui.Tiny(t.S(msg.LateOn, "day", t.Date(d.Due))))
	}
	return out
}
