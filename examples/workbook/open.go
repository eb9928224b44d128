package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A File is a workbook that was opened for reading. It holds only the texts
// that the sheets share in memory. It is not safe for concurrent use.
type File struct {
	limits  Limits
	parts   map[string]*zip.File
	sheets  []sheetPart
	system  dateSystem
	formats []format // by the number of a cell's style
	shared  []string
}

// A sheetPart is a sheet of a workbook, with the place of its rows.
type sheetPart struct {
	name   string
	part   string
	hidden bool
}

const wantWorkbook = "a workbook in the format .xlsx"

// IsArchive reports whether a file begins like a ZIP archive, as every workbook
// does. The first four bytes are enough.
func IsArchive(start []byte) bool { return strings.HasPrefix(string(start), "PK\x03\x04") }

// Open opens a workbook in the format .xlsx or .xlsm. It reads the list of the
// sheets, the formats and the shared texts. If the file is malformed, is no
// workbook or exceeds the limits, the error is a [mci.FieldError] with the path
// "file". Any other error comes from the source.
func Open(source io.ReaderAt, size int64, limits Limits) (*File, error) {
	f := &File{limits: limits.orDefaults(), parts: map[string]*zip.File{}}
	archive, err := zip.NewReader(source, size)
	if err != nil {
		return nil, notOpened(source, err)
	}
	for _, part := range archive.File {
		f.parts[strings.ToLower(strings.TrimPrefix(part.Name, "/"))] = part
	}
	main, err := f.mainPart()
	if err != nil {
		return nil, err
	}
	related, err := f.relations(main)
	if err != nil {
		return nil, err
	}
	if err := f.readWorkbook(main, related); err != nil {
		return nil, err
	}
	for _, relation := range related {
		switch path.Base(relation.kind) {
		case "styles":
			err = errors.Join(err, f.readStyles(relation.target))
		case "sharedStrings":
			err = errors.Join(err, f.readShared(relation.target))
		}
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// notOpened returns the error for a file that is no ZIP archive.
func notOpened(source io.ReaderAt, err error) error {
	if !errors.Is(err, zip.ErrFormat) && !errors.Is(err, zip.ErrAlgorithm) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	start := make([]byte, 8)
	n, _ := source.ReadAt(start, 0) // the archive's error is returned
	switch {
	case strings.HasPrefix(string(start[:n]), "\xD0\xCF\x11\xE0"):
		return mci.Invalid("file", "a workbook of an older format, or one with a password", wantWorkbook+" without a password")
	case IsArchive(start[:n]):
		return mci.Invalid("file", "a ZIP archive that is cut off or damaged", wantWorkbook+" that is whole; download it again")
	default:
		return mci.Invalid("file", "a file that is no ZIP archive", wantWorkbook)
	}
}

// Sheets returns the names of the sheets, in their order.
func (f *File) Sheets() []string {
	names := make([]string, len(f.sheets))
	for i := range f.sheets {
		names[i] = f.sheets[i].name
	}
	return names
}

// open opens a part of the archive.
func (f *File) open(name string) (*scanner, error) {
	part, ok := f.parts[strings.ToLower(name)]
	if !ok {
		return nil, mci.Invalid("file", "an archive without "+name, wantWorkbook)
	}
	content, err := part.Open()
	if err != nil {
		return nil, mci.Invalid("file", fmt.Sprintf("%s, which cannot be unpacked: %v", name, err), wantWorkbook+" that is whole; download it again")
	}
	return newScanner(name, content, f.limits.Unpacked), nil
}

// each calls take for each start of an element in a part.
func (f *File) each(name string, take func(*xml.StartElement) error) error {
	scan, err := f.open(name)
	if err != nil {
		return err
	}
	defer scan.close()
	for {
		token, err := scan.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := take(&start); err != nil {
				return err
			}
		}
	}
}

// A relation is a part that another part refers to by an ID.
type relation struct{ id, kind, target string }

// relations returns the parts that a part refers to. It may return none.
func (f *File) relations(name string) ([]relation, error) {
	folder, file := path.Split(name)
	list := folder + "_rels/" + file + ".rels"
	if f.parts[strings.ToLower(list)] == nil {
		return nil, nil
	}
	var found []relation
	err := f.each(list, func(start *xml.StartElement) error {
		if start.Name.Local != "Relationship" || attribute(start, "TargetMode") == "External" {
			return nil
		}
		target := attribute(start, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", folder, target)
		}
		found = append(found, relation{attribute(start, "Id"), attribute(start, "Type"), strings.TrimPrefix(path.Clean(target), "/")})
		return nil
	})
	return found, err
}

// mainPart returns the name of the part that lists the sheets.
func (f *File) mainPart() (string, error) {
	related, err := f.relations("")
	if err != nil {
		return "", err
	}
	for _, relation := range related {
		if path.Base(relation.kind) != "officeDocument" {
			continue
		}
		if strings.HasSuffix(strings.ToLower(relation.target), ".bin") {
			return "", mci.Invalid("file", "a binary workbook", wantWorkbook)
		}
		return relation.target, nil
	}
	return "", mci.Invalid("file", "a ZIP archive that is no workbook", wantWorkbook)
}

// readWorkbook reads the list of the sheets and the date system.
func (f *File) readWorkbook(main string, related []relation) error {
	targets := map[string]relation{}
	for _, relation := range related {
		targets[relation.id] = relation
	}
	err := f.each(main, func(start *xml.StartElement) error {
		switch start.Name.Local {
		case "workbookPr":
			f.system = dateSystem(isTrue(attribute(start, "date1904")))
		case "sheet":
			relation := targets[sheetID(start)]
			if path.Base(relation.kind) != "worksheet" { // a chart has no rows
				return nil
			}
			if len(f.sheets) == f.limits.Sheets {
				return mci.Invalid("file", fmt.Sprintf("more than %d sheets", f.limits.Sheets), fmt.Sprintf("at most %d sheets", f.limits.Sheets))
			}
			state := attribute(start, "state")
			f.sheets = append(f.sheets, sheetPart{attribute(start, "name"), relation.target, state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
	if err == nil && len(f.sheets) == 0 {
		err = mci.Invalid("file", "a workbook without sheets", "a workbook with a sheet of rows")
	}
	return err
}

// sheetID returns the ID of a sheet's relation, which is in the name space of
// relations. The sheet also has another ID.
func sheetID(start *xml.StartElement) string {
	for i := range start.Attr {
		if a := &start.Attr[i]; a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// mostStyles is the largest number of styles of cells. Source: Microsoft
// Support, "Excel specifications and limits".
const mostStyles = 65_490

// readStyles reads the format of each style.
func (f *File) readStyles(name string) error {
	own := map[string]format{}
	inCells := false
	return f.each(name, func(start *xml.StartElement) error {
		switch start.Name.Local {
		case "numFmt":
			if len(own) < mostStyles {
				own[attribute(start, "numFmtId")] = parseFormat(attribute(start, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "cellStyleXfs", "dxfs":
			inCells = false
		case "xf":
			if !inCells || len(f.formats) == mostStyles {
				return nil
			}
			id := attribute(start, "numFmtId")
			shown, ok := own[id]
			if !ok {
				number, _ := strconv.Atoi(id) // 0 is general
				shown = builtIn(number)
			}
			f.formats = append(f.formats, shown)
		}
		return nil
	})
}

// readShared reads the texts that cells share.
func (f *File) readShared(name string) error {
	scan, err := f.open(name)
	if err != nil {
		return err
	}
	defer scan.close()
	left := f.limits.Texts
	var one texts
	for {
		token, err := scan.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !one.take(token) {
			return longText(name)
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "si" {
			if left -= int64(one.buffer.Len()) + 16; left < 0 { // 16 bytes for the header of the text
				return mci.Invalid("file", fmt.Sprintf("more than %d bytes of shared texts", f.limits.Texts), fmt.Sprintf("at most %d bytes of them", f.limits.Texts))
			}
			f.shared = append(f.shared, unescaped(one.buffer.String()))
			one.buffer.Reset()
		}
	}
}

func longText(name string) error {
	return mci.Invalid("file", fmt.Sprintf("a text of more than %d bytes in %s", mostPiece, name), "texts of at most 32,767 characters")
}

// unescaped replaces the codes of characters that XML cannot hold, such as
// _x000D_. Source: ECMA-376, part 1, 22.4.2.4.
func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var plain strings.Builder
	for {
		at := strings.Index(text, "_x")
		if at < 0 {
			plain.WriteString(text)
			return plain.String()
		}
		plain.WriteString(text[:at])
		text = text[at:]
		if len(text) >= 7 && text[6] == '_' {
			if code, err := strconv.ParseUint(text[2:6], 16, 16); err == nil {
				plain.WriteRune(rune(code))
				text = text[7:]
				continue
			}
		}
		plain.WriteString(text[:2])
		text = text[2:]
	}
}
