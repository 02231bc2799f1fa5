package activity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
)

// Paper is what a document of the operator is held to.
var Paper = document.Use{Key: "offers.document", Types: document.Papers()}

// Names of the fields of a document's form, in faults, and the most characters of its title and of its text.
const (
	FieldTitle    = "titre"
	FieldFile     = "fichier"
	FieldText     = "texte"
	FieldAudience = "permissions"
	MaxTitle      = 150
	MaxText       = 30_000
)

// Document is a text or a file of the operator, under « Documentations » (O40). A text is read as a page, and taken away as the PDF that is made of
// it; a file may have a text beside it, which says on a page what it holds.
type Document struct {
	ID       string
	Number   int64
	Title    string
	Position int64
	Audience []access.RoleKey // who reads it; empty: everybody in the service
	Version  int64
	Text     string
	Made     bool // the file is the PDF of the text
	File     document.File
}

// Input is what was typed of one.
type Input struct {
	Title    string
	Audience []access.RoleKey
	Text     string
	FileID   string // of a staged file; empty, of one that is there: it stays
	Made     bool   // that file was made of the text
}

// reads says whether somebody reads a document.
func (d Document) reads(who access.Actor) bool {
	switch {
	case role.Moderates(who):
		return true
	case len(d.Audience) == 0:
		return len(role.Structures(who)) > 0
	}
	return len(role.Structures(who, d.Audience...)) > 0
}

// Documents are those that somebody reads, in the operator's order.
func (s *Service) Documents(ctx context.Context, who access.Actor) ([]Document, error) {
	var out []Document
	err := s.db.View(ctx, func(tx *db.Tx) error {
		all, err := documents(ctx, tx, "1 = 1")
		out = slices.DeleteFunc(all, func(d Document) bool { return !d.reads(who) })
		return err
	})
	return out, err
}

// Document is one of them, by its number; to others it is not there.
func (s *Service) Document(ctx context.Context, who access.Actor, number int64) (Document, error) {
	var d Document
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		d, err = byNumber(ctx, tx, number)
		return err
	})
	if err == nil && !d.reads(who) {
		err = apperr.NotFoundErr()
	}
	return d, err
}

// Open reads its file.
func (s *Service) Open(ctx context.Context, who access.Actor, number int64) (document.Content, error) {
	d, err := s.Document(ctx, who, number)
	if err != nil {
		return document.Content{}, err
	}
	return s.files.Open(ctx, d.File)
}

// Add keeps a document, at the end of the list. Administrators of the platform do, and nobody else.
func (s *Service) Add(ctx context.Context, who access.Actor, in Input) error {
	return s.write(ctx, who, in, func(tx *db.Tx) error {
		if in.FileID == "" {
			return apperr.InvalidField(FieldFile, i18n.M(msg.FaultTextOrFile))
		}
		n, err := db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = 'document' RETURNING n`)
		if err != nil {
			return fmt.Errorf("number of a document: %w", err)
		}
		d := Document{ID: id.New(), Number: n, Title: in.Title, Text: in.Text}
		if d.File, err = s.bind(ctx, tx, who, d, in.FileID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO offers_documents (id, number, title, file_id, position, audience, version, added_at, added_by, added_by_id, text, made)
			VALUES ($1, $2, $3, $4, (SELECT coalesce(max(d.position), 0) + 1 FROM offers_documents d), $5, 1, $6, $7, $8, $9, $10)`, d.ID, d.Number, d.Title, d.File.ID, keys(in.Audience), tx.Now(), who.Name, who.ID, in.Text, in.Made); err != nil {
			return fmt.Errorf("add a document: %w", err)
		}
		return noted(ctx, tx, who, d, "add")
	})
}

// Save changes a document as of a version: its title, who reads it, and its file where another came.
func (s *Service) Save(ctx context.Context, who access.Actor, number, version int64, in Input) error {
	return s.write(ctx, who, in, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		former, made := d.File.ID, d.Made
		if in.FileID == "" && made && in.Text == "" { // it was all that there was
			return apperr.InvalidField(FieldText, i18n.M(msg.FaultTextOrFile))
		}
		if in.FileID != "" {
			made = in.Made
			if d.File, err = s.bind(ctx, tx, who, d, in.FileID); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, `UPDATE offers_documents SET title = $1, audience = $2, file_id = $3, text = $4, made = $5, version = version + 1 WHERE id = $6 AND version = $7`, in.Title, keys(in.Audience), d.File.ID, in.Text, made, d.ID, version)
		if err != nil {
			return fmt.Errorf("save a document: %w", err)
		}
		if n == 0 {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		if former != d.File.ID {
			if err := s.files.Unbind(ctx, tx, former); err != nil {
				return err
			}
		}
		d.Title = in.Title
		return noted(ctx, tx, who, d, "save")
	})
}

