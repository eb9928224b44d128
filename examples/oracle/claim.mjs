// The life of an MCI claim: steps, lives and deadlines.
import {isDeepStrictEqual} from 'node:util'
import {add, cmp, dec, zero} from './decimals.mjs'
import {dayOf, daysBetween, instant, isDay, showWindow, startOf, text, window} from './dates.mjs'
import {find, held, isVariable, pick} from './catalogs.mjs'
import {fold} from './lines.mjs'
import {CLOCKS, NEXT, TABLE, TERMINAL, path, rowOf, rowsOf, same} from './machine.mjs'
import {GUARDS, dealSizeRule} from './guards.mjs'
import {PARTS, isSurvey, missing, partOf, put} from './evidence.mjs'
import {check, decide, needsHours} from './eligibility.mjs'
import {payout} from './pay.mjs'
import {digestOf} from './digest.mjs'
import {meanings} from './statuses.mjs'
import {badClaim, normalRecord} from './records.mjs'

export const malformed = (...fields) => ({result: 'malformed', fields})
const clone = (v) => structuredClone(v)
const stateOf = (r) => ({status: r.status, disputed: Boolean(r.disputed)})
export const later = (a, b) => (instant(a) >= instant(b) ? a : b)

// Tolerance: clarifications.md, Time.
export function tolerance(meta) {
  const t = meta.toleranceNanoseconds ?? 0
  return t === 0 ? 300_000_000_000n : t === -1 ? 0n : BigInt(t)
}

export function badMeta(meta) {
  const fields = []
  try { instant(meta.at) } catch { return ['at'] }
  // reading of the library: corpus (a year outside of these is a typing error)
  if (meta.at < '2000' || meta.at >= '9001') fields.push('at')
  const t = meta.toleranceNanoseconds ?? 0
  if (t < -1 || t > 86_400_000_000_000) fields.push('tolerance')
  if (meta.received !== undefined && (meta.received < '2000' || meta.received >= '9001')) fields.push('received')
  if (meta.received !== undefined && !meta.future && instant(meta.at) > instant(meta.received) + tolerance(meta)) fields.push('at')
  if (!['partner', 'customer', 'microsoft', 'system', 'partner center'].includes(meta.actor)) fields.push('actor')
  return fields
}

// mergePatch makes an RFC 7396 patch.
export function mergePatch(before, after) {
  const p = {}
  for (const k of Object.keys(before)) if (after[k] === undefined) p[k] = null
  for (const [k, v] of Object.entries(after)) {
    if (v === undefined) continue
    const b = before[k]
    const obj = (x) => x !== null && typeof x === 'object' && !Array.isArray(x)
    if (obj(v) && obj(b)) {
      const q = mergePatch(b, v)
      if (Object.keys(q).length) p[k] = q
    } else if (!isDeepStrictEqual(b, v)) p[k] = v
  }
  return p
}

function lengths(found) {
  const c = found.catalog.clocks.find((x) => x.id === found.engagement.clocks)
  return {...c, ...found.engagement.windows} // pay.md shape 10
}

function clocksOf(record, found) {
  const days = lengths(found)
  const state = stateOf(record)
  const calendar = found.edition.settings.calendar
  return CLOCKS.filter((c) => c.runs.some((x) => same(x, state)) && c.from(record)).map((c) => ({
    ...c,
    n: days[c.days],
    window: window(instant(c.from(record)), days[c.days], calendar),
    ending: c.expires.some((x) => same(x, state)),
    assumed: record.observed?.assumed?.includes({creation: 'created', consent: 'consent.answered', rejection: 'rejectedAt', dispute: 'disputeSubmitted'}[c.trigger]),
  }))
}

const endingClock = (record, found) => clocksOf(record, found).find((c) => c.ending)

function permitted(record, found, at) {
  const c = endingClock(record, found)
  if (c && at >= c.window.end) return ['expire']
  return rowsOf(stateOf(record)).map((r) => r.event).filter((e) => e !== 'expire')
}

// README of the corpus, Kind deadlines
const isPaid = (record) => Boolean(record.amounts?.payments?.length)
const divergenceOf = (record) => (record.observed?.divergence && !record.observed.divergence.kept ? record.observed.divergence : undefined)

function nextActor(record, due) {
  if (divergenceOf(record)) return 'partner'
  if (due) return 'system'
  return isPaid(record) ? undefined : NEXT[record.status]
}

function index(record, found) {
  const clocks = clocksOf(record, found)
  const ending = clocks.find((c) => c.ending)
  const out = {}
  if (ending) out.expires = text(ending.window.end)
  if (clocks.length) out.attention = text(clocks.map((c) => c.window.end).reduce((a, b) => (a < b ? a : b)))
  // earnings.md K: paid in the standard 45-day cycle
  else if (record.status === 'Approved' && !isPaid(record)) out.attention = text(window(instant(record.approvedAt), 45, found.edition.settings.calendar).end)
  else if (divergenceOf(record)) out.attention = divergenceOf(record).at
  return out
}

// "a claim for variable pay whose `customerId` is no MSX opportunity ID"
// contradicts itself (README of the corpus, Kind deadlines)
const isOther = (record, {engagement}) => isVariable(engagement) && record.customerId.type !== 'MSX opportunity ID'

