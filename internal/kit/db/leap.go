package db

// Leap is the SQL of what a counter n goes on from where the numbers that a lost database gave since its copy must not be given again: a whole
// thousand is left out, and it begins with a full one, so that people see the leap in the number.
const Leap = `((n + 999) / 1000 + 1) * 1000`
