// The distinct earnings, payment orders and lines of ineligible revenue of
// reports: program/earnings-exports.md, "Rules of adding up"; package earnings,
// Collection.
import {cmp, dec, show} from './decimals.mjs'

// Names are one if they differ only in letters' case or in white space, and
// earning types also in dashes and underscores (README of the corpus, Kind
// settlement). IDs are compared as they are, but that of a participant is a name
// (earnings.Payee).
export const fold = (name) => (name ?? '').trim().toLowerCase().replace(/\s+/g, ' ')
export const foldType = (type) => (type ?? '').toLowerCase().replace(/[\s_-]+/g, '')
const FOLDED = {earningType: foldType, ...Object.fromEntries(['participantId', 'participantName', 'programName', 'engagementName', 'customerName', 'lever', 'paymentStatus'].map((k) => [k, fold]))}
const valueOf = (line, k) => (FOLDED[k] ?? ((v) => v))(line[k])

// rank gives one line of those that are one: the best. It is contradicted if
// another one of its rank says something else; others are those that do.
function rank(all, better, says) {
  const line = all.reduce((best, l) => (better(l, best) ? l : best))
  const others = all.filter((l) => !better(l, line, true) && !better(line, l, true) && says(l) !== says(line))
  return {line, contradicted: others.length > 0, others}
}

function groupBy(lines, keyOf) {
  const groups = new Map()
  for (const line of lines) {
    const key = keyOf(line)
    if (groups.has(key)) groups.get(key).push(line)
    else groups.set(key, [line])
  }
  return [...groups.values()]
}

const byID = (id) => (a, b) => (!a.line[id] - !b.line[id]) || (a.line[id] < b.line[id] ? -1 : a.line[id] > b.line[id] ? 1 : 0)

// distinct gives one line for each ID, and for each text of a line without one.
const distinct = (lines, id, better, says) => groupBy(lines, (l) => (l[id] ? `${id} ${l[id]}` : `line ${says(l)}`)).map((all) => rank(all, better, says)).sort(byID(id))

const PLACE = ['origin', 'downloaded', 'calculationDate']
const plain = (v) => (v?.currency ? {...v, amount: show(dec(v.amount))} : v)
const same = (members) => (line) => JSON.stringify(Object.keys(line).filter((k) => !members.includes(k)).sort().map((k) => [k, plain(valueOf(line, k))]))
const amountOf = (m) => dec(m?.amount ?? '0')

// "the latest calculation counts … the later download … the line with the greater amount"
function betterEarning(a, b, rank) {
  for (const k of ['calculationDate', 'downloaded']) if ((a[k] ?? '') !== (b[k] ?? '')) return (a[k] ?? '') > (b[k] ?? '')
  return !rank && greater(a, b)
}

// "the greater amount counts, then the payment status that comes later in the
// documents (one that they lack comes first), then a line with a claimId"
// (README of the corpus)
function greater(a, b) {
  const by = [cmp(amountOf(a.earningAmount), amountOf(b.earningAmount)), standing(a) - standing(b), Boolean(a.claimId) - Boolean(b.claimId)]
  return (by.find((n) => n) ?? 0) > 0
}
// earnings.md K, in the order of the document
export const STATUSES = ['unprocessed', 'upcoming', 'pending tax invoice', 'rejected during review', 'failed', 'in progress', 'incorrect payment', 'sent', 'reprocessing', 'reversed', 'tax invoice rejected', 'tax invoice under review', 'rejected', 'forfeited', 'escheated']
export const standing = (line) => STATUSES.indexOf(fold(line.paymentStatus))
// "another line of the same download day … the later payment date … the greater amount"
function betterPayment(a, b, rank) {
  if ((a.downloaded ?? '') !== (b.downloaded ?? '')) return (a.downloaded ?? '') > (b.downloaded ?? '')
  if (rank) return false
  if ((a.paymentDate ?? '') !== (b.paymentDate ?? '')) return (a.paymentDate ?? '') > (b.paymentDate ?? '')
  return cmp(amountOf(a.totalPayment), amountOf(b.totalPayment)) > 0
}
// "If two lines have one ID, the line that was downloaded later counts."
const betterIneligible = (a, b) => (a.downloaded ?? '') > (b.downloaded ?? '')

// another transaction is no contradiction (package earnings, Earning)
const says = same([...PLACE, 'transactionId', 'transactionDate'])

// Of what lines without an ID are about: the members of one item (README of the
// corpus, Kind settlement).
const ITEM = ['participantId', 'programName', 'earningType', 'claimId', 'engagementId', 'engagementName', 'customerId', 'customerName', 'lever', 'transactionId', 'transactionDate', 'earningDate', 'reasonCode']
export const itemOf = (line) => JSON.stringify(ITEM.map((k) => valueOf(line, k) ?? ''))

// "only the lines of an item's latest download count … lines with one paymentId
// and one earningAmount are one earning; there the later calculation counts"
function earningsOf(item) {
  const latest = item.map((l) => l.downloaded ?? '').reduce((a, b) => (a > b ? a : b))
  return groupBy(item.filter((l) => !l.earningDate || (l.downloaded ?? '') === latest), (l) => JSON.stringify([l.paymentId ?? '', plain(l.earningAmount)])).map((all) => rank(all, betterEarning, says))
}

export function distinctEarnings(lines) {
  const all = lines ?? []
  return [...distinct(all.filter((l) => l.earningId), 'earningId', betterEarning, says), ...groupBy(all.filter((l) => !l.earningId), itemOf).flatMap(earningsOf)]
}
export const distinctPayments = (lines) => distinct(lines ?? [], 'paymentId', betterPayment, same(PLACE)).map((p) => ({...p.line, contradicted: p.contradicted}))
export const distinctIneligible = (lines) => distinct(lines ?? [], 'unearnedId', betterIneligible, same(PLACE)).map((l) => l.line)
