// Package why holds the program to what a refusal promises: of 100,000 questions (person, act, object) drawn over all rooms,
// each refusal has its reasons, each reason that somebody can lift names who, and once they have done it the act passes or
// only a date, or what never changes, is left. It has tests only.
package why
