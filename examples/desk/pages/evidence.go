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

// The fields that refer to a file, by the kind of claim.
const (
	evidenceReference = "reference"
	proofReference    = "proof.reference"
)

// mostName is the most bytes of a file's name that is only shown.
const mostName = 200

// mostReference is the most bytes that the library takes as a reference.
const mostReference = 500

// sumMark stands before the SHA-256 sum of a file in a reference.
const sumMark = "sha256:"

// evidence is the folder of the files that were given as evidence, each under
// its sum.
func (s *site) evidence() string { return filepath.Join(s.mail.folder, "evidence") }

// waitingEvidence is the folder of the files whose command was not given yet.
// One whose form came back waits there until the form is sent again, since the
// form names it.
func (s *site) waitingEvidence() string { return filepath.Join(s.evidence(), "waiting") }

// withFile saves a command together with the file that a field refers to. The
// file comes out of the waiting ones first, so that no claim refers to a file
// that is not kept; if the command cannot be saved, it goes back.
func (s *site) withFile(reference string, values url.Values, save func() error) error {
	said := fileOf(strings.TrimSpace(values.Get(reference)))
	if said == nil {
		return save()
	}
	sum := strings.TrimPrefix(said.Address, "/evidence/")
	waiting, given := filepath.Join(s.waitingEvidence(), sum), filepath.Join(s.evidence(), sum)
	if _, err := os.Stat(given); err == nil {
		return errors.Join(save(), removed(waiting))
	}
	if err := os.Rename(waiting, given); errors.Is(err, os.ErrNotExist) {
		return mci.Invalid(reference, said.Name+" with a sum", "the file itself, once more, because it is not kept any longer")
	} else if err != nil {
		return err
	}
	err := syncFolder(s.evidence())
	if err == nil {
		err = save()
	}
	if err != nil {
		return errors.Join(err, os.Rename(given, waiting))
	}
	return nil
}

// parseCommand reads the form of a command: its fields, and the file that may
// come with it, which then waits. The field of the reference names the file and
// its sum. An upload that fails leaves nothing, and none is read for somebody who
// may not give it, as forbidden says. The values that were read before an error
// are returned, too.
func (s *site) parseCommand(r *http.Request, reference string, takesFile bool, forbidden error) (url.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err := parseForm(r)
		return r.PostForm, err
	}
	if forbidden != nil {
		return nil, forbidden
	}
	if r.ContentLength > mostUpload { // nothing of it is read
		return nil, errTooLong
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, mci.Invalid("form", "text that cannot be read", "the fields of a form")
	}
	given := &evidenceForm{values: url.Values{}, left: mostForm, reference: reference, folder: s.waitingEvidence()}
	for err == nil {
		var part *multipart.Part
		if part, err = parts.NextPart(); err == nil {
			err = given.take(part, takesFile)
		}
	}
	if !errors.Is(err, io.EOF) {
		return given.values, errors.Join(uploadError(err), given.forget())
	}
	return given.values, sweepWaiting(s.waitingEvidence(), time.Now())
}

// An evidenceForm is a form in parts, as far as it was read.
type evidenceForm struct {
	values    url.Values
	left      int64 // bytes that the fields may still have
	reference string
	folder    string
	said      string // of the reference, without the file
	fresh     string // the file that came with the form, unless it was there before
	hasFile   bool
}

// forget removes the file that came with the form.
func (f *evidenceForm) forget() error {
	if f.fresh == "" {
		return nil
	}
	f.values.Set(f.reference, f.said)
	return removed(filepath.Join(f.folder, f.fresh))
}

// take reads a part.
func (f *evidenceForm) take(part *multipart.Part, takesFile bool) error {
	if part.FormName() == uploadField && takesFile {
		return f.takeFile(part)
	}
	text, err := io.ReadAll(io.LimitReader(part, f.left+1))
	if f.left -= int64(len(text)) + 1; f.left < 0 {
		return errTooLong
	}
	f.values.Add(part.FormName(), string(text))
	return err
}

// takeFile keeps a file, and adds its name and its sum to the field of the
// reference. A browser sends a part without a name if no file was chosen; then
// it does nothing. A file that is empty is refused, since nobody means to give
// one.
func (f *evidenceForm) takeFile(part *multipart.Part) error {
	if part.FileName() == "" {
		return nil
	}
	if f.hasFile {
		return mci.Invalid(uploadField, "several files", "one file")
	}
	sum, fresh, err := keep(part, f.folder)
	if err != nil {
		return err
	}
	if sum == "" {
		return mci.Invalid(uploadField, "an empty file", "a file with content; choose it again, or give a reference alone")
	}
	if f.hasFile = true; fresh {
		f.fresh = sum
	}
	f.said = strings.TrimSpace(f.values.Get(f.reference))
	f.values.Set(f.reference, referenceTo(f.said, part.FileName(), sum))
	return nil
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
