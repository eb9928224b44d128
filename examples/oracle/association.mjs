// CPOR association claims, the second machine: program/cpor.md.
import {isDeepStrictEqual} from 'node:util'
import {addBusinessDays, addDays, dayOf, daysBetween, instant, showWindow, startOf, text} from './dates.mjs'
import {badMeta, later, longComment, malformed, mergePatch, seen, tolerance, withKey} from './claim.mjs'
import {digestOf} from './digest.mjs'
import {meanings} from './statuses.mjs'
import {ARBITRATED, badAssociation, normalRecord} from './records.mjs'

// States: status and, if the claim has ended, how (RULES.md, claims/association).
const s = (status, ending) => (ending ? {status, ending} : {status})
const same = (a, b) => a.status === b.status && a.ending === b.ending
const DRAFT = s('Draft')
const SUBMITTED = s('Submitted')
const REVIEW = s('Under review')
const ACTION = s('Partner action required')
const APPROVED = s('Approved')
const REJECTED = s('Rejected')
const DISPUTE = s('Dispute')

const row = (id, from, event, actor, to, rule, guards = []) => ({id, from, event, actor, to, rule, guards})

// program/cpor.md, "Moves"; each line names its words.
export const TABLE = [
  row('A2', DRAFT, 'submit', 'partner', SUBMITTED, 'cporclaim.submit.first', ['proof']), // "Draft → Submitted (POE complete)"
  row('A3', SUBMITTED, 'begin review', 'microsoft', REVIEW, 'cporclaim.review.begin'), // "→ Under review"
  row('A4', REVIEW, 'request action', 'microsoft', ACTION, 'cporclaim.review.request'), // "→ Partner action required"
  row('A5', ACTION, 'submit', 'partner', SUBMITTED, 'cporclaim.submit.again', ['answer', 'proof']), // "Partner action required → Submitted"
  row('A6', ACTION, 'expire', 'system', REJECTED, 'cporclaim.review.unanswered'), // "| (clock) Rejected"
  row('A7', REVIEW, 'approve', 'microsoft', APPROVED, 'cporclaim.review.approve'), // "→ Approved"
  row('A8', REVIEW, 'reject', 'microsoft', REJECTED, 'cporclaim.review.reject'), // "| Rejected"
  row('A9', REJECTED, 'dispute', 'partner', DISPUTE, 'cporclaim.dispute.open', ['grounds']), // "Rejected → Dispute within 30 days"
  row('A10', REJECTED, 'expire', 'system', s('Rejected', 'undisputed'), 'cporclaim.dispute.expire'), // "else a new association"; clarifications.md, last line of The house
  row('A11', DISPUTE, 'approve', 'microsoft', APPROVED, 'cporclaim.dispute.approve'), // "Dispute → Approved"
  row('A12', DISPUTE, 'reject', 'microsoft', s('Rejected final', 'lost dispute'), 'cporclaim.dispute.reject'), // "| Rejected final"
  row('A13', APPROVED, 'opt out', 'customer', s('Rejected', 'opted out'), 'cporclaim.opt-out'), // "Approved → Rejected by the customer's opt-out"
  row('A14', APPROVED, 'disassociate', 'partner', s('Rejected final', 'disassociated'), 'cporclaim.disassociate'), // "Approved → Rejected final by Disassociate customer with a reason"
  row('E1', DRAFT, 'give proof', 'partner', DRAFT, 'cporclaim.proof'), // "stays so until POE is uploaded"
  row('E2', ACTION, 'give proof', 'partner', ACTION, 'cporclaim.proof'), // "Editable only in Partner action required: … POE and comments"
  row('E3', ACTION, 'edit', 'partner', ACTION, 'cporclaim.edit', ['subscription']), // the same
  row('N1', DRAFT, 'comment', 'partner', DRAFT, 'cporclaim.comment'),
  row('N2', ACTION, 'comment', 'partner', ACTION, 'cporclaim.comment'), // the same
  row('K1', REVIEW, 'find competitor', 'microsoft', REVIEW, 'cporclaim.compete'), // "Competing claims … go to arbitration"
  row('K2', APPROVED, 'find competitor', 'microsoft', APPROVED, 'cporclaim.compete'),
  row('S1', APPROVED, 'end subscription', 'partner', APPROVED, 'cporclaim.subscription-end', ['scope']), // "lives as long as the subscription"
]
const rowsOf = (state) => TABLE.filter((r) => same(r.from, state))
const rowOf = (state, event) => TABLE.find((r) => r.event === event && same(r.from, state))
const stateOf = (r) => s(r.status, r.ending)

// program/cpor.md, "Statuses" and "Moves". Business days, but for the 30 days
// of the dispute.
const CLOCKS = [
  {clock: 'pick-up', rule: 'cporclaim.clock.pick-up', state: SUBMITTED, from: 'since', days: 5, business: true}, // "up to 5 business days"
  {clock: 'review', rule: 'cporclaim.clock.review', state: REVIEW, from: 'since', days: 14, sooner: 5, business: true}, // "up to 14 (… elsewhere … 5)"
  {clock: 'answer', rule: 'cporclaim.clock.answer', state: ACTION, from: 'requestedAt', days: 14, business: true, expires: true}, // "14 business days to resubmit"
  {clock: 'dispute', rule: 'cporclaim.clock.dispute', state: REJECTED, from: 'rejectedAt', days: 30, expires: true}, // "within 30 days"
  {clock: 'dispute review', rule: 'cporclaim.clock.dispute-review', state: DISPUTE, from: 'disputedAt', days: 5, business: true}, // "answer within 5 working days"
  {clock: 'opt-out', rule: 'cporclaim.clock.opt-out', state: APPROVED, from: 'firstSubmitted', days: 5, business: true, customer: true}, // "read at any time, warn after the shortest"
]

