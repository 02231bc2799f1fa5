package demo

import (
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/needs/group"
)

//go:embed data/*.tsv
var files embed.FS

// Story is the demonstration's data as it is written, before it is told.
type Story struct {
	people     []person
	neighbours []string // keys of people, see neighbours.go
	groups     []grouping
	lines      []line
	papers     []paperForm
	texts      map[string]string
	offers     map[string]row // of « Offres », by key
}

// person is somebody of the story; one without a user name has no password, or no account at all.
type person struct {
	key, first, last, user  string
	address                 string
	function, phone, school string // school is a UAI
	size                    int64  // of what their establishment wants, in tenths of what is usual
	role                    Role
}

func (p person) name() string {
	if n := strings.TrimSpace(p.first + " " + p.last); n != "" {
		return n
	}
	return p.user
}

// grouping is a purchasing group of the story. Its dates are days from today with an hour: "+3 23:59".
type grouping struct {
	key, coordinator, title, about   string
	joinUntil, entryFrom, entryUntil string
	lots                             []lot
}

type lot struct {
	group.LotInput
	usual []int64 // what an establishment of size 10 wants of each line, in units
}

// line is one line of the story: so many days from today, at this hour, somebody does something.
type line struct {
	day                     int
	hour, do, who, of, more string
}

// Read reads the embedded files; a fault in them is a fault of the build.
func Read() (*Story, error) {
	s := &Story{texts: map[string]string{}, offers: map[string]row{}}
	var all error
	each := func(name string, fn func(r row) error) {
		if err := readTable(name, fn); err != nil {
			all = errors.Join(all, fmt.Errorf("demonstration: %s: %w", name, err))
		}
	}
	each("people.tsv", s.addPerson)
	each("neighbours.tsv", func(r row) error {
		s.neighbours = append(s.neighbours, r["key"])
		return s.addPerson(r)
	})
	each("groups.tsv", s.addGroup)
	each("lots.tsv", s.addLine)
	each("papers.tsv", s.addPaper)
	each("story.tsv", s.addStep)
	each("offers.tsv", func(r row) error {
		s.offers[r["key"]] = r
		return nil
	})
	each("texts.tsv", func(r row) error {
		s.texts[r["key"]] = strings.ReplaceAll(r["text"], `\n`, "\n")
		return nil
	})
	return s, all
}

// row is a line of a table, by the names of its columns.
type row map[string]string

// readTable reads a file of lines parted by tabs, whose first line names the columns.
func readTable(name string, fn func(r row) error) error {
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	for i, text := range lines[1:] {
		cells := strings.Split(text, "\t")
		if len(cells) != len(head) {
			return fmt.Errorf("line %d: %d columns, not %d", i+2, len(cells), len(head))
		}
		r := row{}
		for j, h := range head {
			r[h] = cells[j]
		}
		if err := fn(r); err != nil {
			return fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return nil
}

func (s *Story) addPerson(r row) error {
	size, err := strconv.ParseInt(r["size"], 10, 64)
	s.people = append(s.people, person{
		key: r["key"], first: r["first"], last: r["last"], user: r["user"], address: r["address"],
		function: r["function"], phone: r["phone"], school: r["uai"], size: size, role: Role(r["role"]),
	})
	return err
}

func (s *Story) addGroup(r row) error {
	s.groups = append(s.groups, grouping{
		key: r["key"], coordinator: r["coordinator"], title: r["title"], about: r["description"],
		joinUntil: r["join_until"], entryFrom: r["entry_from"], entryUntil: r["entry_until"],
	})
	return nil
}

// addLine adds a line to its group's lot, which begins with the first line that names it.
func (s *Story) addLine(r row) error {
	g := s.group(r["group"])
	decimals, err := strconv.Atoi(r["decimals"])
	if err != nil {
		return err
	}
	usual, err := strconv.ParseInt(r["usual"], 10, 64)
	if err != nil {
		return err
	}
	if n := len(g.lots); n == 0 || g.lots[n-1].Title != r["lot"] {
		g.lots = append(g.lots, lot{LotInput: group.LotInput{Title: r["lot"], Description: r["about"]}})
	}
	l := &g.lots[len(g.lots)-1]
	l.Lines = append(l.Lines, group.Line{Section: r["section"], Title: r["item"], Note: r["note"], Unit: r["unit"], Decimals: decimals})
	l.usual = append(l.usual, usual)
	return nil
}

func (s *Story) addStep(r row) error {
	day, err := strconv.Atoi(r["day"])
	if err != nil {
		return err
	}
	l := line{day: day, hour: r["hour"], do: r["do"], who: r["who"], of: r["of"], more: r["more"]}
	if verbs()[l.do] == nil {
		return fmt.Errorf("nobody knows how to %q", l.do)
	}
	s.lines = append(s.lines, l)
	return nil
}

// person finds somebody by key; nobody for a key that is none.
func (s *Story) person(key string) person {
	for _, p := range s.people {
		if p.key == key {
			return p
		}
	}
	return person{}
}

// group finds a group by key; an empty one for a key that is none, which no use case takes.
func (s *Story) group(key string) *grouping {
	for i := range s.groups {
		if s.groups[i].key == key {
			return &s.groups[i]
		}
	}
	return &grouping{}
}
