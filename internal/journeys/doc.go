// Package journeys holds the program as a whole against people's real ways through it, in a headless Chromium: from the
// first administrator's link to the coordinator's figures, by mouse, by keyboard alone, on a telephone, and every page
// that the router knows against axe-core. It has tests only.
package journeys
