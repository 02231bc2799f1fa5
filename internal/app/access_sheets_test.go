package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

const operatorsImports = "/administration/imports"

// sends lets somebody send a sheet, and gives the address of its import once it was compared.
func (b *builder) sendsSheet(role, list, kind, content string) string {
	b.t.Helper()
	p := b.upload(role, list+"/nouveau", url.Values{"sorte": {kind}}, "accès.csv", content)
	if firstStatus(p) != http.StatusSeeOther {
		b.t.Fatalf("%s sends a sheet: %d %s", role, p.Status, p.Text())
	}
	b.drain()
	return p.Path
}

// writes lets somebody write a sheet that was compared.
func (b *builder) writesSheet(role, path string) *webtest.Page {
	b.t.Helper()
	for _, label := range b.in[role].Get(path).WantSound().Buttons() {
		if strings.HasPrefix(label, "Écrire") {
			b.in[role].Get(path).Press(label).WantStatus(200)
			b.drain()
			return b.in[role].Get(path).WantStatus(200).WantSound()
		}
	}
	b.t.Fatalf("%s has nothing to write: %s", path, b.in[role].Get(path).Text())
	return nil
}

const headsTitles = "Organisation;Rôles;Prénom;Nom;Adresse mail;Fonction;Date de naissance;Du;Au\n"

// The operator records the heads of authorities by a sheet: it says what would follow and changes nothing; written, it names them by
// the rules of the page: an account is made and mailed, the former holder of a role that one person holds loses it on the
// day, and is told, as are those who have an account. The same sheet again changes nothing, and neither does what is given out.
func TestHeadsBySheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R113")
		b := inhabited(t, e)
		po := b.ids["ref P.O. des Écoles"]
		text := headsTitles +
			po + ";Président du P.O.;Prune;Seconde;prune@preau.test;;;04/01/2027;\n" +
			po + ";référence;Renée;Reférend;renee@preau.test;Secrétariat;;;31/12/2027\n" +
			b.ids["ref Collège Nouveau"] + ";Présidente, Personne de référence;Camille;member;member@preau.test;;;;\n"
		before := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`)
		at := b.sendsSheet(admin, operatorsImports, "responsables", text)
		p := b.in[admin].Get(at).WantSound().Want("Responsables des P.O.", "Rien n'est encore écrit", "3 Nouvelles",
			"Andrée president n'aura plus le rôle « Président du P.O. » à partir du 4 janvier 2027", "Nouveau compte : Prune Seconde reçoit un mail d'activation à prune@preau.test",
			"Reçoit le rôle « Personne de référence du P.O. »", "Compte qui existe déjà : Camille member")
		if n := len(b.mails.To("prune@preau.test")); n != 0 || b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`) != before {
			t.Fatalf("something was done before it was written: %d mails, %s", n, p.Text())
		}
		mailed := len(b.mails.To("member@preau.test"))
		b.writesSheet(admin, at).Want("3 lignes sont écrites", "par admin")
		place := b.in[admin].Get(b.accessAt("P.O. des Écoles", "")).WantSound()
		place.In(peopleTable).Row("Prune Seconde").Want("Président du P.O.", "à partir du 4 janvier 2027", "Jamais connecté")
		place.In(peopleTable).Row("Andrée president").Want("au 3 janvier 2027")
		place.In(peopleTable).Row("Renée Reférend").Want("Personne de référence du P.O.", "au 31 décembre 2027")
		place.Want("Président du P.O. donné à Prune Seconde", "Président du P.O. retiré à Andrée president")
		for address, says := range map[string]string{
			"prune@preau.test": "Président du P.O.", "renee@preau.test": "Personne de référence du P.O.", "president@preau.test": "Ce qui prend fin", "member@preau.test": "Votre compte a été mis à jour",
		} {
			m := b.mailTo(address)
			if !strings.Contains(webtest.Fold(m.Subject+m.Text), webtest.Fold(says)) {
				t.Errorf("the mail to %s says %s: %s", address, m.Subject, m.Text)
			}
		}
		if n := len(b.mails.To("member@preau.test")) - mailed; n != 1 {
			t.Errorf("%d mails to who gets two roles", n)
		}
		b.in[member].Get(b.accessAt("Collège Nouveau", "")).WantStatus(200)

		// Again, as it was sent and as it is given out.
		grants := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`)
		b.in[admin].Get(b.sendsSheet(admin, operatorsImports, "responsables", text)).WantSound().Want("Tout ce que ce fichier dit était déjà enregistré")
		out := string(b.in[admin].Get("/acces").WantSound().Click("Responsables déjà nommés, CSV").Body)
		for _, want := range []string{po + ";P.O. des Écoles;Président du P.O.;Andrée;president;president@preau.test;Direction;;2026-11-21;2027-01-03", "renee@preau.test;Secrétariat;;2026-11-21;2027-12-31", "Président du P.O. ; Personne de référence du P.O."} {
			if !strings.Contains(out, want) {
				t.Errorf("what is given out has no %q: %s", want, out)
			}
		}
		b.in[admin].Get(b.sendsSheet(admin, operatorsImports, "responsables", out)).Want("Tout ce que ce fichier dit était déjà enregistré").WantSound()
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`); n != grants {
			t.Errorf("%s grants, were %s", n, grants)
		}
		for _, role := range []string{president, manager, member, helper} {
			b.in[role].Get("/acces/responsables.csv").WantStatus(404)
		}
		b.in[president].Get(b.accessAt("P.O. des Écoles", "")).WantStatus(200)
		b.d.Clock.Set(time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC))
		b.in[president] = b.browser()
		b.post(president, "/connexion", url.Values{"nom_utilisateur": {"president"}, "mot_de_passe": {goodPassword}}, 303)
		b.in[president].Get(b.accessAt("P.O. des Écoles", "")).WantStatus(404)
	})
}

