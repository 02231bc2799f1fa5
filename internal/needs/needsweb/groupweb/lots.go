package groupweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// lots lists a draft's lots, to be changed.
func (h *Handler) lots(w http.ResponseWriter, r *http.Request) error {
	if _, err := SignedIn(r); err != nil {
		return err
	}
	if err := h.refuse(r, group.EditLots); err != nil {
		return err
	}
	p, err := h.whole(r, TabDetail)
	if err != nil {
		return err
	}
	t := p.T
	head := &ui.Head{
		T: t, Title: t.S(msg.LotsOf, "title", p.Group.Title), Lead: t.S(msg.LotsLead), Crumbs: GroupCrumbs(t, p.Group, ui.Link{Label: t.S(msg.Lots)}),
		Acts: ui.Parts{
			ui.Button{Label: t.S(msg.ImportLots), Icon: ui.IconUpload, Href: Path(p.Group.Number, "/imports/nouveau")},
			ui.Button{Label: t.S(msg.AddLot), Icon: ui.IconPlus, Look: ui.Main, Href: Path(p.Group.Number, "/lots/nouveau")},
		},
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Needs, Place: "list"}, lotsHTML(p))
}

func (p GroupPage) editLotsTable() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LotsMeta, "n", len(p.Lots)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLot)}, {Label: t.S(msg.ColTitle)}, {Label: t.S(msg.ColLines), Num: true}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, l := range p.Lots {
		path := LotPath(p.Group.Number, "lots", l.Position, "")
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.Number(l.Position)),
			ui.Link{Label: l.Title, Href: path},
			ui.Text(t.Number(int64(l.LineCount))),
			ui.Acts{ui.Button{Label: t.S(msg.Edit), About: l.Title, Small: true, Href: path}, ui.Button{Label: t.S(msg.Remove), About: l.Title, Small: true, Look: ui.QuietStop, Href: path + "/supprimer"}},
		}})
	}
	return table
}

type lotForm struct {
	T       *i18n.T
	Key     string
	Group   group.Group
	Form    *web.Form
	Faults  ui.Faults
	Rows    int    // lines shown, the empty ones included
	Version string // that the next save replaces
	Clash   bool
	Stored  ui.Summary // after a clash: what somebody else saved
}

const (
	// spareLines are the empty lines that a lot's form offers below the filled ones.
	spareLines = 5
	// mostRows is how many lines a form can carry. It is more than a lot may have: what is too much comes back to be
	// shortened, and nothing of it is dropped unseen.
	mostRows = group.MaxLines + 400
)

func (h *Handler) newLot(w http.ResponseWriter, r *http.Request) error {
	return h.drawLot(w, r, http.StatusOK, 0, web.NewForm(map[string]string{"lignes": strconv.Itoa(spareLines)}), nil)
}

func (h *Handler) editLot(w http.ResponseWriter, r *http.Request) error {
	n, lot, err := groupAndLot(r)
	if err != nil {
		return err
	}
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	g, l, err := h.needs.ShowLines(r.Context(), who, n, lot)
	if err != nil {
		return err
	}
	values := map[string]string{
		group.FieldTitle: l.Title, group.FieldDescription: l.Description,
		"version": strconv.FormatInt(g.Version, 10), "lignes": strconv.Itoa(len(l.Lines) + spareLines),
	}
	for i, x := range l.Lines {
		putLine(values, i, x)
	}
	return h.drawLot(w, r, http.StatusOK, lot, web.NewForm(values), nil)
}

