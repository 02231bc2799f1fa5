package importsweb

import (
	"context"
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The fields and filters of an import's page.
const (
	fieldVersion = "version"
	filterView   = "voir"
	seenState    = "vu" // the state that a page shows while it asks for progress
)

// views are what one may look at, in order, by their words in addresses.
var views = []struct {
	view  imports.View
	slug  string
	label i18n.Key
	count func(imports.Counts) int64
}{
	{imports.Overtook, "depassees", msg.ViewOvertaken, func(c imports.Counts) int64 { return c.Overtaken }},
	{imports.Faults, "erreurs", msg.ViewFaults, func(c imports.Counts) int64 { return c.Refused + c.Aside }},
	{imports.Changes, "modifiees", msg.ViewChanged, func(c imports.Counts) int64 { return c.Changed }},
	{imports.News, "nouvelles", msg.ViewNew, func(c imports.Counts) int64 { return c.New }},
	{imports.Sames, "inchangees", msg.ViewSame, func(c imports.Counts) int64 { return c.Same }},
	{imports.Absents, "absentes", msg.ViewAbsent, func(c imports.Counts) int64 { return c.Absent }},
}

func viewOf(slug string) imports.View {
	for _, v := range views {
		if v.slug == slug {
			return v.view
		}
	}
	return ""
}

type showPage struct {
	imports.Record
	Seat Seat
	T    *i18n.T
	At   ui.Address
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	seat, n, err := h.number(r)
	if err != nil {
		return err
	}
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page, size := paged(f)
	rec, err := h.imports.Show(r.Context(), frame.Actor(r), seat.Place, n, viewOf(f.Value(filterView)), page, size)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := showPage{Record: rec, Seat: seat, T: t, At: ui.Address{Path: seat.path(n, ""), Query: r.URL.Query()}}
	title := t.S(msg.ImportOf, "number", strconv.FormatInt(n, 10))
	head := &ui.Head{
		T: t, Title: title, Lead: p.kindLabel(), Tags: ui.Parts{stateTag(t, rec.State)}, Meta: p.meta(), Acts: p.acts(),
		Crumbs: seat.crumbs(t, title),
	}
	return h.frame.Render(w, r, http.StatusOK, seat.page(head), showHTML(p))
}

func (p showPage) kindLabel() string {
	if p.Kind.Label == "" {
		return p.Import.Kind
	}
	return p.T.S(p.Kind.Label)
}

func (p showPage) meta() ui.Parts {
	return ui.Parts{ui.Text(p.FileName), ui.Text(p.T.S(msg.SentBy, "name", p.StartedName, "at", p.T.DateTime(p.StartedAt)))}
}

// acts are what the rules let one do, the one that commits before those that end.
func (p showPage) acts() ui.Parts {
	t := p.T
	var out ui.Parts
	for _, x := range []struct {
		do    imports.Act
		label i18n.Key
		tail  string
		look  ui.Look
		icon  ui.Icon
	}{
		{imports.GiveBack, msg.GiveBack, "/erreurs", ui.Outline, ui.IconDownload},
		{imports.Again, msg.Again, "/comparaison", ui.Outline, ""},
		{imports.Apply, p.applyLabel(), "/ecriture", ui.Commit, ""},
		{imports.Stop, msg.Stop, "/arret", ui.Cancel, ""},
		{imports.Cancel, msg.Cancel, "/abandon", ui.Cancel, ""},
	} {
		o, ok := p.Offers.Of(x.do)
		if !ok || !o.OK() && x.do == imports.GiveBack && (!p.Apart || p.Refused+p.Aside+p.Overtaken == 0) {
			continue // what has no error needs no explanation
		}
		act := ui.Act{T: t, Label: t.S(x.label, "n", p.left()), Look: x.look, Icon: x.icon, Reasons: o.Reasons}
		if x.do == imports.GiveBack {
			act.Href = p.Seat.path(p.Number, x.tail)
		} else {
			act.Post, act.Key = p.Seat.path(p.Number, x.tail), id.New()
			act.Hidden = []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(p.Version, 10)}}
		}
		out = append(out, act)
	}
	return out
}

func (p showPage) applyLabel() i18n.Key {
	if p.State == imports.Stopped {
		return msg.Resume
	}
	return msg.Apply
}

// left is how many lines are not written yet.
func (p showPage) left() int64 {
	if p.State == imports.Stopped {
		return p.ToWrite() - p.Import.Done
	}
	return p.ToWrite()
}

// progress is the part of the page that moves. When the state is another than the page shows, the whole page is asked for.
func (h *Handler) progress(w http.ResponseWriter, r *http.Request) error {
	seat, n, err := h.number(r)
	if err != nil {
		return err
	}
	i, err := h.imports.Progress(r.Context(), frame.Actor(r), seat.Place, n)
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Request") == "" {
		return web.SeeOther(w, r, seat.path(n, ""))
	}
	if r.URL.Query().Get(seenState) != i.State.Slug() {
		w.Header().Set("HX-Refresh", "true")
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, progressHTML(progressPart{Seat: seat, T: web.T(r), Import: i}))
}

type progressPart struct {
	Seat Seat
	T    *i18n.T
	imports.Import
}

func (p progressPart) href() string {
	return p.Seat.path(p.Number, "/avancement?"+seenState+"="+p.State.Slug())
}

// sentence says how far it is.
func (p progressPart) sentence() string {
	key := map[imports.State]i18n.Key{imports.Reading: msg.IsReading, imports.Comparing: msg.IsComparing, imports.Applying: msg.IsApplying}[p.State]
	if key == "" {
		return ""
	}
	return p.T.S(key, "lines", p.Lines, "done", p.Import.Done, "total", p.Total, "percent", p.Percent())
}

func (h *Handler) giveBack(w http.ResponseWriter, r *http.Request) error {
	seat, n, err := h.number(r)
	if err != nil {
		return err
	}
	c, err := h.imports.GiveBack(r.Context(), frame.Actor(r), seat.Place, n, web.T(r))
	if err != nil {
		return err
	}
	defer c.Close()
	return web.Download(w, c.Name, c.MediaType, c)
}

type move func(ctx context.Context, who access.Actor, at imports.Place, n, seen int64) error

func (h *Handler) apply(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.imports.Apply, msg.Applied)
}

func (h *Handler) compareAgain(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.imports.CompareAgain, msg.ComparedAgain)
}

func (h *Handler) stop(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.imports.Stop, msg.Stopped)
}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.imports.Cancel, msg.Cancelled)
}

func (h *Handler) move(w http.ResponseWriter, r *http.Request, do move, said i18n.Key) error {
	seat, n, err := h.number(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if err := do(r.Context(), frame.Actor(r), seat.Place, n, version); err != nil {
		return err
	}
	return web.SeeOther(w, r, seat.path(n, ""), i18n.M(said))
}