// Move changes places with the document before, or after; at the ends nothing happens (O40).
func (s *Service) Move(ctx context.Context, who access.Actor, number int64, up bool) error {
	return s.write(ctx, who, Input{Title: "-"}, func(tx *db.Tx) error {
		all, err := documents(ctx, tx, "1 = 1")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d Document) bool { return d.Number == number })
		if i < 0 {
			return apperr.NotFoundErr()
		}
		j := i + 1
		if up {
			j = i - 1
		}
		if j < 0 || j >= len(all) {
			return nil
		}
		all[i], all[j] = all[j], all[i]
		for k, d := range all { // those of before there was an order have places of their numbers
			if d.Position == int64(k+1) {
				continue
			}
			if _, err := tx.Exec(ctx, `UPDATE offers_documents SET position = $1 WHERE id = $2`, k+1, d.ID); err != nil {
				return fmt.Errorf("order the documents: %w", err)
			}
		}
		return noted(ctx, tx, who, all[j], "place")
	})
}

// Remove takes a document away; its file goes with it.
func (s *Service) Remove(ctx context.Context, who access.Actor, number, version int64) error {
	return s.write(ctx, who, Input{Title: "-"}, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM offers_documents WHERE id = $1 AND version = $2`, d.ID, version)
		if err != nil {
			return fmt.Errorf("remove a document: %w", err)
		}
		if n == 0 {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		if err := s.files.Unbind(ctx, tx, d.File.ID); err != nil {
			return err
		}
		return noted(ctx, tx, who, d, "remove")
	})
}

// write runs an administrator's change of what was typed soundly.
func (s *Service) write(ctx context.Context, who access.Actor, in Input, fn func(tx *db.Tx) error) error {
	if err := instance.Allow(who); err != nil {
		return err
	}
	var f apperr.Faults
	switch n := utf8.RuneCountInString(in.Title); {
	case n == 0:
		f.Add(FieldTitle, msg.FaultTitle)
	case n > MaxTitle:
		f.Add(FieldTitle, msg.FaultLong, "n", n, "max", MaxTitle)
	}
	if n := utf8.RuneCountInString(in.Text); n > MaxText {
		f.Add(FieldText, msg.FaultLong, "n", n, "max", MaxText)
	}
	if slices.ContainsFunc(in.Audience, func(k access.RoleKey) bool { return !slices.Contains(role.InStructure(), k) }) {
		f.Add(FieldAudience, msg.FaultRoles)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.db.Once(ctx, who, fn)
}

// bind makes a staged file the document's; one that waits no longer is a fault of its field.
func (s *Service) bind(ctx context.Context, tx *db.Tx, who access.Actor, d Document, fileID string) (document.File, error) {
	f, err := s.files.Bind(ctx, tx, who, Paper, fileID, document.Object{Kind: "offers.document", ID: d.ID})
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
		return f, apperr.InvalidField(FieldFile, e.Msg)
	}
	return f, err
}

func keys(all []access.RoleKey) string {
	out := make([]string, len(all))
	for i, k := range all {
		out[i] = string(k)
	}
	return strings.Join(out, " ")
}

func documents(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]Document, error) {
	type row struct {
		Document
		audience string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return append([]any{&r.ID, &r.Number, &r.Title, &r.Position, &r.audience, &r.Version, &r.Text, &r.Made}, document.Into(&r.File)...)
	}, `SELECT d.id, d.number, d.title, d.position, d.audience, d.version, d.text, d.made, `+document.Columns+` FROM offers_documents d JOIN document_files f ON f.id = d.file_id WHERE `+cond+` ORDER BY d.position, d.number LIMIT 100`, args...)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	out := make([]Document, len(rows))
	for i, r := range rows {
		out[i] = r.Document
		for _, k := range strings.Fields(r.audience) {
			out[i].Audience = append(out[i].Audience, access.RoleKey(k))
		}
	}
	return out, nil
}

func byNumber(ctx context.Context, tx *db.Tx, number int64) (Document, error) {
	all, err := documents(ctx, tx, "d.number = $1", number)
	if err == nil && len(all) == 0 {
		err = apperr.NotFoundErr()
	}
	if err != nil {
		return Document{}, err
	}
	return all[0], nil
}

func noted(ctx context.Context, tx *db.Tx, who access.Actor, d Document, act string) error {
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "offers.document", ID: d.ID}, Act: "offers.document." + act, Data: map[string]string{"title": d.Title}})
}
