package sending

import (
	"strings"

	"preau/internal/core/registers"
)

// piece is the code of what has no other (UN/ECE recommendation 20).
const piece = "C62"

// unitCodes are the codes of units by the words that suppliers write for them: UN/ECE recommendation 20, and for packages
// recommendation 21 with an X before, as Peppol has them.
var unitCodes = map[string]string{
	"piece": piece, "pce": piece, "pc": piece, "unite": piece, "exemplaire": piece, "ex": piece, "article": piece,
	"boite": "XBX", "bte": "XBX", "coffret": "XBX", "carton": "XCT", "ctn": "XCT", "caisse": "XCS", "caissette": "XCS", "cagette": "XCR",
	"paquet": "XPK", "pqt": "XPK", "pack": "XPK", "sac": "XSA", "sachet": "XSH", "pochette": "XSH", "rouleau": "XRO", "bobine": "XBB",
	"bouteille": "XBO", "flacon": "XBO", "bidon": "XJY", "jerrican": "XJY", "tube": "XTU", "pot": "XPT", "seau": "XBJ", "fut": "XDR", "palette": "XPX",
	"plateau": "XPU", "filet": "XNT", "botte": "XBE", "rame": "RM", "ramette": "RM",
	"lot": "SET", "jeu": "SET", "set": "SET", "kit": "SET", "assortiment": "SET", "paire": "PR", "douzaine": "DZN",
	"kg": "KGM", "kilo": "KGM", "kilogramme": "KGM", "g": "GRM", "gramme": "GRM", "tonne": "TNE",
	"l": "LTR", "litre": "LTR", "cl": "CLT", "centilitre": "CLT", "ml": "MLT", "millilitre": "MLT", "hl": "HLT", "hectolitre": "HLT",
	"m": "MTR", "metre": "MTR", "cm": "CMT", "centimetre": "CMT", "m2": "MTK", "m3": "MTQ", "heure": "HUR", "h": "HUR", "jour": "DAY",
}

// unitCode is the code of a unit as a supplier words it: « boîte de 12 » is a box, whatever is in it. What is not known is a piece.
func unitCode(words string) string {
	words = strings.NewReplacer("²", "2", "³", "3").Replace(words)
	f := strings.Fields(strings.ReplaceAll(registers.Fold(words), "(", " "))
	if len(f) == 0 {
		return piece
	}
	first := strings.Trim(f[0], ".,;:/")
	if len(f) > 1 && first == "metre" {
		switch f[1] {
		case "carre":
			return "MTK"
		case "cube":
			return "MTQ"
		}
	}
	for _, word := range []string{first, strings.TrimSuffix(first, "s"), strings.TrimSuffix(first, "x")} {
		if code, known := unitCodes[word]; known {
			return code
		}
	}
	return piece
}
