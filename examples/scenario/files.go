package scenario

import (
	"os"
	"path/filepath"
	"strings"
)

// A File is one scenario.
type File struct {
	// Name is the name of the file, without its folder and extension.
	Name string
	// Lines are the commands of the scenario.
	Lines []Line
	// Unplayed is the number of commands after the line that edits the catalog.
	// No host of these examples changes its catalog while it runs, so the tests
	// of the pure rules play these commands.
	Unplayed int
}

// Files reads all scenarios in a folder, in the order of their names.
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
