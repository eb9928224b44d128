package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/desk/pages"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// defaultPort is the port of the desk if the flag names none.
const defaultPort = 8080

// A serving is the command that serves the desk. Anything that its fields do
// not set is set by the flags of the tracker.
type serving struct {
	*program
	port                       int
	user, role, partner, mails string
	browser, logs              bool
}

func (p *program) serveCommand() *cobra.Command {
	s := serving{program: p}
	command := &cobra.Command{
		Use: "serve [-- DESK-FLAGS...]", Short: "Open the desk, the pages in a browser, on the claims", Args: arguments(0, unbounded),
		Long: `Open the desk on the claims of --db, with the catalog and as the user of the tracker, until it is interrupted. The desk shows what the
tracker shows, and gives the same commands; each sees at once what the other did. It prints its address, and opens it only if --open
is given.

Nobody signs in: whoever reaches the address is the user. So it is of the loopback interface, unless the flags of the desk after --
let people sign in; see examples/desk/README.md. The customers, the locations and the users come from the file of --partner. Without
it, there is the one user, with --role, and claims are opened by the tracker alone. Mails to customers, evidence and the key of the
links are kept in the folder mails beside the file of the claims.`,
		Example: `  tracker serve --user pat
  tracker serve --user pat --port 8081 --open
  tracker serve --partner fabrikam.json -- -issuer https://login.example -client-id desk -public https://desk.example -behind-proxy`,
	}
	flags := command.Flags()
	flags.IntVar(&s.port, "port", defaultPort, "serve at the `PORT` of the loopback interface, 127.0.0.1, or at any free one for 0")
	flags.StringVar(&s.user, "user", "", "the `ID` of the partner's user who works at the desk")
	flags.StringVar(&s.role, "role", mci.IncentivesAdmin.String(), "the user's `ROLE` at every location, without --partner")
	offer(command, "role", roles)
	flags.StringVar(&s.partner, "partner", "", "read the company, its users, locations and customers from `FILE`, in the form of the desk")
	flags.StringVar(&s.mails, "mails", "", "keep the mails, the evidence and the reports in `FOLDER` (default mails, beside the file of the claims)")
	flags.BoolVar(&s.browser, "open", false, "open the address in the browser")
	flags.BoolVar(&s.logs, "log", false, "print the log of the requests, in JSON")
	command.MarkFlagsMutuallyExclusive("role", "partner")
	command.RunE = func(c *cobra.Command, args []string) error {
		if c.ArgsLenAtDash() != 0 && len(args) > 0 { // a word before --
			return arguments(0, 0)(c, args)
		}
		return s.run(c.Context(), args)
	}
	return command
}

// run serves the desk until the context ends.
func (s *serving) run(ctx context.Context, more []string) (err error) {
	if err := s.check(more); err != nil {
		return err
	}
	// The place must exist, as for every command that reads. Otherwise a
	// mistyped name would show an empty desk.
	there, err := openPlace(ctx, "db", s.database, false)
	if err == nil {
		err = there.Close()
	}
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "serve-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	args, err := s.orders(folder, more)
	if err != nil {
		return err
	}
	said := &deskLines{out: s.err, logs: s.logs, greet: s.greet(ctx)}
	switch status := pages.Run(ctx, args, said, s.now); {
	case status == pages.Invalid:
		return &misuse{"the desk cannot begin; its error is above"}
	case status != pages.Stopped:
		return errors.New("the desk has ended by the error above")
	default:
		return nil
	}
}

// check checks the flags.
func (s *serving) check(more []string) error {
	if _, err := s.tracker(); err != nil { // a flag of all commands is malformed
		return err
	}
	by := giver{role: s.role}
	switch {
	case s.at != "":
		return mci.Invalid("at", s.at, "nothing, because the desk goes by the clock")
	case s.port < 0 || s.port > 65535:
		return mci.Invalid("port", strconv.Itoa(s.port), "a number from 1 to 65535, or 0 for any free port")
	case s.user == "" && s.partner == "" && !signsIn(more):
		return mci.Invalid("user", "", "the ID of the partner's user who works at the desk, by --user, TRACKER_USER or the settings, or else a --partner")
	}
	for _, one := range ours {
		if given(more, one) {
			return mci.Invalid("-"+one, "a flag of the desk", "none behind --: the tracker gives it to the desk, and makes no claims up")
		}
	}
	if err := by.checkRole(); err != nil {
		return err
	}
	return free(s.address(more))
}

// ours are the flags of the desk that the tracker sets itself, or that do not
// apply to real claims.
var ours = []string{"db", "catalog", "user", "partner", "mails", "holidays", "demo"}

// given reports whether a flag is among the desk's flags.
func given(more []string, flag string) bool {
	return slices.ContainsFunc(more, func(one string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(one, "-"), "=")
		return name == flag && strings.HasPrefix(one, "-")
	})
}

// signsIn reports whether the desk's flags let people sign in.
func signsIn(more []string) bool { return given(more, "issuer") }

// address returns the address for the flag --port. It is empty if a flag of the
// desk sets another address.
func (s *serving) address(more []string) string {
	if given(more, "listen") {
		return ""
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))
}

// A taken is the error for a port that another program uses.
type taken struct{ port string }

