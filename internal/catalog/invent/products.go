package invent

// branch is a kind of products that suppliers are under contract for.
type branch struct {
	title   string
	style   int // of references
	special bool
}

// The branches, by their places in branches.
const (
	ecole = iota
	bureau
	papier
	mobilier
	entretien
	food
	sport
	sciences
	arts
	stamps
)

var branches = [...]branch{
	ecole:     {"Fournitures scolaires", 0, false},
	bureau:    {"Fournitures de bureau", 1, false},
	papier:    {"Papier", 2, false},
	mobilier:  {"Mobilier scolaire", 3, false},
	entretien: {"Produits d'entretien", 4, false},
	food:      {"Épicerie et alimentation", 0, false},
	sport:     {"Matériel de sport", 1, false},
	sciences:  {"Matériel de sciences", 2, false},
	arts:      {"Arts plastiques", 3, false},
	stamps:    {"Tampons et cachets personnalisables", 4, true},
}

// product is what articles are variants of.
type product struct {
	branch         int
	family, sub    string
	name, text     string
	cpv            string
	kinds, formats []string
	coloured       bool
	packs          []int
	unit           string
	price          [2]int64 // of one, in ten-thousandths of a euro: from, below
	green          uint8
	rate           rate
}

// rate is a kind of VAT rate.
type rate uint8

const (
	full rate = iota
	foods
	books
)

// vat is the rate of a country, in hundredths of a percent.
func (p product) vat(c Country) int {
	return map[Country][3]int{France: {2000, 550, 550}, Belgium: {2100, 600, 600}}[c][p.rate]
}

var colours = []string{"rouge", "bleu", "vert", "noir", "jaune", "orange", "violet", "rose", "blanc", "gris", "marron", "turquoise", "assortis"}

var suppliers = []string{
	"Papeterie Arvalis", "Comptoir du Lys", "Maison Hautecombe", "Ateliers Brévane", "Établissements Cordelier", "Société Mirecourt", "Comptoir des Écoles", "Maison Valserine",
	"Fournitures Lantenay", "Ateliers Soubrane", "Établissements Quérigny", "Dépôt central Ostrel",
}

var makers = []string{
	"Bic", "Arvix", "Belmont", "Castelline", "Dorval", "Écolia", "Fabrège", "Grandpré", "Hélion", "Isard", "Jolivet", "Kerlan", "Lumis", "Maréva", "Novaro", "Oriel",
	"Papyrette", "Quercia", "Rivoire", "Solume", "Tavernel", "Ulysse", "Vastarel", "Wistrand", "Xylène", "Ysatis", "Zéphyrin", "Atelier du Nord", "Clos Marcel", "Prima'École",
}

var remarks = []string{
	"Conforme aux normes en vigueur.", "Idéal pour la classe.", "Sans solvant.", "Fabriqué en Europe.", "Livré en carton.", "Résiste aux chocs.", "Lavable à l'eau.",
	"Convient dès trois ans.", "Usage intensif.", "Recharge disponible.", "Garantie deux ans.", "Stockage à l'abri de l'humidité.",
}

var (
	pens    = []string{"à bille", "gel", "plume", "effaçable", "rétractable", "quatre couleurs", "roller", "fluo"}
	points  = []string{"pointe fine 0,7 mm", "pointe moyenne 1 mm", "pointe large 1,6 mm", "pointe fine 0,4 mm"}
	sheets  = []string{"A4", "A3", "A5", "17 x 22 cm", "24 x 32 cm", "21 x 29,7 cm"}
	rulings = []string{"grands carreaux seyès", "petits carreaux 5 x 5", "uni", "ligné", "quadrillé"}
	sizes   = []string{"taille 1", "taille 2", "taille 3", "taille 4", "taille 5", "taille 6"}
	litres  = []string{"500 ml", "1 litre", "5 litres", "10 litres", "20 litres", "250 ml"}
	kilos   = []string{"250 g", "500 g", "1 kg", "2,5 kg", "5 kg", "10 kg"}
	dozens  = []int{1, 1, 10, 12, 20, 24, 48, 50, 100}
	few     = []int{1, 1, 2, 4, 5, 6, 10}
	single  = []int{1}
)

