// Package catalogfile reads the catalog that a program's flag names.
package catalogfile

import (
	"fmt"
	"os"
	"time"

	"github.com/mci-go/incentives/mci/catalog"
)

// Load reads the catalog of a file, or the public one where there is no file. A
// malformed catalog is an error with the file's name and all its problems.
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
