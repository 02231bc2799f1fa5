package registers

import (
	"preau/internal/core/registers/msg"
	"preau/internal/kit/i18n"
)

// Register is a kind of number, or of thing that a register lists.
type Register string

// The registers known here.
const (
	RegisterUAI     Register = "uai"
	RegisterSIREN   Register = "siren"
	RegisterSIRET   Register = "siret"
	RegisterFASE    Register = "fase"
	RegisterBCE     Register = "bce"
	RegisterPhone   Register = "phone"
	RegisterGTIN    Register = "gtin"
	RegisterISBN    Register = "isbn"
	RegisterCPV     Register = "cpv"
	RegisterCommune Register = "commune"
)

// Kind is the kind of a fault.
type Kind string

// The kinds, from the first that is looked for to the last.
const (
	Missing Kind = "missing" // nothing was typed
	Shape   Kind = "shape"   // not the right characters
	Length  Kind = "length"  // digits, but not the right count of them
	Other   Kind = "other"   // the number of another register
	Several Kind = "several" // more than one thing, or what is typed could be several
	Check   Kind = "check"   // the control character does not match: a slip of the fingers
	Refused Kind = "refused" // well formed, but a filler such as 000000000
	Unknown Kind = "unknown" // well formed, but not in the register's list
	Beyond  Kind = "beyond"  // a telephone number with an extension, which no call from outside can carry
)

// Fault is what is wrong with what was typed. The zero Fault is none.
type Fault struct {
	Register Register
	Kind     Kind
	Count    int    // of the digits typed (Length), or of what is found (Several)
	Meant    string // the number that is probably meant, printed (Other, Several, Beyond); may be empty
}

// OK says that nothing is wrong.
func (f Fault) OK() bool { return f.Kind == "" }

// sentences tell what is wrong and what the right thing looks like. A kind without a row of its own has that of Shape;
// those of Check and Refused are often the general ones.
var sentences = map[Register]map[Kind]i18n.Key{
	RegisterUAI:     {Shape: msg.ShapeUai, Check: msg.CheckLetter, Refused: msg.RefusedFiller},
	RegisterSIREN:   {Shape: msg.ShapeSiren, Length: msg.LengthSiren, Other: msg.OtherSiren, Check: msg.CheckDigit, Refused: msg.RefusedFiller},
	RegisterSIRET:   {Shape: msg.ShapeSiret, Length: msg.LengthSiret, Other: msg.OtherSiret, Check: msg.CheckDigit, Refused: msg.RefusedFiller},
	RegisterFASE:    {Shape: msg.ShapeFase},
	RegisterBCE:     {Shape: msg.ShapeBce, Length: msg.LengthBce, Check: msg.CheckDigit, Refused: msg.RefusedFiller},
	RegisterPhone:   {Shape: msg.ShapePhone, Length: msg.LengthPhone, Several: msg.SeveralPhone, Beyond: msg.BeyondPhone},
	RegisterGTIN:    {Shape: msg.ShapeGtin, Length: msg.LengthGtin, Check: msg.CheckDigit, Refused: msg.RefusedFiller},
	RegisterISBN:    {Shape: msg.ShapeIsbn, Check: msg.CheckDigit, Refused: msg.RefusedFiller},
	RegisterCPV:     {Shape: msg.ShapeCpv, Length: msg.LengthCpv, Unknown: msg.UnknownCpv},
	RegisterCommune: {Shape: msg.ShapeCommune, Several: msg.SeveralCommune, Unknown: msg.UnknownCommune},
}

// Msg is the sentence for the person who typed, to be shown next to the field. It is empty when nothing is wrong.
func (f Fault) Msg() i18n.Msg {
	if f.OK() {
		return i18n.Msg{}
	}
	of := sentences[f.Register]
	key, ok := of[f.Kind]
	if !ok {
		key = of[Shape]
	}
	return i18n.M(key, "n", f.Count, "number", f.Meant)
}

// digits checks that s is n digits and nothing else.
func (r Register) digits(s string, n int) Fault {
	switch {
	case s == "":
		return Fault{Register: r, Kind: Missing}
	case !allDigits(s):
		return Fault{Register: r, Kind: Shape}
	case len(s) != n:
		return Fault{Register: r, Kind: Length, Count: len(s)}
	}
	return Fault{}
}

func (r Register) fault(k Kind) Fault { return Fault{Register: r, Kind: k} }
