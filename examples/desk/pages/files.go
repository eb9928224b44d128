package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// draftPattern matches a file that is not complete yet. If the program crashes,
// one can remain.
const draftPattern = ".draft-*"

// writeFile writes a file. It appears only when it is complete and on the disk.
func writeFile(file string, content []byte) error {
	return writeDraft(file, content, func(draft string) error { return os.Rename(draft, file) })
}

// writeNew writes a value as JSON into a new file. If the file exists, the
// error is [fs.ErrExist]. If several programs write it at the same time,
// exactly one succeeds.
func writeNew(file string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return writeNewFile(file, text)
}

// writeNewFile is writeNew for bytes.
func writeNewFile(file string, content []byte) error {
	return writeDraft(file, content, func(draft string) error {
		return errors.Join(os.Link(draft, file), os.Remove(draft))
	})
}

// writeDraft writes a draft beside a file, and then calls name, which gives the
// draft the file's name.
func writeDraft(file string, content []byte, name func(draft string) error) error {
	draft, err := os.CreateTemp(filepath.Dir(file), draftPattern)
	if err != nil {
		return err
	}
	_, err = draft.Write(content)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	if err := name(draft.Name()); err != nil {
		return errors.Join(err, removed(draft.Name()))
	}
	return syncFolder(filepath.Dir(file))
}

// syncFolder flushes the names in a folder to the disk, if the system can.
func syncFolder(folder string) error {
	opened, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = opened.Sync() // some systems refuse it for folders
	return opened.Close()
}

// removed removes a file. It is no error if the file is gone already.
func removed(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeWhole writes a value as JSON into a file. The file appears only when it
// is complete.
func writeWhole(file string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(file, text)
}

// readOrMake returns the content of a file that only its owner may read. If
// there is no such file, it makes one. If two programs make it at the same
// time, both get the same content.
func readOrMake(file string, content func() []byte) ([]byte, error) {
	found, err := os.ReadFile(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return found, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	if err := writeNewFile(file, content()); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(file)
}

// A damagedError says that a file of the desk cannot be read, for example
// because somebody changed it.
type damagedError struct {
	file string
	err  error
}

// Error names the file without its folder.
func (e *damagedError) Error() string {
	return fmt.Sprintf("a file of the desk, %s: %v", filepath.Base(e.file), e.err)
}

// Unwrap returns the reason.
func (e *damagedError) Unwrap() error { return e.err }

// readJSON reads the text of a file of the desk.
func readJSON(file string, text []byte, value any) error {
	if err := json.Unmarshal(text, value); err != nil {
		return &damagedError{file, err}
	}
	return nil
}

// tellDrafts logs each incomplete file that a crash left below a folder. The
// file stays there under its draft's name, so that a person can look at it.
// Only incomplete uploads are removed after a while; see [sweepWaiting].
func tellDrafts(log *slog.Logger, folder string) error {
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		for _, pattern := range []string{draftPattern, uploadPattern, ".mail-*"} {
			if ok, _ := filepath.Match(pattern, entry.Name()); ok {
				log.Warn("a file was not written to its end, for example because the program was killed", "file", file)
			}
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
