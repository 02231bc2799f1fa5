package updateweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The fields and filters of an update's page.
const (
	fieldVersion = "version"
	filterView   = "voir"
	filterOver   = "hausse" // in percent
	seenState    = "vu"     // the state that a page shows while it asks for progress
)

// usualOver is the rise of a price, in percent, that is looked at while nobody says another.
const usualOver = 10

// views are what one may look at, in order, by their words in addresses.
var views = []struct {
	view  update.View
	slug  string
	label i18n.Key
}{
	{update.Faults, "refusees", msg.UpViewRefused},
	{update.Differences, "modifies", msg.UpViewChanged},
	{update.Rises, "hausses", msg.UpViewRises},
	{update.Withdrawals, "retires", msg.UpViewWithdrawn},
	{update.News, "nouveaux", msg.UpViewNew},
	{update.Remarks, "remarques", msg.UpViewRemarks},
}

func viewOf(slug string) update.View {
	for _, v := range views {
		if v.slug == slug {
			return v.view
		}
	}
	return ""
}

// lookOf is what an address asks to look at.
func lookOf(f *web.Form) update.Look {
	page, size := paged(f)
	over, err := strconv.ParseInt(f.Value(filterOver), 10, 32)
	if err != nil || over < 0 || over > 10_000 {
		over = usualOver
	}
	return update.Look{View: viewOf(f.Value(filterView)), Over: over * 100, Page: page, Size: size}
}

type showPage struct {
	update.Record
	T      *i18n.T
	Key    string
	At     ui.Address
	Form   *web.Form
	Faults ui.Faults
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.draw(w, r, http.StatusOK, lookOf(f), web.NewForm(nil), nil)
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, l update.Look, f *web.Form, fault error) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	rec, err := h.updates.Show(r.Context(), frame.Actor(r), market, n, l)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := showPage{Record: rec, T: t, Key: id.New(), At: ui.Address{Path: rec.Path(""), Query: r.URL.Query()}, Form: f, Faults: ui.FaultsOf(t, fault)}
	title := t.S(msg.UpOne, "n", strconv.FormatInt(n, 10))
	head := &ui.Head{
		T: t, Title: title, Lead: t.S(rec.Mode.Label()), Tags: ui.Parts{stateTag(t, rec.Update)}, Meta: p.meta(), Acts: p.acts(),
		Crumbs: crumbs(t, market, rec.Market.Title, ui.Link{Label: title}),
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), showHTML(p))
}

func (p showPage) meta() ui.Parts {
	return ui.Parts{ui.Text(p.FileName), ui.Text(p.T.S(msg.UpSentBy, "name", p.StartedName, "at", p.T.DateTime(p.StartedAt)))}
}

// act is one that is posted with the version that was looked at.
func (p showPage) act(do update.Act, label i18n.Key, tail string, look ui.Look) ui.Act {
	o, concerns := p.Offers.Of(do)
	return ui.Act{
		T: p.T, Label: p.T.S(label), Look: look, Reasons: o.Reasons, Absent: !concerns, Post: p.Path(tail), Key: id.New(),
		Hidden: []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(p.Version, 10)}},
	}
}

// acts are what the rules let one do, the one that commits before those that end.
func (p showPage) acts() ui.Parts {
	back := p.act(update.GiveBack, msg.UpGiveBack, "", "")
	back.Post, back.Href, back.Icon, back.Absent = "", p.Path("/erreurs"), ui.IconDownload, back.Absent || len(back.Reasons) > 0
	undo := p.act(update.Undo, msg.UpUndo, "", ui.QuietStop)
	undo.Post, undo.Href, undo.Hidden, undo.Key = "", p.Path("/annulation"), nil, ""
	if len(undo.Reasons) > 0 && !p.Current() {
		undo.Absent = true // a later one is what can be undone
	}
	return ui.Parts{
		back, p.act(update.Unschedule, msg.UpUnschedule, "/deprogrammation", ui.Outline), p.act(update.GoLive, msg.UpGoLive, "/mise-en-ligne", ui.Commit),
		p.act(update.Drop, msg.UpDrop, "/abandon", ui.QuietStop), undo,
	}
}

