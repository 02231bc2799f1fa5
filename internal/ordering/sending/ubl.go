package sending

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/ordering/sending/msg"
)

// The codes that identify what is written here.
const (
	customization = "urn:fdc:peppol.eu:poacc:trns:order:3"
	profile       = "urn:fdc:peppol.eu:poacc:bis:ordering:3"
	typeOrder     = "220" // UNCL 1001
	euro          = "EUR"
	bySIREN       = "0002" // ISO 6523
	bySIRET       = "0009"
	byEAN         = "0160" // GTIN
	byBCE         = "0208"
	byCPV         = "STI" // UNCL 7143
	freightCode   = "FC"  // UNCL 7161
)

// Machine is the order for programs: a UBL 2.1 Order by the rules of Peppol BIS Ordering 3. day is in the operator's zone. A register
// number that is not known is left out: the file can still be read, but a Peppol access point would want it.
func Machine(t *i18n.T, s Sheet, zone *time.Location) ([]byte, error) {
	b, err := xml.MarshalIndent(ublOf(t, s, zone), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("UBL of order %s: %w", s.Number, err)
	}
	return append([]byte(xml.Header), append(b, '\n')...), nil
}

func ublOf(t *i18n.T, s Sheet, zone *time.Location) ublOrder {
	total := s.Total()
	o := ublOrder{
		NS: "urn:oasis:names:specification:ubl:schema:xsd:Order-2", CAC: "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
		CBC:           "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
		Customization: customization, Profile: profile, ID: s.Number, IssueDate: s.At.In(zone).Format(time.DateOnly), Type: typeOrder, Note: ublNote(t, s), Currency: euro,
		Reference: s.Label, Buyer: ublCustomer{ublBuyer(s)}, Seller: ublCustomer{ublSeller(s)}, Originator: ublCustomer{ublOriginator(s)}, Delivery: ublDeliveryOf(s),
		Tax: ublTax{euros(total.VAT)},
		Total: ublTotal{
			Lines: euros(s.articles()), TaxExclusive: euros(total.Net), TaxInclusive: euros(total.Gross), Payable: euros(total.Gross),
		},
	}
	if s.Free {
		o.Accounting = t.S(msg.Free)
	}
	if ref := s.Market.Reference; ref != "" {
		o.Contract = &ublID{ref}
	}
	if s.Freight.Net > 0 {
		charged := euros(s.Freight.Net)
		o.Charge = &ublCharge{Charge: true, Code: freightCode, Reason: t.S(msg.Freight), Amount: charged, Category: category(s.Freight.Rate)}
		o.Total.Charges = &charged
	}
	for _, l := range s.Lines {
		o.Lines = append(o.Lines, ublLineOf(l))
	}
	return o
}

// ublNote is what a person at the supplier's must read: an order has one note alone.
func ublNote(t *i18n.T, s Sheet) string {
	var all []string
	if s.Free {
		all = append(all, t.S(msg.Free))
	}
	if s.Label != "" {
		all = append(all, t.S(msg.NoteLabel, "label", s.Label))
	}
	if s.Remark != "" {
		all = append(all, t.S(msg.NoteRemark, "remark", strings.Join(s.remarks(), " / ")))
	}
	if s.Details {
		all = append(all, t.S(msg.NoteDetails))
	}
	return strings.Join(all, " — ")
}

func ublBuyer(s Sheet) ublParty {
	p := ublPartyOf(s.Head)
	p.Contact = &ublContact{Name: s.Contact.Name, Phone: s.Contact.Phone, Mail: s.Contact.Email}
	return p
}

func ublSeller(s Sheet) ublParty {
	p := ublPartyOf(s.Supplier)
	if s.Supplier.Phone != "" || s.Supplier.Email != "" {
		p.Contact = &ublContact{Phone: s.Supplier.Phone, Mail: s.Supplier.Email}
	}
	return p
}

