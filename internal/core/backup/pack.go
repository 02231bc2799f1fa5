package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"preau/internal/kit/blob"
)

// sealFor reads whom to encrypt to: age1… keys, of X25519.
func sealFor(recipients []string) (seal, error) {
	var s seal
	all := slices.Clone(recipients)
	slices.Sort(all)
	for _, r := range all {
		to, err := age.ParseX25519Recipient(r)
		if err != nil {
			return seal{}, fmt.Errorf("%q is no public key of age: %w", r, err)
		}
		s.to = append(s.to, to)
	}
	if len(all) > 0 {
		sum := sha256.Sum256([]byte(strings.Join(all, "\n")))
		s.mark = hex.EncodeToString(sum[:8])
	}
	return s, nil
}

// counted hashes and counts what is read through it.
type counted struct {
	io.Reader
	hash hash.Hash
	n    int64
}

func counting(from io.Reader) *counted { return &counted{Reader: from, hash: sha256.New()} }

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += int64(n)
	_, _ = c.hash.Write(b[:n]) // never fails
	return n, err
}

func (c *counted) sum() string { return hex.EncodeToString(c.hash.Sum(nil)) }

// through is what fill writes, as a stream to read: its error comes out at the stream's end.
func through(fill func(to io.Writer) error) io.ReadCloser {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(fill(w)) }() // never fails
	return r
}

// encrypted is the stream as it goes onto the shelf.
func (s seal) encrypted(from io.Reader) io.ReadCloser {
	return through(func(to io.Writer) error {
		if len(s.to) == 0 {
			_, err := io.Copy(to, from)
			return err
		}
		w, err := age.Encrypt(to, s.to...)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, from); err != nil {
			return err
		}
		return w.Close()
	})
}

// put compresses, encrypts and keeps one object of a set.
func (s seal) put(ctx context.Context, shelf blob.Shelf, set, name string, from io.Reader) (Object, error) {
	c := counting(from)
	packed := through(func(to io.Writer) error {
		w, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		_, err = io.Copy(w, c)
		return errors.Join(err, w.Close())
	})
	defer func() { _ = packed.Close() }()
	sealed := s.encrypted(packed)
	defer func() { _ = sealed.Close() }()
	o := Object{Name: name + ".zst" + s.ending()}
	if err := shelf.Put(ctx, sets+set+"/"+o.Name, sealed); err != nil {
		return Object{}, err
	}
	o.Size, o.SHA256 = c.n, c.sum()
	return o, nil
}

// errNoIdentity says what is missing.
var errNoIdentity = errors.New("this backup is encrypted: its private key is needed (-identity)")

// Identities are the private keys that open encrypted backups.
type Identities []age.Identity

// ReadIdentities reads private keys of age, one a line.
func ReadIdentities(from io.Reader) (Identities, error) {
	ids, err := age.ParseIdentities(from)
	return ids, err
}

// NewPair draws a pair of keys: the private one is for a safe, and who makes backups needs the public one alone.
func NewPair() (public, private string, err error) {
	pair, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return pair.Recipient().String(), pair.String(), nil
}

// opener opens what is on a shelf.
type opener struct {
	shelf blob.Shelf
	by    Identities
}

// raw opens an object that is not compressed.
func (o opener) raw(ctx context.Context, name string) (io.Reader, io.Closer, error) {
	from, err := o.shelf.Open(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	if !strings.HasSuffix(name, ".age") {
		return from, from, nil
	}
	if len(o.by) == 0 {
		_ = from.Close() // it was only to be read
		return nil, nil, errNoIdentity
	}
	plain, err := age.Decrypt(from, o.by...)
	if err != nil {
		_ = from.Close() // it was only to be read
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return plain, from, nil
}

// unpack writes one object of a set, and holds it against its manifest.
func (o opener) unpack(ctx context.Context, set string, is Object, to io.Writer) error {
	from, end, err := o.raw(ctx, sets+set+"/"+is.Name)
	if err != nil {
		return fmt.Errorf("%s: %w", is.Name, err)
	}
	defer func() { _ = end.Close() }() // it was only read
	z, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer z.Close()
	c := counting(z)
	if _, err := io.Copy(to, c); err != nil {
		return fmt.Errorf("%s: %w", is.Name, err)
	}
	if c.n != is.Size || c.sum() != is.SHA256 {
		return fmt.Errorf("%s is not what was saved: %d bytes instead of %d, or others", is.Name, c.n, is.Size)
	}
	return nil
}
