// Package money holds amounts in exact cents. No floating point comes near them.
package money

import (
	"strings"

	"preau/internal/kit/quantity"
)

// Cents is an amount in hundredths of the currency.
type Cents int64

// Max is the largest amount that is taken from people: 9,999,999 units of the currency.
const Max Cents = 999_999_900

// Parse reads an amount as people type it, « 1 234,50 € »: at most two decimals. An empty text is zero, as quantity.Parse
// has it; groupsByComma says that the language writes « 1,234.50 ».
func Parse(s string, groupsByComma bool) (Cents, quantity.Fault) {
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(s, "€"), "€"))
	thousandths, fault := quantity.Parser(groupsByComma)(s, 2)
	return Cents(thousandths / 10), fault
}
