// Docscheck checks the documentation of all packages as a documentation site
// shows it.
//
// It starts pkgsite on the checkout, without a network, and checks that
//   - every package has a page,
//   - every link within the documentation leads to an existing page and name,
//   - no doc link shows its brackets, which happens if a package does not
//     import the target,
//   - the synopses read as one list: each begins with "Package" and the name,
//     and is a sentence.
//
// It prints the synopses and one line for each finding. It exits with 1 if
// there is a finding, and with 2 if the check fails.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

const module = "github.com/mci-go/incentives"

// patience is the time that the site has to load the packages and the standard
// library.
const patience = 2 * time.Minute

func main() {
	root := flag.String("root", ".", "the checkout")
	bin := flag.String("pkgsite", "pkgsite", "the pkgsite program")
	shots := flag.String("screenshots", "", "a folder to write pictures of the pages to, if chromium is there")
	flag.Parse()
	findings, err := run(*root, *bin, *shots)
	if err != nil {
		fmt.Fprintln(os.Stderr, "docscheck:", err)
		os.Exit(2)
	}
	for _, f := range findings {
		fmt.Println(f)
	}
	if len(findings) > 0 {
		os.Exit(1)
	}
}

func run(root, bin, shots string) ([]string, error) {
	packages, err := list(root)
	if err != nil {
		return nil, err
	}
	address, stop, err := serve(root, bin)
	if err != nil {
		return nil, err
	}
	defer stop()
	s := &site{base: "http://" + address, pages: map[string]*page{}}
	s.synopses(packages)
	s.list(packages)
	for _, p := range packages {
		s.check(p)
	}
	fmt.Printf("%d pages, %d links followed\n", len(packages), s.followed)
	if shots != "" {
		err = s.screenshots(packages, shots)
	}
	return s.findings, err
}

// A pkg is a package of the checkout.
type pkg struct{ path, name, synopsis string }

// list returns the packages of the library and of the examples.
func list(root string) ([]pkg, error) {
	var packages []pkg
	for _, dir := range []string{root, filepath.Join(root, "examples")} {
		cmd := exec.Command("go", "list", "-f", "{{.ImportPath}}\t{{.Name}}\t{{.Doc}}", "./...")
		cmd.Dir, cmd.Stderr = dir, os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list in %s: %w", dir, err)
		}
		for line := range strings.Lines(string(out)) {
			f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
			packages = append(packages, pkg{f[0], f[1], f[2]})
		}
	}
	return packages, nil
}

// serve starts pkgsite on a free port and waits until it answers. The function
// stop ends it.
func serve(root, bin string) (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = l.Addr().String()
	if err := l.Close(); err != nil {
		return "", nil, err
	}
	var log bytes.Buffer
	cmd := exec.Command(bin, "-http", address, "-list=false", ".", "./examples")
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, &log, &log
	cmd.Env = append(os.Environ(), "GOPROXY=off")
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait(); close(ended) }()
	stop = func() {
		_ = cmd.Process.Kill() // it may have ended already
		for range ended {      // wait until it has ended
		}
	}
	if err := await(address, ended); err != nil {
		stop()
		return "", nil, fmt.Errorf("%w\n%s", err, log.String())
	}
	return address, stop, nil
}

