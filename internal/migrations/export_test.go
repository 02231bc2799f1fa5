package migrations

// For the tests.
var (
	Files  = files
	UpWith = up
)
