package app_test

import (
	"net/url"

	"preau/internal/casework/demand"
	casedraft "preau/internal/casework/draft"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// helperOf is the aidant as a use case meets them.
func (b *builder) helperOf() access.Actor {
	b.t.Helper()
	who := b.actor(aidant, access.Grant{})
	b.ok(b.d.View(b.t.Context(), func(tx *db.Tx) (err error) {
		who.Grants, err = access.GrantsOf(b.t.Context(), tx, who.ID, tx.Now())
		return err
	}))
	return who
}

// mandates: a draft to the Caf under a mandate that its structure holds, with the usager asked by text beside it; and one that was sent.
func (b *builder) mandates() {
	b.t.Helper()
	for _, name := range []string{"drafted demand", "sent demand"} {
		who := b.helperOf()
		n, err := b.a.Casework.Drafts.Begin(b.t.Context(), who, aidantsTeam)
		if err != nil {
			b.t.Fatal(err)
		}
		in := casedraft.Input{Words: demand.Words{Title: "Rappel bloqué", Text: "Rien depuis juin.", Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984"}}, Teams: []int64{cafTeam}, Theme: 1}
		if err := b.a.Casework.Drafts.Save(b.t.Context(), b.helperOf(), n, 1, in); err != nil {
			b.t.Fatal(err)
		}
		b.ids[name] = n
		b.post(aidant, "/mandats/"+n+"/detenu", url.Values{"mandat_du": {b.d.Clock.Now().Format("2006-01-02")}}, 303)
	}
	if err := b.a.Casework.Drafts.Send(b.t.Context(), b.helperOf(), b.ids["sent demand"], 2, casedraft.Input{
		Words: demand.Words{Title: "Aide suspendue", Text: "Rien depuis juin.", Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984"}}, Teams: []int64{cafTeam}, Theme: 1,
	}); err != nil {
		b.t.Fatal(err)
	}
	b.post(aidant, "/mandats/"+b.ids["drafted demand"]+"/sms", url.Values{"telephone": {"06 12 34 56 78"}}, 303)
	b.ids["text"] = b.one(`SELECT id FROM casework_texts`)
}

// mandatePosts are what the aidant does for a mandate.
func (w *town) mandatePosts() []try {
	drafted, sent := "/mandats/"+w.ids["drafted demand"], "/mandats/"+w.ids["sent demand"]
	const at = "/mandats/{n}"
	return []try{
		{route: at + "/sms", path: sent + "/sms", form: url.Values{"telephone": {"+32 475 12 34 56"}}},
		{route: at + "/sms", what: "asked already", path: drafted + "/sms", form: url.Values{"telephone": {"+32 475 12 34 56"}}},
		{route: at + "/sms", what: "landline", path: sent + "/sms", form: url.Values{"telephone": {"02 99 12 34 56"}}},
		{route: at + "/sms", what: "no such demand", path: "/mandats/2026-999999/sms", form: url.Values{"telephone": {"06 12 34 56 78"}}},
		{route: at + "/detenu", path: sent + "/detenu", form: url.Values{"mandat_du": {"2026-11-01"}}},
		{route: at + "/detenu", what: "no day", path: sent + "/detenu", form: url.Values{"mandat_du": {"demain"}}},
		{route: at + "/signe", path: sent + "/signe", form: url.Values{"mandat_du": {"2026-11-01"}}},
		{route: at + "/fin", what: "which it was is not said", path: sent + "/fin", form: url.Values{"mandat": {"1"}}},
		{route: at + "/mauvais-numero", what: "no text ended it", path: sent + "/mauvais-numero", form: url.Values{"mandat": {"1"}, "motif": {"Un chiffre de trop"}}},
		{route: at + "/fin", path: sent + "/fin", form: url.Values{"mandat": {"1"}, "fin": {"personne"}}},
		{route: at + "/fin", what: "no such mandate", path: sent + "/fin", form: url.Values{"mandat": {"99"}}},
		{route: at + "/renvoi", path: drafted + "/renvoi", form: url.Values{"mandat": {"2"}}},
		{route: "/administration/sms/{sms}/renvoi", what: "it is on its way", path: "/administration/sms/" + w.ids["text"] + "/renvoi"},
		{route: "/administration/sms/{sms}/renvoi", what: "no such text", path: "/administration/sms/x/renvoi"},
	}
}

// mandateGets are the pages of mandates.
func (w *town) mandateGets() []try {
	drafted, sent := "/mandats/"+w.ids["drafted demand"], "/mandats/"+w.ids["sent demand"]
	const at = "/mandats/{n}"
	return []try{
		{route: "/administration/sms", path: "/administration/sms"},
		{route: at, what: "draft", path: drafted},
		{route: at, what: "sent", path: sent},
		{route: at, what: "no such demand", path: "/mandats/2026-999999"},
		{route: at + "/feuille", path: sent + "/feuille"},
		{route: at + "/mandat.pdf", path: sent + "/mandat.pdf"},
		{route: at + "/preuves/{k}", path: sent + "/preuves/1"},
		{route: at + "/preuves/{k}", what: "no such mandate", path: sent + "/preuves/x"},
		{route: at + "/signes/{k}", what: "none was scanned", path: sent + "/signes/1"},
	}
}
