// Which partner is credited for a workload, a subscription or a resource?
// program/recognition.md, the page of package eligibility/recognition, and its
// rules in RULES.md. The grants are data: corpus/grants.json, or a policy of
// the question's own.
import {grants, inPeriod} from './catalogs.mjs'

const ofFact = (f) => (f === 'yes' ? 'pass' : f === 'no' ? 'fail' : 'unknown')
const not = (o) => ({pass: 'fail', fail: 'pass', unknown: 'unknown'})[o]
const all = (outcomes) => (outcomes.includes('fail') ? 'fail' : outcomes.includes('unknown') ? 'unknown' : 'pass')
const any = (outcomes) => (outcomes.includes('pass') ? 'pass' : outcomes.includes('unknown') ? 'unknown' : 'fail')

const PRODUCTS = ['Modern Work and Security', 'Dynamics 365', 'Power Platform', 'Azure']
const MECHANISMS = ['TPOR', 'CPOR', 'DPOR', 'PAL'] // recognition.md I
const CREDITS = [
  'sales recognition', 'usage recognition', 'revenue recognition', 'transaction incentive',
  'presales incentive', 'usage incentive', 'Enterprise incentive',
]
const CHANNELS = ['CSP', 'Enterprise Agreement', 'Volume Licensing', 'Web-Direct']
// cpor.md, Statuses: in which is the partner associated? "It is not shown as
// final" of the others: none but Approved is an association.
const STATUSES = ['Draft', 'Submitted', 'Under review', 'Rejected', 'Approved', 'Partner action required', 'Dispute', 'Rejected final']

// oneOf asks whether a value is in a list; an empty list asks for nothing, and
// a value that nobody supplied is unknown.
const oneOf = (list, value) => (!list?.length ? 'pass' : !value ? 'unknown' : list.includes(value) ? 'pass' : 'fail')

// held: "an end that is left out is unknown, not unbounded" (page of the
// package, Association.Held).
function held(period, day) {
  const p = period ?? {}
  if (!day) return 'unknown'
  const from = p.from !== undefined ? day >= p.from : p.after !== undefined ? day > p.after : undefined
  const until = p.until !== undefined ? day <= p.until : p.before !== undefined ? day < p.before : undefined
  if (from === false || until === false) return 'fail'
  if (until === undefined && (p.knownUntil === undefined || day > p.knownUntil)) return 'unknown'
  return from ? 'pass' : 'unknown'
}

// own are the conditions of an association by itself, whoever else has one.
function own(c, a, claimed) {
  return [
    !a.subject ? 'unknown' : a.subject === c.subject ? 'pass' : 'fail', // association.subject
    held(a.held, c.day), // association.held
    ...(claimed ? [
      !a.status ? 'unknown' : a.status === 'Approved' ? 'pass' : 'fail', // association.status
      not(ofFact(a.optedOut)), // customer.opt-out
    ] : []),
  ]
}

// sole: no other partner has the association, if one alone can have it. If
// there are two, it is unknown who is credited (page of the package). Of links
// only those count whose account has a role that is credited.
function sole(c, g, a) {
  const rivals = c.associations.filter((o) => o.partner !== a.partner && o.mechanism === a.mechanism && (o.mechanism !== 'PAL' || oneOf(g.palRoles, o.palRole) !== 'fail'))
  if (rivals.some((o) => all(own(c, o, o.mechanism === 'CPOR')) !== 'fail')) return 'unknown'
  return c.complete === 'yes' ? 'pass' : 'unknown'
}

// conditions of one grant for one association of a partner.
function conditions(c, policy, partner, g, a) {
  const claimed = a.mechanism === 'CPOR'
  return [
    a.mechanism === g.mechanism ? ofFact(g.earns) : 'fail', // association.mechanism
    claimed ? oneOf(g.partnerRoles, a.partnerRole) : 'pass', // association.partner-role
    a.mechanism === 'PAL' ? oneOf(g.palRoles, a.palRole) : 'pass', // association.pal-role
    oneOf(g.channels, c.channel), // purchase.channel
    !g.period || !Object.keys(g.period).length ? 'pass' : !c.day ? 'unknown' : ofFact(inPeriod(g.period, c.day)), // credit.period
    !g.minimumSeats ? 'pass' : c.seats === null || c.seats === undefined ? 'unknown' : c.seats >= g.minimumSeats ? 'pass' : 'fail', // customer.seats
    ...own(c, a, claimed),
    g.active ? ofFact(c.subscriptionActive) : 'pass', // subscription.active
    g.declinable ? not(ofFact(a.payDeclined)) : 'pass', // incentive.declined
    g.sole ? sole(c, g, a) : 'pass', // association.sole
    g.unless ? not(decide(c, policy, partner, g.unless).outcome) : 'pass', // credit.displaced
  ]
}

// decide answers for one partner and one credit.
function decide(c, policy, partner, credit) {
  const ways = policy.filter((g) => g.credit === credit && g.products.includes(c.product))
  const outcomes = []
  for (const a of c.associations.filter((x) => x.partner === partner)) {
    for (const g of ways) {
      const outcome = all(conditions(c, policy, partner, g, a))
      if (outcome === 'pass') return {credit, outcome, grant: g.id}
      outcomes.push(outcome)
    }
  }
  // "A credit that some grant leads to is then a pass or unknown, and never a
  // fail, even if the case alone rules the grants out" (Case.Complete)
  if (c.complete !== 'yes' && ways.length) outcomes.push('unknown')
  return {credit, outcome: any(outcomes)}
}

// contradicts: a period that ends before it begins, or is known beyond its end
function contradicts({from, until, knownUntil}) {
  return from > until || from > knownUntil || (until !== undefined && knownUntil !== undefined)
}

function malformed(c, partners) {
  const fields = []
  const bad = (path, wrong) => { if (wrong) fields.push(path) }
  bad('product', !PRODUCTS.includes(c.product))
  bad('subject', !c.subject)
  bad('channel', c.channel && !CHANNELS.includes(c.channel))
  bad('seats', typeof c.seats === 'number' && c.seats < 0)
  for (const [i, a] of (c.associations ?? []).entries()) {
    bad(`associations[${i}].partner`, !a.partner)
    bad(`associations[${i}].mechanism`, !MECHANISMS.includes(a.mechanism))
    bad(`associations[${i}].status`, a.status && (a.mechanism !== 'CPOR' || !STATUSES.includes(a.status)))
    bad(`associations[${i}].partnerRole`, a.partnerRole && a.mechanism !== 'CPOR')
    bad(`associations[${i}].palRole`, a.palRole && a.mechanism !== 'PAL')
    bad(`associations[${i}].held`, contradicts(a.held ?? {})) // "days that contradict each other" (Association.Check)
  }
  for (const [i, p] of partners.entries()) bad(`partners[${i}]`, !p)
  return fields
}

export function answerRecognition(input) {
  const c = {associations: [], ...input.case}
  const fields = malformed(c, input.partners ?? [])
  if (fields.length) return {result: 'malformed', fields}
  const policy = c.policy ? c.policy.grants : grants()
  const partners = input.partners?.length ? input.partners : [...new Set(c.associations.map((a) => a.partner))]
  const credits = CREDITS.filter((credit) => policy.some((g) => g.credit === credit && g.products.includes(c.product)))
  if (!credits.length) return {result: 'answered', partners: []}
  return {result: 'answered', partners: partners.map((partner) => ({partner, credits: credits.map((credit) => decide(c, policy, partner, credit))}))}
}
