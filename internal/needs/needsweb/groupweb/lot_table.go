package groupweb

import (
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// table is the lot's lines as fields, the spare ones included.
func (p lotForm) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LotFormTitle), Top: true, Head: -1, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColUnit)}, {Label: t.S(msg.ColSection)}, {Label: t.S(msg.ColNote)}, {Label: t.S(msg.ColDecimals)},
	}}
	for i := range p.Rows {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			p.field(i, "article", msg.ArticleOf), p.field(i, "unite", msg.UnitOf), p.field(i, "rubrique", msg.SectionOf), p.field(i, "precision", msg.NoteOf), p.decimals(i),
		}})
	}
	return table
}

func (p lotForm) field(i int, name string, label i18n.Key) ui.Field {
	f := group.LineField(name, i)
	return ui.Field{Name: f, Label: p.T.S(label, "n", i+1), HideLabel: true, Value: p.Form.Value(f), Error: p.Faults.Of(f)}
}

func (p lotForm) decimals(i int) ui.Field {
	f := group.LineField("decimales", i)
	var options []ui.Option
	for _, d := range []string{"0", "1", "2", "3"} {
		options = append(options, ui.Option{Value: d, Label: d})
	}
	return ui.Field{Kind: ui.InputSelect, Name: f, Label: p.T.S(msg.DecimalsOf, "n", i+1), HideLabel: true, Value: p.Form.Value(f), Options: options, Error: p.Faults.Of(f)}
}
