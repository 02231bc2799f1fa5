package main

import (
	"os"
	"runtime/pprof"
)

// profile writes where the processor's time goes into a file, until it is ended; without a file it does nothing.
func profile(path string) (end func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path) //nolint:gosec // the operator's setting
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // a profile that is cut short does not open, and says so
	}, nil
}
