package communes

import (
	_ "embed" // the table
	"strings"
)

// Department is a département, or an overseas territory that is none and then has no région.
type Department struct {
	Code   string // 35, 2A, 974
	Name   string
	Region Region
}

// Region is a région.
type Region struct {
	Code string // of INSEE: 53
	Name string
}

//go:embed departements.tsv
var departments string

type lands struct {
	all    []Department // by code
	byCode map[string]Department
}

// readLands reads the table: the code and name of a département, then those of its région, if it has one.
func readLands() lands {
	l := lands{byCode: map[string]Department{}}
	for line := range strings.Lines(departments) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		d := Department{Code: cells[0], Name: cells[1]}
		if len(cells) > 3 {
			d.Region = Region{Code: cells[2], Name: cells[3]}
		}
		l.all = append(l.all, d)
		l.byCode[d.Code] = d
	}
	return l
}
