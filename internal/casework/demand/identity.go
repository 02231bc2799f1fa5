package demand

import "preau/internal/casework/usager"

// Who the usager is.
type (
	Identity = usager.Identity
	More     = usager.More
	Element  = usager.Element
)

// IdentityOf reads an identity that was sealed.
func IdentityOf(text string) (Identity, error) { return usager.Of(text) }

// Elements are all elements of the menu « autres », in its order.
func Elements() []Element { return usager.Elements() }
