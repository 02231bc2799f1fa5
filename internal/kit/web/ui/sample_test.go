package ui_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/a-h/templ"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/chart"
	"preau/internal/kit/web/ui/msg"
)

// translator speaks a language with the components' own words; the sample's texts are typed as they are.
func translator(t testing.TB, lang i18n.Lang) *i18n.T {
	t.Helper()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return cat.For(lang, zone)
}

var deadline = time.Date(2026, 12, 5, 17, 0, 0, 0, time.UTC)

// why is a reason with everything a reason may have. Its sentences are catalogue keys that stand for themselves.
func why() []apperr.Reason {
	return []apperr.Reason{{
		Code: "needs.no_grant", Kind: apperr.Grant, Text: i18n.M("Vous n’avez pas accès au marché « Papier »."),
		Since: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC), By: "Mme Anne-Marie D’Haëne",
		Lifters: []apperr.Lifter{{Name: "Mme D’Haëne", Place: "manager"}, {Name: "M. Olivier Wauters"}},
		Ask:     &apperr.Ask{Label: i18n.M("Demander l’accès"), Path: "/acces/demandes/papier"},
	}}
}

// frame is the page around every sample: signed in, with all that the frame may hold.
func frame(t *i18n.T, title string) ui.Page {
	return ui.Page{
		T: t, Asset: func(name string) string { return "/static/" + name },
		Instance: ui.Instance{Name: "Préau", Line: "Écoles et services publics", Operator: "Préau est opéré par votre fédération d’écoles."},
		Head: &ui.Head{
			T: t, Title: title, Crumbs: []ui.Link{{Label: "Accueil", Href: "/"}, {Label: title, Href: "/composants"}},
			Lead: "Chaque pièce de l’interface, une fois.", Tags: ui.Parts{ui.Tag{Label: "En saisie", Color: ui.Warning}},
			Meta: ui.Parts{ui.Ref("2026-0417"), ui.Text("300 membres"), ui.Text("Athénée des Trois-Vallées, Wavre")},
			Acts: ui.Parts{
				ui.Button{Label: "Exporter (XLSX)", Icon: ui.IconDownload, Href: "/export"},
				ui.Button{Label: "Publier", Look: ui.Commit, Href: "/publier"},
				ui.Button{Label: "Retirer", Look: ui.Cancel, Href: "/retirer"},
			},
		},
		Flash: []ui.Alert{{Color: ui.Success, Title: "Réception enregistrée.", Text: "3 lignes reçues, 1 attendue encore.", Live: true}},
		Person: &ui.Person{
			Name: "Hélène Vandenbroucke", Initials: "HV", Acting: "Institut Sainte-Aldegonde, Forest", ActsFor: "a", ActPath: "/agir", SignOut: "/deconnexion",
			ActFor: []ui.Option{{Value: "a", Label: "Institut Sainte-Aldegonde, Forest"}, {Value: "b", Label: "P.O. Écoles libres du Sud de Bruxelles"}},
			Links:  []ui.Link{{Label: "Mon compte", Href: "/compte"}, {Label: "Mes derniers mails", Href: "/compte/mails"}},
		},
		Search: &ui.Search{Path: "/recherche", Placeholder: "Commande, article, offre…"}, Help: "/aide", HelpHere: "/aide/composants", Contact: "/contact?page=composants",
		Services: []ui.Place{
			{Label: "Groupements", Href: "/groupements", Icon: ui.IconPeople, Count: 9, Current: true},
			{Label: "Commandes", Href: "/commandes", Icon: ui.IconCart, Count: 16},
			{Label: "Demandes", Href: "/demandes", Icon: ui.IconSpeech, Count: 1},
			{Label: "Offres", Href: "/offres", Icon: ui.IconHorn},
		},
		Menu: []ui.MenuGroup{
			{Title: "Application", Items: []ui.MenuItem{{Label: "Gestion des accès", Href: "/acces"}, {Label: "Centrale de Marchés", Href: "/marches"}}},
			{Title: "Gérer un établissement", Items: []ui.MenuItem{{Label: "Achats - Marchés publics", Items: []ui.MenuItem{{Label: "Centrale de Marchés", Href: "/marches"}}}}},
		},
		Sides: []ui.Side{{Title: "Groupements", Places: []ui.Place{
			{Label: "Liste des groupements d’achat", Href: "/groupements"},
			{Label: "Mes adhésions", Href: "/adhesions"},
			{Label: "Mes besoins", Href: "/besoins", Count: 9, Tone: ui.Due, Current: true},
			{Label: "Documents", Href: "/documents", Count: 2, Tone: ui.Late},
		}}},
		Foot: []ui.Link{{Label: "Accessibilité", Href: "/a11y"}, {Label: "Données personnelles", Href: "/rgpd"}, {Label: "Conditions", Href: "/cgu"}, {Label: "Version 1.0", Href: "/version"}},
	}
}

