// What came back of a claim: program/earnings-exports.md and earnings.md K.
import {add, cmp, dec, money, neg, round, sub, zero} from './decimals.mjs'
import {addDays, daysBetween, isDay} from './dates.mjs'
import {distinctEarnings, distinctIneligible, distinctPayments, fold, foldType} from './lines.mjs'
import {badLines} from './columns.mjs'
import {payOrders} from './orders.mjs'

// earnings.md K, payment statuses. canAct: reading of the library: corpus
// (Microsoft's text says at which of them a partner corrects something).
const STATUS = {
  'sent': {is: 'paid'},
  'unprocessed': {is: 'unpaid', canAct: 'no'}, 'upcoming': {is: 'unpaid', canAct: 'no'}, 'pending tax invoice': {is: 'unpaid', canAct: 'yes'},
  'rejected during review': {is: 'unpaid', canAct: 'yes'}, 'failed': {is: 'unpaid', canAct: 'no'}, 'in progress': {is: 'unpaid', canAct: 'no'},
  'reprocessing': {is: 'unpaid', canAct: 'no'}, 'reversed': {is: 'unpaid', canAct: 'no'}, 'tax invoice rejected': {is: 'unpaid', canAct: 'yes'},
  'tax invoice under review': {is: 'unpaid', canAct: 'no'}, 'rejected': {is: 'unpaid', canAct: 'yes'},
  'incorrect payment': {is: 'recouped', canAct: 'no'}, // earnings-exports.md: "recouping"
  'forfeited': {is: 'lost', canAct: 'no'}, 'escheated': {is: 'lost', canAct: 'no'}, // earnings.md K
}
const OTHER = {is: 'open', canAct: 'unknown'}

// earnings.md K, ineligible codes: "partner can act only on …"; 90 days (M-inel, M-rev).
const ACT = new Set(['IVDADV', 'IVDCOMP', 'IVDCOSELL', 'IVDMPA', 'IVDPOE'])
const canAct = (reason, country) => (reason === 'CUSPUBSEC' ? (!country ? 'unknown' : ['US', 'PR', 'IN'].includes(country) ? 'yes' : 'no') : ACT.has(reason) ? 'yes' : 'no')

const THRESHOLD = dec('200') // earnings-exports.md: nothing is paid below USD 200 per program and earning type

const monthOf = (day) => day?.slice(0, 7)
const nextMonth = (m) => addDays(`${m}-28`, 4).slice(0, 7)
function months(from, until) {
  const list = []
  for (let m = from; m <= until && m.length === 7; m = nextMonth(m)) list.push(m) // no month after 9999-12
  return list
}
const lastDay = (m) => addDays(`${nextMonth(m)}-01`, -1)
const statusOf = (e) => fold(e.paymentStatus)
// "an adjustment (`Adjustment-Rebate`) is in the sum of its type"
const typeOf = (e) => foldType(e.earningType).replace(/^adjustment/, '')
const isCoOp = (e) => typeOf(e) === 'coop'

// READINGS 46: the month of the claim's creation to that of its expected
// payment; what is not known of a claim excludes no line but one to come.
const fits = (c, line, day, asOf) => Boolean(c.customer && line.customerId && c.customer.value === line.customerId
  && ((c.engagement && line.engagementId === c.engagement) || (c.title && fold(line.engagementName) === fold(c.title)))
  && day && (!c.created || monthOf(day) >= monthOf(c.created)) && monthOf(day) <= monthOf(c.expectedBy ?? asOf))

// A claim whose creation nobody knows may be younger than a line of a month
// before its approval: it is a candidate, and nothing is concluded.
const lived = (c, day) => Boolean(c.created || (c.approvedOn && monthOf(day) >= monthOf(c.approvedOn)))

const finding = (rule, outcome, act = 'unknown', by) => (by ? {rule: `settlement.${rule}`, outcome, canAct: act, by} : {rule: `settlement.${rule}`, outcome, canAct: act})

