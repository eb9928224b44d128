// Instants as BigInt nanoseconds since 1970, days as "YYYY-MM-DD", windows.

// RFC 3339 in UTC (README of the corpus, Values): no hour 24, no second 60.
const INSTANT = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?Z$/
export function instant(text) {
  const m = INSTANT.exec(text ?? '')
  if (!m || !isDay(m[1])) throw new Error(`not an instant: ${text}`)
  return BigInt(Date.parse(`${m[1]}T${m[2]}Z`)) * 1_000_000n + BigInt((m[3] ?? '').padEnd(9, '0'))
}
export const isInstant = (text) => { try { instant(text); return true } catch { return false } }

const floorMs = (ns) => Number(ns >= 0n ? ns / 1_000_000n : (ns - 999_999n) / 1_000_000n)

export function text(ns) {
  const sub = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const whole = new Date(floorMs(ns - sub)).toISOString().slice(0, 19)
  const f = sub.toString().padStart(9, '0').replace(/0+$/, '')
  return whole + (f ? `.${f}` : '') + 'Z'
}

const formats = new Map()
function format(zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat('en-CA', {timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit'}))
  }
  return formats.get(zone)
}

const dayOfMs = (ms, zone) => (zone === 'UTC' ? new Date(ms).toISOString().slice(0, 10) : format(zone).format(new Date(ms)))

// dayOf is the calendar day of an instant in a zone.
export const dayOf = (ns, zone = 'UTC') => dayOfMs(floorMs(ns), zone)

export const isDay = (d) => /^\d{4}-\d\d-\d\d$/.test(d ?? '') && !Number.isNaN(Date.parse(d)) && new Date(Date.parse(d)).toISOString().slice(0, 10) === d

export function addDays(day, n) {
  const d = new Date(`${day}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + n)
  return d.toISOString().slice(0, 10)
}

export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

// startOf is the first instant of a day in a zone: midnight, or what follows a
// midnight that a change of the clocks skips. Found by bisection.
export function startOf(day, zone = 'UTC') {
  let lo = Date.parse(`${day}T00:00:00Z`)
  if (zone === 'UTC') return BigInt(lo) * 1_000_000n
  let hi = lo + 36 * 3_600_000
  lo -= 36 * 3_600_000
  while (hi - lo > 1) {
    const mid = Math.floor((lo + hi) / 2)
    if (dayOfMs(mid, zone) >= day) hi = mid
    else lo = mid
  }
  return BigInt(hi) * 1_000_000n
}

// program/lifecycle.md B.3, last paragraph: calendar days, deadline = trigger
// date + N days, an action on that date is accepted; zone and last day are
// settings of the edition.
export function window(start, days, calendar) {
  const zone = calendar?.timeZone ?? 'UTC'
  const last = addDays(dayOf(start, zone), calendar?.lastDay === 'excluded' ? days - 1 : days)
  return {start, lastDay: last, end: startOf(addDays(last, 1), zone), zone}
}

export const showWindow = (w) => ({start: text(w.start), lastDay: w.lastDay, end: text(w.end)})

// Business days: program/cpor.md, last paragraph (Monday to Friday, holidays
// supplied by the host; UTC: READINGS 42).
export function addBusinessDays(day, n, holidays = []) {
  while (n > 0) {
    day = addDays(day, 1)
    if (isBusinessDay(day, holidays)) n--
  }
  return day
}

function isBusinessDay(day, holidays = []) {
  const w = new Date(`${day}T00:00:00Z`).getUTCDay()
  return w !== 0 && w !== 6 && !holidays.includes(day)
}
