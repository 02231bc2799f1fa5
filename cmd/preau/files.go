package main

import (
	"errors"
	"path/filepath"

	"preau/internal/app"
	"preau/internal/core/document"
	"preau/internal/kit/blob"
	"preau/internal/kit/config"
)

// Where files and the secrets of demands are, in the data folder, unless a setting says otherwise.
const (
	filesFolder   = "files"
	secretsFolder = "secrets"
)

// files is where the files that people send are kept: a folder of this machine, or a bucket that several machines share.
type files struct {
	Files       string        `help:"Folder of the files that people send. Without it, files in the data folder." type:"path"`
	FileLimit   uint          `help:"Size of the largest file, in megabytes." default:"20"`
	S3Endpoint  string        `name:"s3-endpoint" help:"Address of an S3 server (https://s3.example.org): files are kept there instead of in a folder."`
	S3Region    string        `name:"s3-region" help:"Region of the S3 server." default:"us-east-1"`
	S3Bucket    string        `name:"s3-bucket" help:"Bucket for the files. It is there already."`
	S3Prefix    string        `name:"s3-prefix" help:"What the names of all objects begin with (preau/), when the bucket holds others too."`
	S3Key       config.Secret `name:"s3-key" help:"Access key of the S3 server."`
	S3Secret    config.Secret `name:"s3-secret" help:"Secret of the access key."`
	Secrets     string        `help:"Folder of the secrets of demands, shared by all machines and saved apart from the database. Without it, secrets in the data folder, or the S3 server." type:"path"`
	S3Secrets   string        `name:"s3-secrets-bucket" help:"Bucket for the secrets of demands, without versions of objects. Without it, secrets/ in the bucket of the files."`
	Keyring     config.Secret `help:"The keys that wrap those of demands, one a line in base64, the first of which is in use. Without it, demands.keys in the data folder."`
	S3PathStyle bool          `name:"s3-path-style" help:"The bucket is a path of the address (https://host/bucket) rather than a part of the host's name."`
}

// The faults of these settings.
var (
	errTwoPlaces  = errors.New("files: a folder and an S3 server are both set: keep one")
	errNoEndpoint = errors.New("files: S3 settings without -s3-endpoint")
	errTwoSecrets = errors.New("files: a folder and a bucket for the secrets of demands are both set: keep one")
	errNoSize     = errors.New("files: -file-limit must be at least 1")
)

// limit is the size of the largest file, in bytes.
func (f files) limit() int64 { return int64(f.FileLimit) * document.Megabyte }

// openFiles opens the place where files are kept. An S3 server is first asked something when it is needed.
func (f files) openFiles(data string) (blob.Store, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if f.S3Endpoint == "" {
		if f.Files == "" {
			return blob.NewFolder(filepath.Join(data, filesFolder))
		}
		return blob.NewFolder(f.Files)
	}
	return f.openS3(f.S3Bucket, f.S3Prefix)
}

func (f files) openS3(bucket, prefix string) (blob.Store, error) {
	return blob.NewS3(blob.S3Options{
		Endpoint: f.S3Endpoint, Region: f.S3Region, Bucket: bucket, Prefix: prefix,
		Key: f.S3Key.Reveal(), Secret: f.S3Secret.Reveal(), PathStyle: f.S3PathStyle,
	})
}

// openSecrets opens the place where the secrets of demands are: apart from the files, since they are saved apart.
func (f files) openSecrets(data string) (blob.Store, error) {
	switch {
	case f.Secrets != "":
		return blob.NewFolder(f.Secrets)
	case f.S3Endpoint == "":
		return blob.NewFolder(filepath.Join(data, secretsFolder))
	case f.S3Secrets != "":
		return f.openS3(f.S3Secrets, f.S3Prefix)
	}
	return f.openS3(f.S3Bucket, f.S3Prefix+secretsFolder+"/")
}

// openDemands adds to what the program is started with what opens demands.
func (f files) openDemands(data string, o *app.Options) error {
	var err error
	if o.Secrets, err = f.openSecrets(data); err != nil {
		return err
	}
	o.Ring, err = app.OpenRing(data, f.Keyring.Reveal(), o.Log)
	return err
}

func (f files) check() error {
	var all []error
	if f.S3Endpoint != "" && f.Files != "" {
		all = append(all, errTwoPlaces)
	}
	if f.S3Endpoint == "" && (f.S3Bucket != "" || f.S3Prefix != "" || f.S3Key != "" || f.S3Secret != "" || f.S3Secrets != "" || f.S3PathStyle) {
		all = append(all, errNoEndpoint)
	}
	if f.Secrets != "" && f.S3Secrets != "" {
		all = append(all, errTwoSecrets)
	}
	if f.FileLimit == 0 {
		all = append(all, errNoSize)
	}
	return errors.Join(all...)
}
