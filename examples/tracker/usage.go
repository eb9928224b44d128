package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/mci"
)

// unbounded is the bound of a command that accepts any number of arguments.
const unbounded = -1

// arguments returns a check of the number of a command's arguments. Its error
// shows the usage of the command.
func arguments(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		n := len(args)
		if n >= least && (most == unbounded || n <= most) {
			return nil
		}
		return mci.Invalid("arguments", strings.Join(args, " "), fmt.Sprintf("%q", usageOf(c)))
	}
}

// usageOf returns the usage of a command, such as "tracker show ID".
func usageOf(c *cobra.Command) string { return strings.TrimSuffix(c.UseLine(), " [flags]") }

// group is for a command that only has subcommands. If a word names none of
// them, the command refuses it. If there is no word, it prints its help.
func group(c *cobra.Command) {
	c.DisableFlagsInUseLine = true
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		var names []string
		for _, one := range c.Commands() {
			if one.IsAvailableCommand() {
				names = append(names, one.Name())
			}
		}
		return mci.Invalid(c.CommandPath(), args[0], strings.Join(names, ", "))
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
}

// helpful sets the program's own help, which covers commands and tasks.
func (p *program) helpful(root *cobra.Command) {
	root.DisableSuggestions = true // the hints make suggestions
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { p.failedHelp = p.showHelp(c) })
	root.SetHelpCommand(&cobra.Command{
		Use: "help [COMMAND | TASK]", Short: "Tell about a command or a task, such as \"a claim is late\"",
		Long:    "Tell about a command, or how a task is done. Name the task in your own words.",
		Example: "  tracker help undo\n  tracker help I import an export\n  tracker help \"a claim is late\"",
		RunE:    func(_ *cobra.Command, words []string) error { return p.help(root, words) },
		ValidArgsFunction: func(_ *cobra.Command, words []string, _ string) (offered []string, _ cobra.ShellCompDirective) {
			about, rest, err := root.Find(words)
			if err != nil || len(rest) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			for _, c := range about.Commands() {
				if c.IsAvailableCommand() {
					offered = append(offered, c.Name()+"\t"+c.Short)
				}
			}
			if len(words) == 0 {
				for _, one := range tasks {
					offered = append(offered, one.name+"\t"+one.title)
				}
			}
			return offered, cobra.ShellCompDirectiveNoFileComp
		},
	})
	root.InitDefaultHelpCmd()
}

// A misuse is an error of the flags or the arguments of a command. It is
// malformed input.
type misuse struct{ text string }

func (m *misuse) Error() string { return m.text }

// Is reports whether target is [mci.ErrInvalid].
func (m *misuse) Is(target error) bool { return target == mci.ErrInvalid }

// A rewording replaces a text of the flag library by the words of this program.
type rewording struct {
	theirs *regexp.Regexp
	ours   func(part []string) string
}

var rewordings = []rewording{
	{
		regexp.MustCompile(`^if any flags in the group \[(.*)\] are set they must all be set; missing \[(.*)\]$`),
		func(part []string) string { return flagList(part[2], " and ") + " must be given, too" },
	},
	{
		regexp.MustCompile(`^if any flags in the group \[.*\] are set none of the others can be; \[(.*)\] were all set$`),
		func(part []string) string {
			return flagList(part[1], " and ") + " exclude each other: give one of them"
		},
	},
	{
		regexp.MustCompile(`^at least one of the flags in the group \[(.*)\] is required$`),
		func(part []string) string { return flagList(part[1], " or ") + " must be given" },
	},
	{
		regexp.MustCompile(`^required flag\(s\) "(.*)" not set$`),
		func(part []string) string {
			return flagList(strings.ReplaceAll(part[1], `", "`, " "), " and ") + " must be given"
		},
	},
	{
		regexp.MustCompile(`^invalid argument "(.*)" for "(?:-\w, )?--(.*)" flag: strconv\.Parse(Int|Bool|Uint|Float):`),
		func(part []string) string {
			kind := map[string]string{"Int": "a whole number", "Uint": "a whole number, 0 or more", "Float": "a number", "Bool": "true or false"}
			return mci.Invalid(part[2], part[1], kind[part[3]]).Error()
		},
	},
	{ // for a flag that this program reads itself
		regexp.MustCompile(`(?s)^invalid argument ".*" for "(?:-\w, )?--(.*?)" flag: (found .*)$`),
		func(part []string) string { return part[1] + ": " + part[2] },
	},
}

// flagList returns names of flags, separated by spaces, as a list in words.
func flagList(names, and string) string { return "--" + strings.Join(strings.Fields(names), and+"--") }

// reworded returns an error of the flag library in the words of this program.
// Any other error is returned unchanged.
func reworded(err error) error {
	text := err.Error()
	for _, one := range rewordings {
		if part := one.theirs.FindStringSubmatch(text); part != nil {
			return &misuse{one.ours(part)}
		}
	}
	if errors.Is(err, mci.ErrInvalid) {
		return err
	}
	return &misuse{text}
}
