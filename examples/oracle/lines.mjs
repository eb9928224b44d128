// The distinct earnings, payment orders and lines of ineligible revenue of
// reports: program/earnings-exports.md, "Rules of adding up"; package earnings,
// Collection.
import {cmp, dec} from './decimals.mjs'

// distinct gives one line for each ID: the best of those that have it. Lines
// without an ID count as one if they agree in what does not change from one
// download to the next.
function distinct(lines, id, better, says, lasting = says) {
  const found = new Map()
  for (const line of lines) {
    const key = line[id] ? `${id} ${line[id]}` : `line ${lasting(line)}`
    const old = found.get(key)
    if (!old) { found.set(key, {line, all: [line]}); continue }
    old.all.push(line)
    if (better(line, old.line)) old.line = line
  }
  const ofRank = ({line, all}) => all.filter((l) => !better(l, line, true) && !better(line, l, true))
  return [...found.values()].map((f) => ({line: f.line, contradicted: ofRank(f).some((l) => says(l) !== says(f.line))}))
    .sort((a, b) => (!a.line[id] - !b.line[id]) || (a.line[id] < b.line[id] ? -1 : a.line[id] > b.line[id] ? 1 : 0))
}

const PLACE = ['origin', 'downloaded', 'calculationDate']
// what a later download can say in another way (reading of the library)
const PASSING = ['earningAmountUSD', 'earningAmountInLastPaymentCurrency', 'earningExchangeRate', 'exchangeRateDate', 'paymentStatus', 'estimatedPaymentMonth', 'solutionArea', 'partnerRole', 'participantName', 'customerCountry', 'partnerAssociation']
const same = (members) => (line) => JSON.stringify(Object.entries(line).filter(([k]) => !members.includes(k)).sort(([a], [b]) => (a < b ? -1 : 1)))
const amountOf = (m) => dec(m?.amount ?? '0')

// "the latest calculation counts … the later download … the line with the greater amount"
function betterEarning(a, b, rank) {
  for (const k of ['calculationDate', 'downloaded']) if ((a[k] ?? '') !== (b[k] ?? '')) return (a[k] ?? '') > (b[k] ?? '')
  return !rank && cmp(amountOf(a.earningAmount), amountOf(b.earningAmount)) > 0
}
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
const ANOTHER = ['transactionId', 'transactionDate']
export const distinctEarnings = (lines = []) => distinct(lines, 'earningId', betterEarning, same([...PLACE, ...ANOTHER]), same([...PLACE, ...PASSING]))
export const distinctPayments = (lines = []) => distinct(lines, 'paymentId', betterPayment, same(PLACE)).map((p) => p.line)
export const distinctIneligible = (lines = []) => distinct(lines, 'unearnedId', betterIneligible, same(PLACE)).map((l) => l.line)