// everyComponent is a page with each component once.
func everyComponent(t *i18n.T) templ.Component {
	p := frame(t, "Composants")
	return ui.With(p, tabsAndSteps(t), buttons(t), states(t), faultyForm(t), messages(), list(t), sheet(t), reasons(t), waiting(t), figures(t), stories(t), choices(t))
}

func tabsAndSteps(t *i18n.T) templ.Component {
	return ui.Parts{
		ui.Tabs{T: t, Label: "Manuels 2027", Items: []ui.Tab{{Label: "Détail", Href: "#", Current: true}, {Label: "Documents", Href: "/d", Count: 4}, {Label: "Mes besoins", Href: "/b", Count: 9, Tone: ui.Due}, {Label: "Contact", Href: "/c"}}},
		ui.Steps{T: t, Label: "Étapes", Names: []string{"Structure", "Compte administrateur", "Envoi au modérateur"}, Now: 1},
		ui.Deadline{T: t, Label: "Date limite de saisie", At: deadline, Left: "encore 14 jours · 9 lots à valider"},
	}
}

func buttons(t *i18n.T) templ.Component {
	return ui.With(ui.Panel{
		Title: "Boutons", Sub: "Un acte coloré par endroit", Tags: ui.Parts{ui.Tag{Label: "Ouvert", Color: ui.Info}}, Acts: ui.Parts{ui.Button{Label: "Exporter", Look: ui.Quiet, Small: true, Href: "/x", Icon: ui.IconDownload}},
		Foot: ui.Parts{ui.Link{Label: "Toute l’activité", Href: "/activite"}},
	},
		ui.Acts{
			ui.Button{Label: "Envoyer ma demande", Look: ui.Commit},
			ui.Button{Label: "Ajouter au panier", Look: ui.Main, Icon: ui.IconPlus},
			ui.Button{Label: "Filtrer"},
			ui.Button{Label: "Voir l’historique", Look: ui.Quiet},
			ui.Button{Label: "Annuler la commande", Look: ui.Cancel},
			ui.Button{Label: "Retirer l’offre", Look: ui.Withdraw},
			ui.Button{Label: "Retirer", Look: ui.QuietStop, Name: "retirer", Value: "1", Form: "besoins"},
		},
		ui.Acts{
			ui.Act{T: t, Label: "Relancer", About: "Olivier Wauters", Small: true, Post: "/relance", Key: "k1", Hidden: []ui.Hidden{{Name: "qui", Value: "12"}}, Icon: ui.IconMail},
			ui.Act{T: t, Label: "Afficher", About: "Manuels 2027", Small: true, Href: "/g/1"},
			ui.Act{T: t, Label: "Valider", Small: true, Look: ui.Commit, Form: "besoins", Name: "acte", Value: "valider"},
			ui.Act{T: t, Label: "Absent", Absent: true},
			ui.Act{T: t, Label: "Confirmer", About: "le panier P-2331", Small: true, Reasons: why()},
		},
		ui.With(ui.Note{}, ui.Text("Vert : l’acte qui engage. "), ui.Link{Label: "Lire l’aide", About: "sur les boutons", Href: "/aide"}))
}

func states(t *i18n.T) templ.Component {
	return ui.With(ui.Panel{Title: "États"},
		ui.Heading{Text: "Offres", Level: 3},
		ui.Line{
			ui.Tag{Label: "Brouillon"},
			ui.Tag{Label: "À valider", Color: ui.Warning},
			ui.Tag{Label: "À corriger", Color: ui.Warning, Outline: true},
			ui.Tag{Label: "Validée", Color: ui.Info},
			ui.Tag{Label: "Publiée", Color: ui.Success},
			ui.Tag{Label: "Complète", Color: ui.Brand2},
			ui.Tag{Label: "Refusée", Color: ui.Danger},
			ui.Tag{Label: "Nouvelle", Color: ui.Accent},
			ui.Tag{Label: "Autre", Color: ui.Brand1},
		},
		ui.Line{ui.State{Shape: ui.ShapeDone, Label: "Validé"}, ui.State{Shape: ui.ShapeNone, Label: "Validé, aucun besoin"}, ui.State{Shape: ui.ShapeDoing, Label: "En saisie"}, ui.State{Shape: ui.ShapeTodo, Label: "Pas commencé"}},
		ui.Line{
			ui.Avatar{Initials: "HV"},
			ui.Avatar{Initials: "KB", Color: ui.Brand1},
			ui.Avatar{Initials: "CD", Color: ui.Brand2},
			ui.Avatar{Initials: "PR", Color: ui.Neutral},
			ui.Count{T: t, N: 3},
			ui.Count{T: t, N: 9, Tone: ui.Due},
			ui.Count{T: t, N: 1200, Tone: ui.Late},
			ui.Mark{Icon: ui.IconCart, Color: ui.Brand1},
		})
}

