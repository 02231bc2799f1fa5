package backup

// ForgetSets is what a backup does at its end, for tests that do it later.
var ForgetSets = forgetSets
