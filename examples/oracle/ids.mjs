// IDs of customers: program/customers.md E.1.
import {domainToASCII} from 'node:url'

const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/
const guid = {fits: (v) => GUID.test(v) && !/^[0-]+$/.test(v), canonical: (v) => v.toLowerCase()}

// What each type looks like, and its canonical form: domains in ASCII and lower
// case, GUIDs in lower case, opportunity IDs in upper case (mci.ParseCustomerID).
const TYPES = {
  'domain name': {fits: (v) => /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i.test(v), canonical: (v) => domainToASCII(v) || v},
  'tenant ID': guid,
  'TPID': {fits: (v) => /^[1-9][0-9]{2,11}$/.test(v), canonical: (v) => v},
  'Azure subscription ID': guid,
  'MSX opportunity ID': {fits: (v) => /^7-[A-Z0-9]{9,10}$/.test(v), canonical: (v) => v.toUpperCase()},
}

export const ID_TYPES = Object.keys(TYPES)
export const fitsType = (id) => Boolean(TYPES[id.type]?.fits(id.value))

const isId = (v) => Object.hasOwn(TYPES, v.type) && typeof v.value === 'string' && Object.keys(v).length === 2

// An engagement names its revision only if it is not 1 (README of the corpus,
// Values).
const isEngagement = (v) => v.revision === 1 && typeof v.edition === 'string'

// canonical gives a question with the IDs in their canonical form, so that two
// spellings of one ID are one ID.
export function canonical(v) {
  if (v === null || typeof v !== 'object') return v
  if (Array.isArray(v)) return v.map(canonical)
  if (isId(v)) return {type: v.type, value: TYPES[v.type].canonical(v.value)}
  if (isEngagement(v)) return canonical({...v, revision: undefined})
  return Object.fromEntries(Object.entries(v).filter(([, w]) => w !== undefined).map(([k, w]) => [k, canonical(w)]))
}
