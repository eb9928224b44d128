// Package catalogfile reads the catalog file that a program's flag names.
package catalogfile

import (
	"fmt"
	"os"
	"time"

	"github.com/mci-go/incentives/mci/catalog"
)

// Load reads the catalog in a file. If file is empty, it returns the public
// catalog. If the catalog is malformed, the error has the file's name and all
// problems.
func Load(file string) (*catalog.Catalog, error) {
	if file == "" {
		return catalog.Public()
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	card, err := catalog.Read(data, catalog.ReadOptions{Zone: time.LoadLocation})
	if err != nil {
		return nil, fmt.Errorf("%s is malformed:\n%w", file, err)
	}
	return card, nil
}
