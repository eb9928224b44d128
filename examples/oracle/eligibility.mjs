// May this customer be nominated? One row for each rule, in the order of
// RULES.md, section eligibility. fail beats unknown beats pass (design.md).
import {cmp, dec} from './decimals.mjs'
import {addDays, dayOf, instant} from './dates.mjs'
import {find, inPeriod, isVariable, marketOf, pick, wholeOf} from './catalogs.mjs'
import {fitsType} from './ids.mjs'
import {badNumbers, barred, sizeOf, within} from './pay.mjs'

const ofFact = (f) => (f === 'yes' ? 'pass' : f === 'no' ? 'fail' : 'unknown')
const all = (outcomes) => (outcomes.includes('fail') ? 'fail' : outcomes.includes('unknown') ? 'unknown' : 'pass')

// Does the pay have a rate where the country that decides lies? (pay.md 3, 6.)
// The date that selects the rate may lie ahead: consent, submission.
function marketOutcome(x) {
  const {cat, edition, engagement, w, q, day} = x
  const country = edition.settings.marketCountry === 'partner' ? q.location?.country : q.customer.country
  // asked of every shape of pay (reading of the library: Engagement.PaysIn)
  if (!country) return 'unknown'
  if (engagement.countries && !engagement.countries.includes(country)) return 'fail'
  if (!w.marketList) return 'pass'
  // "A date that has not happened yet does not matter" (Engagement.PaysIn)
  const outcomes = x.rateDays.map((d) => {
    const {row} = pick(w.rates, d)
    const m = marketOf(cat, w.marketList, country, d)
    if (m.state === 'none') return 'fail'
    if (m.state !== 'known') return 'unknown'
    return row ? ratedOutcome(x, row.amounts ?? row.hourlyRates, m.market) : 'fail'
  })
  return ['pass', 'unknown'].find((o) => outcomes.includes(o)) ?? 'fail'
}

// "If the rate depends on the customer's size or segment, it must have one for
// those too … unknown … if the answer depends on a size or segment that is not
// known" (Engagement.PaysIn)
const PARTED = {
  'fixed by size and market': ({w, q, day}) => sizeOf(w, q.customer.quantities, {nomination: day, creation: day}).size,
  'per unit': ({q}) => q.customer.segment || undefined,
}
function ratedOutcome(x, tables, market) {
  if (!PARTED[x.w.kind]) return tables[market] !== undefined ? 'pass' : 'fail'
  const part = PARTED[x.w.kind](x)
  const parts = part !== undefined ? [part] : (x.w.kind === 'per unit' && x.cat.segments) || Object.keys(tables)
  const rated = parts.map((p) => tables[p]).map((t) => t?.[market] !== undefined)
  return rated.every(Boolean) ? 'pass' : rated.some(Boolean) ? 'unknown' : 'fail'
}

function limitRow(x) {
  const rows = x.engagement.claimLimit
  if (!rows) return {state: 'none'}
  const {row, state} = pick(rows, x.day)
  return {row, state: row ? state : state === 'undated' ? 'unknown' : 'none'}
}

function counted(x, member, count) {
  const {row, state} = limitRow(x)
  if (state === 'none') return 'pass'
  if (state === 'unknown') return 'unknown'
  if (row[member] === undefined) return 'pass'
  if (count === null || count === undefined) return 'unknown'
  return count >= row[member] ? 'fail' : 'pass'
}

export const needsHours = (engagement) => {
  const o = engagement.opportunity
  return isVariable(engagement) || ['hours by rate', 'lowest of three'].includes(wholeOf(engagement.pay).kind) || o?.minimumHours !== undefined || o?.maximumHours !== undefined
}