// conflicts.md and cpor.md: A.2's column Actor
const NEXT = {'Draft': 'partner', 'Submitted': 'microsoft', 'Under review': 'microsoft', 'Partner action required': 'partner', 'Rejected': 'partner', 'Dispute': 'microsoft'}

function windowOf(c, record, terms) {
  // conflicts.md 27: the customer is told at the submission, or after the approval
  const from = c.customer && terms?.toldAtApproval ? 'approvedAt' : c.from
  const start = record[from]
  if (!start) return null
  const n = terms?.lengths?.find((l) => l.clock === c.clock)?.days ?? c.days
  const day = dayOf(instant(start))
  const last = c.business ? addBusinessDays(day, n, terms?.holidays) : addDays(day, n)
  return {...c, trigger: from, n, window: {start: instant(start), lastDay: last, end: startOf(addDays(last, 1))}}
}

const clocksOf = (record, terms) => CLOCKS.filter((c) => same(c.state, stateOf(record))).map((c) => windowOf(c, record, terms)).filter(Boolean)
const endingClock = (record, terms) => clocksOf(record, terms).find((c) => c.expires)

function permitted(record, terms, at) {
  const c = endingClock(record, terms)
  if (c && at >= c.window.end) return ['expire']
  return rowsOf(stateOf(record)).map((r) => r.event).filter((e) => e !== 'expire')
}

function index(record, terms) {
  const clocks = clocksOf(record, terms)
  const c = clocks.find((x) => x.expires)
  const out = {}
  if (c) out.expires = text(c.window.end)
  // the end of the running window, else "the instant of an open divergence. If
  // there is no divergence either, … the creation for a draft, and the end of the
  // subscription, if that is known, for an approved claim" (association.Index)
  const running = clocks.find((x) => !x.customer)
  const d = record.observed?.divergence
  if (running) out.attention = text(running.window.end)
  else if (d && !d.kept) out.attention = d.at
  else if (record.status === 'Draft') out.attention = record.created
  else if (record.status === 'Approved' && record.subscriptionEnds && record.subscriptionEnds < '9999-12-31') out.attention = text(startOf(addDays(record.subscriptionEnds, 1)))
  return out
}

// "`lengths` (`clock`, `days`: 1 to 366)" (README of the corpus)
const badTerms = (terms) => (terms?.lengths ?? []).some((l) => l.days > 366)

export function answerDeadlines({terms, record: stored, at: atText}) {
  if (badTerms(terms)) return malformed('terms')
  const record = stored && normalRecord(stored)
  if (!atText) return malformed('at')
  const bad = record ? badAssociation(record) : ['record']
  if (bad.length) return malformed(...bad)
  const at = instant(atText)
  const today = dayOf(at)
  const clocks = clocksOf(record, terms)
  const deadlines = clocks.map((c) => {
    const d = {clock: c.clock, trigger: c.trigger, window: showWindow(c.window), days: c.n, daysLeft: daysBetween(today, c.window.lastDay), expires: Boolean(c.expires), over: at >= c.window.end, rule: c.rule}
    if (c.sooner) d.soonerDays = c.sooner
    if (d.over && NEXT[record.status] === 'microsoft' && !record.competing) d.overdueAtMicrosoft = true // arbitration takes longer (cpor.md)
    if (record.observed?.assumed?.includes(c.trigger)) d.assumed = true
    if (c.expires) {
      const r = rowOf(stateOf(record), 'expire')
      d.then = r.to
      d.thenRule = r.rule
    }
    return d
  })
  // "A review that has to compare the proofs of two partners is not overdue" (Claim.Warnings)
  const overdue = clocks.filter((c) => !c.expires && !c.customer && !record.competing && at >= c.window.end)
  const out = {result: 'answered', deadlines, ...index(record, terms), due: at >= instant(record.updated) && deadlines.some((d) => d.expires && d.over), permitted: permitted(record, terms, at), overdueAtMicrosoft: overdue.length > 0}
  // README of the corpus, nextActor: as for the other kind of claim
  const open = record.observed?.divergence && !record.observed.divergence.kept
  if (open) out.nextActor = 'partner'
  else if (out.due) out.nextActor = 'system'
  else if (NEXT[record.status] && !record.ending) out.nextActor = NEXT[record.status]
  const warnings = overdue.map((c) => ({rule: c.rule, path: c.trigger}))
  if (record.ending === 'opted out' && !record.observed?.assumed?.includes('since')) { // READINGS 40
    const w = windowOf(CLOCKS.find((c) => c.customer), record, terms)
    if (w && instant(record.since) >= w.window.end) warnings.push({rule: w.rule, path: 'since'})
  }
  // "the subscription has ended; another partner competes; or a divergence from
  // Partner Center is open" (Claim.Warnings)
  if (record.subscriptionEnds && today > record.subscriptionEnds) warnings.push({rule: 'cporclaim.subscription-end', path: 'subscriptionEnds'})
  if (record.competing) warnings.push({rule: 'cporclaim.compete', path: 'competing'})
  if (open) warnings.push({rule: 'cporclaim.portal.diverges', path: 'observed.divergence'})
  if (warnings.length) out.warnings = warnings
  return out
}