// By hand, too: a role that one person holds passes on the day, and the page says so first.
func TestHeadIsReplacedByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R113")
		b := inhabited(t, e)
		path := b.accessAt("P.O. des Écoles", "/personnes/nouvelle")
		f := url.Values{"prenom": {"Prune"}, "nom": {"Seconde"}, "email": {"prune@preau.test"}, "roles": {"ordering.president"}}
		b.in[admin].PostForm(path, keyed(f)).WantStatus(422).Want("Andrée president n'aura plus le rôle « Président du P.O. »").Press("Donner quand même").WantStatus(200)
		b.in[president].Get(path).WantStatus(404)
		if m := b.mailTo("president@preau.test"); !strings.Contains(m.Text, "Ce qui prend fin") {
			t.Errorf("the former president reads %s", m.Text)
		}
		b.linkTo("prune@preau.test")
	})
}

// Every bad line is told by its column and its reason, in the list and in the file that comes back; the good ones are written.
func TestBadHeads(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		po, school, lone := b.ids["ref P.O. des Écoles"], b.ids["ref Collège Membre"], b.ids["ref Collège Nouveau"]
		b.run(`UPDATE org_organisations SET closed_at = $1 WHERE id = $2`, b.d.Clock.Now(), b.ids["Collège Demandeur"])
		lines := []struct{ text, says string }{
			{"nulle-part;Président du P.O.;Ana;Une;ana@preau.test;;;;", "Aucune organisation n'a ce numéro"},
			{school + ";Président du P.O.;Ana;Une;ana@preau.test;;;;", "ne se donne pas ici, mais à l'organisation au-dessus : P.O. des Écoles"},
			{b.one(`SELECT ref FROM org_organisations WHERE kind = 'supplier' ORDER BY id LIMIT 1`) + ";Président du P.O.;Ana;Une;ana@preau.test;;;;", "ne se donne pas dans une organisation de cette sorte"},
			{b.ids["ref Collège Demandeur"] + ";Président du P.O.;Ana;Une;ana@preau.test;;;;", "a cessé"},
			{po + ";Chef de tout;Ana;Une;ana@preau.test;;;;", "« Chef de tout » n'est pas un rôle"},
			{po + ";Manager;Ana;Une;ana@preau.test;;;;", "ne se donne pas dans une organisation de cette sorte"},
			{po + ";Superacheteur;Ana;Une;ana@preau.test;;;;", "Vous ne donnez pas le rôle « Superacheteur » ici"},
			{po + ";Personne de référence;Ana;Une;sans arobase;;;;", "adresse"},
			{po + ";Président du P.O.;Ana;Une;suspended@preau.test;;;;", "suspendu ou clos"},
			{po + ";Personne de référence;Ana;Une;ana@preau.test;;;01/02/2027;31/01/2027", "La fin est avant le début"},
			{po + ";Personne de référence;Ana;Une;ana@preau.test;;;01/02/2020;", "aujourd'hui ou un jour à venir"},
			{po + ";Personne de référence;Ana;Une;ana@preau.test;;;;32/13/2027", "Écrivez une date"},
			{po + ";Personne de référence;;Une;ana@preau.test;;;;", "Écrivez le prénom"},
			{po + ";;Ana;Une;ana@preau.test;;;;", "doit être remplie"},
			{lone + ";Président du P.O.;Bob;Deux;bob@preau.test;;;;", ""},
			{lone + ";Présidente;Eve;Trois;eve@preau.test;;;;", "La ligne 16 donne déjà le rôle « Président du P.O. » à quelqu'un d'autre"},
			{lone + ";Présidente;Eve;Trois;bob@preau.test;;;;", "ligne 16"},
			{";Présidente;Eve;Trois;bob@preau.test;;;;", "doit être remplie"},
		}
		text := headsTitles
		for _, l := range lines {
			text += l.text + "\n"
		}
		at := b.sendsSheet(admin, operatorsImports, "responsables", text)
		p := b.in[admin].Get(at + "?voir=erreurs&parpage=50").WantSound()
		back := strings.Split(string(b.in[admin].Get(at).Click("Le fichier avec ses erreurs").Body), "\n")
		refused := 0
		for i, l := range lines {
			if l.says == "" {
				continue
			}
			refused++
			if p.Want(l.says); i+1 >= len(back) || !strings.Contains(webtest.Fold(back[i+1]), webtest.Fold(l.says)) {
				t.Errorf("line %d comes back as %q, not with %q", i+2, back[min(i+1, len(back)-1)], l.says)
			}
		}
		p.Want(fmt.Sprintf("%d Refusées", refused), "1 Nouvelles", "Les rôles sont : Président du P.O. et Personne de référence du P.O.", "2020-02-01")
		b.writesSheet(admin, at).Want("1 ligne est écrite")
		b.in[admin].Get(b.accessAt("Collège Nouveau", "")).Want("Bob Deux").WantNot("Eve")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email IN ('ana@preau.test', 'eve@preau.test')`); n != "0" {
			t.Errorf("%s accounts are made for bad lines", n)
		}
	})
}

// What a sheet was said to do is done only as it was said: of somebody replaced by hand meanwhile nothing is taken, and who may no
// longer name anybody writes nothing.
func TestHeadsChangedMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		po := b.ids["ref P.O. des Écoles"]
		text := headsTitles + po + ";Président du P.O.;Prune;Seconde;prune@preau.test;;;;\n" + po + ";Personne de référence;Rita;Autre;rita@preau.test;;;;\n"
		at := b.sendsSheet(admin, operatorsImports, "responsables", text)
		f := url.Values{"prenom": {"Troie"}, "nom": {"Sième"}, "email": {"troie@preau.test"}, "roles": {"ordering.president"}}
		b.in[admin].PostForm(b.accessAt("P.O. des Écoles", "/personnes/nouvelle"), keyed(f)).WantStatus(422).Press("Donner quand même").WantStatus(200)
		b.writesSheet(admin, at).Want("1 ligne est écrite", "a été modifié depuis la comparaison")
		p := b.in[admin].Get(b.accessAt("P.O. des Écoles", ""))
		p.In(peopleTable).Row("Troie Sième").Want("Président du P.O.")
		p.WantNot("Prune Seconde")
		p.Want("Rita Autre")

		at = b.sendsSheet(admin, operatorsImports, "responsables", headsTitles+b.ids["ref Collège Nouveau"]+";Présidente;Ana;Une;ana@preau.test;;;;\n")
		b.in[admin].Get(at).Press("Écrire 1 ligne")
		b.run(`UPDATE access_grants SET taken_at = $1 WHERE role = 'platform.admin'`, b.d.Clock.Now())
		b.drain()
		if got := b.one(`SELECT state FROM imports_imports ORDER BY number DESC LIMIT 1`); got != "stopped" {
			t.Errorf("the import of who names nobody any more is %s", got)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'ana@preau.test'`); n != "0" {
			t.Error("an account was made")
		}
	})
}