export const RULES = [
  // customers.md J (roles are per location), D.2 location rule
  {rule: 'user.role', path: 'user', of: 'partner', test({q}) {
    const grants = q.user?.grants
    if (grants === null || grants === undefined) return 'unknown'
    return grants.some((g) => g.role && (!g.location || g.location === q.location?.id)) ? 'pass' : 'fail'
  }},
  // customers.md D.2: enrolled in MCI; lifecycle.md A.4 programme enrolment
  {rule: 'location.enrolled', path: 'location.enrollment', of: 'partner', test({q}) {
    const e = q.location?.enrollment
    return !e || e === 'unknown' ? 'unknown' : e === 'enrolled' ? 'pass' : 'fail'
  }},
  // customers.md D.2, conflicts.md 13 (reading of the library: READINGS 1)
  {rule: 'partner.eligible', path: 'partnerEligible', of: 'partner', test: ({q}) => ofFact(q.way === 'claim' ? q.locationEligible : q.partnerEligible)},
  // pay.md shape 9: gates are dated, one qualification of a row suffices
  {rule: 'partner.gate', path: 'qualifications', of: 'partner', test(x) {
    const held = x.q.qualifications
    return all((x.engagement.partnerGates ?? []).map((g) => {
      const {row, state} = pick(g.rows, x.day)
      if (state === 'undated') return 'unknown'
      if (!row) return 'fail'
      if (state === 'unknown' || held === null || held === undefined) return 'unknown'
      return row.anyOf.some((a) => held.includes(a)) ? 'pass' : 'fail'
    }))
  }},
  // lifecycle.md B.5: an engagement can close for new claims
  {rule: 'engagement.offered', path: 'at', of: 'partner', test: (x) => ofFact(x.day === undefined ? 'unknown' : inPeriod(x.engagement.offered, x.day))},
  // customers.md E.1, E.2-1; F
  {rule: 'customer.id-type', path: 'customer.id.type', of: 'criteria', test({q, engagement}) {
    if (!q.customer.id) return 'unknown'
    return engagement.idTypes.includes(q.customer.id.type) ? 'pass' : 'fail'
  }},
  // customers.md E.2-3: the derived tenant is checked
  {rule: 'customer.domain-resolved', path: 'customer.id.value', of: 'criteria', test({q}) {
    const {id, resolution: r} = q.customer
    if (!id) return 'unknown'
    if (id.type !== 'domain name') return 'pass'
    return r?.tenant ? 'pass' : r?.failure ? 'fail' : 'unknown'
  }},
  // customers.md D.1 reason 1, E.2-2 (no cascade)
  {rule: 'customer.criteria', path: 'customer.meetsCriteria', of: 'criteria', test: ({q}) => ofFact(q.customer.meetsCriteria)},
  // pay.md 6 (no rate, not eligible) and "Market list"
  {rule: 'customer.market', path: 'customer.country', of: 'criteria', test: marketOutcome},
  // pay.md shape 7, whole engagement
  {rule: 'customer.segment', path: 'customer.segment', of: 'criteria', test: (x) => ({yes: 'fail', no: 'pass', unknown: 'unknown'})[barred(x.engagement, x.q.customer.segment)]},
  // pay.md shapes 5 and 7
  {rule: 'customer.size', path: 'customer.quantities', of: 'criteria', test(x) {
    if (x.w.kind !== 'fixed by size and market') return 'pass'
    const s = sizeOf(x.w, x.q.customer.quantities, {nomination: x.day, creation: x.day})
    if (s.none) return 'fail'
    if (!s.size) return 'unknown'
    const rows = (x.engagement.barredSegments ?? []).filter((b) => b.sizes?.includes(s.size))
    if (rows.length) {
      if (!x.q.customer.segment) return 'unknown'
      if (rows.some((b) => b.segment === x.q.customer.segment)) return 'fail'
    }
    return 'pass'
  }},
  // pay.md shape 11, least and most
  {rule: 'customer.requirements', path: 'customer.requirements', of: 'criteria', test: ({engagement, q}) => all((engagement.requirements ?? []).map((r) => {
    if (!r.measure) return ofFact(q.customer.requirements?.[r.id])
    const v = q.customer.quantities?.[r.measure]
    return v === undefined ? 'unknown' : within(dec(v), r) ? 'pass' : 'fail'
  }))},
  // pay.md shape 8; customers.md D.1 reason 2
  {rule: 'customer.claim-limit', path: 'customer.claims', of: 'limit', test: (x) => counted(x, 'claims', x.q.customer.claims)},
  {rule: 'customer.open-claims', path: 'customer.openClaims', of: 'limit', test: (x) => counted(x, 'open', x.q.customer.openClaims)},
  {rule: 'customer.lock', path: 'customer.nominated', of: 'limit', test(x) {
    const {row, state} = limitRow(x)
    if (state === 'none') return 'pass'
    if (state === 'unknown') return 'unknown'
    if (!row.locked) return 'pass'
    return ({yes: 'fail', no: 'pass'})[x.q.customer.nominated] ?? 'unknown'
  }},
  // customers.md D.2: add XOR claim
  {rule: 'customer.add-or-claim', path: 'way', of: 'way', test({q}) {
    const known = q.customer.consentedBefore
    if (!q.way) return 'fail' // "without them the rules about them fail" (eligibility.Question)
    if (known !== 'yes' && known !== 'no') return 'unknown'
    return q.way === (known === 'yes' ? 'claim' : 'add') ? 'pass' : 'fail'
  }},
  // customers.md E.1 tenant ID: mismatch, a reason must be entered; E.2-5
  {rule: 'customer.tenant-mismatch', path: 'customer.mismatchReason', of: 'way', test({q}) {
    const {id, mailMatches, mismatchReason} = q.customer
    if (!id) return 'unknown'
    if (id.type !== 'tenant ID' || mailMatches === 'yes' || mismatchReason) return 'pass'
    return mailMatches === 'no' ? 'fail' : 'unknown'
  }},
  // customers.md F: hours needed must be entered
  {rule: 'pay.hours', path: 'hours', of: 'way', test: (x) => (needsHours(x.engagement) === (x.q.hours !== undefined) ? 'pass' : 'fail')},
  // pay.md shape 11
  {rule: 'opportunity.hours', path: 'hours', of: 'way', test({engagement: {opportunity: o}, q}) {
    if (o?.minimumHours === undefined && o?.maximumHours === undefined) return 'pass'
    if (q.hours === undefined) return 'unknown'
    return within(dec(q.hours), {from: o.minimumHours, upTo: o.maximumHours}) ? 'pass' : 'fail'
  }},
  {rule: 'opportunity.contract-value', path: 'opportunity.contractValue', of: 'criteria', test({engagement: {opportunity: o}, q}) {
    const v = q.opportunity?.contractValue
    return all([[o?.minimumContractValue, (c) => c >= 0], [o?.maximumContractValue, (c) => c <= 0]].map(([bound, good]) => {
      if (!bound) return 'pass'
      if (!v || v.currency !== bound.currency) return 'unknown'
      return good(cmp(dec(v.amount), dec(bound.amount))) ? 'pass' : 'fail'
    }))
  }},
  {rule: 'opportunity.status', path: 'opportunity.status', of: 'criteria', test({engagement: {opportunity: o}, q}) {
    if (!o?.status) return 'pass'
    const s = q.opportunity?.status
    return !s ? 'unknown' : s.toLowerCase() === o.status.toLowerCase() ? 'pass' : 'fail'
  }},
  {rule: 'opportunity.stage', path: 'opportunity.stage', of: 'criteria', test({engagement: {opportunity: o}, q}) {
    if (!o?.stages) return 'pass'
    const s = q.opportunity?.stage
    return !s ? 'unknown' : o.stages.some((t) => t.toLowerCase() === s.toLowerCase()) ? 'pass' : 'fail'
  }},
  // customers.md D.3, last line (FPX-1767): same geographic area
  {rule: 'customer.region', path: 'customer.country', of: 'criteria', test(x) {
    const r = x.engagement.sharedRegion
    if (!r) return 'pass'
    const [a, b] = [x.q.customer.country, x.q.location?.country].map((c) => marketOf(x.cat, r.marketList, c, x.day))
    if (a.state === 'none' || b.state === 'none') return 'fail'
    if (a.state !== 'known' || b.state !== 'known') return 'unknown'
    return a.market === b.market ? 'pass' : 'fail'
  }},
]