export function answerDeadlines({catalog, record: stored, at: atText}) {
  const record = stored && normalRecord(stored)
  if (!atText) return malformed('at')
  const bad = record ? badClaim(record) : ['record']
  if (bad.length) return malformed(...bad)
  const found = held(catalog, record.engagement)
  if (!found) return malformed('engagement')
  if (isOther(record, found)) return malformed('customerId')
  const at = instant(atText)
  const clocks = clocksOf(record, found)
  const today = dayOf(at, found.edition.settings.calendar.timeZone)
  const deadlines = clocks.map((c) => {
    const over = at >= c.window.end
    const d = {clock: c.clock, trigger: c.trigger, window: showWindow(c.window), days: c.n, daysLeft: daysBetween(today, c.window.lastDay), expires: c.ending, over, rule: c.rule}
    if (c.assumed) d.assumed = true
    if (c.ending) {
      const r = rowOf(stateOf(record), 'expire')
      d.then = r.to.disputed ? r.to : {status: r.to.status}
      d.thenRule = r.rule
    } else if (over && NEXT[record.status] === 'microsoft') d.overdueAtMicrosoft = true // A.3-4
    return d
  })
  deadlines.sort((a, b) => Number(b.expires) - Number(a.expires))
  const due = at >= instant(record.updated) && deadlines.some((d) => d.expires && d.over) // "and no entry is later" (Claim.Due)
  const out = {result: 'answered', deadlines, ...index(record, found), due, permitted: permitted(record, found, at), overdueAtMicrosoft: deadlines.some((d) => d.overdueAtMicrosoft)}
  const next = nextActor(record, due)
  if (next) out.nextActor = next
  return out
}

// The dates that select terms and rates.
function datesOf(record, zone, extra = {}) {
  const day = (t) => (t === undefined ? undefined : dayOf(instant(t), zone))
  const d = {
    nomination: day(record.created), creation: day(record.created), consent: record.consent?.answer === 'accepted' ? day(record.consent.answered) : undefined,
    submission: day(record.firstSubmitted), approval: day(record.approvedAt), rejection: day(record.rejectedAt), dispute: day(record.disputeSubmitted), ...extra,
  }
  for (const k of Object.keys(d)) if (d[k] === undefined) delete d[k]
  return d
}

function payOf(record, found, dates) {
  const i = {dates}
  const map = {customerCountry: 'customerCountry', locationCountry: 'partnerCountry', segment: 'segment', hours: 'hours', quantities: 'quantities'}
  for (const [from, to] of Object.entries(map)) if (record[from]) i[to] = record[from]
  if (record.opportunity?.contractValue) i.contractValue = record.opportunity.contractValue
  return payout(found, i)
}

// The instants of a life; a step inside the tolerance is stored as none before
// them (clarifications.md, Time).
const instants = (r) => [r.created, r.consent?.asked, r.consent?.answered, r.firstSubmitted, r.rejectedAt, r.approvedAt, r.disputeSubmitted, ...(r.evidence ?? []).map((e) => e.updated)].filter(Boolean).map(instant)

// Evidence, and a number that Partner Center shows, are not dated before the
// evidence that is there (reading of the library: corpus).
const recorded = (r, at) => text((r.evidence ?? []).map((e) => instant(e.updated)).reduce((a, b) => (a > b ? a : b), at))

// ---- commands: the form of their members

const moneyOk = (m) => m && /^\d+(\.\d{1,2})?$/.test(m.amount) && /^[A-Z]{3}$/.test(m.currency)
const contactBad = (c) => {
  const f = []
  if (!c?.name?.trim()) f.push('contact.name')
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(c?.email ?? '')) f.push('contact.email')
  return f
}

// The members of each command, in the order of the digest (README of the corpus,
// Digests).
const MEMBERS = {
  'send consent': ['dealSize', 'customerContact', 'partnerContact', 'language'], 'resend consent': [], accept: [], decline: [], 'begin review': [], expire: [],
  cancel: ['comment'], 'request action': ['comment'], reject: ['comment'], dispute: ['comment'], 'give evidence': ['part', 'surveySent', 'template', 'reference'],
  'update contact': ['side', 'contact'], comment: ['comment'], submit: ['requested', 'comment'], approve: ['amount'],
  'record payment': ['amount', 'reference', 'earning', 'earningType', 'month'], resolve: ['take', 'comment'], 'record facts': ['number', 'approved', 'created', 'comment'],
  'accept terms': ['revision', 'terms', 'comment'],
}

// longComment: the bound of a text is a reading of the library: corpus
export const longComment = (w) => (typeof w?.comment === 'string' && Buffer.byteLength(w.comment) > 4000 ? ['comment'] : [])

function badCommand({event, with: w}) {
  const f = longComment(w)
  if (f.length) return f
  switch (event) {
    case 'send consent':
      if (w.dealSize && !moneyOk({...w.dealSize, amount: w.dealSize.amount?.replace(/^-/, '')})) f.push('dealSize')
      if (w.customerContact) f.push(...contactBad(w.customerContact))
      if (w.partnerContact) f.push(...contactBad(w.partnerContact))
      break
    case 'give evidence':
      if (!PARTS.includes(w.part)) f.push('part')
      if (w.surveySent && !isSurvey(w.part)) f.push('surveySent')
      if (w.template !== undefined && (!isDay(w.template) || w.part !== 'proof of execution')) f.push('template')
      break
    case 'update contact':
      if (w.side !== 'customer' && w.side !== 'partner') f.push('side')
      f.push(...contactBad(w.contact))
      break
    case 'comment': if (!w.comment?.trim()) f.push('comment'); break
    case 'submit': if (w.requested && (!moneyOk(w.requested) || cmp(dec(w.requested.amount), zero) === 0)) f.push('requested'); break
    case 'approve': if (w.amount && (!moneyOk(w.amount) || cmp(dec(w.amount.amount), zero) === 0)) f.push('amount'); break
    case 'record payment':
      if (!w.amount || !/^-?\d+(\.\d{1,2})?$/.test(w.amount.amount) || cmp(dec(w.amount.amount), zero) === 0) f.push('amount') // paid can go down: earnings-exports.md
      break
    case 'record facts': 
      if (['number', 'approved', 'created'].every((k) => !w[k])) f.push('number')
      if (w.created && !isDay(w.created)) f.push('created')
      if (w.approved && (!moneyOk(w.approved) || cmp(dec(w.approved.amount), zero) === 0)) f.push('approved')
      break
    default:
  }
  return f
}

