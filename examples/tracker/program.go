package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/holidays"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A program is one run of the tracker: its flags and its streams.
type program struct {
	streams
	now     func() time.Time
	env     func(string) string    // os.Getenv
	configs func() (string, error) // os.UserConfigDir

	database, catalog, at, config, holidays string

	json, future bool
	fields       []string // the chosen fields of the JSON output, or none for all fields
	chooser      *chooser
	started      bool           // the flags and arguments were valid
	ran          *cobra.Command // the command that ran
	failedHelp   error          // the error of printing a help page
}

// version returns the version of the module, and the commit and the Go version
// that the program was built with.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	words := []string{info.Main.Version}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			words = append(words, setting.Value)
		}
	}
	words = append(words, info.GoVersion)
	return strings.TrimSpace(strings.Join(words, " "))
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tracker",
		Short: "Keep a partner's MCI claims in one file or database",
		Long: `Keep a partner's MCI claims in one file, or in a PostgreSQL database: the work that is due, the next steps, the pay, and the history with user and rule.

Where --db, --catalog, --user, --holidays or --partner is not given, TRACKER_DB, TRACKER_CATALOG, TRACKER_USER, TRACKER_HOLIDAYS or
TRACKER_PARTNER in the environment stands in for it, and then the file of settings: --config, TRACKER_CONFIG, tracker.yaml in the folder, or
tracker/tracker.yaml in your folder of settings. "tracker init" writes one.

Exit status: 0 done; 1 the rules refuse it, or a file could not be read or written; 2 a command, a flag, the catalog or the
input is malformed.`,
		SilenceUsage: true, SilenceErrors: true, Version: version(), PersistentPreRunE: p.prepare,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.database, "db", "tracker.db", "keep the claims in `PLACE`: a file, or a PostgreSQL database by its address, postgres://...; open makes it")
	flags.StringVar(&p.catalog, "catalog", "", "use the catalog in `FILE` instead of the public one")
	flags.StringVar(&p.config, "config", "", "take the settings from `FILE`, in YAML or JSON")
	flags.StringVar(&p.holidays, "holidays", "", "leave out the days in `FILE` when business days are counted, for associations: a day such as 2022-12-26 a line, and what it is")
	flags.StringVar(&p.at, "at", "", "the `INSTANT` of the command, such as 2022-11-10 or 2022-11-10T09:00:00Z (default now)")
	flags.BoolVar(&p.future, "future", false, "accept an --at that is later than now")
	flags.BoolVar(&p.json, "json", false, "print JSON")
	flags.StringSliceVar(&p.fields, "fields", nil, "print JSON with these `FIELDS` alone, by their names in the JSON of the command, with points for those inside others")
	root.AddCommand(p.dueCommand(), p.showCommand(), p.nextCommand(), p.openCommand(), p.doCommand(), p.importCommand(),
		p.earningsCommand(), p.explainCommand(), p.sweepCommand(), p.pipelineCommand(), p.exportCommand(), p.calendarCommand(), p.copyCommand(), p.opportunitiesCommand(),
		p.catalogCommand(), p.impactCommand(), p.listCommand(), p.nominateCommand(), p.planCommand(), p.doctorCommand(), p.undoCommand(), p.backupCommand(), p.restoreCommand(), p.initCommand(), p.rulesCommand(), p.mcpCommand(), p.serveCommand())
	p.helpful(root)
	root.SetOut(p.out) // set first, because the completion command keeps it
	root.InitDefaultCompletionCmd()
	completeBash(root, p.out)
	for _, c := range root.Commands() {
		if c.HasSubCommands() {
			group(c)
		}
	}
	return root
}

// card returns the catalog of the flag --catalog, which its environment
// variable or the settings may set instead.
func (p *program) card() (*catalog.Catalog, error) {
	card, err := loadCatalog(p.catalog)
	if err != nil {
		return nil, fmt.Errorf("the catalog of --catalog, TRACKER_CATALOG or the settings: %w", err)
	}
	return card, nil
}

// loadCatalog returns the catalog in a file. If file is empty, it returns the
// public one. The error is a [catalogError].
func loadCatalog(file string) (*catalog.Catalog, error) {
	card, err := catalogfile.Load(file)
	if err != nil {
		return nil, &catalogError{file, err}
	}
	return card, nil
}

