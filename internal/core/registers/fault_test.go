package registers_test

import (
	"strings"
	"testing"
	"unicode"

	"preau/internal/core/registers"
	"preau/internal/core/registers/msg"
	"preau/internal/kit/i18n"
)

// said gives what a person reads.
func said(t *testing.T, lang i18n.Lang) func(registers.Fault) string {
	t.Helper()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	if faults := cat.Faults(); len(faults) > 0 {
		t.Fatal(faults)
	}
	tr := cat.For(lang, nil)
	return func(f registers.Fault) string { return tr.M(f.Msg()) }
}

func TestSentences(t *testing.T) {
	say := said(t, i18n.French)
	_, asSIREN := siren("732 829 320 00074")
	_, short := siret("732 829 320 0007")
	_, beyond := registers.ParsePhone("02 61 91 00 12 poste 4", registers.France)
	_, missing := registers.ParseUAI("")
	for fault, want := range map[registers.Fault]string{
		asSIREN: "C’est un SIRET. Le SIREN en est le début : 732 829 320.",
		short:   "Un SIRET a quatorze chiffres : les neuf du SIREN et cinq autres. Celui-ci en a 13.",
		beyond:  "Un poste ne peut pas être composé d’ici : indiquez le numéro seul, 02 61 91 00 12.",
		missing: "Un numéro UAI (RNE) a sept chiffres et une lettre, par exemple 0350122T.",
	} {
		if got := strings.ReplaceAll(say(fault), "\u00a0", " "); got != want {
			t.Errorf("%+v: %q, want %q", fault, got, want)
		}
	}
	if m := (registers.Fault{}).Msg(); m.Key != "" {
		t.Error("a sentence where nothing is wrong")
	}
	if f := (registers.Fault{Register: registers.RegisterUAI, Kind: registers.Check}); f.Msg().Key != msg.CheckLetter {
		t.Error("a UAI ends with a letter, and the sentence should say so")
	}
}

// TestEveryFaultIsSaid asks each register for each kind of fault, in both languages, whether it can happen or not.
func TestEveryFaultIsSaid(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.French, i18n.English} {
		say := said(t, lang)
		for _, r := range []registers.Register{
			registers.RegisterUAI, registers.RegisterSIREN, registers.RegisterSIRET, registers.RegisterFASE, registers.RegisterBCE,
			registers.RegisterPhone, registers.RegisterGTIN, registers.RegisterISBN, registers.RegisterCPV, registers.RegisterCommune,
		} {
			for _, k := range []registers.Kind{
				registers.Missing, registers.Shape, registers.Length, registers.Other, registers.Several, registers.Check,
				registers.Refused, registers.Unknown, registers.Beyond,
			} {
				f := registers.Fault{Register: r, Kind: k, Count: 4, Meant: "1"}
				got := say(f)
				if len(got) < 25 || strings.Contains(got, string(f.Msg().Key)) || strings.ContainsAny(got, "{}") || !unicode.IsUpper([]rune(got)[0]) {
					t.Errorf("%s %s %s: says %q", lang, r, k, got)
				}
			}
		}
	}
}