var products = []product{
	{ecole, "Écriture", "Stylos", "Stylo", "Corps transparent, capuchon ventilé.", "30192121", pens, points, true, dozens, "pièce", [2]int64{1800, 2_5000}, Recycled, full},
	{ecole, "Écriture", "Crayons", "Crayon graphite", "Mine résistante, bois verni.", "30192130", []string{"HB", "2B", "2H", "triangulaire", "bout gomme"}, nil, false, dozens, "pièce", [2]int64{900, 8000}, Wood | Recycled, full},
	{ecole, "Écriture", "Crayons", "Crayons de couleur", "Mines tendres, couleurs vives.", "30192130", []string{"hexagonaux", "triangulaires", "gros module", "aquarellables"}, []string{"étui", "schoolpack", "pot"}, false, []int{12, 18, 24, 144}, "étui", [2]int64{1_2000, 3_0000}, Wood, full},
	{ecole, "Écriture", "Feutres", "Feutre", "Encre à l'eau, pointe bloquée.", "30192124", []string{"de coloriage", "effaçable à sec", "textile", "maxi", "lavable"}, points, true, dozens, "pièce", [2]int64{2500, 2_0000}, 0, full},
	{ecole, "Écriture", "Marqueurs", "Marqueur", "Pointe ogive, séchage rapide.", "30192125", []string{"permanent", "pour tableau blanc", "craie liquide", "peinture"}, points, true, few, "pièce", [2]int64{6000, 3_5000}, 0, full},
	{ecole, "Écriture", "Surligneurs", "Surligneur", "Pointe biseautée.", "30192125", []string{"fluo", "pastel", "rechargeable"}, nil, true, few, "pièce", [2]int64{4000, 1_8000}, Recycled, full},
	{ecole, "Cahiers", "Cahiers piqués", "Cahier", "Couverture polypropylène, papier 90 g.", "22830000", rulings, sheets, true, few, "pièce", [2]int64{5000, 4_5000}, Recycled | Ecolabel, full},
	{ecole, "Cahiers", "Carnets", "Carnet à spirale", "Papier perforé et détachable.", "22830000", rulings, sheets, true, few, "pièce", [2]int64{7000, 4_0000}, Recycled, full},
	{ecole, "Petit matériel", "Tracé", "Règle", "Graduée, bords biseautés.", "39292500", []string{"plate", "en métal", "incassable", "souple"}, []string{"20 cm", "30 cm", "40 cm", "1 m"}, true, few, "pièce", [2]int64{3000, 4_0000}, 0, full},
	{ecole, "Petit matériel", "Tracé", "Équerre", "Transparente, graduée.", "39292500", []string{"45°", "60°", "incassable"}, []string{"21 cm", "26 cm", "32 cm"}, false, few, "pièce", [2]int64{4000, 3_0000}, 0, full},
	{ecole, "Petit matériel", "Tracé", "Compas", "Branche articulée, mine fournie.", "39292500", []string{"à bague", "scolaire", "à crayon", "de tableau"}, nil, false, few, "pièce", [2]int64{1_0000, 9_0000}, 0, full},
	{ecole, "Petit matériel", "Coupe", "Ciseaux", "Lames en acier, anneaux souples.", "39241200", []string{"bouts ronds", "pour gaucher", "cranteurs", "bureau"}, []string{"13 cm", "17 cm", "21 cm"}, true, few, "pièce", [2]int64{8000, 5_0000}, 0, full},
	{ecole, "Petit matériel", "Taille-crayons", "Taille-crayon", "Lame remplaçable.", "30192133", []string{"métal", "deux trous", "avec réservoir", "à manivelle", "électrique"}, nil, true, few, "pièce", [2]int64{5000, 9_0000}, 0, full},
	{ecole, "Petit matériel", "Gommes", "Gomme", "Efface sans abîmer le papier.", "30192100", []string{"plastique", "mie de pain", "encre et crayon"}, nil, false, dozens, "pièce", [2]int64{2000, 1_2000}, 0, full},
	{ecole, "Colles", "", "Bâton de colle", "Colle blanche sans solvant.", "24910000", []string{"lavable", "violet", "repositionnable"}, []string{"8 g", "21 g", "40 g"}, false, dozens, "pièce", [2]int64{4000, 2_5000}, Ecolabel, full},
	{ecole, "Colles", "", "Colle", "Sèche en quelques minutes.", "24910000", []string{"vinylique", "transparente", "à paillettes", "universelle"}, litres, false, few, "flacon", [2]int64{9000, 12_0000}, Ecolabel, full},
	{ecole, "Trousses et sacs", "", "Trousse", "Fermeture à glissière.", "18930000", []string{"ronde", "rectangulaire", "deux compartiments"}, nil, true, few, "pièce", [2]int64{1_5000, 8_0000}, Recycled, full},
	{ecole, "Tableaux", "Craies", "Craie", "Sans poussière.", "37822300", []string{"ronde", "enrobée", "trottoir"}, nil, true, []int{10, 12, 100}, "boîte", [2]int64{300, 2000}, 0, full},
	{ecole, "Tableaux", "Ardoises", "Ardoise", "Deux faces, coins arrondis.", "30195000", []string{"blanche effaçable", "naturelle", "quadrillée"}, sheets, false, few, "pièce", [2]int64{9000, 4_0000}, 0, full},
	{ecole, "Jeux éducatifs", "", "Jeu", "De deux à six joueurs.", "37524000", []string{"de mémoire", "de numération", "de lecture", "de coopération", "de plateau"}, nil, false, single, "pièce", [2]int64{6_0000, 39_0000}, Wood, full},
	{ecole, "Livres", "", "Cahier d'exercices", "Avec corrigés.", "22112000", []string{"de mathématiques", "de français", "d'anglais", "d'histoire"}, []string{"CP", "CE1", "CE2", "CM1", "CM2", "6e"}, false, few, "pièce", [2]int64{4_0000, 12_0000}, 0, books},
	{bureau, "Classement", "Classeurs", "Classeur", "Carton recouvert de polypropylène.", "22851000", []string{"à levier", "deux anneaux", "quatre anneaux"}, []string{"dos 50 mm", "dos 80 mm", "dos 20 mm"}, true, few, "pièce", [2]int64{1_2000, 5_0000}, Recycled, full},
	{bureau, "Classement", "Chemises", "Chemise", "Carte lustrée 400 g.", "22852000", []string{"à élastiques", "trois rabats", "simple", "suspendue"}, sheets, true, []int{1, 10, 25, 50}, "pièce", [2]int64{3000, 2_5000}, Recycled, full},
	{bureau, "Classement", "Pochettes", "Pochette perforée", "Polypropylène grainé.", "22850000", []string{"standard", "renforcée", "à soufflet"}, sheets, false, []int{10, 50, 100}, "pochette", [2]int64{200, 1500}, Recycled, full},
	{bureau, "Classement", "Porte-documents", "Porte-documents", "Pochettes soudées.", "22850000", []string{"20 vues", "40 vues", "60 vues", "100 vues"}, []string{"A4", "A3"}, true, few, "pièce", [2]int64{1_5000, 9_0000}, Recycled, full},
	{bureau, "Agrafage", "Agrafeuses", "Agrafeuse", "Charge pleine barrette.", "30197320", []string{"de bureau", "grande capacité", "à longue portée", "pince"}, nil, true, single, "pièce", [2]int64{4_0000, 45_0000}, 0, full},
	{bureau, "Agrafage", "Agrafes", "Agrafes", "Acier galvanisé.", "30197110", []string{"24/6", "26/6", "23/10", "n° 10"}, nil, false, []int{1000, 5000}, "boîte", [2]int64{4, 12}, 0, full},
	{bureau, "Agrafage", "Trombones", "Trombones", "Métal nickelé.", "30197220", []string{"ronds", "ondulés", "colorés"}, []string{"25 mm", "32 mm", "50 mm"}, false, []int{100, 500}, "boîte", [2]int64{40, 150}, 0, full},
	{bureau, "Perforation", "", "Perforateur", "Réglette graduée.", "30197330", []string{"deux trous", "quatre trous", "grande capacité"}, nil, false, single, "pièce", [2]int64{4_0000, 60_0000}, 0, full},
	{bureau, "Enveloppes", "", "Enveloppe", "Auto-adhésive, bande de protection.", "30199230", []string{"à fenêtre", "sans fenêtre", "kraft", "à bulles"}, []string{"DL 110 x 220", "C4", "C5", "B4"}, false, []int{50, 100, 250, 500}, "pièce", [2]int64{200, 2500}, Recycled | Wood, full},
	{bureau, "Adhésifs", "", "Ruban adhésif", "Déroulement silencieux.", "44424200", []string{"invisible", "transparent", "double face", "d'emballage", "de masquage"}, []string{"19 mm x 33 m", "15 mm x 10 m", "50 mm x 66 m"}, false, few, "rouleau", [2]int64{6000, 5_0000}, 0, full},
	{bureau, "Calcul", "", "Calculatrice", "Grand écran.", "30141100", []string{"scientifique", "de poche", "de bureau", "solaire"}, nil, false, single, "pièce", [2]int64{5_0000, 89_0000}, 0, full},
	{bureau, "Agendas", "", "Agenda", "De septembre à août.", "22817000", []string{"semainier", "journalier", "du professeur"}, sheets, true, single, "pièce", [2]int64{4_0000, 19_0000}, Recycled, full},
	{bureau, "Étiquettes", "", "Étiquettes", "Pour imprimante laser et jet d'encre.", "30199760", []string{"adresse", "amovibles", "CD", "pastilles"}, sheets, false, []int{100, 500, 1000}, "feuille", [2]int64{300, 1200}, Recycled, full},
	{bureau, "Notes", "", "Bloc de notes repositionnables", "Colle qui ne marque pas.", "22816000", []string{"76 x 76 mm", "38 x 51 mm", "127 x 76 mm"}, nil, true, []int{1, 6, 12}, "bloc", [2]int64{4000, 2_5000}, Recycled, full},
	{bureau, "Informatique", "", "Clé USB", "Capuchon intégré.", "30233180", []string{"16 Go", "32 Go", "64 Go", "128 Go"}, nil, true, few, "pièce", [2]int64{4_0000, 25_0000}, 0, full},
	{bureau, "Informatique", "", "Cartouche d'encre", "Rendement standard.", "30192113", []string{"XL", "standard", "compatible", "remanufacturée"}, nil, true, few, "pièce", [2]int64{8_0000, 69_0000}, Recycled, full},
	{papier, "Reprographie", "Ramettes", "Ramette de papier", "Blancheur CIE 161.", "30197643", []string{"80 g", "75 g", "90 g", "100 g", "160 g"}, []string{"A4", "A3", "A5"}, true, []int{1, 5}, "ramette", [2]int64{3_2000, 12_0000}, Recycled | Ecolabel | Wood, full},
	{papier, "Dessin", "", "Papier à dessin", "Grain fin, sans acide.", "30197600", []string{"120 g", "160 g", "180 g", "224 g"}, sheets, true, []int{10, 12, 25, 100}, "feuille", [2]int64{800, 4000}, Wood, full},
	{papier, "Dessin", "", "Papier cartonné", "Teinté dans la masse.", "30197600", []string{"220 g", "270 g", "300 g"}, sheets, true, []int{10, 25, 50}, "feuille", [2]int64{1200, 6000}, Wood | Recycled, full},
	{papier, "Créatif", "", "Papier de soie", "Ne déteint pas.", "30197600", []string{"uni", "à motifs"}, []string{"50 x 70 cm", "50 x 75 cm"}, true, []int{8, 24, 48}, "feuille", [2]int64{600, 2500}, 0, full},
	{papier, "Copies", "", "Copies doubles", "Perforées, papier 90 g.", "22830000", rulings, []string{"A4", "17 x 22 cm"}, false, []int{100, 200, 400}, "feuille", [2]int64{80, 300}, Recycled | Ecolabel, full},
	{mobilier, "Sièges", "Chaises", "Chaise", "Coque polypropylène, piètement tube.", "39112000", []string{"appui sur table", "quatre pieds", "empilable", "réglable"}, sizes, true, few, "pièce", [2]int64{28_0000, 95_0000}, Wood, full},
	{mobilier, "Sièges", "Tabourets", "Tabouret", "Assise ronde.", "39113500", []string{"fixe", "réglable", "à roulettes"}, sizes, true, few, "pièce", [2]int64{25_0000, 120_0000}, Wood, full},
	{mobilier, "Tables", "", "Table", "Plateau stratifié, chants ABS.", "39121200", []string{"une place", "deux places", "de réunion", "pliante", "à dégagement latéral"}, sizes, true, single, "pièce", [2]int64{60_0000, 320_0000}, Wood, full},
	{mobilier, "Rangement", "Armoires", "Armoire", "Portes à serrure.", "39122100", []string{"haute", "basse", "à rideaux", "métallique"}, []string{"80 cm", "100 cm", "120 cm"}, true, single, "pièce", [2]int64{150_0000, 690_0000}, Wood, full},
	{mobilier, "Rangement", "Casiers", "Meuble à casiers", "Bacs en option.", "39122000", []string{"six cases", "neuf cases", "douze cases"}, nil, true, single, "pièce", [2]int64{120_0000, 480_0000}, Wood, full},
	{mobilier, "Tableaux", "", "Tableau mural", "Surface émaillée.", "30195000", []string{"blanc", "vert", "triptyque", "mobile"}, []string{"90 x 120 cm", "120 x 200 cm", "120 x 400 cm"}, false, single, "pièce", [2]int64{80_0000, 690_0000}, 0, full},
	{entretien, "Sols et surfaces", "", "Nettoyant", "Parfum léger, sans rinçage.", "39831300", []string{"multi-usages", "sols", "vitres", "désinfectant", "dégraissant"}, litres, false, few, "bidon", [2]int64{1_5000, 14_0000}, Ecolabel, full},
	{entretien, "Mains", "Savons", "Savon", "pH neutre.", "33711900", []string{"liquide", "crème", "mousse", "de Marseille"}, litres, false, few, "flacon", [2]int64{1_2000, 12_0000}, Ecolabel | Organic, full},
	{entretien, "Mains", "Essuie-mains", "Essuie-mains", "Deux plis, gaufrés.", "33763000", []string{"enchevêtrés", "en rouleau", "pliés en V"}, nil, false, []int{6, 12, 20}, "paquet", [2]int64{1_0000, 4_0000}, Ecolabel | Recycled, full},
	{entretien, "Hygiène", "", "Papier hygiénique", "Deux plis.", "33761000", []string{"maxi jumbo", "mini jumbo", "domestique"}, nil, false, []int{6, 12, 48, 96}, "rouleau", [2]int64{3000, 2_5000}, Ecolabel | Recycled, full},
	{entretien, "Déchets", "", "Sac-poubelle", "Lien coulissant.", "19640000", []string{"à lien", "renforcé", "compostable"}, []string{"30 litres", "50 litres", "110 litres", "130 litres"}, true, []int{20, 25, 100}, "sac", [2]int64{300, 3500}, Recycled | Ecolabel, full},
	{entretien, "Protection", "", "Gants", "Non poudrés.", "18424300", []string{"nitrile", "latex", "vinyle", "de ménage"}, []string{"taille S", "taille M", "taille L", "taille XL"}, false, []int{100, 1}, "paire", [2]int64{300, 2500}, 0, full},
	{entretien, "Matériel", "", "Éponge", "Double face.", "39224320", []string{"grattante", "végétale", "magique"}, nil, false, few, "pièce", [2]int64{1500, 9000}, Recycled, full},
	{food, "Épicerie salée", "Féculents", "Riz", "Cuisson dix minutes.", "03211300", []string{"long grain", "basmati", "complet", "thaï"}, kilos, false, few, "sachet", [2]int64{8000, 4_5000}, Organic | FairTrade, foods},
	{food, "Épicerie salée", "Féculents", "Pâtes", "Semoule de blé dur.", "15851100", []string{"coquillettes", "spaghetti", "penne", "farfalle", "complètes"}, kilos, false, few, "sachet", [2]int64{7000, 3_5000}, Organic, foods},
	{food, "Épicerie salée", "Conserves", "Haricots verts", "Très fins, au naturel.", "15331400", []string{"extra-fins", "coupés", "bio"}, kilos, false, few, "boîte", [2]int64{9000, 4_0000}, Organic, foods},
	{food, "Épicerie sucrée", "Farines", "Farine de blé", "Mouture fine.", "15612100", []string{"T45", "T55", "T65", "complète"}, kilos, false, few, "sac", [2]int64{6000, 2_5000}, Organic, foods},
	{food, "Épicerie sucrée", "Biscuits", "Biscuits", "Sachets fraîcheur.", "15821200", []string{"sablés", "fourrés", "secs", "sans gluten"}, kilos, false, few, "paquet", [2]int64{9000, 5_5000}, Organic | FairTrade, foods},
	{food, "Épicerie sucrée", "Chocolat", "Chocolat", "Pur beurre de cacao.", "15842100", []string{"noir 70 %", "au lait", "pâtissier", "en poudre"}, kilos, false, few, "tablette", [2]int64{1_2000, 8_0000}, Organic | FairTrade, foods},
	{food, "Boissons", "", "Jus de fruits", "Sans sucres ajoutés.", "15321000", []string{"orange", "pomme", "multifruit", "raisin"}, litres, false, few, "brique", [2]int64{8000, 4_5000}, Organic | FairTrade, foods},
	{food, "Produits laitiers", "", "Fromage", "Affiné en cave.", "15540000", []string{"à tartiner", "râpé", "en portions", "de chèvre"}, kilos, false, few, "barquette", [2]int64{1_5000, 12_0000}, Organic, foods},
	{sport, "Ballons", "", "Ballon", "Valve butyle.", "37451700", []string{"de football", "de handball", "de basket", "de volley", "en mousse"}, sizes, true, few, "pièce", [2]int64{4_0000, 29_0000}, 0, full},
	{sport, "Raquettes", "", "Raquette", "Manche antidérapant.", "37452120", []string{"de badminton", "de tennis de table", "de tennis"}, nil, true, few, "pièce", [2]int64{5_0000, 39_0000}, Wood, full},
	{sport, "Gymnastique", "", "Tapis de gymnastique", "Housse lavable.", "37421000", []string{"pliable", "associatif", "de réception"}, []string{"200 x 100 cm", "150 x 50 cm", "240 x 150 cm"}, true, single, "pièce", [2]int64{35_0000, 390_0000}, 0, full},
	{sport, "Motricité", "", "Cerceau", "Section ronde.", "37420000", []string{"plat", "rond", "pliant"}, []string{"50 cm", "60 cm", "80 cm"}, true, few, "pièce", [2]int64{1_5000, 6_0000}, Recycled, full},
	{sciences, "Verrerie", "", "Bécher", "Verre borosilicaté, bec verseur.", "33793000", []string{"forme basse", "forme haute", "plastique"}, []string{"50 ml", "100 ml", "250 ml", "500 ml", "1 litre"}, false, few, "pièce", [2]int64{1_5000, 12_0000}, 0, full},
	{sciences, "Verrerie", "", "Tube à essai", "Paroi épaisse.", "33793000", []string{"bouché", "ouvert", "gradué"}, []string{"16 x 160 mm", "18 x 180 mm"}, false, []int{10, 50, 100}, "pièce", [2]int64{1500, 9000}, 0, full},
	{sciences, "Mesure", "", "Multimètre", "Livré avec cordons.", "38341300", []string{"numérique", "analogique", "pédagogique"}, nil, false, single, "pièce", [2]int64{12_0000, 95_0000}, 0, full},
	{sciences, "Optique", "", "Loupe", "Lentille verre.", "38600000", []string{"à main", "binoculaire", "éclairante"}, nil, false, few, "pièce", [2]int64{2_0000, 190_0000}, 0, full},
	{arts, "Peinture", "Gouaches", "Gouache", "Prête à l'emploi, couleurs miscibles.", "44812310", []string{"liquide", "en pastilles", "acrylique", "nacrée"}, litres, true, few, "flacon", [2]int64{1_8000, 11_0000}, 0, full},
	{arts, "Peinture", "Pinceaux", "Pinceau", "Poils synthétiques.", "37821000", []string{"brosse", "rond", "plat", "éventail"}, []string{"n° 2", "n° 6", "n° 10", "n° 16", "n° 20"}, false, few, "pièce", [2]int64{4000, 6_0000}, Wood, full},
	{arts, "Modelage", "", "Pâte à modeler", "Ne sèche pas.", "24952000", []string{"végétale", "autodurcissante", "polymère"}, kilos, true, few, "pain", [2]int64{9000, 7_0000}, 0, full},
	{arts, "Modelage", "", "Argile", "Chamottée fine.", "14221000", []string{"blanche", "rouge", "noire"}, kilos, false, few, "pain", [2]int64{3_0000, 14_0000}, 0, full},
	{stamps, "Tampons", "", "Tampon personnalisable", "Texte choisi à la commande.", "30192151", []string{"dateur", "encreur", "de poche", "en bois"}, []string{"38 x 14 mm", "47 x 18 mm", "60 x 40 mm"}, false, single, "pièce", [2]int64{15_0000, 49_0000}, Recycled, full},
}
