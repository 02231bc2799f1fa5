package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"preau/internal/app"
	"preau/internal/catalog/invent"
)

type generateCmd struct {
	Docs      generateDocs      `cmd:"" help:"Write the documents that are made from the rules."`
	Catalogue generateCatalogue `cmd:"" help:"Write invented catalogues, to try the program on: one CSV a market, and the list of markets."`
}

type generateDocs struct {
	To string `help:"Folder of the documents." default:"docs"`
}

// Run writes the permission matrices and state diagrams of all modules, what they know of people, and the API's description.
func (c *generateDocs) Run() error {
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

type generateCatalogue struct {
	Articles int    `help:"How many articles, in all markets." default:"10000"`
	Seed     uint64 `help:"The same seed makes the same catalogues." default:"1"`
	Country  string `help:"Whose rates of VAT: FR or BE." enum:"FR,BE" default:"FR"`
	Lots     int    `help:"Markets for each branch of products." default:"1"`
	To       string `help:"Folder of the files." default:"catalogue" type:"path"`
}

// Run writes the catalogues; a market's file is what its supplier would send.
func (c *generateCatalogue) Run() error {
	if c.Articles < 1 || c.Lots < 1 {
		return errors.New("generate catalogue: there is no catalogue without articles and markets")
	}
	if err := c.write(); err != nil {
		return fmt.Errorf("generate catalogue: %w", err)
	}
	return nil
}

func (c *generateCatalogue) write() error {
	if err := os.MkdirAll(c.To, 0o755); err != nil { //nolint:gosec // nothing in it is anybody's
		return err
	}
	markets := invent.Markets(c.Lots)
	if err := c.list(markets); err != nil {
		return err
	}
	files := make([]*catalogueFile, len(markets))
	for i, m := range markets {
		f, err := newCatalogueFile(filepath.Join(c.To, fileOf(m)))
		if err != nil {
			return err
		}
		defer f.file.Close() // what was written is flushed and closed below
		files[i] = f
	}
	for a := range invent.Catalogue(c.Seed, c.Articles, c.Lots, invent.Country(c.Country)) {
		if err := files[a.Market-1].sheet.Add(a); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := f.end(); err != nil {
			return err
		}
	}
	return nil
}

func fileOf(m invent.Market) string { return fmt.Sprintf("marche-%03d.csv", m.Number) }

// list writes the markets, and which file is whose.
func (c *generateCatalogue) list(markets []invent.Market) error {
	f, err := os.Create(filepath.Join(c.To, "marches.csv"))
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	w.Comma = ';'
	rows := [][]string{{"Numéro", "Marché", "Fournisseur", "Procédure spéciale", "Fichier"}}
	for _, m := range markets {
		special := ""
		if m.Special {
			special = "oui"
		}
		rows = append(rows, []string{strconv.Itoa(m.Number), m.Title, m.Supplier, special, fileOf(m)})
	}
	return errors.Join(w.WriteAll(rows), f.Close())
}

// catalogueFile is a market's file that is being written.
type catalogueFile struct {
	file  *os.File
	buf   *bufio.Writer
	sheet *invent.Sheet
}

func newCatalogueFile(path string) (*catalogueFile, error) {
	f, err := os.Create(path) //nolint:gosec // the operator's folder
	if err != nil {
		return nil, err
	}
	buf := bufio.NewWriterSize(f, 1<<18)
	s, err := invent.NewSheet(buf)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &catalogueFile{f, buf, s}, nil
}

func (c *catalogueFile) end() error {
	return errors.Join(c.sheet.Close(), c.buf.Flush(), c.file.Close())
}
