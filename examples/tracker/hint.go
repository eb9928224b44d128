package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A failure is an error of a command that needs a hint.
type failure struct {
	err     error
	command *cobra.Command // the command that was typed, or the closest one
	started bool           // its flags and arguments were valid
}

// A hint returns the text to type after an error. It returns the empty text if
// the error is not of its class.
type hint func(f *failure) string

// hints are asked in this order. The first text that is not empty is used.
var hints = []hint{
	(*failure).interrupted, (*failure).unsettled, (*failure).misspelled, (*failure).misused, (*failure).terms, (*failure).absent, (*failure).early,
	(*failure).future, (*failure).refused, (*failure).atLimit, (*failure).changed, (*failure).damaged, (*failure).foreign,
	(*failure).unreachable, (*failure).unsummed, (*failure).missing, (*failure).declined, (*failure).occupied, (*failure).malformed,
}

// next returns the command to type after an error. It is empty if there is
// none.
func (f *failure) next() string {
	for _, one := range hints {
		if text := one(f); text != "" {
			return text
		}
	}
	return ""
}

// id returns the ID of the claim that the error or the command names, in the
// form in which it is typed. It is empty if neither names one.
func (f *failure) id() string {
	var one *store.ClaimError
	if errors.As(f.err, &one) {
		return quoted(string(one.ID))
	}
	if args := f.command.Flags().Args(); len(args) > 0 && strings.Contains(f.command.Use, " ID") {
		return quoted(args[0])
	}
	return ""
}

