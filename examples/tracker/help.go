package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A commandGroup is a part of the list of commands.
type commandGroup struct{ title, names string }

// commandGroups has each command once, in the order in which they are listed.
var commandGroups = []commandGroup{
	{"See what there is", "due list show next explain pipeline"},
	{"Change claims", "open nominate do undo sweep"},
	{"Follow Partner Center", "import earnings"},
	{"Decide by the rules", "plan opportunities rules catalog impact"},
	{"Hand on", "export calendar serve mcp"},
	{"Keep the claims", "init doctor backup restore copy"},
	{"Help", "help completion"},
}

// helpColumns is the width of the help if there is no terminal.
const helpColumns = 80

// showHelp prints the help of a command.
func (p *program) showHelp(c *cobra.Command) error {
	return p.printHelp(func(width int) string { return commandHelp(c, width) })
}

// printHelp prints a help page, as wide as the screen.
func (p *program) printHelp(page func(width int) string) error {
	if s := p.screen(); s != nil {
		return s.print(p.out, p.err, s.layout(page(s.columns)))
	}
	s := &screen{columns: helpColumns}
	_, err := fmt.Fprint(p.out, s.layout(page(s.columns)))
	return err
}

// commandHelp returns the help of a command as the text of a report. Commands
// to type are wrapped to the width in a way that a shell accepts.
func commandHelp(c *cobra.Command, width int) string {
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	var page strings.Builder
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	page.WriteString(flowed(about, width))
	section(&page, "Usage")
	if c.HasSubCommands() {
		fmt.Fprintf(&page, "  %s COMMAND\n", c.CommandPath())
	} else {
		page.WriteString(toType("  "+c.UseLine(), width) + "\n")
	}
	writeCommands(&page, c)
	if c.HasExample() {
		section(&page, "Examples")
		page.WriteString(flowed(c.Example, width))
	}
	if tasks := tasksWith(c); len(tasks) > 0 {
		section(&page, "Help by task")
		for _, one := range tasks {
			fmt.Fprintf(&page, "  tracker help %s\t%s\n", one.name, one.title)
		}
	}
	writeFlags(&page, "Flags", c.LocalFlags())
	writeFlags(&page, "Flags of every command", c.InheritedFlags())
	if c.HasSubCommands() {
		fmt.Fprintf(&page, "\n\"%s COMMAND --help\" tells more about a command.\n", c.CommandPath())
	}
	return page.String()
}

func section(page *strings.Builder, title string) {
	fmt.Fprintf(page, "\n%s%s:\n", heading, title)
}

// writeCommands lists the subcommands of a command. The program's own commands
// are listed by group.
func writeCommands(page *strings.Builder, of *cobra.Command) {
	listed := map[string]*cobra.Command{}
	var all strings.Builder
	for _, c := range of.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			listed[c.Name()] = c
			all.WriteString(" " + c.Name())
		}
	}
	groups := []commandGroup{{"Commands", all.String()}}
	if !of.HasParent() {
		groups = commandGroups
	}
	for _, group := range groups {
		names := strings.Fields(group.names)
		if len(names) == 0 {
			return
		}
		section(page, group.title)
		for _, name := range names {
			fmt.Fprintf(page, "  %s\t%s\n", name, listed[name].Short)
		}
	}
}

// writeFlags lists flags with their values. If there are none, it writes
// nothing.
func writeFlags(page *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	section(page, title)
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(flag)
		short := "    "
		if flag.Shorthand != "" {
			short = "-" + flag.Shorthand + ", "
		}
		switch flag.DefValue {
		case "", "false", "[]", "0":
		default:
			usage += fmt.Sprintf(" (default %s)", flag.DefValue)
		}
		fmt.Fprintf(page, "  %s\t%s\n", strings.TrimRight(short+"--"+flag.Name+" "+value, " "), usage)
	})
}

// flowed wraps a text in which each paragraph is one line. If a line begins
// with spaces, it is a command to type and stands alone.
func flowed(text string, width int) string {
	var out strings.Builder
	open := false // a paragraph is open
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		before, words := cutIndent(line)
		switch {
		case words == "" || before != "":
			if open {
				out.WriteString("\n")
			}
			out.WriteString(toType(line, width) + "\n")
			open = false
			continue
		case open:
			out.WriteString(" ")
		}
		out.WriteString(line)
		open = true
	}
	if open {
		out.WriteString("\n")
	}
	return out.String()
}

// shellWord matches a word of a shell, with its quoted parts.
var shellWord = regexp.MustCompile(`(?:"[^"]*"|'[^']*'|\S)+`)

// toType returns a command in lines of a width. Each line but the last ends
// with the backslash that continues it in a shell.
func toType(command string, width int) string {
	if uniseg.StringWidth(command) <= width {
		return command
	}
	const on = ` \`
	before, _ := cutIndent(command)
	var out strings.Builder
	used := 0
	for i, word := range pairs(shellWord.FindAllString(command, -1), width-len(before+gap+on)) {
		wide := uniseg.StringWidth(word)
		switch {
		case i == 0:
			out.WriteString(before)
			used = len(before)
		case used+1+wide+len(on) > width:
			out.WriteString(on + "\n" + before + gap)
			used = len(before + gap)
		default:
			out.WriteString(" ")
			used++
		}
		out.WriteString(word)
		used += wide
	}
	return out.String()
}

// pairs joins each flag with its value, unless they are too wide together.
func pairs(words []string, most int) (joined []string) {
	for _, word := range words {
		if last := len(joined) - 1; last >= 0 && joined[last][0] == '-' && word[0] != '-' && !strings.Contains(joined[last], " ") && uniseg.StringWidth(joined[last]+" "+word) <= most {
			joined[last] += " " + word
		} else {
			joined = append(joined, word)
		}
	}
	return joined
}
