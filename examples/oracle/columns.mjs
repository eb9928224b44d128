// The columns of the three reports: "lines of the three reports; the names of their
// members are those of the columns" (README of the corpus, Kind settlement), and
// what each holds: pages of earnings.Row, Payment and Ineligible, and their Check.
import {isDay} from './dates.mjs'

const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v)
const isText = (v) => typeof v === 'string' && Buffer.byteLength(v) <= 500
const isDate = (v) => v === '' || isDay(v)
// "It has at most 18 digits, 12 of them after the point" (earnings.Amount)
const isAmount = (v) => isObject(v) && Object.keys(v).length === 2 && /^-?\d{1,18}(\.\d{1,12})?$/.test(v.amount) && /^[A-Z]{3}$/.test(v.currency)
const inUSD = (v) => isAmount(v) && v.currency === 'USD'
const isMonth = (v) => v === '' || /^\d{4}-(0[1-9]|1[0-2])$/.test(v)
const isOrigin = (v) => isObject(v) && Object.keys(v).every((k) => ['file', 'line'].includes(k)) && isText(v.file ?? '') && Number.isInteger(v.line ?? 0) && (v.line ?? 0) >= 0

const columns = (names, holds) => names.split(' ').map((name) => [name, holds])
const table = (...rows) => Object.fromEntries(rows.flat())

const REPORTS = {
  earnings: {
    columns: table(
      columns('earningId earningType programName participantId participantName customerId customerName customerCountry claimId engagementId engagementName solutionArea partnerRole partnerAssociation lever transactionId earningExchangeRate paymentStatus paymentId reasonCode', isText),
      columns('transactionDate exchangeRateDate earningDate calculationDate downloaded', isDate), columns('earningAmount earningAmountInLastPaymentCurrency', isAmount),
      columns('earningAmountUSD', inUSD), columns('estimatedPaymentMonth', isMonth), columns('origin', isOrigin),
    ),
    needs: ['earningAmount'], // "A row without an amount is malformed too"
  },
  payments: {
    columns: table(
      columns('paymentId participantId participantName programName paymentMethod paymentStatus ciReferenceNumber', isText), columns('paymentDate downloaded', isDate),
      columns('earned withheldTax salesTax serviceFeeTax totalPayment', isAmount), columns('earnedUSD', inUSD), columns('origin', isOrigin),
    ),
    needs: [],
    // "any other amount if its currency differs from the currency of Total"
    together: (line) => ['earned', 'withheldTax', 'salesTax', 'serviceFeeTax'].filter((k) => line.totalPayment && line[k] && line[k].currency !== line.totalPayment.currency),
  },
  ineligible: {
    columns: table(
      columns('unearnedId participantId customerId customerIdType customerName engagementName partnerAssociation partnerRole solutionArea subscriptionId reason', isText),
      columns('transactionDate downloaded', isDate), columns('transactionAmountUSD', inUSD), columns('origin', isOrigin),
    ),
    needs: ['reason'],
  },
}

// badLines gives the paths of what the lines of a settlement have that is none.
export function badLines(question) {
  return Object.entries(REPORTS).flatMap(([report, {columns: known, needs, together}]) => (question[report] ?? []).flatMap((line, i) => {
    const at = (k) => `${report}[${i}].${k}`
    const wrong = Object.entries(line).filter(([k, v]) => !known[k]?.(v)).map(([k]) => k)
    return [...wrong, ...needs.filter((k) => !line[k]), ...(together?.(line) ?? [])].map(at)
  }))
}