function covered(x, report, month, c) {
  return (x.coverage ?? []).filter((s) => s.report === report && s.from <= month && s.until >= month && s.downloaded > c.expectedBy
    && (!s.participantId || fold(s.participantId) === fold(c.participantId)) && (!s.programName || fold(s.programName) === fold(c.programName)))
}

// the months of which a claim needs the earnings; of a claim that is due before
// its approval the month in which it is due (README of the corpus)
const needed = (c) => {
  const list = months(monthOf(c.approvedOn ?? c.expectedBy), monthOf(c.expectedBy))
  return list.length ? list : [monthOf(c.expectedBy)]
}

// A missing file is named with the enrollment and the program of the claim
// (README of the corpus).
function uncovered(c, x) {
  const about = {}
  for (const k of ['participantId', 'programName']) if (c[k]) about[k] = c[k]
  return !c.expectedBy ? [] : needed(c).filter((m) => !covered(x, 'earnings report', m, c).length).map((month) => ({report: 'earnings report', month, after: c.expectedBy, ...about}))
}

const malformedSpan = (s) => !s.report || !s.from || !s.until || s.from > s.until || !s.downloaded

export function answerSettlement(q) {
  if (!isDay(q.asOf)) return {result: 'malformed', fields: ['asOf']}
  const bad = badLines(q)
  if (bad.length) return {result: 'malformed', fields: bad}
  const ids = new Set()
  for (const [i, c] of q.claims.entries()) {
    if (!c.id || ids.has(c.id)) return {result: 'malformed', fields: [`claims[${i}].id`]}
    ids.add(c.id)
  }
  if (q.coverage?.some(malformedSpan)) return {result: 'malformed', fields: ['coverage']}
  const payments = distinctPayments(q.payments)
  const earnings = distinctEarnings(q.earnings).map((f) => ({...f, ...ordered(f.line, payments)}))
  const x = {...q, earnings, payments, ineligible: distinctIneligible(q.ineligible)}
  const mine = new Map(x.claims.map((c) => [c.id, []]))
  const candidates = new Map(x.claims.map((c) => [c.id, 0]))
  let unclaimed = 0
  for (const found of earnings) {
    const e = found.line
    const named = e.claimId ? x.claims.filter((k) => k.number === e.claimId) : []
    const fitting = x.claims.filter((k) => !(e.claimId && k.number) && fits(k, e, e.earningDate, x.asOf))
    const list = named.length ? named : fitting
    const one = named.length === 1 || (!e.claimId && list.length === 1 && lived(list[0], e.earningDate)) ? list[0] : undefined
    if (one) mine.get(one.id).push({e, contradicted: found.contradicted, standing: found.standing, doubtful: !e.claimId})
    else unclaimed++
    // "A claim that only a line that does not count names is a candidate"
    const elsewhere = new Set(found.others.map((l) => l.claimId).filter((n) => n && n !== e.claimId))
    for (const k of x.claims) if (k !== one && ((!one && list.includes(k)) || elsewhere.has(k.number))) candidates.set(k.id, candidates.get(k.id) + 1)
  }
  const numbers = {}
  for (const c of x.claims) if (c.number) numbers[c.number] = (numbers[c.number] ?? 0) + 1
  const results = x.claims.map((c) => judge(c, mine.get(c.id), candidates.get(c.id), numbers[c.number] > 1, x)).filter(Boolean)
  const named = new Set(earnings.map(({line}) => line.paymentId).filter(Boolean))
  return {result: 'answered', results, unclaimed, unmatched: x.payments.filter((p) => !named.has(p.paymentId)).length}
}

// ordered gives an earning with the payment status of its payment order, "if
// that has one, unless the line of the earning was downloaded on a later day. The
// status then counts as shown on the day of the order's download".
function ordered(e, payments) {
  const order = e.paymentId && payments.find((p) => p.paymentId === e.paymentId)
  if (!order?.paymentStatus || (e.downloaded ?? '') > (order.downloaded ?? '')) return {}
  const standing = statusOf(order) !== statusOf(e)
  return {line: {...e, downloaded: order.downloaded, ...(standing && {paymentStatus: order.paymentStatus})}, standing}
}

