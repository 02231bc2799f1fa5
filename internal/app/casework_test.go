package app_test

import (
	"net/http"
	"net/url"
	"testing"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// Who sees a team, and who manages its people: each cell through the pages. A refusal says who could.
func TestTeamsByEveryRole(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C006", "C010", "C012")
		b := inhabited(t, e)
		for role, want := range map[string][3]int{
			visitor: {401, 401, 401}, member: {404, 404, 404}, referent: {404, 404, 404}, aidant: {200, 403, 403}, responsable: {200, 303, 303}, admin: {200, 303, 303},
		} {
			see := firstStatus(b.in[role].Get(teamAt(aidantsTeam, "")))
			if role == visitor && see == http.StatusSeeOther { // to sign in
				see = http.StatusUnauthorized
			}
			form := url.Values{"email": {userOf(addressOf(role)) + "x@preau.test"}, "prenom": {"Nour"}, "nom": {role}, "role": {"casework.helper"}}
			if role == admin || role == responsable {
				form.Set("email", role+".invite@preau.test")
			}
			add := firstStatus(b.in[role].PostForm(teamAt(aidantsTeam, "/membres"), keyed(form)))
			of := b.one(`SELECT id FROM account_accounts WHERE email = $1`, map[bool]string{true: admin + ".invite@preau.test", false: addressOf(colleague)}[role == admin])
			end := firstStatus(b.in[role].PostForm(teamAt(aidantsTeam, "/membres/fin"), keyed(url.Values{"compte": {of}, "role": {"casework.helper"}})))
			if got := [3]int{see, add, end}; got != want {
				t.Errorf("%s sees, adds and ends: %v, want %v", role, got, want)
			}
		}
		b.in[aidant].Get(teamAt(aidantsTeam, "")).WantSound().Want("Alix responsable").WantNot("Mettre fin", "Inviter une personne")
		b.in[responsable].Get(teamAt(aidantsTeam, "/passages")).WantSound().Want("Personne d'autre n'a votre rôle dans ce groupe").WantNot("Suppléant *")
		b.in[aidant].PostForm(teamAt(aidantsTeam, "/membres"), keyed(nil)).WantStatus(403).WantSound().Want("C'est au responsable du groupe", "Alix responsable")
	})
}

// What administrators keep: each sort is made, changed, closed and opened again; what is closed cannot be chosen; a fault says what
// to do and loses nothing that was typed.
func TestCaseworkDataThroughPages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C011")
		b := inhabited(t, e)
		c := b.in[admin]
		c.Get(caseworkAdmin).WantSound().Want("France services", "Caf", "Logement", "Ille-et-Vilaine", "Redon", "Commune 35236", "Département 35")
		f := c.Get(caseworkAdmin + "/organismes/nouveau").WantSound().Form("Enregistrer")
		p := f.Fill("Nom", "  CAF ").Fill("Adresses acceptées", "caf").Fill("Délai de première réponse", "90").Submit().WantStatus(422).WantSound().Want("entre 1 et 60")
		p = p.Form("Enregistrer").Fill("Délai de première réponse", "2").Submit().WantStatus(422).Want("n'est pas un nom de domaine")
		p = p.Form("Enregistrer").Fill("Adresses acceptées", "caf.fr").Fill("Jours de fermeture", "24/12/2026 - 23/12/2026").Submit().WantStatus(422).Want("Cette ligne ne se lit pas")
		f = p.Form("Enregistrer").Fill("Jours de fermeture", "du 24/12/2026 au 31/12/2026\n2027-05-07")
		p = f.Submit().WantStatus(422).Want("déjà pris")
		p.Form("Enregistrer").Fill("Nom", "Carsat").Submit().WantStatus(200).Want("Enregistré", "Carsat")
		if v := c.Get(caseworkAdmin + "/organismes/3").Form("Enregistrer").Value("Adresses acceptées"); v != "caf.fr" {
			t.Errorf("the domains are %q", v)
		}
		if v := c.Get(caseworkAdmin + "/organismes/3").Form("Enregistrer").Value("Jours de fermeture"); v != "24/12/2026 - 31/12/2026\n07/05/2027" {
			t.Errorf("it is closed on %q", v)
		}
		c.Get(caseworkAdmin+"/organismes/3").Form("Fermer").Submit().Want("C'est fermé", "Rouvrir").WantNot("Enregistrer")
		c.Get(caseworkAdmin + "/groupes/nouveau").WantSound().WantNot("Carsat")
		b.post(admin, caseworkAdmin+"/groupes/nouveau", teamForm("3", "Retraites", "", "1"), 422)
		c.Get(caseworkAdmin + "/organismes/3").Form("Rouvrir").Submit().Want("de nouveau ouvert")
		b.post(admin, caseworkAdmin+"/groupes/nouveau", teamForm("3", "Retraites", "", "1", "2"), 303)
		b.post(admin, caseworkAdmin+"/groupes/4/etat", url.Values{"acte": {"fermer"}, "version": {"1"}}, 303)
		b.post(admin, caseworkAdmin+"/organismes/3/etat", url.Values{"acte": {"fermer"}, "version": {"3"}}, 303)
		c.Get(caseworkAdmin+"/groupes/4").WantSound().Want("L'organisme de ce groupe est fermé", "Voir l'organisme")
		b.post(admin, caseworkAdmin+"/groupes/4/etat", url.Values{"acte": {"rouvrir"}, "version": {"2"}}, 403)
		b.post(admin, teamAt(4, "/membres"), memberForm(aidant, "casework.helper"), 403)
		b.post(admin, caseworkAdmin+"/territoires/nouveau", url.Values{"lieu": {"department:35"}}, 422)
		b.post(admin, caseworkAdmin+"/territoires/nouveau", url.Values{"lieu": {"department:99"}}, 422)
		b.post(admin, caseworkAdmin+"/themes/1", url.Values{"nom": {"Habitat"}, "organismes": {"1", "3"}, "version": {"1"}}, 303)
		c.Get(caseworkAdmin).Want("Habitat", "Carsat et France services")
		b.post(admin, caseworkAdmin+"/themes/1", url.Values{"nom": {"Autre"}, "version": {"1"}}, 409)
	})
}

