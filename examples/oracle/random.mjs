#!/usr/bin/env node
// Fresh questions from those of a corpus: each takes parts of two questions
// of its kind, or the record of another case, or moves an instant, a date, a
// number or a fact.
//   node random.mjs SEED COUNT FILE… >questions
// Answer them twice, and compare:
//   go run -C .. ./corpus -answer <questions >answered
//   CORPUS=../corpus node compare.mjs answered
import {readFileSync} from 'node:fs'
import {addDays, instant, isDay, text} from './dates.mjs'
import {setFolder} from './catalogs.mjs'
import {dirname, join} from 'node:path'
import {itemOf, standing} from './lines.mjs'

const [seed, count, ...files] = process.argv.slice(2)
// mulberry32, so that a seed gives the same questions everywhere
let state = Number(seed) >>> 0
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0
  let t = state
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n) => Math.floor(random() * n)
const one = (list) => list[below(list.length)]

const MS = 1_000_000n
const SHIFTS = [-1n, 0n, 1n, -300_000n * MS, -300_000n * MS - 1n, 86_400_000n * MS, -86_400_000n * MS, 30n * 86_400_000n * MS, 90n * 86_400_000n * MS]
const FACTS = ['yes', 'no', 'unknown']
const COUNTRIES = ['CH', 'US', 'DE', 'SG', 'PL', 'BR', 'TH', 'BS', 'PR', '']

function change(v, key) {
  if (typeof v === 'string') {
    if (/T.*Z$/.test(v)) return text(instant(v) + one(SHIFTS))
    if (isDay(v)) return addDays(v, one([-1, 1, 0, 7, -7, 30, 89, 90, 91, 180, -180, 365]))
    if (FACTS.includes(v)) return one(FACTS)
    if (/ountry$/.test(key)) return one(COUNTRIES)
    if (/^-?\d+(\.\d+)?$/.test(v)) return one(['0.01', '1', '99.99', '100', '100.01', '250', '299.99', '300', '999.99', '1000', '1000.01', '1200', '4999.99', '5000', '20000', '50000.005', '123456.78', v])
    if (key === 'segment') return one(['commercial', 'education', 'public sector', v])
  }
  if (typeof v === 'number' && /laims$/.test(key)) return one([0, 1, 2, 3])
  return v
}

// leaves that can change; a record stays as it is, since its digest and its
// parts belong together
function leaves(o, path = [], out = []) {
  for (const [k, v] of Object.entries(o)) {
    if (['record', 'catalog', 'engagement', 'id', 'history', 'details', 'number', 'enrollment', 'payeeProfile', 'location'].includes(k)) continue
    if (v !== null && typeof v === 'object') leaves(v, [...path, k], out)
    else out.push([...path, k])
  }
  return out
}

