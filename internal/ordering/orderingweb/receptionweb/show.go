package receptionweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/orderweb"
	"preau/internal/ordering/orderingweb/receptionweb/msg"
	"preau/internal/ordering/reception"
)

// orderPage is an order with what came of it.
type orderPage struct {
	reception.View
	T      *i18n.T
	Key    string
	Typed  *web.Form // what was typed, and not saved yet
	Faults ui.Faults
	Clash  string
	Loose  int      // lines that have a number and no tick (R248)
	Ticked []string // lines, beside those that the form says
	Code   string
	Focus  string // the name of the field that is typed in next
	Found  string // what a code led to, in words
	All    bool   // everything is filled in
}

// show is an order's page for who receives it; a code in the address leads to its line (R256).
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.draw(w, r, http.StatusOK, orderPage{All: q.Value(fieldAll) != "", Code: q.Line(fieldCode, mostCode)})
}

// mostCode is how many characters a code has at most.
const mostCode = 100

// draw shows the page. A code that is asked for is looked up in the order as it is now.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, p orderPage) error {
	v, err := h.receptions.Show(r.Context(), frame.Actor(r), r.PathValue("n"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p.View, p.T, p.Key = v, t, id.New()
	if p.Code != "" && !p.find() {
		status = http.StatusUnprocessableEntity
	}
	title := t.S(msg.TitleRead, "number", v.Number)
	if v.Mine {
		title = t.S(msg.Title, "number", v.Number)
	}
	state := orderweb.TagOf(t, v.Order)
	if v.MayHaveCome() {
		state = orderweb.PerhapsTag(t)
	}
	head := &ui.Head{
		T: t, Title: title, Tags: ui.Parts{state}, Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle), Href: desk}, ui.Link{Label: v.Number}),
		Meta: ui.Parts{ui.Text(v.Supplier.Name)},
	}
	if !v.SentAt.IsZero() { // one that may have arrived is sent by nobody's word yet
		head.Meta = append(head.Meta, ui.Text(t.S(msg.SentOn, "date", i18n.Day(v.SentAt))))
	}
	head.Meta = append(head.Meta, ui.Text(t.S(msg.ArrivesAt, "place", v.Place)))
	if v.Label != "" {
		head.Meta = append(head.Meta, ui.Text(t.S(msg.LabelIs, "label", v.Label)))
	}
	if v.Remark != "" {
		head.Meta = append(head.Meta, ui.Text(t.S(msg.RemarkIs, "remark", v.Remark)))
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), orderHTML(p))
}

// find leads to the line of the code: false when there is none.
func (p *orderPage) find() bool {
	l, found := reception.Scanned(p.Lines, p.Code)
	if !found {
		p.Faults = ui.FaultsOf(p.T, apperr.InvalidField(fieldCode, i18n.M(msg.NotFound, "code", p.Code)))
		return false
	}
	if l.Ends() {
		p.Found, p.Focus = p.T.S(msg.FoundEnded, "article", l.Article.Title), fieldCode
		return true
	}
	p.Found = p.T.S(msg.Found, "article", l.Article.Title, "n", l.Missing())
	p.Focus, p.Ticked = reception.CameField(l.ID), append(p.Ticked, l.ID)
	return true
}

