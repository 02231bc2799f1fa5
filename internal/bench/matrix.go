package bench

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"preau/internal/bench/rig"
)

// What is wanted of a whole group as one workbook.
const (
	wantedMatrix       = time.Minute
	wantedMatrixMemory = 300_000_000
)

// Made is a whole group as one workbook, which a job makes while its page is looked at.
type Made struct {
	Took   time.Duration // from asking to being there
	CPU    time.Duration
	Memory int64 // the most that the server had meanwhile, in bytes, what it has mapped of its database's file included
	Own    int64 // the most without that file, whose pages the system takes back as it likes
	Bytes  int64 // of the workbook
}

// counting throws away what it takes.
type counting int64

func (c *counting) Write(b []byte) (int, error) {
	*c += counting(len(b))
	return len(b), nil
}

// matrix has the group whose sheets are all validated made as a workbook, and takes it.
func (m *meter) matrix(ctx context.Context) (Made, error) {
	c, err := m.SignedIn(ctx, coordinator, 0)
	if err != nil {
		return Made{}, err
	}
	page := fmt.Sprintf("/groupements/%d/consolidation/matrice", m.world.Whole)
	m.Server.ForgetMemory()
	own := m.Server.WatchOwn(ctx)
	before, begun := m.Server.CPU(), rig.Now()
	if err := c.Post(ctx, page, url.Values{}); err != nil {
		return Made{}, err
	}
	poll := time.NewTicker(250 * time.Millisecond)
	defer poll.Stop()
	for {
		text, err := c.Page(ctx, page)
		if err != nil {
			return Made{}, err
		}
		if strings.Contains(text, page+".xlsx") {
			break
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return Made{}, ctx.Err()
		}
	}
	out := Made{Took: rig.Now().Sub(begun), CPU: m.Server.CPU() - before, Memory: m.Server.Memory(), Own: own()}
	var size counting
	_, err = c.Send(ctx, page+".xlsx", &size)
	out.Bytes = int64(size)
	return out, err
}

func (x Made) markdown() string {
	memory := fmt.Sprintf("%d MB", x.Own/1_000_000)
	if x.Own > wantedMatrixMemory {
		memory += fmt.Sprintf(" (**missed**: %d MB)", wantedMatrixMemory/1_000_000)
	}
	return fmt.Sprintf("\nThe same group as one workbook, by a job: there after %s (wanted: %s), %s of processor time; the server had at most %s of its own in memory, %d MB with the pages of mapped files; %.1f MB.\n",
		rig.MS(x.Took), rig.Verdict(x.Took, wantedMatrix), rig.MS(x.CPU), memory, x.Memory/1_000_000, float64(x.Bytes)/1_000_000)
}