// ---- guards

const addMonths = (day, n) => {
  const d = new Date(`${day}T00:00:00Z`)
  d.setUTCMonth(d.getUTCMonth() + n)
  return d.toISOString().slice(0, 10)
}

// cpor.md, "Five published POE faults"; READINGS 44: 12 months, and no date that
// has begun nowhere on earth; READINGS 49: a fact that is unknown refuses.
const EVERYWHERE = 14n * 3_600_000_000_000n // the day begins first 14 hours ahead of UTC
function proofGaps(record, at, terms) {
  const p = record.proof
  const gap = (path) => ({rule: 'cporclaim.guard.proof-complete', path})
  if (!p) return [gap('proof')]
  const gaps = []
  if (p.pertains !== 'yes') gaps.push(gap('proof'))
  if (p.signed !== 'yes') gaps.push(gap('proof.signed'))
  if (!p.dated || p.undated || p.dated < addMonths(dayOf(at), -(terms?.proofMonths ?? 12)) || p.dated > dayOf(at + EVERYWHERE)) gaps.push(gap('proof.dated'))
  if (p.describes !== 'yes') gaps.push(gap('proof.describes'))
  if (!p.workloads || !record.workloads?.length || record.workloads.some((w) => !p.workloads.includes(w))) gaps.push(gap('proof.workloads'))
  return gaps
}

// "IDs of subscriptions that differ only in case are the same" (README of the corpus)
const sameSubscription = (a, b) => a?.toLowerCase() === b?.toLowerCase()

const GUARDS = {
  proof: ({record, at, terms}) => proofGaps(record, at, terms),
  answer: ({record, w}) => (record.answerPending && !w.comment ? [{rule: 'cporclaim.guard.answer', path: 'command.comment'}] : []),
  grounds: ({w}) => (!w.justification && !w.proof ? [{rule: 'cporclaim.guard.grounds', path: 'command.justification'}] : []), // M-cpor-mng: a dispute needs reasons
  subscription: ({record, w}) => (w.subscription !== undefined && !sameSubscription(w.subscription, record.subscription) ? [{rule: 'cporclaim.guard.subscription', path: 'command.subscription'}] : []), // "a new subscription ID needs a new claim"
  scope: ({record}) => (!ofWorkload(record) ? [] : [{rule: 'cporclaim.guard.scope', path: 'kind'}]),
}

// a fact that is unknown is left out (README of the corpus, Values)
const known = (o) => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== 'unknown' && v !== null && v !== false))

// ---- effects

// What can be assumed, in the order in which it is listed.
const ORDER = ['created', 'location', 'workloads', 'subscription', 'customerContact', 'partnerContact', 'proof', 'firstSubmitted', 'requestedAt', 'rejectedAt', 'disputedAt', 'approvedAt', 'since', 'version', 'keys']

function effect(r, {record, w = {}, at}) {
  const now = text(at)
  const filled = []
  if (!same(r.from, r.to)) {
    record.status = r.to.status
    if (r.to.ending) record.ending = r.to.ending
    record.since = now
    filled.push('since')
    // "both partners may be asked" (cpor.md), so only a decision ends the arbitration
    if (!ARBITRATED.includes(r.to.status) || r.event === 'approve') delete record.competing
  }
  switch (r.event) {
    case 'give proof': record.proof = known(w.proof); forget(record, ['proof']); delete record.answerPending; break
    case 'edit':
      for (const k of ['location', 'workloads', 'customerContact', 'customerTitle', 'partnerContact']) if (w[k] !== undefined) { record[k] = w[k]; forget(record, [k]) }
      delete record.answerPending
      break
    case 'comment': delete record.answerPending; break
    case 'submit':
      if (!record.firstSubmitted) { record.firstSubmitted = now; filled.push('firstSubmitted') }
      if (!record.proof) filled.push('proof')
      delete record.answerPending
      break
    case 'request action': record.requestedAt = now; record.answerPending = true; filled.push('requestedAt'); break
    case 'approve': record.approvedAt = now; filled.push('approvedAt'); break
    case 'reject': if (r.id === 'A8') { record.rejectedAt = now; filled.push('rejectedAt') } break
    case 'dispute': record.disputedAt = now; if (w.proof) { record.proof = known(w.proof); forget(record, ['proof']) } filled.push('disputedAt'); break
    case 'expire':
      record.expired = true
      if (r.id === 'A6') { record.rejectedAt = now; delete record.answerPending; filled.push('rejectedAt') }
      break
    case 'find competitor': record.competing = true; break
    case 'end subscription': record.subscriptionEnds = w.lastDay; break
    default:
  }
  if (r.event !== 'expire' && !same(r.from, r.to)) delete record.expired
  return filled
}

// The states that there are: those of the table.
const STATES = TABLE.flatMap((r) => [r.from, r.to])

const MEMBERS = {
  'give proof': ['proof'], edit: ['location', 'workloads', 'customerContact', 'customerTitle', 'partnerContact', 'subscription'], comment: ['comment'],
  submit: ['comment'], 'find competitor': ['comment'], 'opt out': ['comment'], 'begin review': [], approve: [], expire: [],
  'request action': ['faults', 'comment'], reject: ['faults', 'comment'], dispute: ['justification', 'proof'], disassociate: ['reason'], 'end subscription': ['lastDay'],
  resolve: ['take', 'comment'], 'record facts': ['number', 'location', 'workloads', 'subscription'],
}