func (e *taken) Error() string { return "port " + e.port + " is in use by another program" }

// free returns an error if an address cannot be served.
func free(address string) error {
	if address == "" {
		return nil
	}
	listener, err := net.Listen("tcp", address) //nolint:noctx // because it does not wait
	if err == nil {
		return listener.Close()
	}
	_, port, _ := net.SplitHostPort(address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return &taken{port}
	}
	return fmt.Errorf("port %s cannot be had; another --port may: %w", port, err)
}

// orders returns the flags of the desk. If the desk reads a value from a file
// and the tracker has no such file, the file is written into a folder.
func (s *serving) orders(folder string, more []string) ([]string, error) {
	card, err := s.card()
	if err != nil {
		return nil, err
	}
	catalog := s.catalog
	if catalog == "" { // so that the desk does not use another catalog
		catalog = filepath.Join(folder, "public.catalog.json")
		text, err := card.MarshalJSON()
		if err == nil {
			err = os.WriteFile(catalog, text, 0o600)
		}
		if err != nil {
			return nil, err
		}
	}
	args := []string{"-db", s.database, "-catalog", catalog}
	if address := s.address(more); address != "" {
		args = append(args, "-listen", address)
	}
	for _, one := range [][2]string{{"-mails", s.mails}, {"-holidays", s.holidays}} {
		if one[1] != "" {
			args = append(args, one[0], one[1])
		}
	}
	if !signsIn(more) && s.user != "" {
		args = append(args, "-user", s.user)
	}
	partner := s.partner
	if partner == "" && !signsIn(more) {
		partner = filepath.Join(folder, "partner.json")
		if err := s.writePartner(partner); err != nil {
			return nil, err
		}
	}
	if partner != "" {
		args = append(args, "-partner", partner)
	}
	return append(args, more...), nil
}

// writePartner writes the file of a partner with only the user in it.
func (s *serving) writePartner(file string) error {
	text, err := json.Marshal(map[string]any{
		"company": "Your company",
		"users":   []any{map[string]any{"id": s.user, "name": s.user, "grants": []any{map[string]string{"role": s.role}}}},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// A served is the address of the running desk.
type served struct {
	Address string `json:"address"`
	User    string `json:"user,omitempty"`
}

func (s *served) text(w io.Writer) {
	who := ""
	if s.User != "" {
		who = " for " + vocabulary.Visible(s.User)
	}
	fmt.Fprintf(w, "the desk is at %s%s; press Ctrl+C to end it\n", s.Address, who)
}

// greet returns the function that prints the desk's address. If --open is
// given, the function also opens it in a browser.
func (s *serving) greet(ctx context.Context) func(address string) {
	return func(address string) {
		t := &tracker{streams: s.streams, json: s.json}
		if err := t.show(&served{Address: address, User: s.user}); err != nil {
			fmt.Fprintf(s.err, "tracker: %v\n", err)
		}
		if !s.browser {
			return
		}
		if err := s.openBrowser(ctx, address); err != nil {
			fmt.Fprintf(s.err, "tracker: %v: open %s yourself\n", err, address)
		}
	}
}

// browsers are the programs that open an address on each operating system.
var browsers = map[string][]string{
	"darwin":  {"open"},
	"windows": {"rundll32", "url.dll,FileProtocolHandler"},
}

// openBrowser asks the system to open an address.
func (s *serving) openBrowser(ctx context.Context, address string) error {
	program, known := browsers[runtime.GOOS]
	if !known {
		program = []string{"xdg-open"}
	}
	command := exec.CommandContext(ctx, program[0], append(slices.Clone(program[1:]), address)...) //nolint:gosec // because the desk made the address
	if err := command.Start(); err != nil {
		return err
	}
	go command.Wait() //nolint:errcheck // because the browser's status does not matter to the desk
	return nil
}

// deskLines receives the desk's output line by line: its greeting, its log in
// JSON, and its errors.
type deskLines struct {
	out     io.Writer
	logs    bool // print the whole log, and not only its errors
	greet   func(address string)
	mutex   sync.Mutex
	partial []byte
	greeted bool
}

// Write implements [io.Writer].
func (d *deskLines) Write(text []byte) (int, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.partial = append(d.partial, text...)
	for {
		line, rest, whole := bytes.Cut(d.partial, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		if err := d.line(line); err != nil {
			return 0, err
		}
		d.partial = append(d.partial[:0], rest...)
	}
}

// greeting matches the line in which the desk prints its address.
var greeting = regexp.MustCompile(`^desk: (http://\S+/) as `)

func (d *deskLines) line(line []byte) error {
	if found := greeting.FindSubmatch(line); found != nil && !d.greeted {
		d.greeted = true
		d.greet(string(found[1]))
		return nil
	}
	var entry struct{ Level, Msg, Public string }
	if json.Unmarshal(line, &entry) == nil {
		if entry.Msg == "serving" && entry.Public != "" && !d.greeted {
			d.greeted = true
			d.greet(entry.Public)
		}
		if !d.logs && entry.Level != "WARN" && entry.Level != "ERROR" {
			return nil
		}
	}
	_, err := fmt.Fprintf(d.out, "%s\n", line)
	return err
}
