package sending

import "encoding/xml"

// The elements of a UBL Order, in the order that its schema wants, those alone that Peppol BIS Ordering 3 knows.
type ublOrder struct {
	XMLName       xml.Name    `xml:"Order"`
	NS            string      `xml:"xmlns,attr"`
	CAC           string      `xml:"xmlns:cac,attr"`
	CBC           string      `xml:"xmlns:cbc,attr"`
	Customization string      `xml:"cbc:CustomizationID"`
	Profile       string      `xml:"cbc:ProfileID"`
	ID            string      `xml:"cbc:ID"`
	IssueDate     string      `xml:"cbc:IssueDate"`
	Type          string      `xml:"cbc:OrderTypeCode"`
	Note          string      `xml:"cbc:Note,omitempty"`
	Currency      string      `xml:"cbc:DocumentCurrencyCode"`
	Reference     string      `xml:"cbc:CustomerReference,omitempty"`
	Accounting    string      `xml:"cbc:AccountingCost,omitempty"`
	Contract      *ublID      `xml:"cac:Contract"`
	Buyer         ublCustomer `xml:"cac:BuyerCustomerParty"`
	Seller        ublCustomer `xml:"cac:SellerSupplierParty"`
	Originator    ublCustomer `xml:"cac:OriginatorCustomerParty"`
	Delivery      ublDelivery `xml:"cac:Delivery"`
	Charge        *ublCharge  `xml:"cac:AllowanceCharge"`
	Tax           ublTax      `xml:"cac:TaxTotal"`
	Total         ublTotal    `xml:"cac:AnticipatedMonetaryTotal"`
	Lines         []ublLine   `xml:"cac:OrderLine"`
}

type ublID struct {
	ID string `xml:"cbc:ID"`
}

type ublName struct {
	Name string `xml:"cbc:Name"`
}

type ublCode struct {
	Scheme string `xml:"schemeID,attr"`
	Value  string `xml:",chardata"`
}

type ublListed struct {
	List  string `xml:"listID,attr"`
	Value string `xml:",chardata"`
}

type ublAmount struct {
	Currency string `xml:"currencyID,attr"`
	Value    string `xml:",chardata"`
}

type ublQuantity struct {
	Unit  string `xml:"unitCode,attr"`
	Value string `xml:",chardata"`
}

type ublCustomer struct {
	Party ublParty `xml:"cac:Party"`
}

type ublParty struct {
	Endpoint       *ublCode    `xml:"cbc:EndpointID"`
	Identification *ublID      `xml:"cac:PartyIdentification"`
	Name           *ublName    `xml:"cac:PartyName"`
	Address        *ublAddress `xml:"cac:PostalAddress"`
	Legal          *ublLegal   `xml:"cac:PartyLegalEntity"`
	Contact        *ublContact `xml:"cac:Contact"`
}

type ublLegal struct {
	Name    string   `xml:"cbc:RegistrationName"`
	Company *ublCode `xml:"cbc:CompanyID"`
}

type ublContact struct {
	Name  string `xml:"cbc:Name,omitempty"`
	Phone string `xml:"cbc:Telephone,omitempty"`
	Mail  string `xml:"cbc:ElectronicMail,omitempty"`
}

type ublCountry struct {
	Code string `xml:"cbc:IdentificationCode"`
}

type ublAddress struct {
	Street  string     `xml:"cbc:StreetName,omitempty"`
	More    string     `xml:"cbc:AdditionalStreetName,omitempty"`
	City    string     `xml:"cbc:CityName,omitempty"`
	Postal  string     `xml:"cbc:PostalZone,omitempty"`
	Country ublCountry `xml:"cac:Country"`
}

type ublLocation struct {
	Address ublAddress `xml:"cac:Address"`
}

type ublDelivery struct {
	Location ublLocation `xml:"cac:DeliveryLocation"`
	Party    ublParty    `xml:"cac:DeliveryParty"`
}

type ublCharge struct {
	Charge   bool        `xml:"cbc:ChargeIndicator"`
	Code     string      `xml:"cbc:AllowanceChargeReasonCode"`
	Reason   string      `xml:"cbc:AllowanceChargeReason"`
	Amount   ublAmount   `xml:"cbc:Amount"`
	Category ublCategory `xml:"cac:TaxCategory"`
}

type ublTax struct {
	Amount ublAmount `xml:"cbc:TaxAmount"`
}

type ublTotal struct {
	Lines        ublAmount  `xml:"cbc:LineExtensionAmount"`
	TaxExclusive ublAmount  `xml:"cbc:TaxExclusiveAmount"`
	TaxInclusive ublAmount  `xml:"cbc:TaxInclusiveAmount"`
	Charges      *ublAmount `xml:"cbc:ChargeTotalAmount"`
	Payable      ublAmount  `xml:"cbc:PayableAmount"`
}

type ublLine struct {
	Item ublItem `xml:"cac:LineItem"`
}

type ublItem struct {
	ID       string      `xml:"cbc:ID"`
	Quantity ublQuantity `xml:"cbc:Quantity"`
	Amount   ublAmount   `xml:"cbc:LineExtensionAmount"`
	Price    ublPrice    `xml:"cac:Price"`
	Goods    ublGoods    `xml:"cac:Item"`
}

type ublPrice struct {
	Amount ublAmount   `xml:"cbc:PriceAmount"`
	Base   ublQuantity `xml:"cbc:BaseQuantity"`
}

type ublGoods struct {
	Description string       `xml:"cbc:Description,omitempty"`
	Name        string       `xml:"cbc:Name"`
	Sellers     ublID        `xml:"cac:SellersItemIdentification"`
	Standard    *ublStandard `xml:"cac:StandardItemIdentification"`
	Class       *ublClass    `xml:"cac:CommodityClassification"`
	Category    ublCategory  `xml:"cac:ClassifiedTaxCategory"`
}

type ublStandard struct {
	ID ublCode `xml:"cbc:ID"`
}

type ublClass struct {
	Code ublListed `xml:"cbc:ItemClassificationCode"`
}

type ublCategory struct {
	ID      string `xml:"cbc:ID"`
	Percent string `xml:"cbc:Percent"`
	Scheme  ublID  `xml:"cac:TaxScheme"`
}