// What a line of a report, a claim and a span can hold beside what the corpus
// has; undefined leaves the member out.
const AMOUNTS = ['5000.00', '3000.00', '2000.00', '1000.004', '199.99', '200.00', '100.00', '0.01', '-100.00', '-5000.00']
const MONTHS = ['2022-11', '2022-12', '2023-01', '2023-02', '2023-03', '2023-04']
const DAYS = ['2022-10-31', '2022-11-10', '2023-01-31', '2023-03-06', '2023-03-07', '2023-03-10', '2023-03-31', '2023-04-01', '2023-05-02']
const VARIED = {
  earnings: {
    earningId: ['E-1', 'E-2', 'E-3', undefined], claimId: ['N-1', 'N-1', 'N-1', 'N-2', 'N-9', undefined],
    earningType: ['Rebate', 'REBATE ', 'Fee', 'Co-op', 'COOP', 'co_op', 'Adjustment-Rebate', 'adjustment rebate', 'Bonus', undefined],
    paymentStatus: ['Sent', 'SENT', 'Upcoming', 'Unprocessed', 'In progress', 'Rejected during review', 'Pending tax invoice', 'Incorrect payment', 'Reversed', 'Forfeited', 'Escheated', 'On the moon', ''],
    estimatedPaymentMonth: [...MONTHS, undefined], calculationDate: ['2023-02-01', '2023-02-02', undefined], downloaded: [...DAYS, undefined], earningDate: [...DAYS, undefined], transactionId: ['T-1', 'T-2', undefined], reasonCode: ['none', undefined],
    paymentId: ['P-1', 'P-2', undefined], programName: ['MCI', ' mci', 'CSP'], participantId: ['4863040', 'pn-1', 'PN-1'], customerId: ['2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60', undefined],
    engagementId: ['fy23-microsoft-viva', undefined], engagementName: ['Microsoft Viva', 'MICROSOFT  viva', 'Teams', undefined],
  },
  claims: {
    number: ['N-1', 'N-2', undefined], approved: [...AMOUNTS.slice(0, 3).map((amount) => ({amount, currency: 'USD'})), undefined], firstStage: [{amount: '3000.00', currency: 'USD'}, undefined, undefined],
    approvedOn: [...DAYS, undefined], expectedBy: [...DAYS, undefined], created: [...DAYS, undefined], closed: [true, undefined, undefined], customerCountry: ['CH', 'US', undefined],
  },
  coverage: {report: ['earnings report', 'ineligible report'], from: MONTHS, until: MONTHS, downloaded: DAYS, participantId: ['4863040', undefined, undefined], programName: ['MCI', undefined, undefined]},
  payments: {paymentId: ['P-1', 'P-2', 'P-3'], paymentDate: DAYS, downloaded: [...DAYS, undefined], paymentStatus: ['Sent', ' SENT', 'Reversed', 'Rejected', 'In progress', 'Incorrect payment', 'Forfeited', 'On the moon', undefined], earned: [...['5000.00', '4600.12', '3000.00'].flatMap((amount) => [{amount, currency: 'CHF'}]), undefined], withheldTax: [{amount: '0.00', currency: 'CHF'}, undefined], salesTax: [{amount: '10.00', currency: 'CHF'}, undefined]},
  ineligible: {unearnedId: ['U-1', 'U-2', 'U-3'], downloaded: DAYS, transactionDate: DAYS, engagementName: ['Microsoft Viva', 'Teams']},
}

const CROSSED = {
  eligibility: [['question'], ['question', 'customer'], ['question', 'location'], ['question', 'opportunity']],
  tab: [['question'], ['question', 'customer'], ['question', 'location']],
  payout: [['inputs'], ['inputs', 'dates'], ['inputs', 'quantities']],
  opportunities: [['question'], ['question', 'location'], ['opportunities', 0], ['opportunities', 0, 'opportunity']],
}

// The members of a claim's record that can contradict others.
const CONTRADICT = ['created', 'firstSubmitted', 'approvedAt', 'disputeSubmitted', 'way', 'name', 'location', 'customerContact', 'partnerContact', 'answerPending']

// No page says which of two lines counts that differ in none of these.
// Nor does one say which of two amounts in two currencies is the greater one.
const number = (m) => (m ? Number(m.amount) : null)
const ALIKE = {
  earnings: (x) => [x.earningId ?? [itemOf(x), x.paymentId ?? ''], x.calculationDate, x.downloaded, number(x.earningAmount), standing(x), Boolean(x.claimId)],
  payments: (x) => [x.paymentId, x.downloaded, x.paymentDate, number(x.totalPayment)],
  ineligible: (x) => [x.unearnedId, x.downloaded],
}
const alike = (list, x) => JSON.stringify(ALIKE[list](x))

const get = (o, p) => p.reduce((x, k) => x?.[k], o)
const set = (o, p, v) => { const x = get(o, p.slice(0, -1)); if (x) { if (v === undefined) { if (!Array.isArray(x)) delete x[p.at(-1)] } else x[p.at(-1)] = v } }

const pools = {}
for (const f of files) {
  setFolder(process.env.CORPUS ?? join(dirname(f), '..'))
  for (const line of readFileSync(f, 'utf8').split('\n')) {
    if (!line) continue
    const c = JSON.parse(line)
    if (c.kind !== 'header' && c.in.catalog !== 'corrected') (pools[c.kind] ??= []).push(c)
  }
}
const kinds = Object.keys(pools)

// The records of each machine, with the catalogs that they were made by. A record
// and its catalog stay together, because of the digest of its terms.
const machineOf = (kind) => (/^association/.test(kind) ? 'association' : 'claim')
const records = {claim: [], association: []}
for (const kind of kinds) for (const c of pools[kind]) for (const record of [c.in.record, c.out?.record]) if (record) records[machineOf(kind)].push({catalog: c.in.catalog, record})

