package offer

import "preau/internal/core/notify"

// Kinds are the mails about offers.
func Kinds() []notify.Kind { return nil }