function badCommand({event, with: w}) {
  const f = longComment(w)
  if (f.length) return f
  if (event === 'comment' && !w.comment?.trim()) return ['comment']
  if (event === 'disassociate' && !w.reason?.trim()) return ['reason'] // "with a reason"
  if (event === 'resolve' && w.take && !STATES.some((s) => same(s, w.take))) return ['take']
  if ((event === 'edit' || event === 'record facts') && !Object.values(w).some((v) => v?.length !== 0)) return [event]
  return []
}

// ---- a step

const clone = (v) => structuredClone(v)
const INSTANTS = ['created', 'firstSubmitted', 'requestedAt', 'rejectedAt', 'disputedAt', 'approvedAt', 'since']

const entry = (number, at, meta, event, from, to, rule) => {
  const e = {number, at: text(at), event, to, rule}
  if (from) e.from = from
  if (text(at) !== text(instant(meta.at))) e.given = meta.at
  return e
}

// May the partner claim it? program/cpor.md, "What it is" and "To complete".
const fact = (f) => (f === 'yes' ? 'pass' : f === 'no' ? 'fail' : 'unknown')
const not = (f) => (f === 'no' ? 'pass' : f === 'yes' ? 'fail' : 'unknown')
const ofWorkload = (q) => q.kind === 'Modern Work and Security Usage'
const ofRevenue = (q) => q.kind === 'Microsoft Business Applications Revenue Recognition Association'
const bySubscription = (f) => (q) => (ofWorkload(q) ? 'pass' : f(q))
const ELIGIBILITY = [
  {rule: 'cporclaim.user-role', path: 'user', test: (q) => (!q.user?.grants ? 'unknown' : q.user.grants.some((g) => g.role === 'Incentives admin' && (!g.location || g.location === q.location?.id)) ? 'pass' : 'fail')}, // customers.md J
  {rule: 'cporclaim.location-enrolled', path: 'location.enrollment', test: (q) => (!q.location?.enrollment || q.location.enrollment === 'unknown' ? 'unknown' : q.location.enrollment === 'enrolled' ? 'pass' : 'fail')},
  {rule: 'cporclaim.tenant-domain', path: 'domain', test: (q) => (q.domain ? fact(q.domainMatches) : 'unknown')}, // "a mismatch is an error"
  {rule: 'cporclaim.workloads', path: 'workloads', test: (q) => (!q.workloads?.length ? 'fail' : fact(q.onTenant))},
  {rule: 'cporclaim.channel', path: 'channel', test: (q) => (ofWorkload(q) ? 'pass' : !q.channel ? 'unknown' : q.channel === 'CSP' ? 'fail' : 'pass')}, // "a subscription in CSP is an error"
  {rule: 'cporclaim.subscription', path: 'subscription.id', test: (q) => (ofWorkload(q) ? (q.subscription?.id ? 'fail' : 'pass') : !q.subscription?.id ? 'fail' : fact(q.subscription.ofProduct))},
  {rule: 'cporclaim.subscription-active', path: 'subscription.active', test: bySubscription((q) => fact(q.subscription?.active))}, // "active or in grace"
  // "provisioned for up to 7 days before it can be claimed": offered means provisioned
  {rule: 'cporclaim.subscription-provisioned', path: 'subscription.listed', test: bySubscription(({subscription: s}) => (s?.listed === 'yes' ? 'pass' : s?.listed === 'no' || s?.provisioned === 'no' ? 'fail' : 'unknown'))},
  {rule: 'cporclaim.own', path: 'own', test: (q) => not(q.own)}, // "One partner per workload or subscription"
  {rule: 'cporclaim.others', path: 'others', test: () => 'pass'}, // "go to arbitration": it hinders no claim (reading of the library: corpus)
]