const firstDay = (r) => r.from ?? (r.after !== undefined ? addDays(r.after, 1) : r.until ?? (r.before !== undefined ? addDays(r.before, -1) : r.knownUntil))

// The days that can select the rate: the nomination's own, or, if the anchor
// lies ahead, those on which a later row begins too.
function rateDays(w, day) {
  if (w.anchor === undefined) return [undefined]
  if (day === undefined) return w.rates.map(firstDay) // any of them
  const days = [day]
  if (w.anchor === 'consent' || w.anchor === 'submission') {
    for (const r of w.rates) {
      const start = r.from ?? (r.after && addDays(r.after, 1))
      if (start && start > day) days.push(start)
    }
  }
  return days
}

// "The rules that every claim depends on cannot be waived" (eligibility.Waiver;
// README of the corpus, Where no page decides).
const UNWAIVED = ['user.role', 'customer.id-type', 'customer.domain-resolved', 'customer.add-or-claim', 'pay.hours']

export function check(q, catalogName) {
  const fields = []
  const found = find(catalogName, q.engagement)
  if (!found) fields.push('engagement')
  if (q.way && q.way !== 'add' && q.way !== 'claim') fields.push('way')
  if (q.at !== undefined) try { instant(q.at) } catch { fields.push('at') } // an instant that is not supplied leaves the day unknown
  const c = q.customer ?? {}
  if (c.id && !fitsType(c.id)) fields.push('customer.id')
  for (const k of ['claims', 'openClaims']) if (c[k] !== null && c[k] !== undefined && (!Number.isInteger(c[k]) || c[k] < 0)) fields.push(`customer.${k}`)
  // an open claim is one of those that are open or approved
  if (Number.isInteger(c.claims) && Number.isInteger(c.openClaims) && c.openClaims > c.claims) fields.push('customer.openClaims')
  for (const [k, v] of [['customer.country', c.country], ['location.country', q.location?.country]]) if (v && !/^[A-Z]{2}$/.test(v)) fields.push(k)
  fields.push(...badNumbers({hours: q.hours, quantities: c.quantities, contractValue: q.opportunity?.contractValue}))
  if (found && c.segment && !(found.catalog.segments ?? [c.segment]).includes(c.segment)) fields.push('customer.segment')
  for (const [i, v] of (q.waivers ?? []).entries()) {
    if (!RULES.some((r) => r.rule === v.rule && !UNWAIVED.includes(r.rule)) || !v.reason?.trim() || !v.approver?.trim()) fields.push(`waivers[${i}]`)
  }
  return {fields, found}
}

