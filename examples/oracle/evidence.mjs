// The parts of a submission: program/lifecycle.md C.
import {dayOf} from './dates.mjs'
import {allDays, pick} from './catalogs.mjs'

export const PARTS = ['invoice', 'proof of execution', 'customer survey', 'partner survey'] // C.1
const SURVEYS = ['customer survey', 'partner survey']
export const isSurvey = (p) => SURVEYS.includes(p)

export const partOf = (record, part) => record.evidence?.find((e) => e.part === part)

// required parts, on the day that the catalog's anchor gives (C.2, "engagement
// definition holds the set of required components").
export function required(engagement, dates) {
  const rows = engagement.evidence.required
  const {row} = pick(rows, allDays(rows) ? undefined : dates[engagement.evidence.anchor])
  return row ? PARTS.filter((p) => row.parts.includes(p)) : []
}

// B.5: the template is fixed by the submission date.
export function template(engagement, day) {
  return (engagement.evidence.templates ?? []).filter((t) => t.submittedFrom <= day).at(-1)?.published
}

export function missing(record, engagement, dates, at, zone) {
  const gaps = []
  const wanted = template(engagement, dayOf(at, zone))
  for (const part of required(engagement, dates)) {
    const e = partOf(record, part)
    const wrong = part === 'proof of execution' && wanted !== undefined && e?.template !== wanted
    if (e?.state !== 'done' || wrong) gaps.push({rule: 'claim.guard.evidence', path: `evidence[${part}]${e?.state === 'done' ? '.template' : ''}`, part})
  }
  return gaps
}

export function put(record, entry) {
  const list = (record.evidence ?? []).filter((e) => e.part !== entry.part)
  list.push(entry)
  return PARTS.flatMap((p) => list.filter((e) => e.part === p))
}