function judge(c, list, candidates, twice, x) {
  // "No payment is expected of an association" (README of the corpus)
  if ((c.closed || c.kind === 'association') && !list.length) return null
  const r = {id: c.id, state: '', findings: []}
  if (c.kind) r.kind = c.kind
  if (c.number) r.number = c.number
  if (c.expectedBy) r.due = c.expectedBy
  if (c.approvalAssumed) r.dueAssumed = true
  if (c.approvedOn) r.month = monthOf(c.approvedOn)
  for (const k of ['estimated', 'requested', 'approved']) if (c[k]) r[k] = c[k]
  const done = () => {
    if (!r.findings.length) delete r.findings
    return r
  }
  const shared = x.ineligible.filter((l) => fits(c, l, l.transactionDate, x.asOf) && !only(c, l, x)).length
  for (let i = 0; i < candidates + shared; i++) r.findings.push(finding('candidate', 'unknown')) // "listed, and nothing is concluded from it"
  if (!list.length) return nothing(c, twice, x, r, done)

  // In the summarized layout an earning has no ID, so it can be one of those
  // that have one (earnings-exports.md, Other layouts).
  const known = list.some(({e}) => e.earningId)
  const lines = list.map((l) => ({...l, notCounted: known && !l.e.earningId, s: STATUS[statusOf(l.e)] ?? OTHER}))
  r.lines = lines.map((l) => evidence(l, c.approved?.currency))
  const live = lines.filter((l) => !l.notCounted)
  const g = groups(live)
  if (lines.length > 1 && lines.some((l) => !l.e.earningId)) r.findings.push(finding('identity', 'unknown'))
  if (lines.some((l) => l.doubtful)) r.doubtful = true
  for (const l of live) {
    if (l.contradicted) r.findings.push(finding('contradiction', 'unknown'))
    if (l.doubtful) r.findings.push(finding('match', 'unknown'))
    if (l.standing) r.findings.push(finding('standing', 'pass'))
    if (!c.approvedOn) r.findings.push(finding('unapproved', 'unknown'))
    if (g.clawback.includes(l)) r.findings.push(finding('clawback', 'unknown'))
    else if (!g.coOp.includes(l) && !g.paid.includes(l)) r.findings.push(finding('status', l.s.is === 'lost' ? 'fail' : 'unknown', l.s.canAct))
  }

  const figure = figures(c.approved?.currency)
  const sums = Object.fromEntries(['paid', 'lost', 'coOp', 'unpaid', 'open'].map((k) => [k, figure(g[k])]))
  if (!g.paid.length && sums.lost) sums.paid = {amount: zero, currency: sums.lost.currency} // all was lost
  if (Object.values(sums).includes(null)) r.findings.push(finding('currency', 'unknown'))
  for (const k of ['paid', 'coOp', 'unpaid', 'open']) if (sums[k]) r[k] = money(sums[k].amount, sums[k].currency)
  const missing = []
  const withheld = payOrders(r, lines, x, missing)
  let diff
  if (sums.paid && c.approved) {
    if (sums.paid.currency === c.approved.currency) diff = explain(c, r, sums)
    else missing.push({fact: `the amount paid in ${c.approved.currency}`})
  }

  const late = awaited(c, r, g.unpaid, lines, x)
  r.state = late ? 'late' : stateOf(g, sums, diff, withheld, c.approved?.currency)
  if (late) r.daysLate = late
  if (r.state === 'paid over' && c.firstStage) r.findings.push(finding('stages', 'unknown')) // it may be the second one
  // what is missing may stand in a file that was not read (clarifications.md,
  // Settlement); a claim in another state concludes nothing from it
  const more = r.state === 'paid short' && r.unexplained && cmp(dec(r.unexplained.amount), zero) !== 0 ? uncovered(c, x) : []
  if (more.length) r.findings.push(finding('coverage', 'unknown'))
  missing.push(...more)
  if (!c.approved) missing.push({fact: 'approved amount'})
  if (r.findings.some((f) => f.rule === 'settlement.threshold' && f.outcome === 'unknown')) missing.push({fact: 'the amount still to be paid in USD'})
  // "`missing` names no fact of it" (README of the corpus)
  const needs = missing.filter((m) => c.kind !== 'association' || !m.fact)
  if (needs.length) r.missing = needs
  return done()
}

