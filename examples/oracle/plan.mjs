// For which engagements can a customer be nominated now, by which ID, and from
// which location? README of the corpus, Kind plan; pages of the package plan.
import {dayOf, instant, isDay, addDays, startOf, text} from './dates.mjs'
import {find, isVariable} from './catalogs.mjs'
import {check, decide, needsHours} from './eligibility.mjs'
import {ID_TYPES} from './ids.mjs'
import {payout} from './pay.mjs'

const all = (outcomes) => (outcomes.includes('fail') ? 'fail' : outcomes.includes('unknown') ? 'unknown' : 'pass')
const ofFact = (f) => (f === 'yes' ? 'pass' : f === 'no' ? 'fail' : 'unknown')
const bare = ({rule, outcome, path}) => ({rule, outcome, path})

// The rules by which two questions cannot be asked in one go, in the order of
// RULES.md. The questions of a plan never break `nomination.engagement-once` and
// `nomination.one-user`.
const TOGETHER = [
  ['nomination.variable-alone', (a, b) => !isVariable(a.found.engagement) && !isVariable(b.found.engagement)],
  ['nomination.one-customer', (a, b) => a.id?.type === b.id?.type && a.id?.value === b.id?.value],
  ['nomination.one-way', (a, b) => a.way === b.way],
  ['nomination.one-location', (a, b) => a.location === b.location],
]

