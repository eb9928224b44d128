package scenario

import (
	"os"
	"path/filepath"
	"strings"
)

// A File is one scenario.
type File struct {
	// Name is the name of the file, without its folder and ending.
	Name string
	// Lines are its commands.
	Lines []Line
	// Unplayed is the number of commands behind the line that edits the
	// catalog. No host of these examples changes its catalog while it runs, so
	// they are left to the tests of the pure rules.
	Unplayed int
}

// Files reads all scenarios of a folder, in the order of their names.
func Files(folder string) ([]File, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	files := make([]File, 0, len(names))
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		lines, unplayed, err := Parse(string(text))
		if err != nil {
			return nil, err
		}
		files = append(files, File{strings.TrimSuffix(filepath.Base(name), ".txt"), lines, unplayed})
	}
	return files, nil
}