// groups gives the lines by what their statuses mean. Co-op is never sent as
// money (earnings-exports.md), whatever its status.
function groups(live) {
  const coOp = live.filter((l) => isCoOp(l.e))
  const of = (is) => live.filter((l) => !coOp.includes(l) && l.s.is === is)
  return {
    coOp, paid: of('paid'), lost: of('lost'), unclear: of('open'), recouped: of('recouped'), open: [...of('open'), ...of('recouped')],
    unpaid: of('unpaid').filter((l) => !negative(l)), clawback: of('unpaid').filter(negative), // still to be processed
  }
}

// stateOf gives the state of a claim that is not late: package settlement, State.
function stateOf(g, sums, diff, withheld, cur) {
  const sign = diff && cmp(round(diff, 'half away from zero'), zero)
  if (g.recouped.length) return 'taken back'
  if (g.unpaid.length || g.unclear.length || !(g.paid.length || g.lost.length)) return 'in the report, not yet paid'
  // "less was sent than was approved or, if the approved amount is not known, that
  // an earning was forfeited or escheated. Beside sent earnings, one of zero or
  // less then counts for nothing." (settlement.PaidShort; README of the corpus)
  const loses = !g.paid.length || !sums.lost || cmp(sums.lost.amount, zero) > 0
  if (g.lost.length && (diff ? sign < 0 : loses)) return 'paid short'
  if (g.paid.some(({e}) => cmp(dec(shown(e, cur).amount), zero) < 0) && (diff ? sign < 0 : !sums.paid || cmp(sums.paid.amount, zero) <= 0)) return 'taken back'
  if (sign > 0) return 'paid over'
  return withheld || sign < 0 ? 'paid short' : 'paid'
}

const negative = (l) => cmp(dec(l.e.earningAmount.amount), zero) < 0
const inCurrency = (e, cur) => [e.earningAmount, e.earningAmountUSD, e.earningAmountInLastPaymentCurrency].find((m) => m?.currency === cur)

// A line is shown in the currency of the approved amount if it gives it
// (package settlement, Evidence).
const shown = (e, cur) => inCurrency(e, cur) ?? e.earningAmount
function evidence({e, doubtful, notCounted}, cur) {
  const amount = shown(e, cur)
  const l = {status: e.paymentStatus ?? '', amount}
  if (amount.currency !== e.earningAmount.currency) l.earned = e.earningAmount
  for (const k of ['earningId', 'earningType', 'paymentId', 'earningDate', 'reasonCode']) if (e[k]) l[k] = e[k]
  if (e.estimatedPaymentMonth) l.month = e.estimatedPaymentMonth
  if (doubtful) l.doubtful = true
  if (notCounted) l.notCounted = true
  return l
}

// figures gives the sum of lines as they are shown; null if they have several
// currencies.
const figures = (cur) => (ls) => {
  if (!ls.length) return undefined
  const amounts = ls.map((l) => shown(l.e, cur))
  if (amounts.some((m) => m.currency !== amounts[0].currency)) return null
  return {amount: amounts.reduce((t, m) => add(t, dec(m.amount)), zero), currency: amounts[0].currency, amounts}
}

