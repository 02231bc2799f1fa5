package supply_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/catalog/article"
	"preau/internal/kit/apperr"
	"preau/internal/kit/config"
	"preau/internal/kit/covers"
	"preau/internal/ordering/order"
	"preau/internal/ordering/supply"
)

// valid holds a file against the schema of UBL 2.1. The schemas are no part of the project: where they or xmllint are not there, it says so, and
// in CI it fails.
func valid(t testing.TB, kind, body string) {
	t.Helper()
	schema, err := filepath.Abs("../../../../shared/data/ubl-2.1/maindoc/UBL-" + kind + "-2.1.xsd")
	if err != nil {
		t.Fatal(err)
	}
	lint, missing := exec.LookPath("xmllint")
	if _, err := os.Stat(schema); err != nil || missing != nil {
		miss := t.Logf
		if config.Env()["CI"] != "" {
			miss = t.Errorf
		}
		miss("no schemas of UBL, or no xmllint: the file is not held against them: %v, %v", err, missing)
		return
	}
	c := exec.CommandContext(t.Context(), lint, "--noout", "--nonet", "--schema", schema, "-") //nolint:gosec // a tool of the tests
	c.Stdin = strings.NewReader(body)
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("not a UBL %s: %v\n%s\n%s", kind, err, out, body)
	}
}

const namespaces = `xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"`

// response is an OrderResponse as Peppol BIS Ordering 3 has it.
func response(order, code, more, lines string) string {
	const party = `<cac:Party><cbc:EndpointID schemeID="0208">0400123456</cbc:EndpointID></cac:Party>`
	return `<?xml version="1.0" encoding="UTF-8"?>
<OrderResponse xmlns="urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2" ` + namespaces + `>
<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order_response:3</cbc:CustomizationID><cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>
<cbc:ID>R-1</cbc:ID><cbc:IssueDate>2026-11-22</cbc:IssueDate><cbc:OrderResponseCode>` + code + `</cbc:OrderResponseCode>` + more + `
<cac:OrderReference><cbc:ID>` + order + `</cbc:ID></cac:OrderReference>
<cac:SellerSupplierParty>` + party + `</cac:SellerSupplierParty><cac:BuyerCustomerParty>` + party + `</cac:BuyerCustomerParty>` + lines + `
</OrderResponse>`
}

// line is a line of one.
func line(of, status, quantity, rest, substitute string) string {
	if quantity != "" {
		quantity = `<cbc:Quantity unitCode="C62">` + quantity + `</cbc:Quantity>`
	}
	return `<cac:OrderLine><cac:LineItem><cbc:ID>` + of + `</cbc:ID><cbc:LineStatusCode>` + status + `</cbc:LineStatusCode>` + quantity + rest +
		`<cac:Item><cbc:Name>Stylo</cbc:Name></cac:Item></cac:LineItem>` + substitute + `<cac:OrderLineReference><cbc:LineID>` + of + `</cbc:LineID></cac:OrderLineReference></cac:OrderLine>`
}

func price(amount, base string) string {
	return `<cac:Price><cbc:PriceAmount currencyID="EUR">` + amount + `</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">` + base + `</cbc:BaseQuantity></cac:Price>`
}

func promised(day string) string {
	return `<cac:Delivery><cac:PromisedDeliveryPeriod><cbc:StartDate>` + day + `</cbc:StartDate><cbc:EndDate>` + day + `</cbc:EndDate></cac:PromisedDeliveryPeriod></cac:Delivery>`
}

// view is an order of seven pens and three reams.
func view() supply.View {
	of := func(id string, n int, q, price int64) order.Line {
		return order.Line{ID: id, Position: n, Quantity: q, Article: article.Article{Version: article.Version{Data: article.Data{Price: price}}}}
	}
	return supply.View{Case: order.Case{Order: order.Order{Number: "5001-2026-000123"}}, Lines: []order.Line{of("a", 1, 7, 4_150), of("b", 2, 3, 43_333)}}
}

