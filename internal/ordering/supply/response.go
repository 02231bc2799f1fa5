package supply

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/quantity"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// FieldFile names the file of an answer in its form.
const FieldFile = "fichier"

// MaxResponse is the most that a file may weigh: an answer to five hundred lines is a tenth of it.
const MaxResponse = 2_000_000

// Bounds of what is read of a file, so that none costs more than it weighs.
const (
	mostDepth  = 40
	mostTokens = 400_000
)

// Response is what a file of the supplier's program says: an answer that its buttons could give, or changes. Nothing of it counts before the
// supplier has seen it and sent it.
type Response struct {
	Do         order.Act
	Text       string
	PromisedOn string
	Lines      map[string]order.Deal // with Propose: by line
	Partly     []Part                // with Ship: the lines of which not all that is awaited is on its way; none: all of it is, or nobody says
}

// Part is what of a line is on its way.
type Part struct {
	Line order.Line
	Sent int64 // units
}

// The namespaces of what is read.
const (
	nsResponse = "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2"
	nsDespatch = "urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"
)

// ReadResponse reads a UBL OrderResponse, or a DespatchAdvice, about an order. What a document type declares is refused with the file:
// entities are how a short file becomes a long one, and how it would fetch others.
func ReadResponse(v View, body []byte) (Response, error) {
	if len(body) > MaxResponse {
		return Response{}, bad(msg.FaultFileLarge, "max", MaxResponse/1_000_000)
	}
	root, err := look(body)
	if err != nil {
		return Response{}, err
	}
	switch root {
	case xml.Name{Space: nsResponse, Local: "OrderResponse"}:
		var r ublResponse
		if err := xml.Unmarshal(body, &r); err != nil {
			return Response{}, bad(msg.FaultFileXml)
		}
		return r.read(v)
	case xml.Name{Space: nsDespatch, Local: "DespatchAdvice"}:
		var d ublDespatch
		if err := xml.Unmarshal(body, &d); err != nil {
			return Response{}, bad(msg.FaultFileXml)
		}
		return d.read(v)
	}
	return Response{}, bad(msg.FaultFileKind)
}

func bad(key i18n.Key, args ...any) error {
	return apperr.InvalidField(FieldFile, i18n.M(key, args...))
}

// look goes through a file once without keeping anything of it: it is to be well formed, in UTF-8, without a document type, no deeper and no
// longer than an answer is. It gives the name of its root.
func look(body []byte) (xml.Name, error) {
	var root xml.Name
	d := xml.NewDecoder(bytes.NewReader(body))
	depth := 0
	for range mostTokens {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && root.Local != "" {
			return root, nil
		}
		if err != nil {
			return root, bad(msg.FaultFileXml)
		}
		switch x := t.(type) {
		case xml.Directive:
			return root, bad(msg.FaultFileEntities)
		case xml.StartElement:
			if depth++; depth == 1 {
				root = x.Name
			}
		case xml.EndElement:
			depth--
		}
		if depth > mostDepth {
			return root, bad(msg.FaultFileXml)
		}
	}
	return root, bad(msg.FaultFileXml)
}

// The elements that are read, of those that Peppol BIS Ordering 3 knows.
type ublResponse struct {
	Code     string      `xml:"OrderResponseCode"`
	Notes    []string    `xml:"Note"`
	Currency string      `xml:"DocumentCurrencyCode"`
	Orders   []ublRef    `xml:"OrderReference"`
	Delivery ublPromise  `xml:"Delivery"`
	Lines    []ublAnswer `xml:"OrderLine"`
}

type ublRef struct {
	ID string `xml:"ID"`
}

type ublPromise struct {
	Start string `xml:"PromisedDeliveryPeriod>StartDate"`
	End   string `xml:"PromisedDeliveryPeriod>EndDate"`
}

func (p ublPromise) day() string {
	if p.End != "" {
		return p.End
	}
	return p.Start
}

type ublAnswer struct {
	Note       string     `xml:"Note"`
	Item       ublItem    `xml:"LineItem"`
	Substitute ublItem    `xml:"SellerSubstitutedLineItem"`
	Of         ublLineRef `xml:"OrderLineReference"`
}

type ublLineRef struct {
	LineID string `xml:"LineID"`
}

