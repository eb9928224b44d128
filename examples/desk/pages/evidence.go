package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// uploadField is the field of a file. It is no field of a command: the command
// gets a reference to the file.
const uploadField = "upload"

// mostName is the most bytes of a file's name in a reference.
const mostName = 200

// sumMark stands before the SHA-256 sum of a file in a reference.
const sumMark = "sha256:"

// evidence is the folder of the files that were given as evidence, each under
// its sum. A file whose form came back stays there, too, and does no harm.
func (s *site) evidence() string { return filepath.Join(s.mail.folder, "evidence") }

// parseCommand reads the form of a command: its fields, and the file that may
// come with it, which is kept. The field of the reference then names the file
// and its sum.
func (s *site) parseCommand(r *http.Request, reference string) (url.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err := parseForm(r)
		return r.PostForm, err
	}
	if r.ContentLength > mostUpload { // nothing of it is read
		return nil, errTooLong
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, mci.Invalid("form", "text that cannot be read", "the fields of a form")
	}
	values, left := url.Values{}, int64(mostForm)
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return values, nil
		case err != nil:
			return nil, uploadError(err)
		case part.FormName() == uploadField:
			err = s.receiveEvidence(part, values, reference)
		default:
			var text []byte
			text, err = io.ReadAll(io.LimitReader(part, left+1))
			if left -= int64(len(text)) + 1; left < 0 {
				return nil, errTooLong
			}
			values.Add(part.FormName(), string(text))
		}
		if err != nil {
			return nil, uploadError(err)
		}
	}
}

// receiveEvidence keeps a file, and adds its name and its sum to the field of
// the reference. Without a file it does nothing.
func (s *site) receiveEvidence(part *multipart.Part, values url.Values, reference string) error {
	if part.FileName() == "" {
		return nil
	}
	sum, err := keep(part, s.evidence())
	if err != nil || sum == "" {
		return err
	}
	name := part.FileName()
	if len(name) > mostName {
		name = strings.ToValidUTF8(name[:mostName], "")
	}
	said := strings.TrimSpace(values.Get(reference))
	if said == "" {
		said = name
	}
	values.Set(reference, said+" "+sumMark+sum)
	return nil
}

// An evidenceFile is a file that a reference names.
type evidenceFile struct{ Name, Address string }

// fileOf returns the file of a reference, or nil if it names none.
func fileOf(reference string) *evidenceFile {
	name, sum, ok := strings.Cut(reference, " "+sumMark)
	if !ok || !isSum(sum) {
		return nil
	}
	return &evidenceFile{name, "/evidence/" + sum}
}

// isSum reports whether a text is a SHA-256 sum as keep writes it.
func isSum(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == sha256.Size && text == strings.ToLower(text)
}

// evidenceFile gives a file back. A browser never shows it inside of the site,
// because anybody may have made it.
func (s *site) evidenceFile(r *http.Request) (answer, error) {
	sum := r.PathValue("sum")
	if !isSum(sum) {
		return nil, errNoPage
	}
	file, err := os.Open(filepath.Join(s.evidence(), sum))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNoPage
	}
	if err != nil {
		return nil, err
	}
	return &attachment{file}, nil
}

// An attachment is a file that is downloaded.
type attachment struct{ file *os.File }

func (a *attachment) serve(_ *site, w http.ResponseWriter, r *http.Request) {
	defer a.file.Close() //nolint:errcheck // because the file was only read
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment")
	http.ServeContent(w, r, "", time.Time{}, a.file)
}
