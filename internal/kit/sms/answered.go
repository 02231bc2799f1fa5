package sms

import (
	"sync"
	"time"
)

// answered remembers the texts that a message centre was told were kept, so that the next one that says the same is known to be
// another: a centre delivers again only what it was not told, or what it was told too late, or on a connection that was lost.
// What is forgotten, as when the program starts anew, is found by Seen.
type answered struct {
	mu    sync.Mutex
	texts map[string]kept
}

type kept struct {
	sequence int32 // the delivery's, on its connection
	at       time.Time
	cut      bool // its connection is over
	told     bool // the centre certainly was
}

const (
	inTime = 5 * time.Second // centres wait longer than this for an answer
	sure   = 2 * time.Minute // a connection that lives on so long carried the answer: see smppSilence
)

// knows says that a text with this id was kept and that the centre knows it.
func (a *answered) knows(id string, sequence int32) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := a.texts[id]
	return k.told && (k.cut || k.sequence != sequence)
}

// note remembers a text that was kept.
func (a *answered) note(id string, sequence int32, began, ended time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.texts == nil {
		a.texts = map[string]kept{}
	}
	for other, k := range a.texts {
		if ended.Sub(k.at) > redelivered {
			delete(a.texts, other)
		}
	}
	a.texts[id] = kept{sequence: sequence, at: ended, told: ended.Sub(began) <= inTime}
}

// cut says that the connection is over: its last answers may not have arrived.
func (a *answered) cut(now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, k := range a.texts {
		if !k.cut {
			k.cut, k.told = true, k.told && now.Sub(k.at) > sure
			a.texts[id] = k
		}
	}
}