type ublItem struct {
	ID       string     `xml:"ID"`
	Note     string     `xml:"Note"`
	Status   string     `xml:"LineStatusCode"`
	Quantity string     `xml:"Quantity"`
	Delivery ublPromise `xml:"Delivery"`
	Price    struct {
		Amount struct {
			Value    string `xml:",chardata"`
			Currency string `xml:"currencyID,attr"`
		} `xml:"PriceAmount"`
		Base string `xml:"BaseQuantity"`
	} `xml:"Price"`
	Name    string `xml:"Item>Name"`
	Sellers string `xml:"Item>SellersItemIdentification>ID"`
}

// The codes of an answer, and of a line of it (UNCL 4343, 1229).
const (
	codeReceived = "AB"
	codeAccepted = "AP"
	codeRefused  = "RE"
	codeChanged  = "CA"

	lineNotAccepted = "7"
)

// read gives what an answer says about the order of a view.
func (r ublResponse) read(v View) (Response, error) {
	if len(r.Orders) != 1 || strings.TrimSpace(r.Orders[0].ID) != v.Number {
		return Response{}, bad(msg.FaultFileOrder, "number", v.Number)
	}
	out := Response{Text: clean(strings.Join(r.Notes, " "), MaxText)}
	var err error
	if out.PromisedOn, err = dayOf(r.Delivery.day()); err != nil {
		return out, err
	}
	switch strings.TrimSpace(r.Code) {
	case codeReceived:
		out.Do = order.Acknowledge
	case codeAccepted:
		out.Do = order.Accept
		lines, fault := r.deals(v, out.PromisedOn)
		if fault != nil {
			return out, fault
		}
		if v.differs(lines) { // what the lines say is what the supplier means to deliver: it is shown as changes
			out.Do, out.Lines = order.Propose, lines
			break
		}
		for _, x := range r.Lines { // all of it is there once the last of it is
			day, _ := dayOf(x.Item.Delivery.day()) // read above
			out.PromisedOn = max(out.PromisedOn, day)
		}
	case codeRefused:
		out.Do = order.Decline
	case codeChanged:
		out.Do = order.Propose
		out.Lines, err = r.deals(v, out.PromisedOn)
	default:
		err = bad(msg.FaultFileCode, "code", clean(r.Code, codeShown))
	}
	return out, err
}

// differs says whether something else would come of a line than what stands, or at another price.
func (v View) differs(deals map[string]order.Deal) bool {
	return slices.ContainsFunc(v.Lines, func(l order.Line) bool {
		d := deals[l.ID]
		d.PromisedOn = l.PromisedOn
		return !same(l, d)
	})
}

// codeShown is as much of a code that is none as is said.
const codeShown = 20

// deals are the lines of an answer, each of a line of the order, and each line once.
func (r ublResponse) deals(v View, promised string) (map[string]order.Deal, error) {
	out := map[string]order.Deal{}
	for _, l := range v.Lines {
		d := DealOf(l)
		if promised != "" {
			d.PromisedOn = promised
		}
		out[l.ID] = d
	}
	seen := map[string]bool{}
	for _, x := range r.Lines {
		l, known := x.line(v)
		if !known || seen[l.ID] {
			return nil, bad(msg.FaultFileLine, "line", clean(x.Of.LineID+x.Item.ID, codeShown))
		}
		seen[l.ID] = true
		d, err := x.deal(out[l.ID], l, r.Currency)
		if err != nil {
			return nil, err
		}
		out[l.ID] = d
	}
	return out, nil
}

// line is the order's line that a line of an answer is about.
func (x ublAnswer) line(v View) (order.Line, bool) {
	ref := x.Of.LineID
	if ref == "" {
		ref = x.Item.ID
	}
	n, err := strconv.Atoi(strings.TrimSpace(ref))
	if err != nil {
		return order.Line{}, false
	}
	for _, l := range v.Lines {
		if l.Position == n {
			return l, true
		}
	}
	return order.Line{}, false
}