// quoted quotes a word for a shell if it needs quotes.
func quoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !strings.ContainsRune("-_.:/@%+=,", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// interrupted tells how to see the state after an interrupted command.
func (f *failure) interrupted() string {
	if !errors.Is(f.err, context.Canceled) {
		return ""
	}
	return "the same command again: what is done already is done once"
}

// unsettled names the settings file that has to be corrected, whatever the
// command was.
func (f *failure) unsettled() string {
	var bad *settingsError
	if !errors.As(f.err, &bad) {
		return ""
	}
	return fmt.Sprintf("the same command when %s is mended, or with another --config", quoted(bad.file))
}

// unknownCommand matches the error for a word that is no subcommand.
var unknownCommand = regexp.MustCompile(`^unknown command "(.*)" for "(.*)"`)

// meant maps words of other programs, or of people, to commands.
var meant = map[string]string{
	"add": "open", "create": "open", "new": "open", "claim": "open",
	"ls": "list", "claims": "list", "search": "list", "find": "list",
	"get": "show", "view": "show", "status": "show", "cat": "show",
	"history": "explain", "log": "explain", "why": "explain",
	"todo": "due", "deadlines": "due", "expire": "sweep",
	"revert": "undo", "rollback": "undo", "delete": "undo", "remove": "undo", "rm": "undo",
	"pay": "earnings", "payments": "earnings", "paid": "earnings", "settlement": "earnings",
	"check": "doctor", "verify": "doctor", "ics": "calendar", "csv": "export",
	"move": "copy", "save": "backup", "config": "init", "web": "serve", "desk": "serve", "rule": "rules",
}

// misspelled suggests the allowed word that is closest to the typed one.
func (f *failure) misspelled() string {
	var field *mci.FieldError
	var typed string
	var allowed []string
	if isMalformed(f.err) && errors.As(f.err, &field) {
		typed = strings.Trim(field.Found, `"`)
		allowed = wordsOf(field.Want)
	} else if part := unknownCommand.FindStringSubmatch(f.err.Error()); part != nil && part[2] == f.command.Root().Name() {
		typed = part[1]
		if word := meant[strings.ToLower(typed)]; word != "" {
			return fmt.Sprintf("the same command with %q, if that is meant", word)
		}
		for _, c := range f.command.Root().Commands() {
			allowed = append(allowed, c.Name())
		}
	} else if name, ok := strings.CutPrefix(f.err.Error(), "unknown flag: --"); ok {
		typed = name
		f.command.Flags().VisitAll(func(flag *pflag.Flag) { allowed = append(allowed, flag.Name) })
	}
	if word := vocabulary.Nearest(typed, allowed); word != "" {
		return fmt.Sprintf("the same command with %q, if that is meant", word)
	}
	return ""
}

// quotedWord matches a word in quotes, which may contain commas.
var quotedWord = regexp.MustCompile(`"[^"]*"`)

// wordsOf returns the words that an error lists as allowed. They are the quoted
// ones, or all words between commas if none is quoted.
func wordsOf(want string) []string {
	var words []string
	for _, word := range quotedWord.FindAllString(want, -1) {
		words = append(words, strings.Trim(word, `"`))
	}
	if words == nil {
		words = strings.Split(strings.ReplaceAll(strings.TrimPrefix(want, "one of "), " or ", ", "), ", ")
	}
	return words
}

// misused names the help of a command whose arguments were wrong.
func (f *failure) misused() string {
	var wrong *misuse
	switch {
	case f.started && !errors.As(f.err, &wrong):
		return ""
	case f.command.HasParent():
		return f.command.CommandPath() + " --help"
	default:
		return "tracker help"
	}
}

// terms tells how to accept terms that differ from the claim's own.
func (f *failure) terms() string {
	var terms *claims.TermsError
	if !errors.As(f.err, &terms) {
		return ""
	}
	return fmt.Sprintf("tracker do %s accept-terms, or give the former catalog by --catalog", f.id())
}

// absent tells how to find a claim whose ID does not exist.
func (f *failure) absent() string {
	var wrong *mistyped
	if errors.As(f.err, &wrong) {
		return fmt.Sprintf("the same command with %s, if that is meant", quoted(wrong.meant))
	}
	if !errors.Is(f.err, store.ErrNotFound) {
		return ""
	}
	return "tracker list --text=" + f.id()
}

// early tells how to show the history if a command comes too late for it.
func (f *failure) early() string {
	if !errors.Is(f.err, claims.ErrOutOfOrder) {
		return ""
	}
	return fmt.Sprintf("tracker explain %s, and give an --at that is not before its last entry", f.id())
}

// future names the flag that accepts an instant in the future.
func (f *failure) future() string {
	var field *mci.FieldError
	if !errors.As(f.err, &field) || field.Path != "at" || !strings.HasSuffix(field.Want, " with Future") {
		return ""
	}
	return "the same command with --future, if the instant is right"
}

// refused tells how to show the steps that the rules allow.
func (f *failure) refused() string {
	if id := f.id(); id != "" && errors.Is(f.err, claims.ErrRefused) && f.command.Name() != "open" {
		return "tracker next " + id
	}
	return ""
}

// A full is the error for a customer who already has as many claims as the
// engagement allows.
type full struct {
	customer   mci.CustomerID
	engagement mci.EngagementID
	err        error
}

func (e *full) Error() string { return e.err.Error() }

// Unwrap returns the error of the store.
func (e *full) Unwrap() error { return e.err }

// atLimit tells how to show the claims that reach the limit.
func (f *failure) atLimit() string {
	var reached *full
	if !errors.As(f.err, &reached) {
		return ""
	}
	return fmt.Sprintf("tracker list --customer %s --engagement %s", quoted(reached.customer.Type().String()+":"+reached.customer.Value()), quoted(string(reached.engagement)))
}

// changed tells the user to repeat a command if another one was faster.
func (f *failure) changed() string {
	if !errors.Is(f.err, store.ErrConflict) {
		return ""
	}
	return "the same command again: another one came between"
}

// errUnread says that a list has left claims out. Their errors were printed.
var errUnread = errors.New("not read")

// damaged tells how to check a place that contains an unreadable claim.
func (f *failure) damaged() string {
	var one *store.ClaimError
	if errors.Is(f.err, errUnread) || errors.As(f.err, &one) && (desk.ClassOf(f.err) == desk.Unreadable || errors.Is(f.err, mci.ErrInvalid)) {
		return "tracker doctor"
	}
	return ""
}

// foreign asks for the right place of the claims.
func (f *failure) foreign() string {
	if !errors.Is(f.err, sqlite.ErrForeign) && !errors.Is(f.err, postgres.ErrForeign) {
		return ""
	}
	return "the same command with another file or database"
}

// unreachable asks for another address.
func (f *failure) unreachable() string {
	var failed *pgconn.ConnectError
	if !errors.As(f.err, &failed) {
		return ""
	}
	return "the same command when the server runs, or with another --db; the password is in PGPASSWORD or in ~/.pgpass"
}

// unsummed tells how to restore a backup whose hash is missing.
func (f *failure) unsummed() string {
	var failed *fs.PathError
	if !errors.As(f.err, &failed) || !errors.Is(failed, fs.ErrNotExist) {
		return ""
	}
	file, found := strings.CutSuffix(failed.Path, sumSuffix)
	if !found {
		return ""
	}
	folder, name := filepath.Split(file)
	text := fmt.Sprintf("sha256sum %s > %s, if you trust the file, and the same command again", quoted(name), quoted(name+sumSuffix))
	if folder != "" {
		text = "cd " + quoted(folder) + ", " + text
	}
	return text
}

// missing names the help of a command if its file does not exist, or exists
// already.
func (f *failure) missing() string {
	var none *unmade
	var failed *fs.PathError
	if errors.As(f.err, &none) || !errors.As(f.err, &failed) && !errors.Is(f.err, fs.ErrExist) {
		return ""
	}
	if failed != nil && failed.Op == "write" { // for example, the device is full
		return ""
	}
	if errors.Is(f.err, fs.ErrExist) && f.command.Flags().Lookup("replace") != nil {
		return "the same command with another file, or with --replace"
	}
	return fmt.Sprintf("the same command with another file; %q tells which it takes", f.command.CommandPath()+" --help")
}

// declined tells how to show the first rule that does not allow a nomination.
func (f *failure) declined() string {
	var no *declined
	if !errors.As(f.err, &no) || len(no.findings) == 0 {
		return ""
	}
	return "tracker rules " + string(no.findings[0].Rule)
}

// occupied asks for another port.
func (f *failure) occupied() string {
	var port *taken
	if !errors.As(f.err, &port) {
		return ""
	}
	return fmt.Sprintf("the same command with --port 0 for any free port, unless the desk is at http://127.0.0.1:%s/ already", port.port)
}

// A catalogError is the error for a malformed catalog.
type catalogError struct {
	file string
	err  error
}

func (e *catalogError) Error() string { return e.err.Error() }

// Unwrap returns the problems of the catalog.
func (e *catalogError) Unwrap() error { return e.err }

// malformed names the command that shows more about a malformed input.
func (f *failure) malformed() string {
	var bad *catalogError
	if errors.As(f.err, &bad) && errors.Is(bad, mci.ErrInvalid) {
		return "tracker catalog check " + quoted(bad.file)
	}
	var field *mci.FieldError
	if !errors.As(f.err, &field) {
		return ""
	}
	switch field.Path {
	case "engagement":
		return "tracker catalog show"
	case "customer":
		if typed := f.command.Flags().Lookup("customer"); typed != nil && f.command.Flags().Lookup("text") != nil {
			return "tracker list --text=" + quoted(typed.Value.String())
		}
	case "header":
		return fmt.Sprintf("the same command with --column HEADER=COLUMN for each column of another name; %q tells more", f.command.CommandPath()+" --help")
	}
	return ""
}
