package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/kit/blob"
	"preau/internal/kit/config"
)

func TestWhereFilesAre(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s3 := files{FileLimit: 20, S3Endpoint: "https://s3.example.org", S3Bucket: "b", S3Key: "k", S3Secret: "s"}
	for name, c := range map[string]struct {
		set    files
		folder string
		fault  string
	}{
		"nothing set": {files{FileLimit: 20}, filepath.Join(data, "files"), ""},
		"a folder":    {files{FileLimit: 20, Files: filepath.Join(data, "elsewhere")}, filepath.Join(data, "elsewhere"), ""},
		"S3":          {s3, "", ""},
		"both":        {files{FileLimit: 20, Files: data, S3Endpoint: "https://s3.example.org"}, "", "keep one"},
		"no endpoint": {files{FileLimit: 20, S3Key: "k"}, "", "-s3-endpoint"},
		"no limit":    {files{}, "", "-file-limit"},
		"two faults":  {files{S3Bucket: "b"}, "", "-file-limit"},
		"half an S3":  {files{FileLimit: 20, S3Endpoint: "https://s3.example.org"}, "", "bucket"},
		"no address":  {files{FileLimit: 20, S3Endpoint: "s3", S3Bucket: "b", S3Key: "k", S3Secret: "s"}, "", "no address"},
	} {
		store, err := c.set.openFiles(data)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		_, inFolder := store.(*blob.Folder)
		if err != nil || inFolder != (c.folder != "") {
			t.Errorf("%s: %T %v", name, store, err)
		}
		if _, err := os.Stat(c.folder); c.folder != "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := (files{FileLimit: 3}).limit(); got != 3_000_000 {
		t.Errorf("limit %d", got)
	}
}

// The S3 server's key and secret come from files, and are never shown.
func TestS3Secrets(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("hidden\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var c cli
	_, err := config.Parse(&c, []string{"serve"}, config.Environ{"PREAU_S3_ENDPOINT": "https://s3.example.org", "PREAU_S3_BUCKET": "b", "PREAU_S3_KEY": "k", "PREAU_S3_SECRET_FILE": secret, "PREAU_S3_PATH_STYLE": "true", "PREAU_FILE_LIMIT": "50"})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Serve.files
	if got.S3Secret.Reveal() != "hidden" || strings.Contains(got.S3Secret.String(), "hidden") || !got.S3PathStyle || got.limit() != 50_000_000 || got.S3Region != "us-east-1" {
		t.Errorf("got %+v", got)
	}
}

// The secrets of demands are kept apart from the files, on the same kind of store.
func TestWhereSecretsAre(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s3 := files{FileLimit: 20, S3Endpoint: "https://s3.example.org", S3Bucket: "b", S3Key: "k", S3Secret: "s"}
	ownBucket, folder := s3, s3
	ownBucket.S3Secrets, folder.Secrets = "c", filepath.Join(data, "elsewhere")
	for name, c := range map[string]struct {
		set    files
		folder string
	}{
		"nothing set": {files{FileLimit: 20}, filepath.Join(data, "secrets")},
		"S3":          {s3, ""},
		"own bucket":  {ownBucket, ""},
		"a folder":    {folder, filepath.Join(data, "elsewhere")},
	} {
		store, err := c.set.openSecrets(data)
		_, inFolder := store.(*blob.Folder)
		if err != nil || inFolder != (c.folder != "") {
			t.Errorf("%s: %T %v", name, store, err)
		}
		if _, err := os.Stat(c.folder); c.folder != "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	ownBucket.Secrets = data
	if err := ownBucket.check(); err == nil || !strings.Contains(err.Error(), "keep one") {
		t.Errorf("both: %v", err)
	}
	if err := (files{FileLimit: 20, S3Secrets: "c"}).check(); err == nil {
		t.Error("a bucket without a server")
	}
}
