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

// uploadField is the form field of an uploaded file. The command has no such
// field: it holds a reference to the file instead.
const uploadField = "upload"

// The fields that refer to a file, one for each kind of claim.
const (
	evidenceReference = "reference"
	proofReference    = "proof.reference"
)

// mostName is the largest number of bytes of a file's name if the name is only
// shown.
const mostName = 200

// mostReference is the largest number of bytes that the library accepts as a
// reference.
const mostReference = 500

// sumMark precedes the SHA-256 hash of a file in a reference.
const sumMark = "sha256:"

// evidence is the folder of the evidence files. Each is named after its hash.
func (s *site) evidence() string { return filepath.Join(s.mail.folder, "evidence") }

// waitingEvidence is the folder of the files whose command was not given yet.
// If a form is returned, its file waits there until the form is sent again,
// because the form names the file.
func (s *site) waitingEvidence() string { return filepath.Join(s.evidence(), "waiting") }

// withFile saves a command together with the file that a field refers to. The
// file is moved out of the waiting files first, so that no claim refers to a
// file that is not kept. If the command cannot be saved, the file is moved
// back.
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

// parseCommand reads the form of a command, and stores the file that may come
// with it among the waiting ones. The field of the reference then holds the
// file's name and hash. If an upload fails, no file is left behind. If
// forbidden is not nil, the user may not give evidence, and no file is read. If
// there is an error, the values that were read before it are returned with it.
func (s *site) parseCommand(r *http.Request, reference string, takesFile bool, forbidden error) (url.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err := parseForm(r)
		return r.PostForm, err
	}
	if forbidden != nil {
		return nil, forbidden
	}
	if r.ContentLength > mostUpload { // read no part of it
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

// An evidenceForm is the part of a multipart form that was read so far.
type evidenceForm struct {
	values    url.Values
	left      int64 // the number of bytes that the remaining fields may have
	reference string
	folder    string
	said      string // the text of the reference, without the file
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

// take reads one part of the form.
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

// takeFile stores a file, and adds its name and hash to the field of the
// reference. If no file was chosen, a browser sends a part without a name, and
// takeFile does nothing. If the file is empty, it is refused, because an empty
// file is always a mistake.
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

// keepDocument returns evidence with the document that the claim already has
// for the part, unless the form gives another one. For example, a form that
// only records the completion of a survey keeps the file that was given before.
// The template is kept together with its document.
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

// referenceTo returns a reference to a stored file: the user's text, the name
// that the browser sent, and the hash. The name is another person's text, so it
// is never refused. Characters that could deceive a reader are escaped. If the
// name is too long, its middle is left out.
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

// mostEnding is the largest number of bytes that a shortened name keeps of its
// end, where the file's extension is.
const mostEnding = 20

// shortened returns a name of at most the given number of bytes.
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
	at := strings.LastIndex(reference, " "+sumMark) // the last one, because the name can contain the mark, too
	if at < 0 || !isSum(reference[at+1+len(sumMark):]) {
		return nil
	}
	return &evidenceFile{reference[:at], "/evidence/" + reference[at+1+len(sumMark):]}
}

// isSum reports whether a text is a SHA-256 hash in the form that keep writes.
func isSum(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == sha256.Size && text == strings.ToLower(text)
}

// evidenceFile returns a stored file as a download. A browser must never show
// it as a page of the site, because anybody may have written it.
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

// An attachment is a file that the client downloads.
type attachment struct{ file *os.File }

func (a *attachment) serve(_ *site, w http.ResponseWriter, r *http.Request) {
	defer a.file.Close() //nolint:errcheck // because the file was only read
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment")
	http.ServeContent(w, r, "", time.Time{}, a.file)
}
