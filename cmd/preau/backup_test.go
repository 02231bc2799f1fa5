package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
)

// preau runs a command to its end.
func preau(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), args, config.Environ{}, streams{out: &o, err: &e})
	return code, o.String(), e.String()
}

// activate opens the accounts, as their owners' links would.
func activate(t *testing.T, path string) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE account_accounts SET state = 'active'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A platform is saved while it serves, proved, and restored into an empty folder, by three commands.
func TestBackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, to, secrets := filepath.Join(dir, "data"), filepath.Join(dir, "backups"), filepath.Join(dir, "secrets")
	well := func(args ...string) string {
		t.Helper()
		code, out, err := preau(t, args...)
		if code != 0 {
			t.Fatalf("%q: %d %s%s", args, code, out, err)
		}
		return out
	}
	refused := func(want string, args ...string) {
		t.Helper()
		if code, out, err := preau(t, args...); code == 0 || !strings.Contains(out+err, want) {
			t.Errorf("%q: %d %s%s", args, code, out, err)
		}
	}
	refused("is not there", "restore", "-check", "-data", data, "-from", to)
	for _, folder := range []string{to, secrets, filepath.Join(dir, "plain")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	refused("data folder", "backup", "-data", data, "-to", to)
	well("admin", "create", "-data", data, "-email", "claire@preau.test")
	refused("missing flags", "backup", "-data", data)
	refused("-secrets-to are one place", "backup", "-data", data, "-to", to, "-secrets-to", to+"/")
	also := filepath.Join(dir, "also")
	if err := os.Symlink(to, also); err != nil {
		t.Fatal(err)
	}
	refused("-secrets-to are one place", "backup", "-data", data, "-to", to, "-secrets-to", also)
	refused("-secrets-to are one place", "backup", "-data", data, "-to", "s3:bucket/x/", "-secrets-to", "s3:/bucket/x")
	refused("is not there", "backup", "-data", data, "-to", filepath.Join(dir, "unmounted"))
	refused("0 or more", "backup", "-data", data, "-to", to, "-keep-days=-1")
	refused("no public key", "backup", "-data", data, "-to", to, "-recipient", "age1x")
	refused("PostgreSQL's own tools", "backup", "-data", data, "-to", to, "-db", "postgres://nowhere/x")
	refused("no address of a server", "backup", "-data", data, "-to", "s3:bucket/x")
	refused("no backup", "restore", "-check", "-data", data, "-from", to)

	key := well("keys", "backup")
	public := regexp.MustCompile(`age1\S+`).FindString(key)
	identity := filepath.Join(dir, "identity")
	if err := os.WriteFile(identity, []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	desk{t, []string{"-data", data}, filepath.Join(data, "preau.db")}.served(func(base string) {
		wantReady(t, base)
		if out := well("backup", "-data", data, "-to", to, "-secrets-to", secrets, "-recipient", public); !strings.Contains(out, "Saved as 20") || strings.Contains(out, "Not saved") {
			t.Error(out)
		}
	}, "serve")
	refused("encrypted", "restore", "-check", "-data", data, "-from", to)
	elsewhere := filepath.Join(dir, "elsewhere")
	check := []string{"restore", "-check", "-data", elsewhere, "-from", to, "-secrets-from", secrets, "-identity", identity}
	refused("no administrator", check...) // whose link was not used yet
	if err := os.MkdirAll(filepath.Join(dir, "scratch"), 0o700); err != nil {
		t.Fatal(err)
	}
	activate(t, filepath.Join(data, "preau.db"))
	well("backup", "-data", data, "-to", to, "-secrets-to", secrets, "-recipient", public)
	if out := well(check...); !strings.Contains(out, "an administrator signs in") || !strings.Contains(out, "Nothing is missing.") {
		t.Error(out)
	}
	if left, _ := os.ReadDir(elsewhere); len(left) > 0 {
		t.Errorf("the check left %v", left)
	}
	restored := filepath.Join(dir, "restored")
	if out := well("restore", "-data", restored, "-from", to, "-secrets-from", secrets, "-identity", identity); !strings.Contains(out, "Nothing is missing.") || !strings.Contains(out, "signs in anew") {
		t.Error(out)
	}
	refused("into an empty folder", "restore", "-data", restored, "-from", to, "-identity", identity)
	for _, name := range []string{"instance.key", "demands.keys"} {
		was, err := os.ReadFile(filepath.Join(data, name))
		now, err2 := os.ReadFile(filepath.Join(restored, name))
		if err != nil || err2 != nil || string(was) != string(now) {
			t.Errorf("%s: %v %v", name, err, err2)
		}
	}
	desk{t, []string{"-data", restored}, filepath.Join(restored, "preau.db")}.served(func(base string) { wantReady(t, base) }, "serve")

	// Without encryption the keys stay where they are, and are needed.
	plain := filepath.Join(dir, "plain")
	if out := well("backup", "-data", data, "-to", plain); !strings.Contains(out, "Not saved: instance.key.") || !strings.Contains(out, "Not saved: demands.keys.") {
		t.Error(out)
	}
	bare := filepath.Join(dir, "bare")
	refused("a key is missing", "restore", "-data", bare, "-from", plain)
	refused("a key is missing", "admin", "hold-mails", "-data", bare, "-db", filepath.Join(data, "preau.db"))
	if _, err := os.Stat(filepath.Join(bare, "preau.db")); err == nil {
		t.Error("a platform without its keys could be served")
	}
	for _, name := range []string{"instance.key", "demands.keys"} {
		text, err := os.ReadFile(filepath.Join(data, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(bare, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	well("restore", "-data", bare, "-from", plain)
}

// The same, on an S3 server.
func TestBackupOnS3(t *testing.T) {
	t.Parallel()
	o := blobtest.NewServer(t).Options()
	data := t.TempDir()
	s3 := []string{"-backup-s3-endpoint", o.Endpoint, "-backup-s3-key", o.Key, "-backup-s3-secret", o.Secret, "-backup-s3-path-style"}
	for _, args := range [][]string{
		{"migrate", "-data", data},
		{"keys", "list", "-data", data},
		append([]string{"backup", "-data", data, "-to", "s3:" + o.Bucket + "/nightly", "-secrets-to", "s3:" + o.Bucket + "/secrets"}, s3...),
		append([]string{"restore", "-data", data, "-db", filepath.Join(data, "other.db"), "-from", "s3:" + o.Bucket + "/nightly"}, s3...),
	} {
		if code, out, err := preau(t, args...); code != 0 {
			t.Fatalf("%q: %d %s%s", args, code, out, err)
		}
	}
}
