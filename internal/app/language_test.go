package app_test

import (
	"testing"

	"preau/internal/kit/covers"
)

// A form that is opened and sent untouched changes nothing, whatever the language it is read in; nor does one that is
// written in a language and sent in the other.
func TestQuantitiesInBothLanguages(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R041", "R049")
	for _, lang := range []string{"fr", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			s := w.stage(t)
			c := w.as(s.house, member)
			save, other, typed := "Enregistrer", "Save", map[string][2]string{"q.1": {"12 000", "12\u00a0000"}, "q.2": {"1 250,5", "1\u00a0250,5"}}
			if lang == "en" {
				s.run(`UPDATE account_accounts SET lang = 'en'`)
				save, other, typed = "Save", "Enregistrer", map[string][2]string{"q.1": {"12,000", "12000"}, "q.2": {"1,250.5", "1250.5"}}
			}
			c.PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "1", "q.1", typed["q.1"][0], "q.2", typed["q.2"][0], "vu.1", "12000000"))).WantStatus(200)
			for range 2 { // what is shown is what is read back
				p := c.Get("/groupements/1/besoins/1").WantStatus(200)
				for name, v := range typed {
					wantTyped(t, p, name, v[1])
				}
				p.Press(save).WantStatus(200)
			}
			s.run(`UPDATE account_accounts SET lang = CASE lang WHEN 'en' THEN 'fr' ELSE 'en' END`)
			p := c.Get("/groupements/1/besoins/1")
			s.run(`UPDATE account_accounts SET lang = CASE lang WHEN 'en' THEN 'fr' ELSE 'en' END`)
			p.Form(other).Submit().WantStatus(200)
			wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.1", typed["q.1"][1])
			wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.2", typed["q.2"][1])
			c.PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "4", "q.1", "12.000"))).WantStatus(422)
		})
	}
}