func faultyForm(t *i18n.T) templ.Component {
	faults := ui.Faults{{Text: "Quelqu’un a changé cette fiche avant vous"}, {Name: "tel", Text: "Le numéro de téléphone est trop court"}, {Name: "prev", Text: "Choisissez quand vous prévenir"}}
	return ui.With(ui.Panel{Title: "Champs et erreurs"}, ui.With(ui.Form{T: t, ID: "fiche", Action: "/fiche", Key: "k2", Faults: faults, Upload: true},
		ui.Field{Name: "org", Label: "Établissement", Hint: "Nom, numéro FASE ou commune", Value: `Institut "Sainte-Aldegonde" <b>`, Required: true},
		ui.Field{Name: "tel", Kind: ui.InputTel, Label: "Téléphone", Hint: "Par exemple 02 345 67 89", Value: "02 345 67", Error: faults.Of("tel"), Required: true, Autocomplete: "tel"},
		ui.Field{Name: "mail", Kind: ui.InputEmail, Label: "Adresse mail", Max: 80}, ui.Field{Name: "mdp", Kind: ui.InputPassword, Label: "Mot de passe", Value: "secret-never-shown", Autocomplete: "current-password"},
		ui.Field{Name: "jour", Kind: ui.InputDate, Label: "Livraison souhaitée", Value: "2026-12-07", From: "2026-11-21"}, ui.Field{Name: "heure", Kind: ui.InputTime, Label: "Heure", Value: "18:00"},
		ui.Field{Name: "limite", Kind: ui.InputMoment, Label: "Date limite", Value: "2026-12-05T18:00"},
		ui.Field{Name: "role", Kind: ui.InputSelect, Label: "Rôle", Value: "v", Options: []ui.Option{{Value: "", Label: "Choisir"}, {Value: "d", Label: "Demandeur", Group: "École"}, {Value: "v", Label: "Validateur", Group: "École"}, {Value: "s", Label: "Superacheteur", Group: "P.O.", Why: "donné par le P.O."}}},
		ui.Field{Name: "note", Kind: ui.InputArea, Label: "Remarque", Hint: "140 caractères au plus", Value: "Pour la classe de 3e B", Rows: 2, Max: 140, Wide: true},
		ui.Radios{Name: "prev", Legend: "Me prévenir", Value: "jour", Required: true, Error: faults.Of("prev"), Options: []ui.Option{{Value: "tout", Label: "Tout de suite"}, {Value: "jour", Label: "Une fois par jour"}, {Value: "non", Label: "Jamais", Hint: "Sauf pour la sécurité de votre compte"}}},
		ui.Checks{Name: "perm", Legend: "Permissions", Hint: "Elles se cumulent", Values: []string{"lire"}, Options: []ui.Option{{Value: "lire", Label: "Consultation"}, {Value: "gerer", Label: "Gestion", Why: "réservée aux gestionnaires"}}},
		ui.With(ui.Fieldset{Legend: "Absence"}, ui.Check{Name: "absent", Label: "Absent du 21 au 25 décembre", Switch: true}, ui.Check{Name: "accord", Label: "J’ai lu les conditions", Hint: "Deux minutes", Error: "Il faut les accepter", Checked: true}),
		ui.Field{T: t, Name: "fichier", Kind: ui.InputFile, Label: "Bon de livraison signé", Hint: "PDF ou photo, 10 Mo au plus", Accept: "application/pdf,image/*", Wide: true},
		ui.With(ui.Wide{}, ui.With(ui.Bar{}, ui.Button{Label: "Revenir", Href: "/"}, ui.Button{Label: "Enregistrer la fiche", Look: ui.Commit}))))
}

