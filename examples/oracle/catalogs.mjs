// Reading a catalog: catalog.schema.json. Only what the questions need.
import {readFileSync, existsSync} from 'node:fs'
import {join} from 'node:path'

const loaded = new Map()
const missing = new Set()
let folder = process.env.CORPUS ?? new URL('../corpus', import.meta.url).pathname

export function setFolder(f) { folder = f; loaded.clear() }

export function catalog(name) {
  if (!loaded.has(name)) {
    const file = join(folder, 'catalogs', `${name}.json`)
    const known = /^[\w-]+$/.test(name) && existsSync(file)
    if (!known) missing.add(`no catalog ${JSON.stringify(name)} in ${join(folder, 'catalogs')}`)
    loaded.set(name, known ? JSON.parse(readFileSync(file, 'utf8')) : null)
  }
  return loaded.get(name)
}

// tellMissing writes which catalogs were asked for and are not there, so that a
// wrong folder is not taken for a question that is malformed.
export function tellMissing() {
  for (const line of missing) process.stderr.write(`${line}\n`)
}

// grants gives the grants by which partners are credited.
export function grants() {
  if (!loaded.has('grants.json')) loaded.set('grants.json', JSON.parse(readFileSync(join(folder, 'grants.json'), 'utf8')).grants)
  return loaded.get('grants.json')
}

// find gives {catalog, edition, engagement} or null.
export function find(name, ref) {
  const c = catalog(name)
  const edition = c?.editions.find((e) => e.id === ref?.edition && (e.revision ?? 1) === (ref.revision ?? 1))
  const engagement = edition?.engagements.find((g) => g.id === ref.engagement)
  return engagement ? {catalog: c, edition, engagement} : null
}

// held gives the same for a record: "If the catalog lacks the revision … the claim
// is read by the revision of the edition that has the engagement under the same
// `terms`, or, if there is none, by the latest one" (README of the corpus). The
// oracle cannot tell digests of terms apart, and takes the latest one.
export function held(name, ref) {
  const revisions = (catalog(name)?.editions ?? []).filter((e) => e.id === ref?.edition && e.engagements.some((g) => g.id === ref.engagement)).map((e) => e.revision ?? 1)
  return find(name, ref) ?? (revisions.length ? find(name, {...ref, revision: Math.max(...revisions)}) : null)
}

// Periods: catalog.schema.json, "period": from and until are days of it, after
// and before are not; after knownUntil it is unknown whether it goes on.
export function inPeriod(p, day) {
  if (p.from !== undefined && day < p.from) return 'no'
  if (p.after !== undefined && day <= p.after) return 'no'
  if (p.until !== undefined && day > p.until) return 'no'
  if (p.before !== undefined && day >= p.before) return 'no'
  if (p.knownUntil !== undefined && day > p.knownUntil) return 'unknown'
  return 'yes'
}

const bounds = ['from', 'after', 'until', 'before', 'knownUntil']
export const allDays = (rows) => rows.length === 1 && bounds.every((b) => rows[0][b] === undefined)

// pick gives {row, state}: state 'yes', 'unknown' (no longer known), 'no' (no
// row for the day) or 'undated' (the date is missing).
export function pick(rows, day) {
  if (allDays(rows)) return {row: rows[0], state: 'yes'}
  if (day === undefined) return {state: 'undated'}
  for (const row of rows) {
    const s = inPeriod(row, day)
    if (s !== 'no') return {row, state: s}
  }
  return {state: 'no'}
}

// market of a country: program/pay.md "Market lists are versioned apart from
// rates; lookup is (country, date, list)".
export function marketOf(cat, listId, country, day) {
  const list = cat.marketLists.find((l) => l.id === listId)
  const {row, state} = pick(list.versions, day)
  if (state === 'undated' || state === 'unknown') return {state: 'undated'}
  if (!country) return {state: 'no country'}
  if (!row) return {state: 'none'}
  const m = row.markets.find((x) => x.countries?.includes(country)) ?? row.markets.find((x) => x.everyOtherCountry)
  return m ? {state: 'known', market: m.id} : {state: 'none'}
}

const VARIABLE = {'lowest of three': true} // program/pay.md, pay kinds
export const wholeOf = (pay) => (pay.kind === 'two stages' ? pay.whole : pay)
export function isVariable(engagement) {
  const w = wholeOf(engagement.pay)
  return w.pays ? w.pays === 'variable' : Boolean(VARIABLE[w.kind])
}
