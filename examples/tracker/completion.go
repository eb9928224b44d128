package main

import (
	"context"
	"io"
	"reflect"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
)

// permittedVerbs returns the commands that a claim permits now, as the user
// types them. If the claim cannot be read, it returns all commands for its
// kind.
func (t *tracker) permittedVerbs(ctx context.Context, id string) []string {
	var names []string
	if associated, err := t.association(ctx, id); err != nil {
		return associationVerbs()
	} else if associated != nil {
		permitted := associated.PermittedAt(t.at)
		for _, name := range associationVerbs() {
			if event, err := associationEvent(name); err == nil && permitted.Has(event) {
				names = append(names, name)
			}
		}
		return names
	}
	claim, err := t.claim(ctx, id)
	if err != nil {
		return verbNames()
	}
	permitted := claim.PermittedAt(t.at)
	for _, v := range verbs {
		if permitted.Has(v.event) {
			names = append(names, verbName(v.event))
		}
	}
	return names
}

// bashWords stands in for the one function of the package bash-completion that
// the script for bash needs. Without it, each Tab would print "command not
// found". As in that package, a word that bash divides at = and : counts as one
// word.
const bashWords = `# In place of the package bash-completion, unless it is loaded.
if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
_get_comp_words_by_ref()
{
    local i part
    words=("${COMP_WORDS[0]}")
    for ((i = 1; i <= COMP_CWORD; i++)); do
        part=${COMP_WORDS[i]}
        if [[ $part == [=:]* || ${COMP_WORDS[i-1]} == *[=:] ]]; then
            words[${#words[@]}-1]+=$part
        else
            words+=("$part")
        fi
    done
    cword=$((${#words[@]} - 1))
    cur=${words[cword]}
    prev=${words[cword > 0 ? cword - 1 : 0]}
}
fi

`

// packageNeeded matches the sentence about the package in the help.
var packageNeeded = regexp.MustCompile(`This script depends on the 'bash-completion' package[^\n]*\n[^\n]*`)

// completeBash makes the script for bash work without other packages.
func completeBash(root *cobra.Command, out io.Writer) {
	bash, _, err := root.Find([]string{"completion", "bash"})
	if err != nil {
		return
	}
	bash.Long = packageNeeded.ReplaceAllString(bash.Long, "It uses the package bash-completion if that is loaded, and does without it.")
	script := bash.RunE
	bash.RunE = func(c *cobra.Command, args []string) error {
		if _, err := io.WriteString(out, bashWords); err != nil {
			return err
		}
		return script(c, args)
	}
}

// narrow hides flags while a shell completes. If a command for a claim is
// chosen, the flags that it does not have are hidden. If none is chosen, all
// flags stay.
func (p *program) narrow(ctx context.Context, root *cobra.Command, args []string) {
	if len(args) < 2 || args[0] != cobra.ShellCompRequestCmd && args[0] != cobra.ShellCompNoDescRequestCmd {
		return
	}
	probe := *p
	chosen, words, err := probe.root().Find(args[1 : len(args)-1])
	if err != nil || chosen.Name() != "do" || chosen.ParseFlags(words) != nil || chosen.Flags().NArg() < 2 {
		return
	}
	form := probe.form(ctx, chosen, chosen.Flags().Arg(0), chosen.Flags().Arg(1))
	if form == nil {
		return
	}
	has := schemaOf(form).Properties
	do, _, err := root.Find([]string{"do"})
	if err != nil {
		return
	}
	for _, flag := range commandFlags {
		if name, _, _ := strings.Cut(flag.field, "."); has[name] == nil {
			do.Flags().Lookup(flag.name).Hidden = true
		}
	}
}

// form returns the type of a command for a claim. It is nil if there is no
// command of that name.
func (p *program) form(ctx context.Context, c *cobra.Command, id, name string) (form reflect.Type) {
	if p.standIns(c, nil) != nil {
		return nil
	}
	// If there is no place, or the claim is not in it, the command is taken as
	// one for a partner activity.
	var kind store.Kind
	_ = p.with(ctx, nil, false, func(ctx context.Context, t *tracker, _ []string) error {
		stored, err := t.store.Load(ctx, claims.ID(id))
		kind = stored.Kind
		return err
	})
	if kind == store.PartnerAssociation {
		for _, command := range associationCommands() {
			if associationVerb(command.Event()) == name {
				form = reflect.TypeOf(command)
			}
		}
		return form
	}
	if v, err := findVerb(name); err == nil {
		if command, err := v.read(nil, []byte("{}")); err == nil {
			form = reflect.TypeOf(command)
		}
	}
	return form
}

// associationCommands returns one of each command for an association.
func associationCommands() []association.Command {
	return []association.Command{
		association.Submit{},
		association.BeginReview{},
		association.RequestAction{},
		association.Approve{},
		association.Reject{},
		association.Dispute{},
		association.Expire{},
		association.OptOut{},
		association.Disassociate{},
		association.FindCompetitor{},
		association.GiveProof{},
		association.Edit{},
		association.AddComment{},
		association.EndSubscription{},
		association.RecordFacts{},
		association.Resolve{},
	}
}