// storedLot is what a lot has and differs from what was typed; nothing for a lot that is to be added.
func storedLot(t *i18n.T, l group.Lot, typed *web.Form) ui.Summary {
	var out ui.Summary
	add := func(term, value string) { out = append(out, ui.Fact{Term: term, Value: ui.Text(value)}) }
	if l.ID != "" && l.Title != typed.Value(group.FieldTitle) {
		add(t.S(msg.LotTitleLabel), l.Title)
	}
	if l.ID != "" && l.Description != typed.Value(group.FieldDescription) {
		add(t.S(msg.DescriptionLabel), l.Description)
	}
	for i, x := range l.Lines {
		values, same := map[string]string{}, true
		putLine(values, i, x)
		for name, v := range values {
			same = same && v == typed.Value(name)
		}
		if !same {
			add(t.S(msg.ArticleOf, "n", i+1), strings.Join(slices.DeleteFunc([]string{x.Title, x.Unit, x.Section, x.Note}, func(s string) bool { return s == "" }), ", "))
		}
	}
	return out
}

func putLine(values map[string]string, i int, x group.Line) {
	values[group.LineField("rubrique", i)] = x.Section
	values[group.LineField("article", i)] = x.Title
	values[group.LineField("precision", i)] = x.Note
	values[group.LineField("unite", i)] = x.Unit
	values[group.LineField("decimales", i)] = strconv.Itoa(x.Decimals)
}

func groupAndLot(r *http.Request) (n, lot int64, err error) {
	if n, err = web.Number(r, "n"); err != nil {
		return 0, 0, err
	}
	lot, err = web.Number(r, "lot")
	return n, lot, err
}

func (h *Handler) drawLot(w http.ResponseWriter, r *http.Request, status int, lot int64, f *web.Form, fault error) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	g, l, err := h.needs.ShowLines(r.Context(), who, n, lot)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := lotForm{
		T: t, Key: id.New(), Group: g, Form: f, Faults: ui.FaultsOf(t, fault), Rows: rows(f),
		Version: f.Value("version"), Clash: apperr.Is(fault, apperr.Conflict),
	}
	if p.Clash {
		p.Version, p.Stored = strconv.FormatInt(g.Version, 10), storedLot(t, l, f)
	}
	title, crumb := t.S(msg.AddLot), t.S(msg.CrumbNewLot)
	if lot > 0 {
		crumb = t.S(msg.LotIndex, "n", lot, "title", l.Title)
		title = t.S(msg.EditTitle, "title", t.S(msg.LotIndex, "n", lot, "title", f.Value(group.FieldTitle)))
	}
	head := &ui.Head{T: t, Title: title, Lead: t.S(msg.LotLead), Crumbs: GroupCrumbs(t, g, ui.Link{Label: t.S(msg.Lots), Href: Path(n, "/lots")}, ui.Link{Label: crumb})}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Needs, Place: "list", Wrong: len(p.Faults) > 0}, lotFormHTML(p))
}

func (h *Handler) addLot(w http.ResponseWriter, r *http.Request) error { return h.keepLot(w, r, 0) }

func (h *Handler) saveLot(w http.ResponseWriter, r *http.Request) error {
	lot, err := web.Number(r, "lot")
	if err != nil {
		return err
	}
	return h.keepLot(w, r, lot)
}

// keepLot adds or changes a lot; « Ajouter des lignes » shows the form again with more of them, and keeps nothing yet.
func (h *Handler) keepLot(w http.ResponseWriter, r *http.Request, lot int64) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if f.Value("acte") == "lignes" {
		return h.drawLot(w, r, http.StatusOK, lot, moreLines(f), nil)
	}
	in := readLot(f)
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	said := i18n.M(msg.LotSaved, "lot", in.Title)
	if lot == 0 {
		_, err = h.needs.AddLot(r.Context(), who, n, in)
	} else {
		err = h.needs.EditLot(r.Context(), who, n, lot, version, in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		if f.Value("coller") != "" {
			f = moreLines(f) // faults stand at fields
		}
		return h.drawLot(w, r, http.StatusUnprocessableEntity, lot, f, err)
	case apperr.Conflict:
		return h.drawLot(w, r, http.StatusConflict, lot, f, err)
	default:
	}
	if err != nil {
		return err
	}
	if f.Value("acte") == "suivant" {
		return web.SeeOther(w, r, Path(n, "/lots/nouveau"), said)
	}
	return web.SeeOther(w, r, Path(n, "/lots"), said)
}

