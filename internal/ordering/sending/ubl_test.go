package sending_test

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/config"
	"preau/internal/kit/covers"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/sending"
)

// held holds a file against the schema of a document of UBL 2.1. The schemas are no part of the project: where they or xmllint are not there, it
// says so, and in CI it fails.
func held(t testing.TB, document string, body []byte) {
	t.Helper()
	miss := t.Logf
	if config.Env()["CI"] != "" {
		miss = t.Errorf
	}
	schema, err := filepath.Abs("../../../../shared/data/ubl-2.1/maindoc/UBL-" + document + "-2.1.xsd")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(schema); err != nil {
		miss("no schemas of UBL: the file is not held against them: %v", err)
		return
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		miss("no xmllint: the file is not held against the schema: %v", err)
		return
	}
	c := exec.CommandContext(t.Context(), lint, "--noout", "--nonet", "--schema", schema, "-") //nolint:gosec // a tool of the tests
	c.Stdin = strings.NewReader(string(body))
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("not a UBL %s: %v\n%s\n%s", document, err, out, body)
	}
}

func machine(t testing.TB, s sending.Sheet) string {
	t.Helper()
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	body, err := sending.Machine(french(t), s, brussels)
	if err != nil {
		t.Fatal(err)
	}
	held(t, "Order", body)
	return string(body)
}

// says wants pieces of XML, whose spaces between elements do not count.
func says(t testing.TB, got string, want ...string) {
	t.Helper()
	flat := strings.NewReplacer("\n", "", "\u00a0", " ").Replace(got)
	for strings.Contains(flat, "> ") {
		flat = strings.ReplaceAll(flat, "> ", ">")
	}
	for _, w := range want {
		if !strings.Contains(flat, w) {
			t.Errorf("not there: %s in\n%s", w, got)
		}
	}
}

// The machine form says what the paper says, in the codes of Peppol BIS Ordering 3, and its sums are those of the paper.
func TestMachine(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R231", "R232")
	got := machine(t, usual())
	says(
		t, got, `<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID><cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>`,
		`<cbc:ID>5001-2026-000123</cbc:ID><cbc:IssueDate>2026-11-22</cbc:IssueDate><cbc:OrderTypeCode>220</cbc:OrderTypeCode><cbc:Note>Étiquette : 3e B, Mme Œuvrard</cbc:Note>`,
		`<cac:Contract><cbc:ID>FS-2026</cbc:ID></cac:Contract>`,
		`<cbc:EndpointID schemeID="0208">0400123456</cbc:EndpointID><cac:PartyName><cbc:Name>P.O. des Trois Rives</cbc:Name></cac:PartyName>`,
		`<cbc:RegistrationName>P.O. des Trois Rives</cbc:RegistrationName><cbc:CompanyID schemeID="0208">0400123456</cbc:CompanyID>`,
		`<cac:Contact><cbc:Name>Carl Huygens</cbc:Name><cbc:ElectronicMail>carl@preau.test</cbc:ElectronicMail></cac:Contact>`,
		`<cac:OriginatorCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID>1234</cbc:ID></cac:PartyIdentification><cac:PartyName><cbc:Name>École du Port</cbc:Name></cac:PartyName><cac:Contact><cbc:Name>Ada Trémblay</cbc:Name>`,
		`<cac:DeliveryLocation><cac:Address><cbc:StreetName>Rue du Lac 12</cbc:StreetName><cbc:CityName>Jambes</cbc:CityName><cbc:PostalZone>5100</cbc:PostalZone>`,
		`<cbc:Name>École du Port, Implantation du Lac</cbc:Name></cac:PartyName><cac:Contact><cbc:Telephone>+3281000012</cbc:Telephone>`,
		`<cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>`, `<cbc:Amount currencyID="EUR">12.50</cbc:Amount>`,
		`<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">4.02</cbc:TaxAmount></cac:TaxTotal>`,
		`<cbc:LineExtensionAmount currencyID="EUR">27.91</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">40.41</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">44.43</cbc:TaxInclusiveAmount>`+
			`<cbc:ChargeTotalAmount currencyID="EUR">12.50</cbc:ChargeTotalAmount><cbc:PayableAmount currencyID="EUR">44.43</cbc:PayableAmount>`,
		`<cbc:ID>1</cbc:ID><cbc:Quantity unitCode="C62">7</cbc:Quantity><cbc:LineExtensionAmount currencyID="EUR">2.91</cbc:LineExtensionAmount>`,
		`<cbc:PriceAmount currencyID="EUR">0.415</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">1</cbc:BaseQuantity>`, `<cbc:Quantity unitCode="XPK">10</cbc:Quantity>`,
		`<cac:SellersItemIdentification><cbc:ID>ST-04</cbc:ID></cac:SellersItemIdentification><cac:StandardItemIdentification><cbc:ID schemeID="0160">3017620422003</cbc:ID>`,
		`<cbc:ItemClassificationCode listID="STI">30192121</cbc:ItemClassificationCode>`, `<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>`,
		`<cac:ClassifiedTaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent>`, `<cbc:PriceAmount currencyID="EUR">4.3333</cbc:PriceAmount>`,
	)
	d := paper(t, "as-machine", usual())
	has(t, d, "27,91 €", "40,41 €", "44,43 €", "12,50 €")
}

