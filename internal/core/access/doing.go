package access

import "preau/internal/kit/db"

// Doing makes a use case harmless when the same form is sent again: see db.Once.
func (a Actor) Doing() db.Doing {
	return db.Doing{Account: a.ID, Act: a.Act, Key: a.Key, Body: a.Body, At: a.At}
}
