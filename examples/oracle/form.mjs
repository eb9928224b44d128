// The form of a question: corpus.schema.json. "A member that the form does not
// have makes a question malformed" (README of the corpus, Values).
//
// This is a validator of those keywords that the schema uses. Another keyword is
// an error, so that none is overlooked.
import {readFileSync} from 'node:fs'
import {isDeepStrictEqual} from 'node:util'
import {isInstant} from './dates.mjs'

const SCHEMA = JSON.parse(readFileSync(new URL('../corpus/corpus.schema.json', import.meta.url), 'utf8'))
const FORMS = Object.fromEntries(SCHEMA.allOf.filter((b) => b.then.then).map((b) => [b.if.properties.kind.const, b.then.then.properties.in]))

const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v)
const TYPES = {
  object: isObject,
  array: Array.isArray,
  string: (v) => typeof v === 'string',
  boolean: (v) => typeof v === 'boolean',
  integer: Number.isInteger,
  null: (v) => v === null,
}
const holds = (ok, path) => (ok ? [] : [path])
const member = (path, name) => (path ? `${path}.${name}` : name)

// The members that the schema has in every case of the corpus, and that a question
// can leave out: they are then empty (README of the corpus, Values).
const QUESTION = '(?:steps\\.)?(?:do\\.open\\.)?question'
const LEFT_OUT = [
  'name', 'at', 'steps', 'steps\\.(?:do|meta)', 'meta', 'inputs', 'inputs\\.target\\.(?:quantity|on)', 'claims', 'engagements', 'opportunities', 'opportunities\\.(?:opportunity|customer|customer\\.id)',
  'prospect', 'prospect\\.(?:at|sites\\.location|sites\\.location\\.id|identities\\.customer|identities\\.customer\\.id)', '(?:open|closed|.*\\.standings\\..*\\.open)\\.(?:id|status)',
  `(?:${QUESTION}|prospect)\\.user\\.(?:id|grants\\.role)`, `${QUESTION}\\.(?:way|location\\.id|customer|customer\\.id)`, 'case\\.(?:associations|policy\\.grants)', '(?:steps\\.)?do\\.takeBack\\.number',
].map((p) => new RegExp(`^${p}$`))
const mayLack = (path) => LEFT_OUT.some((p) => p.test(path.replace(/\[\d+\]/g, '')))
const depth = (path) => path.split('.').length

// alternatives gives the faults of the one that understands the most of a value:
// its first fault is the deepest, and it has the fewest.
function alternatives(schemas, value, path, most) {
  const found = schemas.map((s) => faults(s, value, path))
  const fitting = found.filter((f) => !f.length).length
  if (fitting) return holds(fitting <= most, path)
  const shallowest = (f) => Math.min(...f.map(depth))
  return found.sort((a, b) => shallowest(b) - shallowest(a) || a.length - b.length)[0]
}

// Each keyword gives the paths at which a value breaks it: k is what the keyword
// says, v the value, p its path, s the whole schema. A keyword about objects,
// lists or texts says nothing about a value of another type.
const KEYWORDS = {
  $ref: (k, v, p) => faults(SCHEMA.$defs[k.replace('#/$defs/', '')], v, p),
  type: (k, v, p) => holds([k].flat().some((t) => TYPES[t](v)), p),
  const: (k, v, p) => holds(isDeepStrictEqual(k, v), p),
  enum: (k, v, p) => holds(k.some((e) => isDeepStrictEqual(e, v)), p),
  pattern: (k, v, p) => holds(typeof v !== 'string' || new RegExp(k, 'u').test(v), p),
  format: (k, v, p) => holds(typeof v !== 'string' || FORMATS[k](v), p),
  minimum: (k, v, p) => holds(typeof v !== 'number' || v >= k, p),
  required: (k, v, p) => (isObject(v) ? k.filter((n) => v[n] === undefined).map((n) => member(p, n)).filter((n) => !mayLack(n)) : []),
  properties: (k, v, p) => (isObject(v) ? Object.keys(k).flatMap((n) => (v[n] === undefined ? [] : faults(k[n], v[n], member(p, n)))) : []),
  additionalProperties: (k, v, p, s) => (isObject(v) ? Object.keys(v).filter((n) => !Object.hasOwn(s.properties ?? {}, n)).flatMap((n) => faults(k, v[n], member(p, n))) : []),
  items: (k, v, p) => (Array.isArray(v) ? v.flatMap((e, i) => faults(k, e, `${p}[${i}]`)) : []),
  minItems: (k, v, p) => holds(!Array.isArray(v) || v.length >= k || p === 'steps', p), // a life without steps is one that left them out
  uniqueItems: (k, v, p) => holds(!k || !Array.isArray(v) || v.every((e, i) => !v.slice(0, i).some((o) => isDeepStrictEqual(o, e))), p),
  oneOf: (k, v, p) => alternatives(k, v, p, 1),
  anyOf: (k, v, p) => alternatives(k, v, p, k.length),
}
const SILENT = new Set(['description'])
const FORMATS = {'date-time': isInstant}

