package catalogweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/kit/quantity"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Addresses of what is read by whoever may order.
const (
	CentralPath = "/centrale"
	SizesPath   = "/catalogue/tailles-mobilier"
)

// SummaryPath and ProcedurePath are a market's pages « Résumé du marché » (R165) and « Modalités » (R160).
func SummaryPath(m catalog.Market) string   { return m.Path("/resume") }
func ProcedurePath(m catalog.Market) string { return m.Path("/modalites") }

// ArticlesPath is a market's catalogue.
func ArticlesPath(m catalog.Market) string { return "/catalogue/" + strconv.FormatInt(m.Number, 10) }

// readTerms reads the terms. What is wrong with an amount is told next to its field.
func readTerms(f *web.Form, t *i18n.T) catalog.TermsInput {
	in := catalog.TermsInput{Area: f.Line(catalog.FieldArea, catalog.MaxArea)}
	in.Franco, in.Costs = readSum(f, t, catalog.FieldFranco), readSum(f, t, catalog.FieldCosts)
	in.Days = f.Int(catalog.FieldDays, 1, catalog.MaxDays)
	in.Green, in.Details, in.Special, in.Reserved = f.Bool(catalog.FieldGreen), f.Bool(catalog.FieldDetails), f.Bool(catalog.FieldSpecial), f.Bool(catalog.FieldReserved)
	in.Procedure = f.Text(catalog.FieldProcedure, catalog.MaxProcedure)
	if v := f.Value(catalog.FieldParent); v != "" {
		if in.Parent, _ = strconv.ParseInt(v, 10, 64); in.Parent == 0 {
			in.Parent = -1 // no market has this number: it is told at its field
		}
	}
	return in
}

func readSum(f *web.Form, t *i18n.T, name string) catalog.Sum {
	text := f.Line(name, 30)
	cents, fault := money.Parse(text, t.GroupsByComma())
	if fault != quantity.None {
		f.Fail(name, i18n.M(msg.FaultAmount))
	}
	return catalog.Sum{Cents: cents, Said: text != ""}
}

// storedTerms are the fields of a market's terms as they are.
func storedTerms(t *i18n.T, m catalog.Market, fields map[string]string) {
	fields[catalog.FieldFranco], fields[catalog.FieldCosts] = typedSum(t, m.Franco), typedSum(t, m.Costs)
	fields[catalog.FieldProcedure], fields[catalog.FieldArea] = m.Procedure, string(m.Area)
	if m.Days > 0 {
		fields[catalog.FieldDays] = strconv.Itoa(m.Days)
	}
	if m.Above.Number > 0 {
		fields[catalog.FieldParent] = strconv.FormatInt(m.Above.Number, 10)
	}
	for name, on := range map[string]bool{catalog.FieldGreen: m.Green, catalog.FieldDetails: m.Details, catalog.FieldSpecial: m.Special, catalog.FieldReserved: m.Reserved} {
		if on {
			fields[name] = "1"
		}
	}
}

func typedSum(t *i18n.T, s catalog.Sum) string {
	if !s.Said {
		return ""
	}
	text := t.QuantityField(int64(s.Cents) * 10)
	if s.Cents%100 != 0 && s.Cents%10 == 0 {
		text += "0" // 12,50 rather than 12,5
	}
	return text
}

// above are the choices of the market above: those offered, and the one that it has.
func (p formPage) above(tops []catalog.Above, has catalog.Above) []ui.Option {
	if has.ID != "" && !slices.Contains(tops, has) {
		tops = append(tops, has)
	}
	out := []ui.Option{{Label: p.T.S(msg.NoParent)}}
	for _, a := range tops {
		out = append(out, ui.Option{Value: strconv.FormatInt(a.Number, 10), Label: a.Title})
	}
	return out
}

// terms are the terms of a market as people read them, in the order of the form; an empty value is one that is not said.
func terms(t *i18n.T, m catalog.Market) []fact {
	yes := func(on bool) string {
		if on {
			return t.S(msg.Yes)
		}
		return ""
	}
	out := []fact{
		{catalog.FieldParent, m.Above.Title},
		{catalog.FieldFranco, sum(t, m.Franco)},
		{catalog.FieldCosts, sum(t, m.Costs)},
		{catalog.FieldDays, ""},
		{catalog.FieldGreen, yes(m.Green)},
		{catalog.FieldDetails, yes(m.Details)},
		{catalog.FieldSpecial, yes(m.Special)},
		{catalog.FieldProcedure, m.Procedure},
		{catalog.FieldArea, string(m.Area)},
		{catalog.FieldReserved, yes(m.Reserved)},
	}
	if m.Days > 0 {
		out[3].value = t.S(msg.WorkingDays, "n", m.Days)
	}
	return out
}

func sum(t *i18n.T, s catalog.Sum) string {
	if !s.Said {
		return ""
	}
	return t.S(msg.WithoutVat, "amount", t.Cents(int64(s.Cents)))
}

