package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A setting is a flag that can also be set by an environment variable or by a
// field in the settings.
type setting struct {
	flag     string // also the field of the settings
	variable string
	file     bool   // it can name a file
	says     string // the comment in a new file of settings
	example  string // settingsFiles are the possible names of the settings file in a folder.
}

var settingsTable = []setting{
	{
		flag: "db", variable: "TRACKER_DB", file: true, example: "tracker.db",
		says: "The file, or the address of a PostgreSQL database, that keeps the claims.",
	},
	{
		flag: "catalog", variable: "TRACKER_CATALOG", file: true, example: "catalog.yaml",
		says: "The catalog of engagements. \"tracker catalog new\" writes one. Without it, the\n# public catalog is used.",
	},
	{
		flag: "user", variable: "TRACKER_USER", example: "pat",
		says: "The ID of the partner's user who gives the commands.",
	},
	{
		flag: "holidays", variable: "TRACKER_HOLIDAYS", file: true, example: "holidays.txt",
		says: "The days that are no business days, for associations: a day such as 2022-12-26\n# a line, and what it is.",
	},
	{
		flag: "partner", variable: "TRACKER_PARTNER", file: true, example: "partner.json",
		says: "The company, its users, locations and customers, for \"tracker serve\".",
	},
}

// settingsFiles are the names of a file of settings in a folder.
var settingsFiles = []string{"tracker.yaml", "tracker.yml", "tracker.json"}

// mostSettingsBytes is the largest size of a settings file.
const mostSettingsBytes = 64 << 10

// prepare sets the flags that have other values, and chooses the fields of the
// output.
func (p *program) prepare(c *cobra.Command, args []string) error {
	if err := p.standIns(c, args); err != nil || len(p.fields) == 0 {
		return err
	}
	_, command, _ := strings.Cut(c.CommandPath(), " ")
	p.json = true // for the error, too
	chosen, untold, err := checkFields(command, p.fields)
	if err != nil {
		return err
	}
	p.chooser = choose(chosen, untold, p.out)
	p.out = p.chooser
	return nil
}

// standIns sets each of the command's flags that was not given. It uses the
// environment variable. If that is not set, it uses the settings. These values
// are not the flags' defaults, because the help would print them, and an
// address may contain a password.
func (p *program) standIns(c *cobra.Command, _ []string) error {
	file, err := p.settingsFile()
	if err != nil {
		return err
	}
	settings, err := readSettings(file)
	if err != nil {
		return &settingsError{file, err}
	}
	p.config = file
	for _, s := range settingsTable {
		flag, value := c.Flags().Lookup(s.flag), p.env(s.variable)
		if value == "" {
			value = settings[s.flag]
		}
		if value == "" || flag == nil || flag.Changed {
			continue
		}
		if err := flag.Value.Set(value); err != nil {
			return err
		}
	}
	return nil
}

// settingsFile returns the settings file. It is empty if there is none.
func (p *program) settingsFile() (string, error) {
	for _, named := range []string{p.config, p.env("TRACKER_CONFIG")} {
		if named != "" {
			return named, nil
		}
	}
	folders := []string{""}
	if folder, err := p.configs(); err == nil { // otherwise the user has no such folder
		folders = append(folders, filepath.Join(folder, "tracker"))
	}
	for _, folder := range folders {
		switch found, err := settingsIn(folder); {
		case err != nil || len(found) == 1:
			return strings.Join(found, ""), err
		case len(found) > 1:
			return "", mci.Invalid("config", strings.Join(found, " and "), "one file of settings in a folder")
		}
	}
	return "", nil
}

// settingsIn returns the settings files in a folder.
func settingsIn(folder string) (found []string, err error) {
	for _, name := range settingsFiles {
		file := filepath.Join(folder, name)
		switch _, err := os.Stat(file); {
		case err == nil:
			found = append(found, file)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return found, nil
}

// onlyComments reports whether a YAML text has no content.
func onlyComments(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// readSettings reads a settings file. If the file names other files, see
// fileIn. If file is empty, there are no settings.
func readSettings(file string) (settings map[string]string, err error) {
	if file == "" {
		return nil, nil
	}
	status, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !status.Mode().IsRegular() || status.Size() > mostSettingsBytes {
		return nil, mci.Invalid("config", file, fmt.Sprintf("a file of settings, at most %d bytes", mostSettingsBytes))
	}
	data, err := inputfile.Text(file, mostSettingsBytes)
	if err != nil {
		return nil, err
	}
	if settings = map[string]string{}; onlyComments(data) {
		return settings, nil
	}
	err = catalogfile.Bind(file, data, func(o document.Object) {
		for _, s := range settingsTable {
			field := o.Nullable(s.flag)
			value := field.Text(mostSettingsBytes)
			if s.file && value != "" && !place.IsServer(value) {
				var homeless error
				value, homeless = fileIn(filepath.Dir(file), value)
				field.Wrong(homeless, "the name of a file without ~, because your home folder is not known")
			}
			settings[s.flag] = value
		}
	})
	if err != nil {
		return nil, fmt.Errorf("the settings in %s are malformed:\n%w", file, err)
	}
	return settings, nil
}

// fileIn returns a file that the settings in a folder name. If the name begins
// with ~/, it is relative to the user's home folder, and otherwise to the
// folder.
func fileIn(folder, name string) (string, error) {
	if filepath.IsAbs(name) {
		return name, nil
	}
	if inside, ok := strings.CutPrefix(filepath.ToSlash(name), "~/"); ok {
		home, err := os.UserHomeDir()
		return filepath.Join(home, inside), err
	}
	return filepath.Join(folder, name), nil
}

// A settingsError is the error for a settings file that cannot be read.
type settingsError struct {
	file string
	err  error
}

func (e *settingsError) Error() string { return e.err.Error() }

// Unwrap returns the problems of the file.
func (e *settingsError) Unwrap() error { return e.err }
