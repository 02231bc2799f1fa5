package rig

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

// Server is the program in a process of its own, so that its processor time is told apart from the clients'.
type Server struct {
	Base string // the address that it serves
	Log  *Log

	cmd  *exec.Cmd
	read chan struct{} // closed when all it said was read
}

// patience is how long the server may take to open, and to end.
const patience = time.Minute

// Serve starts `preau serve` on the world.
func (r Rig) Serve(ctx context.Context) (*Server, error) {
	args := []string{"serve", "--data", r.Data, "--listen", "127.0.0.1:0"}
	if r.Profile != "" {
		args = append(args, "--profile", r.Profile)
	}
	cmd := exec.Command(r.Program, args...) //nolint:gosec,noctx // this program itself; it is asked to end, not killed
	cmd.Env = []string{"PREAU_DB=" + r.Database()}
	said, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{cmd: cmd, Log: &Log{}, read: make(chan struct{})}
	opened := make(chan string, 1)
	go func() {
		defer close(s.read)
		s.Log.follow(said, opened)
	}()
	select {
	case s.Base = <-opened:
		return s, nil
	case <-s.read:
		return nil, fmt.Errorf("it ended: %w\n%s", cmd.Wait(), s.Log.Said())
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(patience):
		err = errors.New("it does not open")
	}
	return nil, errors.Join(err, s.Stop())
}

// Stop asks the server to end, and waits.
func (s *Server) Stop() error {
	late := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() }) // Wait says so
	defer late.Stop()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return errors.Join(err, s.cmd.Process.Kill())
	}
	<-s.read
	return s.cmd.Wait()
}

// follow reads what the server says until its end; the address that it serves goes to opened.
func (l *Log) follow(said io.Reader, opened chan<- string) {
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

// CPU is the processor time that the server has used so far; 0 where the system does not tell it this way.
func (s *Server) CPU() time.Duration { return CPUOf(s.cmd.Process.Pid) }

// CPUOf is the processor time of a process.
func CPUOf(pid int) time.Duration {
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

// Memory is the most that the server has had in memory, in bytes; 0 where the system does not tell it.
func (s *Server) Memory() int64 { return kibibytes(s.status(), "VmHWM:") }

// Own is what the server has in memory that is in no file, in bytes. What of a database's file is in memory is the system's to keep
// or to let go.
func (s *Server) Own() int64 { return kibibytes(s.status(), "RssAnon:") }

func (s *Server) status() string { return fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid) }

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

// Mapped is what the server has in memory of files, in bytes.
func (s *Server) Mapped() int64 { return kibibytes(s.status(), "RssFile:") }

// ForgetMemory begins to look for the most memory anew, where the system allows it.
func (s *Server) ForgetMemory() {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte("5"), 0) // else the most is that of the whole run
}

// WatchOwn looks at the server's own memory every few milliseconds, until it is asked for the most that it saw, in bytes.
func (s *Server) WatchOwn(ctx context.Context) func() int64 {
	ctx, stop := context.WithCancel(ctx)
	most := make(chan int64, 1) // nobody asks where the bench gave up
	go func() {
		seen := int64(0)
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		for ctx.Err() == nil {
			seen = max(seen, s.Own())
			select {
			case <-look.C:
			case <-ctx.Done():
			}
		}
		most <- seen
	}()
	return func() int64 {
		stop()
		return <-most
	}
}
