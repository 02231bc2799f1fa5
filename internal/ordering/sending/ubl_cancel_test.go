package sending_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/ordering/sending"
)

// A request to cancel says which order it is of, and why, in the codes of Peppol BIS Advanced Ordering 3, and names who the order names.
func TestCancellation(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R229")
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	made := func(s sending.Sheet, a sending.Asked) string {
		body, err := sending.Cancellation(s, a, brussels)
		if err != nil {
			t.Fatal(err)
		}
		held(t, "OrderCancellation", body)
		inModel(t, body)
		return string(body)
	}
	at := time.Date(2026, 11, 30, 23, 30, 5, 0, time.UTC)
	says(
		t, made(usual(), sending.Asked{N: 2, At: at, Reason: "commandée\ndeux fois <&>"}),
		`<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order_cancellation:3</cbc:CustomizationID><cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3</cbc:ProfileID>`,
		`<cbc:ID>5001-2026-000123-A2</cbc:ID><cbc:IssueDate>2026-12-01</cbc:IssueDate><cbc:IssueTime>00:30:05</cbc:IssueTime><cbc:CancellationNote>commandée deux fois &lt;&amp;&gt;</cbc:CancellationNote>`,
		`<cac:OrderReference><cbc:ID>5001-2026-000123</cbc:ID></cac:OrderReference><cac:Contract><cbc:ID>FS-2026</cbc:ID></cac:Contract>`,
		`<cac:BuyerCustomerParty><cac:Party><cbc:EndpointID schemeID="0208">0400123456</cbc:EndpointID><cac:PartyName><cbc:Name>P.O. des Trois Rives</cbc:Name>`,
		`<cac:SellerSupplierParty><cac:Party><cbc:EndpointID schemeID="0208">0400654321</cbc:EndpointID><cac:PartyName><cbc:Name>Papeterie du Pont</cbc:Name>`,
		`<cac:OriginatorCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID>1234</cbc:ID></cac:PartyIdentification><cac:PartyName><cbc:Name>École du Port</cbc:Name>`,
	)
	s := usual()
	s.Market.Reference, s.Head, s.Requester = "", sending.Party{ID: "h", Name: "Collège", Country: "FR", SIREN: "552100554"}, ""
	if got := made(s, sending.Asked{N: 1, At: at, Reason: "\x00\x1b\ufffe œ 漢 😀" + strings.Repeat("x", 2000)}); strings.Contains(got, "cac:Contract") {
		t.Error("it names a contract")
	}
}

// The data model of T115, the order cancellation of Peppol BIS Advanced Ordering 3, written down from its published tables: of each element the
// children that it may have, those that it must have with a mark. Anything else is refused there, as is an element that is empty.
var cancellation = map[string]string{
	"OrderCancellation":             "CustomizationID! ProfileID! UUID ID! IssueDate! IssueTime Note CancellationNote! OrderReference! OriginatorDocumentReference AdditionalDocumentReference Contract BuyerCustomerParty! SellerSupplierParty! OriginatorCustomerParty",
	"OrderReference":                "ID!",
	"Contract":                      "ID!",
	"BuyerCustomerParty":            "Party!",
	"SellerSupplierParty":           "Party!",
	"OriginatorCustomerParty":       "Party!",
	"Party":                         "EndpointID! PartyIdentification PartyName PostalAddress! PartyTaxScheme PartyLegalEntity! Contact",
	"OriginatorCustomerParty/Party": "PartyIdentification PartyName Contact",
	"PartyIdentification":           "ID!",
	"PartyName":                     "Name!",
	"PostalAddress":                 "StreetName AdditionalStreetName CityName PostalZone CountrySubentity AddressLine Country!",
	"Country":                       "IdentificationCode!",
	"PartyLegalEntity":              "RegistrationName! CompanyID RegistrationAddress",
	"Contact":                       "Name Telephone ElectronicMail",
}

// inModel holds a request to cancel against the data model.
func inModel(t testing.TB, body []byte) {
	t.Helper()
	type element struct {
		name string
		has  []string
		text string
	}
	var open []element
	of := func(at int) (string, bool) {
		if at > 0 {
			if m, some := cancellation[open[at-1].name+"/"+open[at].name]; some {
				return m, true
			}
		}
		m, some := cancellation[open[at].name]
		return m, some
	}
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if len(open) > 0 {
				may, some := of(len(open) - 1)
				if !some || !slices.Contains(strings.Fields(strings.ReplaceAll(may, "!", "")), x.Name.Local) {
					t.Errorf("%s has a %s that the data model does not know:\n%s", open[len(open)-1].name, x.Name.Local, body)
				}
				open[len(open)-1].has = append(open[len(open)-1].has, x.Name.Local)
			}
			open = append(open, element{name: x.Name.Local})
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += strings.TrimSpace(string(x))
			}
		case xml.EndElement:
			e := open[len(open)-1]
			may, _ := of(len(open) - 1)
			for _, must := range strings.Fields(may) {
				if name, is := strings.CutSuffix(must, "!"); is && !slices.Contains(e.has, name) {
					t.Errorf("%s has no %s:\n%s", e.name, name, body)
				}
			}
			if e.text == "" && len(e.has) == 0 {
				t.Errorf("%s is empty:\n%s", e.name, body)
			}
			open = open[:len(open)-1]
		}
	}
}
