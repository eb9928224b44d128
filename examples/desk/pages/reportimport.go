package pages

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A reportModel is the model of the page for importing a report on earnings or
// payments.
type reportModel struct {
	// Report is the file, with the values of the form.
	Report keptReport `json:"report"`
	// Files are the reports in the file, and Problems the parts that could not
	// be read.
	Files    []reportfiles.File    `json:"files"`
	Problems []reportfiles.Problem `json:"problems,omitempty"`
	// Turns are the claims whose state of payment the report changes.
	Turns []paymentTurn `json:"turns"`
	// Saved says that the report was kept.
	Saved bool `json:"saved"`
	// Recorded are the facts that were recorded in the claims. Before the
	// report is kept, they are the facts that would be recorded. Left are the
	// facts that no command can record.
	Recorded []reportfiles.Recorded  `json:"recorded"`
	Left     []settlement.Unrecorded `json:"left,omitempty"`
	Problem  *problem                `json:"-"`

	Form form `json:"-"`
}

// A paymentTurn is a claim whose state of payment a report changes.
type paymentTurn struct {
	Claim  claims.ID        `json:"claim"`
	Before settlement.State `json:"before,omitzero"`
	After  settlement.State `json:"after"`
}

// New is the number of facts that can be recorded and are not yet.
func (m *reportModel) New() (n int) {
	for i := range m.Recorded {
		if one := &m.Recorded[i]; one.Why == "" && !one.Before {
			n++
		}
	}
	return n
}

// fact returns the fact that a command records, in words.
func (l *locale) fact(r settlement.Recording) string {
	switch command := r.Command.(type) {
	case claims.RecordPayment:
		return "payment of " + l.money(command.Amount) + ", " + cmp.Or(command.Reference, "without a payment ID")
	case claims.RecordFacts:
		return "approved amount " + l.money(command.Approved)
	default:
		return r.Command.Event().String()
	}
}

// reportFields are the fields for facts that no report states about itself.
var reportFields = []field{
	{Name: "downloaded", Label: "Day of the download", Kind: date, Required: true},
	{Name: "from", Label: "First month that it covers", Kind: month, Help: "No file says which months it holds. A claim that nothing covers is unknown, and never late."},
	{Name: "until", Label: "Last month that it covers", Kind: month, Help: "Leave it empty for one month."},
	{Name: "file", Kind: hidden},
	{Name: "name", Kind: hidden},
}

// isReport reports whether an uploaded file is a report on earnings or
// payments, or an archive of such reports.
func (s *site) isReport(sum, name string) bool {
	if strings.HasSuffix(strings.ToLower(name), ".zip") {
		return true
	}
	file, err := os.Open(filepath.Join(s.uploads(), sum))
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // because the file was only read
	source, err := tablefile.Open(file, reportfiles.Choice("", reports.Options{}))
	if err != nil {
		return false
	}
	if source.Sheet != nil {
		defer source.Sheet.Close() //nolint:errcheck // because the sheet was only read
	}
	_, err = reports.Open(source, reports.Options{})
	return err == nil
}

// baseName returns the last part of a file's name as a browser sends it. It is
// shortened if it is too long to show.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if len(name) > mostName {
		name = strings.ToValidUTF8(name[len(name)-mostName:], "")
	}
	return strings.ToValidUTF8(name, "�")
}

// reportForm shows the changes that a report would make.
func (s *site) reportForm(r *http.Request, m *importModel) (answer, error) {
	values := url.Values{"file": {m.File}, "name": {m.Name}, "downloaded": {mci.DateOf(m.At).String()}}
	return s.report(r.Context(), values, "preview")
}

// takeReport keeps a report after its preview, or shows the changes again.
func (s *site) takeReport(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	values, act := r.PostForm, r.PostForm.Get("do")
	delete(values, "do")
	if !slices.Contains([]string{"preview", "keep", "record"}, act) {
		return nil, mci.Invalid("do", act, "preview, keep or record")
	}
	return s.report(r.Context(), values, act)
}

