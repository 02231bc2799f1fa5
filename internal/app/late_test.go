package app_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// deadline is when entry ends in a group of the town.
func (h *house) deadline(group int) time.Time {
	h.t.Helper()
	micros, err := strconv.ParseInt(h.one(`SELECT CAST(entry_until AS TEXT) FROM needs_groups WHERE number = $1`, group), 10, 64)
	h.ok(err)
	return time.UnixMicro(micros)
}

// theDeadline is the same as people read it: raise sets it two weeks after the town's Saturday, at eleven.
const theDeadline = "5 décembre 2026 à 11 h 00 (heure de Paris)"

// The deadline stands with its date, its time and its zone on the group's page, on every lot and in the mail.
func TestDeadlineIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R044")
		b := inhabited(t, e)
		if got := factOf(b.in[visitor].Get("/groupements/1"), "Date limite de saisie des besoins"); got != theDeadline {
			t.Errorf("the group's page says %q", got)
		}
		for _, lot := range []string{"/1", "/2", ""} {
			if got := b.in[member].Get("/groupements/1/besoins" + lot).Find(".app-deadline"); len(got) != 1 || !strings.HasPrefix(got[0].Text(), "Date limite de saisie des besoins : samedi "+theDeadline) {
				t.Errorf("lot %q says %v", lot, got)
			}
		}
		b.mails.Reset()
		b.post(coordinator, "/groupements/1/adhesions", url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Demandeur"]}}, 303)
		m := b.mailTo("asker@preau.test")
		for _, text := range []string{m.Text, m.HTML} {
			if !strings.Contains(strings.Join(strings.Fields(webtest.Fold(text)), " "), "Date limite de saisie des besoins : "+theDeadline) {
				t.Errorf("the mail says %s", text)
			}
		}
	})
}

// factOf is the value of a term on a page, "" when it is not there.
func factOf(p *webtest.Page, term string) string {
	terms, values := p.Find("dl dt"), p.Find("dl dd")
	for i, n := range terms {
		if n.Text() == webtest.Fold(term) && i < len(values) {
			return values[i].Text()
		}
	}
	return ""
}

func sheetForm(do string, version string, pairs ...string) url.Values {
	return with(url.Values{"acte": {do}, "version": {version}}, pairs...)
}

// A form that comes within the deadline's second is kept; a moment later it is refused, says why, and gives back what
// was typed. Nothing of it is kept.
func TestAfterTheDeadline(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { afterTheDeadline(t, inhabited(t, e)) })
}

func afterTheDeadline(t *testing.T, s *builder) {
	covers.Statement(t, "R045")
	end := s.deadline(running)
	c := s.remembered(s.house, member)
	p := c.Get("/groupements/1/besoins/1").WantStatus(200)
	s.d.Clock.Set(end.Add(999 * time.Millisecond))
	form := p.Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "41")
	form.Submit().WantStatus(200).Want("Enregistré")
	before := s.contents()
	s.d.Clock.Set(end.Add(time.Second))
	for _, do := range []string{"enregistrer", "valider"} {
		p = c.PostForm("/groupements/1/besoins/1", keyed(sheetForm(do, "2", "q.1", "4 242", "q.2", "9,9"))).WantStatus(403).WantSound()
		wantTyped(t, p, "q.1", "4 242")
		wantTyped(t, p, "q.2", "9,9")
		if code := reasonShown.FindSubmatch(p.Body); code == nil || string(code[1]) != "needs.deadline_passed" {
			t.Errorf("the reason shown is %q", code)
		}
	}
	p = c.PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "2", "q.1", "douze"))).WantStatus(403)
	wantTyped(t, p, "q.1", "douze")
	c.PostForm("/groupements/1/besoins/1/aucun", keyed(sheetForm("", "2"))).WantStatus(403)
	c.PostForm("/groupements/1/besoins/2/rouvrir", keyed(sheetForm("", "1"))).WantStatus(403)
	if done := changed(before, s.contents()); len(done) > 0 {
		t.Errorf("late forms changed %q", done)
	}
	c.Get("/groupements/1/besoins/1").WantStatus(200).Want("41").WantNot("Valider le lot")
}

// After the joining date the button gives way to the reason, for whoever looks.
func TestAfterTheJoiningDate(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { afterTheJoiningDate(t, inhabited(t, e)) })
}

func afterTheJoiningDate(t *testing.T, s *builder) {
	covers.Statement(t, "R032")
	for _, role := range []string{visitor, schoolless, stranger} {
		if p := s.in[role].Get("/groupements/1"); !offersToJoin(p) {
			t.Errorf("%s is not offered to join", role)
		}
	}
	s.d.Clock.Advance(6 * 24 * time.Hour)
	for _, role := range []string{visitor, schoolless, stranger, unconfirmed} {
		p := s.remembered(s.house, role).Get("/groupements/3").WantSound()
		if offersToJoin(p) {
			t.Errorf("%s is offered to join after the date", role)
		}
		if role != unconfirmed {
			p.Want("Adhésions closes le 26 novembre 2026 à 11 h 00 (heure de Paris).")
		}
	}
	p := s.remembered(s.house, stranger).PostForm("/groupements/3/adherer", keyed(nil)).WantStatus(403)
	if code := reasonShown.FindSubmatch(p.Body); code == nil || string(code[1]) != "needs.joining_closed" {
		t.Errorf("the reason shown is %q", code)
	}
	if p := s.in[visitor].Get("/groupements/4"); offersToJoin(p) {
		t.Error("an abandoned group is offered")
	}
}

