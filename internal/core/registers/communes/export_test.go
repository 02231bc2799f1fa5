package communes

// Unpack does again what the first register asked does.
func Unpack() any { return unpack() }
