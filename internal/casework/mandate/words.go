package mandate

import (
	"strings"
	"time"

	"preau/internal/casework/mandate/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
)

// whyNone is why a demand without any mandate cannot be sent.
const whyNone = msg.WhyNone

// whyNot says why a demand cannot be sent under a mandate that stands so.
func whyNot(s State) i18n.Key {
	switch s {
	case Asked:
		return msg.WhyWaits
	case Refused:
		return msg.WhyRefused
	case Revoked:
		return msg.WhyRevoked
	case Expired:
		return msg.WhyExpired
	case Given, Cancelled:
	}
	return ""
}

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Asked:
		return msg.StateAsked
	case Given:
		return msg.StateGiven
	case Refused:
		return msg.StateRefused
	case Revoked:
		return msg.StateRevoked
	case Cancelled:
		return msg.StateCancelled
	case Expired:
	}
	return msg.StateExpired
}

// Label is the kind in words.
func (k Kind) Label() i18n.Key {
	switch k {
	case Signed:
		return msg.KindSigned
	case Held:
		return msg.KindHeld
	case BySMS:
	}
	return msg.KindSms
}

// Label is the answer in words.
func (a Answer) Label() i18n.Key {
	switch a {
	case Yes:
		return msg.AnswerYes
	case No:
		return msg.AnswerNo
	case Unclear:
	}
	return msg.AnswerUnclear
}

// dayFault is what is wrong with the day of a sheet, told where the operator is; nothing for one that holds now.
func (s *Service) dayFault(day string, now time.Time) i18n.Key {
	at, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return msg.FaultDay
	case day > now.In(s.o.Zone()).Format(time.DateOnly):
		return msg.FaultFuture
	case !(Mandate{Kind: Held, State: Given, GivenAt: at}).Holds(now):
		return msg.FaultOld
	}
	return ""
}

// phone reads a mobile number of France or Belgium, as it is dialled where the operator is or in the other country.
func phone(typed string, home registers.Country) (registers.Phone, i18n.Msg) {
	n, fault := registers.ParsePhone(typed, home)
	if fault.OK() && Mobile(n) {
		return n, i18n.Msg{}
	}
	if other, ok := beyond(typed, home); ok {
		return other, i18n.Msg{}
	}
	if !fault.OK() {
		return "", fault.Msg()
	}
	if !Mobile(n) {
		return "", i18n.M(msg.FaultMobile)
	}
	return n, i18n.Msg{}
}

// beyond reads a mobile number as it is dialled in the other country. No Belgian line has the ten digits of a French mobile; a French one may have those of
// a Belgian mobile (04 75 is Valence), and a text that went to a stranger cannot be taken back: there it has to be written as Belgians do, its first
// four digits together.
func beyond(typed string, home registers.Country) (registers.Phone, bool) {
	other := registers.France
	if home == registers.France {
		other = registers.Belgium
		groups := strings.FieldsFunc(typed, func(r rune) bool { return r < '0' || r > '9' })
		if len(groups) < 2 || len(groups[0]) != len("0475") {
			return "", false
		}
	}
	n, fault := registers.ParsePhone(typed, other)
	return n, fault.OK() && Mobile(n)
}

// mobiles begin the numbers that take texts: of France and its overseas departments, and of Belgium (the plans of arcep and IBPT).
var mobiles = []string{"+336", "+337", "+262692", "+262693", "+262639", "+590690", "+590691", "+594694", "+596696", "+596697"}

// Mobile says whether a number is of a French or Belgian mobile.
func Mobile(n registers.Phone) bool {
	s := string(n)
	for _, m := range mobiles {
		if strings.HasPrefix(s, m) {
			return true
		}
	}
	return strings.HasPrefix(s, "+324") && len(s) == len("+32475123456")
}

// simple writes a text with the signs of GSM 03.38 where only the printer's ones are missing there: a curly apostrophe would
// make each part hold less than half. Letters stay as they are, for they are people's names.
var simple = strings.NewReplacer("’", "'", "‘", "'", "«\u00a0", "\"", "\u00a0»", "\"", "«\u202f", "\"", "\u202f»", "\"", "«", "\"", "»", "\"", "“", "\"", "”", "\"",
	"\u00a0", " ", "\u202f", " ", "…", "...", "–", "-", "—", "-", "œ", "oe", "Œ", "OE")

// asking is the text that asks: who, for what, and what OUI means (C061).
func asking(t *i18n.T, name, structure string, agencies []string) string {
	return simple.Replace(t.S(msg.TextAsk, "name", name, "structure", structure, "agencies", strings.Join(agencies, ", ")))
}

// reminding asks once more what nobody answered.
func reminding(t *i18n.T, name, structure string, agencies []string) string {
	return simple.Replace(t.S(msg.TextRemind, "name", name, "structure", structure, "agencies", strings.Join(agencies, ", ")))
}

// again asks once more what was answered by neither word.
func again(t *i18n.T, name string) string { return simple.Replace(t.S(msg.TextAgain, "name", name)) }
