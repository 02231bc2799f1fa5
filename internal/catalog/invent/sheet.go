package invent

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// titles are those of a catalogue as it comes in, in the order of its cells.
var titles = []string{
	"Référence", "Désignation", "Catégorie", "Famille", "Sous-famille", "Description", "Marque", "Unité", "Conditionnement (pièces par unité)", "Multiple de commande",
	"Prix HTVA", "TVA (%)", "EAN", "CPV", "Labels", "Procédure spéciale", "Retiré",
}

// labels are the words of green labels, by their bits.
var labels = [...]string{"agriculture biologique", "écolabel", "contenu recyclé", "commerce équitable", "gestion durable des forêts"}

// Sheet writes articles as a supplier's CSV, which an update of a catalogue takes: as spreadsheets write it in French.
type Sheet struct{ w *csv.Writer }

// NewSheet begins a sheet with its titles.
func NewSheet(to io.Writer) (*Sheet, error) {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	s := &Sheet{csv.NewWriter(to)}
	s.w.Comma, s.w.UseCRLF = ';', true
	return s, s.w.Write(titles)
}

// Add adds an article.
func (s *Sheet) Add(a Article) error {
	price := ""
	if a.Price >= 0 {
		price = fmt.Sprintf("%d,%04d", a.Price/10_000, a.Price%10_000)
	}
	var green []string
	for bit, word := range labels {
		if a.Green&(1<<bit) != 0 {
			green = append(green, word)
		}
	}
	return s.w.Write([]string{
		a.Reference, a.Title, a.Path[0], a.Path[1], a.Path[2], a.Description, a.Brand, a.Unit, strconv.Itoa(a.Pack), strconv.Itoa(a.Multiple),
		price, percent(a.VAT), a.EAN, a.CPV, strings.Join(green, ", "), yes(a.Special), yes(a.Withdrawn),
	})
}

// Close writes what is left.
func (s *Sheet) Close() error {
	s.w.Flush()
	return s.w.Error()
}

// percent writes hundredths of a percent: 5,5.
func percent(n int) string {
	if n%100 == 0 {
		return strconv.Itoa(n / 100)
	}
	return fmt.Sprintf("%d,%s", n/100, strings.TrimRight(fmt.Sprintf("%02d", n%100), "0"))
}

func yes(b bool) string {
	if b {
		return "oui"
	}
	return ""
}
