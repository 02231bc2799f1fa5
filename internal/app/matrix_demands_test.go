package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/webtest"
)

// The columns of the table of rights (1.2) that the town has not: who was invited into a demand, and who stands for somebody (C071).
const (
	observer       = "observateur"
	mate           = "invité"
	guest          = "hôte"
	deputy         = "suppléante"
	matesDeputy    = "suppléant de l'invité"
	guestsDeputy   = "suppléant de l'hôte"
	officersDeputy = "suppléante du référent"
	leadsDeputy    = "suppléant du responsable"
)

// rights is the table of rights of the specification (1.2), with the columns of an aidant of another groupe who was invited, of an observateur, and of
// the deputies. « – » is not there (404); « no » is refused with its reason; « masked » and the like are what is left of it to see.
const rights = `
| action | creator | colleague | invited colleague | invited aidant of another groupe | référent | invited modérateur | responsable | administrator | observateur | creator's deputy | invited colleague's deputy | other aidant's deputy | référent's deputy | responsable's deputy |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| create a demand | yes | yes | yes | yes | no | no | no | no | no | yes | yes | yes | no | no |
| open, read the thread | yes | – | yes | yes | yes | yes | – | masked | – | yes | yes | yes | yes | – |
| the same, on paper | yes | – | yes | yes | yes | yes | – | – | – | yes | yes | yes | yes | – |
| the same, once it is closed | yes | – | yes | yes | yes | masked | – | masked | – | yes | yes | yes | yes | – |
| see the usager's identity | yes | – | yes | yes | yes | yes | – | no | – | yes | yes | yes | yes | – |
| the same, once it is closed | yes | – | yes | yes | yes | no | – | no | – | yes | yes | yes | yes | – |
| read messages « entre opérateurs » | no | – | no | no | yes | no | – | masked | – | no | no | no | yes | – |
| write | yes | – | yes | yes | yes | yes | – | no | – | yes | yes | yes | yes | – |
| write to a closed demand, which re-opens it | yes | – | yes | no | no | no | – | no | – | yes | yes | no | no | – |
| write between operators | no | – | no | no | yes | no | – | no | – | no | no | no | yes | – |
| add files | yes | – | yes | yes | yes | yes | – | no | – | yes | yes | yes | yes | – |
| read a file | yes | – | yes | yes | yes | yes | – | – | – | yes | yes | yes | yes | – |
| take charge | no | – | no | no | yes | no | – | no | – | no | no | no | yes | – |
| « traitée » | no | – | no | no | yes | no | – | no | – | no | no | no | yes | – |
| « hors de mon champ » | no | – | no | no | yes | no | – | no | – | no | no | no | yes | – |
| canned answers | no | – | no | no | yes | no | – | no | – | no | no | no | yes | – |
| invite a person | yes | – | yes | yes | yes | yes | – | no | – | yes | yes | yes | yes | – |
| invite a groupe | yes | – | yes | yes | yes | yes | – | no | – | yes | yes | yes | yes | – |
| close | yes | – | yes | no | no | yes | – | yes | – | yes | yes | no | no | – |
| re-open | yes | – | yes | no | no | yes | – | yes | – | yes | yes | no | no | – |
| see the mandate | yes | – | yes | yes | that it exists, kind and dates | – | – | dates | – | yes | yes | yes | that it exists, kind and dates | – |
| see its proof | yes | – | yes | yes | no | – | – | no | – | yes | yes | yes | no | – |
| figures about demands | own | own | own | own | own | called into | own groups | all | all | own | own | own | own | own groups |
`

// asWhom are those who try, by column.
var asWhom = map[string]string{
	"creator": aidant, "colleague": colleague, "invited colleague": mate, "invited aidant of another groupe": guest, "référent": referent, "invited modérateur": moderator,
	"responsable": responsable, "administrator": admin, "observateur": observer, "creator's deputy": deputy, "invited colleague's deputy": matesDeputy, "other aidant's deputy": guestsDeputy,
	"référent's deputy": officersDeputy, "responsable's deputy": leadsDeputy,
}

// The table of rights (1.2), cell by cell, through the pages: what the specification says of each action and each person, and that a deputy has the
// absent person's column for the days of the absence, and nothing the day after. Who stands for a référent or a responsable is one, see package absence,
// and stays it.
func TestTableOfRights(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C012", "C010", "C071")
		r := &rightsTown{builder: inhabited(t, e)}
		r.settle()
		want := r.read(rights)
		r.compare(want, want)
		for absent, team := range map[string]int{aidant: aidantsTeam, mate: aidantsTeam, guest: emptyTeam, referent: cafTeam, responsable: aidantsTeam} {
			of := r.one(`SELECT x.id FROM casework_absences x JOIN account_accounts a ON a.id = x.account_id WHERE a.email = $1`, addressOf(absent))
			r.post(absent, teamAt(team, "/passages/absence/fin"), url.Values{"absence": {of}}, 303)
		}
		away := map[string][]string{"action": want["action"]}
		for _, column := range []string{"creator's deputy", "invited colleague's deputy"} {
			away[column] = want["colleague"]
		}
		away["other aidant's deputy"], away["référent's deputy"], away["responsable's deputy"] = want["colleague"], want["référent"], want["responsable"]
		r.compare(away, want)
	})
}