// ---- effects: what a row changes in the record

function effect(r, x) {
  const {record, command, at, observed} = x
  const w = command?.with ?? {}
  const now = text(at)
  const c = () => (record.consent ??= {})
  if (r.to.status !== record.status) record.status = r.to.status
  if (r.to.disputed) record.disputed = true
  switch (r.event) {
    case 'send consent':
      c().asked = now
      if (w.dealSize) record.consent.dealSize = w.dealSize
      if (w.language) record.consent.language = w.language
      for (const k of ['customerContact', 'partnerContact']) if (w[k]) { record[k] = w[k]; forget(record, [k]) }
      return ['consent.asked', 'consent.dealSize']
    case 'resend consent': c().resent = (record.consent.resent ?? 0) + 1; return []
    case 'accept': c().answer = 'accepted'; record.consent.answered = now; return ['consent.answered']
    case 'decline': c().answer = 'declined'; record.consent.answered = now; return ['consent.answered']
    case 'give evidence': {
      const e = {part: w.part, state: w.surveySent ? 'sent' : 'done', updated: recorded(record, at)}
      if (w.template) e.template = w.template
      if (w.reference) e.reference = w.reference
      record.evidence = put(record, e)
      delete record.answerPending // A.2 T13 "POE updated"
      if (!lacksEvidence(record, x.found, x.zone)) forget(record, ['evidence'])
      return []
    }
    case 'update contact': {
      const key = w.side === 'customer' ? 'customerContact' : 'partnerContact'
      const moved = record[key]?.email !== w.contact.email
      record[key] = w.contact
      forget(record, [key])
      // conflicts.md 30, clarifications.md (generation)
      if (record.status === 'Awaiting customer consent response' && w.side === 'customer' && moved) {
        c().generation = (record.consent.generation ?? 0) + 1
        if (record.consent.resent) record.consent.earlier = record.consent.resent // README of the corpus, consent
      }
      // C.3: the previous survey link is void
      const survey = partOf(record, w.side === 'customer' ? 'customer survey' : 'partner survey')
      if (survey?.state === 'sent') record.evidence = put(record, {...survey, state: 'void', updated: now})
      return []
    }
    case 'comment': delete record.answerPending; return []
    case 'submit': {
      const list = []
      delete record.answerPending
      if (r.id === 'T20') { record.disputeSubmitted = now; list.push('disputeSubmitted') }
      if (r.id === 'T9') { record.firstSubmitted = now; list.push('firstSubmitted') }
      if (lacksEvidence(record, x.found, x.zone)) list.push('evidence') // what was handed in is not known
      if (!observed) {
        // needs.md: amounts kept apart; nothing given: the claim asks for its pay (reading of the library: corpus)
        const p = w.requested ?? (record.amounts?.requested ? undefined : payOf(record, x.found, datesOf(record, x.zone)).amount)
        if (p) (record.amounts ??= {}).requested = {money: p, at: now}
      }
      return list
    }
    case 'request action': record.answerPending = true; return []
    case 'approve': {
      record.approvedAt = now
      // "none means as calculated" (claims.Approve), if nothing was requested
      const p = w.amount ?? (observed ? undefined : record.amounts?.requested?.money ?? payOf(record, x.found, datesOf(record, x.zone)).amount)
      if (p) (record.amounts ??= {}).approved = {money: p, at: now}
      return ['approvedAt']
    }
    case 'reject':
      if (r.id === 'T17') { record.rejectedAt = now; return ['rejectedAt'] }
      return []
    case 'dispute': record.answerPending = !w.comment || undefined; if (!record.answerPending) delete record.answerPending; return []
    case 'record payment': return pay(record, w, now)
    default: return []
  }
}

// clarifications.md, Payments: payment ID and earning ID, else payment ID,
// earning type and month; "a payment without such a source is recorded as one
// more" (claims.RecordPayment).
const sourceOf = (p) => (!p.reference ? null : p.earning ? `${p.reference} ${p.earning}` : p.earningType && p.month ? `${p.reference} ${fold(p.earningType)} ${p.month}` : null)
const paidBefore = (record, p) => (sourceOf(p) ? record.amounts?.payments?.findLast((q) => !q.replaced && sourceOf(q) === sourceOf(p)) : undefined)

function pay(record, w, now) {
  const p = {money: w.amount, at: now}
  for (const k of ['reference', 'earning', 'earningType', 'month']) if (w[k]) p[k] = w[k]
  const old = paidBefore(record, p)
  if (old) old.replaced = true
  ;((record.amounts ??= {}).payments ??= []).push(p)
  return []
}

function knownPayment(record, w) {
  const old = paidBefore(record, w)
  return old && old.money.currency === w.amount.currency && cmp(dec(old.money.amount), dec(w.amount.amount)) === 0
}

// A divergence is recorded if the portal shows the same beside the same state.
const stateShown = (r) => ({status: r.status, ...(r.disputed && {disputed: true})})
const diverged = (record, shown) => record.observed?.divergence?.shown === shown && JSON.stringify(record.observed.divergence.local) === JSON.stringify(stateShown(record))

// ---- a step

// Commands that no status and no clock stops: RULES.md, claim.portal.*, claim.terms.*
const FREE = new Set(['record facts', 'resolve', 'accept terms'])

const contentOf = (d) => JSON.stringify(d)

export const withKey = (record, meta, event) => {
  if (!meta.key) return
  record.keys = [...(record.keys ?? []), {key: meta.key, event}].slice(-64)
}

// seen: 'same', 'other' or undefined. `contents` is what this oracle
// remembers of the commands of a life; of a stored key the digest is compared.
export function seen(record, meta, event, content, contents, digest) {
  if (!meta.key) return
  const k = record?.keys?.find((q) => q.key === meta.key)
  if (!k) return
  if (contents?.has(meta.key)) return contents.get(meta.key) === content ? 'same' : 'other'
  return k.event === event && (!digest || !k.content || k.content === digest) ? 'same' : 'other'
}