// explain takes the difference of paid and approved apart, and answers it. A
// step has the sign of the difference, but for rounding (Result.Steps).
function explain(c, r, sums) {
  const cur = c.approved.currency
  const diff = sub(sums.paid.amount, dec(c.approved.amount))
  let rest = diff
  const steps = []
  const sign = cmp(diff, zero)
  const step = (cause, a, any) => {
    if (cmp(a, zero) === 0 || (!any && (cmp(a, zero) !== sign || cmp(rest, zero) !== sign))) return
    steps.push({cause, amount: money(a, cur)})
    rest = sub(rest, a)
  }
  const amounts = (sums.paid.amounts ?? []).map((m) => dec(m.amount))
  for (const [k, cause] of [['coOp', 'co-op share'], ['unpaid', 'not yet paid'], ['open', 'status not clear'], ['lost', 'lost']]) if (sums[k]?.currency === cur) step(cause, neg(sums[k].amount))
  const back = amounts.filter((a) => cmp(a, zero) < 0).reduce(add, zero)
  if (cmp(back, zero) < 0 && cmp(rest, zero) < 0) step('taken back', cmp(back, rest) < 0 ? rest : back)
  // what is left is just what the target pays
  if (c.firstStage?.currency === cur && cmp(rest, zero) < 0 && cmp(rest, sub(dec(c.firstStage.amount), dec(c.approved.amount))) === 0) step('second stage', rest)
  // only a pair of the amount that is left explains it (README of the corpus)
  if (sign > 0 && cmp(rest, zero) > 0 && amounts.filter((a) => cmp(a, rest) === 0).length > 1) {
    step('paid twice', rest)
    r.findings.push(finding('twice', 'unknown'))
  }
  if (cmp(round(rest, 'half away from zero'), zero) === 0) step('rounding', rest, true) // "less than the currency can pay"
  r.difference = money(diff, cur)
  if (steps.length) r.steps = steps
  r.unexplained = money(rest, cur)
  return diff
}

// awaited looks at each earning that is still to be sent, and answers the days
// by which the claim is late, or 0: "late if the line was downloaded after the
// estimated month, or after the payment cycle if the line has no month". Due is
// the day of the earning that is late the longest or, if none is late, the
// earliest day (Result.Due).
function awaited(c, r, unpaid, lines, x) {
  let best
  for (const {e} of unpaid) {
    const month = e.estimatedPaymentMonth && lastDay(e.estimatedPaymentMonth) // better than the cycle (earnings-exports.md)
    const on = month || c.expectedBy
    const seen = e.downloaded && e.downloaded < x.asOf ? e.downloaded : e.downloaded && x.asOf
    // whether a payment comes after a rejection during the review is not
    // documented, so such an earning is never late (README of the corpus)
    const over = on && seen && seen > on && statusOf(e) !== 'rejected during review' && !isPaidTwin(e, lines) ? daysBetween(on, seen) : 0
    const below = waits(e) ? belowThreshold(e, x) : 'no'
    if (below === 'yes') r.findings.push(finding('threshold', 'fail'))
    else if (below === 'unknown') r.findings.push(finding('threshold', 'unknown'))
    else if (over) r.findings.push(finding(month ? 'month' : 'cycle', 'fail'))
    const late = below === 'no' ? over : 0
    const one = {on, late, assumed: !month && Boolean(c.approvalAssumed)}
    if (on && (!best || late > best.late || (late === best.late && (on < best.on || (on === best.on && best.assumed && !one.assumed))))) best = one
  }
  if (best) {
    r.due = best.on
    if (best.assumed) r.dueAssumed = true
    else delete r.dueAssumed
  }
  return best?.late ?? 0
}

// "An earning without a `paymentId` is not late if an earning of the claim without
// an `earningId` has its participant, program, earning type, `earningDate` and
// `earningAmount`, and a `paymentId`" (README of the corpus)
const payeeOf = (e) => [fold(e.participantId), fold(e.programName), typeOf(e)].join('\n')
const isPaidTwin = (e, lines) => !e.paymentId && lines.some(({e: o}) => !o.earningId && o.paymentId && payeeOf(o) === payeeOf(e) && (o.earningDate ?? '') === (e.earningDate ?? '') && sameMoney(o.earningAmount, e.earningAmount))
const sameMoney = (a, b) => a.currency === b.currency && cmp(dec(a.amount), dec(b.amount)) === 0

