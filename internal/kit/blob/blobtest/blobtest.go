// Package blobtest gives tests both stores of files: a folder, and a real S3 server that runs beside the test.
package blobtest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"preau/internal/kit/blob"
)

// Each runs a test on both stores. The one on S3 is skipped where there is no server to run, and fails there in CI.
func Each(t *testing.T, test func(t *testing.T, s blob.Store)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) { t.Parallel(); test(t, Folder(t)) })
	t.Run("s3", func(t *testing.T) { t.Parallel(); test(t, NewServer(t).Store()) })
}

// Folder is a store in a folder of the test.
func Folder(t testing.TB) *blob.Folder {
	t.Helper()
	f, err := blob.NewFolder(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const (
	bucket = "preau"
	access = "tests"
	secret = "a secret of tests"
	// patience is how long the server may take to answer after it was started.
	patience = 20 * time.Second
)

// Server is an S3 server of the test's own, with an empty bucket.
type Server struct {
	t       testing.TB
	program string
	dir     string
	address string
	cmd     *exec.Cmd
}

// NewServer starts a server. PREAU_TEST_S3 names the program, which scripts/test builds.
func NewServer(t testing.TB) *Server {
	t.Helper()
	program := os.Getenv("PREAU_TEST_S3")
	if program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("PREAU_TEST_S3 names no S3 server")
		}
		t.Skip("PREAU_TEST_S3 names no S3 server (make tools builds one): skipped")
	}
	s := &Server{t: t, program: program, dir: t.TempDir(), address: freeAddress(t)}
	for _, d := range []string{"objects", "meta"} {
		if err := os.Mkdir(filepath.Join(s.dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(s.Stop)
	s.Start()
	c, err := minio.New(s.address, &minio.Options{Creds: credentials.NewStaticV4(access, secret, ""), Region: "us-east-1"})
	if err == nil {
		err = c.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func freeAddress(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// Options are what opens the server's bucket.
func (s *Server) Options() blob.S3Options {
	return blob.S3Options{Endpoint: "http://" + s.address, Bucket: bucket, Prefix: "files/", Key: access, Secret: secret, PathStyle: true}
}

// Store opens the server's bucket.
func (s *Server) Store() *blob.S3 {
	s.t.Helper()
	store, err := blob.NewS3(s.Options())
	if err != nil {
		s.t.Fatal(err)
	}
	return store
}

// Start starts the server, on the same files after a Stop, and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	s.cmd = exec.Command(s.program, "--port", s.address, "--access", access, "--secret", secret, "--quiet", //nolint:gosec // the program that the tests are told of
		"posix", "--sidecar", filepath.Join(s.dir, "meta"), filepath.Join(s.dir, "objects"))
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.address)
		if err == nil {
			_ = conn.Close()
			return
		}
		if ctx.Err() != nil {
			s.t.Fatalf("the S3 server does not answer: %v", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop kills the server, if it runs.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill() // it may have ended by itself
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Shelf opens the server's bucket for backups.
func (s *Server) Shelf() *blob.ShelfS3 {
	s.t.Helper()
	o := s.Options()
	o.Prefix = "backups/"
	shelf, err := blob.NewShelfS3(o)
	if err != nil {
		s.t.Fatal(err)
	}
	return shelf
}
