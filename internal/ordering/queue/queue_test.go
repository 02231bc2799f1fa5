package queue

import (
	"fmt"
	"testing"
)

// A page shows the lines that stand there, whichever suppliers they are of.
func TestWindow(t *testing.T) {
	sizes := []int{3, 1, 7, 2, 2, 5}
	var heaps []heap
	var all []string
	for i, n := range sizes {
		heaps = append(heaps, heap{ref: string(rune('a' + i)), n: n})
		for j := range n {
			all = append(all, fmt.Sprint(string(rune('a'+i)), j))
		}
	}
	for size := 1; size <= 21; size++ {
		for skip := 0; skip < 24; skip++ {
			pieces := window(heaps, skip, size)
			var got []string
			for _, p := range pieces {
				for _, h := range p.heaps {
					from, to := 0, h.n
					if p.most > 0 {
						from, to = p.skip, p.skip+p.most
					}
					for j := from; j < to; j++ {
						got = append(got, fmt.Sprint(h.ref, j))
					}
				}
			}
			want := all[min(skip, len(all)):min(skip+size, len(all))]
			if fmt.Sprint(got) != fmt.Sprint(want) || len(pieces) > 3 {
				t.Fatalf("%d behind %d: %v in %d pieces, not %v", size, skip, got, len(pieces), want)
			}
		}
	}
}