// What is handed over goes with the creator's column to who goes on with it (C046), and is gone for who left.
func TestTableOfRightsByHandover(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C012", "C046")
		r := &rightsTown{builder: inhabited(t, e)}
		r.settle()
		want := r.read(rights)
		r.demand()
		id := func(role string) string {
			return r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(role))
		}
		r.post(responsable, teamAt(aidantsTeam, "/membres/fin"), url.Values{"compte": {id(aidant)}, "role": {"casework.helper"}}, 303)
		r.post(responsable, teamAt(aidantsTeam, "/passages/confier"), url.Values{"de": {id(aidant)}, "a": {id(colleague)}}, 303)
		for i, action := range want["action"] {
			if action == "invite a person" || strings.HasPrefix(action, "figures") { // the colleague, who is in; and what is counted otherwise
				continue
			}
			if got := r.cell(action, colleague, i); got != want["creator"][i] {
				t.Errorf("%s, by who goes on with it: %s, want %s", action, got, want["creator"][i])
			}
		}
		r.in[aidant].Get("/demandes/" + r.n).WantStatus(http.StatusNotFound)
	})
}

// rightsTown is the town with everybody of the table, and the demand that they try.
type rightsTown struct {
	*builder
	n    string // the demand's number; empty: the next try makes another
	file string // the path of its file
}

func (r *rightsTown) settle() {
	r.t.Helper()
	r.moderates(neighbour)
	r.observes(stranger)
	for role, team := range map[string]int{mate: aidantsTeam, deputy: aidantsTeam, matesDeputy: aidantsTeam, guest: emptyTeam, guestsDeputy: emptyTeam} {
		r.joinsTeam(admin, role, team, "casework.helper")
	}
	r.joinsTeam(admin, officersDeputy, cafTeam, "casework.officer")
	r.joinsTeam(admin, leadsDeputy, aidantsTeam, "casework.lead")
	for _, a := range []struct {
		absent, deputy string
		team           int
	}{{aidant, deputy, aidantsTeam}, {mate, matesDeputy, aidantsTeam}, {guest, guestsDeputy, emptyTeam}, {referent, officersDeputy, cafTeam}, {responsable, leadsDeputy, aidantsTeam}} {
		r.post(a.absent, teamAt(a.team, "/passages/absence"), url.Values{
			"du": {r.days(0).Format("2006-01-02")}, "au": {r.days(5).Format("2006-01-02")}, "suppleant": {r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(a.deputy))},
		}, 303)
	}
	for i, role := range []string{colleague, mate, deputy, matesDeputy, guest, guestsDeputy} { // one of their own
		n := strings.Split(r.in[role].PostForm("/demandes/nouvelle", keyed(url.Values{"groupe": {number(r.teamOf(role))}})).WantStatus(http.StatusOK).Path, "/")[2]
		f := draftForm("Autre blocage", "1")
		f.Set("naissance", number(1950+i))
		f.Set("territoire", "1")
		r.post(role, "/demandes/"+n+"/brouillon", f, 303)
	}
}

// teamOf is the groupe in which somebody is an aidant.
func (r *rightsTown) teamOf(role string) int {
	if role == guest || role == guestsDeputy {
		return emptyTeam
	}
	return aidantsTeam
}

// observes makes somebody of the town an observateur.
func (b *builder) observes(role string) {
	b.t.Helper()
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		of := access.Gift{AccountID: b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(role)), Role: team.Observer, Place: access.Everywhere}
		_, err := access.Give(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), of)
		return err
	}))
	b.in[observer] = b.in[role]
}

// read gives the columns of a table in Markdown, by their heads.
func (r *rightsTown) read(table string) map[string][]string {
	r.t.Helper()
	out, heads := map[string][]string{}, []string(nil)
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if i == 0 {
			heads = cells
		}
		for k, c := range cells {
			if i > 1 {
				out[heads[k]] = append(out[heads[k]], c)
			}
		}
	}
	return out
}

// compare tries the cells of some columns.
func (r *rightsTown) compare(want, all map[string][]string) {
	r.t.Helper()
	for i, action := range all["action"] {
		for column, cells := range want {
			if column == "action" {
				continue
			}
			if d := cmp.Diff(cells[i], r.cell(action, asWhom[column], i)); d != "" {
				r.t.Errorf("%s by %s (%s), the specification (-) and the pages (+):\n%s", action, column, asWhom[column], d)
			}
		}
	}
}

