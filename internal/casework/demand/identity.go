package demand

import "preau/internal/casework/usager"

// Who the usager is.
type (
	Identity = usager.Identity
	More     = usager.More
	Element  = usager.Element
)

// Elements are all elements of the menu « autres », in its order.
func Elements() []Element { return usager.Elements() }
