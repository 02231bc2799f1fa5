package invent

import (
	"math/rand/v2"
	"strings"
)

// vocabulary is what invented demands are written with. The first words are common, the last ones rare.
var vocabulary = strings.Fields(`dossier allocation versement bloqué attente réponse courrier pièce justificatif demande droit compte prestation
	logement loyer aide retraite pension carte vitale remboursement soin titre séjour renouvellement rendez-vous préfecture caisse mutuelle
	impôt avis taxe paiement retard relance erreur saisie adresse changement situation famille enfant naissance mariage séparation décès emploi
	chômage indemnité attestation employeur salaire contrat formation stage apprentissage bourse école inscription cantine transport abonnement
	handicap reconnaissance pourcentage médecin certificat hôpital maternité invalidité accident travail arrêt maladie subrogation plafond
	ressource déclaration trimestre revenu foyer conjoint tutelle curatelle mandat succession notaire acte état civil passeport identité permis
	conduire véhicule immatriculation vignette amende contravention surendettement banque virement identifiant portail connexion mot code
	formulaire numéro service guichet accueil téléphone message signature original photocopie traduction apostille consulat frontalier`)

// said are some words, a few of them often.
func said(r *rand.Rand, n int) string {
	out := make([]string, n)
	for i := range out {
		at := r.IntN(len(vocabulary))
		if i%3 == 0 {
			at = r.IntN(20)
		}
		out[i] = vocabulary[at]
	}
	return strings.Join(out, " ") + "."
}

var (
	firsts = []string{"Aïssatou", "Bruno", "Corinne", "Dragan", "Élise", "Farid", "Gwenaëlle", "Hugo", "Ilyes", "Josiane", "Kadiatou", "Lionel"}
	lasts  = []string{"Abgrall", "Benmoussa", "Corbel", "Delvaux", "Etcheverry", "Fofana", "Guillou", "Haddad", "Iturbe", "Jacquet", "Kerdoncuff", "Lozach"}
)