const entry = (number, at, meta, event, from, to, rule) => {
  const e = {number, at: text(at), event, to, rule}
  if (from) e.from = from
  if (text(at) !== text(instant(meta.at))) e.given = meta.at
  return e
}

function step(catalogName, record, doing = {}, meta = {}, life) {
  const fields = badMeta(meta)
  // README of the corpus, the order of the rules: of an opening the customer is
  // judged before the form of meta
  if (doing.open) return open(catalogName, doing.open, meta, fields)
  if (fields.length) return malformed(...fields)
  if (doing.adopt) return adopt(catalogName, doing.adopt, meta)
  const bad = record ? badClaim(record) : ['record']
  if (bad.length) return malformed(...bad)
  const found = held(catalogName, record.engagement)
  if (!found) return malformed('engagement')
  if (isOther(record, found)) return malformed('customerId')
  const zone = found.edition.settings.calendar.timeZone
  const event = doing.command?.event ?? (doing.takeBack ? 'take back' : 'observe')
  if (doing.command) {
    const bad = badCommand(doing.command)
    if (bad.length) return malformed(...bad)
  }
  if (doing.observe !== undefined && !doing.observe.trim()) return malformed('status')
  if (doing.observe !== undefined && meta.actor !== 'partner center') return malformed('actor') // reading of the library: corpus
  const s = seen(record, meta, event, contentOf(doing), life?.contents, digestOf(doing, MEMBERS))
  if (s === 'same') return {result: 'unchanged'}
  if (s === 'other') return malformed('key')
  const given = instant(meta.at)
  const changed = !life?.replayed && termsChanged(catalogName, record) // "The catalog need no longer have the terms" (claims.TakeBack)
  if (doing.takeBack) return takeBack(record, found, doing.takeBack, meta, life, catalogName)
  let at = instants(record).reduce((x, y) => (x > y ? x : y), given)
  // nothing is handed in before it is there, and no payment is dated before another
  if (event === 'submit') at = instant(recorded(record, at))
  if (event === 'record payment') at = (record.amounts?.payments ?? []).map((p) => instant(p.at)).reduce((x, y) => (x > y ? x : y), at)
  const perm = () => permitted(record, found, given)
  const refuse = (rule, path, more = {}) => ({result: 'refused', rule, gaps: [{rule, path}], permitted: perm(), ...more})
  const finish = (next, entries) => {
    next.version = record.version + entries.length
    next.updated = later(record.updated, meta.at)
    withKey(next, meta, event)
    return {result: 'changed', record: next, patch: mergePatch(record, next), entries}
  }
  const effectless = (rule) => {
    // claim.key (RULES.md): an entry only to keep the key
    if (!meta.key) return {result: 'unchanged'}
    const c = finish(clone(record), [entry(record.version + 1, at, meta, event, record.status, record.status, rule ?? 'claim.key')])
    c.record.updated = record.updated // it dates nothing
    return {...c, patch: mergePatch(record, c.record)}
  }

  // An observation that agrees with the record, or whose divergence is recorded,
  // has no order to be out of (reading of the library: corpus).
  if (doing.observe !== undefined && ((!record.observed?.divergence && meanings('claim', doing.observe).includes(record.status)) || diverged(record, doing.observe))) return effectless()
  if (changed && event !== 'accept terms') return {result: 'terms changed'}
  // design.md, Time, and clarifications.md: a command dated inside a window
  // that arrives after the recorded expiry is refused with its own rule.
  if (doing.command && !FREE.has(event) && event !== 'expire' && overtaken(record, found, given) && permittedBefore(stateOf(record), event)) return refuse('claim.overtaken', 'meta.at')
  if (given < instant(record.updated) - tolerance(meta)) return {result: 'out of order', updated: record.updated}
  if (doing.observe !== undefined) return observe({record, found, zone, doing, meta, at, refuse, finish, effectless})
  const {command} = doing
  const needRole = () => (meta.actor === 'partner' && !meta.role ? refuse('claim.role', 'meta.role') : null)

  if (event === 'record facts') {
    if (meta.actor !== 'partner center' && meta.actor !== 'partner') return refuse('claim.actor', 'meta.actor')
    const no = needRole()
    if (no) return no
    const {number, approved, created} = command.with
    const next = clone(record)
    // a fact that is recorded is not seen before it was
    if (number && record.portalNumber?.number === number) at = [at, instant(record.portalNumber.at)].reduce((x, y) => (x > y ? x : y))
    if (approved && record.status !== 'Approved') return refuse('claim.portal.facts', 'command.approved') // "Only an approved claim can have it."
    let news = false
    if (created) {
      // "replaces an assumed creation … a creation that is known is never
      // replaced" (claims.RecordFacts); it happened no later than it was seen
      const day = startOf(created, zone)
      const assumed = record.observed?.assumed ?? []
      if (assumed.includes('created')) {
        const end = window(day, lengths(found).consent, found.edition.settings.calendar).end
        const late = ['asked', 'answered'].some((k) => record.consent?.[k] && !assumed.includes(`consent.${k}`) && instant(record.consent[k]) >= end)
        if (created < '2000' || day > instant(record.created) || late) return refuse('claim.portal.facts', 'command.created')
        next.created = text(day)
        next.observed.assumed = assumed.filter((f) => f !== 'created')
        news = true
      } else if (dayOf(instant(record.created), zone) !== created) return refuse('claim.portal.facts', 'command.created')
    }
    if (number && record.portalNumber?.number !== number) { next.portalNumber = {number, at: recorded(record, at)}; news = true }
    if (approved && (record.amounts?.approved?.money.currency !== approved.currency || cmp(dec(record.amounts.approved.money.amount), dec(approved.amount)) !== 0)) {
      next.amounts = {...next.amounts, approved: {money: approved, at: text(at)}}
      news = true
    }
    if (!news) return effectless()
    return finish(next, [entry(record.version + 1, at, meta, event, record.status, record.status, 'claim.portal.facts')])
  }
  if (event === 'resolve') return resolve({record, found, zone, command, meta, at, refuse, finish, needRole})
  if (event === 'accept terms') {
    const {revision} = command.with
    if (revision !== undefined && !find(catalogName, {...record.engagement, revision})) return malformed('revision')
    if (meta.actor !== 'partner') return refuse('claim.actor', 'meta.actor')
    const no = needRole()
    if (no) return no
    const {terms} = command.with
    const {revision: old, ...ref} = record.engagement
    const accepted = revision ?? 1 // "The zero Revision is revision 1" (claims.AcceptTerms)
    const moved = changed || accepted !== (old ?? 1)
    if (terms !== undefined && (terms === record.terms) === moved) return refuse('claim.terms.accept', 'command.terms')
    if (!moved) return effectless()
    const engagement = accepted === 1 ? ref : {...ref, revision: accepted} // README of the corpus, Values
    return finish({...clone(record), engagement, terms: '', termsAccepted: text(at)}, [entry(record.version + 1, at, meta, event, record.status, record.status, 'claim.terms.accept')])
  }

  const state = stateOf(record)
  const row = rowOf(state, event)
  if (!row) return refuse(...(TERMINAL.has(record.status) ? ['claim.terminal', 'status'] : ['claim.machine', 'status']))
  if (meta.actor !== row.actor) return refuse('claim.actor', 'meta.actor')
  const no = needRole()
  if (no) return no
  const clock = endingClock(record, found)
  if (clock) {
    const over = at >= clock.window.end
    if (over && event !== 'expire') return {...refuse(clock.rule, 'meta.at'), due: clock.clock}
    if (!over && event === 'expire') return refuse(clock.rule, 'meta.at')
  }
  // consent-referral.md G: in USD, and above zero unless the edition says
  // otherwise; asked with the guards (README of the corpus)
  const size = command.with?.dealSize
  if (size && (size.currency !== 'USD' || cmp(dec(size.amount), zero) < 0 || (cmp(dec(size.amount), zero) === 0 && dealSizeRule(found.edition, dayOf(instant(meta.at), zone)) !== 'may be zero'))) return malformed('dealSize')
  const dates = datesOf(record, zone, event === 'submit' && !record.firstSubmitted ? {submission: dayOf(at, zone)} : {})
  // "the first that fails answers" (README of the corpus)
  const gaps = row.guards.map((g) => GUARDS[g]({record, edition: found.edition, engagement: found.engagement, command, dates, at, zone})).find((list) => list.length)
  if (gaps) return {result: 'refused', rule: gaps[0].rule, gaps, permitted: perm()}
  if (event === 'record payment' && knownPayment(record, command.with)) return effectless()
  const next = clone(record)
  const set = effect(row, {record: next, command, at, found, zone})
  forget(next, set.filter((f) => f !== 'evidence'))
  return finish(next, [entry(record.version + 1, at, meta, event, row.from.status, row.to.status, row.rule)])
}

