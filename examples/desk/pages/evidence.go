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

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// uploadField is the field of a file. It is no field of a command: the command
// gets a reference to the file.
const uploadField = "upload"

// mostName is the most bytes of a file's name that is only shown.
const mostName = 200

// mostReference is the most bytes that the library takes as a reference.
const mostReference = 500

// sumMark stands before the SHA-256 sum of a file in a reference.
const sumMark = "sha256:"

// evidence is the folder of the files that were given as evidence, each under
// its sum. A file whose form came back stays there, too, and does no harm.
func (s *site) evidence() string { return filepath.Join(s.mail.folder, "evidence") }

// parseCommand reads the form of a command: its fields, and the file that may
// come with it, which is kept. The field of the reference then names the file
// and its sum. The values that were read before an error are returned, too.
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
			return values, uploadError(err)
		case part.FormName() == uploadField:
			err = s.receiveEvidence(part, values, reference)
		default:
			var text []byte
			text, err = io.ReadAll(io.LimitReader(part, left+1))
			if left -= int64(len(text)) + 1; left < 0 {
				return values, errTooLong
			}
			values.Add(part.FormName(), string(text))
		}
		if err != nil {
			return values, uploadError(err)
		}
	}
}

// keepDocument returns evidence with the document that the claim has for the
// part, unless the form gave another one: that a survey is completed by now
// says nothing of the file that was given before. A template belongs to its
// document.
func keepDocument(command claims.Command, r *claims.Record) claims.Command {
	given, ok := command.(claims.GiveEvidence)
	if !ok || given.Reference != "" {
		return command
	}
	for i := range r.Evidence {
		if e := &r.Evidence[i]; e.Part == given.Part {
			given.Reference = e.Reference
			if given.Template.IsZero() {
				given.Template = e.Template
			}
		}
	}
	return given
}

// receiveEvidence keeps a file, and adds its name and its sum to the field of
// the reference. A browser sends a part without a name if no file was chosen;
// then it does nothing. A file that is empty is refused, since nobody means to
// give one.
func (s *site) receiveEvidence(part *multipart.Part, values url.Values, reference string) error {
	if part.FileName() == "" {
		return nil
	}
	sum, err := keep(part, s.evidence())
	if err != nil {
		return err
	}
	if sum == "" {
		return mci.Invalid(uploadField, "an empty file", "a file with content; choose it again, or give a reference alone")
	}
	values.Set(reference, referenceTo(strings.TrimSpace(values.Get(reference)), part.FileName(), sum))
	return nil
}

// referenceTo returns a reference to a kept file: what the user said of it, the
// name that the browser sent, and the sum. The name is another person's text,
// so it is never refused: what could deceive a reader is escaped, and if there
// is no room for all of it, its middle is left out.
func referenceTo(said, name, sum string) string {
	mark := " " + sumMark + sum
	name = strings.TrimSpace(vocabulary.Visible(name[strings.LastIndexAny(name, `/\`)+1:]))
	if name == "" {
		name = "file"
	}
	if said == "" {
		return shortened(name, mostReference-len(mark)) + mark
	}
	if room := mostReference - len(mark) - len(said) - len(" ()"); room > mostEnding {
		said += " (" + shortened(name, room) + ")"
	}
	return said + mark
}

// mostEnding is the most bytes at the end of a name that is shortened. Its type
// is there.
const mostEnding = 20

// shortened returns a name of at most so many bytes.
func shortened(name string, most int) string {
	if len(name) <= most {
		return name
	}
	begin, end := name[:most-mostEnding-len("…")], name[len(name)-mostEnding:]
	return strings.ToValidUTF8(begin, "") + "…" + strings.ToValidUTF8(end, "")
}

// An evidenceFile is a file that a reference names.
type evidenceFile struct{ Name, Address string }

// fileOf returns the file of a reference, or nil if it names none.
func fileOf(reference string) *evidenceFile {
	at := strings.LastIndex(reference, " "+sumMark) // the name can have another
	if at < 0 || !isSum(reference[at+1+len(sumMark):]) {
		return nil
	}
	return &evidenceFile{reference[:at], "/evidence/" + reference[at+1+len(sumMark):]}
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
