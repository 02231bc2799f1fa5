package exetest

import (
	"slices"
	"strings"
	"sync"
)

// kept is how many lines of what a program says are kept.
const kept = 200

// Words are the last lines of what a program says, but for those about single requests.
type Words struct {
	mu    sync.Mutex
	lines []string
	rest  string        // of a line that has not ended
	more  chan struct{} // closed at the next line
}

func newWords() *Words { return &Words{more: make(chan struct{})} }

// Write takes what the program writes on either stream.
func (w *Words) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	lines := strings.SplitAfter(w.rest+string(b), "\n")
	w.rest = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		if !strings.Contains(line, "msg=request") {
			w.lines = append(w.lines, line)
		}
	}
	w.lines = slices.Delete(w.lines, 0, max(0, len(w.lines)-kept))
	close(w.more)
	w.more = make(chan struct{})
	return len(b), nil
}

// find gives the first line that holds a text, "" if there is none; and what is closed when more is said.
func (w *Words) find(text string) (string, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, line := range w.lines {
		if strings.Contains(line, text) {
			return strings.TrimSuffix(line, "\n"), w.more
		}
	}
	return "", w.more
}

// String is all that is kept.
func (w *Words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.lines, "") + w.rest
}
