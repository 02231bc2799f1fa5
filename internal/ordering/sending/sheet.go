package sending

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"preau/internal/core/registers"
	"preau/internal/kit/money"
	"preau/internal/ordering/amount"
)

// Sheet is all that an order says to its supplier, as plain data.
type Sheet struct {
	Number    string         `json:"number"`
	At        time.Time      `json:"at"` // when it was sent
	Link      string         `json:"link"`
	Operator  string         `json:"operator"` // the line at the foot
	Net       string         `json:"net"`      // how amounts without VAT are called: HTVA, HT
	Gross     string         `json:"gross"`    // and with it
	Head      Party          `json:"head"`     // the authority (P.O.), which buys
	Org       Party          `json:"org"`      // the establishment
	Supplier  Party          `json:"supplier"`
	Delivery  Place          `json:"delivery"`
	Contact   Contact        `json:"contact"`   // the acheteur
	Requester string         `json:"requester"` // the demandeur, where all is of one basket
	Label     string         `json:"label"`     // « Champ apparaissant sur l'étiquette »
	Free      bool           `json:"free"`      // « Gratuité » (R207)
	Remark    string         `json:"remark"`    // to the supplier, in lines
	Market    Market         `json:"market"`
	Details   bool           `json:"details"` // the supplier asks for colour, size and finish once it has the order (R163)
	Lines     []Line         `json:"lines"`
	Freight   amount.PerRate `json:"freight"` // what bringing costs
}

// Party is a body as documents name it.
type Party struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Country    string `json:"country"` // ISO 3166
	BCE        string `json:"bce"`
	SIREN      string `json:"siren"`
	SIRET      string `json:"siret"`
	UAI        string `json:"uai"`
	FASE       string `json:"fase"`
	Address    string `json:"address"`
	Complement string `json:"complement"`
	PostalCode string `json:"postal_code"`
	Commune    string `json:"commune"`
	Phone      string `json:"phone"`
	Email      string `json:"email"`
}

// Place is where the order is delivered. Its words are those that the order keeps.
type Place struct {
	Name       string `json:"name"` // of the establishment
	Site       string `json:"site"`
	Address    string `json:"address"`
	Complement string `json:"complement"`
	PostalCode string `json:"postal_code"`
	Commune    string `json:"commune"`
	Country    string `json:"country"`
	Phone      string `json:"phone"`
}

// Contact is whom the supplier asks.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// Market is the market that the order is of.
type Market struct {
	Title     string `json:"title"`
	Reference string `json:"reference"`
}

// Line is one article.
type Line struct {
	Position  int    `json:"position"`
	Reference string `json:"reference"` // the supplier's
	Title     string `json:"title"`
	Brand     string `json:"brand"`
	Unit      string `json:"unit"`
	EAN       string `json:"ean"`
	CPV       string `json:"cpv"`
	Quantity  int64  `json:"quantity"` // units
	Price     int64  `json:"price"`    // of a unit without VAT, in ten-thousandths
	VAT       int64  `json:"vat"`      // rate, in hundredths of a percent
}

func (l Line) amount() amount.Line {
	return amount.Line{Price: l.Price, Quantity: l.Quantity, Rate: l.VAT}
}

// Total is what the order costs, delivery included, by the same sums as everywhere.
func (s Sheet) Total() amount.Total {
	all := make([]amount.Line, len(s.Lines))
	for i, l := range s.Lines {
		all[i] = l.amount()
	}
	if s.Freight.Net == 0 {
		return amount.Sum(all)
	}
	return amount.Sum(all, s.Freight)
}

// articles is what the lines cost without VAT and without delivery.
func (s Sheet) articles() money.Cents {
	return s.Total().Net - s.Freight.Net
}

// units is how many units are ordered.
func (s Sheet) units() int64 {
	n := int64(0)
	for _, l := range s.Lines {
		n += l.Quantity
	}
	return n
}

// town is « 5000 Namur ».
func town(postal, commune string) string { return strings.TrimSpace(postal + " " + commune) }

// register is a party's number in its country's register, spelt as people read it.
func (p Party) register() (of, number string) {
	switch {
	case p.BCE != "":
		return "BCE", registers.BCE(p.BCE).Shown()
	case p.SIRET != "":
		return "SIRET", registers.SIRET(p.SIRET).Shown()
	case p.SIREN != "":
		return "SIREN", registers.SIREN(p.SIREN).Shown()
	case p.UAI != "":
		return "UAI", p.UAI
	case p.FASE != "":
		return "FASE", p.FASE
	}
	return "", ""
}

// address are the lines of a party's address.
func (p Party) address() []string {
	return filled(p.Address, p.Complement, town(p.PostalCode, p.Commune))
}

// address are the lines of the place's address, the establishment apart.
func (p Place) address() []string {
	return filled(p.Site, p.Address, p.Complement, town(p.PostalCode, p.Commune))
}

// phone is the place's number as people of its country read it.
func (p Place) phone() string {
	return registers.Phone(p.Phone).Shown(registers.Country(p.Country))
}

// oneLine is the place in a sentence.
func (p Place) oneLine() string {
	return strings.Join(append([]string{p.Name}, p.address()...), ", ")
}

func filled(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// tidy takes out of all texts what no document can show: control characters, which sheets and forms bring along.
func (s *Sheet) tidy() {
	texts := []*string{&s.Requester, &s.Label, &s.Market.Title, &s.Market.Reference, &s.Contact.Name, &s.Operator}
	for _, p := range []*Party{&s.Head, &s.Org, &s.Supplier} {
		texts = append(texts, &p.Name, &p.Address, &p.Complement, &p.PostalCode, &p.Commune)
	}
	d := &s.Delivery
	texts = append(texts, &d.Name, &d.Site, &d.Address, &d.Complement, &d.PostalCode, &d.Commune)
	for i := range s.Lines {
		l := &s.Lines[i]
		texts = append(texts, &l.Reference, &l.Title, &l.Brand, &l.Unit)
	}
	for _, t := range texts {
		*t = clean(*t)
	}
	s.Remark = strings.Join(s.remarks(), "\n")
	s.Delivery.Country = cmp.Or(s.Delivery.Country, s.Org.Country)
}

// remarks are the lines of what is said to the supplier.
func (s Sheet) remarks() []string {
	var out []string
	for l := range strings.Lines(s.Remark) {
		out = append(out, clean(l))
	}
	return filled(out...)
}

// clean is a text on one line, without what cannot be seen.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\ufffd"), func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufffe' || r == '\uffff'
	}), " ")
}
