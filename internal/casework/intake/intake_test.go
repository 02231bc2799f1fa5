package intake_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/intake"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// The sheets of a small service, in the order in which they are sent.
const (
	someAgencies = "Organisme;Présentation;Domaines des adresses;Délai de première réponse;Délai de suivi;Jours de fermeture;Éléments habituels\n" +
		"Caf d'Ille-et-Vilaine;Prestations familiales;caf.test, cnaf.test;2;10;\"24/12/2026 ; 28/12/2026 - 31/12/2026\";numéro d'allocataire, NIR\n" +
		"France services;;;;;;\n"
	someTerritories = "Sorte;Code;Nom\nDépartement;35;\nrégion;53;Bretagne\nCommune;;Redon\nDépartement;1;\n"
	someThemes      = "Thème;Organismes\nLogement;\"france services ; CAF d’Ille et Vilaine\"\nSanté;\n"
	someTeams       = "Organisme;Groupe;Note;Boîte;Territoires\n" +
		"Caf d'Ille-et-Vilaine;Rennes;Répond aussi le samedi;groupe@caf.test;\"Ille-et-Vilaine ; Redon\"\nFrance services;Redon;;;Redon\n"
	somePeople = "Organisme;Groupe;Prénom;Nom;Adresse;Rôles\n" +
		"Caf d'Ille-et-Vilaine;Rennes;Édith;Le Goff;edith@caf.test;Référent opérateur et responsable\n" +
		"france services;redon;Awa;Diop;awa@fs.test;aidant\nFrance services;Redon;;;mona@preau.test;Responsable de groupe\n"
)

var sheets = []struct {
	slug    string
	sort    team.Sort
	content string
}{
	{"organismes", team.Agencies, someAgencies},
	{"territoires", team.Territories, someTerritories},
	{"themes", team.Themes, someThemes},
	{"groupes", team.Teams, someTeams},
	{"personnes", "", strings.Replace(somePeople, "Adresse", "Adresse mail", 1)},
}

// filled is a house into which all of them came.
func (h *house) filled() *house {
	h.Helper()
	h.person("Mona", "mona@preau.test")
	for _, s := range sheets {
		h.written(s.slug, s.content)
	}
	return h
}

// what is all that the sheets changed, in words.
func (h *house) what() string {
	h.Helper()
	var out []string
	for _, s := range sheets {
		out = append(out, h.export(s.sort, sheet.CSV, i18n.French))
	}
	return strings.TrimPrefix(strings.ReplaceAll(strings.Join(out, ""), "\ufeff", ""), "\n")
}

const whatCame = `Organisme;Présentation;Domaines des adresses;Délai de première réponse;Délai de suivi;Jours de fermeture;Éléments habituels
Caf d'Ille-et-Vilaine;Prestations familiales;caf.test cnaf.test;2;10;"24/12/2026 ; 28/12/2026 - 31/12/2026";"Numéro de sécurité sociale ; Numéro d’allocataire"
France services;;;3;15;;
Sorte;Code;Nom
Région;53;Bretagne
Département;01;Ain
Département;35;Ille-et-Vilaine
Commune;35236;Redon
Thème;Organismes habituels
Logement;"Caf d'Ille-et-Vilaine ; France services"
Santé;
Organisme;Groupe;Note publique;Boîte du groupe;Territoires
Caf d'Ille-et-Vilaine;Rennes;Répond aussi le samedi;groupe@caf.test;"Ille-et-Vilaine (35) ; Redon (35236)"
France services;Redon;;;Redon (35236)
Organisme;Groupe;Prénom;Nom;Adresse mail;Rôles
Caf d'Ille-et-Vilaine;Rennes;Édith;Le Goff;edith@caf.test;"Référent opérateur ; Responsable de groupe"
France services;Redon;Awa;Diop;awa@fs.test;Aidant
France services;Redon;Mona;;mona@preau.test;Responsable de groupe
`

func (h *house) wantWhat(want string) {
	h.Helper()
	if got := strings.ReplaceAll(h.what(), "\r\n", "\n"); got != want {
		h.Errorf("there is\n%s\nwant\n%s", got, want)
	}
}