// Accounts are made by the responsable's invitation, at addresses that the organisme takes; several roles may be one person's.
func TestInvitedIntoATeam(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C010", "C006")
		b := inhabited(t, e)
		p := b.in[admin].PostForm(teamAt(cafTeam, "/membres"), keyed(url.Values{"email": {"x@ailleurs.test"}, "prenom": {"X"}, "nom": {"Y"}, "role": {"casework.officer"}}))
		p.WantStatus(422).WantSound().Want("n'accepte que les adresses de : preau.test")
		b.post(admin, teamAt(cafTeam, "/membres"), memberForm(referent, "casework.officer"), 422)
		b.post(admin, teamAt(cafTeam, "/membres"), memberForm(referent, "platform.admin"), 422)
		b.post(admin, teamAt(cafTeam, "/membres"), memberForm(aidant, "casework.lead"), 303)
		if m := b.mailTo(addressOf(aidant)); !says(m, "Vous faites maintenant partie du groupe Caf · Ille-et-Vilaine", "Responsable de groupe") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.in[aidant].Get("/equipes").WantSound().Want("Redon", "Ille-et-Vilaine")
		b.in[aidant].Get(teamAt(cafTeam, "")).WantSound().Want("Inviter une personne")
		b.in[aidant].Get("/compte").Want("Responsable de groupe")
		b.in[member].Get("/equipes").WantSound().Want("Vous n'êtes dans aucun groupe")
	})
}

// Who never came is corrected to an address of the organisme's domains alone, as an account moves to one; and who works there with another address is
// shown to the administrator who narrows them.
func TestDomainsOfAnOrganismeHold(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C006")
		b := inhabited(t, e)
		b.post(admin, teamAt(cafTeam, "/membres"), url.Values{"email": {"nina.neuve@preau.test"}, "prenom": {"Nina"}, "nom": {"Neuve"}, "role": {"casework.officer"}}, 303)
		waits := "/assistance/comptes/" + b.userNumber("nina.neuve@preau.test")
		p := b.in[helper].Get(waits).Form("Corriger et inviter de nouveau").Fill("Corriger l'adresse", "nina@boite.test").Submit().WantStatus(422).WantSound().Want("n'accepte que les adresses de : preau.test")
		p.Form("Corriger et inviter de nouveau").Fill("Corriger l'adresse", "nina@preau.test").Submit().WantStatus(200).Want("L'adresse est corrigée")

		at := caseworkAdmin + "/organismes/" + b.one(`SELECT CAST(number AS TEXT) FROM casework_agencies WHERE name = 'Caf'`)
		f := b.in[admin].Get(at).WantSound().WantNot("d'un autre domaine").Form("Enregistrer")
		p = f.Fill("Adresses acceptées", "caf.test").Submit().WantStatus(200).WantSound().WantPath(at).Want("Enregistré", "travaillent ici avec une adresse d'un autre domaine", "Nina Neuve (nina@preau.test), groupe Ille-et-Vilaine")
		p.Form("Enregistrer").Fill("Adresses acceptées", "caf.test preau.test").Submit().WantStatus(200).WantPath(caseworkAdmin)
	})
}

// A département covers its communes, and no commune its département.
func TestTerritoriesCover(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C011")
	s := team.New(nil, nil, nil, jobs.New(nil, nil, nil))
	at := func(kind team.Kind, code string) team.Territory {
		y, ok := s.Registered(kind, code)
		if !ok {
			t.Fatalf("%s %s is not in the register", kind, code)
		}
		return y
	}
	france, brittany, ille, redon, nantes := at(team.Country, "FR"), at(team.Region, "53"), at(team.Department, "35"), at(team.Commune, "35236"), at(team.Commune, "44109")
	belgium := at(team.Country, "BE")
	for _, c := range []struct {
		large, small team.Territory
		want         bool
	}{
		{belgium, belgium, true},
		{belgium, france, false},
		{belgium, redon, false},
		{france, belgium, false},
		{redon, belgium, false},
		{france, nantes, true},
		{france, brittany, true},
		{brittany, ille, true},
		{brittany, redon, true},
		{brittany, nantes, false},
		{brittany, france, false},
		{ille, redon, true},
		{ille, ille, true},
		{ille, brittany, false},
		{redon, redon, true},
		{redon, ille, false},
		{redon, nantes, false},
	} {
		if got := c.large.Covers(c.small); got != c.want {
			t.Errorf("%s covers %s: %v", c.large.Name, c.small.Name, got)
		}
	}
}

// The roles of a team reach nowhere else.
func TestTeamRolesStayInTheirTeam(t *testing.T) {
	t.Parallel()
	one, other := team.Team{Thing: team.Thing{ID: "1"}}, team.Team{Thing: team.Thing{ID: "2"}}
	who := access.Actor{ID: "x", Grants: []access.Grant{{Role: team.Lead, Place: one.Place()}, {Role: team.Helper, Place: one.Place()}}}
	if got := team.RolesOf(who, one); len(got) != 2 {
		t.Errorf("at their team: %v", got)
	}
	if got := append(team.RolesOf(who, other), team.RolesOf(who, team.Team{})...); len(got) != 0 {
		t.Errorf("elsewhere: %v", got)
	}
}
