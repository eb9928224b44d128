package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// pages holds the files of the site beside the program.
//
//go:embed site
var pages embed.FS

const (
	program  = "play.wasm"
	launcher = "wasm_exec.js" // the part of Go that starts the program in a browser
)

// build writes the site into a folder, and returns the names of its files. If
// there is no such folder, it makes one. It needs the go command and the source
// of this module.
func build(ctx context.Context, folder string) ([]string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if _, err := command(ctx, "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(folder, program), "github.com/mci-go/incentives/examples/playground/wasm"); err != nil {
		return nil, err
	}
	root, err := command(ctx, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	start, err := os.ReadFile(filepath.Join(root, "lib", "wasm", launcher))
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{launcher: start}
	entries, err := pages.ReadDir("site")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if texts[entry.Name()], err = pages.ReadFile("site/" + entry.Name()); err != nil {
			return nil, err
		}
	}
	for name, text := range texts { // with permissions that let a web server read it
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return nil, err
		}
	}
	if err := os.Chmod(filepath.Join(folder, program), 0o644); err != nil {
		return nil, err
	}
	return append(slices.Sorted(maps.Keys(texts)), program), nil
}

// command runs the go command for the browser and returns its output. It
// ignores the flags in GOFLAGS, such as -race, because they are not for the
// browser.
func command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=", "CGO_ENABLED=0")
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, problems.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// measure returns the size of a file, and its size after gzip, which web
// servers use.
func measure(name string) (size, zipped int, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return 0, 0, err
	}
	var c counter
	w := gzip.NewWriter(&c)
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return len(text), int(c), err
}

// A counter counts the bytes that are written to it.
type counter int

// Write implements [io.Writer].
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
