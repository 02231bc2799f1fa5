package db

import (
	"fmt"
	"strconv"
	"strings"
)

// Where gathers the conditions of a list's filters, so that each statement holds only what was asked and can use its index.
type Where struct {
	conds []string
	args  []any
}

// And adds a condition with a ? for each argument: w.And("state = ?", s). A ? within quotes is text.
func (w *Where) And(cond string, args ...any) {
	w.conds = append(w.conds, w.numbered(cond, len(args)))
	w.args = append(w.args, args...)
}

// In adds that the column is one of the values; without values nothing matches. Any turns a slice into values.
func (w *Where) In(column string, values ...any) {
	if len(values) == 0 {
		w.And("1 = 0")
		return
	}
	w.And(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// Any turns a slice into arguments.
func Any[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// place stands in the gathered text for the n-th argument until the first number is known.
const place = "\x00"

// numbered marks each ? with the argument it stands for. A wrong count would bind other conditions' arguments,
// so it becomes text that no engine takes.
func (w *Where) numbered(cond string, args int) string {
	var b strings.Builder
	quoted, n := false, 0
	for _, r := range cond {
		switch {
		case r == '\'':
			quoted = !quoted
			b.WriteRune(r)
		case r == '?' && !quoted:
			b.WriteString(place + strconv.Itoa(len(w.args)+n) + place)
			n++
		default:
			b.WriteRune(r)
		}
	}
	if n != args {
		return fmt.Sprintf("!! %d places for %d arguments: %s", n, args, cond)
	}
	return b.String()
}

// SQL gives the condition to put after WHERE (true for all rows when nothing was asked) and its arguments,
// numbered from $start.
func (w *Where) SQL(start int) (string, []any) {
	if len(w.conds) == 0 {
		return "1 = 1", nil
	}
	parts := strings.Split("("+strings.Join(w.conds, ") AND (")+")", place)
	for i := 1; i < len(parts); i += 2 {
		n, _ := strconv.Atoi(parts[i]) // was written by numbered
		parts[i] = "$" + strconv.Itoa(start+n)
	}
	return strings.Join(parts, ""), w.args
}

// Contains is the pattern of `LIKE $1 ESCAPE '\'` for texts that hold s. Case counts on both engines: compare folded columns.
func Contains(s string) string { return "%" + likeEscape(s) + "%" }

// StartsWith is the pattern of `LIKE $1 ESCAPE '\'` for texts that begin with s.
func StartsWith(s string) string { return likeEscape(s) + "%" }

func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