const peopleTitles = "Prénom;Nom;Adresse mail;Fonction;Date de naissance;Rôles;Marchés;Implantations;Du;Au\n"

// A manager gives accesses by a sheet, which the page of the school leads to, with a model. It says first what would follow. What somebody has
// already stays and is added to; each person gets one mail. Sent again, or as it is given out, it changes nothing.
func TestPeopleBySheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R126", "R127", "R108")
		b := inhabited(t, e)
		c := b.in[manager]
		list := b.accessAt("Collège Membre", "/fichiers/imports")
		model := c.Get(b.accessAt("Collège Membre", "")).WantSound().Click("Modèle à remplir (XLSX)").WantStatus(200)
		if got := model.Header.Get("Content-Disposition"); !strings.Contains(got, ".xlsx") {
			t.Error(got)
		}
		p := c.Get(b.accessAt("Collège Membre", "")).Click("Importer un fichier").WantSound().Want("Une ligne par personne", "Demandeur, Validateur, Acheteur et Réceptionniste", "10 Mo au plus")
		text := peopleTitles +
			"Nadia;Neuve;nadia@preau.test;Enseignante;;demandeur;fournitures scolaires;;;\n" +
			"Omar;Ouvert;omar@preau.test;Économe;;\"Validateur ; Acheteur ; Réceptionniste\";;;01/02/2027;30/06/2027\n" +
			"Dora;Demandeur;Demandeur@preau.test;;;\"demandeuse, réceptionniste\";1;;;\n" +
			"Camille;member;member@preau.test;;;Demandeur;;;;\n"
		p = p.Form("Envoyer le fichier").Attach("Fichier", "mes collègues.csv", []byte(text)).Submit().WantStatus(200).Want("Lecture en cours")
		at := p.Path
		b.drain()
		c.Get("/").Want("4 lignes d'un fichier d'accès attendent votre accord", "Fichier « mes collègues.csv », pour « Collège Membre »").Click("Vérifier Fichier « mes collègues.csv », pour « Collège Membre »").WantPath(at)
		c.Get(at+"?voir=nouvelles").WantSound().Want("Reçoit le rôle « Demandeur », pour : Fournitures scolaires", "Nouveau compte : Nadia Neuve", "Reçoit le rôle « Validateur »",
			"Compte qui existe déjà : Camille member", "Camille member (Demandeur) pourra consulter, sans rien ajouter")
		c.Get(at+"?voir=modifiees").WantSound().Want("A déjà le rôle « Demandeur »", "Reçoit le rôle « Réceptionniste »", "Compte de Dora Demandeur, pas encore activé")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email IN ('nadia@preau.test', 'omar@preau.test')`); n != "0" {
			t.Error("an account is made before the sheet is written")
		}
		before := map[string]int{}
		people := []string{"nadia@preau.test", "omar@preau.test", "demandeur@preau.test", "member@preau.test"}
		for _, a := range people {
			before[a] = len(b.mails.To(a))
		}
		b.writesSheet(manager, at).Want("4 lignes sont écrites")
		for _, a := range people {
			if n := len(b.mails.To(a)) - before[a]; n != 1 {
				t.Errorf("%s gets %d mails", a, n)
			}
		}
		if m := b.mailTo("omar@preau.test"); !strings.Contains(m.Text, "Validateur") || !strings.Contains(m.Text, "Réceptionniste") || !strings.Contains(m.Text, "Collège Membre") {
			t.Errorf("the invitation says %s", m.Text)
		}
		v := c.Get(b.accessAt("Collège Membre", "")).WantSound()
		v.In(peopleTable).Row("Nadia Neuve").Want("Demandeur", "Fournitures scolaires", "Enseignante")
		v.In(peopleTable).Row("Omar Ouvert").Want("Validateur", "Acheteur", "Réceptionniste", "du 1er février 2027 au 30 juin 2027")
		v.In(peopleTable).Row("Dora Demandeur").Want("Demandeur", "Réceptionniste", "Fournitures scolaires")
		v.Want("Demandeur donné à Nadia Neuve", "par Andrée manager")

		grants := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`)
		c.Get(b.sendsSheet(manager, list, "personnes", text)).WantSound().Want("Tout ce que ce fichier dit était déjà enregistré")
		for _, format := range []string{"CSV", "XLSX"} {
			out := c.Get(b.accessAt("Collège Membre", "")).Click("Exporter (" + format + ")").WantStatus(200)
			if format == "CSV" && (!strings.Contains(string(out.Body), `Nadia;Neuve;nadia@preau.test;Enseignante;;Demandeur;Fournitures scolaires;;`) || !strings.Contains(string(out.Body), `"Validateur ; Acheteur ; Réceptionniste";;;2027-02-01;2027-06-30`)) {
				t.Errorf("%s", out.Body)
			}
			p := b.upload(manager, list+"/nouveau", url.Values{"sorte": {"personnes"}}, "liste."+strings.ToLower(format), string(out.Body))
			b.drain()
			c.Get(p.Path).WantSound().Want("Tout ce que ce fichier dit était déjà enregistré")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`); n != grants {
			t.Errorf("%s grants, were %s", n, grants)
		}
	})
}

// What is wrong is told line by line, whose right it is as well: a manager gives no manager, by no sheet, and a president none of what
// managers give. Each sheet is its sender's alone.
func TestBadPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		list := b.accessAt("Collège Membre", "/fichiers/imports")
		lines := []struct{ text, says string }{
			{"Ana;Une;ana1@preau.test;;;Manager;;;;", "Vous ne donnez pas le rôle « Manager » ici"},
			{"Ana;Une;ana2@preau.test;;;Président du P.O.;;;;", "ne se donne pas ici, mais à l'organisation au-dessus : P.O. des Écoles"},
			{"Ana;Une;ana3@preau.test;;;Administrateur;;;;", "n'est pas un rôle. Les rôles sont : Superacheteur, Manager, Demandeur, Validateur, Acheteur et Réceptionniste"},
			{"Ana;Une;ana4@preau.test;;;Demandeur;Mobilier;;;", "« Mobilier » n'est pas proposé ici. Les choix sont : Fournitures scolaires"},
			{"Ana;Une;ana5@preau.test;;;Validateur;Fournitures scolaires;;;", "Aucun rôle de cette ligne ne se limite ainsi"},
			{"Ana;Une;ana6@preau.test;;;Validateur;;Annexe;;", "rien n'est encore proposé"},
			{"Ana;Une;ana@preau;;;Validateur;;;;", "adresse"},
			{";Une;anna@preau.test;;;Validateur;;;;", "Écrivez le prénom"},
			{"Ana;Une;suspended@preau.test;;;Validateur;;;;", "suspendu ou clos"},
			{"Ana;Une;ana7@preau.test;;;Validateur;;;;01/01/2020", "aujourd'hui ou plus tard"},
			{strings.Repeat("a", 81) + ";Une;ana@preau.test;;;Validateur;;;01/01/2027;", "80"},
			{"Ana;Une;;;;Validateur;;;;", "doit être remplie"},
			{"Bob;Deux;bob@preau.test;;;Validateur;;;;", ""},
			{"Bob;Deux;BOB@preau.test;;;Acheteur;;;;", "ligne 14"},
		}
		text := peopleTitles
		for _, l := range lines {
			text += l.text + "\n"
		}
		at := b.sendsSheet(manager, list, "personnes", text)
		p := b.in[manager].Get(at+"?voir=erreurs").WantSound().Want("13 Refusées", "1 Nouvelles")
		back := string(b.in[manager].Get(at).Click("Le fichier avec ses erreurs").Body)
		for i, l := range lines {
			if p.Want(l.says); l.says != "" && !strings.Contains(webtest.Fold(back), webtest.Fold(l.says)) {
				t.Errorf("line %d: %q does not come back", i+2, l.says)
			}
		}
		b.writesSheet(manager, at).Want("1 ligne est écrite")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).Want("Bob Deux").WantNot("Ana Une")

		for _, role := range []string{president, admin, member, stranger, helper} {
			b.in[role].Get(at).WantStatus(404)
			b.in[role].PostForm(at+"/abandon", keyed(url.Values{"version": {"1"}})).WantStatus(404)
		}
		b.in[visitor].Get(at).WantPath("/connexion")
		b.in[president].Get(list).WantSound().WantNot("accès.csv")
		b.in[manager].Get(b.accessAt("Collège Voisin", "/fichiers/imports")).WantStatus(404)
		b.in[manager].Get(b.accessAt("Collège Voisin", "/personnes/liste.csv")).WantStatus(404)
		// The president names managers, and sees nobody else.
		own := b.sendsSheet(president, list, "personnes", peopleTitles+"Mona;Manager;mona@preau.test;;;Manager;;;;\nDora;Demandeur;demandeur@preau.test;;;Demandeur;;;;\n")
		b.in[president].Get(own).WantSound().Want("Vous ne donnez pas le rôle « Demandeur » ici", "1 Nouvelles")
		if out := string(b.in[president].Get(b.accessAt("Collège Membre", "/personnes/liste.csv")).WantStatus(200).Body); strings.Contains(out, "Dora") || !strings.Contains(out, "manager@preau.test") {
			t.Errorf("the president takes away %s", out)
		}
		b.writesSheet(president, own).Want("1 ligne est écrite")
	})
}

// Of who loses the role by which they give, a sheet that is being written stops, and nobody else finds it.
func TestManagerNoMore(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		at := b.sendsSheet(manager, b.accessAt("Collège Membre", "/fichiers/imports"), "personnes", peopleTitles+"Bob;Deux;bob@preau.test;;;Validateur;;;;\n")
		b.in[manager].Get(at).Press("Écrire 1 ligne")
		b.run(`UPDATE access_grants SET taken_at = $1 WHERE role = 'ordering.manager'`, b.d.Clock.Now())
		b.drain()
		b.in[manager].Get(at).WantStatus(404)
		if got := b.one(`SELECT state FROM imports_imports ORDER BY number DESC LIMIT 1`); got != "stopped" {
			t.Errorf("the import is %s", got)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'bob@preau.test'`); n != "0" {
			t.Error("an account was made")
		}
	})
}