function open({id, question: q, details: d}, meta, late) {
  const gap = (rule, path) => ({result: 'refused', rule, gaps: [{rule, path}], permitted: ['create']}) // the table's opening (RULES.md)
  // README of the corpus, `do.open` of an association
  const bad = q.tenant?.type === 'tenant ID' ? [] : ['tenant']
  if (q.location && !q.location.id) bad.push('location')
  if (q.domain && q.domain.type !== 'domain name') bad.push('domain')
  for (const k of ['name', 'customerTitle']) if (!d?.[k]?.trim()) bad.push(k) // "To complete: … customer contact (name, title, mail), own contact, claim name"
  for (const k of ['customerContact', 'partnerContact']) if (!d?.[k]?.name || !d[k].email) bad.push(k)
  if (q.subscription?.provisioned === 'no' && q.subscription.listed === 'yes') bad.push('subscription.listed') // a contradiction
  if (q.subscription?.provisioned === 'no' && q.subscription.provisionedOn) bad.push('subscription.provisionedOn') // the same
  // "for revenue association also Dynamics seller, customer name, ISV solution" (cpor.md)
  if (ofRevenue(q) ? ['name', 'customer', 'solution'].some((k) => !d.seller?.[k]?.trim()) : d.seller) bad.push('seller')
  if (!ofWorkload(q) && d.payDeclined && d.payDeclined !== 'unknown') bad.push('payDeclined')
  try {
    if (q.subscription?.provisionedOn > dayOf(instant(q.at))) bad.push('subscription.provisionedOn')
  } catch { bad.push('at') }
  if (bad.length) return malformed(...bad)
  const reasons = ELIGIBILITY.map(({rule, path: p, test}) => ({rule, outcome: test(q), path: p})).filter((f) => f.outcome !== 'pass')
  if (reasons.length) return {result: 'refused', outcome: reasons.some((f) => f.outcome === 'fail') ? 'fail' : 'unknown', reasons}
  if (!id) late.push('id')
  if (!late.length && instant(q.at) !== instant(meta.at)) late.push('at')
  if (late.length) return malformed(...late)
  if (meta.actor !== 'partner') return gap('cporclaim.actor', 'meta.actor')
  if (meta.role !== 'Incentives admin') return gap('cporclaim.role', 'meta.role')
  const record = {format: 1, id, version: 1, status: 'Draft', kind: q.kind, name: d.name, created: meta.at, since: meta.at, updated: meta.at}
  for (const k of ['tenant', 'domain', 'workloads', 'channel']) if (q[k] !== undefined) record[k] = q[k]
  if (q.location?.id) record.location = q.location.id
  if (q.subscription?.id) record.subscription = q.subscription.id
  if (q.proof) record.proof = known(q.proof)
  for (const k of ['customerContact', 'customerTitle', 'partnerContact', 'seller', 'payDeclined']) if (d[k] !== undefined) record[k] = d[k]
  // cpor.md, "To complete": a checkbox for Modern Work usage; not checked is no
  if (record.payDeclined === 'unknown') delete record.payDeclined
  if (q.kind === 'Modern Work and Security Usage') record.payDeclined ??= 'no'
  withKey(record, meta, 'create')
  return {result: 'changed', record, patch: mergePatch({}, record), entries: [entry(1, instant(meta.at), meta, 'create', undefined, DRAFT, 'cporclaim.create')]}
}

// adopt takes a claim over that only Partner Center has (association.Adopt; the
// entry's rule: RULES.md). A status tells what must have happened, not when.
const DETAILS = ['name', 'customerContact', 'customerTitle', 'partnerContact', 'seller', 'payDeclined']
const NAMES = ['kind', 'tenant', 'domain', 'location', 'workloads', 'subscription', 'channel']

function adopt(a, meta) {
  if (meta.actor !== 'partner center') return malformed('actor')
  const bad = ['id', 'name', 'kind', 'tenant'].filter((k) => !a[k])
  const means = meanings('association', a.shown)
  if (!means.length) bad.push('shown')
  if (a.created && instant(a.created) > instant(meta.at)) bad.push('created')
  // "contradicts itself": a workload has no subscription; only the use of Modern
  // Work can decline its pay; only a revenue association names a seller.
  const usage = a.kind === 'Modern Work and Security Usage'
  if (usage && a.subscription) bad.push('subscription')
  if (!usage && a.payDeclined && a.payDeclined !== 'unknown') bad.push('payDeclined')
  if (a.seller && !ofRevenue(a)) bad.push('seller')
  if (bad.length) return malformed(...bad)
  const record = {format: 1, id: a.id, version: 1, status: means[0], created: a.created ?? meta.at, updated: meta.at}
  for (const k of [...NAMES, ...DETAILS]) if (a[k] !== undefined) record[k] = a[k]
  if (record.payDeclined === 'unknown') delete record.payDeclined
  if (a.number) record.portalNumber = {number: a.number, at: meta.at}
  if (means[0] === 'Rejected final') record.ending = 'lost dispute'
  const none = {name: '', email: ''}
  const assumed = a.created ? [] : ['created']
  // whoever has a claim named them (README of the corpus, "Where no page decides")
  for (const k of ['location', 'workloads', ...(usage ? [] : ['subscription'])]) if (!a[k]) assumed.push(k)
  for (const k of ['customerContact', 'partnerContact']) if (!a[k]) { record[k] = none; assumed.push(k) }
  const life = LIFE[means[0]]
  if (life.length) assumed.push('proof') // nothing is submitted without one
  for (const f of life) { record[f] = meta.at; assumed.push(f) }
  record.since = life.length ? meta.at : record.created // a draft is in its state since its creation
  if (life.length || !a.created) assumed.push('since')
  record.observed = {adopted: true, assumed: [...assumed, 'version', 'keys']}
  withKey(record, meta, 'adopt')
  return {result: 'changed', record, patch: mergePatch({}, record), entries: [entry(1, instant(meta.at), meta, 'adopt', undefined, stateOf(record), 'cporclaim.portal.adopt')]}
}

// path finds the shortest way (design.md, "Following the portal"). It never
// leads through an approval that nobody saw, and does not begin with an expiry
// while its window is open, if there is another way (README of the corpus,
// "Following Partner Center").
function path(from, statuses, unexpired) {
  const found = shortest(from, statuses, () => true)
  if (!unexpired || found?.[0].event !== 'expire') return found
  return shortest(from, statuses, (r) => !(r.event === 'expire' && same(r.from, from))) ?? found
}

function shortest(from, statuses, allowed) {
  let front = [{state: from, rows: []}]
  const been = new Set([JSON.stringify(from)])
  while (front.length) {
    const next = []
    for (const {state, rows} of front) {
      for (const r of TABLE) {
        if (!same(r.from, state) || same(r.from, r.to) || !allowed(r)) continue
        if (statuses.includes(r.to.status) && r.to.status !== from.status) return [...rows, r]
        const k = JSON.stringify(r.to)
        if (!been.has(k) && !same(r.to, APPROVED)) { been.add(k); next.push({state: r.to, rows: [...rows, r]}) }
      }
    }
    front = next
  }
  return null
}

