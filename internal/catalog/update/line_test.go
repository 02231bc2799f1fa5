package update_test

import (
	"fmt"
	"strings"
	"testing"

	catalogmsg "preau/internal/catalog/msg"
	"preau/internal/catalog/update"
	"preau/internal/kit/i18n"
)

// Prices as suppliers write them; what is none says why.
func TestPrices(t *testing.T) {
	for cell, want := range map[string]int64{
		"1 234,5600": 12345600, "12.50": 125000, "12,5 €": 125000, "€ 12,50": 125000, "0,0001": 1, "12": 120000, "12,": 120000, ",5": 5000, "1.234,50": 12345000, "1,234.50": 12345000,
		"1.234.567": 12345670000, "1.234": 12340, "1\u00a0234,5": 12345000, "12,500000": 125000, "9999999,9999": 99999999999, "007": 70000, "12,50 EUR": 125000, "12 euros": 120000,
	} {
		if n, bad := update.ParsePrice(cell); n != want || bad.Key != "" {
			t.Errorf("%q: %d %v, want %d", cell, n, bad, want)
		}
	}
	for cell, want := range map[string]i18n.Key{
		"0": catalogmsg.LinePriceZero, "0,00 €": catalogmsg.LinePriceZero, "-1": catalogmsg.LinePriceNegative, "\u22121,5": catalogmsg.LinePriceNegative, "1,23456": catalogmsg.LinePriceDecimals,
		"10000000": catalogmsg.LinePriceHigh, "gratuit": catalogmsg.LinePriceText, "1,2,3": catalogmsg.LinePriceText, "12.34.56": catalogmsg.LinePriceText, "1e3": catalogmsg.LinePriceText, "€": catalogmsg.LinePriceText,
		",": catalogmsg.LinePriceText, "1.2345,6": catalogmsg.LinePriceText, "=A1": catalogmsg.LinePriceText, "١٢": catalogmsg.LinePriceText, "12/3": catalogmsg.LinePriceText, "1234,567.8": catalogmsg.LinePriceText,
	} {
		if n, bad := update.ParsePrice(cell); bad.Key != want || n != 0 {
			t.Errorf("%q: %d %v, want %s", cell, n, bad, want)
		}
	}
	for cell, want := range map[string]int64{"21": 2100, "5,5 %": 550, "2.1": 210, "0": 0, "20%": 2000, "6,00": 600} {
		if n, bad := update.ParseVAT(cell); n != want || bad.Key != "" {
			t.Errorf("%q: %d %v, want %d", cell, n, bad, want)
		}
	}
	for _, cell := range []string{"taux plein", "5,123", "-6", "", "%", "1000000"} {
		if n, bad := update.ParseVAT(cell); bad.Key == "" {
			t.Errorf("%q is %d", cell, n)
		}
	}
}

// A price that is taken is one that is written again alike, whatever is typed; a label that is taken has a name.
func FuzzCells(f *testing.F) {
	for _, cell := range []string{"1 234,56", "1.234.567,8", "-0", "12 €", "bio;FSC", "\u00a0", "9999999,9999", "0,00001"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		n, bad := update.ParsePrice(cell)
		if bad.Key == "" {
			if n <= 0 || n >= 10_000_000_0000 {
				t.Errorf("%q is %d", cell, n)
			}
			plain := fmt.Sprintf("%d,%04d", n/10_000, n%10_000)
			if again, bad := update.ParsePrice(plain); again != n || bad.Key != "" {
				t.Errorf("%q is %d, and %q is %d %v", cell, n, plain, again, bad)
			}
		} else if n != 0 {
			t.Errorf("%q is refused and %d", cell, n)
		}
		if rate, bad := update.ParseVAT(cell); bad.Key == "" && (rate < 0 || rate > 999_99) {
			t.Errorf("%q is the rate %d", cell, rate)
		}
		if _, odd := update.ParseGreen(cell); odd != "" && !strings.Contains(cell, odd) {
			t.Errorf("%q of %q", odd, cell)
		}
	})
}