// receive notes what was ticked, or goes to the line of a code without noting anything.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	p := orderPage{Typed: f}
	if f.Value(fieldAct) == actFind {
		if p.Code = f.Line(fieldCode, mostCode); p.Code == "" {
			p.Focus = fieldCode
		}
		return h.draw(w, r, http.StatusOK, p)
	}
	in, loose := readNoted(f)
	if loose > 0 && len(in.Counts) > 0 && !f.Bool(fieldOnly) {
		p.Loose = loose
		return h.draw(w, r, http.StatusUnprocessableEntity, p)
	}
	n := int64(0)
	if err = f.Err(); err == nil {
		n, err = h.receptions.Receive(r.Context(), frame.Actor(r), r.PathValue("n"), in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults, p.Loose = ui.FaultsOf(web.T(r), err), loose
		return h.draw(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Conflict:
		p.Clash = said(web.T(r), err)
		return h.draw(w, r, http.StatusConflict, p)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, reception.PagePath(r.PathValue("n")), i18n.M(msg.Done, "n", n))
}

// readNoted reads what was ticked; loose is how many lines have a number and no tick, which is said before anything is noted (R248).
func readNoted(f *web.Form) (in reception.Noted, loose int) {
	in = reception.Noted{GivenUp: f.Value(reception.FieldRest) == "non", Reason: f.Line(reception.FieldReason, mostReason)}
	ticked := f.Values(reception.FieldLine)
	for _, line := range ticked {
		name := reception.CameField(line)
		c := reception.Count{Line: line, Came: int64(f.Int(name, 0, amount.MaxQuantity)), Fate: reception.Fate(f.Value(reception.ExcessField(line))), Seen: whole(f, seenField(line))}
		in.Counts = append(in.Counts, c)
	}
	for _, name := range f.Names() {
		line, is := strings.CutPrefix(name, reception.FieldCame+".")
		if is && strings.TrimSpace(f.Value(name)) != "" && !slices.Contains(ticked, line) {
			loose++
		}
	}
	return in, loose
}

// mostReason is how many characters a reason has at most.
const mostReason = 500

// hidden says which version of each line the page shows.
func (p orderPage) hidden() []ui.Hidden {
	var out []ui.Hidden
	for _, l := range p.Awaited() {
		out = append(out, ui.Hidden{Name: seenField(l.ID), Value: strconv.FormatInt(l.Version, 10)})
	}
	return out
}

// table lists the lines that are awaited, with fields.
func (p orderPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.LinesCaption), Head: 1, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColChoose), Hidden: true},
		{Label: t.S(msg.ColArticle)},
		{Label: t.S(msg.ColExpected), Num: true},
		{Label: t.S(msg.ColAlready), Num: true},
		{Label: t.S(msg.ColCame)},
		{Label: t.S(msg.ColClaim), Hidden: true},
	}}
	for _, l := range p.Awaited() {
		ticked := p.ticked(l.ID)
		already := ui.Parts{ui.Text(t.Number(l.Received)), p.extra(l), ui.Sub(p.meanwhile(l))}
		out.Rows = append(out.Rows, ui.Row{Picked: ticked, Warn: p.meanwhile(l) != "", Cells: ui.Parts{
			ui.Pick{Name: reception.FieldLine, Value: l.ID, Label: t.S(msg.PickLine, "article", l.Article.Title), Checked: ticked},
			p.article(l), orderweb.QuantityCell(t, l.LineView.Line), already, p.field(l), p.claim(l),
		}})
	}
	return out
}

// comes says whether anything is to come of the order: its supplier has it, and has not refused it.
func (p orderPage) comes() bool { return slices.Contains(order.ToReceive(), p.State) }

// claims says whether who looks receives there, also when all has come.
func (p orderPage) claims() bool { return p.Mine || p.Corrects }

// claim leads to a claim on a line, at its end (R242); of what nobody knows to have come, there is none.
func (p orderPage) claim(l reception.LineView) ui.Parts {
	if p.State.ToSend() {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.Claim), About: l.Article.Title, Icon: ui.IconSpeech, Small: true, Href: claim.NewPath(p.Number, l.Position)}}
}

// article is what a line is, and who asked for how many (R254).
func (p orderPage) article(l reception.LineView) ui.Parts {
	t := p.T
	out := orderweb.ArticleCell(t, l.LineView.Line)
	if l.Article.EAN != "" {
		out = append(out, ui.Sub(t.S(msg.Ean, "ean", l.Article.EAN)))
	}
	for _, x := range l.Parts {
		name, key := joined(orderweb.OwnerOf(t, x.Basket), x.Basket.Label), msg.ShareOf
		if x.Line.Arrived > 0 {
			key = msg.ShareThere
		}
		out = append(out, ui.Sub(t.S(key, "n", x.Line.Granted, "name", name, "arrived", x.Line.Arrived)))
	}
	return out
}