function step(terms, record, doing = {}, meta = {}, life) {
  const fields = badMeta(meta)
  // README of the corpus, the order of the rules: of an opening the customer is
  // judged before the form of meta
  if (doing.open) return open(doing.open, meta, fields)
  if (fields.length) return malformed(...fields)
  if (doing.adopt) return adopt(doing.adopt, meta)
  const bad = record ? badAssociation(record) : ['record']
  if (bad.length) return malformed(...bad)
  const event = doing.command?.event ?? (doing.takeBack ? 'take back' : 'observe')
  if (doing.command) {
    const bad = badCommand(doing.command)
    if (bad.length) return malformed(...bad)
  }
  if (doing.observe !== undefined && !doing.observe.trim()) return malformed('status')
  if (doing.observe !== undefined && meta.actor !== 'partner center') return malformed('actor') // reading of the library: corpus
  const k = seen(record, meta, event, JSON.stringify(doing), life?.contents, digestOf(doing, MEMBERS))
  if (k === 'same') return {result: 'unchanged'}
  if (k === 'other') return malformed('key')
  const given = instant(meta.at)
  if (doing.takeBack) return takeBack(record, terms, doing.takeBack, meta, life)
  const refuse = (rule, p, more = {}) => ({result: 'refused', rule, gaps: [{rule, path: p}], permitted: permitted(record, terms, given), ...more})
  const state = stateOf(record)

  // a command dated inside a window that arrives after its recorded expiry
  if (record.expired && doing.command && !['record facts', 'resolve'].includes(event)) {
    const c = record.ending === 'undisputed' ? CLOCKS[3] : !record.ending && record.status === 'Rejected' ? CLOCKS[2] : undefined
    const w = c && windowOf(c, record, terms)
    if (w && given >= w.window.start && given < w.window.end && !rowOf(state, event) && permittedBefore(state, event)) return refuse('cporclaim.overtaken', 'meta.at')
  }
  const finish = (next, entries) => {
    next.version = record.version + entries.length
    next.updated = given > instant(record.updated) ? meta.at : record.updated
    withKey(next, meta, event)
    return {result: 'changed', record: next, patch: mergePatch(record, next), entries}
  }
  const at = INSTANTS.map((m) => record[m]).filter(Boolean).map(instant).reduce((a, b) => (a > b ? a : b), given)
  const keep = () => {
    if (!meta.key) return {result: 'unchanged'}
    const c = finish(clone(record), [entry(record.version + 1, at, meta, event, state, state, 'cporclaim.key')])
    c.record.updated = record.updated // it dates nothing
    return {...c, patch: mergePatch(record, c.record)}
  }
  if (doing.observe !== undefined) {
    const means = meanings('association', doing.observe)
    if ((means.includes(record.status) && !record.observed?.divergence) || diverged(record, doing.observe)) return keep()
  }
  if (given < instant(record.updated) - tolerance(meta)) return {result: 'out of order', updated: record.updated}
  if (doing.observe !== undefined) return observe({record, state, doing, meta, at, finish, terms})
  const w = doing.command.with
  if (event === 'record facts') {
    if (meta.actor !== 'partner center') return refuse('cporclaim.actor', 'meta.actor') // RULES.md, cporclaim.portal.facts: what Partner Center shows
    const next = clone(record)
    const {number, ...rest} = w
    if (number !== undefined && record.portalNumber?.number !== number) next.portalNumber = {number, at: text(at)}
    // "recorded only if it is missing; another one is refused" (association.RecordFacts)
    const other = (k, v) => record[k] !== undefined && (k === 'subscription' ? !sameSubscription(record[k], v) : JSON.stringify(record[k]) !== JSON.stringify(v))
    const {subscription} = rest
    if (subscription !== undefined && (ofWorkload(record) || other('subscription', subscription))) return refuse('cporclaim.guard.subscription', 'command.subscription')
    const gaps = ['location', 'workloads'].filter((k) => rest[k] !== undefined && other(k, rest[k])).map((k) => ({rule: 'cporclaim.portal.facts', path: `command.${k}`}))
    if (gaps.length) return {...refuse(gaps[0].rule, gaps[0].path), gaps}
    for (const [k, v] of Object.entries(rest)) {
      next[k] ??= v
      forget(next, [k])
    }
    if (!Object.keys(mergePatch(record, next)).length) return keep()
    return finish(next, [entry(record.version + 1, at, meta, event, state, state, 'cporclaim.portal.facts')])
  }
  if (event === 'resolve') {
    if (meta.actor !== 'partner') return refuse('cporclaim.actor', 'meta.actor')
    if (meta.role !== 'Incentives admin') return refuse('cporclaim.role', 'meta.role')
    return resolve({record, state, take: w.take, meta, at, refuse, finish})
  }
  const r = rowOf(state, event)
  if (!r) return refuse(record.ending ? 'cporclaim.terminal' : 'cporclaim.machine', 'status')
  if (meta.actor !== r.actor) return refuse('cporclaim.actor', 'meta.actor')
  if (r.actor === 'partner' && meta.role !== 'Incentives admin') return refuse('cporclaim.role', 'meta.role')
  const c = endingClock(record, terms)
  if (c) {
    const over = at >= c.window.end
    if (over && event !== 'expire') return {...refuse(c.rule, 'meta.at'), due: c.clock}
    if (!over && event === 'expire') return refuse(c.rule, 'meta.at')
  }
  const gaps = r.guards.map((g) => GUARDS[g]({record, w, at, terms})).find((found) => found.length) // "the first that fails answers" (README of the corpus)
  if (gaps) return {result: 'refused', rule: gaps[0].rule, gaps, permitted: permitted(record, terms, given)}
  const next = clone(record)
  // an expiry is that of the end of its window, whenever it is recorded
  const filled = effect(r, {record: next, w, at: event === 'expire' ? c.window.end : at})
  if (next.observed?.assumed) next.observed.assumed = next.observed.assumed.filter((f) => !INSTANTS.includes(f) || !filled.includes(f)) // an instant is known now
  const e = entry(record.version + 1, at, meta, event, r.from, r.to, r.rule)
  if (event === 'expire' && at > c.window.end) e.due = text(c.window.end) // README of the corpus
  return finish(next, [e])
}