// summary is what the state means, in a sentence.
func (p showPage) summary() (string, ui.Color) {
	t := p.T
	switch p.State {
	case update.Ready:
		return t.S(msg.UpSaysReady), ui.Info
	case update.Scheduled:
		return t.S(msg.UpSaysScheduled, "day", day(t, p.LiveOn), "name", p.MovedName), ui.Info
	case update.Live:
		return t.S(msg.UpSaysLive, "at", t.DateTime(p.MovedAt), "name", p.MovedName), ui.Success
	case update.Undone:
		return t.S(msg.UpSaysUndone), ui.Info
	case update.Dropped:
		return t.S(msg.UpSaysDropped), ui.Info
	case update.Void:
		return t.S(msg.UpSaysVoid), ui.Info
	case update.Reading, update.Undoing, update.Dropping, update.Refused:
	}
	return "", ""
}

// told says whether what came of the lines is known.
func (p showPage) told() bool {
	return p.Lines > 0 && p.State != update.Reading && p.State != update.Refused
}

func (p showPage) tiles() ui.Tiles {
	t := p.T
	out := ui.Tiles{{Figure: t.Number(p.Lines), Label: t.S(msg.UpTileLines)}}
	for _, x := range []struct {
		label i18n.Key
		n     int64
		view  update.View
	}{
		{msg.UpTileNew, p.New, update.News},
		{msg.UpTileChanged, p.Changed, update.Differences},
		{msg.UpTileWithdrawn, p.Withdrawn, update.Withdrawals},
		{msg.UpTileSame, p.Same, ""},
		{msg.UpTileRefused, p.Counts.Refused, update.Faults},
	} {
		tile := ui.Tile{Figure: t.Number(x.n), Label: t.S(x.label)}
		if x.n > 0 && x.view != "" {
			tile.Href = p.to(x.view)
		}
		out = append(out, tile)
	}
	return out
}

func (p showPage) to(v update.View) string {
	for _, x := range views {
		if x.view == v {
			return p.Path("?" + filterView + "=" + x.slug + "#lignes")
		}
	}
	return p.Path("")
}

func (p showPage) slug() string {
	for _, x := range views {
		if x.view == p.Look.View {
			return x.slug
		}
	}
	return ""
}

func (p showPage) count(v update.View) int64 {
	return map[update.View]int64{
		update.Faults: p.Counts.Refused, update.Differences: p.Changed, update.Rises: int64(p.Over), update.Withdrawals: p.Withdrawn, update.News: p.New, update.Remarks: p.Warned,
	}[v]
}

func (p showPage) chips() []ui.Chip {
	var out []ui.Chip
	for _, v := range views {
		if n := p.count(v.view); n > 0 || v.view == p.Look.View {
			out = append(out, ui.Chip{Label: p.T.S(v.label, "n", n, "over", p.Look.Over/100), Href: p.to(v.view), Current: v.view == p.Look.View})
		}
	}
	return out
}

// ofFaults says whether what is looked at is lines rather than articles.
func (p showPage) ofFaults() bool {
	return p.Look.View == update.Faults || p.Look.View == update.Remarks
}

// cut says whether more is counted than is kept.
func (p showPage) cut() bool { return p.ofFaults() && p.count(p.Look.View) > 1000 }

func (p showPage) table() ui.Table {
	if p.ofFaults() {
		return p.faultTable()
	}
	return p.changeTable()
}

func (p showPage) faultTable() ui.Table {
	t := p.T
	table := ui.Table{ID: "t-lignes", Caption: t.S(msg.UpLines), Top: true, Head: 3, Cols: []ui.Col{
		{Label: t.S(msg.UpColLine)}, {Label: t.S(msg.UpColColumn)}, {Label: t.S(msg.UpColValue)}, {Label: t.S(msg.UpColReason)},
	}}
	for _, f := range p.Record.Faults {
		column := ui.Parts{ui.Text(t.S(msg.UpWholeLine))}
		if f.Letter != "" {
			column = ui.Parts{ui.Strong(f.Letter), ui.Sub(f.Header)}
		}
		value := ui.Parts{ui.Text(f.Value)}
		if f.Value == "" {
			value = ui.Parts{ui.Tiny(t.S(msg.UpEmpty))}
		}
		table.Rows = append(table.Rows, ui.Row{Warn: !f.Warning, Cells: ui.Parts{ui.Text(strconv.FormatInt(f.Line, 10)), column, value, ui.Text(t.M(f.Reason))}})
	}
	return table
}