// "Nothing is paid below USD 200 per program and earning type; it stays
// Upcoming until the sum reaches it" (earnings-exports.md). A payment order is
// of one enrollment, too. A payment that is under way waits no longer
// (Row.AwaitsThreshold).
const waits = (e) => !isCoOp(e) && ['upcoming', 'unprocessed'].includes(statusOf(e))
const inUSD = (e) => [e.earningAmountUSD, e.earningAmount, e.earningAmountInLastPaymentCurrency].find((m) => m?.currency === 'USD')

// belowThreshold answers yes, no or unknown. An earning without an ID can be
// one of those that have one, and an amount that is not given in US dollars is
// only known to be above or below zero (Tally.Thresholds).
function belowThreshold(e, x) {
  const group = x.earnings.map(({line}) => line).filter((o) => waits(o) && payeeOf(o) === payeeOf(e))
  const known = group.filter(inUSD)
  const signs = group.filter((o) => !inUSD(o)).map((o) => cmp(dec(o.earningAmount.amount), zero))
  const part = (withID, sign) => known.filter((o) => Boolean(o.earningId) === withID).map((o) => dec(inUSD(o).amount)).filter((a) => (sign > 0 ? cmp(a, zero) >= 0 : cmp(a, zero) < 0)).reduce(add, zero)
  const [above, aboveToo, under, underToo] = [part(true, 1), part(false, 1), part(true, -1), part(false, -1)]
  const least = add(cmp(above, aboveToo) > 0 ? above : aboveToo, add(under, underToo))
  const most = add(add(above, aboveToo), cmp(under, underToo) < 0 ? under : underToo)
  if (!signs.includes(-1) && cmp(least, THRESHOLD) >= 0) return 'no'
  if (!signs.includes(1) && cmp(most, THRESHOLD) < 0) return 'yes'
  return 'unknown'
}

// only answers whether a line of ineligible revenue fits this claim alone.
const only = (c, l, x) => fits(c, l, l.transactionDate, x.asOf) && lived(c, l.transactionDate) && x.claims.filter((k) => fits(k, l, l.transactionDate, x.asOf)).length === 1

function nothing(c, twice, x, r, done) {
  const sole = x.ineligible.filter((l) => only(c, l, x))
  if (sole.length) {
    r.state = 'not eligible'
    r.doubtful = true
    for (const l of sole) {
      const act = canAct(l.reason, c.customerCountry)
      const by = act === 'no' ? undefined : addDays(l.transactionDate, 90)
      r.findings.push(finding('ineligible', 'fail', by && x.asOf > by ? 'no' : act, by))
    }
    return done()
  }
  if (!c.approvedOn || !c.expectedBy || x.asOf <= c.expectedBy) {
    r.state = 'not due yet'
    return done()
  }
  if (twice || !c.number) {
    r.state = 'unknown'
    if (twice) r.findings.push(finding('number', 'fail'))
    r.findings.push(finding('coverage', 'unknown'))
    r.missing = [{fact: twice ? 'a portal number that no other claim has' : 'portal number'}, ...uncovered(c, x)]
    return done()
  }
  // READINGS 47
  const covering = needed(c)
  const missing = uncovered(c, x)
  if (missing.length) {
    r.state = 'unknown'
    r.findings.push(finding('coverage', 'unknown'))
    r.missing = missing
    return done()
  }
  const down = covering.map((m) => covered(x, 'earnings report', m, c).map((s) => s.downloaded).sort().at(-1)).filter(Boolean).sort()[0]
  r.state = 'late'
  r.daysLate = daysBetween(c.expectedBy, down && down < x.asOf ? down : x.asOf)
  r.findings.push(finding('cycle', 'fail'))
  // READINGS 46: a line fits from the month of the creation to that of the
  // payment; of these months a report is needed, whatever lines were read
  const lives = c.created ? months(monthOf(c.created), monthOf(c.expectedBy)) : []
  if (!lives.length || lives.some((m) => !covered(x, 'ineligible report', m, c).length)) r.findings.push(finding('ineligible', 'unknown'))
  return done()
}
