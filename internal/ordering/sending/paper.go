package sending

import (
	"bytes"
	"fmt"
	"slices"

	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/sending/msg"
)

// Paper is the purchase order (bon de commande) as a PDF.
func Paper(t *i18n.T, s Sheet) ([]byte, error) {
	d := pdf.New(paper(t, s, t.S(msg.OrderTitle, "number", s.Number)))
	if s.Free {
		d.Mention(t.S(msg.Free))
	}
	d.Panels(panels(t, s)...)
	d.Facts(facts(t, s)...)
	if s.Details {
		d.Para(t.S(msg.Details))
	}
	cols := []pdf.Col{
		{Title: t.S(msg.ColReference), Weight: 1.5},
		{Title: t.S(msg.ColTitle), Weight: 3.9},
		{Title: t.S(msg.ColQuantity), Weight: 0.9, Num: true},
		{Title: t.S(msg.ColUnit), Weight: 1.25},
		{Title: t.S(msg.ColPrice, "net", s.Net), Weight: 1.4, Num: true},
		{Title: t.S(msg.ColVat), Weight: 0.9, Num: true},
		{Title: t.S(msg.ColAmount, "net", s.Net), Weight: 1.5, Num: true},
	}
	d.TableAndSums(cols, slices.Values(rows(t, s)), pdf.Ending{Sums: sums(t, s), Code: s.Link, Caption: t.S(msg.CodeCaption, "number", s.Number)})
	return written(d)
}

// paper is what stands around both documents: it is the buyer's, of the day on which it was sent.
func paper(t *i18n.T, s Sheet, title string) pdf.Options {
	return pdf.Options{T: t, Title: title, Issuer: s.Head.Name, Line: s.Operator, Maker: s.Contact.Name, Made: s.At}
}

