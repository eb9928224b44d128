package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mci-go/incentives/mci"
)

// errFolder is the error for a folder if the name of a file is needed.
var errFolder = errors.New("it is a folder; name a file in it")

// checkNewFile returns an error if no file can have the name that a user gave.
// It is no error if such a file exists. If the name is empty, the error names
// the field.
func checkNewFile(field, name string) error {
	if name == "" {
		return mci.Invalid(field, "", "the name of a file")
	}
	if status, err := os.Stat(name); err == nil && status.IsDir() {
		return &fs.PathError{Op: "create", Path: name, Err: errFolder}
	}
	if _, err := os.Stat(filepath.Dir(name)); err != nil {
		return fmt.Errorf("%s: its folder: %w", name, err)
	}
	return nil
}

// asNewFile returns an error of writing a temporary file as an error of the
// file that the user named.
func asNewFile(name string, err error) error {
	var failed *fs.PathError
	var linked *os.LinkError
	switch {
	case errors.As(err, &failed) && failed.Op == "write":
		return &fs.PathError{Op: failed.Op, Path: name, Err: failed.Err}
	case errors.As(err, &failed):
		return &fs.PathError{Op: "create", Path: name, Err: failed.Err}
	case errors.As(err, &linked):
		return &fs.PathError{Op: "create", Path: name, Err: linked.Err}
	default:
		return err
	}
}
