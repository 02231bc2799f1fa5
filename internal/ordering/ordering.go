// Package ordering is the service « Commandes »: a demandeur fills a basket and confirms it, a validateur makes orders of
// it, an acheteur sends them, a réceptionniste takes in what arrives.
//
// Rights come down a chain (R120-R126): the operator records the president or the reference person of an authority (P.O.),
// they name the managers of each of its establishments and the superbuyers, and managers give everybody else a role. The
// chain is Roles, which « Gestion des accès » is drawn from.
package ordering

import (
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/ordering/msg"
)

// The roles of the service. President and Reference begin the chain; Superbuyer is held at the authority.
const (
	President  access.RoleKey = "ordering.president"
	Reference  access.RoleKey = "ordering.reference"
	Superbuyer access.RoleKey = "ordering.superbuyer"
	Manager    access.RoleKey = "ordering.manager"
	Requester  access.RoleKey = "ordering.requester" // demandeur
	Validator  access.RoleKey = "ordering.validator"
	Buyer      access.RoleKey = "ordering.buyer"
	Receiver   access.RoleKey = "ordering.receiver"
)

var (
	atOrg    = []access.PlaceKind{access.Organisation}
	anyBody  = []string{string(org.Authority), string(org.School)} // a school without an authority stands for itself
	schools  = []string{string(org.School)}
	theHeads = []access.RoleKey{President, Reference}
	theirs   = []access.RoleKey{Manager}
)

// words are what people call the roles in sheets.
var words = map[access.RoleKey][]string{
	President:  {"Président du P.O.", "President of the authority", "Président", "Présidente", "Présidente du P.O.", "Président(e)", "Président·e", "President"},
	Reference:  {"Personne de référence du P.O.", "Reference person of the authority", "Personne de référence", "Référence", "Référent", "Référente", "Reference person"},
	Superbuyer: {"Superacheteur", "Superbuyer", "Superacheteuse", "Super-acheteur"},
	Manager:    {"Manager", "Gestionnaire"},
	Requester:  {"Demandeur", "Requester", "Demandeuse", "Demanderesse"},
	Validator:  {"Validateur", "Validator", "Validatrice", "Valideur", "Valideuse"},
	Buyer:      {"Acheteur", "Buyer", "Acheteuse"},
	Receiver:   {"Réceptionniste", "Receiver"},
}

// Roles declares who may be what, and who gives it.
var Roles = access.Roles{
	{Key: President, Label: msg.RolePresident, Hint: msg.RolePresidentHint, Words: words[President], Kinds: atOrg, Bodies: anyBody, GivenBy: []access.RoleKey{access.Admin}, ReachesDown: true, Single: true},
	{Key: Reference, Label: msg.RoleReference, Hint: msg.RoleReferenceHint, Words: words[Reference], Kinds: atOrg, Bodies: anyBody, GivenBy: []access.RoleKey{access.Admin}, ReachesDown: true, Single: true},
	{Key: Superbuyer, Label: msg.RoleSuperbuyer, Hint: msg.RoleSuperbuyerHint, Words: words[Superbuyer], Kinds: atOrg, Bodies: anyBody, GivenBy: theHeads, ReachesDown: true},
	{Key: Manager, Label: msg.RoleManager, Hint: msg.RoleManagerHint, Words: words[Manager], Kinds: atOrg, Bodies: schools, GivenBy: theHeads},
	{Key: Requester, Label: msg.RoleRequester, Hint: msg.RoleRequesterHint, Words: words[Requester], Kinds: atOrg, Bodies: schools, GivenBy: theirs, Limit: access.Market, Unlimited: access.ReachNone},
	{Key: Validator, Label: msg.RoleValidator, Hint: msg.RoleValidatorHint, Words: words[Validator], Kinds: atOrg, Bodies: schools, GivenBy: theirs, Limit: access.Site, Unlimited: access.ReachAll, Needed: true},
	{Key: Buyer, Label: msg.RoleBuyer, Hint: msg.RoleBuyerHint, Words: words[Buyer], Kinds: atOrg, Bodies: schools, GivenBy: theirs, Needed: true},
	{Key: Receiver, Label: msg.RoleReceiver, Hint: msg.RoleReceiverHint, Words: words[Receiver], Kinds: atOrg, Bodies: schools, GivenBy: theirs, Needed: true},
}