// termFacts are what a market's page says of its terms to the purchasing body: those that were given.
func termFacts(t *i18n.T, m catalog.Market) ui.Summary {
	var out ui.Summary
	for _, x := range terms(t, m) {
		if x.value != "" && x.name != catalog.FieldProcedure {
			out = append(out, ui.Fact{Term: t.S(fields[x.name]), Value: ui.Text(x.value)})
		}
	}
	return out
}

// Conditions are a market's terms as whoever orders reads them, what is not said included (R165, R166): also for the product pages.
func Conditions(t *i18n.T, m catalog.Market) ui.Summary {
	free := t.S(msg.NotSaid)
	switch {
	case m.Franco.Said && m.Franco.Cents == 0:
		free = t.S(msg.AlwaysFree)
	case m.Franco.Said:
		free = t.S(msg.FreeFrom, "amount", t.Cents(int64(m.Franco.Cents)))
	}
	costs := cmp.Or(sum(t, m.Costs), t.S(msg.NotSaid))
	if m.Costs.Said && m.Costs.Cents == 0 {
		costs = t.S(msg.NoCosts)
	}
	days := t.S(msg.NotSaid)
	if m.Days > 0 {
		days = t.S(msg.WorkingDays, "n", m.Days)
	}
	green := t.S(msg.No)
	if m.Green {
		green = t.S(msg.HasGreen)
	}
	where := t.S(msg.Everywhere)
	if m.Area != "" {
		where = t.S(msg.InArea, "area", string(m.Area))
	}
	out := ui.Summary{
		{Term: t.S(msg.FreeDelivery), Value: ui.Text(free)},
		{Term: t.S(msg.CostsBelow), Value: ui.Text(costs)},
		{Term: t.S(msg.Days), Value: ui.Text(days)},
		{Term: t.S(msg.Area), Value: ui.Text(where)},
		{Term: t.S(msg.GreenRanges), Value: ui.Text(green)},
	}
	if m.Details {
		out = append(out, ui.Fact{Term: t.S(msg.ColourAndFinish), Value: ui.Text(t.S(msg.DetailsAfter))})
	}
	return out
}

// Brief are a market's terms in a line, for baskets and orders (R166): amounts without VAT, or none for who sees none.
func Brief(t *i18n.T, m catalog.Terms, amounts bool) string {
	var out []string
	if amounts {
		out = append(out, briefFree(t, m))
		if !m.Franco.Said || m.Franco.Cents > 0 {
			out = append(out, briefCosts(t, m))
		}
	}
	days := t.S(msg.BriefDaysUnsaid)
	if m.Days > 0 {
		days = t.S(msg.BriefDays, "n", m.Days)
	}
	out = append(out, days)
	if m.Area != "" {
		out = append(out, t.S(msg.BriefArea, "area", string(m.Area)))
	}
	green := t.S(msg.BriefNoGreen)
	if m.Green {
		green = t.S(msg.BriefGreen)
	}
	return strings.Join(append(out, green), " · ")
}

func briefFree(t *i18n.T, m catalog.Terms) string {
	switch {
	case !m.Franco.Said:
		return t.S(msg.BriefFreeUnsaid)
	case m.Franco.Cents == 0:
		return t.S(msg.BriefFree)
	}
	return t.S(msg.BriefFreeFrom, "amount", t.Cents(int64(m.Franco.Cents)))
}

func briefCosts(t *i18n.T, m catalog.Terms) string {
	switch {
	case !m.Costs.Said:
		return t.S(msg.BriefCostsUnsaid)
	case m.Costs.Cents == 0:
		return t.S(msg.BriefCostsNone)
	case m.Franco.Said:
		return t.S(msg.BriefCosts, "amount", t.Cents(int64(m.Costs.Cents)))
	}
	return t.S(msg.BriefCostsAlways, "amount", t.Cents(int64(m.Costs.Cents)))
}

// Later says, before anybody orders, that colour, size and finish are chosen after the order, with the table of sizes (R163, R164).
func Later(t *i18n.T) ui.Alert {
	return ui.Alert{Color: ui.Info, Title: t.S(msg.ColourAndFinish), Text: t.S(msg.DetailsAfter), Acts: ui.Parts{ui.Button{Label: t.S(msg.SizesTitle), Small: true, Href: SizesPath}}}
}

// links are a market's « Liens » (R165).
func links(t *i18n.T, m catalog.Market) ui.Files {
	out := ui.Files{{Label: t.S(msg.Summary), Href: SummaryPath(m)}, {Label: t.S(msg.SeeArticles), Href: ArticlesPath(m)}}
	if m.Procedure != "" {
		out = append(out, ui.File{Label: t.S(msg.Procedure), Href: ProcedurePath(m)})
	}
	if m.Details {
		out = append(out, ui.File{Label: t.S(msg.SizesTitle), Href: SizesPath})
	}
	return out
}

type readingPage struct {
	catalog.Reading
	T *i18n.T
}