func (p showPage) changeTable() ui.Table {
	t := p.T
	table := ui.Table{ID: "t-lignes", Caption: t.S(msg.UpChanges), Top: true, Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.UpColReference)}, {Label: t.S(msg.UpColTitle)}, {Label: t.S(msg.UpColWhat)}, {Label: t.S(msg.UpColBefore), Num: true}, {Label: t.S(msg.UpColAfter), Num: true}, {Label: t.S(msg.UpColRise), Num: true},
	}}
	for _, d := range p.Differences {
		before, after := price(t, d.Was.Price), price(t, d.Price)
		if d.New {
			before = ""
		}
		table.Rows = append(table.Rows, ui.Row{Warn: d.Rise > p.Look.Over, Cells: ui.Parts{
			ui.Ref(d.Reference), ui.Text(d.Title), ui.Parts{ui.Text(t.S(d.Change())), p.others(d)}, ui.Text(before), ui.Text(after), ui.NoWrap(update.RiseText(d.Rise)),
		}})
	}
	return table
}

// others are what else changes of a known article, by name.
func (p showPage) others(d update.Difference) ui.Parts {
	if d.New || d.Withdrawn != d.Was.Withdrawn {
		return nil
	}
	var names []string
	for _, x := range []struct {
		label   i18n.Key
		differs bool
	}{
		{msg.UpColTitle, d.Title != d.Was.Title},
		{msg.UpCategory, d.Category != d.Was.Category},
		{msg.UpDescription, d.Description != d.Was.Description},
		{msg.UpBrand, d.Brand != d.Was.Brand},
		{msg.UpUnit, d.Unit != d.Was.Unit},
		{msg.UpPack, d.Pack != d.Was.Pack},
		{msg.UpMultiple, d.Multiple != d.Was.Multiple},
		{msg.UpColVat, d.VAT != d.Was.VAT},
		{msg.UpEan, d.EAN != d.Was.EAN},
		{msg.UpCpv, d.CPV != d.Was.CPV},
		{msg.UpGreen, d.Green != d.Was.Green},
		{msg.UpSpecial, d.Special != d.Was.Special},
		{msg.UpEquivalents, d.Equivalents != d.Was.Equivalents},
	} {
		if x.differs {
			names = append(names, p.T.S(x.label))
		}
	}
	return ui.Parts{ui.Sub(strings.Join(names, ", "))}
}

func (p showPage) fault() ui.Bullets {
	var out ui.Bullets
	for _, m := range p.Fault {
		out = append(out, ui.Text(p.T.M(m)))
	}
	return out
}

func (p showPage) unknown() ui.Bullets {
	var out ui.Bullets
	for _, u := range p.Unknown {
		out = append(out, ui.Text(p.T.S(msg.UpUnknownColumn, "letter", u.Letter, "name", u.Name)))
	}
	return out
}

// exports give what is looked at out.
func (p showPage) exports() ui.Parts {
	if p.ofFaults() || len(p.Differences) == 0 {
		return nil
	}
	query := "?" + filterView + "=" + p.slug() + "&" + filterOver + "=" + strconv.FormatInt(p.Look.Over/100, 10)
	return ui.Parts{
		ui.Button{Label: p.T.S(msg.ExportCsv), Small: true, Href: p.Path("/differences/csv" + query)}, ui.Button{Label: p.T.S(msg.ExportXlsx), Small: true, Href: p.Path("/differences/xlsx" + query)},
	}
}

func (p showPage) history() ui.Timeline {
	labels := map[string]i18n.Key{
		"begin": msg.UpDidBegin, "read": msg.UpDidRead, "settle": msg.UpDidSettle, "refuse": msg.UpDidRefuse, "go live": msg.UpDidLive, "arrive": msg.UpDidLive, "schedule": msg.UpDidSchedule,
		"unschedule": msg.UpDidUnschedule, "miss": msg.UpDidMiss, "drop": msg.UpDidDrop, "undo": msg.UpDidUndo, "finish": msg.UpDidFinish, "lapse": msg.UpDidLapse,
	}
	var out ui.Timeline
	for _, l := range p.History {
		m := ui.Moment{What: p.T.S(labels[strings.TrimPrefix(l.Act, "catalog.update.")], "day", day(p.T, l.Data["day"])), When: p.T.DateTime(l.Done), Done: true}
		if l.Name != "" {
			m.Text = p.T.S(msg.By, "name", l.Name)
		}
		out = append(out, m)
	}
	return out
}

