package password

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"preau/internal/kit/id"
)

// ErrBusy says that too many passwords wait to be hashed: a flood, since hashing is made to be dear.
var ErrBusy = errors.New("too many passwords wait to be hashed")

// Cost is what one hash costs an attacker, and the server.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// Standard is the cost for real accounts, some 40 ms.
func Standard() Cost { return Cost{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1} }

const (
	saltBytes = 16
	keyBytes  = 32
)

// Options of a Hasher; zero values are sound.
type Options struct {
	Cost    Cost // zero: Standard
	AtOnce  int  // how many hash at the same time; zero: 2, so that memory and processors stay for the pages
	Waiting int  // how many more may wait; zero: 100, some two seconds
}

// Hasher hashes and checks passwords, a few at a time. It is safe for concurrent use.
type Hasher struct {
	cost  Cost
	queue chan struct{} // who hashes or waits
	slots chan struct{} // who hashes
	done  atomic.Int64
}

// New makes a Hasher.
func New(o Options) *Hasher {
	if o.Cost == (Cost{}) {
		o.Cost = Standard()
	}
	if o.AtOnce == 0 {
		o.AtOnce = 2
	}
	if o.Waiting == 0 {
		o.Waiting = 100
	}
	return &Hasher{cost: o.Cost, queue: make(chan struct{}, o.AtOnce+o.Waiting), slots: make(chan struct{}, o.AtOnce)}
}

// Hash gives the PHC string of a password, which carries its salt and cost.
func (h *Hasher) Hash(ctx context.Context, pw string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(id.Secret())
	if err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	salt := raw[:saltBytes]
	key, err := h.derive(ctx, pw, salt, h.cost)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.MemoryKiB, h.cost.Passes, h.cost.Lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// Verify says whether pw is the password of a PHC string. An empty one stands for an account that is not, or has no
// password: the answer is no, after the same work, so that time tells nothing.
func (h *Hasher) Verify(ctx context.Context, phc, pw string) (bool, error) {
	p := parsed{cost: h.cost, salt: make([]byte, saltBytes)}
	if phc != "" {
		var err error
		if p, err = parse(phc); err != nil {
			return false, err
		}
	}
	key, err := h.derive(ctx, pw, p.salt, p.cost)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1, nil
}

// Stale says whether a PHC string was made at another cost than today's, and should be made again at the next sign-in.
func (h *Hasher) Stale(phc string) bool {
	p, err := parse(phc)
	return err != nil || p.cost != h.cost
}

// Done is how many hashes were computed: tests hold against it that an unknown account costs as much as a known one.
func (h *Hasher) Done() int64 { return h.done.Load() }

func (h *Hasher) derive(ctx context.Context, pw string, salt []byte, c Cost) ([]byte, error) {
	select {
	case h.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-h.queue }()
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	h.done.Add(1)
	return argon2.IDKey([]byte(normal(pw)), salt, c.Passes, c.MemoryKiB, c.Lanes, keyBytes), nil
}

type parsed struct {
	cost      Cost
	salt, key []byte
}

var errForm = errors.New("not a PHC string of argon2id")

// parse reads "$argon2id$v=19$m=19456,t=2,p=1$salt$key".
func parse(phc string) (parsed, error) {
	var (
		p       parsed
		version int
	)
	f := strings.Split(phc, "$")
	if len(f) != 6 || f[1] != "argon2id" {
		return p, errForm
	}
	if _, err := fmt.Sscanf(f[2], "v=%d", &version); err != nil || version != argon2.Version {
		return p, errForm
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &p.cost.MemoryKiB, &p.cost.Passes, &p.cost.Lanes); err != nil {
		return p, errForm
	}
	var errs [2]error
	p.salt, errs[0] = base64.RawStdEncoding.DecodeString(f[4])
	p.key, errs[1] = base64.RawStdEncoding.DecodeString(f[5])
	if errors.Join(errs[:]...) != nil || len(p.salt) < 8 || len(p.key) != keyBytes || p.cost.Passes == 0 || p.cost.Lanes == 0 {
		return parsed{}, errForm
	}
	return p, nil
}