// extra says what came that was not expected.
func (p orderPage) extra(l reception.LineView) ui.Parts {
	var out ui.Parts
	if l.Kept > 0 {
		out = append(out, ui.Sub(p.T.S(msg.KeptToo, "n", l.Kept)))
	}
	if l.Back > 0 {
		out = append(out, ui.Sub(p.T.S(msg.BackToo, "n", l.Back)))
	}
	return out
}

func (p orderPage) ticked(lineID string) bool {
	return p.All || slices.Contains(p.Ticked, lineID) || p.Typed != nil && slices.Contains(p.Typed.Values(reception.FieldLine), lineID)
}

// meanwhile says what somebody else noted of a line since the form was made, beside what was typed: who saves again sees both.
func (p orderPage) meanwhile(l reception.LineView) string {
	if p.Typed == nil || p.Clash == "" || whole(p.Typed, seenField(l.ID)) == l.Version {
		return ""
	}
	return p.T.S(msg.Meanwhile, "n", l.Received, "all", l.Expected(), "typed", p.Typed.Value(reception.CameField(l.ID)))
}

// value is what the field of a line shows.
func (p orderPage) value(l reception.LineView) string {
	switch {
	case p.All:
		return strconv.FormatInt(l.Missing(), 10)
	case p.Typed != nil:
		return p.Typed.Value(reception.CameField(l.ID))
	}
	return ""
}

// field takes what came of a line; what becomes of units that were not expected is asked once there are some (R247).
func (p orderPage) field(l reception.LineView) ui.Parts {
	t, name := p.T, reception.CameField(l.ID)
	out := ui.Parts{ui.Quantity{
		Name: name, Label: t.S(msg.CameOf, "article", l.Article.Title), Value: p.value(l), Unit: l.Article.Unit, Error: p.Faults.Of(name), Focus: p.Focus == name,
	}}
	if n, err := strconv.ParseInt(strings.TrimSpace(p.value(l)), 10, 64); err == nil && n > l.Missing() {
		out = append(out, ui.Field{
			Kind: ui.InputSelect, Name: reception.ExcessField(l.ID), Label: t.S(msg.Excess), Value: p.Typed.Value(reception.ExcessField(l.ID)), Options: fates(t),
		})
	}
	return out
}

func fates(t *i18n.T) []ui.Option {
	return []ui.Option{{Label: t.S(msg.ExcessChoose)}, {Value: string(reception.Kept), Label: t.S(msg.ExcessKept)}, {Value: string(reception.Back), Label: t.S(msg.ExcessBack)}}
}

func (p orderPage) typed(name string) string {
	if p.Typed == nil {
		return ""
	}
	return p.Typed.Value(name)
}

// code is what the field of the scanner shows: what was found is gone, so that the next one can be scanned.
func (p orderPage) code() string {
	if p.Found != "" {
		return ""
	}
	return p.Code
}

// rest is what the form says of the rest.
func (p orderPage) rest() string {
	if p.typed(reception.FieldRest) == "non" {
		return "non"
	}
	return "oui"
}

func (p orderPage) rests() []ui.Option {
	return []ui.Option{{Value: "oui", Label: p.T.S(msg.RestYes)}, {Value: "non", Label: p.T.S(msg.RestNo)}}
}

// settled lists the lines of which nothing more is expected.
func (p orderPage) settled() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.SettledCaption), Head: 0, Top: true, Cols: []ui.Col{{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColAlready)}, {Label: t.S(msg.ColState)}}}
	if p.claims() {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.ColClaim), Hidden: true})
	}
	for _, l := range p.Settled() {
		state := ui.Parts{lineTag(t, l)}
		if l.Reason != "" {
			state = append(state, ui.Sub("« "+l.Reason+" »"))
		}
		row := ui.Parts{p.article(l), ui.Parts{ui.Text(t.S(msg.CameSo, "n", l.Received, "all", l.Expected())), p.extra(l)}, state}
		if p.claims() {
			row = append(row, p.claim(l))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: row})
	}
	return out
}

