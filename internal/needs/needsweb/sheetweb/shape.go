package sheetweb

import (
	"preau/internal/kit/web/ui"
	"preau/internal/needs/sheet"
)

// Shape is a sheet's visible state as a shape.
func Shape(v sheet.View) ui.Shape {
	switch v {
	case sheet.ViewEntry:
		return ui.ShapeDoing
	case sheet.ViewEmpty:
		return ui.ShapeNone
	case sheet.ViewValidated:
		return ui.ShapeDone
	case sheet.ViewNone:
	}
	return ui.ShapeTodo
}
