package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// Matrix is the permission matrix in Markdown: a row an act, a column a role, each cell from where to where and under which conditions.
func (t Table[S, A, R, O]) Matrix() string {
	var b strings.Builder
	b.WriteString("| act |")
	for _, r := range t.Roles {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(t.Roles)) + "\n")
	for _, do := range t.Acts() {
		fmt.Fprintf(&b, "| %s |", do)
		for _, r := range t.Roles {
			fmt.Fprintf(&b, " %s |", t.cell(do, r))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (t Table[S, A, R, O]) cell(do A, role R) string {
	var parts []string
	for _, row := range t.Rows {
		if row.Do != do || !slices.Contains(row.By, role) {
			continue
		}
		s := "any"
		if len(row.From) > 0 {
			s = join(row.From)
		}
		if row.To != "" {
			s += " → " + string(row.To)
		}
		if len(row.If) > 0 {
			s += " if " + strings.Join(row.guards(), " and ")
		}
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, "; ")
}

func (r Row[S, A, R, O]) guards() []string {
	var out []string
	for _, g := range r.If {
		out = append(out, g.Name)
	}
	return out
}

// Diagram is the life of the object as a Mermaid state diagram.
func (t Table[S, A, R, O]) Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", t.States[0])
	seen := map[string]bool{}
	for _, row := range t.Rows {
		if row.To == "" {
			continue
		}
		from := row.From
		if len(from) == 0 {
			from = t.States
		}
		for _, f := range from {
			line := fmt.Sprintf("    %s --> %s: %s\n", f, row.To, row.Do)
			if !seen[line] {
				seen[line] = true
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

func join[S ~string](ss []S) string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}
