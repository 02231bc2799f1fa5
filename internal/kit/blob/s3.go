package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options name a bucket of an S3 server. The bucket is there already, and holds nothing else below the prefix.
type S3Options struct {
	Endpoint  string // https://s3.example.org
	Region    string // empty: us-east-1
	Bucket    string
	Prefix    string // of the keys: "preau/"
	Key       string
	Secret    string
	PathStyle bool // https://host/bucket/key rather than https://bucket.host/key
}

// S3 keeps blobs as objects of a bucket.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
}

const (
	// part is how much of a stream is in memory at a time, and what is sent in one request; S3 takes no smaller one but the last.
	part = 5 << 20
	// attempts are few: people wait.
	attempts = 3
	// readyIn is how soon the server must answer to count as there.
	readyIn = 5 * time.Second
)

// NewS3 makes the store. The server is not asked anything yet.
func NewS3(o S3Options) (*S3, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("S3: %q is no address of a server (https://s3.example.org)", o.Endpoint)
	}
	if o.Bucket == "" || o.Key == "" || o.Secret == "" {
		return nil, errors.New("S3: the bucket, the key and its secret are all needed")
	}
	lookup := minio.BucketLookupDNS
	if o.PathStyle {
		lookup = minio.BucketLookupPath
	}
	region := o.Region
	if region == "" {
		region = "us-east-1"
	}
	c, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: u.Scheme == "https", Region: region,
		BucketLookup: lookup, Transport: transport(), MaxRetries: attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("S3: %w", err)
	}
	return &S3{client: c, bucket: o.Bucket, prefix: o.Prefix}, nil
}

// transport gives up on a server that is not there long before a person would.
func transport() *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 30 * time.Second, IdleConnTimeout: time.Minute,
		MaxIdleConnsPerHost: 16, ForceAttemptHTTP2: true, DisableCompression: true,
	}
}

// Put sends what is small in one request, and the rest in parts; a stream that breaks leaves nothing to be seen.
func (s *S3) Put(ctx context.Context, key string, from io.Reader) error {
	if !isKey(key) {
		return errKey
	}
	return s.put(ctx, key, from)
}

func (s *S3) put(ctx context.Context, name string, from io.Reader) error {
	src := &source{Reader: from}
	head, err := io.ReadAll(io.LimitReader(src, part))
	if err != nil {
		return err
	}
	body, size := io.Reader(bytes.NewReader(head)), int64(len(head))
	if size == part {
		body, size = io.MultiReader(body, src), -1
	}
	_, err = s.client.PutObject(ctx, s.bucket, s.prefix+name, body, size, minio.PutObjectOptions{ContentType: "application/octet-stream", PartSize: part})
	if src.err != nil {
		return src.err
	}
	return s.fault(ctx, err)
}

// object is a blob of a bucket. Its bytes are asked for when they are read.
type object struct {
	*minio.Object
	info Info
}

func (o object) Info() Info { return o.info }

// Open asks for the object.
func (s *S3) Open(ctx context.Context, key string) (Blob, error) {
	if !isKey(key) {
		return nil, errKey
	}
	return s.open(ctx, key)
}

func (s *S3) open(ctx context.Context, name string) (Blob, error) {
	o, err := s.client.GetObject(ctx, s.bucket, s.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, s.fault(ctx, err)
	}
	i, err := o.Stat()
	if err != nil {
		_ = o.Close() // it was only to be read
		return nil, s.fault(ctx, err)
	}
	return object{o, Info{Key: name, Size: i.Size, At: i.LastModified.UTC()}}, nil
}

// Delete removes the object, and the parts of one that never became whole.
func (s *S3) Delete(ctx context.Context, key string) error {
	if !isKey(key) {
		return errKey
	}
	err := s.client.RemoveObject(ctx, s.bucket, s.prefix+key, minio.RemoveObjectOptions{})
	if err == nil {
		err = s.client.RemoveIncompleteUpload(ctx, s.bucket, s.prefix+key)
	}
	if err = s.fault(ctx, err); errors.Is(err, ErrNone) {
		return nil
	}
	return err
}

// List goes through the objects below the prefix. What is not a blob's object is left out.
func (s *S3) List(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		for o := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
			if o.Err != nil {
				yield(Info{}, s.fault(ctx, o.Err))
				return
			}
			key := strings.TrimPrefix(o.Key, s.prefix)
			if isKey(key) && !yield(Info{Key: key, Size: o.Size, At: o.LastModified.UTC()}, nil) {
				return
			}
		}
	}
}

// Ready says whether the server answers, and has the bucket.
func (s *S3) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyIn)
	defer cancel()
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		err = fmt.Errorf("there is no bucket %q", s.bucket)
	}
	if err != nil {
		return down(ctx, err)
	}
	return nil
}

// fault tells an object that is not there from a server that does not do what it is asked.
func (s *S3) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey, minio.NoSuchUpload:
		return ErrNone
	}
	return down(ctx, fmt.Errorf("S3: %w", err))
}
