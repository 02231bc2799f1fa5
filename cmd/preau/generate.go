package main

import (
	"fmt"
	"os"
	"path/filepath"

	"preau/internal/app"
)

type generateCmd struct {
	To string `help:"Folder of the documents." default:"docs"`
}

// Run writes the permission matrices and state diagrams of all modules, what they know of people, and the API's description.
func (c *generateCmd) Run() error {
	all, err := app.Documents()
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	if all["openapi.json"], err = app.Description(); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	for name, text := range all {
		path := filepath.Join(c.To, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // documents are for everyone
			return fmt.Errorf("generate: %w", err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // documents are for everyone
			return fmt.Errorf("generate: %w", err)
		}
	}
	return nil
}