// All that administrators keep comes in by sheets: compared first, written when somebody asks, and found again by name. Sent again they
// change nothing; neither does what is given out, in either format and language.
func TestSheets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C011")
		h.person("Mona", "mona@preau.test")
		n := h.sent("organismes", someAgencies)
		h.wantCounts(n, imports.Ready, 2, 2, 0, 0, 0)
		if got := h.value(`SELECT CAST(count(*) AS TEXT) FROM casework_agencies`); got != "0" {
			t.Errorf("a dry run wrote %s organismes", got)
		}
		h.apply(n)
		for _, s := range sheets[1:] {
			h.written(s.slug, s.content)
		}
		h.wantWhat(whatCame)
		for _, s := range sheets {
			lines := int64(strings.Count(s.content, "\n") - 1)
			h.wantCounts(h.sent(s.slug, s.content), imports.Done, lines, 0, 0, lines, 0)
			for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
				for _, lang := range i18n.Langs {
					h.wantCounts(h.sentAs(s.slug, f, h.export(s.sort, f, lang)), imports.Done, lines, 0, 0, lines, 0)
				}
			}
		}
		h.wantWhat(whatCame)
		if got := h.value(`SELECT name FROM history_lines WHERE act = 'casework.agency.create' ORDER BY id LIMIT 1`); got != "Inès" {
			t.Errorf("by %s", got)
		}
	})
}

// What differs is told and changed, an empty cell changes nothing, and no role is taken back.
func TestChanges(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C011")
		h.filled()
		for _, x := range []struct{ slug, content string }{
			{"organismes", "Organisme;Présentation;Délai de suivi;Éléments\nCAF d'Ille-et-Vilaine;;12;adresse\n"},
			{"themes", "Thème;Organismes\nLogement;France services\n"},
			{"groupes", "Organisme;Groupe;Note;Territoires\nFrance services;Redon;Sur rendez-vous;\"Redon ; 53\"\n"},
			{"personnes", "Organisme;Groupe;Adresse mail;Rôles\nFrance services;Redon;awa@fs.test;aidant + responsable\n"},
		} {
			n := h.sent(x.slug, x.content)
			h.wantCounts(n, imports.Ready, 1, 0, 1, 0, 0)
			h.apply(n)
			h.wantCounts(h.sent(x.slug, x.content), imports.Done, 1, 0, 0, 1, 0)
		}
		h.wantWhat(strings.NewReplacer(
			"\nCaf d'Ille-et-Vilaine;Prestations", "\nCAF d'Ille-et-Vilaine;Prestations", ";2;10;", ";2;12;", `"Numéro de sécurité sociale ; Numéro d’allocataire"`, "Adresse",
			`Logement;"Caf d'Ille-et-Vilaine ; France services"`, "Logement;France services", "Caf d'Ille-et-Vilaine;Rennes", "CAF d'Ille-et-Vilaine;Rennes",
			"France services;Redon;;;Redon (35236)", `France services;Redon;Sur rendez-vous;;"Bretagne (53) ; Redon (35236)"`, "awa@fs.test;Aidant", `awa@fs.test;"Aidant ; Responsable de groupe"`,
		).Replace(whatCame))
	})
}

