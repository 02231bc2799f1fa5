package reception

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/reception/msg"
)

// Sheet is what came of an order, by who asked for it: as plain data.
type Sheet struct {
	Number, Supplier, Org, Place, Label string
	Rule                                Rule
	People                              []Person
}

// Person is a basket that has a part in an order.
type Person struct {
	Name, Label, Site string
	Basket            int64 // its number
	Parts             []Part
}

// Part is what of an article is for one basket.
type Part struct {
	Reference, Title, Unit string
	Asked, Arrived         int64
}

// File is one, for who saves it.
type File struct {
	Name, Media string
	Body        []byte
}

// The files' names, before the order's number.
const (
	sortingFile = "Tri"
	labelsFile  = "Etiquettes"
)

// Sorting is the sheet « tri par enseignant » of an order (R254), for who sees the order.
func (s *Service) Sorting(ctx context.Context, who access.Actor, number string) (File, error) {
	return s.paper(ctx, who, number, sortingFile, SortingPaper)
}

// Labels are the labels for what is put together for each, for who sees the order.
func (s *Service) Labels(ctx context.Context, who access.Actor, number string) (File, error) {
	return s.paper(ctx, who, number, labelsFile, LabelsPaper)
}

func (s *Service) paper(ctx context.Context, who access.Actor, number, name string, of func(*i18n.T, Sheet, pdf.Options) ([]byte, error)) (File, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		v, err = s.view(ctx, tx, who, number)
		return err
	})
	if err != nil {
		return File{}, err
	}
	settings, err := s.o.Settings(ctx)
	if err != nil {
		return File{}, err
	}
	t := s.o.Speak(i18n.French)
	body, err := of(t, v.sheet(), pdf.Options{T: t, Issuer: v.Org.Name, Line: settings.ServiceLine(instance.Ordering), Maker: who.Name, Made: who.At})
	return File{name + "-" + number + ".pdf", pdf.MediaType, body}, err
}

// sheet is the order by who asked for it, the first confirmed first.
func (v View) sheet() Sheet {
	s := Sheet{Number: v.Number, Supplier: v.Supplier.Name, Org: v.Org.Name, Place: v.Place, Label: v.Label, Rule: v.Rule}
	for _, b := range v.baskets() {
		p := Person{Name: b.Owner, Label: b.Label, Site: b.Site.Name, Basket: b.Number}
		for _, l := range v.Lines {
			for _, x := range l.Parts {
				if x.Basket.ID == b.ID {
					reference, title := l.comes()
					p.Parts = append(p.Parts, Part{reference, title, l.Article.Unit, x.Line.Granted, x.Line.Arrived})
				}
			}
		}
		s.People = append(s.People, p)
	}
	return s
}

// baskets are those that have a part in an order, the first confirmed first.
func (v View) baskets() []basket.Basket {
	var out []basket.Basket
	for _, l := range v.Lines {
		for _, x := range l.Parts {
			if !slices.ContainsFunc(out, func(b basket.Basket) bool { return b.ID == x.Basket.ID }) {
				out = append(out, x.Basket)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b basket.Basket) int { return a.ConfirmedAt.Compare(b.ConfirmedAt) })
	return out
}

// units is how many units of a person's are there.
func (p Person) units() int64 {
	n := int64(0)
	for _, x := range p.Parts {
		n += x.Arrived
	}
	return n
}

// called is how a person is called on paper: with the label that they wished for.
func (p Person) called() string { return joined(p.Name, p.Label, p.Site) }

func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" }), " · ")
}

// SortingPaper is the sheet by which what came is put together for each, with a line to sign.
func SortingPaper(t *i18n.T, s Sheet, o pdf.Options) ([]byte, error) {
	o.Title = t.S(msg.SortingTitle, "number", s.Number)
	d := pdf.New(o)
	facts := []pdf.Fact{{Term: t.S(msg.Supplier), Value: s.Supplier}, {Term: t.S(msg.Place), Value: s.Place}}
	if s.Label != "" {
		facts = append(facts, pdf.Fact{Term: t.S(msg.Label), Value: s.Label})
	}
	d.Facts(append(facts, pdf.Fact{Term: t.S(msg.Rule), Value: t.S(s.Rule.Label())})...)
	d.Para(t.S(msg.SortingLead))
	cols := []pdf.Col{
		{Title: t.S(msg.ColReference), Weight: 1.5},
		{Title: t.S(msg.ColArticle), Weight: 4.2},
		{Title: t.S(msg.ColUnit), Weight: 1.2},
		{Title: t.S(msg.ColAsked), Weight: 1, Num: true},
		{Title: t.S(msg.ColThere), Weight: 1, Num: true},
		{Title: t.S(msg.ColGiven), Weight: 1.6},
	}
	var rows []pdf.Row
	all := int64(0)
	for _, p := range s.People {
		rows = append(rows, pdf.Row{Group: t.S(msg.SortingPerson, "name", p.called(), "basket", p.Basket)})
		for _, x := range p.Parts {
			rows = append(rows, pdf.Row{Cells: []pdf.Cell{
				{Text: x.Reference}, {Text: x.Title}, {Text: x.Unit}, {Text: t.Number(x.Asked)}, {Text: t.Number(x.Arrived), Bold: true},
			}})
		}
		all += p.units()
	}
	d.TableAndSums(cols, slices.Values(rows), pdf.Ending{Sums: []pdf.Sum{
		{Term: t.S(msg.SumPeople), Value: t.Number(int64(len(s.People)))},
		{Term: t.S(msg.SumThere), Value: t.Number(all), Total: true},
	}})
	return written(d)
}

// mostOnLabel is how many articles a label names; the others are counted.
const mostOnLabel = 8

// LabelsPaper are labels to be cut out, two side by side: one for each who gets something, or, while nothing came, for each who waits.
func LabelsPaper(t *i18n.T, s Sheet, o pdf.Options) ([]byte, error) {
	o.Title = t.S(msg.LabelsTitle, "number", s.Number)
	d := pdf.New(o)
	d.Para(t.S(msg.LabelsLead))
	come := slices.ContainsFunc(s.People, func(p Person) bool { return p.units() > 0 })
	var labels []pdf.Panel
	for _, p := range s.People {
		if !come || p.units() > 0 {
			labels = append(labels, label(t, s, p, come))
		}
	}
	for pair := range slices.Chunk(labels, 2) {
		if len(pair) == 1 {
			pair = append(slices.Clone(pair), pdf.Panel{})
		}
		d.Panels(pair...)
	}
	return written(d)
}

// label is what stands on what is put together for one.
func label(t *i18n.T, s Sheet, p Person, come bool) pdf.Panel {
	out := pdf.Panel{Title: t.S(msg.LabelHead, "org", s.Org, "number", s.Number), Name: joined(p.Name, p.Label), Last: p.Site}
	left := 0
	for _, x := range p.Parts {
		n := x.Arrived
		if !come {
			n = x.Asked
		}
		switch {
		case n == 0:
		case len(out.Lines) == mostOnLabel:
			left++
		default:
			out.Lines = append(out.Lines, t.S(msg.LabelLine, "n", n, "article", x.Title))
		}
	}
	if left > 0 {
		out.Lines = append(out.Lines, t.S(msg.LabelMore, "n", left))
	}
	return out
}

func written(d *pdf.Document) ([]byte, error) {
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