// What a program answers is read as its buttons would say it, each line of the order once; figures come out even or are refused.
func TestReadResponse(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R234")
	const n = "5001-2026-000123"
	substitute := `<cac:SellerSubstitutedLineItem><cbc:ID>1</cbc:ID><cac:Item><cbc:Name>Stylo bleu</cbc:Name><cac:SellersItemIdentification><cbc:ID>ST-05</cbc:ID></cac:SellersItemIdentification></cac:Item></cac:SellerSubstitutedLineItem>`
	for name, x := range map[string]struct {
		body string
		do   order.Act
		want string
	}{
		"received":          {response(n, "AB", "", ""), order.Acknowledge, ""},
		"accepted":          {response(n, "AP", "<cbc:Note>Merci</cbc:Note>", promised("2026-12-01")), order.Accept, "Merci 2026-12-01"},
		"accepted as it is": {response(n, "AP", "", line("1", "5", "7", price("0.415", "1"), "")+line("2", "5", "3", promised("2026-12-04"), "")), order.Accept, "2026-12-04"},
		"accepted in part":  {response(n, "AP", "", line("1", "3", "5", "", "")), order.Propose, "a:5 4150 b:3 43333"},
		"declined":          {response(n, "RE", "<cbc:Note>En   rupture</cbc:Note>", ""), order.Decline, "En rupture"},
		"changed":           {response(n, "CA", "", line("1", "3", "5.000", promised("2026-12-04")+price("0.4200", "1"), "")), order.Propose, "a:5 4200 2026-12-04 b:3 43333"},
		"per dozen":         {response(n, "CA", "", line("2", "3", "3", price("12", "12"), "")), order.Propose, "a:7 4150 b:3 10000"},
		"one less":          {response(n, "CA", "", line("2", "7", "", "", "")), order.Propose, "a:7 4150 b:0 43333"},
		"another":           {response(n, "CA", "", line("1", "3", "7", "", substitute)), order.Propose, "a:7 4150 ST-05 Stylo bleu b:3 43333"},
	} {
		valid(t, "OrderResponse", x.body)
		r, err := supply.ReadResponse(view(), []byte(x.body))
		if err != nil || r.Do != x.do {
			t.Errorf("%s: %s, %v", name, r.Do, err)
			continue
		}
		got := strings.TrimSpace(r.Text + " " + r.PromisedOn)
		if r.Do == order.Propose {
			got = ""
			for _, id := range []string{"a", "b"} {
				d := r.Lines[id]
				got += strings.Join(strings.Fields(fmt.Sprintf("%s:%d %d %s %s %s", id, d.Quantity, d.Price, d.Reference, d.Title, d.PromisedOn)), " ") + " "
			}
		}
		if strings.TrimSpace(got) != x.want {
			t.Errorf("%s says %q, want %q", name, got, x.want)
		}
	}
}

func TestReadDespatch(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R234")
	body := `<?xml version="1.0" encoding="UTF-8"?>
<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2" ` + namespaces + `><cbc:ID>D-1</cbc:ID><cbc:IssueDate>2026-11-23</cbc:IssueDate><cbc:Note>Deux colis</cbc:Note>
<cac:OrderReference><cbc:ID>5001-2026-000123</cbc:ID></cac:OrderReference><cac:DespatchSupplierParty/><cac:DeliveryCustomerParty/>
<cac:Shipment><cbc:ID>1</cbc:ID><cac:Delivery><cac:EstimatedDeliveryPeriod><cbc:EndDate>2026-11-25</cbc:EndDate></cac:EstimatedDeliveryPeriod></cac:Delivery></cac:Shipment>
<cac:DespatchLine><cbc:ID>1</cbc:ID><cbc:DeliveredQuantity unitCode="C62">7</cbc:DeliveredQuantity><cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference><cac:Item><cbc:Name>Stylo</cbc:Name></cac:Item></cac:DespatchLine>
</DespatchAdvice>`
	valid(t, "DespatchAdvice", body)
	r, err := supply.ReadResponse(view(), []byte(body))
	if err != nil || r.Do != order.Ship || r.PromisedOn != "2026-11-25" || r.Text != "Deux colis" {
		t.Errorf("%+v, %v", r, err)
	}
	if len(r.Partly) != 1 || r.Partly[0].Line.ID != "b" || r.Partly[0].Sent != 0 {
		t.Errorf("of what it does not name: %+v", r.Partly)
	}
	one := `<cac:DespatchLine><cbc:ID>2</cbc:ID><cbc:DeliveredQuantity unitCode="C62">QTY</cbc:DeliveredQuantity><cac:OrderLineReference><cbc:LineID>LINE</cbc:LineID></cac:OrderLineReference><cac:Item><cbc:Name>X</cbc:Name></cac:Item></cac:DespatchLine>`
	with := func(line, quantity string) []byte {
		return []byte(strings.Replace(body, "</DespatchAdvice>", strings.NewReplacer("LINE", line, "QTY", quantity).Replace(one)+"</DespatchAdvice>", 1))
	}
	for quantity, want := range map[string]int64{"3": 3, "2.000": 2, "4": 4, "0": 0} {
		valid(t, "DespatchAdvice", string(with("2", quantity)))
		r, err := supply.ReadResponse(view(), with("2", quantity))
		if err != nil || (len(r.Partly) == 1) != (want < 3) || want < 3 && r.Partly[0].Sent != want {
			t.Errorf("%s of 3: %+v, %v", quantity, r.Partly, err)
		}
	}
	for _, x := range [][2]string{{"2", "1.5"}, {"2", "-1"}, {"2", "beaucoup"}, {"2", "10000000000"}, {"3", "1"}, {"x", "1"}} {
		if _, err := supply.ReadResponse(view(), with(x[0], x[1])); !apperr.Is(err, apperr.Invalid) {
			t.Errorf("%s of line %s: %v", x[1], x[0], err)
		}
	}
	if r, err := supply.ReadResponse(view(), []byte(strings.Replace(body, `<cbc:DeliveredQuantity unitCode="C62">7</cbc:DeliveredQuantity>`, "", 1))); err != nil || len(r.Partly) != 0 {
		t.Errorf("without quantities: %+v, %v", r.Partly, err)
	}
	if _, err := supply.ReadResponse(view(), []byte(strings.ReplaceAll(body, "000123", "000124"))); !apperr.Is(err, apperr.Invalid) {
		t.Errorf("another order's: %v", err)
	}
}

