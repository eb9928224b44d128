package pages

import (
	"embed"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/desk.css
var styleSheet []byte

// serveCSS serves the style sheet. It may be cached for an hour, because it
// only changes with a new version of the program.
func serveCSS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(styleSheet)
}

// templates maps the names of pages to their templates, each together with the
// layout.
type templates map[string]*template.Template

// A view holds all data for a template.
type view struct {
	Title   string
	Section string
	Outside bool
	Company string
	User    mci.User
	// Development says that there is no sign-in.
	Development bool
	Demo        bool
	Now         time.Time
	Menu        []menuEntry
	// Closed are the reasons why the user may take no action on all locations.
	// It is empty if the user may.
	Closed []claims.Gap
	Model  any
}

// A menuEntry is a link to a section of the site.
type menuEntry struct{ Name, Address string }

// menu lists the sections.
var menu = []menuEntry{
	{"Due", "/due"},
	{"Claims", "/claims"},
	{"Engagements", "/engagements"},
	{"Customers", "/customers"},
	{"Money", "/money"},
	{"Referrals", "/referrals"},
	{"Changes", "/changes"},
	{"Import", "/import"},
}

// readTemplates reads the embedded templates in the standard locale.
func (s *site) readTemplates() (templates, error) { return s.templatesOf(&locales().list[0]) }

// templatesOf reads the embedded templates in a locale.
func (s *site) templatesOf(l *locale) (templates, error) {
	functions := template.FuncMap{
		"day": l.days, "instant": l.instants, "money": l.money, "factOf": l.fact, "texts": l.texts, "actor": actorName, "awaited": awaitedName, "visible": visible, "isolated": isolated, "label": label, "claimPath": claimPath,
		"engagement": func(id mci.EngagementID) template.HTML { return visible(s.engagementTitle(id)) }, "sentence": sentence, "slug": slug, "count": counted, "left": daysLeft,
		"location": func(id mci.LocationID) template.HTML { return visible(s.locationName(id)) }, "tone": tone, "entrySource": entrySource, "engagementPath": engagementPath, "customerPath": customerPath, "columnName": columnName, "opaque": opaque, "fileOf": fileOf, "add": func(a, b int) int { return a + b },
		"rfc3339": func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"subject": func(s recognition.Subject) string { return string(s) },
		"nano":    func(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) },
		"table":   standardTable,
		"fixed":   s.fixed,
		"sends":   func() bool { return s.mail.sender != nil },
		"pair":    func(f field, form string) fieldOf { return fieldOf{f, form} },
	}
	layout, err := template.New("layout.html").Funcs(functions).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/claimparts.html")
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	all := templates{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if slices.Contains([]string{"layout", "parts", "claimparts"}, name) {
			continue
		}
		one, failure := layout.Clone()
		if failure == nil {
			all[name], failure = one.ParseFS(templateFiles, file)
		}
		if failure != nil {
			return nil, failure
		}
	}
	return all, err
}

// write writes a page as HTML.
func (t templates) write(w io.Writer, s *site, p *page) error {
	return t[p.template].Execute(w, &view{
		Title: p.title, Section: p.section, Outside: p.outside || s.user.ID == "", Company: s.partner.Company, User: s.user,
		Development: s.signIn == nil, Demo: s.demo, Now: s.now(), Menu: menu, Closed: closedBy(s.mayWork("")), Model: p.model,
	})
}

// A fieldOf is a field with the name of its form.
type fieldOf struct {
	Field field
	Form  string
}

// day returns a date or the day of an instant in UTC, in the standard locale.
func day(value any) string { return locales().list[0].days(value) }

// instant returns an instant to the minute, in UTC, in the standard locale.
func instant(at time.Time) string { return locales().list[0].instants(at) }

// actorNames are the actors as a page names them.
var actorNames = map[claims.Actor]string{
	0: "Nobody", claims.Partner: "You", claims.Customer: "Customer", claims.Microsoft: "Microsoft", claims.System: "Clock",
	claims.PartnerCenter: "Partner Center",
}

func actorName(actor claims.Actor) string { return actorNames[actor] }

// awaitedName returns a name for the actor that a claim waits for. If the actor
// is the clock, it is the deadline that comes next.
func awaitedName(actor claims.Actor) string {
	if actor == claims.System {
		return "the deadline"
	}
	return actorName(actor)
}

// sentence returns a text with its first letter in upper case.
func sentence(text any) string {
	words, ok := text.(string)
	if named, isNamed := text.(interface{ String() string }); isNamed && !ok {
		words = named.String()
	}
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// slug returns words in a form for an address.
func slug(words any) string { return strings.ReplaceAll(strings.ToLower(sentence(words)), " ", "-") }

// claimPath returns the address of a claim's page.
func claimPath(id claims.ID) string { return "/claims/" + url.PathEscape(string(id)) }

// engagementTitle returns the title of an engagement in its latest edition. If
// there is none, it returns the ID.
func (s *site) engagementTitle(id mci.EngagementID) string {
	title := string(id)
	for edition := range s.catalog.Editions() {
		if e, ok := edition.Engagement(id); ok {
			title = e.Title()
		}
	}
	return title
}

// visible returns a text of another person or system as a part of a page.
// Characters that could deceive a reader are escaped. The text is isolated, so
// that a right-to-left script in it does not affect the text beside it. In an
// attribute the template leaves the element out.
func visible(text string) template.HTML {
	if text == "" {
		return ""
	}
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		lines = append(lines, template.HTMLEscapeString(vocabulary.Visible(line)))
	}
	return template.HTML("<bdi>" + strings.Join(lines, "<br>") + "</bdi>") //nolint:gosec // because each line is escaped
}

// isolated returns a text for a place that cannot have an element, such as the
// title of a page. If the text has right-to-left characters, it is put between
// isolating characters.
func isolated(text string) string {
	shown := vocabulary.Visible(text)
	if !strings.ContainsFunc(shown, fromRightToLeft) {
		return shown
	}
	return "\u2068" + shown + "\u2069"
}

// fromRightToLeft reports whether a character is in one of the blocks that
// Unicode reserves for right-to-left scripts.
func fromRightToLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFE || r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF
}

// locationName returns the name of a location. If it has none, it returns the
// ID.
func (s *site) locationName(id mci.LocationID) string {
	for i := range s.partner.Sites {
		if l := &s.partner.Sites[i].Location; l.ID == id && l.Name != "" {
			return l.Name
		}
	}
	return string(id)
}

// tone returns the color of a claim's status. It depends on the actor whose
// turn it is, or on how the claim ended.
func tone(w register.WorkItem) string {
	switch {
	case w.Status == claims.Approved.String():
		return "good"
	case w.Actor == claims.Partner, w.Actor == claims.System:
		return "turn"
	case w.Actor != 0:
		return "wait"
	default:
		return "ended"
	}
}

// entrySource returns the source of the rule of an entry of either kind. An
// entry only stores it if it differs from the one in the table of transitions.
func entrySource(source mci.Source, rule mci.RuleID) mci.Source {
	if source != (mci.Source{}) {
		return source
	}
	return ruleMeaning(rule).Source
}
