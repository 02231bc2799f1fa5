// Package communes is the register of French communes (code officiel géographique of INSEE), with their postal codes,
// départements and régions. It is made for choosing a commune while it is typed, and for reading one that was typed.
//
// NOTICE names the sources and their licences. The list is that of a year; communes merge each first of January, so a code
// that is not here may have been one.
package communes

import (
	_ "embed" // the list
	"slices"
	"strings"
	"sync"

	"preau/internal/core/registers"
	"preau/internal/core/registers/packed"
	"preau/internal/core/registers/wordlist"
)

// Code is the number of a commune at INSEE, as 35288. It is not its postal code.
type Code string

// Commune is one commune.
type Commune struct {
	Code        Code
	Name        string
	PostalCodes []string // none for lands without inhabitants
	Department  Department
}

// Register is the list. The zero value is ready: the list is unpacked when a register is first asked, which takes a
// processor some 35 ms, and kept in less than 3 MB, once for all registers of the program. A search takes from 0.1 to 1 ms.
type Register struct {
	once sync.Once
	*lists
}

// lists are what is unpacked. Nobody changes them.
type lists struct {
	rows   []string       // code, name, postal codes, in the order in which communes are offered
	byCode []uint16       // the rows' numbers, by code
	words  *wordlist.List // of each row: its name, a tab, its postal codes
	lands  lands
}

//go:embed communes.tsv.gz
var list []byte

// Notice names the sources and their licences.
func Notice() string { return notice }

//go:embed NOTICE
var notice string

// ByCode finds the commune of an INSEE code. That of an arrondissement of Paris, Lyon or Marseille finds the town.
func (r *Register) ByCode(code Code) (Commune, bool) {
	r.open()
	at, found := slices.BinarySearchFunc(r.byCode, town(code), func(row uint16, code Code) int {
		return strings.Compare(r.rows[row][:codeLength], string(code))
	})
	if !found {
		return Commune{}, false
	}
	return r.commune(int(r.byCode[at])), true
}

// Department finds a département, or an overseas territory, by its code: 35, 2A, 974.
func (r *Register) Department(code string) (Department, bool) {
	r.open()
	d, ok := r.lands.byCode[code]
	return d, ok
}

// Departments are all of them, by code.
func (r *Register) Departments() []Department {
	r.open()
	return slices.Clone(r.lands.all)
}

const codeLength = 5

func (r *Register) commune(i int) Commune {
	code, name, postal := columns(r.rows[i])
	return Commune{Code: Code(code), Name: name, PostalCodes: strings.Fields(postal), Department: r.lands.byCode[Code(code).department()]}
}

func columns(row string) (code, name, postal string) {
	name, postal, _ = strings.Cut(row[codeLength+1:], "\t")
	return row[:codeLength], name, postal
}

func (r *Register) open() { r.once.Do(func() { r.lists = unpacked() }) }

// unpacked is the same for everybody, as the list within the program is.
var unpacked = sync.OnceValue(unpack)

func unpack() *lists {
	l := &lists{rows: packed.Rows(list), lands: readLands()}
	l.byCode = make([]uint16, len(l.rows))
	for i := range l.byCode {
		l.byCode[i] = uint16(i)
	}
	slices.SortFunc(l.byCode, func(a, b uint16) int {
		return strings.Compare(l.rows[a][:codeLength], l.rows[b][:codeLength])
	})
	l.words = wordlist.New(len(l.rows), func(i int) string {
		_, name, postal := columns(l.rows[i])
		return registers.Fold(name) + "\t " + postal
	})
	return l
}

// department is what the code begins with: three characters overseas, else two.
func (c Code) department() string {
	n := 2
	if strings.HasPrefix(string(c), "97") || strings.HasPrefix(string(c), "98") {
		n = 3
	}
	return string(c[:min(n, len(c))])
}

// town is the code of the town that an arrondissement belongs to, else the code itself.
func town(c Code) Code {
	switch {
	case c >= "75101" && c <= "75120" && len(c) == codeLength:
		return "75056"
	case c >= "69381" && c <= "69389" && len(c) == codeLength:
		return "69123"
	case c >= "13201" && c <= "13216" && len(c) == codeLength:
		return "13055"
	}
	return c
}
