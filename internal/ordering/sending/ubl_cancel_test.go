package sending_test

import (
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
		return string(body)
	}
	at := time.Date(2026, 11, 30, 23, 30, 5, 0, time.UTC)
	says(
		t, made(usual(), sending.Asked{N: 2, At: at, Reason: "commandée\ndeux fois <&>"}),
		`<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order_cancellation:3</cbc:CustomizationID><cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3</cbc:ProfileID>`,
		`<cbc:ID>5001-2026-000123-A2</cbc:ID><cbc:IssueDate>2026-12-01</cbc:IssueDate><cbc:IssueTime>00:30:05</cbc:IssueTime><cbc:CancellationNote>commandée deux fois &lt;&amp;&gt;</cbc:CancellationNote>`,
		`<cac:OrderReference><cbc:ID>5001-2026-000123</cbc:ID><cbc:IssueDate>2026-11-22</cbc:IssueDate></cac:OrderReference><cac:Contract><cbc:ID>FS-2026</cbc:ID></cac:Contract>`,
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