// reading wraps a command that needs an existing file.
func (p *program) reading(work func(context.Context, *tracker, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error { return p.with(c.Context(), args, false, work) }
}

// with opens the file or database, runs some work and closes it. If it does not
// exist and create is true, it is made.
func (p *program) with(ctx context.Context, args []string, create bool, work func(context.Context, *tracker, []string) error) error {
	t, err := p.tracker()
	if err != nil {
		return err
	}
	s, err := openPlace(ctx, "db", p.database, create)
	if err != nil {
		return err
	}
	t.store, t.desk = s, desk.New(s, t.catalog).WithTerms(t.terms)
	err = t.likely(ctx, work(ctx, t, args))
	t.tellHeld()
	if t.unreadable > 0 {
		err = errors.Join(err, fmt.Errorf("%w: %s", errUnread, counted(t.unreadable, "claim")))
	}
	return errors.Join(err, s.Close())
}

// tracker returns a tracker without claims, with the instant and the catalog
// that the flags name.
func (p *program) tracker() (*tracker, error) {
	p.started = true
	at, err := p.instant()
	if err != nil {
		return nil, err
	}
	catalog, err := p.card()
	if err != nil {
		return nil, err
	}
	terms, err := holidays.Terms(p.holidays)
	if err != nil {
		return nil, err
	}
	return &tracker{streams: p.streams, catalog: catalog, terms: terms, at: at, now: p.now().UTC(), future: p.future, json: p.json}, nil
}

// unmade is the error for a file or database that does not exist yet or is
// empty. Its text names the commands that make one.
type unmade struct{ *place.UnmadeError }

func (e *unmade) Error() string {
	state := "does not exist yet"
	switch {
	case errors.Is(e.Err, sqlite.ErrEmpty):
		state = "is empty"
	case errors.Is(e.Err, place.ErrNoTables):
		state = "holds no claims yet"
	}
	return fmt.Sprintf("%s %s: type \"tracker open ID REQUEST\" for a first claim, \"tracker import FILE\" for an export of Partner Center, or --db PLACE if your claims are elsewhere", e.Place, state)
}

// corrupt is SQLite's code for a file whose pages are malformed.
const corrupt = 11

// isDamage reports whether an error means that a whole file is damaged, and not
// one claim in it.
func isDamage(err error) bool {
	var coded interface {
		error
		Code() int
	}
	return errors.Is(err, row.ErrDamaged) || errors.As(err, &coded) && coded.Code()&0xff == corrupt
}

// openPlace opens the place that a flag names; see [place.Open]. If there is
// none, the error is an [unmade]. If the file is so damaged that it cannot be
// opened, the error names the command to type next, as doctor does for smaller
// damage.
func openPlace(ctx context.Context, flag, address string, create bool) (place.Keeping, error) {
	kept, err := place.Open(ctx, flag, address, create)
	var none *place.UnmadeError
	switch {
	case errors.As(err, &none):
		return nil, &unmade{none}
	case isDamage(err):
		return nil, fmt.Errorf("%w: type \"tracker restore FILE --db NEW\", with the last good backup", err)
	default:
		return kept, err
	}
}

// instant returns the instant of the flag --at, in UTC. If the flag is a day,
// it is the day's first instant in UTC. If the flag is not given, instant
// returns the current time.
func (p *program) instant() (time.Time, error) {
	if p.at == "" {
		return p.now().UTC(), nil
	}
	return parseInstant("at", p.at)
}

// parseInstant reads the instant of a flag, in UTC. If the text is a day, it is
// the day's first instant in UTC.
func parseInstant(flag, text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, mci.Invalid(flag, text, "a day or an instant, such as 2022-11-10 or 2022-11-10T09:00:00Z")
}

// completeID completes the first argument with the IDs in the file.
func (p *program) completeID(c *cobra.Command, args []string, typed string) (offered []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return p.complete(c, args, func(ctx context.Context, t *tracker) (offered []string) {
		for item, err := range register.List(ctx, t.desk, store.Query{}) {
			if err == nil && strings.HasPrefix(string(item.ID), typed) {
				offered = append(offered, string(item.ID)+"\t"+vocabulary.Visible(item.Name))
			}
		}
		return offered
	})
}

// completeCommand completes the first argument with the IDs in the file, and
// the second with the commands for the claim's kind. For the command do, it
// only offers those that the claim permits.
func (p *program) completeCommand(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return p.completeID(c, args, typed)
	}
	return p.complete(c, args, func(ctx context.Context, t *tracker) []string {
		if c.Name() == "do" {
			return t.permittedVerbs(ctx, args[0])
		}
		if stored, err := t.store.Load(ctx, claims.ID(args[0])); err == nil && stored.Kind == store.PartnerAssociation {
			return associationVerbs()
		}
		return verbNames()
	})
}

// complete opens the file or database, and returns the completions that offer
// makes from it.
func (p *program) complete(c *cobra.Command, args []string, offer func(context.Context, *tracker) []string) (offered []string, _ cobra.ShellCompDirective) {
	if err := p.standIns(c, nil); err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	err := p.with(c.Context(), args, false, func(ctx context.Context, t *tracker, _ []string) error {
		offered = offer(ctx, t)
		return nil
	})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return offered, cobra.ShellCompDirectiveNoFileComp
}