func messages() templ.Component {
	return ui.Parts{
		ui.Alert{Color: ui.Info, Text: "La date limite est reportée au 8 décembre 2026."},
		ui.With(ui.Alert{Color: ui.Warning, Title: "Le téléphone manque.", Text: "Le fournisseur ne peut pas livrer.", Acts: ui.Parts{ui.Button{Label: "Demander au manager", Small: true, Href: "/d"}}}, ui.Bullets{ui.Text("Rien n’est perdu."), ui.Strong("Vos paniers attendent.")}),
		ui.Alert{Color: ui.Danger, Title: "Votre saisie est arrivée après la date limite.", Text: "Rien n’a été enregistré."},
	}
}

func list(t *i18n.T) templ.Component {
	at := ui.Address{Path: "/commandes", Query: url.Values{"etat": {"a-passer", "passee"}, "tri": {"-n"}, "page": {"5"}}}
	row := func(n, who, day, sum string, tag ui.Tag, act templ.Component) ui.Row {
		return ui.Row{Cells: ui.Parts{ui.Pick{Name: "ligne", Value: n, Label: "Choisir " + n}, ui.Parts{ui.Link{Label: n, Href: "/commandes/" + n, Ref: true}, ui.Sub("marché Papier")}, ui.Text(who), ui.NoWrap(day), ui.Text(sum), tag, act}}
	}
	refused := row("2026-0417", "Coopérative scolaire des Ardennes et du Luxembourg", "—", "3 912,00 €", ui.Tag{Label: "En attente du superacheteur", Color: ui.Warning, Outline: true}, ui.Reason{T: t, Act: "Envoyer", About: "la commande 2026-0417", Short: true, Reasons: why()})
	refused.Warn = true
	off := row("2026-0415", "Papeteries du Hainaut", "—", "412,10 €", ui.Tag{Label: "Annulée", Outline: true}, nil)
	off.Off = true
	picked := row("2026-0418", "Papeteries du Hainaut", "18 novembre", "1 248,37 €", ui.Tag{Label: "Passée", Color: ui.Info}, ui.Button{Label: "Réceptionner", About: "2026-0418", Small: true, Href: "/r"})
	picked.Picked = true
	return ui.With(ui.Panel{Title: "Liste", Raw: true, Acts: ui.Parts{ui.Button{Label: "Exporter (XLSX)", Icon: ui.IconDownload, Look: ui.Quiet, Small: true, Href: "/x"}}},
		ui.With(ui.Body{}, ui.With(ui.Filters{T: t, At: at, Label: "Filtrer les commandes"},
			ui.Field{Name: "q", Kind: ui.InputSearch, Label: "Numéro ou fournisseur", Grow: true}, ui.Field{Name: "etat", Kind: ui.InputSelect, Label: "État", Options: []ui.Option{{Label: "Tous les états"}}}, ui.Field{Name: "apres", Kind: ui.InputDate, Label: "Après le"}),
			ui.Chips{T: t, Items: []ui.Chip{{Label: "À passer", Href: at.Without("etat", "a-passer"), Remove: true}}, Clear: at.Path},
			ui.Chips{T: t, Label: "Montrer", Items: []ui.Chip{{Label: "Tout 7", Href: "/tout", Current: true}, {Label: "Commandes 3", Href: "/trois"}}}),
		ui.Table{
			Caption: "Commandes, lignes 81 à 84 sur 314", At: at, SortBy: "-n", Head: 1,
			Cols: []ui.Col{{Label: "Choisir", Hidden: true}, {Label: "N°", Sort: "n"}, {Label: "Fournisseur", Sort: "f"}, {Label: "Passée le", Sort: "d"}, {Label: "TVAC", Num: true, Sort: "tvac"}, {Label: "État"}, {Label: "Action", Hidden: true}},
			Rows: []ui.Row{{Group: "Papeteries du Hainaut · port offert dès 250,00 € HTVA"}, picked, refused, {Group: "Autres"}, off},
			Foot: []ui.Row{{Cells: ui.Parts{nil, ui.Text("Total"), nil, nil, ui.Text("5 572,47 €"), nil, nil}}},
		},
		ui.Pages{T: t, At: at, Page: 5, Size: 20, Total: 314, Sizes: []int{20, 50, 100}})
}