// progress is the part of the page that moves. When the state is another than the page shows, the whole page is asked for.
func (h *Handler) progress(w http.ResponseWriter, r *http.Request) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	u, err := h.updates.Progress(r.Context(), frame.Actor(r), market, n)
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Request") == "" {
		return web.SeeOther(w, r, u.Path(""))
	}
	if r.URL.Query().Get(seenState) != u.State.Slug() {
		w.Header().Set("HX-Refresh", "true")
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, progressHTML(progressPart{T: web.T(r), Update: u}))
}

type progressPart struct {
	T *i18n.T
	update.Update
}

func (p progressPart) href() string { return p.Path("/avancement?" + seenState + "=" + p.State.Slug()) }

// sentence says how far it is.
func (p progressPart) sentence() string {
	switch p.State {
	case update.Reading:
		return p.T.S(msg.UpIsReading, "lines", p.Lines, "percent", p.Percent())
	case update.Undoing:
		return p.T.S(msg.UpIsUndoing)
	case update.Dropping, update.Ready, update.Scheduled, update.Live, update.Undone, update.Dropped, update.Void, update.Refused:
	}
	return p.T.S(msg.UpIsDropping)
}

func (h *Handler) giveBack(w http.ResponseWriter, r *http.Request) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	c, err := h.updates.GiveBack(r.Context(), frame.Actor(r), market, n, web.T(r))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // it was only read
	return web.Download(w, c.Name, c.MediaType, c)
}

func (h *Handler) export(w http.ResponseWriter, r *http.Request) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	f, err := formatOf(r)
	if err != nil {
		return err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	c, err := h.updates.Export(r.Context(), frame.Actor(r), market, n, lookOf(q), f, web.T(r))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // it was only read
	return web.Download(w, c.Name, c.MediaType, c)
}

type move func(ctx context.Context, who access.Actor, market, n, seen int64) error

func (h *Handler) golive(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.updates.GoLive, msg.UpWentLive)
}

func (h *Handler) unschedule(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.updates.Unschedule, msg.UpUnscheduled)
}

func (h *Handler) drop(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.updates.Drop, msg.UpDroppedNow)
}

func (h *Handler) undo(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.updates.Undo, msg.UpUndoneNow)
}

func (h *Handler) move(w http.ResponseWriter, r *http.Request, do move, said i18n.Key) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if err := do(r.Context(), frame.Actor(r), market, n, version); err != nil {
		return err
	}
	return web.SeeOther(w, r, onePathOf(market, n), i18n.M(said))
}

// schedule sets the day.
func (h *Handler) schedule(w http.ResponseWriter, r *http.Request) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	chosen := f.Day(update.FieldDay)
	if err = f.Err(); err == nil {
		err = h.updates.Schedule(r.Context(), frame.Actor(r), market, n, version, chosen)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.draw(w, r, http.StatusUnprocessableEntity, update.Look{Over: usualOver * 100}, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, onePathOf(market, n), i18n.M(msg.UpScheduledNow))
}

// confirmUndo says what undoing does before it is done.
func (h *Handler) confirmUndo(w http.ResponseWriter, r *http.Request) error {
	market, n, err := both(r)
	if err != nil {
		return err
	}
	rec, err := h.updates.Show(r.Context(), frame.Actor(r), market, n, update.Look{View: update.Remarks})
	if err != nil {
		return err
	}
	if o, concerns := rec.Offers.Of(update.Undo); !concerns || len(o.Reasons) > 0 {
		return web.SeeOther(w, r, rec.Path("")) // the update's page says why not
	}
	t := web.T(r)
	title := t.S(msg.UpOne, "n", strconv.FormatInt(n, 10))
	head := &ui.Head{T: t, Title: t.S(msg.UpUndoTitle, "n", strconv.FormatInt(n, 10)), Crumbs: crumbs(t, market, rec.Market.Title, ui.Link{Label: title, Href: rec.Path("")}, ui.Link{Label: t.S(msg.UpUndo)})}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), undoHTML(showPage{Record: rec, T: t, Key: id.New()}))
}
