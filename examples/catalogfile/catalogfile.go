// Package catalogfile reads the catalog file that a program's flag names.
package catalogfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci/catalog"
)

// Load reads the catalog in a file, as Read does. If file is empty, it returns
// the public catalog.
func Load(file string) (*catalog.Catalog, error) {
	if file == "" {
		return catalog.Public()
	}
	data, err := os.ReadFile(file)
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
// .yml, the text is YAML, otherwise JSON. If the catalog is malformed, the
// error is mci.Problems or one mci.FieldError; each problem has its path, and
// its line and column in the file.
func Read(file string, data []byte) (*catalog.Catalog, error) {
	options := catalog.ReadOptions{Zone: time.LoadLocation}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".yaml", ".yml":
	default:
		return catalog.Read(data, options)
	}
	text, places, err := fromYAML(data)
	if err != nil {
		return nil, err
	}
	card, err := catalog.Read(text, options)
	return card, placed(err, places)
}
