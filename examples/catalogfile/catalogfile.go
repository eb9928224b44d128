// Package catalogfile reads the catalog file that a program's flag names. A
// program calls [Load], [Read] for a text, or [Bind] for other files that
// people write in YAML or JSON.
package catalogfile

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// Load reads the catalog in a file, as Read does. If file is empty, it returns
// the public catalog.
func Load(file string) (*catalog.Catalog, error) {
	if file == "" {
		return catalog.Public()
	}
	data, err := inputfile.Text(file, inputfile.Most)
	if err != nil {
		return nil, err
	}
	card, err := Read(file, data)
	if err != nil {
		return nil, fmt.Errorf("%s is malformed:\n%w", file, err)
	}
	return card, nil
}

// Read reads the catalog in a file's text. If the file's name ends in .yaml or
// .yml, the text is YAML, and otherwise JSON. If the catalog is malformed, the
// error is mci.Problems or one mci.FieldError. Each problem has its path, and
// its line and column in the file.
func Read(file string, data []byte) (*catalog.Catalog, error) {
	var card *catalog.Catalog
	err := translated(file, data, func(text []byte) (err error) {
		card, err = catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})
		return err
	})
	return card, err
}

// Bind reads a file's text within the default limits of package document, and
// calls bind with its fields. The text is YAML or JSON, and the errors are the
// same as for Read.
func Bind(file string, data []byte, bind func(document.Object)) error {
	return translated(file, data, func(text []byte) error { return document.Read(text, document.Limits{}, bind) })
}

// translated calls read with a file's text as JSON. The problems that it
// returns have their places in the file. YAML may begin with a byte order mark,
// which editors on Windows write. It is removed, because the parser would make
// it a part of the first name.
func translated(file string, data []byte, read func(text []byte) error) error {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".yaml", ".yml":
	default:
		return read(data)
	}
	text, places, err := fromYAML(bytes.TrimPrefix(data, []byte("\uFEFF")))
	if err != nil {
		return err
	}
	return placed(read(text), places)
}
