package figuresweb

import (
	"strconv"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/chart"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/orderingweb/figuresweb/msg"
)

// monthChart is what is bought by month: its amounts, or, to who sees none, how many orders there were.
func (p page) monthChart() chart.Chart {
	_, priced := p.net()
	out := chart.Chart{Title: p.T.S(msg.MonthsTitle), Desc: p.T.S(msg.ChartDesc)}
	for _, m := range p.Months {
		out.Bars = append(out.Bars, p.bar(p.monthOf(m.From), m.Use, priced))
	}
	return out
}

func (p page) bar(name string, u figures.Use, priced bool) chart.Bar {
	if !priced {
		return chart.Bar{Label: name, Text: p.T.S(msg.OrdersN, "n", u.Orders), Value: u.Orders}
	}
	return chart.Bar{Label: name, Text: p.T.Cents(int64(u.Net)), Value: int64(u.Net)}
}

func (p page) uses(head, caption string) ui.Table {
	out := ui.Table{Caption: caption, Sheet: true, Head: 0, Cols: []ui.Col{{Label: head}, {Label: p.T.S(msg.ColOrders), Num: true}}}
	if p.Priced() {
		out.Cols = append(out.Cols, ui.Col{Label: p.T.S(msg.ColNet), Num: true})
	}
	return out
}

func (p page) use(u figures.Use) ui.Parts {
	out := ui.Parts{ui.Text(p.T.Number(u.Orders))}
	if p.Priced() {
		out = append(out, ui.NoWrap(p.amountOf(u)))
	}
	return out
}

func (p page) monthTable() ui.Table {
	out := p.uses(p.T.S(msg.ColMonth), p.T.S(msg.MonthsTitle))
	for _, m := range p.Months {
		out.Rows = append(out.Rows, ui.Row{Cells: append(ui.Parts{ui.Text(p.monthOf(m.From))}, p.use(m.Use)...)})
	}
	n, seen := p.net()
	cells := ui.Parts{ui.Strong(p.T.S(msg.Sum)), ui.Text(p.T.Number(p.orders()))}
	if p.Priced() {
		sum := ""
		if seen {
			sum = p.T.Cents(n)
		}
		cells = append(cells, ui.NoWrap(sum))
	}
	out.Foot = []ui.Row{{Cells: cells}}
	return out
}

func (p page) schoolChart() chart.Chart {
	priced := true
	for _, s := range p.Schools {
		priced = priced && s.Priced
	}
	out := chart.Chart{Title: p.T.S(msg.SchoolsTitle), Desc: p.T.S(msg.ChartDesc)}
	for _, s := range p.Schools {
		out.Bars = append(out.Bars, p.bar(s.Name, s.Use, priced))
	}
	return out
}

func (p page) schoolTable() ui.Table {
	out := p.uses(p.T.S(msg.ColOrg), p.T.S(msg.SchoolsTitle))
	for _, s := range p.Schools {
		out.Rows = append(out.Rows, ui.Row{Cells: append(ui.Parts{ui.Link{Label: s.Name, Href: p.At.With(paramOrg, s.Ref)}}, p.use(s.Use)...)})
	}
	return out
}

// supplierChart is how long it took until all of an order was there; a line across says within what nine in ten were.
func (p page) supplierChart() chart.Chart {
	out := chart.Chart{Title: p.T.S(msg.DelaysChart), Desc: p.T.S(msg.MarkDesc)}
	for _, s := range p.Suppliers {
		if s.First.Times > 0 {
			out.Bars = append(out.Bars, chart.Bar{Label: s.Name, Text: p.days(s.First.Median), Value: s.First.Median, Mark: s.First.Most})
		}
	}
	return out
}

func (p page) supplierTable() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.SuppliersTitle), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColSupplier)},
		{Label: t.S(msg.HeadFirst)},
		{Label: t.S(msg.HeadWhole)},
		{Label: t.S(msg.HeadTerm)},
		{Label: t.S(msg.HeadInTime)},
		{Label: t.S(msg.HeadConform)},
		{Label: t.S(msg.HeadShort)},
		{Label: t.S(msg.HeadClaimed)},
	}}
	for _, s := range p.Suppliers {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(s.Name), p.within(s.First), p.within(s.Whole), ui.Text(p.term(s)),
			p.part(s.InTime, s.Due), p.part(s.Conform, s.Lines), p.part(s.Short, s.Lines), p.part(s.Claimed, s.Lines),
		}})
	}
	return out
}

// within is how long it took: the median, and below it what nine in ten stayed within.
func (p page) within(s figures.Spread) ui.Parts {
	median, most := p.spread(s)
	if median == "" {
		return ui.Parts{ui.Text("")}
	}
	return ui.Parts{ui.NoWrap(median), ui.Sub(p.T.S(msg.NineInTen, "days", most))}
}

// part is a part of a whole: « 80 % », and below it « 4 sur 5 ».
func (p page) part(n, of int64) ui.Parts {
	if of == 0 {
		return ui.Parts{ui.Text("")}
	}
	return ui.Parts{ui.NoWrap(p.T.S(msg.Percent, "percent", (200*n+of)/(2*of))), ui.Sub(p.T.S(msg.PartOf, "n", n, "of", of))}
}

// term is the delivery time of a supplier's markets.
func (p page) term(s figures.Supplier) string {
	switch {
	case s.Most == 0:
		return ""
	case s.Least == s.Most:
		return p.days(s.Most)
	}
	return p.T.S(msg.DaysBetween, "least", s.Least, "most", s.Most)
}

func (p page) stepChart() chart.Chart {
	out := chart.Chart{Title: p.T.S(msg.WaitsTitle), Desc: p.T.S(msg.MarkDesc)}
	for _, s := range p.Steps {
		if s.Times > 0 {
			out.Bars = append(out.Bars, chart.Bar{Label: p.T.S(s.Stage.Role()) + ", " + p.T.S(short[s.Stage]), Text: p.days(s.Median), Value: s.Median, Mark: s.Spread.Most})
		}
	}
	return out
}

func (p page) stepTable() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.WaitsTitle), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColStage)}, {Label: t.S(msg.ColRole)}, {Label: t.S(msg.ColMedian)}, {Label: t.S(msg.ColMost)}, {Label: t.S(msg.ColOrders), Num: true},
	}}
	for _, s := range p.Steps {
		median, most := p.spread(s.Spread)
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(t.S(s.Stage.Label())), ui.Text(t.S(s.Stage.Role())), ui.NoWrap(median), ui.NoWrap(most), ui.Text(strconv.FormatInt(s.Times, 10))}})
	}
	return out
}

// short are the stages beside the bars, where there is little room.
var short = map[figures.Stage]i18n.Key{
	figures.Validating: msg.ShortValidating, figures.Sending: msg.ShortSending, figures.Answering: msg.ShortAnswering,
	figures.Delivering: msg.ShortDelivering, figures.Completing: msg.ShortCompleting,
}