// demand makes one that everybody is invited into, and that was answered in the open and between operators.
func (r *rightsTown) demand() {
	r.t.Helper()
	r.n = r.builder.demand("Loyers bloqués")
	at := "/demandes/" + r.n
	for _, who := range []url.Values{
		{"invite": {"personne:" + r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(mate))}},
		{"invite": {"aidant:"}, "adresse": {addressOf(guest)}},
		{"invite": {"moderateur:" + r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(neighbour))}},
	} {
		r.post(aidant, at+"/invitations", who, 303)
	}
	r.post(referent, at, url.Values{"message": {"Confidence"}, "entre_operateurs": {"1"}}, 303)
	r.uploadIn(referent, at, "fichiers", url.Values{"message": {"Je regarde."}}, "avis.pdf", "%PDF-1.4 avis").WantStatus(http.StatusOK)
	p := r.in[aidant].Get(at).WantStatus(http.StatusOK)
	r.file = p.Links()[indexOfLink(r.t, p, "avis.pdf")].Href
}

// cell tries an action as somebody, and says what came of it as the table does.
func (r *rightsTown) cell(action, role string, row int) string {
	r.t.Helper()
	if r.n == "" {
		r.demand()
	}
	at, c := "/demandes/"+r.n, r.in[role]
	if row > 0 && strings.HasPrefix(action, "the same, once") {
		r.closed(true)
		defer r.closed(false)
		action = map[bool]string{true: "open, read the thread", false: "see the usager's identity"}[row == 3]
	}
	post := func(path string, f url.Values) string { return r.said(action, role, c.PostForm(path, keyed(f))) }
	switch action {
	case "create a demand":
		return post("/demandes/nouvelle", url.Values{"groupe": {number(r.teamOf(role))}})
	case "open, read the thread":
		return shown(c.Get(at), "Je regarde.", "Vous voyez cette demande masquée", "masked")
	case "the same, on paper":
		return r.said(action, role, c.Get(at+"/pdf"))
	case "see the usager's identity":
		return shown(c.Get(at), "Quintrec", "\x00", "")
	case "read messages « entre opérateurs »":
		all := r.one(`SELECT CAST(count(*) AS TEXT) FROM casework_messages WHERE demand_id = (SELECT id FROM casework_demands WHERE number = $1)`, r.n)
		return shown(c.Get(at), "Confidence", all+" messages, ", "masked") // counted with the others, with their length
	case "write":
		return post(at, url.Values{"message": {"Bonjour."}})
	case "write to a closed demand, which re-opens it":
		r.closed(true)
		defer r.closed(false)
		return post(at, url.Values{"message": {"Bonsoir."}})
	case "write between operators":
		return post(at, url.Values{"message": {"Bonjour."}, "entre_operateurs": {"1"}})
	case "add files":
		return r.said(action, role, r.uploadIn(role, at, "fichiers", url.Values{"message": {"Voici."}}, "bail.pdf", "%PDF-1.4 bail "+role))
	case "read a file":
		return r.said(action, role, c.Get(r.file))
	case "take charge":
		return post(at+"/acte", url.Values{"acte": {"prendre"}})
	case "« traitée »":
		out := post(at+"/acte", url.Values{"acte": {"traiter"}})
		if out == "yes" {
			r.post(referent, at, url.Values{"message": {"Encore un mot."}}, 303)
			r.n = ""
		}
		return out
	case "« hors de mon champ »":
		out := post(at+"/autre-groupe", url.Values{"autre_groupe": {"0"}, "groupe": {number(cafTeam)}})
		if out == "yes" {
			r.n = ""
		}
		return out
	case "canned answers":
		p := c.Get(at)
		if p.Status == http.StatusOK && len(p.Find(`button[name="reponse"]`)) > 0 {
			return "yes"
		}
		return shown(p, "\x00", "\x00", "")
	case "invite a person":
		defer r.run(`DELETE FROM casework_demand_people WHERE account_id = $1`, r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(colleague)))
		return post(at+"/invitations", url.Values{"invite": {"personne:" + r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(colleague))}})
	case "invite a groupe":
		return r.invitesTeam(role, at)
	case "close":
		defer r.closed(false)
		return post(at+"/acte", url.Values{"acte": {"clore"}})
	case "re-open":
		r.closed(true)
		defer r.closed(false)
		return post(at+"/acte", url.Values{"acte": {"rouvrir"}})
	case "see the mandate":
		p := c.Get("/mandats/" + r.n)
		switch {
		case p.Status != http.StatusOK:
			return r.said(action, role, p)
		case p.Has("Preuve du mandat"):
			return "yes"
		case p.Has("détenu"):
			return "that it exists, kind and dates"
		}
		return "dates"
	case "see its proof":
		return r.said(action, role, c.Get("/mandats/"+r.n+"/preuves/1"))
	case "figures about demands":
		if role == referent || role == officersDeputy { // whoever of them took charge last has it
			r.post(role, at+"/acte", url.Values{"acte": {"prendre"}}, 303)
		}
		return r.figures(role, c.Get("/chiffres"))
	}
	r.t.Fatalf("no such action: %s", action)
	return ""
}