// deal is what a line of an answer makes of a line.
func (x ublAnswer) deal(d order.Deal, l order.Line, currency string) (order.Deal, error) {
	fault := func() error { return bad(msg.FaultFileFigure, "line", l.Position) }
	if x.Item.Quantity != "" {
		n, why := quantity.ParsePlain(strings.TrimSpace(x.Item.Quantity), 3)
		if why != quantity.None || n%1000 != 0 || n < 0 || n/1000 > amount.MaxQuantity {
			return d, fault()
		}
		d.Quantity = n / 1000
	}
	if x.Item.Status == lineNotAccepted {
		d.Quantity = 0
	}
	if p := x.Item.Price; p.Amount.Value != "" {
		price, ok := perUnit(p.Amount.Value, p.Base)
		if !ok || p.Amount.Currency != "EUR" || currency != "" && currency != "EUR" {
			return d, fault()
		}
		d.Price = price
	}
	day, err := dayOf(x.Item.Delivery.day())
	if err != nil {
		return d, err
	}
	if day != "" {
		d.PromisedOn = day
	}
	if x.Substitute.Sellers != "" || x.Substitute.Name != "" {
		d.Reference, d.Title = clean(x.Substitute.Sellers, MaxReference), clean(x.Substitute.Name, MaxTitle)
	}
	d.Note = clean(x.Note+" "+x.Item.Note, MaxTitle)
	return d, nil
}

// perUnit is a price of so many units for one, where it comes out even.
func perUnit(price, base string) (int64, bool) {
	n, ok := amount.ParsePrice(strings.TrimSpace(price))
	if !ok || strings.ContainsAny(price, ",€") { // as people write it
		return 0, false
	}
	if base == "" {
		return n, true
	}
	per, why := quantity.ParsePlain(strings.TrimSpace(base), 3)
	if why != quantity.None || per <= 0 || n*1000%per != 0 {
		return 0, false
	}
	return n * 1000 / per, true
}

func dayOf(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if len(s) > len(time.DateOnly) {
		s = s[:len(time.DateOnly)] // a zone may follow
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", bad(msg.FaultFileDay)
	}
	return s, nil
}

// clean is a text on one line, no longer than is taken.
func clean(s string, most int) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// ublDespatch is a despatch advice: what is on its way.
type ublDespatch struct {
	Orders   []ublRef `xml:"OrderReference"`
	Notes    []string `xml:"Note"`
	Expected struct {
		Start string `xml:"EstimatedDeliveryPeriod>StartDate"`
		End   string `xml:"EstimatedDeliveryPeriod>EndDate"`
	} `xml:"Shipment>Delivery"`
	Lines []ublSent `xml:"DespatchLine"`
}

type ublSent struct {
	Delivered string `xml:"DeliveredQuantity"`
	Of        struct {
		LineID string `xml:"LineID"`
		Order  ublRef `xml:"OrderReference"`
	} `xml:"OrderLineReference"`
}

func (d ublDespatch) read(v View) (Response, error) {
	named := false
	for _, o := range d.Orders {
		named = true
		if strings.TrimSpace(o.ID) != v.Number {
			return Response{}, bad(msg.FaultFileOrder, "number", v.Number)
		}
	}
	for _, l := range d.Lines {
		if id := strings.TrimSpace(l.Of.Order.ID); id != "" {
			named = true
			if id != v.Number {
				return Response{}, bad(msg.FaultFileOrder, "number", v.Number)
			}
		}
	}
	if !named {
		return Response{}, bad(msg.FaultFileOrder, "number", v.Number)
	}
	day, err := dayOf(ublPromise{d.Expected.Start, d.Expected.End}.day())
	if err != nil {
		return Response{}, err
	}
	partly, err := d.partly(v)
	return Response{Do: order.Ship, Text: clean(strings.Join(d.Notes, " "), MaxText), PromisedOn: day, Partly: partly}, err
}

// partly are the lines of which less is on its way than is awaited. A file that names no quantity says nothing of them.
func (d ublDespatch) partly(v View) ([]Part, error) {
	sent, counted := map[string]int64{}, false
	for _, x := range d.Lines {
		l, known := (ublAnswer{Of: ublLineRef{x.Of.LineID}}).line(v)
		if !known {
			return nil, bad(msg.FaultFileLine, "line", clean(x.Of.LineID, codeShown))
		}
		if x.Delivered == "" {
			sent[l.ID] += l.Missing()
			continue
		}
		n, why := quantity.ParsePlain(strings.TrimSpace(x.Delivered), 3)
		if why != quantity.None || n%1000 != 0 || n < 0 || n/1000 > amount.MaxQuantity {
			return nil, bad(msg.FaultFileFigure, "line", l.Position)
		}
		sent[l.ID], counted = sent[l.ID]+n/1000, true
	}
	if !counted {
		return nil, nil
	}
	var out []Part
	for _, l := range v.Lines {
		if sent[l.ID] < l.Missing() {
			out = append(out, Part{l, sent[l.ID]})
		}
	}
	return out, nil
}