// Each line that cannot be taken is told with its column and its reason; the others are taken.
func TestBadLines(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C011")
		h.filled()
		a, err := h.teams.ForSheet(h.Context(), h.as(), team.Teams)
		h.ok(err)
		h.ok(h.teams.Move(h.Context(), h.as(), team.Teams, a.Teams[1].Number, a.Teams[1].Version, team.Close))
		for _, x := range []struct{ slug, content, want string }{
			{"organismes", "Organisme;Domaines;Première réponse;Fermetures;Éléments\nX;caf;;;\nY;;99;;\nZ;;deux;;\nV;;;le 14;\nW;;;;couleur\n;;;;\nBon;;;;\n", "" +
				"2 Domaines: « caf » n'est pas un nom de domaine. Exemple : caf.fr.\n3 Première réponse: Indiquez un nombre de jours ouvrés entre 1 et 60.\n" +
				"4 Première réponse: « deux » n'est pas un nombre de jours.\n5 Fermetures: Cette ligne ne se lit pas : « le 14 ». Exemples : 24/12/2026, ou 24/12/2026 - 31/12/2026. Un jour ne se donne qu'une fois.\n" +
				"6 Éléments: « couleur » n'est pas un élément d'identité. Sont possibles : Numéro de sécurité sociale, Numéro d'allocataire, Numéro fiscal, Adresse, Téléphone, Nom de naissance, Numéro de dossier et Autre élément."},
			{"territoires", "Sorte;Code\nCanton;1\nDépartement;99\n", "2 Sorte: « Canton » n'est pas une sorte de territoire. Sont possibles : Pays, Région, Département et Commune.\n" +
				"3 Code: Ce territoire n'est pas au registre. Indiquez son code : celui du département, de la région, ou le code INSEE de la commune."},
			{"territoires", "Sorte;Code;Nom\nDépartement;22;Finistère\nDépartement;22;cotes d armor\nCommune;35238;Fougères\nCommune;35236;REDON\nRégion;53;\nPays;FR;Belgique\nPays;;Belgique\nPays;;\nPays;;Suisse\n", "" +
				"2 Nom: Le code 22 est celui de « Côtes-d'Armor », pas de « Finistère ». Corrigez l'un des deux, ou videz le nom.\n" +
				"4 Nom: Le code 35238 est celui de « Rennes », pas de « Fougères ». Corrigez l'un des deux, ou videz le nom.\n" +
				"7 Nom: Le code FR est celui de « France », pas de « Belgique ». Corrigez l'un des deux, ou videz le nom.\n" +
				"10 Nom: Le code FR est celui de « France », pas de « Suisse ». Corrigez l'un des deux, ou videz le nom."},
			{"themes", "Thème;Organismes\nRetraite;Carsat\nLogement;\nlogement;\n", "2 Organismes: L'organisme « Carsat » n'existe pas encore."},
			{"groupes", "Organisme;Groupe;Boîte;Territoires\nCarsat;Sud;;Redon\nFrance services;Redon;;\nFrance services;Vitré;;\nFrance services;Vitré 2;;Paris\nFrance services;Vitré 3;a@;Redon\n", "" +
				"2 Organisme: L'organisme « Carsat » n'existe pas encore.\n3 Groupe: « France services · Redon » est fermé. Rouvrez-le d'abord.\n4 Territoires: Choisissez au moins un territoire.\n" +
				"5 Territoires: Le service ne travaille pas encore sur le territoire « Paris ».\n6 Boîte: Cette adresse ne peut pas recevoir de mail. Exemple : groupe@organisme.fr."},
			{"personnes", "Organisme;Groupe;Prénom;Nom;Mail;Rôles\nCaf d'Ille-et-Vilaine;Rennes;A;B;a@ailleurs.test;Référent\nCaf d'Ille-et-Vilaine;Rennes;;;neuf@caf.test;Référent\n" +
				"Caf d'Ille-et-Vilaine;Rennes;A;B;a@caf.test;Chef\nCaf d'Ille-et-Vilaine;Nantes;A;B;a@caf.test;Référent\nFrance services;Redon;A;B;b@caf.test;Aidant\n", "" +
				"2 Mail: Cet organisme n'accepte que les adresses de : caf.test, cnaf.test.\n3 Nom: Cette personne n'a pas encore de compte : indiquez son prénom et son nom.\n" +
				"4 Rôles: « Chef » n'est pas un rôle d'un groupe. Sont possibles : Aidant, Référent opérateur et Responsable de groupe.\n5 Groupe: L'organisme n'a pas de groupe « Nantes ».\n" +
				"6 Groupe: « France services · Redon » est fermé. Rouvrez-le d'abord."},
		} {
			n := h.sent(x.slug, x.content)
			if got := h.said(h.show(n, imports.Faults)); !strings.HasPrefix(got, x.want) {
				h.Errorf("%s:\n%s\nwant\n%s", x.slug, got, x.want)
			}
		}
	})
}