// Only a command that a state before the expiry permits is overtaken by it
// (README of the corpus, the order of the rules).
function permittedBefore(state, event) {
  return event !== 'expire' && TABLE.some((r) => r.event === 'expire' && same(r.to, state) && rowOf(r.from, event))
}

// A divergence is recorded if the portal shows the same beside the same state.
const diverged = (record, shown) => record.observed?.divergence?.shown === shown && same(record.observed.divergence.local, stateOf(record))

// forget ends the assumption of what a command recorded (README of the corpus:
// "and no command recorded").
function forget(record, list) {
  if (record.observed?.assumed) record.observed = {...record.observed, assumed: record.observed.assumed.filter((f) => !list.includes(f))}
}

function observe({record, state, doing, meta, at, finish, terms}) {
  const means = meanings('association', doing.observe)
  const n = record.version + 1
  const next = clone(record)
  if (means.includes(record.status)) {
    delete next.observed.divergence
    return finish(next, [entry(n, at, meta, 'observe', state, state, 'cporclaim.portal.agrees')])
  }
  const way = means.length && !record.ending ? path(state, means, (endingClock(record, terms)?.window.end ?? 0n) > instant(meta.at)) : null
  if (!way) {
    next.observed = {...next.observed, assumed: next.observed?.assumed ?? [], divergence: {shown: doing.observe, local: state, at: text(at)}}
    return finish(next, [entry(n, at, meta, 'observe', state, state, 'cporclaim.portal.diverges')])
  }
  const filled = new Set(record.observed?.assumed ?? [])
  const states = []
  if (next.observed?.divergence) delete next.observed.divergence
  const entries = way.map((r, i) => {
    for (const f of effect(r, {record: next, at})) filled.add(f)
    states.push({...clone(next), updated: later(record.updated, meta.at), observed: {...next.observed, assumed: ORDER.filter((f) => filled.has(f))}})
    return entry(n + i, at, meta, r.event, r.from, r.to, r.rule)
  })
  next.observed = {...next.observed, assumed: ORDER.filter((f) => filled.has(f))}
  return {...finish(next, entries), states}
}

// What a status says of the life so far: cpor.md, Moves. The last of a row is
// the instant of the status itself.
const LIFE = {
  'Draft': [], 'Submitted': ['firstSubmitted'], 'Under review': ['firstSubmitted'], 'Partner action required': ['firstSubmitted', 'requestedAt'],
  'Approved': ['firstSubmitted', 'approvedAt'], 'Rejected': ['firstSubmitted', 'rejectedAt'], 'Dispute': ['firstSubmitted', 'rejectedAt', 'disputedAt'],
  'Rejected final': ['firstSubmitted', 'rejectedAt', 'disputedAt'],
}

function resolve({record, state, take, meta, at, refuse, finish}) {
  const d = record.observed?.divergence
  if (!d || d.kept) return refuse('cporclaim.portal.resolve', 'observed.divergence')
  const next = clone(record)
  const n = record.version + 1
  if (!take) {
    next.observed.divergence.kept = true
    return finish(next, [entry(n, at, meta, 'resolve', state, state, 'cporclaim.portal.resolve')])
  }
  const means = meanings('association', d.shown)
  if (means.length && !means.includes(take.status)) return refuse('cporclaim.portal.resolve', 'command.take')
  // a dispute is never undone: "once" (cpor.md, Statuses)
  if (record.disputedAt && (take.status === 'Draft' || ['Submitted', 'Under review', 'Partner action required'].includes(take.status) || (take.status === 'Rejected' && take.ending !== 'opted out'))) return refuse('cporclaim.portal.resolve', 'disputedAt')
  const now = text(at)
  const approved = take.status === 'Approved' || take.ending === 'opted out' || take.ending === 'disassociated'
  let life = approved ? LIFE.Approved : LIFE[take.status]
  if (approved && record.rejectedAt) life = ['firstSubmitted', 'rejectedAt', 'disputedAt', 'approvedAt'] // by a dispute
  const filled = new Set()
  for (const [i, f] of life.entries()) {
    const own = i === life.length - 1 && i > 0 && !take.ending // an ending has no instant but `since`
    if (!next[f] || own) {
      next[f] = now
      filled.add(f)
      if (f === 'firstSubmitted' && !record.proof) filled.add('proof') // nothing is submitted without one
    }
  }
  for (const f of ['firstSubmitted', 'rejectedAt', 'disputedAt', 'approvedAt']) if (!life.includes(f)) delete next[f]
  if (take.status === 'Draft') {
    delete next.requestedAt
    next.since = record.created
    if (record.observed.assumed.includes('created')) filled.add('since')
  } else if (instant(next.since) !== at) {
    next.since = now
    filled.add('since')
  } else if (record.observed.assumed.includes('since')) filled.add('since')
  for (const f of ['ending', 'expired', ...(take.status === record.status ? [] : ['answerPending']), ...(ARBITRATED.includes(take.status) ? [] : ['competing'])]) delete next[f]
  if (!approved) delete next.subscriptionEnds
  next.status = take.status
  if (take.ending) next.ending = take.ending
  if (take.ending === 'undisputed') next.expired = true
  delete next.observed.divergence
  const all = new Set([...(record.observed.assumed ?? []).filter((f) => f !== 'since' && (next[f] || !INSTANTS.includes(f))), ...filled])
  next.observed.assumed = ORDER.filter((f) => all.has(f) || ['version', 'keys'].includes(f))
  return finish(next, [entry(n, at, meta, 'resolve', state, take, 'cporclaim.portal.resolve')])
}