// offersToJoin says whether there is the green button « Adhérer », a visitor's way to sign in first included.
func offersToJoin(p *webtest.Page) bool {
	for _, b := range p.Buttons() {
		if b == "Adhérer" {
			return true
		}
	}
	for _, l := range p.Links() {
		if l.Text == "Adhérer" {
			return true
		}
	}
	return false
}

// remembered is a browser whose session does not end by the clock that a test moves.
func (w *town) remembered(h *house, role string) *webtest.Client {
	h.t.Helper()
	if role != visitor {
		h.run(`UPDATE account_sessions SET remembered = TRUE, expires_at = expires_at + 10000000000000`)
	}
	return w.as(h, role)
}

// Who edits from what is no longer there is shown both versions, and loses nothing; saving again is then a choice.
func TestStaleForms(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { staleForms(t, inhabited(t, e)) })
}

func staleForms(t *testing.T, s *builder) {
	covers.Statement(t, "R057")
	c := s.in[member]
	p := c.Get("/groupements/1/besoins/1")
	stale := p.Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "111").Fill("Quantité, Acide (litres)", "1,1")
	c.PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "1", "q.1", "222"))).WantStatus(200)
	p = stale.Submit().WantStatus(409).WantSound().Want("Enregistré entre-temps, dans un autre onglet ou sur un autre appareil", "Enregistré entre-temps : 222").WantNot("quelqu'un d'autre")
	wantTyped(t, p, "q.1", "111")
	wantTyped(t, p, "q.2", "1,1")
	p.Press("Enregistrer").WantStatus(200)
	wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.1", "111")

	c.PostForm("/acces/demandes/1", keyed(url.Values{"acte": {"confirmer"}})).WantStatus(200)
	stale = c.Get("/groupements/1/besoins/1").Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "112")
	s.in[unconfirmed].Get("/groupements/1/besoins/1").Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "333").Submit().WantStatus(200)
	stale.Submit().WantStatus(409).Want("Enregistré entre-temps par quelqu'un d'autre", "Enregistré par Camille unconfirmed : 333")

	moved := c.Get("/groupements/1/besoins/1/aucun").Form("Je n'ai aucun besoin pour ce lot")
	s.in[unconfirmed].Get("/groupements/1/besoins/1").Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "444").Submit().WantStatus(200)
	p = moved.Submit().WantStatus(409).WantSound().Want("Enregistré entre-temps par quelqu'un d'autre", "Rien n'a été fait. Voici où en est le lot")
	wantTyped(t, p, "q.1", "444")
	p.Press("Enregistrer").WantStatus(200).WantPath("/groupements/1/besoins/1") // the lot's own form, not « aucun besoin » once more
	wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.1", "444")

	co := s.in[coordinator]
	edit, lot := co.Get("/groupements/2/modifier"), co.Get("/groupements/2/lots/1")
	late := edit.Form("Enregistrer").Fill("Titre", "Titre d'ici").Fill("Description", "Description d'ici")
	lateLot := lot.Form("Enregistrer le lot").Fill("Intitulé du lot", "Lot d'ici").Fill("Article de la ligne 1", "Article d'ici")
	edit.Form("Enregistrer").Fill("Titre", "Titre d'ailleurs").Submit().WantStatus(200)
	co.Get("/groupements/2/lots/1").Form("Enregistrer le lot").Fill("Article de la ligne 1", "Article d'ailleurs").Submit().WantStatus(200)
	p = late.Submit().WantStatus(409).WantSound().Want("Enregistré entre-temps, par quelqu'un d'autre ou dans un autre onglet", "Titre d'ailleurs")
	wantTyped(t, p, "titre", "Titre d'ici")
	wantTyped(t, p, "description", "Description d'ici")
	p.Press("Enregistrer").WantStatus(200).WantPath("/groupements/2").Want("Titre d'ici")
	p = lateLot.Submit().WantStatus(409).WantSound().Want("Enregistré entre-temps, par quelqu'un d'autre ou dans un autre onglet", "Article d'ailleurs")
	wantTyped(t, p, "titre", "Lot d'ici")
	wantTyped(t, p, "article.0", "Article d'ici")
	p.Press("Enregistrer le lot").WantStatus(200).Want("Lot d'ici")

	profile := c.Get("/compte/profil").Form("Enregistrer mon profil").Fill("Fonction", "Ici")
	c.Get("/compte/profil").Form("Enregistrer mon profil").Fill("Fonction", "Ailleurs").Submit().WantStatus(200)
	p = profile.Submit().WantStatus(409).WantSound().Want("Ailleurs")
	wantTyped(t, p, "fonction", "Ici")

	a := s.in[admin]
	answer := a.Get("/administration/messages/2026-000001").Form("Envoyer la réponse").Fill("Votre réponse", "Réponse d'ici")
	a.PostForm("/administration/messages/2026-000001/reponse", keyed(url.Values{"reponse": {"Réponse d'ailleurs"}, "version": {"1"}})).WantStatus(200)
	p = answer.Submit().WantStatus(409).Want("Réponse d'ailleurs")
	wantTyped(t, p, "reponse", "Réponse d'ici")
}
