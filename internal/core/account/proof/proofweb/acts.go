package proofweb

import "time"

// acts are those that need a fresh proof, by the routes of their forms: whatever gives somebody else a role, also by the tree of organisations, changes an address, adds a way
// into an account, takes one away, ends sessions, or changes how everybody signs in. Changing one's password, closing one's account and what a mailed link
// allows have their own proof. A test tries every route, and finds those that are missing here.
var acts = map[string]bool{
	// one's own ways in
	"/compte/jetons":                     true,
	"/compte/securite/cles/nouvelle":     true,
	"/compte/securite/cles/retrait":      true,
	"/compte/securite/identites/retrait": true,
	"/compte/securite/sessions":          true,
	"/compte/securite/autres-sessions":   true,
	"/rattachement":                      true,

	// others' accounts
	"/administration/comptes/{n}/adresse":              true,
	"/administration/comptes/{n}/adresse/abandon":      true,
	"/administration/comptes/{n}/adresse/garde":        true,
	"/administration/comptes/{n}/cles":                 true,
	"/administration/comptes/{n}/deconnexion":          true,
	"/administration/comptes/{n}/fermeture":            true,
	"/administration/comptes/{n}/identites":            true,
	"/administration/comptes/{n}/reactivation":         true,
	"/administration/comptes/{n}/role":                 true,
	"/administration/comptes/{n}/suspension":           true,
	"/assistance/comptes/{n}/adresse":                  true,
	"/administration/coordonnateurs":                   true,
	"/administration/coordonnateurs/fin":               true,
	"/administration/imports/{n}/ecriture":             true,
	"/administration/organisations/{ref}/rattachement": true, // roles at the authority count there, and those of the former no more
	"/administration/reglages":                         true,
	"/mise-en-route":                                   true,
	"/administration/webhooks/nouveau":                 true,
	"/administration/webhooks/{n}":                     true,
	"/administration/webhooks/{n}/acte":                true,
	"/moderation/{n}":                                  true,
	"/acces/demandes/{n}":                              true,
	"/acces/{ref}/fichiers/imports/{n}/ecriture":       true,
	"/acces/{ref}/personnes/nouvelle":                  true,
	"/acces/{ref}/personnes/{n}":                       true,
	"/acces/{ref}/personnes/{n}/adresse":               true,
	"/acces/{ref}/personnes/{n}/depart":                true,
	"/groupements/{n}/coordonnateurs":                  true,
	"/equipes/{n}/membres":                             true,
	"/equipes/{n}/membres/fin":                         true,
	"/offreur/utilisateurs/nouveau":                    true,
	"/offreur/utilisateurs/{n}":                        true,
	"/offreur/utilisateurs/{n}/adresse":                true,
	"/offreur/invitations/{n}":                         true,
	"/offreur/rattachements/{n}":                       true,
	"/offreur/lieux/imports/{n}/ecriture":              true,
	"/moderation/{s}/utilisateurs/nouveau":             true,
	"/moderation/{s}/utilisateurs/{n}":                 true,
	"/moderation/{s}/utilisateurs/{n}/adresse":         true,
	"/moderation/{s}/invitations/{n}":                  true,
	"/moderation/{s}/lieux/imports/{n}/ecriture":       true,
	"/moderation/{s}/rattachements/{n}":                true,
}

// pages are those of such acts that are asked for before they are shown: their whole use is to be filled in, and some hold a password, which
// is given back to nobody.
var pages = map[string]bool{
	"/compte/securite/cles/nouvelle":       true,
	"/administration/reglages":             true,
	"/mise-en-route":                       true,
	"/acces/{ref}/personnes/nouvelle":      true,
	"/offreur/utilisateurs/nouveau":        true,
	"/moderation/{s}/utilisateurs/nouveau": true,
}

// long are the forms that take longer to fill in than a proof serves, or hold a password, which would have to be typed again: the form that was
// shown to who had just proven it is sent within this time. All are pages, above, with the address to which they post.
var long = map[string]time.Duration{
	"/administration/reglages": time.Hour, "/mise-en-route": time.Hour,
	"/acces/{ref}/personnes/nouvelle": forOne, "/offreur/utilisateurs/nouveau": forOne, "/moderation/{s}/utilisateurs/nouveau": forOne,
}

// forOne is long enough to enter one person.
const forOne = 20 * time.Minute
