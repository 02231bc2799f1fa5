package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/needs/document"
)

// paperForm is a document of the story: its text makes a small PDF, or is the file itself when its name ends in .txt.
type paperForm struct {
	key, title, name, text string
	kind                   document.Kind
	public                 bool
}

func (s *Story) addPaper(r row) error {
	public, err := strconv.ParseBool(r["public"])
	s.papers = append(s.papers, paperForm{
		key: r["key"], title: r["title"], name: r["name"], text: strings.ReplaceAll(r["text"], `\n`, "\n"), kind: document.Kind(r["kind"]), public: public,
	})
	return err
}

func (s *Story) paper(key string) paperForm {
	for _, p := range s.papers {
		if p.key == key {
			return p
		}
	}
	return paperForm{}
}

// content is the file that a person would have sent.
func (t *teller) content(p paperForm) io.Reader {
	text := t.years.Replace(p.text)
	if strings.HasSuffix(p.name, ".txt") {
		return strings.NewReader(text)
	}
	return bytes.NewReader(makePDF(t.years.Replace(p.title), text))
}

// paper adds a document to a group; « n key » replaces the document of that number.
func (t *teller) paper(ctx context.Context, l line) error {
	number, key, replaces := strings.Cut(l.more, " ")
	if !replaces {
		number, key = "0", l.more
	}
	p := t.story.paper(key)
	return t.move(ctx, l, func(ctx context.Context, who access.Actor, group int64) error {
		f, err := t.Files.Stage(ctx, who, document.Paper, t.years.Replace(p.name), t.content(p))
		if err != nil {
			return err
		}
		in := document.Input{Kind: p.kind, Title: t.years.Replace(p.title), Public: p.public, FileID: f.ID}
		doc, err := strconv.ParseInt(number, 10, 64)
		switch {
		case err != nil:
		case doc > 0:
			err = t.Needs.EditDocument(ctx, who, group, doc, 1, in)
		default:
			_, err = t.Needs.AddDocument(ctx, who, group, in)
		}
		return err
	})
}

// take downloads a document, « number version ».
func (t *teller) take(ctx context.Context, l line) error {
	return t.move(ctx, l, func(ctx context.Context, who access.Actor, group int64) error {
		what := document.Taking{Group: group}
		if _, err := fmt.Sscanf(l.more, "%d %d", &what.Document, &what.Version); err != nil {
			return err
		}
		c, err := t.Needs.DownloadDocument(ctx, who, what)
		if err != nil {
			return err
		}
		return c.Close()
	})
}

// withdraw takes the document of a number from its group.
func (t *teller) withdraw(ctx context.Context, l line) error {
	doc, err := strconv.ParseInt(l.more, 10, 64)
	if err != nil {
		return err
	}
	return t.move(ctx, l, func(ctx context.Context, who access.Actor, group int64) error {
		_, err := t.Needs.WithdrawDocument(ctx, who, group, doc, 1)
		return err
	})
}