// compareBy gives the order by the first of several keys that differs.
const compareBy = (...keys) => (a, b) => {
  for (const key of keys) {
    const [x, y] = [key(a), key(b)]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
const OUTCOMES = ['pass', 'unknown', 'fail']
const byId = [(c) => ID_TYPES.indexOf(c.id?.type), (c) => c.id?.value ?? '']

// questionOf gives the question of one ID and one location about an engagement.
// A standing replaces four facts about the customer.
function questionOf(prospect, ref, {customer = {}, standings, hours, opportunity}, site) {
  const key = ref.engagement
  const standing = standings?.[key]
  const facts = standing && {...customer, meetsCriteria: standing.meetsCriteria, claims: standing.claims, openClaims: standing.openClaims, nominated: standing.nominated}
  const eligible = prospect.sites?.map((s) => s.eligible?.[key])
  return {
    engagement: ref, at: prospect.at, user: prospect.user, qualifications: prospect.qualifications, waivers: prospect.waivers,
    way: customer.consentedBefore === 'yes' ? 'claim' : 'add',
    location: site?.location ?? {id: ''},
    partnerEligible: !eligible ? 'unknown' : eligible.includes('yes') ? 'yes' : eligible.every((f) => f === 'no') ? 'no' : 'unknown',
    locationEligible: site?.eligible?.[key] ?? 'unknown',
    customer: facts ?? customer, hours, opportunity,
  }
}

// "Hours count for an engagement that needs them."
const counted = ({hours, ...q}, found) => (needsHours(found.engagement) && hours !== undefined ? {...q, hours} : q)

// earns: "whether the location is enrolled and eligible and has a payee profile"
function earns(q) {
  const e = q.location.enrollment
  return all([!e || e === 'unknown' ? 'unknown' : e === 'enrolled' ? 'pass' : 'fail', ofFact(q.locationEligible), ofFact(q.location.payeeProfile)])
}

const standing = (d) => d.findings.filter((f) => f.outcome !== 'pass' && !d.waived.includes(f.rule)).map(bare)

// turnOf gives the first day on which the outcome changes. It can change on the
// days that the catalog and the waivers name, and on the days after them.
function turnOf(q, found, today, outcome) {
  const {catalog, edition, engagement} = found
  const named = [...JSON.stringify([catalog.marketLists, engagement, q.waivers ?? []]).matchAll(/"(\d{4}-\d\d-\d\d)"/g)].map((m) => m[1]).filter(isDay)
  const days = [...new Set(named.flatMap((d) => [d, addDays(d, 1)]))].filter((d) => d > today).sort()
  for (const on of days) {
    const d = decide({...q, at: text(startOf(on, edition.settings.calendar.timeZone))}, found)
    if (d.outcome === outcome) continue
    const reasons = standing(d)
    return {on, outcome: d.outcome, ...(reasons.length && {reasons})}
  }
}

function choiceOf(q, found) {
  const today = q.at === undefined ? undefined : dayOf(instant(q.at), found.edition.settings.calendar.timeZone)
  const d = decide(q, found)
  const reasons = standing(d)
  const turn = today && turnOf(q, found, today, d.outcome)
  const p = payout(found, {
    dates: {nomination: today, creation: today, consent: today, submission: today}, customerCountry: q.customer.country, partnerCountry: q.location.country,
    segment: q.customer.segment, hours: q.hours, contractValue: q.opportunity?.contractValue, quantities: q.customer.quantities,
  })
  return {
    id: q.customer.id ?? null, location: q.location.id, way: q.way, outcome: d.outcome, earns: earns(q),
    ...(reasons.length && {reasons}),
    payout: {rule: p.rule, outcome: p.outcome, amount: p.outcome === 'pass' ? p.amount : null, ...(p.needs && {needs: p.needs}), ...(p.reason && {reason: p.reason})},
    ...(turn && {turn}),
  }
}

function optionOf(prospect, ref, found) {
  const identities = prospect.identities?.length ? prospect.identities : [{}]
  const sites = prospect.sites?.length ? prospect.sites : [undefined]
  const choices = identities.flatMap((i) => sites.map((s) => choiceOf(counted(questionOf(prospect, ref, i, s), found), found)))
  choices.sort(compareBy((c) => OUTCOMES.indexOf(c.outcome), (c) => OUTCOMES.indexOf(c.earns), (c) => c.reasons?.length ?? 0, ...byId, (c) => c.location))
  const open = identities.map((i) => ({id: i.customer?.id, open: i.standings?.[ref.engagement]?.open ?? []})).sort(compareBy(...byId)).flatMap((i) => i.open)
  return {found, option: {engagement: ref, outcome: choices[0].outcome, ...(open.length && {open}), choices}}
}

// "first those whose best choice passes; then those with an open claim of the
// partner's own; then the unknown ones before those that fail"
const rank = ({outcome, open}) => (outcome === 'pass' ? 0 : open ? 1 : outcome === 'unknown' ? 2 : 3)

// apart gives the rule that keeps two options apart: "the rule that is furthest
// down the list among those that keep their choices apart".
function apart(a, b) {
  const passing = ({option, found}) => option.choices.filter((c) => c.outcome === 'pass').map((c) => ({...c, found}))
  const places = passing(a).flatMap((x) => passing(b).map((y) => TOGETHER.findIndex(([, holds]) => !holds(x, y))))
  if (places.length && !places.includes(-1)) return TOGETHER[Math.max(...places)][0]
}

function exclusionsOf(options) {
  return options.flatMap((later, j) => options.slice(0, j).flatMap((earlier) => {
    const rule = apart(earlier, later)
    return rule ? [{engagements: [earlier.option.engagement, later.option.engagement], rule}] : []
  }))
}

// twice gives the places of the values that stand in a list before.
const twice = (list) => list.map((v, i) => i).filter((i) => list.indexOf(list[i]) !== i)

function malformed({prospect, engagements, catalog}) {
  const {sites, identities} = prospect
  const fields = []
  const refs = engagements.map((r) => JSON.stringify([r.edition, r.revision ?? 1, r.engagement]))
  if (twice(refs).length) fields.push('engagements')
  for (const i of twice((sites ?? []).map((s) => s.location.id))) fields.push(`sites[${i}].location.id`)
  for (const i of twice((identities ?? []).map(({customer: {id}}) => JSON.stringify([id?.type, id?.value])))) fields.push(`identities[${i}].customer.id`)
  // the facts are checked as those of a question, with a standing and without
  for (const ref of [...engagements, {}]) {
    const found = find(catalog, ref)
    if (ref.engagement && !found) fields.push('engagements')
    for (const identity of identities?.length ? identities : [{}]) {
      for (const site of sites?.length ? sites : [undefined]) {
        const question = questionOf(prospect, ref, identity, site)
        fields.push(...check(question, catalog).fields.filter((f) => f !== 'engagement'))
      }
    }
  }
  return [...new Set(fields)]
}

export function answerPlan(input) {
  const fields = malformed(input)
  if (fields.length) return {result: 'malformed', fields}
  const options = input.engagements.map((ref) => optionOf(input.prospect, ref, find(input.catalog, ref)))
  options.sort(compareBy(({option}) => rank(option), ({option}) => option.choices[0].turn?.on ?? '9999-99-99', ({option}) => option.engagement.edition, ({option}) => option.engagement.engagement, ({option}) => option.engagement.revision ?? 1))
  const exclusions = exclusionsOf(options)
  return {result: 'answered', options: options.map((o) => o.option), ...(exclusions.length && {exclusions})}
}
