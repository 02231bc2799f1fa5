package orderingweb

import (
	"net/http"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

type homePage struct {
	ordering.HomeView
	T *i18n.T
}

// home says what a person is in the service and where, or why they can do nothing there (R111, R112).
func (h *Handler) home(w http.ResponseWriter, r *http.Request) error {
	v, err := h.ordering.Home(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Home), Lead: t.S(msg.HomeLead), Crumbs: []ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home)}}}
	f := frame.Page{Head: head, Service: instance.Ordering, Place: "home"}
	if len(v.Why) > 0 {
		f.Reason = v.Why[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, homeHTML(homePage{v, t}))
}

// facts are what a person is in one place.
func (p homePage) facts(post ordering.Post) ui.Summary {
	t := p.T
	var out ui.Summary
	for _, x := range post.Roles {
		value := ui.Parts{ui.Text(t.S(x.Role.Hint))}
		if x.Role.Limit == access.Market {
			value = append(value, ui.Sub(p.markets(x.Markets)))
		}
		if !x.Until.IsZero() {
			value = append(value, ui.Sub(t.S(msg.Until, "date", i18n.Day(x.Until.Add(-time.Nanosecond)))))
		}
		out = append(out, ui.Fact{Term: t.S(x.Role.Label), Value: value})
	}
	if post.Org.Kind == schoolKind {
		out = append(out, ui.Fact{Term: t.S(msg.Managers), Value: ui.Text(p.managers(post.Managers))})
	}
	return out
}

func (p homePage) managers(names []string) string {
	if len(names) == 0 {
		return p.T.S(msg.NoManager)
	}
	return p.T.And(names)
}

func (p homePage) markets(ms []catalog.Market) string {
	if len(ms) == 0 {
		return p.T.S(msg.NoMarket)
	}
	var names []string
	for _, m := range ms {
		names = append(names, m.Title)
	}
	return p.T.S(msg.YourMarkets, "markets", strings.Join(names, ", "))
}

// acts lead to what a person may do in one place.
func (p homePage) acts(post ordering.Post) ui.Parts {
	var out ui.Parts
	for _, x := range post.Roles {
		switch key := x.Role.Key; {
		case key == ordering.President || key == ordering.Reference:
			return ui.Parts{p.accesses(post), ui.Button{Label: p.T.S(msg.Limits), About: post.Org.Name, Small: true, Href: limitsPath(post.Org.Ref)}}
		case key == ordering.Manager:
			out = ui.Parts{p.accesses(post), ui.Button{Label: p.T.S(msg.Sharing), About: post.Org.Name, Small: true, Href: path + "/partage/" + post.Org.Ref}}
		}
	}
	return out
}

func (p homePage) accesses(post ordering.Post) ui.Button {
	return ui.Button{Label: p.T.S(msg.Accesses), About: post.Org.Name, Small: true, Icon: ui.IconKey, Href: "/acces/" + post.Org.Ref}
}

func limitsPath(ref string) string { return path + "/montants/" + ref }