export function decide(q, found) {
  const {catalog: cat, edition, engagement} = found
  const w = wholeOf(engagement.pay)
  const day = q.at === undefined ? undefined : dayOf(instant(q.at), edition.settings.calendar.timeZone)
  const x = {cat, edition, engagement, w, q, day, rateDays: rateDays(w, day)}
  const findings = RULES.map((r) => ({rule: r.rule, outcome: r.test(x), path: r.path, of: r.of}))
  // READINGS 1: a rule can be waived by a person, until a day. Only a fail can
  // be: unknown never becomes eligible (design.md). They are listed in the order
  // of the rules (README of the corpus, The order of lists).
  const waived = findings.filter((f) => f.outcome === 'fail' && q.waivers?.some((v) => v.rule === f.rule && day <= v.until)).map((f) => f.rule)
  const outcome = all(findings.filter((f) => !waived.includes(f.rule)).map((f) => f.outcome))
  return {outcome, findings, waived}
}

const bare = ({rule, outcome, path}) => (outcome === 'pass' ? {rule, outcome} : {rule, outcome, path})

export function answerEligibility(q) {
  const {fields, found} = check(q.question, q.catalog)
  if (fields.length) return {result: 'malformed', fields}
  const d = decide(q.question, found)
  const out = {result: 'answered', outcome: d.outcome, findings: d.findings.map(bare)}
  if (d.waived.length) out.waived = d.waived
  return out
}