// The digest of terms is out of scope (README). A record of the corpus is made
// under the catalog that it is asked about, but for `corrected`: it corrects
// `public`, so terms have changed if they say something else (README of the
// corpus, What is covered).
function termsChanged(catalogName, record) {
  if (catalogName !== 'corrected') return false
  const {edition, engagement} = held(catalogName, record.engagement)
  const made = held('public', record.engagement)
  return Boolean(made) && !isDeepStrictEqual([edition.settings, engagement], [made.edition.settings, made.engagement]) && !record.termsAccepted
}

// Only a command that a state before the expiry permits is overtaken by it
// (README of the corpus, the order of the rules).
function permittedBefore(state, event) {
  return event !== 'expire' && TABLE.some((r) => r.event === 'expire' && same(r.to, state) && rowOf(r.from, event))
}

function overtaken(record, found, given) {
  const c = CLOCKS.find((k) => k.ends.includes(record.status) && (k.disputed === undefined || k.disputed === Boolean(record.disputed)))
  const from = c?.from(record)
  return Boolean(from) && given >= instant(from) && given < window(instant(from), lengths(found)[c.days], found.edition.settings.calendar).end
}

// ---- opening: A.2 T1, T2

function open(catalogName, {id, question: q, details}, meta, late) {
  const {fields, found} = check(q, catalogName)
  if (fields.length) return malformed(...fields)
  // before there is a claim, the table permits its two openings (RULES.md, T1 and T2)
  const gap = (rule, path) => ({result: 'refused', rule, gaps: [{rule, path}], permitted: ['add customer', 'claim customer']})
  const d = decide(q, found)
  if (d.outcome !== 'pass') return {result: 'refused', outcome: d.outcome, reasons: d.findings.filter((f) => f.outcome !== 'pass' && !d.waived.includes(f.rule)).map(({rule, outcome, path}) => ({rule, outcome, path}))}
  // the nomination is the opening (reading of the library: corpus)
  fields.push(...late)
  if (!fields.length && instant(q.at) !== instant(meta.at)) fields.push('at')
  if (!id) fields.push('id')
  if (!details?.claimName?.trim()) fields.push('claimName')
  fields.push(...contactBad(details?.customerContact), ...contactBad(details?.partnerContact))
  if (fields.length) return malformed(...fields)
  if (meta.actor !== 'partner') return gap('claim.actor', 'meta.actor')
  if (!meta.role) return gap('claim.role', 'meta.role')
  const zone = found.edition.settings.calendar.timeZone
  const at = instant(meta.at)
  const c = q.customer
  const record = {
    format: 1, id, version: 1, status: 'Customer claimed', way: q.way, name: details.claimName, engagement: q.engagement, terms: '',
    customerId: c.id, checkedId: c.id.type === 'domain name' ? c.resolution.tenant : c.id, // E.2-3
    customerContact: details.customerContact, partnerContact: details.partnerContact, location: q.location.id, created: meta.at, updated: meta.at,
  }
  if (c.country) record.customerCountry = c.country
  if (q.location.country) record.locationCountry = q.location.country
  if (c.mismatchReason) record.mismatchReason = c.mismatchReason
  if (c.segment) record.segment = c.segment
  const asked = measuresOf(found)
  const quantities = Object.entries(c.quantities ?? {}).filter(([k]) => asked.has(k))
  if (quantities.length) record.quantities = Object.fromEntries(quantities)
  if (q.hours !== undefined) record.hours = q.hours
  if (q.opportunity && Object.keys(q.opportunity).length) record.opportunity = {...q.opportunity, status: q.opportunity.status ?? '', stage: q.opportunity.stage ?? ''}
  // an estimate: as if each date that lies ahead were today
  const today = dayOf(at, zone)
  const est = payOf(record, found, {nomination: today, creation: today, consent: today, submission: today})
  if (est.amount) record.amounts = {estimated: {money: est.amount, at: meta.at}}
  withKey(record, meta, q.way === 'add' ? 'add customer' : 'claim customer')
  const rule = q.way === 'add' ? 'claim.add' : 'claim.claim'
  const out = {result: 'changed', record, patch: mergePatch({}, record), entries: [entry(1, at, meta, q.way === 'add' ? 'add customer' : 'claim customer', undefined, record.status, rule)]}
  const limit = limitOf(found, today)
  if (limit) out.limit = {customer: record.checkedId, engagement: q.engagement.engagement, ...limit}
  return out
}