function faults(schema, value, path) {
  if (typeof schema === 'boolean') return holds(schema, path)
  return Object.entries(schema).flatMap(([k, says]) => {
    if (SILENT.has(k)) return []
    if (!Object.hasOwn(KEYWORDS, k)) throw new Error(`form.mjs does not know the keyword ${k} of the schema`)
    return KEYWORDS[k](says, value, path, schema)
  })
}

// What is read strictly: records, histories, and the members of a command. There a
// required member cannot be left out, and null is a value, not an absent member
// (document.Object.Optional). Elsewhere null is as left out (README of the corpus,
// Values).
const STRICT = new Set(['record', 'history', 'with'])

// Members that are left out if they are an empty text: days, months, hours, and
// names of a list that nothing requires.
const dated = (s) => ['^\\d{4}-\\d\\d-\\d\\d$', '^\\d{4}-\\d\\d$'].includes(s?.pattern)
const NAMED = new Set(['hours', 'terms', 'actor', 'role', 'channel', 'palRole', 'partnerRole', 'kind'])
const resolved = (s) => (s?.$ref ? resolved(SCHEMA.$defs[s.$ref.replace('#/$defs/', '')]) : s)
const alternativesOf = (s) => [resolved(s)].flatMap((r) => (r?.oneOf ?? r?.anyOf ? (r.oneOf ?? r.anyOf).flatMap(alternativesOf) : [r]))
const EMPTY = (s) => (s.pattern || s.enum ? undefined : {string: '', object: {}, array: [], integer: 0}[s.type])

// filled gives a value without members that are as left out, and with the empty
// value of those that the schema requires.
function filled(schema, value, path = '', strict = false) {
  const forms = alternativesOf(schema).filter(Boolean)
  if (Array.isArray(value)) {
    const items = forms.find((f) => f.items)?.items ?? {}
    return value.map((v) => filled(items, v, path, strict))
  }
  if (!isObject(value)) return value
  const objects = forms.filter((f) => f.properties || f.additionalProperties)
  const named = objects.filter((f) => Object.entries(f.properties ?? {}).every(([k, m]) => (m.const === undefined || m.const === value[k]) && (!m.enum || m.enum.includes(value[k]))))
  const form = named.find((f) => Object.keys(value).every((k) => f.properties?.[k])) ?? named[0] ?? objects[0]
  const out = {}
  for (const [k, v] of Object.entries(value)) {
    const says = form?.properties?.[k] ?? form?.additionalProperties
    if (v === null && (!strict || says?.$ref === '#/$defs/money')) continue // "null is no amount"
    if (v === '' && says && alternativesOf(says).some((f) => dated(f) || NAMED.has(k) || (f.type === 'string' && !f.pattern && !form.required?.includes(k)))) continue
    // a member __proto__ stays one, and is malformed
    Object.defineProperty(out, k, {value: filled(says === true ? {} : says ?? {}, v, member(path, k), strict || STRICT.has(k)), enumerable: true, writable: true, configurable: true})
  }
  if (objects.length > 1) return out
  for (const k of form?.required ?? []) {
    if (out[k] !== undefined || strict || !mayLack(member(path, k))) continue
    const empty = EMPTY(resolved(form.properties[k]) ?? {})
    if (empty !== undefined) out[k] = filled(form.properties[k], empty, member(path, k))
  }
  return out
}
export const read = (kind, question) => filled(FORMS[kind], question)

// What a step asks itself, and later: of an opening the customer is judged before
// meta, ID and details (README of the corpus, "The rules are asked in this
// order").
const LATER = /(?:^|\.)(?:meta\.(?:actor|at)|do\.open\.(?:id|details\.\w+))$/
const missing = (path, question) => path.split(/[.[\]]+/).reduce((v, k) => v?.[k], question) === undefined

// formFaults gives the paths at which a question is not of the form of its kind.
export const formFaults = (kind, question) => faults(FORMS[kind], question, '').filter((f) => !LATER.test(f) || !missing(f, question))

// What a step says, in contrast to its frame: if it is not of the form, the step
// is malformed, "and the life goes on" (README of the corpus, Kind life).
const SAID = /^steps\[(\d+)\]\.do\.(?:command\.(?:event|with)|open\.(?:question|details))/

// stepFaults gives what each step of a life says amiss, by its place, and the
// rest of the faults. A step that does nothing says nothing.
export function stepFaults(found, list = []) {
  const idle = list.flatMap((s, i) => (Object.keys(s?.do ?? {}).length ? [] : [i]))
  const steps = Object.fromEntries(idle.map((i) => [i, [`steps[${i}].do`]]))
  const rest = found.filter((f) => {
    if (idle.some((i) => f.startsWith(`steps[${i}].do`))) return false
    const step = SAID.exec(f)
    if (step) (steps[step[1]] ??= []).push(f)
    return !step
  })
  return {rest, steps}
}
