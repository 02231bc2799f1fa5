package packed_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/registers/packed"
)

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.tsv.gz")
	write := func(rows ...string) []byte {
		if err := packed.Write(path, rows); err != nil {
			t.Fatal(err)
		}
		list, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := write("a\t1", "b\tÉ")
	if d := cmp.Diff([]string{"a\t1", "b\tÉ"}, packed.Rows(list)); d != "" {
		t.Error(d)
	}
	if string(write("a\t1", "b\tÉ")) != string(list) {
		t.Error("the same rows make other bytes")
	}
}

func TestBroken(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a broken list is taken")
		}
	}()
	packed.Rows([]byte("no gzip"))
}