// reading is what is around the pages that whoever may order reads.
func (h *Handler) reading(r *http.Request, title func(*i18n.T, catalog.Market) (string, string)) (readingPage, frame.Page, error) {
	n, err := web.Number(r, "n")
	if err != nil {
		return readingPage{}, frame.Page{}, err
	}
	v, err := h.catalog.Read(r.Context(), frame.Actor(r), n)
	if err != nil {
		return readingPage{}, frame.Page{}, err
	}
	t := web.T(r)
	text, crumb := title(t, v.Market)
	head := &ui.Head{T: t, Title: text, Acts: ui.Parts{ui.Button{Label: t.S(msg.SeeArticles), About: v.Title, Href: ArticlesPath(v.Market)}}, Tags: ui.Parts{phaseTag(t, v.Phase)}, Crumbs: centralCrumbs(t, ui.Link{Label: v.Title, Href: SummaryPath(v.Market)}, ui.Link{Label: crumb})}
	return readingPage{Reading: v, T: t}, frame.Page{Head: head, Service: instance.Ordering, Place: "central"}, nil
}

func centralCrumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.CentralMarkets), Href: CentralPath}}, more...)
}

// summary is « Résumé du marché » (R165).
func (h *Handler) summary(w http.ResponseWriter, r *http.Request) error {
	p, f, err := h.reading(r, func(t *i18n.T, m catalog.Market) (string, string) {
		return t.S(msg.SummaryTitle, "title", m.Title), t.S(msg.Summary)
	})
	if err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, f, summaryHTML(p))
}

// procedure is « Modalités »: how to order what is not ordered by the basket (R160).
func (h *Handler) procedure(w http.ResponseWriter, r *http.Request) error {
	p, f, err := h.reading(r, func(t *i18n.T, m catalog.Market) (string, string) {
		return t.S(msg.ProcedureTitle, "title", m.Title), t.S(msg.Procedure)
	})
	if err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, f, procedureHTML(p))
}

// who are the facts that say which market it is.
func (p readingPage) who() ui.Summary {
	t := p.T
	out := ui.Summary{
		{Term: t.S(msg.Supplier), Value: ui.Text(named(p.Supplier))},
		{Term: t.S(msg.ColDates), Value: ui.Text(t.S(msg.FromTo, "from", day(t, p.StartsOn), "to", day(t, p.EndsOn)))},
	}
	if p.Reference != "" {
		out = append(out, ui.Fact{Term: t.S(msg.Reference), Value: ui.Ref(p.Reference)})
	}
	if p.Above.ID != "" {
		out = append(out, ui.Fact{Term: t.S(msg.Parent), Value: ui.Link{Label: p.Above.Title, Href: SummaryPath(catalog.Market{Number: p.Above.Number})}})
	}
	return out
}

func (p readingPage) below() ui.Bullets {
	var out ui.Bullets
	for _, m := range p.Below {
		out = append(out, ui.Link{Label: m.Title, Href: SummaryPath(m)})
	}
	return out
}

type readingsPage struct {
	T    *i18n.T
	Rows []catalog.Reading
}

// readings is « Centrale de Marchés »: the markets that the reader sees, each with its « Liens » (R165).
func (h *Handler) readings(w http.ResponseWriter, r *http.Request) error {
	rows, err := h.catalog.Readings(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.CentralMarkets), Lead: t.S(msg.CentralMarketsLead), Crumbs: centralCrumbs(t)[:1:1]}
	head.Crumbs = append(head.Crumbs, ui.Link{Label: t.S(msg.CentralMarkets)})
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Ordering, Place: "central"}, readingsHTML(readingsPage{T: t, Rows: rows}))
}

func (p readingsPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.ListCaption, "n", len(p.Rows)), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColMarket)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.Supplier)}, {Label: t.S(msg.ColDates)}, {Label: t.S(msg.Links)},
	}}
	for _, row := range p.Rows {
		table.Rows = append(table.Rows, p.row(row.Market, row.Today, ""))
		for _, m := range row.Below {
			table.Rows = append(table.Rows, p.row(m, row.Today, row.Title))
		}
	}
	return table
}

func (p readingsPage) row(m catalog.Market, today, above string) ui.Row {
	t, phase := p.T, m.PhaseOn(today)
	name := ui.Parts{ui.Link{Label: m.Title, Href: SummaryPath(m)}}
	if above != "" {
		name = append(name, ui.Sub(t.S(msg.SubMarketOf, "title", above)))
	}
	return ui.Row{Off: phase == catalog.PhaseWithdrawn || phase == catalog.PhaseOver, Cells: ui.Parts{
		name, phaseTag(t, phase), ui.Text(m.Supplier.Name),
		ui.Text(t.S(msg.FromTo, "from", day(t, m.StartsOn), "to", day(t, m.EndsOn))), p.links(m),
	}}
}

// links are a market's « Liens » in a line of the list.
func (p readingsPage) links(m catalog.Market) ui.Line {
	var out ui.Line
	for _, f := range links(p.T, m) {
		out = append(out, ui.Link{Label: f.Label, About: m.Title, Href: f.Href})
	}
	return out
}
