package sending

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/ordering/order"
)

// The codes that identify a request to cancel, as Peppol BIS Advanced Ordering 3 publishes them for its transaction T115.
const (
	cancelCustomization = "urn:fdc:peppol.eu:poacc:trns:order_cancellation:3"
	cancelProfile       = "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3"
)

// The elements of a UBL OrderCancellation, in the order that its schema wants, those alone that Peppol BIS Advanced Ordering 3 knows: of the
// order its number and nothing else.
type ublCancellation struct {
	XMLName       xml.Name    `xml:"OrderCancellation"`
	NS            string      `xml:"xmlns,attr"`
	CAC           string      `xml:"xmlns:cac,attr"`
	CBC           string      `xml:"xmlns:cbc,attr"`
	Customization string      `xml:"cbc:CustomizationID"`
	Profile       string      `xml:"cbc:ProfileID"`
	ID            string      `xml:"cbc:ID"`
	IssueDate     string      `xml:"cbc:IssueDate"`
	IssueTime     string      `xml:"cbc:IssueTime"`
	Why           string      `xml:"cbc:CancellationNote"`
	Order         ublID       `xml:"cac:OrderReference"`
	Contract      *ublID      `xml:"cac:Contract"`
	Buyer         ublCustomer `xml:"cac:BuyerCustomerParty"`
	Seller        ublCustomer `xml:"cac:SellerSupplierParty"`
	Originator    ublCustomer `xml:"cac:OriginatorCustomerParty"`
}

// Asked is a request to cancel an order that was sent.
type Asked struct {
	N      int // of the order's requests, from 1
	At     time.Time
	Reason string
}

// Cancellation is a request to cancel an order for programs: a UBL 2.1 OrderCancellation by the rules of Peppol BIS Advanced Ordering 3, of
// the whole order as it was sent (R229). Days are in the operator's zone.
func Cancellation(s Sheet, asked Asked, zone *time.Location) ([]byte, error) {
	at := asked.At.In(zone)
	c := ublCancellation{
		NS: "urn:oasis:names:specification:ubl:schema:xsd:OrderCancellation-2", CAC: "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
		CBC:           "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
		Customization: cancelCustomization, Profile: cancelProfile, ID: fmt.Sprintf("%s-A%d", s.Number, asked.N),
		IssueDate: at.Format(time.DateOnly), IssueTime: at.Format(time.TimeOnly), Why: strings.Join(strings.Fields(asked.Reason), " "),
		Order: ublID{s.Number}, Buyer: ublCustomer{ublBuyer(s)}, Seller: ublCustomer{ublSeller(s)}, Originator: ublCustomer{ublOriginator(s)},
	}
	if ref := s.Market.Reference; ref != "" {
		c.Contract = &ublID{ref}
	}
	b, err := xml.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("UBL of the cancellation of order %s: %w", s.Number, err)
	}
	return append([]byte(xml.Header), append(b, '\n')...), nil
}

const (
	cancelReferences = "ordering.cancel"
	cancelFile       = "Annulation"
	mostAsked        = 1000 // a supplier keeps an order, and proposes something else, a few times
)

// AskedCancel is the attachment of the mail by which the supplier of an order is asked to cancel it, in the transaction that asks: the order's
// history has the request already. Empty where what was sent is no longer kept.
func (s *Service) AskedCancel(ctx context.Context, tx *db.Tx, o order.Order) (string, error) {
	if _, err := newest(ctx, tx, o.ID); err != nil {
		if apperr.Is(err, apperr.NotFound) {
			return "", nil
		}
		return "", err
	}
	all, err := asked(ctx, tx, o.ID)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return strings.Join([]string{cancelReferences, o.ID, strconv.Itoa(len(all)), "xml"}, "/"), nil
}

// asked are the requests to cancel an order, the oldest first.
func asked(ctx context.Context, tx *db.Tx, orderID string) ([]Asked, error) {
	lines, err := history.OfAct(ctx, tx, history.Object{Kind: order.Object, ID: orderID}, order.Object+"."+string(order.AskCancel), mostAsked)
	if err != nil {
		return nil, err
	}
	slices.Reverse(lines)
	out := make([]Asked, len(lines))
	for i, l := range lines {
		out[i] = Asked{i + 1, l.Done, l.Data["reason"]}
	}
	return out, nil
}

// attachCancel is a request for its mail: each try has the same, made of what was sent and of the history.
func (s *Service) attachCancel(ctx context.Context, orderID, nth string) (mail.Attachment, error) {
	var k kept
	var all []Asked
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if k, err = newest(ctx, tx, orderID); err == nil {
			all, err = asked(ctx, tx, orderID)
		}
		return err
	})
	n, bad := strconv.Atoi(nth)
	switch {
	case apperr.Is(err, apperr.NotFound), err == nil && (bad != nil || n < 1 || n > len(all)):
		return mail.Attachment{}, fmt.Errorf("%w: %w", notify.ErrUnfit, errors.Join(errReference, err))
	case err != nil:
		return mail.Attachment{}, err
	}
	sheet, err := k.read()
	if err != nil {
		return mail.Attachment{}, err
	}
	body, err := Cancellation(sheet, all[n-1], s.o.Speak(i18n.French).Zone())
	return mail.Attachment{Name: fileName(cancelFile, k.order, "xml"), MIME: ublMedia, Body: body}, err
}