// awaited lists what is still to come, for who only reads.
func (p orderPage) awaited() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.LinesCaption), Head: 0, Top: true, Cols: []ui.Col{{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColAlready)}, {Label: t.S(msg.ColState)}}}
	for _, l := range p.Awaited() {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{p.article(l), ui.Parts{ui.Text(t.S(msg.CameSo, "n", l.Received, "all", l.Expected())), p.extra(l)}, lineTag(t, l)}})
	}
	return out
}

// lineTag is how far a line has come in.
func lineTag(t *i18n.T, l reception.LineView) ui.Tag {
	s := l.LineView.State
	out := ui.Tag{Label: t.S(s.Label()), Color: ui.Warning}
	if l.Expected() == 0 && !s.Ends() {
		return ui.Tag{Label: t.S(msg.NotComing), Color: ui.Neutral, Outline: true}
	}
	switch s {
	case order.LinePartial:
		out.Color = ui.Info
	case order.LineComplete:
		out.Color = ui.Success
	case order.LineShort:
		out.Color, out.Outline = ui.Neutral, true
	case order.LineAwaited:
	}
	return out
}

func (p orderPage) files() ui.Files {
	t := p.T
	return ui.Files{
		{Label: t.S(msg.FileSorting), Href: home + "/tri/" + p.Number},
		{Label: t.S(msg.FileLabels), Href: home + "/etiquettes/" + p.Number},
		{Label: t.S(msg.FileSlip), Href: orderweb.SlipPath(p.Number)},
	}
}

// counted are the receptions that count, replaced those that another took the place of.
func (p orderPage) counted() []reception.Reception {
	return slices.DeleteFunc(slices.Clone(p.Receptions), func(r reception.Reception) bool { return r.ReplacedBy != 0 })
}

func (p orderPage) replaced() []reception.Reception {
	return slices.DeleteFunc(slices.Clone(p.Receptions), func(r reception.Reception) bool { return r.ReplacedBy == 0 })
}

// about says when a reception was noted, by whom, and what it corrects.
func (p orderPage) about(r reception.Reception) string {
	t := p.T
	out := t.S(msg.ReceptionBy, "date", i18n.When(r.At), "name", r.By)
	if r.Corrects != 0 {
		out = joined(out, t.S(msg.ReceptionCorrects, "n", r.Corrects))
	}
	if r.Reason != "" {
		out = joined(out, "« "+r.Reason+" »")
	}
	return out
}

// acts are what may be done to a reception.
func (p orderPage) acts(r reception.Reception) ui.Parts {
	if !p.Corrects || r.ReplacedBy != 0 {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.Correct), About: p.T.S(msg.Reception, "n", r.N), Small: true, Href: r.Path(p.Number)}}
}

// lines are what a reception says.
func (p orderPage) lines(r reception.Reception) ui.Table {
	t := p.T
	out := ui.Table{ID: "t-reception-" + strconv.FormatInt(r.N, 10), Caption: t.S(msg.ReceptionCaption, "n", r.N), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColConform), Num: true}, {Label: t.S(msg.ColExcess)}, {Label: t.S(msg.ColRest)},
	}}
	for _, x := range r.Lines {
		title := ""
		if i := slices.IndexFunc(p.Lines, func(l reception.LineView) bool { return l.ID == x.Line }); i >= 0 {
			title = p.Lines[i].Article.Title
		}
		var rest ui.Parts
		if x.Ended {
			rest = ui.Parts{ui.Text(t.S(msg.RestEnded)), ui.Sub(x.Reason)}
		}
		out.Rows = append(out.Rows, ui.Row{Off: r.ReplacedBy != 0, Cells: ui.Parts{ui.Text(title), ui.Text(t.Number(x.Conform)), ui.Text(excess(t, x)), rest}})
	}
	return out
}

// excess says how many units were not expected, and what becomes of them.
func excess(t *i18n.T, x reception.Line) string {
	switch {
	case x.Excess == 0:
		return ""
	case x.Fate == reception.Back:
		return t.S(msg.BackToo, "n", x.Excess)
	}
	return t.S(msg.KeptToo, "n", x.Excess)
}