// readLot reads the lot's lines, and those pasted from a spreadsheet below them.
func readLot(f *web.Form) group.LotInput {
	in := group.LotInput{Title: f.Line(group.FieldTitle, group.MaxTitle), Description: f.Text(group.FieldDescription, group.MaxDescription)}
	for i := range rows(f) {
		in.Lines = append(in.Lines, group.Line{
			Section: f.Line(group.LineField("rubrique", i), 1000), Title: f.Line(group.LineField("article", i), 1000),
			Note: f.Line(group.LineField("precision", i), 1000), Unit: f.Line(group.LineField("unite", i), 1000), Decimals: decimals(f.Value(group.LineField("decimales", i))),
		})
	}
	in.Lines = append(in.Lines, pasted(f.Value("coller"))...)
	return in
}

// decimals is how many decimals a line takes: none when nothing is said, -1, which no line may have, for what is no number.
func decimals(s string) int {
	if s = web.CleanLine(s); s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// pasted reads lines from a spreadsheet: article, unit, section, note, decimals. Tabs part the cells where there are any,
// else semicolons; an empty cell keeps its place.
func pasted(text string) []group.Line {
	part := ";"
	if strings.Contains(text, "\t") {
		part = "\t"
	}
	var out []group.Line
	for row := range strings.Lines(text) {
		cells := append(strings.Split(row, part), "", "", "", "")
		for i := range cells {
			cells[i] = web.CleanLine(cells[i])
		}
		if strings.Join(cells, "") != "" {
			out = append(out, group.Line{Title: cells[0], Unit: cells[1], Section: cells[2], Note: cells[3], Decimals: decimals(cells[4])})
		}
	}
	return out
}

// moreLines is the same form with ten lines more, the pasted ones among them.
func moreLines(f *web.Form) *web.Form {
	values := map[string]string{}
	for _, name := range f.Names() {
		values[name] = f.Value(name)
	}
	n, more := rows(f), pasted(f.Value("coller"))
	if n+len(more) > mostRows {
		return f // they stay where they were pasted
	}
	for i, l := range more {
		putLine(values, n+i, l)
	}
	values["lignes"] = strconv.Itoa(min(n+len(more)+2*spareLines, mostRows))
	values["coller"] = ""
	return web.NewForm(values)
}

// rows are the lines that the form has, the empty ones included.
func rows(f *web.Form) int { return min(Positive(f.Value("lignes"), spareLines), mostRows) }

func (h *Handler) confirmRemoveLot(w http.ResponseWriter, r *http.Request) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, lot, err := groupAndLot(r)
	if err != nil {
		return err
	}
	g, l, err := h.needs.ShowLines(r.Context(), who, n, lot)
	if err != nil {
		return err
	}
	t := web.T(r)
	return h.Confirm(w, r, ConfirmPage{
		T: t, Key: id.New(), Title: t.S(msg.RemoveTitle, "lot", l.Title), Text: t.S(msg.RemoveText, "n", len(l.Lines)), Do: t.S(msg.RemoveLot), Look: ui.Withdraw,
		Action: LotPath(n, "lots", lot, "/supprimer"), Back: Path(n, "/lots"), Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(g.Version, 10)}},
		Crumbs: GroupCrumbs(t, g, ui.Link{Label: t.S(msg.Lots), Href: Path(n, "/lots")}, ui.Link{Label: t.S(msg.CrumbRemove)}),
	})
}

func (h *Handler) removeLot(w http.ResponseWriter, r *http.Request) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, lot, err := groupAndLot(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	if err := h.needs.RemoveLot(r.Context(), who, n, lot, version); err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(n, "/lots"), i18n.M(msg.LotRemoved))
}