// sheet is a need sheet: a table to type in, inside a form of its panel.
func sheet(t *i18n.T) templ.Component {
	line := func(name, sub, n, last string, q ui.Quantity) ui.Row {
		q.Name, q.Label = "q."+n, "Quantité, "+name
		return ui.Row{Warn: q.Error != "", Cells: ui.Parts{ui.Parts{ui.Text(name), ui.Sub(sub)}, ui.Ref(n), ui.Text(last), q}}
	}
	panel := ui.With(ui.Panel{ID: "quantites", Title: "Vos quantités", Sub: "Laissez vide ce que vous ne voulez pas.", Raw: true}, ui.With(ui.Form{T: t, ID: "besoins", Action: "/besoins", Key: "k3", Layout: ui.Bare},
		ui.Table{Caption: "Lot 6, Sciences : 3 lignes", Top: true, Cols: []ui.Col{{Label: "Article"}, {Label: "Ligne"}, {Label: "L’an dernier", Num: true}, {Label: "Cette année"}}, Rows: []ui.Row{
			{Group: "Verrerie"},
			line("Bécher en verre borosilicaté, forme basse, 250 ml", "graduation 25 ml", "6.01", "20", ui.Quantity{Value: "24", Unit: "pièces"}),
			line("Papier indicateur de pH", "étui de 100", "6.04", "4", ui.Quantity{Value: "10 000", Unit: "étuis", Error: "10 000 étuis ? L’an dernier : 4. Corrigez, ou enregistrez de nouveau pour confirmer."}),
			line("Acide chlorhydrique 1 mol/l, flacon", "", "6.05", "2,5", ui.Quantity{Value: "2,5", Unit: "litres", Decimal: true, Note: "Décimales permises"}),
		}},
		ui.With(ui.Fold{Label: "Coller depuis un tableur", Padded: true}, ui.Field{Name: "coller", Kind: ui.InputArea, Label: "Collez deux colonnes", Rows: 4}),
		ui.SaveBar{Strong: "8 lignes remplies", Text: "sur 10 · 1 à vérifier", Acts: ui.Parts{ui.Button{Label: "Enregistrer", Name: "acte", Value: "enregistrer"}, ui.Button{Label: "Valider le lot", Icon: ui.IconCheck, Look: ui.Commit, Name: "acte", Value: "valider"}}}))
	index := ui.With(ui.Panel{Title: "40 lots", Sub: "31 validés", Raw: true, Nav: true, Foot: ui.Parts{ui.Link{Label: "Les 28 autres lots", Href: "/lots"}}},
		ui.Index{{Label: "1. Français", Href: "/1", State: ui.State{Shape: ui.ShapeDone, Label: "Validé, 14 lignes"}}, {Label: "6. Sciences", Href: "/6", Current: true, State: ui.State{Shape: ui.ShapeDoing, Label: "En saisie, 8 lignes sur 10"}}, {Label: "8. Éducation physique", Href: "/8", State: ui.State{Label: "Pas commencé"}}})
	return ui.With(ui.Cols{}, ui.With(ui.Stack{}, panel), index)
}

func reasons(t *i18n.T) templ.Component {
	return ui.With(ui.Panel{Title: "Pourquoi"}, ui.Reason{T: t, Act: "Confirmer", Reasons: why()}, ui.Reason{T: t, Question: "Pourquoi ne puis-je pas l’ajouter ?", Reasons: why()},
		ui.With(ui.Reason{T: t, Open: true, Lead: "Vous ne pouvez pas l’ajouter.", Reasons: why()}, ui.Hint("Ils reçoivent votre demande tout de suite.")),
		ui.Reason{T: t, Open: true, Color: ui.Info, Lead: "La saisie est fermée.", Reasons: []apperr.Reason{{Kind: apperr.Date, Text: i18n.M("La date limite est passée."), Since: deadline}}})
}

