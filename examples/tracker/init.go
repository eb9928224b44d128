package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci"
)

func (p *program) initCommand() *cobra.Command {
	user := ""
	command := &cobra.Command{
		Use: "init", Short: "Write a file of settings in this folder", Args: arguments(0, 0),
		Long: `Write ` + settingsFiles[0] + `, a file of settings, in this folder: the place of the claims, the catalog and the user of the flags,
so that later commands need none of them. The place and the catalog are tried before. Nothing is ever overwritten.`,
		Example: "  tracker init --user pat\n  tracker init --db postgres://pat@host/claims --catalog fy26.yaml",
	}
	command.Flags().StringVar(&user, "user", "", "the `ID` of the partner's user who gives the commands")
	command.RunE = func(c *cobra.Command, _ []string) error { return p.init(c) }
	return command
}

// init writes a settings file.
func (p *program) init(c *cobra.Command) error {
	p.started = true
	switch found, err := settingsIn(""); {
	case err != nil:
		return err
	case len(found) > 0:
		return mci.Invalid("config", strings.Join(found, " and "), "a folder without a file of settings; change the file, or remove it first")
	}
	made, err := p.tryPlace(c.Context())
	if err != nil {
		return err
	}
	if _, err := p.card(); err != nil {
		return err
	}
	values := map[string]string{}
	for _, s := range settingsTable {
		if flag := c.Flags().Lookup(s.flag); flag != nil {
			values[s.flag] = flag.Value.String()
		}
	}
	if err := writeNew(settingsFiles[0], settingsText(values)); err != nil {
		return err
	}
	t := &tracker{streams: p.streams, json: p.json}
	return t.show(&begun{File: settingsFiles[0], Place: place.Shown(p.database), Made: made})
}

// tryPlace opens the place of the claims, and reports whether it exists now. If
// the place is a file, the first change makes it.
func (p *program) tryPlace(ctx context.Context) (exists bool, err error) {
	s, err := openPlace(ctx, "db", p.database, place.IsServer(p.database))
	if missing := (*unmade)(nil); errors.As(err, &missing) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.Close()
}

// settingsText returns a settings file with values for flags.
func settingsText(values map[string]string) []byte {
	var text strings.Builder
	text.WriteString(`# Settings of tracker. A flag goes before them, and so does a variable of the
# environment, such as TRACKER_DB. The name of a file is relative to this one or,
# after ~/, to your home folder.
`)
	for _, s := range settingsTable {
		value, comment := values[s.flag], ""
		if value == "" {
			value, comment = s.example, "# "
		}
		quoted, _ := json.Marshal(value) // YAML can read JSON; a text always has a JSON form
		fmt.Fprintf(&text, "\n# %s\n%s%s: %s\n", s.says, comment, s.flag, quoted)
	}
	return []byte(text.String())
}

// writeNew writes a new file that only its owner can read, because an address
// may contain a password.
func writeNew(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// A begun is the result of init.
type begun struct {
	File  string `json:"file"`
	Place string `json:"place"` // without secrets such as a password
	Made  bool   `json:"made"`  // the place exists
}

func (b *begun) text(w io.Writer) {
	fmt.Fprintf(w, "the settings are in %s\n", b.File)
	if !b.Made {
		fmt.Fprintf(w, "%s is made by the first claim: type \"tracker open ID REQUEST\", or \"tracker import FILE\"\n", b.Place)
		return
	}
	fmt.Fprintf(w, "the claims are in %s: type \"tracker due\"\n", b.Place)
}
