package pages

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A keptReport is a file of reports on earnings or payments, with the facts
// that no report states about itself.
type keptReport struct {
	// Sum is the SHA-256 hash of the file, and the name under which it is kept.
	Sum string `json:"sum"`
	// Name is the original name of the file. It is unique among the kept files.
	Name string `json:"name"`
	// From and Until are the months that the file covers. If they are unknown,
	// they are zero, and no claim is late because of the file.
	From  earnings.Month `json:"from,omitzero"`
	Until earnings.Month `json:"until,omitzero"`
	// Downloaded is the day of the download.
	Downloaded mci.Date `json:"downloaded"`
	// By is the user who kept the file, and At the instant.
	By mci.UserID `json:"by"`
	At time.Time  `json:"at"`
}

// options returns the options with which the file is read.
func (k *keptReport) options() *reportfiles.Options {
	return &reportfiles.Options{
		Reading: reports.Options{Downloaded: k.Downloaded, MostBytes: mostUnpacked, MostTotalBytes: mostUnpacked},
		Name:    k.Name, From: k.From, Until: k.Until,
	}
}

// mostUnpacked is the largest number of bytes to which a file of reports may
// unpack.
const mostUnpacked = 1 << 30

// reportFolder is the folder of the kept reports. Each has a JSON file beside
// it, its note, which is written last and removed first.
func (s *site) reportFolder() string { return filepath.Join(s.mail.folder, "reports") }

// keptReports returns the kept reports in the order in which they came, and the
// names of the damaged files. A file is damaged if its note is missing or
// cannot be read, or if there is only a note. A crash can leave such a file.
func (s *site) keptReports() (all []keptReport, damaged []string, err error) {
	names, err := filepath.Glob(filepath.Join(s.reportFolder(), "*.json"))
	if err != nil {
		return nil, nil, err
	}
	noted := map[string]bool{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // somebody has just withdrawn it
		}
		var one keptReport
		if err == nil {
			err = readJSON(name, text, &one)
		}
		noted[strings.TrimSuffix(filepath.Base(name), ".json")] = true
		if broken := (*damagedError)(nil); errors.As(err, &broken) {
			damaged = append(damaged, filepath.Base(name))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		all = append(all, one)
	}
	files, err := os.ReadDir(s.reportFolder())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for _, file := range files {
		if name := file.Name(); isSum(name) && !noted[name] {
			damaged = append(damaged, name)
		}
	}
	slices.SortFunc(all, func(a, b keptReport) int {
		if order := a.At.Compare(b.At); order != 0 {
			return order
		}
		return strings.Compare(a.Sum, b.Sum)
	})
	return all, damaged, nil
}

// keepReport moves an uploaded file to the kept reports.
func (s *site) keepReport(k *keptReport) error {
	if err := os.MkdirAll(s.reportFolder(), 0o700); err != nil {
		return err
	}
	file := filepath.Join(s.reportFolder(), k.Sum)
	if err := os.Rename(filepath.Join(s.uploads(), k.Sum), file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(file); err != nil {
		return err
	}
	return writeWhole(file+".json", k)
}

// dropReport withdraws a kept report. The facts that were recorded from it stay
// in the claims.
func (s *site) dropReport(sum string) error {
	file := filepath.Join(s.reportFolder(), sum)
	if err := os.Remove(file + ".json"); err != nil {
		return err
	}
	return os.Remove(file)
}

// A library is the content of the kept reports.
type library struct {
	reportfiles.Reports
	kept []keptReport
	// sums maps the name of a file to the hash of the kept report that contains
	// it. A file in an archive has an entry, too.
	sums map[string]string
}

// read reads one more report.
func (l *library) read(k *keptReport, file string) {
	if l.sums == nil {
		l.sums = map[string]string{}
	}
	first, wrong := len(l.Files), len(l.Problems)
	l.Add(file, k.options())
	for _, one := range l.Files[first:] {
		if _, taken := l.sums[one.File]; !taken {
			l.sums[one.File] = k.Sum
		}
	}
	for i := range l.Problems[wrong:] { // remove the folder from the names, because a client must not see it
		if one := &l.Problems[wrong+i]; one.File == file {
			one.File = k.Name
		}
	}
	l.kept = append(l.kept, *k)
}

// library reads all kept reports, so that another one can be added.
func (s *site) library() (*library, error) {
	kept, damaged, err := s.keptReports()
	if err != nil {
		return nil, err
	}
	return s.libraryOf(kept, damaged), nil
}

// libraryOf reads kept reports, and names the damaged ones.
func (s *site) libraryOf(kept []keptReport, damaged []string) *library {
	l := &library{}
	for _, name := range damaged {
		l.Problems = append(l.Problems, reportfiles.Problem{File: name, Why: "the file is in the folder of the reports, but what was said of it when it was kept cannot be read, so it counts for nothing; take the report again"})
	}
	for i := range kept {
		l.read(&kept[i], filepath.Join(s.reportFolder(), kept[i].Sum))
	}
	return l
}