// measuresOf gives the measures that an engagement asks for: catalog.schema.json,
// measureReference, and `of`, which names a measure or the contract value.
function measuresOf({catalog, engagement}) {
  const named = new Set()
  JSON.stringify(engagement, (k, v) => {
    if (['measure', 'minus', 'highWaterMark', 'of', 'tierBy'].includes(k)) named.add(v)
    return v
  })
  return new Set((catalog.measures ?? []).map((m) => m.id).filter((id) => named.has(id)))
}

function limitOf(found, day) {
  const rows = found.engagement.claimLimit
  const row = rows && pick(rows, day).row
  if (!row || (!row.claims && !row.open)) return null
  return {most: row.claims ?? 0, open: row.open ?? 0}
}

// ---- following the portal: design.md, READINGS 28, 29

const ASSUMED = ['consent.asked', 'consent.dealSize', 'consent.answered', 'firstSubmitted', 'evidence', 'rejectedAt', 'approvedAt', 'disputeSubmitted', 'updated', 'version', 'keys']
// assume adds to what is assumed of a claim: first what only an adoption
// lacks, then the rest in the order of a life.
function assume(record, list) {
  const all = new Set([...(record.observed?.assumed ?? []), ...list])
  const head = [...all].filter((p) => !ASSUMED.includes(p))
  record.observed = {...record.observed, assumed: [...head, ...ASSUMED.filter((p) => all.has(p))]}
}

// forget ends the assumption of what a command recorded (README of the corpus:
// "and no command recorded").
function forget(record, list) {
  if (record.observed?.assumed) record.observed = {...record.observed, assumed: record.observed.assumed.filter((f) => !list.includes(f))}
}

// lacksEvidence says whether a part that the first submission required, or its
// template, is not recorded.
function lacksEvidence(record, found, zone) {
  // a proof on a template that was not accepted was handed in all the same
  const gone = ({part, path}) => !path.endsWith('.template') || !partOf(record, part).template
  return Boolean(record.firstSubmitted) && missing(record, found.engagement, datesOf(record, zone), instant(record.firstSubmitted), zone).some(gone)
}

function observe({record, found, zone, doing, meta, at, refuse, finish, effectless}) {
  const means = meanings('claim', doing.observe)
  const n = record.version + 1
  if (means.includes(record.status)) {
    if (!record.observed?.divergence) return effectless()
    const next = clone(record)
    delete next.observed.divergence
    if (!Object.keys(next.observed).length) delete next.observed
    return finish(next, [entry(n, at, meta, 'observe', record.status, record.status, 'claim.portal.agrees')])
  }
  const way = means.length && !TERMINAL.has(record.status) ? path(stateOf(record), means) : null
  const next = clone(record)
  if (!way) {
    next.observed = {...next.observed, divergence: {shown: doing.observe, local: stateShown(record), at: text(at)}}
    assume(next, ['updated']) // form of the corpus
    return finish(next, [entry(n, at, meta, 'observe', record.status, record.status, 'claim.portal.diverges')])
  }
  const filled = []
  const states = []
  if (next.observed?.divergence) delete next.observed.divergence
  const entries = way.map((r, i) => {
    filled.push(...effect(r, {record: next, at, observed: true, found, zone}))
    states.push(clone(next))
    assume(states[i], [...filled, 'updated'])
    states[i].updated = later(record.updated, meta.at)
    return entry(n + i, at, meta, r.event, r.from.status, r.to.status, r.rule)
  })
  assume(next, [...filled, 'updated'])
  return {...finish(next, entries), states}
}

function resolve({record, found, zone, meta, at, command, refuse, finish, needRole}) {
  if (meta.actor !== 'partner') return refuse('claim.actor', 'meta.actor')
  const no = needRole()
  if (no) return no
  const d = record.observed?.divergence
  if (!d || d.kept) return refuse('claim.portal.resolve', 'observed.divergence')
  const next = clone(record)
  const {take} = command.with
  if (take === undefined) {
    next.observed.divergence.kept = true
    return finish(next, [entry(record.version + 1, at, meta, 'resolve', record.status, record.status, 'claim.portal.resolve')])
  }
  const means = meanings('claim', d.shown)
  if (means.length && !means.includes(take)) return refuse('claim.portal.resolve', 'command.take')
  // a submitted dispute is never undone (design.md, invariant 5)
  if (record.disputeSubmitted && !before(take).includes('dispute') && !['Submitted', 'Under review', 'Partner action required', 'Post submission expired', 'Approved', 'Disputed expired'].includes(take)) return refuse('claim.portal.take', 'disputeSubmitted')
  const gap = contradiction(record, take)
  if (gap) return refuse('claim.portal.take', gap)
  const filled = force(next, take, text(at), found, zone)
  delete next.observed.divergence
  assume(next, [...filled, 'updated', 'version', 'keys'])
  return finish(next, [entry(record.version + 1, at, meta, 'resolve', record.status, take, 'claim.portal.resolve')])
}

