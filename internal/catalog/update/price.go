package update

import (
	"strconv"
	"strings"
	"unicode"

	"preau/internal/catalog/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
)

// wholeDigits are the most before a price's decimals: 9,999,999.9999 € is the highest that is taken.
const wholeDigits = 7

// parsePrice reads a price as suppliers write it: « 1 234,5600 », « 12.50 », « 12,5 € ». One is above zero and has four decimals at
// most, zeros behind them apart. Of two signs, the last one is the decimal's; a lone one is, too.
func parsePrice(cell string) (int64, i18n.Msg) {
	s := bare(cell, "€", "eur", "euros", "euro")
	if s == "" {
		return 0, i18n.M(msg.LinePriceText)
	}
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "\u2212") {
		return 0, i18n.M(msg.LinePriceNegative)
	}
	whole, decimals, ok := split(s)
	decimals = strings.TrimRight(decimals, "0")
	switch {
	case !ok:
		return 0, i18n.M(msg.LinePriceText)
	case len(decimals) > 4:
		return 0, i18n.M(msg.LinePriceDecimals)
	case len(strings.TrimLeft(whole, "0")) > wholeDigits:
		return 0, i18n.M(msg.LinePriceHigh)
	}
	n, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", 4-len(decimals)), 10, 64)
	switch {
	case err != nil:
		return 0, i18n.M(msg.LinePriceText)
	case n == 0:
		return 0, i18n.M(msg.LinePriceZero)
	}
	return n, i18n.Msg{}
}

// bare is a number without blanks and without the words that may stand around it.
func bare(cell string, words ...string) string {
	plain := true
	for i := range len(cell) {
		if c := cell[i]; c != '.' && c != ',' && (c < '0' || c > '9') {
			plain = false
			break
		}
	}
	if plain {
		return cell
	}
	s := strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, cell))
	for _, w := range words {
		if cut := strings.TrimPrefix(strings.TrimSuffix(s, w), w); cut != s {
			return cut
		}
	}
	return s
}

// split parts a number's digits at its decimal sign. Signs between thousands have three digits behind them.
func split(s string) (whole, decimals string, ok bool) {
	at := strings.LastIndexAny(s, ",.")
	if whole = s; at >= 0 {
		whole, decimals = s[:at], s[at+1:]
	}
	if i := strings.IndexAny(whole, ",."); i >= 0 {
		sign := whole[i : i+1]
		groups := strings.Split(whole, sign)
		for _, g := range groups[1:] {
			if len(g) != 3 {
				return "", "", false
			}
		}
		if sign == s[at:at+1] { // the same sign again: all of them stand between thousands
			if len(decimals) != 3 {
				return "", "", false
			}
			groups, decimals = append(groups, decimals), ""
		}
		if whole = strings.Join(groups, ""); groups[0] == "" || len(groups[0]) > 3 {
			return "", "", false
		}
	}
	if whole == "" {
		whole = "0"
	}
	return whole, decimals, digits(whole) && (digits(decimals) || at < 0 || decimals == "") && s != "" && s != "," && s != "."
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Rates are the rates of VAT in force in a country, in hundredths of a percent, the usual one first: France (articles 278 to
// 281 octies of the Code général des impôts; 0: exempted), Belgium (royal decree no 20 of 20 July 1970).
func Rates(c registers.Country) []int64 {
	if c == registers.Belgium {
		return []int64{2100, 1200, 600, 0}
	}
	return []int64{2000, 1000, 550, 210, 0}
}

// parseVAT reads a rate: « 21 », « 5,5 % ». Whether it is in force is asked after.
func parseVAT(cell string) (int64, i18n.Msg) {
	s := bare(cell, "%")
	whole, decimals, ok := split(s)
	decimals = strings.TrimRight(decimals, "0")
	if !ok || len(decimals) > 2 || len(whole) > 3 {
		return 0, i18n.M(msg.LineVatText)
	}
	n, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", 2-len(decimals)), 10, 64)
	if err != nil {
		return 0, i18n.M(msg.LineVatText)
	}
	return n, i18n.Msg{}
}
