package app

import "context"

// WithoutTexts is the program as it was started without a way for texts: the settings name it.
func (a *App) WithoutTexts() { a.texts.given = nil }

// Phone reads the number of a text's sender.
func (a *App) Phone(typed string) (string, bool) { return a.texts.phone(typed) }

// RunTexts keeps the line to a message centre up, as Run does.
func (a *App) RunTexts(ctx context.Context) { a.texts.run(ctx) }