// « Gratuité » is in the note that a person reads and in the reference that a program books by (R207); a French school by its SIRET.
func TestMachineFree(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R207", "R163")
	s := usual()
	s.Free, s.Details, s.Requester, s.Market.Reference, s.Freight = true, true, "", "", amount.PerRate{Rate: 2100}
	s.Head = sending.Party{ID: "h", Name: "Collège", Country: "FR", SIRET: "193 500 012 00017"}
	s.Org = s.Head
	s.Supplier = sending.Party{ID: "s", Name: "Fournil", Country: "FR", SIREN: "552100554"}
	s.Lines[0].VAT = 550
	s.Remark = "Porte « B » & <C>\navant 10 h"
	got := machine(t, s)
	says(
		t, got, `<cbc:Note>COMMANDE GRATUITÉ — Étiquette : 3e B, Mme Œuvrard — Remarques : Porte « B » &amp; &lt;C&gt; / avant 10 h — Précisions à demander`, `<cbc:AccountingCost>COMMANDE GRATUITÉ</cbc:AccountingCost>`,
		`<cbc:EndpointID schemeID="0009">19350001200017</cbc:EndpointID>`, `<cbc:EndpointID schemeID="0002">552100554</cbc:EndpointID>`, `<cbc:CompanyID schemeID="0002">552100554</cbc:CompanyID>`, `<cbc:Percent>5.5</cbc:Percent>`,
	)
	for _, no := range []string{"AllowanceCharge>", "Contract", "ChargeTotalAmount", "UAI"} {
		if strings.Contains(got, no) {
			t.Errorf("it says %s", no)
		}
	}
}

// Names that would break a careless file, the largest quantities, a label that is empty: it is valid and says the same.
func TestMachineOdd(t *testing.T) {
	t.Parallel()
	s := usual()
	odd := `<b>"A & B's"]]></b> œ 漢 😀` + "\x00\x1b\ufffe"
	s.Lines[0].Title, s.Lines[0].Reference, s.Org.Name, s.Supplier.Name, s.Label, s.Contact.Name, s.Lines[0].Unit = odd, odd, odd, odd, "", odd, odd
	s.Lines[1].Quantity, s.Lines[1].Price = amount.MaxQuantity, 99_999_999
	got := machine(t, s)
	says(t, got, `<cbc:LineExtensionAmount currencyID="EUR">999989990.00</cbc:LineExtensionAmount>`, `<cbc:Quantity unitCode="C62">99999</cbc:Quantity>`)
	var back struct {
		Lines []struct {
			Name string `xml:"LineItem>Item>Name"`
		} `xml:"OrderLine"`
	}
	if err := xml.Unmarshal([]byte(got), &back); err != nil {
		t.Fatal(err)
	}
	if want := `<b>"A & B's"]]></b> œ 漢 😀`; !strings.HasPrefix(back.Lines[0].Name, want) {
		t.Errorf("it says %q", back.Lines[0].Name)
	}
	if strings.Contains(got, "<cbc:CustomerReference>") || strings.Contains(got, "<cbc:Note>") {
		t.Error("it has a label")
	}
	paper(t, "odd", s)
	machine(t, long(200))
}

func TestUnitCode(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"": "C62", "pièce": "C62", "Pièces": "C62", "boîte": "XBX", "Boîte de 12": "XBX", "BOITES": "XBX", "paquet de 500": "XPK", "rame": "RM", "ramette (500 feuilles)": "RM",
		"carton": "XCT", "set": "SET", "Lot de 3": "SET", "kg": "KGM", "Kg.": "KGM", "litres": "LTR", "m": "MTR", "mètre carré": "MTK", "m²": "MTK", "paire": "PR",
		"seaux": "XBJ", "jeux": "SET", "truc": "C62", "12 x 3": "C62", "<b>": "C62",
	} {
		s := usual()
		s.Lines[0].Unit = words
		if got := machine(t, s); !strings.Contains(got, `<cbc:Quantity unitCode="`+want+`">7<`) {
			t.Errorf("%q is not %s", words, want)
		}
	}
}