func waiting(t *i18n.T) templ.Component {
	work := ui.Work{
		{Mark: ui.Mark{Icon: ui.IconCart, Color: ui.Brand1}, Title: "Commande 2026-0417 à envoyer", Href: "/c", Line: "Coopérative scolaire des Ardennes · 3 912,00 € TVAC", Due: "en retard de 2 jours", Soon: true, Acts: ui.Parts{ui.Button{Label: "Envoyer", About: "la commande 2026-0417", Look: ui.Main, Small: true, Href: "/e"}}},
		{Mark: ui.Mark{Icon: ui.IconPeople, Color: ui.Accent}, Title: "Adhésion à « Mobilier scolaire »", Line: "chez le coordonnateur", Due: "depuis hier", Acts: ui.Parts{ui.Tiny("relance possible mardi")}},
		{Mark: ui.Mark{Icon: ui.IconKey}, Title: "Sans acte"},
	}
	dates := ui.Dates{T: t, Lines: []ui.DateLine{{At: deadline, Title: "Date limite de saisie", Href: "/g", Note: "18 h 00, heure de Bruxelles"}, {At: deadline.AddDate(0, 0, 6), Title: "Livraison prévue"}}}
	feed := ui.Feed{{Avatar: ui.Avatar{Initials: "OW", Color: ui.Brand1}, Text: ui.Parts{ui.Text("Olivier Wauters a créé "), ui.Link{Label: "la commande 2026-0418", Href: "/c"}}, When: "il y a 2 h"}, {Avatar: ui.Avatar{Initials: "SM"}, Text: ui.Parts{ui.Text("Sophie Marchal"), ui.Sub("aidante")}}}
	return ui.With(ui.Cols{}, ui.With(ui.Panel{Title: "Ce qui vous attend", Sub: "Le plus urgent d’abord", Raw: true}, work),
		ui.With(ui.Stack{}, ui.With(ui.Panel{Title: "Prochaines dates"}, dates), ui.With(ui.Panel{Title: "Dernière activité"}, feed)))
}

func figures(t *i18n.T) templ.Component {
	shapes := make([]ui.Shape, 0, 40)
	for _, run := range []struct {
		s ui.Shape
		n int
	}{{ui.ShapeDone, 22}, {ui.ShapeNone, 6}, {ui.ShapeDoing, 5}, {ui.ShapeTodo, 7}} {
		for range run.n {
			shapes = append(shapes, run.s)
		}
	}
	return ui.Parts{
		ui.Tiles{{Figure: "37", Unit: "/ 40", Label: "lots validés", Progress: &ui.Progress{Value: 37, Max: 40, Label: "Lots validés", Color: ui.Success}}, {Figure: "14", Unit: "jours", Label: "avant la date limite"}, {Figure: "2", Label: "commandes en retard", Href: "/retard"}},
		ui.With(ui.Panel{Title: "Par membre", Raw: true}, ui.With(ui.Body{}, ui.Legend{{Shape: ui.ShapeDone, Label: "Validé"}, {Shape: ui.ShapeNone, Label: "Sans besoin"}, {Shape: ui.ShapeDoing, Label: "En saisie"}, {Shape: ui.ShapeTodo, Label: "Pas commencé"}}, ui.Progress{Value: 1, Max: 3, Label: "Import"}),
			ui.Table{Caption: "Membres et lots", Matrix: true, Cols: []ui.Col{{Label: "Membre"}, {Label: "Lots 1 à 40"}, {Label: "Validés", Num: true}}, Rows: []ui.Row{
				{Cells: ui.Parts{ui.Link{Label: "Athénée du Beffroi", Href: "/m"}, ui.Strip{Shapes: shapes, Gaps: true, Label: "22 validés, 6 sans besoin, 5 en saisie, 7 pas commencés"}, ui.Text("28 sur 40")}},
			}},
			ui.Table{Caption: "Lots et membres", Matrix: true, Cols: []ui.Col{{Label: "Lot"}, {Label: "Les 40 membres"}, {Label: "Avec besoins", Num: true}, {Label: "Sans besoin", Num: true}, {Label: "En saisie", Num: true}, {Label: "Pas commencé", Num: true}}, Rows: []ui.Row{
				{Cells: ui.Parts{ui.Text("1. Français"), ui.Strip{Shapes: shapes}, ui.Text("22"), ui.Text("6"), ui.Text("5"), ui.Text("7")}},
			}},
			ui.With(ui.Body{}, chart.Chart{Title: "Achats par mois", Desc: "Le tableau qui suit a les mêmes chiffres.", Bars: []chart.Bar{{Label: "septembre 2026", Text: "0,00 €"}, {Label: "octobre 2026", Text: "1 234,50 €", Value: 123_450}, {Label: "Athénée royal de la très longue rue du Beffroi", Text: "3 j", Value: 3, Mark: 200_000}}}),
			ui.Table{Caption: "Chiffres", Sheet: true, Head: -1, Cols: []ui.Col{{Label: "Mois"}, {Label: "Nombre", Num: true}}, Rows: []ui.Row{{Cells: ui.Parts{ui.Text("Octobre"), ui.Text("12")}}}}),
	}
}

