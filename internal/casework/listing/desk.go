package listing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/casework/demand"
)

// narrow is of a demand what lists are counted, filtered and sorted by.
type narrow struct {
	id     string
	state  demand.State
	sides  uint8 // on which the reader stands: bits, by sideBits
	fits   bool  // to what the list is narrowed by
	masked bool
	late   bool
	key    int64 // by which the list is sorted

	keyID   string // these two are read for a search alone
	version int64
}

// sides, as a line of the desk has them.
var sideBits = map[demand.Side]uint8{demand.Helpers: 1, demand.Officers: 2, demand.Moderators: 4}

// on says whether the reader stands on a side.
func (n narrow) on(s demand.Side) bool { return n.sides&sideBits[s] != 0 }

// in says whether a list has the demand (C047).
func (n narrow) in(l List) bool {
	switch l {
	case Mine:
		return n.on(demand.Helpers)
	case ToDo:
		return n.state.Open() && (n.on(demand.Officers) || n.on(demand.Moderators))
	case LateOnes:
		return n.late && !n.masked
	case TreatedOnes:
		return n.state == demand.Treated
	case ClosedOnes:
		return n.state == demand.Closed
	case All:
	}
	return false
}

// desk is all that somebody may see.
type desk []narrow

// counts are how many demands each list has.
func (d desk) counts() map[List]int {
	out := map[List]int{}
	for _, n := range d {
		for _, l := range Lists() {
			if n.in(l) {
				out[l]++
			}
		}
	}
	return out
}

// of are those of a list that fit.
func (d desk) of(l List) []narrow {
	var out []narrow
	for _, n := range d {
		if n.fits && n.in(l) {
			out = append(out, n)
		}
	}
	return out
}

// states are the states by their first letters.
func states() map[byte]demand.State {
	out := map[byte]demand.State{}
	for _, s := range demand.States() {
		out[s[0]] = s
	}
	return out
}

// parse reads the lines of a desk: a digit for the side, the state's first letter, whether it fits, the id, the key by which the list is sorted,
// since when it is late, and for a search the id of its key and its version. A demand that comes by several ways has a line for each.
func parse(packed string, now time.Time) desk {
	if packed == "" {
		return nil
	}
	size := strings.Count(packed, ";") + 1
	all, known, letters := make(desk, 0, size), make(map[string]int, size), states()
	for line := range strings.SplitSeq(packed, ";") {
		n := narrow{sides: line[0] - '0', state: letters[line[1]], fits: line[2] == 'y'}
		n.id, line, _ = strings.Cut(line[3:], " ")
		if i, twice := known[n.id]; twice {
			all[i].sides |= n.sides
			continue
		}
		key, rest, _ := strings.Cut(line, " ")
		late, rest, _ := strings.Cut(rest, " ")
		keyID, version, _ := strings.Cut(rest, " ")
		n.keyID = keyID
		n.version, _ = strconv.ParseInt(version, 10, 64) // written by the statement
		n.key, _ = strconv.ParseInt(key, 10, 64)         // written by the statement
		due, _ := strconv.ParseInt(late, 10, 64)         // likewise
		n.late = due > 0 && due <= now.UnixMicro()
		known[n.id] = len(all)
		all = append(all, n)
	}
	return all.seen()
}

// seen leaves what may be seen, by the table of rights.
func (d desk) seen() desk {
	type kind struct {
		state demand.State
		sides uint8
	}
	see, masked := map[kind]bool{}, map[kind]bool{}
	may := func(k kind) (bool, bool) {
		if _, known := see[k]; !known {
			var sides []demand.Side
			for s, bit := range sideBits {
				if k.sides&bit != 0 {
					sides = append(sides, s)
				}
			}
			see[k], masked[k] = demand.MaySee(demand.See, k.state, sides...), demand.MaySee(demand.SeeMasked, k.state, sides...)
		}
		return see[k], masked[k]
	}
	for i := range d {
		reads, finds := may(kind{d[i].state, d[i].sides})
		d[i].masked = !reads
		if !reads && !finds {
			d[i].sides = 0
		}
	}
	return slices.DeleteFunc(d, func(n narrow) bool { return n.sides == 0 })
}
