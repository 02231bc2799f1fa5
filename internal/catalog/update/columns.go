package update

import (
	"slices"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// line is a line of a sheet as it was read. What its cells leave empty is zero, rate apart.
type line struct {
	Reference                string
	Title                    string
	Path                     [article.Depth]string
	Description, Brand, Unit string
	Pack, Multiple           int64
	Price                    int64
	VAT                      int64 // one more than the rate; 0: none
	EAN, CPV                 string
	Green                    article.Green
	Special, Withdrawn       bool
	Equivalents              string
	badEAN, badCPV           i18n.Msg
	oddLabel                 string
}

// The keys of the columns.
const (
	colReference   = "reference"
	colTitle       = "title"
	colCategory    = "category"
	colFamily      = "family"
	colSub         = "sub"
	colDescription = "description"
	colBrand       = "brand"
	colUnit        = "unit"
	colPack        = "pack"
	colMultiple    = "multiple"
	colPrice       = "price"
	colVAT         = "vat"
	colEAN         = "ean"
	colCPV         = "cpv"
	colGreen       = "green"
	colSpecial     = "special"
	colWithdrawn   = "withdrawn"
	colEquivalents = "equivalents"
)

// Longest texts of an article, in characters.
const (
	MaxReference   = 60
	MaxTitle       = 250
	MaxName        = 120 // of a category
	MaxDescription = 4000
	MaxBrand       = 120
	MaxUnit        = 40
	maxEquivalents = 600
	maxLabels      = 300
	maxPack        = 1_000_000
)

// wants says which columns a sheet must have.
type wants struct {
	mode     Mode
	category bool // lines need one of their own
	vat      bool
	byEAN    bool // the EAN stands for the reference: the sheet has no other
}

func need(must bool) sheet.Need {
	if must {
		return sheet.Present
	}
	return sheet.Optional
}

// columns are those that a sheet is read by.
func (w wants) columns() sheet.Columns[line] {
	out := sheet.Columns[line]{}
	if !w.byEAN {
		out = append(out, sheet.Column[line]{Key: colReference, Label: msg.ColReference, Need: sheet.Filled, Max: MaxReference, Text: func(l *line) *string { return &l.Reference }, Names: []string{
			"Référence", "Réf", "Réf.", "Référence article", "Référence fournisseur", "Code article", "Code produit", "N° article", "Code", "SKU", "Reference", "Item number", "Part number",
		}})
	}
	out = append(out, w.prices()...)
	if w.mode == Prices {
		return out
	}
	return slices.Concat(out, w.words(), w.numbers())
}

// prices are the columns of every mode.
func (w wants) prices() sheet.Columns[line] {
	return sheet.Columns[line]{
		{Key: colPrice, Label: msg.ColPrice, Max: 40, Parse: func(l *line, cell string) (bad i18n.Msg) {
			l.Price, bad = parsePrice(cell)
			return bad
		}, Names: []string{
			"Prix HTVA", "Prix HT", "Prix", "Prix unitaire", "Prix unitaire HTVA", "Prix unitaire HT", "PU HT", "PU HTVA", "Prix hors TVA", "Tarif", "Tarif HT", "Prix net", "Price", "Unit price", "Net price", "Price without VAT",
		}},
		{Key: colVAT, Label: msg.ColVat, Need: need(w.vat), Max: 20, Parse: func(l *line, cell string) i18n.Msg {
			n, bad := parseVAT(cell)
			l.VAT = n + 1
			return bad
		}, Names: []string{"TVA (%)", "TVA", "Taux de TVA", "Taux TVA", "TVA en %", "% TVA", "VAT", "VAT (%)", "VAT rate"}},
		{Key: colWithdrawn, Label: msg.ColWithdrawn, Parse: func(l *line, cell string) (bad i18n.Msg) {
			l.Withdrawn, bad = sheet.ParseYesNo(cell)
			return bad
		}, Names: []string{"Retiré", "Supprimé", "Arrêté", "Fin de vie", "Plus au catalogue", "Withdrawn", "Discontinued"}},
	}
}

// words are the columns of texts.
func (w wants) words() sheet.Columns[line] {
	return sheet.Columns[line]{
		{Key: colTitle, Label: msg.ColTitle, Need: sheet.Filled, Max: MaxTitle, Text: func(l *line) *string { return &l.Title }, Names: []string{
			"Désignation", "Libellé", "Nom", "Intitulé", "Article (désignation)", "Dénomination", "Produit", "Nom du produit", "Titre", "Title", "Name", "Product name",
		}},
		{Key: colCategory, Label: msg.ColCategory, Need: need(w.category), Max: MaxName, Text: func(l *line) *string { return &l.Path[0] }, Names: []string{"Catégorie", "Rayon", "Univers", "Category"}},
		{Key: colFamily, Label: msg.ColFamily, Max: MaxName, Text: func(l *line) *string { return &l.Path[1] }, Names: []string{"Famille", "Sous-catégorie", "Family", "Subcategory"}},
		{Key: colSub, Label: msg.ColSub, Max: MaxName, Text: func(l *line) *string { return &l.Path[2] }, Names: []string{"Sous-famille", "Sous famille", "Subfamily"}},
		{Key: colDescription, Label: msg.ColDescription, Max: MaxDescription, Text: func(l *line) *string { return &l.Description }, Names: []string{"Description", "Descriptif", "Détail", "Caractéristiques", "Details"}},
		{Key: colBrand, Label: msg.ColBrand, Max: MaxBrand, Text: func(l *line) *string { return &l.Brand }, Names: []string{"Marque", "Fabricant", "Brand", "Manufacturer"}},
		{Key: colUnit, Label: msg.ColUnit, Max: MaxUnit, Text: func(l *line) *string { return &l.Unit }, Names: []string{"Unité", "Unité de vente", "Unité de commande", "UV", "Unit", "Sales unit"}},
		{Key: colEquivalents, Label: msg.ColEquivalents, Max: maxEquivalents, Text: func(l *line) *string { return &l.Equivalents }, Names: []string{
			"Équivalents", "Équivalent", "Remplacé par", "Références équivalentes", "Equivalents", "Replaced by",
		}},
	}
}

// numbers are the columns of figures, codes and signs.
func (w wants) numbers() sheet.Columns[line] {
	ean := sheet.Column[line]{Key: colEAN, Label: msg.ColEan, Max: 40, Parse: func(l *line, cell string) i18n.Msg {
		code, fault := registers.ParseGTIN(cell)
		l.EAN, l.badEAN = string(code), fault.Msg()
		return i18n.Msg{}
	}, Names: []string{"EAN", "EAN13", "EAN 13", "Code EAN", "Code-barres", "Code barre", "GTIN", "GTIN13", "Barcode"}}
	if w.byEAN {
		ean.Need, ean.Parse = sheet.Filled, func(l *line, cell string) i18n.Msg {
			code, fault := registers.ParseGTIN(cell)
			l.EAN, l.Reference = string(code), string(code)
			return fault.Msg()
		}
	}
	return sheet.Columns[line]{
		ean,
		{Key: colPack, Label: msg.ColPack, Parse: func(l *line, cell string) (bad i18n.Msg) {
			l.Pack, bad = parseCount(cell)
			return bad
		}, Names: []string{"Conditionnement (pièces par unité)", "Conditionnement", "Pièces par unité", "Pièces par conditionnement", "Colisage", "Contenance", "Quantité par unité", "Pack size", "Pieces per unit"}},
		{Key: colMultiple, Label: msg.ColMultiple, Parse: func(l *line, cell string) (bad i18n.Msg) {
			l.Multiple, bad = parseCount(cell)
			return bad
		}, Names: []string{"Multiple de commande", "Multiple", "Quantité minimale", "Minimum de commande", "Commande par", "Order multiple"}},
		{Key: colCPV, Label: msg.ColCpv, Max: 40, Parse: func(l *line, cell string) i18n.Msg {
			code, fault := registers.ParseCPV(cell)
			l.CPV, l.badCPV = string(code), fault.Msg()
			return i18n.Msg{}
		}, Names: []string{"CPV", "Code CPV", "CPV code"}},
		{Key: colGreen, Label: msg.ColGreen, Max: maxLabels, Parse: func(l *line, cell string) i18n.Msg {
			l.Green, l.oddLabel = parseGreen(cell)
			return i18n.Msg{}
		}, Names: []string{"Labels", "Label", "Labels verts", "Écolabels", "Gamme verte", "Green labels"}},
		{Key: colSpecial, Label: msg.ColSpecial, Parse: func(l *line, cell string) (bad i18n.Msg) {
			l.Special, bad = sheet.ParseYesNo(cell)
			return bad
		}, Names: []string{"Procédure spéciale", "Procédure particulière", "Sur devis", "Special procedure"}},
	}
}

// parseCount reads pieces or units: from one on.
func parseCount(cell string) (int64, i18n.Msg) {
	n, bad := sheet.ParseWhole(cell)
	if bad.Key == "" && (n < 1 || n > maxPack) {
		return 0, i18n.M(msg.LineCount, "max", maxPack)
	}
	return n, bad
}

// greens are the green labels by the words that name them, folded.
var greens = map[string]article.Green{
	"agriculture biologique": article.Organic, "bio": article.Organic, "ab": article.Organic, "biologique": article.Organic, "organic": article.Organic, "eurofeuille": article.Organic,
	"ecolabel": article.Ecolabel, "ecolabel europeen": article.Ecolabel, "eu ecolabel": article.Ecolabel, "label ecologique": article.Ecolabel,
	"contenu recycle": article.Recycled, "recycle": article.Recycled, "recycled": article.Recycled, "recycled content": article.Recycled, "matiere recyclee": article.Recycled,
	"commerce equitable": article.FairTrade, "equitable": article.FairTrade, "fair trade": article.FairTrade, "fairtrade": article.FairTrade, "max havelaar": article.FairTrade,
	"bois gere durablement": article.Wood, "gestion durable des forets": article.Wood, "gestion durable": article.Wood, "fsc": article.Wood, "pefc": article.Wood, "sustainable wood": article.Wood,
	"sustainably managed wood": article.Wood,
}

// parseGreen reads labels with ; or , between them, and gives the first word that names none.
func parseGreen(cell string) (out article.Green, odd string) {
	for word := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ';' || r == ',' || r == '|' }) {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		if g, known := greens[registers.Fold(word)]; known {
			out |= g
		} else if odd == "" {
			odd = word
		}
	}
	return out, odd
}