// A sheet opens nothing that is closed, of any sort: the line that names it says so before anything is written (C011).
func TestClosedThings(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C011")
		h.filled()
		theme, err := h.teams.ForSheet(h.Context(), h.as(), team.Themes)
		h.ok(err)
		place, err := h.teams.ForSheet(h.Context(), h.as(), team.Territories)
		h.ok(err)
		ain := slices.IndexFunc(place.Territories, func(y team.Territory) bool { return y.Code == "01" })
		body, err := h.teams.ForSheet(h.Context(), h.as(), team.Agencies)
		h.ok(err)
		h.ok(h.teams.Move(h.Context(), h.as(), team.Themes, theme.Themes[1].Number, theme.Themes[1].Version, team.Close))
		h.ok(h.teams.Move(h.Context(), h.as(), team.Territories, place.Territories[ain].Number, place.Territories[ain].Version, team.Close))
		h.ok(h.teams.Move(h.Context(), h.as(), team.Agencies, body.Agencies[1].Number, body.Agencies[1].Version, team.Close))
		for _, x := range []struct{ slug, content, want string }{
			{"organismes", "Organisme\nFrance services\n", "2 Organisme: « France services » est fermé."},
			{"themes", "Thème\nSanté\n", "2 Thème: « Santé » est fermé."},
			{"territoires", "Sorte;Code\nDépartement;01\n", "2 Sorte: « Ain » est fermé."},
			{"groupes", "Organisme;Groupe;Territoires\nFrance services;Redon;Redon\nCaf d'Ille-et-Vilaine;Bourg;Ain\n", "2 Organisme: « France services » est fermé. Rouvrez-le d'abord.\n3 Territoires: Le service ne travaille pas encore sur le territoire « Ain »."},
			{"personnes", "Organisme;Groupe;Prénom;Nom;Mail;Rôles\nFrance services;Redon;A;B;b@caf.test;Aidant\n", "2 Organisme: « France services » est fermé."},
		} {
			n := h.sent(x.slug, x.content)
			if got := h.said(h.show(n, imports.Faults)); !strings.HasPrefix(got, x.want) {
				h.Errorf("%s:\n%s\nwant\n%s", x.slug, got, x.want)
			}
		}
	})
}

// fuse is a clock that ends its process at one of its readings.
type fuse struct {
	*clock.Manual
	left int
}

type ended struct{}

func (f *fuse) Now() time.Time {
	if f.left--; f.left < 0 {
		panic(ended{})
	}
	return f.Manual.Now()
}

// lived runs what is due in processes of which each lives for so many readings of the clock, and says how many ended before their time.
func (h *house) lived(chance *rand.Rand) (ends int) {
	h.Helper()
	for !h.until(2 + chance.IntN(7)) {
		if ends++; ends > 500 {
			h.Fatal("it gets nowhere")
		}
		h.tx(func(tx *db.Tx) error { // an end is no failed try: the next process goes on at once
			_, err := tx.Exec(h.Context(), `UPDATE jobs_queue SET max_attempts = 1000, run_at = 0`)
			return err
		})
	}
	return ends
}

func (h *house) until(left int) (over bool) {
	h.Helper()
	_, err := open(h.T, h.d, h.store, &fuse{h.d.Clock, left}).q.Drain(h.Context())
	if err != nil && !strings.Contains(err.Error(), "panic of type intake_test.ended") {
		h.Fatal(err)
	}
	return err == nil
}

// Wherever the process ends while the sheets are read, compared and written, the next one goes on, and everybody has their roles once.
func TestEndedAnywhere(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C011")
		h.person("Mona", "mona@preau.test")
		chance, ends := rand.New(rand.NewPCG(3, 4)), 0
		for _, s := range sheets {
			n := h.start(s.slug, sheet.CSV, s.content)
			ends += h.lived(chance)
			h.ok(h.s.Apply(h.Context(), h.as(), imports.Place{}, n, h.show(n, "").Version))
			ends += h.lived(chance)
			if r := h.show(n, imports.Faults); r.State != imports.Done || r.Written != r.Lines {
				h.Errorf("%s: %s %s", s.slug, r.State, h.said(r))
			}
		}
		h.wantWhat(whatCame)
		if got := h.value(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE place_kind = 'group'`); got != "4" || ends < 10 {
			h.Errorf("%s grants after %d ends", got, ends)
		}
	})
}

// The columns' names are those of the titles in both languages, and what the program gives out in words is read in both.
func TestColumns(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	for _, k := range intake.Kinds(h.teams) {
		for _, fault := range k.Faults(h.words) {
			t.Error(fault)
		}
		if k.Slug == "" || !k.HasModel || !k.ByHand {
			t.Errorf("%+v", k)
		}
	}
}
