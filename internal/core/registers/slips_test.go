package registers_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"preau/internal/core/registers"
	"preau/internal/kit/covers"
)

// rounds is how many numbers each property is tried on.
const rounds = 300

// oneSlip asserts that a good number is taken, and with any one of its digits changed refused.
func oneSlip[N ~string](t *testing.T, n string, parse func(string) (N, registers.Fault)) {
	t.Helper()
	if _, fault := parse(n); !fault.OK() {
		t.Fatalf("%s is refused: %+v", n, fault)
	}
	for i := range len(n) {
		for d := byte('0'); d <= '9'; d++ {
			if n[i] < '0' || n[i] > '9' || n[i] == d {
				continue
			}
			wrong := n[:i] + string(d) + n[i+1:]
			if got, fault := parse(wrong); fault.OK() {
				t.Fatalf("%s, a slip of %s, is taken as %s", wrong, n, got)
			}
		}
	}
}

// completed are digits with the one control digit that the parser takes behind them.
func completed[N ~string](t *testing.T, digits string, parse func(string) (N, registers.Fault)) string {
	t.Helper()
	good := ""
	for d := '0'; d <= '9'; d++ {
		if _, fault := parse(digits + string(d)); fault.OK() {
			if good != "" {
				t.Fatalf("%s has two control digits: %s and %c", digits, good, d)
			}
			good = digits + string(d)
		}
	}
	if good == "" {
		t.Fatalf("%s has no control digit", digits)
	}
	return good
}

func numbers(n int) func(yield func(string) bool) {
	chance := rand.New(rand.NewPCG(7, uint64(n)))
	return func(yield func(string) bool) {
		for range rounds {
			digits := make([]byte, n)
			for i := range digits {
				digits[i] = byte('0' + chance.IntN(10))
			}
			digits[0] = byte('1' + chance.IntN(9))
			if !yield(string(digits)) {
				return
			}
		}
	}
}

func TestSlipsOfUAI(t *testing.T) {
	covers.Statement(t, "O16")
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
	for digits := range numbers(7) {
		var n int
		if _, err := fmt.Sscanf(digits, "%d", &n); err != nil {
			t.Fatal(err)
		}
		oneSlip(t, digits+letters[n%23:n%23+1], registers.ParseUAI)
		for i := range len(letters) {
			if _, fault := registers.ParseUAI(digits + letters[i:i+1]); fault.OK() != (i == n%23) {
				t.Fatalf("%s%c: %+v", digits, letters[i], fault)
			}
		}
	}
}

func TestSlipsOfSIREN(t *testing.T) {
	covers.Statement(t, "O15")
	for digits := range numbers(8) {
		oneSlip(t, completed(t, digits, siren), siren)
	}
}

func TestSlipsOfSIRET(t *testing.T) {
	for digits := range numbers(12) {
		company := completed(t, digits[:8], siren)
		if company == "356000000" {
			continue // La Poste's second rule lets slips through
		}
		oneSlip(t, completed(t, company+digits[8:], siret), siret)
	}
}

func TestSlipsOfGTIN(t *testing.T) {
	for _, n := range []int{7, 11, 12, 13} {
		for digits := range numbers(n) {
			oneSlip(t, completed(t, digits, registers.ParseGTIN), registers.ParseGTIN)
		}
	}
}

func TestSlipsOfISBN(t *testing.T) {
	for digits := range numbers(9) {
		book := completed(t, "978"+digits, registers.ParseISBN)
		oneSlip(t, book, registers.ParseISBN)
		former := 0
		for _, last := range "0123456789X" {
			if got, fault := registers.ParseISBN(digits + string(last)); fault.OK() {
				former++
				if string(got) != book {
					t.Fatalf("%s%c is %s, not %s", digits, last, got, book)
				}
				oneSlip(t, digits+string(last), registers.ParseISBN)
			}
		}
		if former != 1 {
			t.Fatalf("%s has %d former control characters", digits, former)
		}
	}
}

func TestSlipsOfBCE(t *testing.T) {
	for digits := range numbers(7) {
		var n int
		if _, err := fmt.Sscanf(digits, "%d", &n); err != nil {
			t.Fatal(err)
		}
		oneSlip(t, fmt.Sprintf("0%s%02d", digits, 97-n%97), registers.ParseBCE)
	}
}
