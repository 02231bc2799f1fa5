package notifyweb

import (
	"net/http"
	"slices"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/core/notify/notifyweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The fields of the form.
const (
	fieldAny = "mails"     // mails of the services, any at all
	fieldHow = "recevoir." // and a kind: how its mails are to come
)

// ways are how mails may come, in the order of the page, as the form says them.
var ways = []struct {
	how   notify.How
	value string
	label i18n.Key
}{
	{notify.Now, "tout-de-suite", msg.WayNow},
	{notify.Daily, "par-jour", msg.WayDaily},
	{notify.Never, "jamais", msg.WayNever},
}

// group is the kinds of mail of one service.
type group struct {
	service instance.ServiceKey
	title   string
	kinds   []kind
}

type kind struct {
	name, label, value string
}

// choices is « Notifications mails » (R270).
func (h *Handler) choices(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	prefs, err := h.o.Notify.Preferences(r.Context(), who)
	if err != nil {
		return err
	}
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	sender, err := h.o.Notify.Sender(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := choicesPage{
		T: t, Key: id.New(), AllOff: prefs.AllOff, Groups: groups(t, set, prefs.Each), Always: said(t, prefs.Always), History: h.changes(t, prefs.Changes),
		Hour: notify.DigestHour(t), Sender: sender,
	}
	lead := t.S(msg.ChoicesLead)
	if who.Address != "" {
		lead = t.S(msg.ChoicesLeadTo, "address", who.Address)
	}
	page := frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.Choices), Lead: lead}, Place: placeChoices}
	return h.o.Frame.Render(w, r, http.StatusOK, page, choices(p))
}

// saveChoices makes them what the form says.
func (h *Handler) saveChoices(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	wish := notify.Wish{AllOff: !f.Bool(fieldAny), Each: map[string]notify.How{}}
	for _, name := range f.Names() {
		if kind, ok := strings.CutPrefix(name, fieldHow); ok {
			wish.Each[kind] = howOf(f.Value(name))
		}
	}
	if err := h.o.Notify.SavePreferences(r.Context(), frame.Actor(r), wish); err != nil {
		return err
	}
	return web.SeeOther(w, r, ChoicesPath, i18n.M(msg.Saved))
}

// howOf is what the form's value says; what it cannot say is refused as it is.
func howOf(value string) notify.How {
	for _, w := range ways {
		if w.value == value {
			return w.how
		}
	}
	return notify.How("?")
}

func valueOf(how notify.How) string {
	for _, w := range ways {
		if w.how == how {
			return w.value
		}
	}
	return ""
}

// options are the ways that may be chosen.
func (p choicesPage) options() []ui.Option {
	out := make([]ui.Option, len(ways))
	for i, w := range ways {
		out[i] = ui.Option{Value: w.value, Label: p.T.S(w.label)}
	}
	return out
}

// groups are the kinds of the services that are open, those of the platform itself last.
func groups(t *i18n.T, set instance.Settings, each []notify.Choice) []group {
	var out []group
	for _, service := range append(slices.Clone(set.Services), "") {
		g := group{service: service, title: t.S(msg.Platform)}
		if service != "" {
			g.title = set.ServiceTitle(t, service)
		}
		for _, c := range each {
			if instance.ServiceKey(c.Service) == service {
				g.kinds = append(g.kinds, kind{name: c.Kind, label: t.S(c.Label), value: valueOf(c.How)})
			}
		}
		if len(g.kinds) > 0 {
			slices.SortFunc(g.kinds, func(a, b kind) int { return strings.Compare(a.label, b.label) })
			out = append(out, g)
		}
	}
	return out
}

func said(t *i18n.T, keys []i18n.Key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = t.S(k)
	}
	slices.Sort(out)
	return out
}

// changes are what was switched off and on, each with its day: it answers « why do I get no mail any more? ».
func (h *Handler) changes(t *i18n.T, cs []notify.Change) ui.Timeline {
	out := make(ui.Timeline, len(cs))
	for i, c := range cs {
		var parts []string
		if len(c.Off) > 0 {
			parts = append(parts, t.S(msg.SwitchedOff, "kinds", h.labels(t, c.Off)))
		}
		if len(c.Daily) > 0 {
			parts = append(parts, t.S(msg.SwitchedDaily, "kinds", h.labels(t, c.Daily)))
		}
		if len(c.On) > 0 {
			parts = append(parts, t.S(msg.SwitchedOn, "kinds", h.labels(t, c.On)))
		}
		out[i] = ui.Moment{What: strings.Join(parts, " "), When: t.DateTime(c.At), Done: true}
		switch {
		case c.ByLink:
			out[i].Text = t.S(msg.ByLink)
		case c.Unwanted:
			out[i].Text = t.S(msg.Unwanted)
		}
	}
	return out
}

func (h *Handler) labels(t *i18n.T, kinds []string) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = t.S(msg.AnyMail)
		if k != notify.AllKinds {
			out[i] = h.o.Notify.Label(t, k)
		}
	}
	return strings.Join(out, ", ")
}