function takeBack(record, terms, {number, history}, meta, life) {
  const refuse = (rule, p) => ({result: 'refused', rule, gaps: [{rule, path: p}], permitted: permitted(record, terms, instant(meta.at))})
  if (meta.actor !== 'partner' && meta.actor !== 'partner center') return refuse('cporclaim.actor', 'meta.actor') // association.TakeBack: "an import that is undone"
  if (meta.actor === 'partner' && meta.role !== 'Incentives admin') return refuse('cporclaim.role', 'meta.role')
  const entries = life ? life.log : (history ?? []).map((e) => described(e, e.shown !== undefined))
  if (number < 1 || number > entries.length) return malformed('number')
  const e = entries[number - 1]
  const no = () => refuse('cporclaim.taking-back', 'number')
  if (number === 1 || e.taken || e.event === 'take back') return no()
  for (const f of entries.slice(number)) if (!f.observed && !f.taken && f.event !== 'take back') return no()
  const log = life ? life.log : replay(terms, history, record)
  if (!log) return malformed('history')
  const old = log[number - 2].after
  if (instant(meta.at) < instant(old.updated) - tolerance(meta)) return {result: 'out of order', updated: old.updated}
  const next = {...clone(old), version: record.version + 1, takenBack: true}
  if (record.keys) next.keys = record.keys
  withKey(next, meta, 'take back')
  for (let i = number - 1; i < log.length; i++) log[i].taken = true
  return {result: 'changed', record: next, patch: mergePatch(record, next), entries: [entry(record.version + 1, instant(meta.at), meta, 'take back', stateOf(record), stateOf(next), 'cporclaim.taking-back')]}
}

// described tells of an entry what decides whether it can be taken back.
const described = (e, observed) => ({number: e.number, event: e.event, observed: observed || e.event === 'record facts'})

// logged gives the entries of a change, each with the record after it.
const logged = (r, doing) => r.entries.map((e, i) => ({...described(e, doing.observe !== undefined), after: clone(i < r.entries.length - 1 ? r.states[i] : r.record)}))

// replay goes through the commands of a history. It gives null if the history
// is not that of the record, and answers none that has an observation or a
// taking-back, since no case of the corpus shows their form.
function replay(terms, [first, ...rest], record) {
  if (!first.opening) return null
  let now = {format: 1, ...first.opening}
  withKey(now, first, first.event)
  const log = [{...described(first, false), after: clone(now)}]
  for (const e of rest) {
    if (!e.command) return null
    const doing = {command: {event: e.event, with: e.command}}
    const r = step(terms, now, doing, {...e, at: e.given ?? e.at})
    if (r.result !== 'changed') return null
    now = r.record
    log.push(...logged(r, doing))
  }
  const bare = ({index, keys, ...r}) => r // an index is derived; the digests are out of scope
  return isDeepStrictEqual(bare(now), bare(record)) ? log : null
}

export function answerStep({terms, record, do: doing, meta}) {
  if (badTerms(terms)) return malformed('terms')
  const r = step(terms, record && normalRecord(record), doing, meta)
  const {record: after, states, ...out} = r
  return after ? {...out, patch: mergePatch(record ?? {}, after)} : out
}

export function answerLife({terms, steps}, bad = {}) {
  if (badTerms(terms)) return malformed('terms')
  let record
  const life = {contents: new Map(), log: []}
  const answers = steps.map(({do: doing, meta}, i) => {
    const r = bad[i] ? malformed(...bad[i]) : step(terms, record, doing, meta, life)
    const a = {result: r.result}
    if (r.result === 'changed') {
      record = r.record
      a.rule = r.entries.at(-1).rule
      if (meta.key) life.contents.set(meta.key, JSON.stringify(doing))
      life.log.push(...logged(r, doing))
    } else if (r.rule) a.rule = r.rule
    else if (r.reasons) a.rule = r.reasons[0].rule
    else if (r.fields) a.fields = r.fields
    if (record) {
      a.status = record.status
      a.version = record.version
      if (record.ending) a.ending = record.ending
      const {expires} = index(record, terms)
      if (expires) a.expires = expires
    }
    return a
  })
  const out = {result: 'answered', steps: answers}
  if (record) out.record = record
  return out
}
