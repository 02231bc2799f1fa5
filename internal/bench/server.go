package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// server is the program in a process of its own, so that its processor time is told apart from the clients'.
type server struct {
	base string
	cmd  *exec.Cmd
	log  *serverLog
	read chan struct{} // closed when all it said was read
}

// patience is how long the server may take to open, and to end.
const patience = time.Minute

// serve starts `preau serve` on the world.
func (n Needs) serve(ctx context.Context) (*server, error) {
	cmd := exec.Command(n.Program, "serve", "--data", n.Data, "--listen", "127.0.0.1:0") //nolint:gosec,noctx // this program itself; it is asked to end, not killed
	cmd.Env = []string{"PREAU_DB=" + n.database()}
	said, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, log: &serverLog{}, read: make(chan struct{})}
	opened := make(chan string, 1)
	go func() {
		defer close(s.read)
		s.log.follow(said, opened)
	}()
	select {
	case s.base = <-opened:
		return s, nil
	case <-s.read:
		return nil, fmt.Errorf("it ended: %w\n%s", cmd.Wait(), s.log.said())
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(patience):
		err = errors.New("it does not open")
	}
	return nil, errors.Join(err, s.stop())
}

// stop asks the server to end, and waits.
func (s *server) stop() error {
	late := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() }) // Wait says so
	defer late.Stop()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return errors.Join(err, s.cmd.Process.Kill())
	}
	<-s.read
	return s.cmd.Wait()
}

// follow reads what the server says until its end; the address that it serves goes to opened.
func (l *serverLog) follow(said io.Reader, opened chan<- string) {
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		line := lines.Text()
		if _, after, found := strings.Cut(line, "msg=serving url="); found {
			opened <- strings.Fields(after)[0]
			continue
		}
		l.add(line)
	}
	_, _ = io.Copy(io.Discard, said) // a line that was too long: the server must not wait for a reader
}

// tick is the unit of times in /proc on Linux.
const tick = 10 * time.Millisecond

// cpu is the processor time that the server has used so far; 0 where the system does not tell it this way.
func (s *server) cpu() time.Duration { return cpuOf(s.cmd.Process.Pid) }

// cpuOf is the processor time of a process.
func cpuOf(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(raw), ") ") // behind the name, which may hold anything
	var ticks int64
	for i, f := range strings.Fields(after) {
		if n, err := strconv.ParseInt(f, 10, 64); err == nil && (i == 11 || i == 12) { // in user mode, and in the system
			ticks += n
		}
	}
	return time.Duration(ticks) * tick
}

// memory is the most that the server has had in memory, in bytes; 0 where the system does not tell it.
func (s *server) memory() int64 { return kibibytes(s.status(), "VmHWM:") }

// own is what the server has in memory that is in no file, in bytes. What of a database's file is in memory is the system's to keep
// or to let go.
func (s *server) own() int64 { return kibibytes(s.status(), "RssAnon:") }

func (s *server) status() string { return fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid) }

// kibibytes is the value of a line « Name:   123 kB », in bytes.
func kibibytes(path, name string) int64 {
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, found := strings.CutPrefix(line, name); found {
			n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64) // 0 when it is none
			return n * 1024
		}
	}
	return 0
}
