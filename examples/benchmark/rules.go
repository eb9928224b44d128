package main

import (
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// ruleTexts are the rules of eligibility in the language that CEL and expr
// share, in the order of the library's findings. Each gives 0 for unknown, 1
// for pass and 2 for fail. They use the facts of factsOf, in which a yes-or-no
// fact is 0 for unknown, 1 for yes and 2 for no.
var ruleTexts = [...]struct {
	id   mci.RuleID
	text string
}{
	{"user.role", `!user_known ? 0 : location in granted || "" in granted ? 1 : 2`},
	{"location.enrolled", `enrollment == "unknown" ? 0 : enrollment == "enrolled" ? 1 : 2`},
	{"partner.eligible", `way == "claim" ? location_eligible : partner_eligible`},
	{"partner.gate", `!gates ? 1 : 0`},
	{"engagement.offered", `at == 0 ? 0 : at < offered_from || offered_end != 0 && at >= offered_end ? 2 : known_end != 0 && at >= known_end ? 0 : 1`},
	{"customer.id-type", `id_type == "" ? 0 : id_type in id_types ? 1 : 2`},
	{"customer.domain-resolved", `id_type == "" ? 0 : id_type == "domain name" ? resolved : 1`},
	{"customer.criteria", `meets_criteria`},
	{"customer.market", `country == "" ? 0 : country in paying ? 1 : 2`},
	{"customer.segment", `!bars ? 1 : 0`},
	{"customer.size", `!sized ? 1 : 0`},
	{"customer.requirements", `!requirements ? 1 : 0`},
	{"customer.claim-limit", `claim_limit == 0 ? 1 : claims < 0 ? 0 : claims < claim_limit ? 1 : 2`},
	{"customer.open-claims", `!open_limit ? 1 : 0`},
	{"customer.lock", `!lock ? 1 : 0`},
	{"customer.add-or-claim", `way == "claim" ? consented_before : way != "add" ? 2 : consented_before == 0 ? 0 : 3 - consented_before`},
	{"customer.tenant-mismatch", `mismatch_reason != "" ? 1 : id_type == "" ? 0 : id_type == "tenant ID" ? mail_matches : 1`},
	{"pay.hours", `(hours == 0) != variable_pay ? 1 : 2`},
	{"opportunity.hours", `minimum_hours != 0 && hours == 0 ? 0 : hours >= minimum_hours ? 1 : 2`},
	{"opportunity.contract-value", `minimum_value == 0 ? 1 : value < 0 ? 0 : value >= minimum_value ? 1 : 2`},
	{"opportunity.status", `wanted_status == "" ? 1 : status == "" ? 0 : status == wanted_status ? 1 : 2`},
	{"opportunity.stage", `any_stage ? 1 : stage == "" ? 0 : stage in wanted_stages ? 1 : 2`},
	{"customer.region", `!regional ? 1 : 0`},
}

// factsOf returns the facts of a question and the terms of its engagement, by
// their names in ruleTexts. If a host could compile a fact when it loads its
// catalog, the fact is compiled. Examples are the countries with pay and the
// instants at which the engagement begins and ends.
func factsOf(q *eligibility.Question, t *terms) map[string]any {
	granted := []string{}
	for _, grant := range q.User.Grants {
		granted = append(granted, string(grant.Location))
	}
	p := packed(q, t)
	return map[string]any{
		"user_known": userKnown(q), "granted": granted, "location": string(q.Location.ID), "enrollment": q.Location.Enrollment.String(),
		"way": q.Way.String(), "partner_eligible": int(q.PartnerEligible), "location_eligible": int(q.LocationEligible),
		"at": int(p.at), "offered_from": int(t.offeredFrom), "offered_end": int(t.offeredEnd), "known_end": int(t.knownEnd),
		"id_type": q.Customer.ID.Type().String(), "id_types": t.idTypes, "resolved": int(p.resolved),
		"meets_criteria": int(q.Customer.MeetsCriteria), "country": string(q.Customer.Country), "paying": t.payingNames,
		"claims": int(p.claims), "claim_limit": int(t.limit), "consented_before": int(q.Customer.ConsentedBefore),
		"mail_matches": int(q.Customer.MailMatches), "mismatch_reason": q.Customer.MismatchReason,
		"hours": int(p.hours), "minimum_hours": int(t.hours), "variable_pay": t.variable,
		"value": int(p.value), "minimum_value": int(t.value),
		"status": q.Opportunity.Status, "wanted_status": t.statusName,
		"gates": t.gated, "bars": t.barring, "sized": t.sized, "requirements": t.demanding, "open_limit": t.openLimited, "lock": t.locking,
		"regional": t.regional,
		"stage":    q.Opportunity.Stage, "wanted_stages": t.stageNames, "any_stage": len(t.stageNames) == 0,
	}
}