// What a status says of the life so far: A.1, column Entered by.
const LIFE = {
  'Customer claimed': [], 'Canceled': [], 'Customer consent expired': [],
  'Awaiting customer consent response': ['asked'], 'Customer consent declined': ['asked', 'declined'],
  'Customer consent received': ['asked', 'accepted'], 'Not submitted expired': ['asked', 'accepted'],
  'Submitted': ['asked', 'accepted', 'submitted'], 'Under review': ['asked', 'accepted', 'submitted'],
  'Partner action required': ['asked', 'accepted', 'submitted'], 'Post submission expired': ['asked', 'accepted', 'submitted'],
  'Approved': ['asked', 'accepted', 'submitted', 'approved'], 'Rejected': ['asked', 'accepted', 'submitted', 'rejected'],
  'Disputed': ['asked', 'accepted', 'submitted', 'rejected', 'dispute'], 'Disputed expired': ['asked', 'accepted', 'submitted', 'rejected'],
  'Rejected final': ['asked', 'accepted', 'submitted', 'rejected', 'dispute', 'disputeSubmitted'],
}
const before = (status) => LIFE[status] ?? []

// "The customer's consent, evidence, payments and a dispute that was submitted
// are never undone" (claims.Resolve). The request is part of the consent; a no
// is none.
function contradiction(record, take) {
  const has = before(take)
  if (record.consent?.asked && take === 'Customer claimed') return 'consent.asked'
  if (record.amounts?.payments?.length && take !== 'Approved') return 'amounts.payments'
  if (record.consent?.answer !== 'accepted' || has.includes('accepted') || take === 'Canceled') return null
  return has.includes('declined') ? 'consent.answer' : 'consent.answered'
}

// force gives a claim the status that Partner Center shows. It answers what
// is assumed from then on.
function force(r, take, now, found, zone) {
  const has = before(take)
  const filled = []
  const set = (k, implied) => {
    if (implied && !r[k]) { r[k] = now; filled.push(k) }
    else if (!implied) delete r[k]
  }
  if (has.includes('asked') && !r.consent?.asked) { r.consent = {...r.consent, asked: now}; filled.push('consent.asked', 'consent.dealSize') }
  if (r.consent?.answer === 'declined' && !has.includes('declined')) { delete r.consent.answer; delete r.consent.answered }
  if ((has.includes('accepted') || has.includes('declined')) && !r.consent?.answered) {
    r.consent = {...r.consent, answer: has.includes('accepted') ? 'accepted' : 'declined', answered: now}
    filled.push('consent.answered')
  }
  // a dispute is undone by what comes before it (claims.Resolve)
  if (take === 'Rejected' || !has.includes('submitted')) delete r.disputed
  else if (has.includes('dispute')) r.disputed = true
  set('firstSubmitted', has.includes('submitted'))
  set('rejectedAt', has.includes('rejected') || Boolean(r.disputed))
  set('approvedAt', has.includes('approved'))
  // a disputed claim is handed in as a dispute
  set('disputeSubmitted', Boolean(r.disputed) && !['Disputed', 'Disputed expired'].includes(take))
  if (has.includes('submitted') && lacksEvidence(r, found, zone)) filled.push('evidence') // "if a submission or a resolution implies one" (README of the corpus)
  if (!has.includes('submitted') && r.amounts) delete r.amounts.requested
  if (!has.includes('approved') && r.amounts) delete r.amounts.approved
  const pending = take === 'Partner action required' || take === 'Post submission expired' || (r.disputed && ['Disputed', 'Disputed expired'].includes(take))
  if (!pending) delete r.answerPending
  r.status = take
  if (r.observed?.assumed) {
    const gone = {'firstSubmitted': r.firstSubmitted, 'approvedAt': r.approvedAt, 'rejectedAt': r.rejectedAt, 'disputeSubmitted': r.disputeSubmitted, 'consent.answered': r.consent?.answered}
    r.observed.assumed = r.observed.assumed.filter((f) => !(f in gone) || gone[f])
  }
  return filled
}

function adopt(catalogName, a, meta) {
  const found = find(catalogName, a.engagement)
  if (!found) return malformed('engagement')
  const means = meanings('claim', a.shown)
  if (!means.length) return malformed('shown')
  if (meta.actor !== 'partner center') return malformed('actor') // reading of the library: corpus
  if (a.created && instant(a.created) > instant(meta.at)) return malformed('created')
  if (a.customerId.type === 'domain name' && !a.checkedId) return malformed('checkedId') // README of the corpus, Following Partner Center
  const none = {name: '', email: ''}
  const record = {
    format: 1, id: a.id, version: 1, status: '', way: '', name: a.name, engagement: a.engagement, terms: '', customerId: a.customerId,
    checkedId: a.checkedId ?? a.customerId, customerContact: a.customerContact ?? none, partnerContact: a.partnerContact ?? none,
    location: a.location ?? '', created: a.created ?? meta.at, updated: meta.at, observed: {adopted: true},
  }
  for (const k of ['customerCountry', 'locationCountry', 'hours']) if (a[k]) record[k] = a[k]
  const head = []
  if (!a.created) head.push('created')
  head.push('way')
  if (!a.hours && needsHours(found.engagement)) head.push('hours')
  if (!a.customerContact) head.push('customerContact')
  if (!a.partnerContact) head.push('partnerContact')
  const filled = force(record, means[0], meta.at, found, found.edition.settings.calendar.timeZone)
  record.observed = {adopted: true, assumed: head}
  assume(record, [...filled, 'updated', 'version', 'keys'])
  withKey(record, meta, 'adopt')
  const out = {result: 'changed', record, patch: mergePatch({}, record), entries: [entry(1, instant(meta.at), meta, 'adopt', undefined, record.status, 'claim.portal.adopt')]}
  return out
}

