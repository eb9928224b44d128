// The tabs of an engagement's Customers page: program/customers.md D.1, D.2.
import {check, decide} from './eligibility.mjs'
import {isVariable} from './catalogs.mjs'

// customers.md D.1: the two reasons since 10/2023
const REASON = {
  criteria: 'does not meet the eligibility criteria of the engagement', // reason 1
  limit: 'has met the allowed limit on active or allowed claims', // reason 2
}
const CLAIM = 'Claim customer' // customers.md D.1, D.2 "from: Action column"

// "`problem` if a field is malformed, such as a status of more than 500 bytes"
// (README of the corpus): the first such field of what a line shows.
function problem(fields) {
  const found = fields.find(([, t]) => Buffer.byteLength(t ?? '') > 500)
  return found && {problem: {path: found[0]}}
}
const fieldsOf = (path, claim) => [[`${path}.id`, claim.id], [`${path}.status`, claim.status]]

const bare = ({rule, outcome, path}) => ({rule, outcome, path})

export function answerTab(input) {
  const {question: q, name, open = [], closed = []} = input
  const {fields, found} = check({...q, way: q.way || 'claim'}, input.catalog)
  if (fields.length) return {result: 'malformed', fields}
  const id = q.customer.id ?? null
  const lines = []
  const known = q.customer.consentedBefore
  // The page tells of the customer, not of the partner, its location or its
  // user: only the rules of reasons 1 and 2 count.
  const d = decide(q, found)
  const about = d.findings.filter((f) => (f.of === 'criteria' || f.of === 'limit') && !d.waived.includes(f.rule))
  const bad = about.filter((f) => f.outcome === 'fail')
  const unsure = about.filter((f) => f.outcome === 'unknown')
  const told = about.filter((f) => f.outcome !== 'pass').map(bare)

  // A customer with an own open claim stays on Eligible (D.1; conflicts.md 25).
  const eligible = !bad.length && !unsure.length
  if (open.length) {
    const line = {name, id, tab: 'Eligible', open}
    const actions = open.flatMap((o) => o.actions ?? [])
    if (known === 'yes' && eligible) actions.unshift(CLAIM) // D.1 names it first
    if (actions.length) line.actions = actions
    if (told.length) line.findings = told
    lines.push(line)
  } else if (known === 'yes') {
    if (bad.length) {
      const line = {name, id, tab: 'Ineligible'}
      // D.1 exception: no detail for engagements that nominate only by MSX opportunity ID
      if (!isVariable(found.engagement)) {
        line.reasons = [...new Set(bad.map((f) => REASON[f.of]))]
        line.findings = told
      }
      lines.push(line)
    } else if (unsure.length) lines.push({name, id, tab: 'Undecided', findings: told})
    else lines.push({name, id, tab: 'Eligible', actions: [CLAIM]})
  } else if (known !== 'no') {
    // "Page is filled with all customers who ever consented to you": unknown
    lines.push(told.length ? {name, id, tab: 'Undecided', findings: told} : {name, id, tab: 'Undecided'})
  }
  if (lines.length) Object.assign(lines[0], problem([['name', name], ...open.flatMap((o, i) => fieldsOf(`open[${i}]`, o))]))
  // Complete: every claim in a terminal state (conflicts.md 8)
  for (const [i, claim] of closed.entries()) lines.push({name, id, tab: 'Complete', claim, ...problem(fieldsOf(`closed[${i}]`, claim))})
  return {result: 'answered', lines}
}
