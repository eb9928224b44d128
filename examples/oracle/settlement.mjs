// What came back of a claim: program/earnings-exports.md and earnings.md K.
import {add, cmp, dec, money, neg, round, show, sub, zero} from './decimals.mjs'
import {addDays, daysBetween, isDay} from './dates.mjs'

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
  for (let m = from; m <= until; m = nextMonth(m)) list.push(m)
  return list
}
const lastDay = (m) => addDays(`${nextMonth(m)}-01`, -1)
const isCoOp = (t) => /^(adjustment-)?co-?op/i.test(t ?? '')

// READINGS 46: the month of the claim's creation to that of its expected payment.
const fits = (c, line, day) => Boolean(c.customer && line.customerId && c.customer.value === line.customerId
  && (line.engagementId === c.engagement || line.engagementName === c.title)
  && c.created && day && monthOf(day) >= monthOf(c.created) && (!c.expectedBy || monthOf(day) <= monthOf(c.expectedBy)))

const finding = (rule, outcome, act = 'unknown', by) => (by ? {rule: `settlement.${rule}`, outcome, canAct: act, by} : {rule: `settlement.${rule}`, outcome, canAct: act})

function covered(x, report, month, c) {
  return (x.coverage ?? []).filter((s) => s.report === report && s.from <= month && s.until >= month && s.downloaded > c.expectedBy
    && (!s.participantId || s.participantId === c.participantId) && (!s.programName || s.programName === c.programName))
}

// the months of which a claim needs the earnings; of a claim that is due before
// its approval the month in which it is due (README of the corpus)
const needed = (c) => {
  const list = months(monthOf(c.approvedOn), monthOf(c.expectedBy))
  return list.length ? list : [monthOf(c.expectedBy)]
}

const uncovered = (c, x) => (!c.approvedOn || !c.expectedBy ? [] : needed(c)
  .filter((m) => !covered(x, 'earnings report', m, c).length).map((month) => ({report: 'earnings report', month, after: c.expectedBy})))

export function answerSettlement(x) {
  if (!isDay(x.asOf)) return {result: 'malformed', fields: ['asOf']}
  const ids = new Set()
  for (const [i, c] of x.claims.entries()) {
    if (!c.id || ids.has(c.id)) return {result: 'malformed', fields: [`claims[${i}].id`]}
    ids.add(c.id)
  }
  const numbers = {}
  for (const c of x.claims) if (c.number) numbers[c.number] = (numbers[c.number] ?? 0) + 1
  const mine = new Map(x.claims.map((c) => [c.id, []]))
  const candidates = new Map()
  let unclaimed = 0
  let stray = false // an earning has a number that no claim has: it can be that of a claim whose number is not known
  const counted = new Set()
  for (const e of x.earnings ?? []) {
    let c
    let doubtful = false
    if (e.claimId) {
      const named = x.claims.filter((k) => k.number === e.claimId)
      if (named.length === 1) c = named[0]
      else if (!named.length) stray = true
      if (!c) for (const k of named.length ? named : x.claims.filter((k2) => !k2.number && fits(k2, e, e.earningDate))) candidates.set(k.id, true)
    } else {
      const list = x.claims.filter((k) => fits(k, e, e.earningDate))
      if (list.length === 1) { c = list[0]; doubtful = true }
      else for (const k of list) candidates.set(k.id, true)
    }
    if (c) mine.get(c.id).push({e, doubtful})
    else if (!e.earningId || !counted.has(e.earningId)) { unclaimed++; counted.add(e.earningId) }
  }
  const results = x.claims.map((c) => judge(c, mine.get(c.id), candidates.has(c.id), numbers[c.number] > 1, stray && !c.number, x)).filter(Boolean)
  const paidBy = new Set((x.earnings ?? []).map((e) => e.paymentId))
  return {result: 'answered', results, unclaimed, unmatched: (x.payments ?? []).filter((p) => !paidBy.has(p.paymentId)).length}
}