// ---- taking back: clarifications.md, "Taking back", and claims.TakeBack

function takeBack(record, found, {number, history}, meta, life, catalogName) {
  const refuse = (rule, path) => ({result: 'refused', rule, gaps: [{rule, path}], permitted: permitted(record, found, instant(meta.at))})
  if (meta.actor !== 'partner' && meta.actor !== 'partner center') return refuse('claim.actor', 'meta.actor') // an import that is undone
  if (meta.actor === 'partner' && !meta.role) return refuse('claim.role', 'meta.role')
  const no = () => refuse('claim.taking-back', 'number')
  const entries = life ? life.log : history.map((e) => described(e, e.shown !== undefined, e.command ?? {}, e.actor))
  if (number < 1 || number > entries.length) return malformed('number')
  const e = entries[number - 1]
  if (number === 1 || e.taken || e.event === 'take back' || e.dealSize || e.answer) return no()
  for (const f of entries.slice(number)) if (!f.taken && (f.dealSize || f.answer || (!f.observed && f.event !== 'take back'))) return no()
  const log = life ? life.log : replay(catalogName, history, record)
  if (!log) return malformed('history') // it "must lead to the claim"
  const old = log[number - 2].after
  if (instant(meta.at) < instant(old.updated) - tolerance(meta)) return {result: 'out of order', updated: old.updated}
  const next = {...clone(old), version: record.version + 1, takenBack: true}
  if (record.keys) next.keys = record.keys
  withKey(next, meta, 'take back')
  for (const f of log.slice(number - 1)) f.taken = true
  const out = {result: 'changed', record: next, patch: mergePatch(record, next), entries: [entry(record.version + 1, instant(meta.at), meta, 'take back', record.status, next.status, 'claim.taking-back')]}
  // it carries a limit if the claim was terminal and becomes open; an approved claim counts anyway
  const limit = TERMINAL.has(record.status) && record.status !== 'Approved' && !TERMINAL.has(next.status) && limitOf(found, dayOf(instant(next.created), found.edition.settings.calendar.timeZone))
  if (limit) out.limit = {customer: next.checkedId, engagement: next.engagement.engagement, ...limit}
  return out
}

// described tells of an entry what decides whether it can be taken back.
const described = (e, observed, given, actor) => ({
  event: e.event,
  observed: observed || (e.event === 'record facts' && actor === 'partner center'), // what Partner Center shows
  dealSize: e.event === 'send consent' && Boolean(given.dealSize),
  answer: (e.event === 'accept' || e.event === 'decline') && !observed,
})

// logged gives the entries of a change, each with the record after it.
const logged = (r, doing, meta) => r.entries.map((e, i) => ({
  ...described(e, doing.observe !== undefined, doing.command?.with ?? {}, meta.actor),
  after: clone(i < r.entries.length - 1 ? r.states[i] : r.record),
}))

// replay goes through the commands of a history. It gives null if the history
// is not that of the record, and answers none that has an observation or a
// taking-back, since no case of the corpus shows their form.
function replay(catalogName, history, record) {
  const [first, ...rest] = history ?? []
  if (!first?.opening) return null
  const {estimated, ...opening} = first.opening
  let now = {format: 1, id: first.claim, version: 1, status: first.to, ...opening, checkedId: opening.checkedId ?? opening.customerId, created: first.at, updated: first.at}
  if (estimated) now.amounts = {estimated: {money: estimated, at: first.at}}
  withKey(now, first, first.event)
  const log = [{event: first.event, after: clone(now)}]
  for (const e of rest) {
    if (!e.command) return null
    const doing = {command: {event: e.event, with: e.command}}
    const r = step(catalogName, now, doing, {...e, at: e.given ?? e.at}, {replayed: true})
    if (r.result !== 'changed') return null
    now = r.record
    log.push(...logged(r, doing, e))
  }
  const bare = ({index, keys, terms, ...r}) => r // an index is derived; the digests are out of scope
  return isDeepStrictEqual(bare(now), bare(record)) ? log : null
}

export function answerStep({catalog, record, do: doing, meta}) {
  const r = step(catalog, record && normalRecord(record), doing, meta)
  const {record: after, states, ...out} = r
  return after ? {...out, patch: mergePatch(record ?? {}, after)} : out
}

export function answerLife({catalog, steps}, bad = {}) {
  let record
  const life = {contents: new Map(), log: []}
  const answers = steps.map(({do: doing, meta}, i) => {
    const r = bad[i] ? malformed(...bad[i]) : step(catalog, record, doing, meta, life)
    const a = {result: r.result}
    if (r.result === 'changed') {
      record = r.record
      a.rule = r.entries.at(-1).rule
      if (meta.key) life.contents.set(meta.key, contentOf(doing))
      life.log.push(...logged(r, doing, meta))
    } else if (r.rule) a.rule = r.rule
    else if (r.reasons) a.rule = r.reasons[0].rule
    else if (r.fields) a.fields = r.fields
    if (record) {
      a.status = record.status
      a.version = record.version
      if (record.disputed) a.disputed = true
      const found = held(catalog, record.engagement)
      const {expires} = index(record, found)
      if (expires) a.expires = expires
    }
    return a
  })
  const out = {result: 'answered', steps: answers}
  if (record) out.record = record
  return out
}
