package basket

// Copies is what tells into which baskets one was duplicated, for the tests.
const Copies = copies