// report shows the changes that a report would make. If the report is to be
// kept, it keeps it.
func (s *site) report(ctx context.Context, values url.Values, act string) (answer, error) {
	m := &reportModel{Form: form{Slug: "report", Fields: slices.Clone(reportFields)}, Files: []reportfiles.File{}}
	m.Form.fill(values)
	problems := append(m.read(values, mci.DateOf(s.now())), m.Form.unknown(values)...)
	if !isSum(m.Report.Sum) {
		return nil, mci.Invalid("file", m.Report.Sum, "a file that was uploaded")
	}
	if len(problems) > 0 {
		m.Problem = problemOf(problems)
		m.Form.blameFields(problems)
		return m.page(), nil
	}
	l, err := s.library()
	if err != nil {
		return nil, err
	}
	m.Report.By, m.Report.At = s.user.ID, s.now()
	if err := m.compare(ctx, s, l); err != nil {
		return nil, err
	}
	if len(m.Files) == 0 {
		m.Problem = problemOf(mci.Invalid("file", m.Report.Name, "a file with a report in it"))
	}
	if m.Problem != nil || act == "preview" {
		return m.page(), nil
	}
	if err := s.keepReport(&m.Report); err != nil {
		return nil, err
	}
	m.Saved, m.Recorded, m.Left = true, []reportfiles.Recorded{}, nil
	if act == "record" {
		settled, err := s.settled(ctx, l)
		if err != nil {
			return nil, err
		}
		m.Recorded, m.Left = reportfiles.Record(ctx, s.desk, settled, s.now(), s.user.ID)
	}
	return s.done("/import", m.page(), false), nil
}

func (m *reportModel) page() *page {
	return &page{template: "report", title: "Import a report", section: "Import", problem: m.Problem, model: m}
}

// read reads the form. It returns the problems of the malformed fields.
func (m *reportModel) read(values url.Values, today mci.Date) (problems mci.Problems) {
	k := &m.Report
	k.Sum, k.Name = values.Get("file"), baseName(values.Get("name"))
	note := func(path string, err error) {
		if err != nil {
			problems = append(problems, fieldsOf(mci.At(path, err))...)
		}
	}
	var err error
	k.Downloaded, err = mci.ParseDate(values.Get("downloaded"))
	note("downloaded", err)
	from, until := values.Get("from"), values.Get("until")
	if until == "" {
		until = from
	}
	if from != "" || until != "" {
		k.From, err = earnings.ParseMonth(from)
		note("from", err)
		k.Until, err = earnings.ParseMonth(until)
		note("until", err)
	}
	if len(problems) == 0 {
		note(k.contradiction(today))
	}
	return problems
}

// contradiction returns the path of a field that contradicts another field or
// the calendar.
func (k *keptReport) contradiction(today mci.Date) (path string, err error) {
	options := reportfiles.Options{From: k.From, Until: k.Until}
	options.Reading.Downloaded = k.Downloaded
	return options.Contradiction(today)
}

// compare settles the claims without the report and then with it.
func (m *reportModel) compare(ctx context.Context, s *site, l *library) error {
	for i := range l.kept { // a name must stand for one file only
		if l.kept[i].Name == m.Report.Name && l.kept[i].Sum != m.Report.Sum {
			m.Report.Name = m.Report.Sum[:6] + " " + m.Report.Name
			break
		}
	}
	before, err := s.settled(ctx, l)
	if err != nil {
		return err
	}
	file := filepath.Join(s.uploads(), m.Report.Sum)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		file = filepath.Join(s.reportFolder(), m.Report.Sum) // the report was kept before
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return mci.Invalid("file", m.Report.Sum, "a file that was uploaded")
	}
	files, wrong := len(l.Files), len(l.Problems)
	l.read(&m.Report, file)
	m.Files, m.Problems = append(m.Files, l.Files[files:]...), l.Problems[wrong:]
	after, err := s.settled(ctx, l)
	if err != nil {
		return err
	}
	was := map[claims.ID]settlement.State{}
	for i := range before.Results {
		was[before.Results[i].ID] = before.Results[i].State
	}
	m.Turns = []paymentTurn{}
	for i := range after.Results {
		one := paymentTurn{after.Results[i].ID, was[after.Results[i].ID], after.Results[i].State}
		if one.Before != one.After {
			m.Turns = append(m.Turns, one)
		}
	}
	m.Recorded, m.Left = reportfiles.Foresee(ctx, s.desk, after, s.now(), s.user.ID)
	return nil
}

// dropReportPage withdraws a kept report.
func (s *site) dropReportPage(r *http.Request) (answer, error) {
	sum := r.PathValue("sum")
	if !isSum(sum) {
		return nil, errNoPage
	}
	if err := s.dropReport(sum); errors.Is(err, fs.ErrNotExist) {
		return nil, errNoPage
	} else if err != nil {
		return nil, err
	}
	return s.tell("/import", notice{dropped: true}), nil
}