function judge(c, list, candidate, twice, stray, x) {
  if (c.closed && !list.length) return null
  const r = {id: c.id, state: '', findings: []}
  if (c.number) r.number = c.number
  if (c.expectedBy) r.due = c.expectedBy
  if (c.approvalAssumed) r.dueAssumed = true
  if (c.approvedOn) r.month = monthOf(c.approvedOn)
  for (const k of ['estimated', 'requested', 'approved']) if (c[k]) r[k] = c[k]
  const done = () => {
    if (!r.findings.length) delete r.findings
    return r
  }
  if (!list.length) return nothing(c, candidate, twice, stray, x, r, done)

  // Total of earnings: of distinct earning IDs (earnings-exports.md).
  // Of several lines of one earning the latest counts (RULES.md, settlement.contradiction).
  const rank = (e) => `${e.calculationDate ?? ''} ${e.downloaded ?? ''}`
  const best = new Map()
  // of two lines of one rank the greater amount counts (README of the corpus, Kind settlement)
  const better = (a, b) => rank(a) > rank(b) || (rank(a) === rank(b) && cmp(dec(a.earningAmount.amount), dec(b.earningAmount.amount)) > 0)
  for (const {e} of list) if (e.earningId && (!best.has(e.earningId) || better(e, best.get(e.earningId)))) best.set(e.earningId, e)
  const lines = []
  const told = new Set()
  for (const {e, doubtful} of list) {
    const b = best.get(e.earningId)
    if (b && b !== e) {
      if (rank(b) === rank(e) && !told.has(e.earningId) && (cmp(dec(b.earningAmount.amount), dec(e.earningAmount.amount)) !== 0 || b.paymentStatus !== e.paymentStatus)) {
        told.add(e.earningId)
        r.findings.push(finding('contradiction', 'unknown'))
      }
      continue
    }
    const notCounted = !e.earningId && list.some((o) => o.e.earningId)
    if (!e.earningId) r.findings.push(finding('identity', 'unknown'))
    lines.push({e, doubtful, notCounted, s: STATUS[e.paymentStatus?.trim().toLowerCase()] ?? OTHER})
  }
  r.lines = lines.map(({e, doubtful, notCounted}) => {
    const l = {status: e.paymentStatus, amount: e.earningAmount}
    for (const k of ['earningId', 'earningType', 'paymentId', 'earningDate', 'reasonCode']) if (e[k]) l[k] = e[k]
    if (e.estimatedPaymentMonth) l.month = e.estimatedPaymentMonth
    if (doubtful) l.doubtful = true
    if (notCounted) l.notCounted = true
    return l
  })
  if (lines.some((l) => l.doubtful)) { r.doubtful = true; r.findings.push(finding('match', 'unknown')) }
  if (!c.approvedOn) r.findings.push(finding('unapproved', 'unknown'))

  const cur = c.approved?.currency ?? lines[0].e.earningAmount.currency
  const inCur = ({e}) => [e.earningAmount, e.earningAmountUSD, e.earningAmountInLastPaymentCurrency].find((m) => m?.currency === cur)
  const live = lines.filter((l) => !l.notCounted)
  if (live.some((l) => !inCur(l))) {
    r.findings.push(finding('currency', 'unknown'))
    r.state = live.some((l) => l.s.is === 'unpaid') ? 'in the report, not yet paid' : 'paid'
    return done()
  }
  const sum = (ls) => ls.reduce((t, l) => add(t, dec(inCur(l).amount)), zero)
  const negative = (l) => cmp(dec(inCur(l).amount), zero) < 0
  const coOp = live.filter((l) => isCoOp(l.e.earningType))
  const cash = live.filter((l) => !isCoOp(l.e.earningType))
  const of = (is) => cash.filter((l) => l.s.is === is)
  const due = of('unpaid').filter(negative) // a clawback still to be processed
  const unpaid = of('unpaid').filter((l) => !negative(l))
  const paid = of('paid')
  const lost = of('lost')
  const open = [...of('open'), ...of('recouped')]
  for (const l of [...unpaid, ...lost, ...open]) r.findings.push(finding('status', l.s.is === 'lost' ? 'fail' : 'unknown', l.s.canAct))
  if (due.length) r.findings.push(finding('clawback', 'unknown'))
  if (coOp.length) r.coOp = money(sum(coOp), cur)
  if (unpaid.length) r.unpaid = money(sum(unpaid), cur)
  if (open.length) r.open = money(sum(open), cur)

  let diff
  if (paid.length || lost.length) {
    const p = sum(paid)
    r.paid = money(p, cur)
    if (c.approved) {
      diff = sub(p, dec(c.approved.amount))
      r.difference = money(diff, cur)
      const steps = []
      let rest = diff
      const step = (cause, a) => { steps.push({cause, amount: money(a, cur)}); rest = sub(rest, a) }
      const back = sum(paid.filter(negative))
      const left = () => cmp(rest, zero)
      if (left() < 0 && cmp(back, zero) < 0) step('taken back', cmp(back, rest) < 0 ? rest : back)
      if (lost.length && left() < 0) step('lost', neg(sum(lost)))
      if (coOp.length && left() < 0) step('co-op share', neg(sum(coOp)))
      if (unpaid.length && left() < 0) step('not yet paid', neg(sum(unpaid)))
      if (c.firstStage && left() < 0 && cmp(p, dec(c.firstStage.amount)) === 0) step('second stage', rest)
      if (left() > 0) {
        const seen = new Set()
        for (const l of paid.filter((k) => !negative(k))) {
          const a = dec(inCur(l).amount)
          const k = show(a)
          // only a pair of the amount that is left explains it (README of the corpus)
          if (seen.has(k) && cmp(a, rest) === 0) { step('paid twice', a); r.findings.push(finding('twice', 'unknown')) }
          seen.add(k)
        }
      }
      if (c.firstStage && cmp(diff, zero) > 0) r.findings.push(finding('stages', 'unknown'))
      if (steps.length) r.steps = steps
      r.unexplained = money(rest, cur)
      // what is missing may stand in a file that was not read (clarifications.md, Settlement)
      const more = uncovered(c, x)
      if (left() < 0 && more.length) { r.findings.push(finding('coverage', 'unknown')); r.missing = more }
    }
  }
  if (!c.approved) r.missing = [{fact: 'approved amount'}]

  // Payment orders: an order of several earnings says nothing of one (earnings-exports.md).
  let withheld = false
  for (const id of new Set(paid.map((l) => l.e.paymentId).filter(Boolean))) {
    const order = x.payments?.find((p) => p.paymentId === id)
    if (!order) continue
    const own = (x.earnings ?? []).filter((e) => e.paymentId === id)
    // an order that paid more than this earning paid others too
    const a = own.length === 1 && [own[0].earningAmount, own[0].earningAmountInLastPaymentCurrency].find((m) => m?.currency === order.earned?.currency)
    const sole = own.length === 1 && (!order.earned || !a || cmp(round(dec(a.amount), 'half away from zero'), dec(order.earned.amount)) === 0)
    if (!sole) { r.findings.push(finding('order', 'unknown')); continue }
    r.arrived = order.totalPayment
    if (order.withheldTax && cmp(dec(order.withheldTax.amount), zero) > 0) withheld = true // READINGS 48
  }

  const back = paid.some(negative) && diff && cmp(diff, zero) < 0
  if (of('recouped').length || back) r.state = 'taken back'
  else if (unpaid.length) {
    r.state = 'in the report, not yet paid'
    const month = unpaid.map((l) => l.e.estimatedPaymentMonth).filter(Boolean).sort()[0]
    if (month) r.due = lastDay(month) // "estimatedPaymentMonth … is better than that"
    const seenOn = unpaid.map((l) => l.e.downloaded).filter(Boolean).sort().at(-1)
    const until = seenOn && seenOn < x.asOf ? seenOn : x.asOf
    // "it stays Upcoming until the sum reaches it"
    const waiting = unpaid.filter((l) => ['upcoming', 'unprocessed'].includes(l.e.paymentStatus.trim().toLowerCase()))
    const usd = waiting.reduce((s, l) => add(s, dec((l.e.earningAmountUSD ?? inCur(l)).amount)), zero)
    if (waiting.length && cmp(usd, THRESHOLD) < 0) r.findings.push(finding('threshold', 'fail'))
    // whether a payment comes after a rejection during the review is not
    // documented, so such an earning is never late (README of the corpus)
    else if (month && until > lastDay(month) && unpaid.some((l) => l.e.paymentStatus.trim().toLowerCase() !== 'rejected during review')) {
      r.findings.push(finding('month', 'fail'))
      r.state = 'late'
      r.daysLate = daysBetween(lastDay(month), until)
    }
  } else if (of('open').length) r.state = 'in the report, not yet paid'
  else if (diff && cmp(diff, zero) > 0) r.state = 'paid over'
  else if (withheld || (diff && cmp(diff, zero) < 0)) r.state = 'paid short'
  else r.state = 'paid'
  return done()
}

function nothing(c, candidate, twice, stray, x, r, done) {
  const lines = (x.ineligible ?? []).filter((l) => fits(c, l, l.transactionDate))
  const sole = lines.filter((l) => x.claims.filter((k) => fits(k, l, l.transactionDate)).length === 1)
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
    if (twice || candidate || lines.length) r.findings.push(finding('candidate', 'unknown'))
    return done()
  }
  if (twice || candidate || stray) {
    r.state = 'unknown'
    if (twice) r.findings.push(finding('number', 'fail'))
    r.findings.push(finding('coverage', 'unknown'))
    if (twice || candidate) r.findings.push(finding('candidate', 'unknown'))
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
    if (lines.length) r.findings.push(finding('candidate', 'unknown'))
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
  if (lines.length) r.findings.push(finding('candidate', 'unknown'))
  return done()
}