// about puts the question about the record of another case, at an instant near
// one of its own.
function about(kind, asked) {
  const {catalog, record} = structuredClone(one(records[machineOf(kind)]))
  Object.assign(asked, {record, ...(catalog && {catalog})})
  const own = [record.updated, record.created, record.firstSubmitted, record.rejectedAt, record.consent?.answered].filter((t) => isInstant(t))
  if (!own.length || random() < 0.1) return
  const at = text(instant(random() < 0.5 ? own[0] : one(own)) + one([0n, 0n, 1n, 10n, 30n, 30n, 31n, 45n, 60n, 90n, 91n, 180n]) * 86_400_000n * MS + one(SHIFTS.slice(0, 5)))
  const timed = asked.meta ?? asked
  timed.at = at
  if (timed.received) timed.received = at
}
const isInstant = (t) => { try { return instant(t) > 946_684_800_000n * MS && instant(t) < 4_102_444_800_000n * MS } catch { return false } }

// A plan of the customers, locations and engagements of the questions about one
// nomination: several IDs and locations, standings, open claims and waivers.
const IDS = [['tenant ID', '2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60'], ['tenant ID', '2F3C4A1E-0D5B-4C6F-9A7E-1B2C3D4E5F60'], ['TPID', '659410'], ['TPID', '1000'], ['domain name', 'contoso.com'], ['Azure subscription ID', '2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60'], ['MSX opportunity ID', '7-3CVDESBISU']].map(([type, value]) => ({type, value}))
const some = (most) => Array.from({length: below(most + 1)})
const OPEN = [{id: 'claim-1', status: 'Under review', deadline: '2023-03-31'}, {id: 'claim-2', status: 'Customer claimed', actions: ['Send customer consent email']}, {id: 'claim-3', status: 'Approved'}]
function weave(plan) {
  const drawn = [...(pools.eligibility ?? []), ...(pools.opportunities ?? [])].filter((c) => c.in.question.engagement || c.in.engagements)
  if (!drawn.length) return
  plan.catalog = one(drawn).in.catalog
  const pool = drawn.filter((c) => c.in.catalog === plan.catalog)
  const question = () => one(pool).in.question
  const refs = pool.flatMap((c) => c.in.engagements ?? [c.in.question.engagement])
  plan.engagements = Array.from({length: 1 + below(5)}, () => structuredClone(one(refs))).filter((r, i, all) => random() < 0.01 || all.findIndex((o) => o.edition === r.edition && o.engagement === r.engagement) === i)
  const prospect = {...structuredClone(plan.prospect), at: question().at ?? plan.prospect.at}
  for (const k of ['user', 'qualifications', 'waivers']) if (random() < 0.3) { const v = question()[k]; if (v === undefined) delete prospect[k]; else prospect[k] = structuredClone(v) }
  const eligible = () => Object.fromEntries(plan.engagements.filter(() => random() < 0.9).map((r) => [r.engagement, one(['yes', 'yes', 'yes', 'no', 'unknown'])]))
  prospect.sites = random() < 0.05 ? null : ['zurich', 'bern', 'geneva'].filter(() => random() < 0.6).map((id) => ({location: {...question().location, id, ...(random() < 0.4 && {payeeProfile: one(FACTS)})}, eligible: eligible()}))
  if (random() < 0.02 && prospect.sites?.length) prospect.sites.push(structuredClone(prospect.sites[0]))
  const known = (c) => ({...structuredClone(c), ...(random() < 0.7 && {meetsCriteria: 'yes', mailMatches: 'yes'}), ...(random() < 0.5 && {consentedBefore: one(['yes', 'no', 'no', 'unknown'])})})
  const customer = () => one(pool.map((c) => c.in.question.customer ?? one(c.in.opportunities ?? [])?.customer).filter(Boolean))
  const standing = () => ({...(random() < 0.8 && {meetsCriteria: one(['yes', 'yes', 'no', 'unknown'])}), claims: one([0, 0, 1, 2, 3, null]), ...(random() < 0.7 && {openClaims: one([0, 0, 0, 1, null])}), ...(random() < 0.7 && {nominated: one(['no', 'no', 'yes', 'unknown'])}), ...(random() < 0.3 && {open: OPEN.filter(() => random() < 0.4)})})
  prospect.identities = random() < 0.05 ? null : some(3).map(() => {
    const q = question()
    const o = one(pool).in.opportunities?.[0] ?? q
    const identity = {customer: known(customer())}
    if (random() < 0.8) identity.customer.id = structuredClone(one(IDS))
    if (random() < 0.6) identity.standings = Object.fromEntries(plan.engagements.filter(() => random() < 0.5).map((r) => [r.engagement, standing()]))
    if (random() < 0.5) identity.hours = one(['20', '40', '60.5', '100', '400'])
    if (random() < 0.5 && (o.opportunity ?? q.opportunity)) identity.opportunity = structuredClone(o.opportunity ?? q.opportunity)
    return identity
  })
  plan.prospect = prospect
}
const OPTIONAL = ['hours', 'contractValue', 'segment', 'comment', 'mismatchReason', 'dealSize', 'key']