// invitesTeam brings in the other groupe of the Caf, which the mandate names: it has a référent for the while.
func (r *rightsTown) invitesTeam(role, at string) string {
	r.t.Helper()
	other := r.one(`SELECT id FROM casework_teams WHERE number = $1`, emptyTeam)
	of := r.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(unconfirmed))
	r.ok(r.d.InTx(r.t.Context(), func(tx *db.Tx) error {
		_, err := access.Give(r.t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: of, Role: team.Officer, Place: access.Place{Kind: access.Group, ID: other}})
		return err
	}))
	defer r.run(`DELETE FROM casework_demand_teams WHERE team_id = $1`, other)
	return r.said("invite a groupe", role, r.in[role].PostForm(at+"/invitations", keyed(url.Values{"invite": {"groupe:" + other}})))
}

// closed sees to it that the demand is closed, or open.
func (r *rightsTown) closed(want bool) {
	r.t.Helper()
	if r.n == "" {
		return
	}
	is := r.one(`SELECT state FROM casework_demands WHERE number = $1`, r.n) == "closed"
	switch {
	case is == want:
	case want:
		r.post(admin, "/demandes/"+r.n+"/acte", url.Values{"acte": {"clore"}}, 303)
	default:
		r.post(admin, "/demandes/"+r.n+"/acte", url.Values{"acte": {"rouvrir"}}, 303)
	}
}

// said is an answer in the table's words. A refusal says why.
func (r *rightsTown) said(action, role string, p *webtest.Page) string {
	r.t.Helper()
	switch status := firstStatus(p); {
	case status == http.StatusNotFound:
		return "–"
	case status == http.StatusForbidden:
		if reasonShown.FindSubmatch(p.Body) == nil {
			r.t.Errorf("%s by %s is refused without a reason: %s", action, role, p.Text())
		}
		return "no"
	case status == http.StatusSeeOther && p.Status == http.StatusOK, status == http.StatusOK:
		return "yes"
	default:
		return number(status)
	}
}

// shown says whether a page has a text, or another in its place.
func shown(p *webtest.Page, text, instead, word string) string {
	switch {
	case p.Status == http.StatusNotFound:
		return "–"
	case p.Has(text):
		return "yes"
	case p.Has(instead):
		return word
	}
	return "no"
}

// figures tells whose demands a page's figures are about, by how many are open in the row of the groupe where somebody works.
func (r *rightsTown) figures(role string, p *webtest.Page) string {
	r.t.Helper()
	if !p.Has("Demandes par groupe") {
		return "–"
	}
	names, counts, rows := p.Find("table tbody tr > :nth-child(1)"), p.Find("table tbody tr > :nth-child(2)"), map[string]string{}
	for i := range names {
		rows[names[i].Text()] = counts[i].Text()
	}
	counted := func(cond string, args ...any) string {
		return r.one(`SELECT CAST(count(*) AS TEXT) FROM casework_demands d WHERE d.state IN ('sent', 'working') AND `+cond, args...)
	}
	own, id := "France services · Redon", r.one(`SELECT coalesce(max(id), '') FROM account_accounts WHERE email = $1`, addressIn(r.person(role)))
	switch role {
	case guest, guestsDeputy:
		own = "Caf · Redon"
	case referent, officersDeputy:
		own = "Caf · Ille-et-Vilaine"
	}
	all, mine := counted(`d.team_id = (SELECT id FROM casework_teams WHERE number = $1)`, aidantsTeam), counted(`d.creator_id = $1`, id)
	if role == referent || role == officersDeputy {
		mine = counted(`d.id IN (SELECT demand_id FROM casework_demand_teams WHERE taken_by = $1)`, id)
	}
	switch {
	case rows[own] == mine:
		return "own"
	case rows[own] == counted(`d.id IN (SELECT demand_id FROM casework_demand_people WHERE account_id = $1 AND side = 'moderator')`, id):
		return "called into"
	case rows[own] == all && len(rows) == 3:
		return "all"
	case rows[own] == all:
		return "own groups"
	}
	return fmt.Sprint(rows)
}

// person is who tries in a column, by the role that they have in the town.
func (r *rightsTown) person(role string) string {
	switch role {
	case moderator:
		return neighbour
	case observer:
		return stranger
	}
	return role
}

// days is an instant so many days after the town was made.
func (r *rightsTown) days(n int) time.Time { return dbtest.Start.AddDate(0, 0, n) }