// await returns nil when the address accepts a connection. It returns an error
// if pkgsite ends first, or after patience.
func await(address string, ended <-chan error) error {
	late := time.After(patience)
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			return c.Close()
		}
		select {
		case err := <-ended:
			return fmt.Errorf("pkgsite ended: %w", err)
		case <-late:
			return errors.New("pkgsite does not answer")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// A site is the running pkgsite, with a cache of its pages.
type site struct {
	base     string
	pages    map[string]*page
	followed int
	findings []string
}

// A page is a page of the site, with the names that a link can lead to and its
// documentation.
type page struct {
	ids  map[string]bool
	docs *html.Node
	text string
}

func (s *site) report(format string, args ...any) {
	s.findings = append(s.findings, fmt.Sprintf(format, args...))
}

// page returns a page, or nil if there is none. It reads each page once.
func (s *site) page(path string) *page {
	if p, ok := s.pages[path]; ok {
		return p
	}
	s.pages[path] = nil
	resp, err := http.Get(s.base + path)
	if err != nil {
		return nil
	}
	defer resp.Body.Close() //nolint:errcheck // the body is only read
	if resp.StatusCode != http.StatusOK {
		return nil
	}
	tree, err := html.Parse(resp.Body)
	if err != nil {
		return nil
	}
	p := &page{ids: map[string]bool{}, text: text(tree)}
	for n := range tree.Descendants() {
		if id := attr(n, "id"); id != "" {
			p.ids[id] = true
		}
		if strings.Contains(attr(n, "class"), "Documentation-content") {
			p.docs = n
		}
	}
	s.pages[path] = p
	return p
}

// synopses checks the first sentence of each package. The first sentence of a
// program may begin with any word.
func (s *site) synopses(packages []pkg) {
	for _, p := range packages {
		fmt.Printf("%-28s %s\n", strings.TrimPrefix(p.path, module+"/"), p.synopsis)
		begin := "Package " + p.name + " "
		switch {
		case p.synopsis == "":
			s.report("%s: has no package comment", p.path)
		case p.name != "main" && !strings.HasPrefix(p.synopsis, begin):
			s.report("%s: the synopsis does not begin with %q", p.path, begin)
		case !strings.HasSuffix(p.synopsis, "."):
			s.report("%s: the synopsis is not a sentence: %q", p.path, p.synopsis)
		}
	}
}

// list checks that the module's page lists the library's packages with their
// synopses.
func (s *site) list(packages []pkg) {
	root := s.page("/" + module)
	if root == nil {
		s.report("%s: the module has no page", module)
		return
	}
	for _, p := range packages {
		if !strings.HasPrefix(p.path, module+"/examples/") && !strings.Contains(root.text, squeeze(p.synopsis)) {
			s.report("%s: its synopsis is not on the module's page", p.path)
		}
	}
}

// bracketed matches a doc link that was not linked: a name in brackets, either
// exported or of another package.
var bracketed = regexp.MustCompile(`(^|[\s(])\[\*?([a-z][\w/]*\.)?([A-Z]\w*)(\.[A-Z]\w*)?\]`)

// check follows the links in a package's documentation and reports doc links
// that were not linked.
func (s *site) check(p pkg) {
	path := "/" + p.path
	this := s.page(path)
	if this == nil || this.docs == nil {
		s.report("%s: has no documentation page", p.path)
		return
	}
	seen := map[string]bool{}
	for n := range this.docs.Descendants() {
		if href := attr(n, "href"); n.Data == "a" && href != "" && !seen[href] {
			seen[href] = true
			s.follow(p, path, href)
		}
	}
	prose, comments := texts(this.docs)
	s.brackets(prose, p.path+": the doc link %s leads nowhere")
	s.brackets(comments, p.path+": the brackets of %s show in a comment inside a declaration, which is never linked")
}

// brackets reports each doc link that was not linked, once.
func (s *site) brackets(texts []string, format string) {
	seen := map[string]bool{}
	for _, t := range texts {
		for _, m := range bracketed.FindAllString(t, -1) {
			if m = strings.TrimLeft(m, " ("); !seen[m] {
				seen[m] = true
				s.report(format, m)
			}
		}
	}
}

// follow checks a link to a page of this site. It ignores links to source
// files, to other sites, and to packages of other modules, which are not served
// here.
func (s *site) follow(p pkg, path, href string) {
	if strings.HasPrefix(href, "#") {
		href = path + href
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(href, "/"), "/")
	foreign := strings.Contains(host, ".") && !strings.HasPrefix(href, "/"+module)
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "/files/") || foreign {
		return
	}
	s.followed++
	to, id, _ := strings.Cut(href, "#")
	switch target := s.page(to); {
	case target == nil:
		s.report("%s: the link to %s leads to no page", p.path, href)
	case id != "" && !target.ids[id]:
		s.report("%s: the link to %s leads to no such name", p.path, href)
	}
}

// texts returns the paragraphs and list items below a node, and the comments
// within declarations. It leaves code out.
func texts(n *html.Node) (prose, comments []string) {
	for c := range n.Descendants() {
		switch {
		case c.Data == "p" || c.Data == "li" && c.FirstChild != nil && c.FirstChild.Type == html.TextNode:
			prose = append(prose, text(c))
		case attr(c, "class") == "comment":
			comments = append(comments, text(c))
		}
	}
	return prose, comments
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text returns the text below a node, with single spaces.
func text(n *html.Node) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return squeeze(b.String())
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// screenshots takes a picture of the module's page and of each package's page.
// If there is no browser, it does nothing.
func (s *site) screenshots(packages []pkg, dir string) error {
	i := slices.IndexFunc(browsers, func(b string) bool { _, err := exec.LookPath(b); return err == nil })
	if i < 0 {
		fmt.Println("SKIPPED screenshots: there is no chromium")
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	paths := []string{module}
	for _, p := range packages {
		paths = append(paths, p.path)
	}
	for _, p := range paths {
		name := strings.TrimPrefix(strings.TrimPrefix(p, module), "/")
		file := filepath.Join(dir, cmp.Or(strings.ReplaceAll(name, "/", "_"), "module")+".png")
		out, err := exec.Command(browsers[i], "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
			"--disable-component-update", "--window-size=1280,4000", "--virtual-time-budget=3000",
			"--screenshot="+file, s.base+"/"+p).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", browsers[i], err, out)
		}
		fmt.Println("wrote", file)
	}
	return nil
}

var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