for (let i = 0; i < Number(count); i++) {
  const kind = one(kinds)
  const a = structuredClone(one(pools[kind]))
  const b = one(pools[kind])
  if (/ife$/.test(kind)) {
    // the steps of two lives after one opening or taking-over, and others
    const single = pools[kind === 'life' ? 'step' : 'associationStep'] ?? []
    if (single.length && random() < 0.3) {
      const first = one(single.filter((c) => (c.in.do.open || c.in.do.adopt) && c.in.catalog === a.in.catalog))
      if (first) a.in.steps[0] = structuredClone({do: first.in.do, meta: first.in.meta})
    }
    const begin = instant(a.in.steps[0].meta.at)
    const others = Array.from({length: single.length ? 8 : 0}, () => one(single).in).map((q) => ({
      do: q.do.takeBack ? {takeBack: {number: 1 + below(6)}} : q.do,
      meta: {...q.meta, ...(q.do.takeBack && {actor: one(['partner', 'partner', 'partner center'])}), at: text(begin + BigInt(below(120)) * 86_400_000n * MS + one(SHIFTS.slice(0, 5)))},
    }))
    const facts = one([{created: addDays(text(begin).slice(0, 10), one([0, 1, -1, -5, -30, -60]))}, {number: one(['4711', '4712', ''])}, {approved: {amount: one(['100.00', '5000.00', '0.00']), currency: 'USD'}}, {location: one(['zurich', 'bern'])}, {workloads: [one(['Dynamics 365 Sales', 'Microsoft Teams'])]}, {subscription: one(['s-1', '0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b'])}])
    if (others.length) others.push({do: {command: {event: 'record facts', with: facts}}, meta: {actor: one(['partner center', 'partner center', 'partner']), role: 'Incentives admin', at: others[0].meta.at}})
    const rest = [...a.in.steps.slice(1), ...b.in.steps.slice(1), ...others].filter((s) => !s.do.open && !s.do.adopt && !s.do.command?.with.terms) // a digest of terms is out of scope
    const n = 1 + below(12)
    const steps = [a.in.steps[0]]
    for (let k = 0; k < n && rest.length; k++) steps.push(structuredClone(one(rest)))
    steps.splice(1, steps.length - 1, ...steps.slice(1).sort((x, y) => (instant(x.meta.at) < instant(y.meta.at) ? -1 : 1)))
    a.in.steps = steps
  }
  if (a.in.record && !a.in.do?.takeBack && random() < 0.5) about(kind, a.in)
  if (/[sS]tep$/.test(kind) && !a.in.do.open && !a.in.do.adopt && b.in.record && random() < 0.6) a.in.do = structuredClone(b.in.do)
  if (kind === 'payout' && random() < 0.3 && a.in.catalog === b.in.catalog) a.in.inputs.dates = structuredClone(b.in.inputs.dates)
  if (kind === 'payout' && random() < 0.3) a.in.engagement = b.in.catalog === a.in.catalog ? b.in.engagement : a.in.engagement
  if ((kind === 'eligibility' || kind === 'tab') && random() < 0.4 && a.in.catalog === b.in.catalog) a.in.question.engagement = b.in.question.engagement
  // members of another question, or none
  for (const path of CROSSED[kind] ?? []) {
    if (random() < 0.5 || a.in.catalog !== b.in.catalog) continue
    const [x, y] = [get(a.in, path), get(b.in, path)]
    if (!x || !y) continue
    for (let n = 1 + below(2); n; n--) {
      const k = one([...new Set([...Object.keys(x), ...Object.keys(y)])])
      if (y[k] === undefined) delete x[k]
      else x[k] = structuredClone(y[k])
    }
  }
  if (kind === 'settlement' && random() < 0.8) {
    // lines of several cases, each with some members of other lines
    for (const [list, members] of Object.entries(VARIED)) {
      if (random() < 0.3 && list !== 'earnings') continue
      const found = Array.from({length: 3}, () => one(one(pools[kind]).in[list] ?? [])).filter(Boolean)
      const lines = [...(a.in[list] ?? []), ...(list === 'claims' && random() < 0.6 ? [] : found)].map((x) => structuredClone(x))
      for (const x of lines) for (const [k, values] of Object.entries(members)) if (random() < 0.25) set(x, [k], structuredClone(one(values)))
      for (const x of lines) if (list === 'earnings' && random() < 0.5) for (const k of ['earningAmount', 'earningAmountUSD']) if (x[k]) x[k].amount = one(AMOUNTS)
      if (list === 'coverage') for (const x of lines) if (x.from > x.until && random() < 0.95) [x.from, x.until] = [x.until, x.from]
      if (list === 'claims') for (const [i, x] of lines.entries()) x.id = `claim-${i + 1}`
      if (lines.length) a.in[list] = lines
    }
  }
  if (kind === 'recognition') {
    // facts of both cases, and associations of both
    for (const k of ['product', 'channel', 'day', 'seats', 'subscriptionActive', 'complete']) if (random() < 0.3) set(a.in, ['case', k], structuredClone(b.in.case[k]))
    if (random() < 0.7) a.in.case.associations = [...(a.in.case.associations ?? []), ...structuredClone(b.in.case.associations ?? [])].filter(() => random() < 0.8)
    for (const x of a.in.case.associations ?? []) if (random() < 0.3) x.partner = one(['P1', 'P2'])
    if (random() < 0.5) a.in.partners = ['P1', 'P2']
  }
  // a record with members of another, which can contradict each other
  if (a.in.record && b.in.record && !a.in.do?.takeBack && random() < 0.4) {
    for (let n = 1 + below(2); n; n--) {
      // of a claim: what the oracle checks (README, Out of scope)
      const k = one([...new Set([...Object.keys(a.in.record), ...Object.keys(b.in.record)])].filter((x) => (/^association/.test(kind) ? x !== 'format' : CONTRADICT.includes(x))))
      const v = structuredClone(b.in.record[k] ?? undefined)
      const when = typeof v === 'string' && /T.*Z$/.test(v)
      if (v === undefined || random() < 0.2 || (when && CONTRADICT.includes(k) && !/^association/.test(kind))) delete a.in.record[k]
      else a.in.record[k] = when && random() < 0.5 ? text(instant(v) + one(SHIFTS)) : v
    }
  }
  if (kind === 'plan' && random() < 0.9) weave(a.in)
  if (kind === 'status') {
    const name = a.in.name
    a.in.name = one([name, name.toUpperCase(), ` ${name.replace(/ /g, '  ')}\t`, name.replace(/ /g, ''), name.replace('/', ' / '), name.slice(1), `${name} / ${b.in.name}`, name.replace(/-/g, ' '), name.replace(' ', '\u00a0')])
    a.in.of = one([a.in.of, b.in.of])
  }
  const changes = below(4)
  for (let k = 0; k < changes; k++) {
    const list = leaves(a.in)
    if (!list.length) break
    const p = one(list)
    if (random() < 0.1 && OPTIONAL.includes(p.at(-1))) { set(a.in, p, undefined); continue }
    set(a.in, p, change(get(a.in, p), p.at(-1)))
  }
  if (kind === 'settlement') for (const list of Object.keys(ALIKE)) if (a.in[list]) a.in[list] = a.in[list].filter((x, i, lines) => lines.findIndex((y) => alike(list, x) === alike(list, y)) === i)
  a.id = `${kind}-random-${seed}-${i}`
  a.covers = [`random ${kind}`]
  a.out = {result: 'malformed', fields: ['none']} // to be answered
  process.stdout.write(`${JSON.stringify(a)}\n`)
}