// ublOriginator is who the order is for: the establishment and, where all is of one basket, its demandeur.
func ublOriginator(s Sheet) ublParty {
	p := ublParty{Name: &ublName{s.Org.Name}}
	for _, n := range []string{s.Org.UAI, s.Org.FASE} {
		if n != "" && p.Identification == nil {
			p.Identification = &ublID{n}
		}
	}
	if s.Requester != "" {
		p.Contact = &ublContact{Name: s.Requester}
	}
	return p
}

func ublPartyOf(p Party) ublParty {
	out := ublParty{
		Name: &ublName{p.Name}, Address: ublAddressOf(p.Address, p.Complement, p.Commune, p.PostalCode, p.Country), Legal: &ublLegal{Name: p.Name},
	}
	bce := digits(p.BCE)
	switch {
	case bce != "":
		out.Endpoint = &ublCode{byBCE, bce}
		out.Legal.Company = &ublCode{byBCE, bce}
	case p.SIRET != "":
		out.Endpoint = &ublCode{bySIRET, digits(p.SIRET)}
		out.Legal.Company = &ublCode{bySIRET, digits(p.SIRET)}
	case p.SIREN != "":
		out.Endpoint = &ublCode{bySIREN, digits(p.SIREN)}
		out.Legal.Company = &ublCode{bySIREN, digits(p.SIREN)}
	}
	return out
}

func ublAddressOf(street, complement, city, postal, country string) *ublAddress {
	return &ublAddress{Street: street, More: complement, City: city, Postal: postal, Country: ublCountry{country}}
}

func ublDeliveryOf(s Sheet) ublDelivery {
	d := s.Delivery
	name := d.Name
	if d.Site != "" {
		name += ", " + d.Site
	}
	return ublDelivery{
		Location: ublLocation{*ublAddressOf(d.Address, d.Complement, d.Commune, d.PostalCode, d.Country)},
		Party:    ublParty{Name: &ublName{name}, Contact: &ublContact{Phone: d.Phone}},
	}
}

func ublLineOf(l Line) ublLine {
	unit := unitCode(l.Unit)
	out := ublLine{Item: ublItem{
		ID: strconv.Itoa(l.Position), Quantity: ublQuantity{unit, strconv.FormatInt(l.Quantity, 10)}, Amount: euros(l.amount().Net()),
		Price: ublPrice{ublAmount{euro, unitPrice(l.Price)}, ublQuantity{unit, "1"}},
		Goods: ublGoods{Name: l.Title, Sellers: ublID{l.Reference}, Category: category(l.VAT)},
	}}
	if l.Brand != "" {
		out.Item.Goods.Description = l.Brand
	}
	if l.EAN != "" {
		out.Item.Goods.Standard = &ublStandard{ublCode{byEAN, l.EAN}}
	}
	if l.CPV != "" {
		out.Item.Goods.Class = &ublClass{ublListed{byCPV, l.CPV}}
	}
	return out
}

// category is that of a rate of VAT: standard whatever the rate is, or zero.
func category(rate int64) ublCategory {
	id := "S"
	if rate == 0 {
		id = "Z"
	}
	return ublCategory{ID: id, Percent: decimal(rate, 2), Scheme: ublID{"VAT"}}
}

// euros is an amount of cents: two decimals, never more.
func euros(c money.Cents) ublAmount {
	return ublAmount{euro, fmt.Sprintf("%d.%02d", c/100, c%100)}
}

// unitPrice is a price of ten-thousandths, with the decimals that it has, two at least.
func unitPrice(n int64) string {
	if n%100 == 0 {
		return fmt.Sprintf("%d.%02d", n/10_000, n%10_000/100)
	}
	return decimal(n, 4)
}

// decimal writes a whole number of so many decimals, without useless zeros.
func decimal(n int64, places int) string {
	s := fmt.Sprintf("%0*d", places+1, n)
	at := len(s) - places
	return strings.TrimSuffix(strings.TrimRight(s[:at]+"."+s[at:], "0"), ".")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