// Five hundred people go through, each with an account, a role and a mail.
func TestFiveHundredPeople(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	var text strings.Builder
	text.WriteString(peopleTitles)
	for i := range 500 {
		fmt.Fprintf(&text, "Prénom%[1]d;Nom%[1]d;personne%[1]d@preau.test;Enseignante;;\"Demandeur ; Réceptionniste\";1;;;\n", i)
	}
	at := b.sendsSheet(manager, b.accessAt("Collège Membre", "/fichiers/imports"), "personnes", text.String())
	b.writesSheet(manager, at).Want("500 lignes sont écrites")
	if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email LIKE 'personne%' AND g.role = 'ordering.requester'`); n != "500" {
		t.Errorf("%s are given", n)
	}
	for _, i := range []int{0, 250, 499} {
		if n := len(b.mails.To(fmt.Sprintf("personne%d@preau.test", i))); n != 1 {
			t.Errorf("person %d gets %d mails", i, n)
		}
	}
	if lines := strings.Count(string(b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/liste.csv")).Body), "personne"); lines != 500 {
		t.Errorf("%d are given out", lines)
	}
}

// Two lines about one new person are both written: the second one says whose line comes before, and what follows from both (R126, R130).
func TestTwoLinesAboutANewPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R126", "R130")
		b := inhabited(t, e)
		text := peopleTitles + "Nora;Neuve;nora@preau.test;;;Validateur;;;;\n" + "Nora;Neuve;NORA@preau.test;;;\"Acheteur ; Demandeur\";1;;;30/06/2027\n" +
			"Nora;Neuve;nora@preau.test;;;Validateur;;;;31/12/2027\n" // which she has by then
		at := b.sendsSheet(manager, b.accessAt("Collège Membre", "/fichiers/imports"), "personnes", text)
		p := b.in[manager].Get(at+"?voir=modifiees").WantSound().Want("Même personne que la ligne 2", "Reçoit le rôle « Acheteur »", "Nora Neuve pourra valider et envoyer ses propres paniers")
		b.in[manager].Get(at+"?voir=nouvelles").Want("Nouveau compte : Nora Neuve").WantNot("Même personne", "ses propres paniers")
		p.WantNot("dépassée")
		b.writesSheet(manager, at).Want("2 lignes sont écrites")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Nora Neuve").Want("Validateur", "Acheteur", "Demandeur", "Fournitures scolaires", "au 30 juin 2027")
	})
}

// What a sheet gives out comes in again where two markets have one title, or a title that a cell would part (R126).
func TestMarketsOfOneTitleComeInAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R126")
		b := inhabited(t, e)
		one, two, parted := b.runs("Manuels", "Collège Membre"), b.runs("Manuels", "Collège Membre"), b.runs("Craies ; tableaux", "Collège Membre")
		list := b.accessAt("Collège Membre", "/fichiers/imports")
		b.writesSheet(manager, b.sendsSheet(manager, list, "personnes", peopleTitles+"Nora;Neuve;nora@preau.test;;;Demandeur;"+strings.Join([]string{`"Fournitures scolaires`, one, two, parted + `"`}, " ; ")+";;;\n")).Want("1 ligne est écrite")
		out := string(b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/liste.csv")).Body)
		for _, want := range []string{"Fournitures scolaires", one, two, parted} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in %s", want, out)
			}
		}
		b.in[manager].Get(b.sendsSheet(manager, list, "personnes", out)).WantSound().Want("Tout ce que ce fichier dit était déjà enregistré")
	})
}

// A sheet that waits is offered no more to who lost the role by which they would have it written.
func TestSheetOfWhoGivesNoMore(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R126", "R135")
		b := inhabited(t, e)
		b.appoints(president, "autre", "Collège Membre", "ordering.manager")
		at := b.sendsSheet("autre", b.accessAt("Collège Membre", "/fichiers/imports"), "personnes", peopleTitles+"Nora;Neuve;nora@preau.test;;;Validateur;;;;\n")
		const waits = "ligne d'un fichier d'accès attend votre accord"
		b.in["autre"].Get("/").Want(waits)
		n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'autre@preau.test'`)
		b.in[president].Get(b.accessAt("Collège Membre", "/personnes/"+n)).Form("Enregistrer").Uncheck("Manager").Submit().WantStatus(200)
		b.in["autre"].Get("/").WantSound().WantNot(waits)
		b.in["autre"].Get(at).WantStatus(404)
	})
}