// What is no answer to this order, or would cost more than it weighs, is refused with the reason next to the file.
func TestReadResponseRefuses(t *testing.T) {
	t.Parallel()
	const n = "5001-2026-000123"
	head := `<?xml version="1.0" encoding="UTF-8"?>`
	bomb := head + `<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>` +
		strings.Replace(response(n, "AP", "<cbc:Note>&c;</cbc:Note>", ""), head, "", 1)
	outside := head + `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + strings.Replace(response(n, "AP", "<cbc:Note>&e;</cbc:Note>", ""), head, "", 1)
	for name, body := range map[string]string{
		"nothing": "", "no XML": "Commande acceptée", "a picture": "\xff\xd8\xff\xe0", "a bomb": bomb, "an outside entity": outside,
		"an unknown entity": response(n, "AP", "<cbc:Note>&e;</cbc:Note>", ""), "another order": response("5001-2026-000124", "AP", "", ""),
		"an order": strings.ReplaceAll(response(n, "AP", "", ""), "OrderResponse", "Order"), "another namespace": strings.Replace(response(n, "AP", "", ""), "OrderResponse-2", "OrderResponse-3", 1),
		"no code": response(n, "", "", ""), "another code": response(n, "XX", "", ""), "cut": response(n, "AP", "", "")[:400],
		"another line": response(n, "CA", "", line("3", "3", "5", "", "")), "a line twice": response(n, "CA", "", line("1", "3", "5", "", "")+line("1", "3", "6", "", "")),
		"half a unit": response(n, "CA", "", line("1", "3", "5.5", "", "")), "fewer than none": response(n, "CA", "", line("1", "3", "-1", "", "")),
		"a million": response(n, "CA", "", line("1", "3", "1000000", "", "")), "francs": response(n, "CA", "", strings.ReplaceAll(line("1", "3", "5", price("1", "1"), ""), "EUR", "CHF")),
		"uneven": response(n, "CA", "", line("1", "3", "5", price("1", "3"), "")), "by none": response(n, "CA", "", line("1", "3", "5", price("1", "0"), "")),
		"a comma": response(n, "CA", "", line("1", "3", "5", price("1,5", "1"), "")), "no day": response(n, "AP", "", promised("demain")),
		"deep": head + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100), "large": response(n, "AP", "<cbc:Note>"+strings.Repeat("a", supply.MaxResponse)+"</cbc:Note>", ""),
		"latin": strings.Replace(response(n, "AP", "", ""), "UTF-8", "ISO-8859-1", 1),
	} {
		r, err := supply.ReadResponse(view(), []byte(body))
		e, _ := apperr.As(err)
		if !apperr.Is(err, apperr.Invalid) || len(e.Fields) != 1 || e.Fields[0].Name != supply.FieldFile {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func FuzzReadResponse(f *testing.F) {
	f.Add([]byte(response("5001-2026-000123", "CA", "", line("1", "3", "5", price("1", "1"), ""))))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := supply.ReadResponse(view(), body)
		if err == nil && r.Do == order.Propose && len(r.Lines) != 2 {
			t.Errorf("%+v", r)
		}
	})
}
