package main

import (
	"context"
	"reflect"
	"slices"
	"strconv"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An assistantTool is one tool of the server.
type assistantTool struct {
	name, says string
	// results are the types of the reports that the command can print.
	results []reflect.Type
	writes  bool // only with --allow-write
	reports bool // only with --report
	add     func(*assistant, *mcp.Server, *assistantTool)
}

// assistantTools returns the tools. The ones that only read come first.
func assistantTools() []*assistantTool {
	return slices.Concat(readingTools(), writingTools())
}

func readingTools() []*assistantTool {
	return slices.Concat(registerTools(), claimTools(), knowledgeTools(), reportTools())
}

// registerTools returns the tools about all claims.
func registerTools() []*assistantTool {
	return []*assistantTool{
		tool("due", "List the open and the unpaid claims, the most urgent first: who is to act, by which day, and by which rule. Ask this for what needs attention.",
			func(_ *assistant, in struct {
				dated
				Within *int `json:"within,omitempty" jsonschema:"only claims with at most so many days left"`
				page
			},
			) call {
				c := call{args: []string{"due"}, at: in.At, page: in.page, list: &list{key: "claim"}}
				if in.Within != nil {
					c.args = append(c.args, "--within="+strconv.Itoa(*in.Within))
				}
				return c
			}).of(dueList{}),
		tool("list", "List claims by their IDs, those that have ended too. Filters narrow the list, and are combined.",
			func(_ *assistant, in struct {
				dated
				Open       bool     `json:"open,omitempty" jsonschema:"only claims that have not ended"`
				Statuses   []string `json:"statuses,omitempty" jsonschema:"only claims in one of these statuses, as Partner Center names them"`
				Location   string   `json:"location,omitempty" jsonschema:"only claims under this location ID of the partner"`
				Engagement string   `json:"engagement,omitempty" jsonschema:"only claims for this engagement ID, in any edition"`
				Area       string   `json:"area,omitempty" jsonschema:"only claims of this solution area"`
				Kind       string   `json:"kind,omitempty" jsonschema:"only claims of this kind: partner activity or association"`
				Text       string   `json:"text,omitempty" jsonschema:"only claims whose name, number or customer's ID contains this"`
				page
			},
			) call {
				c := call{args: []string{"list"}, at: in.At, page: in.page, list: &list{key: "claim"}}
				for _, filter := range [][2]string{{"location", in.Location}, {"engagement", in.Engagement}, {"area", in.Area}, {"kind", in.Kind}, {"text", in.Text}} {
					if filter[1] != "" {
						c.args = append(c.args, "--"+filter[0]+"="+filter[1])
					}
				}
				for _, status := range in.Statuses {
					c.args = append(c.args, "--status="+status)
				}
				if in.Open {
					c.args = append(c.args, "--open")
				}
				return c
			}).of(claimList{}),
	}
}

// claimTools returns the tools about one claim.
func claimTools() []*assistantTool {
	return []*assistantTool{
		tool("show", "Show one claim: its record, deadlines, missing evidence and pay.", aboutClaim("show")).of(claimSheet{}, associationSheet{}),
		tool("next", "List the steps that each side can take with a claim now, and what is missing for the others.", aboutClaim("next")).of(nextSteps{}, associationSheet{}),
		tool("payout", "Show what a claim pays: the calculation by steps with its sources, the estimate for today, and the day by which a payment is expected. Associations pay nothing by themselves.",
			aboutClaim("show", "--fields=payout,estimate,expectedPayment,paymentLate")).of(payoutSheet{}),
		tool("history", "Show the history of a claim, the oldest entry first: who did what, when, by which rule, from which source.",
			func(_ *assistant, in struct {
				Claim string `json:"claim" jsonschema:"the ID of the claim"`
				page
			},
			) call {
				return call{args: []string{"explain", "--", in.Claim}, page: in.page, list: &list{key: "number"}}
			}).of(history{}, associationHistory{}),
		tool("explain", "Say whether a command would be permitted for a claim, and if not, by which rules it is refused.",
			func(_ *assistant, in struct {
				dated
				Claim   string `json:"claim" jsonschema:"the ID of the claim"`
				Command string `json:"command" jsonschema:"the command, such as submit or send-consent"`
			},
			) call {
				return call{args: []string{"explain", "--", in.Claim, in.Command}, at: in.At}
			}).of(verdict{}, associationVerdict{}),
	}
}

// knowledgeTools returns the tools about sums, customers and rules.
func knowledgeTools() []*assistantTool {
	return []*assistantTool{
		tool("pipeline", "Sum the money of all claims by status. The amounts estimated, requested, approved and paid are different things and are never added up.",
			func(_ *assistant, in dated) call { return call{args: []string{"pipeline"}, at: in.At} }).of(pipeline{}),
		tool("plan", "Say for which engagements a customer can be nominated: by which ID, from which location, for which pay and until when; and for the others, which rules stand in the way.",
			func(_ *assistant, in struct {
				dated
				Prospect map[string]any `json:"prospect" jsonschema:"what is known of the customer and of the partner's locations, in the JSON form of plan.Prospect: customer, identities, sites, user; a fact that is left out is unknown"`
			},
			) call {
				return call{args: []string{"plan", "-"}, input: []byte(jsonText(in.Prospect)), at: in.At}
			}).of(plan.Plan{}),
		tool("engagements", "List the engagements of the catalog, or show all that the catalog says of one: rates by market and day, windows, conditions and evidence, each with its source.",
			func(_ *assistant, in struct {
				Engagement string `json:"engagement,omitempty" jsonschema:"the ID of one engagement; all are listed if left out"`
				page
			},
			) call {
				c := call{args: []string{"catalog", "show"}, page: in.page}
				if in.Engagement != "" {
					c.args = append(c.args, "--", in.Engagement)
				} else {
					c.list = &list{key: "engagement"}
				}
				return c
			}).of(),
		tool("rules", "List the rules whose ID or meaning contains a text, each with its source. Ask this to cite the document behind a refusal or a finding.",
			func(_ *assistant, in struct {
				Text string `json:"text,omitempty" jsonschema:"the ID of a rule, such as claim.guard.evidence, or words such as deal size"`
				page
			},
			) call {
				return call{args: []string{"rules", "--", in.Text}, page: in.page, list: &list{key: "id"}}
			}).of(ruleList{}),
	}
}

// reportTools returns the tool that needs reports of Partner Center.
func reportTools() []*assistantTool {
	return []*assistantTool{
		tool("settlement", "Say of each claim what came back, by the reports that were given to the server: not due yet, late, in the report, paid, paid short or over, taken back, not eligible or unknown, with the file and the line of each figure.",
			func(a *assistant, in struct {
				dated
				Only []string `json:"only,omitempty" jsonschema:"only claims in these states: due, late, reported, paid, short, over, taken-back, not-eligible, unknown"`
				page
			},
			) call {
				c := call{args: []string{"earnings"}, at: in.At, page: in.page, list: &list{path: []string{"settlement", "results"}, key: "id"}}
				for _, state := range in.Only {
					c.args = append(c.args, "--only="+state)
				}
				if a.months != "" {
					c.args = append(c.args, "--months="+a.months, "--downloaded="+a.download)
				}
				c.args = append(append(c.args, "--"), a.reports...)
				return c
			}).ofReports(),
	}
}

func writingTools() []*assistantTool {
	return []*assistantTool{
		tool("open", "Nominate a customer and open a claim, or propose an association, for the user who started the server. If the rules do not allow it, the answer lists what stands in the way.",
			func(a *assistant, in struct {
				dated
				Claim   string         `json:"claim" jsonschema:"a new ID for the claim"`
				Request map[string]any `json:"request" jsonschema:"the nomination in the JSON form of the command open, or with the field kind a proposal; a fact that is left out is unknown; without the field user"`
				Key     string         `json:"key" jsonschema:"an idempotency key of your own: a command that is repeated under it is done once"`
			},
			) call {
				c := call{args: []string{"open", "--key=" + in.Key}, at: in.At}
				if given, named := in.Request["user"]; named {
					c.err = mci.Invalid("request.user", jsonText(given), "no user, since it is the one who started the server")
					return c
				}
				if _, proposes := in.Request["kind"]; proposes {
					c.args = append(c.args, "--user="+a.by.user, "--role="+a.by.role)
				} else if in.Request != nil {
					in.Request["user"] = map[string]any{"id": a.by.user, "role": a.by.role}
				}
				c.args, c.input = append(c.args, "--", in.Claim, "-"), []byte(jsonText(in.Request))
				return c
			}).of(changedClaim{}).writing(),
		tool("do", "Give a command to a claim, such as submit, send-consent or add-comment, for the user who started the server. The rules can refuse it; the answer then names the rule and what is missing.",
			func(a *assistant, in struct {
				dated
				Claim   string         `json:"claim" jsonschema:"the ID of the claim"`
				Command string         `json:"command" jsonschema:"the command; the tool next lists those that are permitted"`
				Fields  map[string]any `json:"fields,omitempty" jsonschema:"the fields of the command, with the names of its JSON form"`
				Key     string         `json:"key" jsonschema:"an idempotency key of your own: a command that is repeated under it is done once"`
			},
			) call {
				args := []string{"do", "--user=" + a.by.user, "--role=" + a.by.role, "--key=" + in.Key}
				if in.Fields != nil {
					args = append(args, "--input=-")
				}
				return call{args: append(args, "--", in.Claim, in.Command), input: []byte(jsonText(in.Fields)), at: in.At}
			}).of(changedClaim{}).writing(),
	}
}

// A payoutSheet is the part of a claim's sheet that the tool payout shows.
type payoutSheet struct {
	Payout   *catalog.Payout `json:"payout"`
	Estimate *catalog.Payout `json:"estimate"`
	Expected *mci.Date       `json:"expectedPayment"`
	Late     *bool           `json:"paymentLate"`
}

// claimAsked are the arguments of a question about one claim.
type claimAsked struct {
	dated
	Claim string `json:"claim" jsonschema:"the ID of the claim"`
}

// aboutClaim returns the function that makes the call of a command for one
// claim.
func aboutClaim(command ...string) func(*assistant, claimAsked) call {
	return func(_ *assistant, in claimAsked) call {
		return call{args: slices.Concat(command, []string{"--", in.Claim}), at: in.At}
	}
}

// tool returns a tool whose arguments are the fields of In.
func tool[In any](name, says string, ask func(*assistant, In) call) *assistantTool {
	return &assistantTool{name: name, says: says, add: func(a *assistant, s *mcp.Server, t *assistantTool) {
		still, destroys := false, t.writes // a writing tool can destroy, because a command can cancel a claim
		made := &mcp.Tool{
			Name: t.name, Description: t.says, OutputSchema: answerSchema(t.results),
			Annotations: &mcp.ToolAnnotations{ReadOnlyHint: !t.writes, IdempotentHint: !t.writes, OpenWorldHint: &still, DestructiveHint: &destroys},
		}
		mcp.AddTool(s, made, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
			ctx, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			c := ask(a, in)
			answer, failed, err := a.answer(ctx, &c)
			if err != nil {
				return nil, nil, err
			}
			return &mcp.CallToolResult{IsError: failed}, answer, nil
		})
	}}
}

// of adds the types of the reports that the tool's command prints.
func (t *assistantTool) of(reports ...any) *assistantTool {
	for _, report := range reports {
		t.results = append(t.results, reflect.TypeOf(report))
	}
	return t
}

// ofReports marks a tool that needs reports of Partner Center.
func (t *assistantTool) ofReports() *assistantTool {
	t.reports = true
	return t.of(earningsReport{})
}

// writing marks a tool that changes claims.
func (t *assistantTool) writing() *assistantTool {
	t.writes = true
	return t
}
