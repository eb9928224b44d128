package pages

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci"
)

// markFile is the name of the file in a data folder that names the folder's
// database.
const markFile = "desk.json"

// A mark names the database that a data folder belongs to.
type mark struct {
	// Database is the path of the database file relative to the folder, so that
	// both can be moved together. For a server, it is the address without user
	// and password.
	Database string `json:"database"`
}

// folder returns the folder for the data that is not in the database: mails,
// keys, imports, reports, catalog, calendars, sessions. It is named after the
// database, so that no two databases share a folder.
func (o *order) folder() string {
	if o.mails != "" {
		return o.mails
	}
	db := o.database()
	if !place.IsServer(db) {
		return db + ".data"
	}
	return fileNameOf(serverName(db)) + ".data"
}

// serverName returns the parts of a server's address that identify the
// database: host, port, database and schema. User and password, for example,
// are left out.
func serverName(address string) string {
	u, err := url.Parse(address)
	if err != nil { // opening the database will return the error
		return "postgres"
	}
	name := "postgres://" + strings.ToLower(u.Host) + path.Join("/", u.Path)
	if schema := u.Query().Get("search_path"); schema != "" {
		name += "?search_path=" + url.QueryEscape(schema)
	}
	return name
}

// fileNameOf returns a name with only the characters that are safe in a file's
// name: letters, digits, dots and hyphens.
func fileNameOf(name string) string {
	if _, rest, ok := strings.Cut(name, "://"); ok {
		name = rest
	}
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		default:
			return '-'
		}
	}, name), "-.")
}

// mark returns the mark for the data folder.
func (o *order) mark() (mark, error) {
	db := o.database()
	if place.IsServer(db) {
		return mark{serverName(db)}, nil
	}
	file, err := filepath.Abs(db)
	folder, err2 := filepath.Abs(o.folder())
	if err = errors.Join(err, err2); err != nil {
		return mark{}, err
	}
	relative, err := filepath.Rel(folder, file)
	if err != nil { // the database is on another drive
		relative = file
	}
	return mark{filepath.ToSlash(relative)}, nil
}

// claimFolder makes the data folder and marks it for the database. If the
// folder belongs to another database, the error is a [mci.FieldError].
func (o *order) claimFolder() error {
	own, err := o.mark()
	if err == nil {
		err = os.MkdirAll(o.folder(), 0o700)
	}
	if err != nil {
		return err
	}
	if err := writeNew(filepath.Join(o.folder(), markFile), own); err == nil || !errors.Is(err, fs.ErrExist) {
		return err
	}
	return o.checkFolder()
}

// checkFolder returns a [mci.FieldError] if the data folder belongs to another
// database. A folder that does not exist or has no mark belongs to none.
func (o *order) checkFolder() error {
	own, err := o.mark()
	if err != nil {
		return err
	}
	var found mark
	file := filepath.Join(o.folder(), markFile)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = readJSON(file, text, &found)
	}
	if err == nil && found != own {
		err = mci.Invalid("mails", o.folder(), "a folder of its own: this one belongs to the database "+found.Database)
	}
	return err
}
