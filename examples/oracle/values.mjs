// Values that have the form and are none: README of the corpus, Values; program
// facts; the pages of package mci.
import {isDay} from './dates.mjs'
import {fitsType, ID_TYPES} from './ids.mjs'

const isMonth = (t) => /^\d{4}-(0[1-9]|1[0-2])$/.test(t) && !t.startsWith('0000')

// ISO 3166-1: what ICU knows beside it is no assigned code.
const NAMES = new Intl.DisplayNames('en', {type: 'region', fallback: 'none'})
const EXCEPTIONAL = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ'])
const isCountry = (c) => /^[A-Z]{2}$/.test(c) && !EXCEPTIONAL.has(c) && Boolean(NAMES.of(c))
const isEmail = (t) => /^[^\s@<>,;:"()]+@[^\s@]+$/.test(t) && t.length <= 254

// Texts that others own are never refused for what they hold (clarifications.md,
// Wrong answers); a Customers page shows them with a problem.
const OWNED = new Set(['observe', 'shown', 'name', 'earnings', 'payments', 'ineligible', 'open', 'closed', 'origin'])
// "IDs and locations refuse control, bidi and zero-width characters" (the same
// page); any other text refuses control characters (eligibility.Question.Check).
const control = /\p{Cc}/u
const hidden = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u
const IDS = new Set(['key', 'user', 'location', 'approver', 'id', 'workloads', 'qualifications', 'subscription'])
const TEXTS = new Set(['language', 'mismatchReason', 'customerTitle', 'status', 'stage', 'reason', 'claimName', 'reference'])
// bytes: eligibility.Customer, Details, Waiver; claims.RecordPayment, RecordFacts
const BYTES = {mismatchReason: 4000, comment: 4000, claimName: 200, approver: 200, reason: 500, earningType: 200, reference: 500, earning: 500}

const DATES = new Set(['on', 'asOf', 'created', 'until', 'from', 'after', 'before', 'knownUntil', 'day', 'dated', 'lastDay', 'subscriptionEnds', 'template', 'deadline', 'holidays', 'provisionedOn', 'earningDate', 'calculationDate', 'downloaded', 'transactionDate', 'exchangeRateDate', 'paymentDate', 'approvedOn', 'expectedBy', 'nomination', 'consent', 'submission', 'creation', 'approval', 'rejection', 'dispute'])
const DAY = /^\d{4}-\d\d-\d\d$/
// The year 0 is one of RFC 3339; a record and a question have none of it.
const YEARLESS = /^0000-\d\d-\d\dT/
const DATED = /(?:^|\.)(?:question|prospect|record)\./

function wrong(k, v) {
  if (DATES.has(k) && DAY.test(v) && (!isDay(v) || v.startsWith('0000'))) return true
  if (['month', 'estimatedPaymentMonth', 'from', 'until'].includes(k) && /^\d{4}-\d\d$/.test(v) && !isMonth(v)) return true
  if (/[cC]ountry$/.test(k) && v && !isCountry(v)) return true
  if (k === 'hours' && v && !/^(?!0+(\.0+)?$)\d{1,6}(\.\d{1,2})?$/.test(v)) return true // catalog.schema.json, hours
  if (k === 'email' && v && !isEmail(v)) return true
  if (Buffer.byteLength(v) > (BYTES[k] ?? Infinity)) return true
  return IDS.has(k) ? hidden.test(v) : TEXTS.has(k) && control.test(v)
}

// badValues gives the paths of a question at which a value is none.
export function badValues(v, path = '', name = '') {
  if (typeof v === 'string') return wrong(name, v) || (YEARLESS.test(v) && DATED.test(path)) ? [path] : []
  if (v === null || typeof v !== 'object') return []
  if (Array.isArray(v)) return v.flatMap((e, i) => badValues(e, `${path}[${i}]`, name))
  if (ID_TYPES.includes(v.type) && typeof v.value === 'string' && Object.keys(v).length === 2) return fitsType(v) ? [] : [`${path}.value`]
  return Object.entries(v).flatMap(([k, w]) => (OWNED.has(k) && !(k === 'open' && /(?:^|\.)do$/.test(path)) ? [] : badValues(w, path ? `${path}.${k}` : k, k)))
}