func written(d *pdf.Document) ([]byte, error) {
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func panels(t *i18n.T, s Sheet) []pdf.Panel {
	supplier := append(s.Supplier.address(), numbered(t, s.Supplier)...)
	buyer := s.Org.address()
	who := s.Org
	if s.Head.ID != s.Org.ID {
		buyer, who = append(buyer, t.S(msg.OfHead, "head", s.Head.Name)), s.Head
	}
	buyer = append(buyer, numbered(t, who)...)
	buyer = append(append(buyer, t.S(msg.Contact, "name", s.Contact.Name)), filled(s.Contact.Email, shown(s.Contact.Phone, s.Org.Country))...)
	return []pdf.Panel{
		{Title: t.S(msg.Supplier), Name: s.Supplier.Name, Lines: append(supplier, filled(s.Supplier.Email, shown(s.Supplier.Phone, s.Supplier.Country))...)},
		{Title: t.S(msg.Buyer), Name: s.Org.Name, Lines: buyer},
		place(t, s),
	}
}

func place(t *i18n.T, s Sheet) pdf.Panel {
	return pdf.Panel{Title: t.S(msg.Delivery), Name: s.Delivery.Name, Lines: s.Delivery.address(), Last: t.S(msg.Phone, "phone", s.Delivery.phone())}
}

func numbered(t *i18n.T, p Party) []string {
	of, n := p.register()
	if n == "" {
		return nil
	}
	return []string{t.S(msg.Register, "register", of, "number", n)}
}

// shown is a telephone as people of a country read it.
func shown(phone, country string) string {
	return registers.Phone(phone).Shown(registers.Country(country))
}

func facts(t *i18n.T, s Sheet) []pdf.Fact {
	market := s.Market.Title
	if s.Market.Reference != "" {
		market = t.S(msg.MarketValue, "title", market, "reference", s.Market.Reference)
	}
	out := []pdf.Fact{{Term: t.S(msg.Market), Value: market}}
	if s.Label != "" {
		out = append(out, pdf.Fact{Term: t.S(msg.Label), Value: s.Label})
	}
	if s.Requester != "" {
		out = append(out, pdf.Fact{Term: t.S(msg.Requester), Value: s.Requester})
	}
	for i, l := range s.remarks() {
		f := pdf.Fact{Value: l}
		if i == 0 {
			f.Term = t.S(msg.Remark)
		}
		out = append(out, f)
	}
	return out
}

func rows(t *i18n.T, s Sheet) []pdf.Row {
	out := make([]pdf.Row, len(s.Lines))
	for i, l := range s.Lines {
		out[i] = pdf.Row{Cells: []pdf.Cell{
			{Text: l.Reference},
			{Text: l.Title, Sub: note(t, l)},
			{Text: t.Number(l.Quantity), Bold: true},
			{Text: l.Unit},
			{Text: t.UnitPrice(l.Price)},
			{Text: rate(t, l.VAT)},
			{Text: t.Cents(int64(l.amount().Net()))},
		}}
	}
	return out
}

// note says more of an article, below its title.
func note(t *i18n.T, l Line) string {
	switch {
	case l.EAN == "":
		return l.Brand
	case l.Brand == "":
		return t.S(msg.ArticleEan, "ean", l.EAN)
	}
	return t.S(msg.ArticleNote, "brand", l.Brand, "ean", l.EAN)
}

// rate is a rate of VAT: « 5,5 % ».
func rate(t *i18n.T, hundredths int64) string {
	return t.S(msg.Rate, "rate", t.Quantity(hundredths*10))
}

// sums are what the order comes to: delivery apart where there is any, VAT by rate.
func sums(t *i18n.T, s Sheet) []pdf.Sum {
	total := s.Total()
	var out []pdf.Sum
	if s.Freight.Net > 0 {
		out = append(
			out,
			pdf.Sum{Term: t.S(msg.SumArticles, "net", s.Net), Value: t.Cents(int64(s.articles()))},
			pdf.Sum{Term: t.S(msg.SumFreight, "net", s.Net, "rate", rate(t, s.Freight.Rate)), Value: t.Cents(int64(s.Freight.Net))},
		)
	}
	out = append(out, pdf.Sum{Term: t.S(msg.SumNet, "net", s.Net), Value: t.Cents(int64(total.Net))})
	for _, r := range total.Rates {
		out = append(out, vat(t, r))
	}
	return append(out, pdf.Sum{Term: t.S(msg.SumGross, "gross", s.Gross), Value: t.Cents(int64(total.Gross)), Total: true})
}

func vat(t *i18n.T, r amount.PerRate) pdf.Sum {
	return pdf.Sum{Term: t.S(msg.SumVat, "rate", rate(t, r.Rate), "amount", i18n.Amount(r.Net)), Value: t.Cents(int64(r.VAT))}
}

// Slip is the goods receipt note (bon de réception): what is to come, without any price, with room for what came (R231, R255).
func Slip(t *i18n.T, s Sheet) ([]byte, error) {
	d := pdf.New(paper(t, s, t.S(msg.SlipTitle, "number", s.Number)))
	d.Panels(pdf.Panel{Title: t.S(msg.Supplier), Name: s.Supplier.Name, Lines: append(s.Supplier.address(), filled(shown(s.Supplier.Phone, s.Supplier.Country))...)}, place(t, s))
	d.Facts(facts(t, s)...)
	d.Para(t.S(msg.SlipLead))
	cols := []pdf.Col{
		{Title: t.S(msg.ColReference), Weight: 1.5},
		{Title: t.S(msg.ColTitle), Weight: 4.2},
		{Title: t.S(msg.ColUnit), Weight: 1.2},
		{Title: t.S(msg.ColQuantity), Weight: 0.9, Num: true},
		{Title: t.S(msg.ColReceived), Weight: 1.1},
		{Title: t.S(msg.ColRemark), Weight: 2.4},
	}
	all := make([]pdf.Row, len(s.Lines))
	for i, l := range s.Lines {
		all[i] = pdf.Row{Cells: []pdf.Cell{{Text: l.Reference}, {Text: l.Title, Sub: note(t, l)}, {Text: l.Unit}, {Text: t.Number(l.Quantity), Bold: true}}}
	}
	d.TableAndSums(cols, slices.Values(all), pdf.Ending{
		Sums: []pdf.Sum{
			{Term: t.S(msg.SumLines), Value: t.Number(int64(len(s.Lines)))},
			{Term: t.S(msg.SumUnits), Value: t.Number(s.units()), Total: true},
		},
		Code: s.Link, Caption: t.S(msg.SlipCaption, "number", s.Number),
	})
	d.Para(t.S(msg.SlipSigned))
	return written(d)
}

// fileName names a file for who saves it.
func fileName(what, number, ending string) string {
	return fmt.Sprintf("%s-%s.%s", what, number, ending)
}