func stories(t *i18n.T) templ.Component {
	facts := ui.Summary{{Term: "Établissement", Value: ui.Text("Institut Sainte-Aldegonde, Forest")}, {Term: "Numéro FASE", Value: ui.Ref("412/781")}, {Term: "Vide", Value: nil}}
	line := ui.Timeline{{What: "Panier confirmé", Text: "par Mme Claire Delvaux", When: "12 novembre 2026, 14 h 05", Done: true}, {What: "Chez l’acheteur", Now: true}, {What: "Livraison", When: "5 jours ouvrables après l’envoi"}}
	return ui.With(ui.Panel{Title: "Récapitulatif et histoire"}, facts, ui.With(ui.Cols{Even: true}, line, ui.Totals{{Label: "Articles HTVA", Amount: "305,65 €"}, {Label: "TVAC", Amount: "367,63 €", Big: true}}),
		ui.Files{{Label: "Cahier des charges (PDF, 120 Ko)", Href: "/f"}}, ui.With(ui.Prose{}, ui.Para("Un texte long."), ui.Lines("Première ligne\nDeuxième ligne")), ui.With(ui.Lead{}, ui.Text("Ce que c’est.")), ui.Unseen("Pour les lecteurs"),
		ui.With(ui.Grid{}, ui.Hint("Une colonne"), ui.Hint("Une autre")),
		ui.Items{
			{Icon: ui.IconPencil, Title: "Stylo rouge", Href: "/articles/1", Ref: "Réf. 103.299", Facts: "Arvix · boîte de 50", Tags: ui.Parts{ui.Tag{Label: "Écolabel", Color: ui.Success, Outline: true}}, Price: "11,25 €", Per: "HTVA par boîte"},
			{Icon: ui.IconBox, Title: "Papier rouge", Href: "/articles/2", Ref: "Réf. 210.094", Facts: "carton de 5", Off: true, Buy: ui.Parts{ui.Tag{Label: "Marché non autorisé", Color: ui.Warning, Outline: true}}, More: ui.Parts{ui.Reason{T: t, Question: "Pourquoi ?", Reasons: why()}}},
		},
		ui.Tree{T: t, Label: "Catégories", Nodes: []ui.TreeNode{{Label: "Tout", Href: "/c", N: 64, Current: true}, {Label: "Écriture", Href: "/c/1", N: 41, Below: []ui.TreeNode{{Label: "Stylos", Href: "/c/2", N: 33}}}}},
		ui.Suggesting{Field: ui.Field{Name: "mots", Label: "Chercher un article", Hint: "Des mots ou une référence", Value: "rouge", Max: 200}, Href: "/catalogue/suggestions", Keep: "pour"},
		ui.With(ui.Fold{Label: "Historique complet (14)"}, ui.Tiny("Replié par défaut.")))
}

func choices(t *i18n.T) templ.Component {
	return ui.Parts{
		ui.With(ui.Panel{Title: "1 article n’est pas autorisé : que voulez-vous faire ?", Color: ui.Warning},
			ui.Choice{
				{Title: "Retirer et confirmer le reste", Text: "4 articles partent chez le validateur.", Note: "M. Olivier Wauters est prévenu.", Best: true, Act: ui.Parts{ui.Button{Label: "Retirer et confirmer le reste", Look: ui.Commit}}},
				{Title: "Demander l’accès", Body: ui.Parts{ui.Para("Votre panier attend.")}, Act: ui.Parts{ui.Button{Label: "Demander l’accès au marché Papier"}}},
			}),
		ui.With(ui.Cols{Flip: true}, ui.With(ui.Panel{}, ui.Empty{Icon: ui.IconBox, Title: "Rien à réceptionner", Text: "Les commandes envoyées aux fournisseurs apparaîtront ici.", Act: ui.Parts{ui.Button{Label: "Voir toutes les commandes", Href: "/c"}}}), ui.With(ui.Stack{Tight: true}, ui.Para("À gauche"))),
		ui.Crumbs{T: t},
	}
}

// publicHome is the page of somebody who is not signed in.
func publicHome(t *i18n.T) templ.Component {
	p := frame(t, "Bienvenue")
	p.Person, p.Search, p.Sides, p.Menu, p.Head, p.Flash = nil, nil, nil, nil, nil, nil
	p.Title, p.SignIn, p.SignUp = "Bienvenue", "/connexion", "/inscription"
	p.Services = []ui.Place{{Label: "Groupements", Href: "/groupements", Icon: ui.IconPeople}, {Label: "Offres", Href: "/offres", Icon: ui.IconHorn}}
	signIn := ui.With(ui.Panel{ID: "connexion", Title: "Connexion", Foot: ui.Parts{ui.Text("Pas encore de compte ?"), ui.Button{Label: "Inscription", Small: true, Href: "/inscription"}}},
		ui.With(ui.Form{T: t, Action: "/connexion", Layout: ui.InStack},
			ui.Field{Name: "nom", Label: "Nom d’utilisateur ou adresse mail", Hint: "Par exemple claire.exemple.030981", Autocomplete: "username", Verbatim: true}, ui.Field{Name: "mdp", Kind: ui.InputPassword, Label: "Mot de passe", Autocomplete: "current-password"},
			ui.Check{Name: "rester", Label: "Rester connecté 30 jours sur cet ordinateur"}, ui.With(ui.Bar{}, ui.Button{Label: "Connexion", Look: ui.Commit}, ui.Link{Label: "Mot de passe oublié", Href: "/mot-de-passe/oubli"})),
		ui.With(ui.Fold{Label: "Recevoir un lien par mail plutôt qu’un mot de passe"}, ui.With(ui.Form{T: t, Action: "/connexion/lien", Layout: ui.InStack}, ui.Field{Name: "mail", Kind: ui.InputEmail, Label: "Adresse mail professionnelle"}, ui.Button{Label: "M’envoyer le lien"})))
	p.Hero = ui.With(ui.Hero{
		Title: "Acheter ensemble, commander, demander de l’aide, proposer une action : tout part d’ici.", Lead: "Un compte, un établissement, une liste de ce qui vous attend.",
		Acts: ui.Parts{ui.Button{Label: "Voir les offres", Href: "/offres"}, ui.Button{Label: "Voir les groupements d’achat", Href: "/groupements"}},
	}, signIn)
	group := func(name, who, due string, c ui.Color) ui.WorkLine {
		return ui.WorkLine{Mark: ui.Mark{Icon: ui.IconBook, Color: c}, Title: name, Line: who, Due: due, Acts: ui.Parts{ui.Button{Label: "Afficher", About: name, Small: true, Href: "/g"}}}
	}
	return ui.With(p, ui.Heading{Text: "Quatre services sous un même toit"}, ui.Doors{
		{Mark: ui.Mark{Icon: ui.IconPeople, Color: ui.Accent}, Title: "Groupements", Href: "/groupements", Text: "Rejoindre un achat groupé, dire vos besoins lot par lot, avant la date limite."},
		{Mark: ui.Mark{Icon: ui.IconCart, Color: ui.Brand1}, Title: "Commandes", Text: "Choisir dans les marchés ouverts, commander, recevoir, réclamer."},
		{Mark: ui.Mark{Icon: ui.IconSpeech, Color: ui.Brand2}, Title: "Demandes", Text: "Débloquer le dossier d’une personne avec les organismes, sous son mandat."},
		{Mark: ui.Mark{Icon: ui.IconHorn, Color: ui.Info}, Title: "Offres", Text: "Décrire une action, la publier, accueillir les établissements qui la demandent."},
	},
		ui.With(ui.Cols{Even: true}, ui.With(ui.Panel{Title: "Liste des groupements d’achat", Raw: true, Foot: ui.Parts{ui.Link{Label: "Les 9 groupements", Href: "/groupements"}}},
			ui.Work{group("Mobilier scolaire 2027–2030", "Athénée des Trois-Vallées, Wavre · 84 membres", "jusqu’au 30 novembre", ui.Accent), group("Denrées biologiques pour les cantines, 2027", "Ville de Valsoye · 46 membres", "jusqu’au 15 janvier", ui.Accent), group("Manuels et fournitures 2027", "300 membres · saisie en cours", "adhésions closes le 30 octobre", ui.Neutral)}),
			ui.With(ui.Panel{Title: "Offres récentes", Raw: true, Foot: ui.Parts{ui.Link{Label: "Les 48 offres", Href: "/offres"}}},
				ui.Work{{Mark: ui.Mark{Icon: ui.IconMoon, Color: ui.Info}, Title: "Sommeil et écrans : un atelier en deux temps", Href: "/o/1", Line: "Prév’Jeunes ASBL, Schaerbeek · 3e et 4e primaire"}, {Mark: ui.Mark{Icon: ui.IconRun, Color: ui.Brand2}, Title: "Bouger dix minutes, trois fois par jour", Href: "/o/2", Line: "Haute école de la Vesdre · primaire"}})))
}
