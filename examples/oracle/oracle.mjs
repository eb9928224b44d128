#!/usr/bin/env node
// Reads questions as JSON lines on standard input, writes an answer for each.
import {createInterface} from 'node:readline'
import {pathToFileURL} from 'node:url'
import {answerStatus} from './statuses.mjs'
import {answerPayout} from './pay.mjs'
import {answerEligibility} from './eligibility.mjs'
import {answerTab} from './tabs.mjs'
import {answerOpportunities} from './opportunities.mjs'
import {answerRecognition} from './recognition.mjs'
import {answerPlan} from './plan.mjs'
import * as claim from './claim.mjs'
import * as association from './association.mjs'
import {answerSettlement} from './settlement.mjs'
import {formFaults, read, stepFaults} from './form.mjs'
import {canonical} from './ids.mjs'
import {badValues} from './values.mjs'
import {catalog, tellMissing} from './catalogs.mjs'

const ANSWER = {
  step: claim.answerStep,
  life: claim.answerLife,
  deadlines: claim.answerDeadlines,
  eligibility: answerEligibility,
  tab: answerTab,
  payout: answerPayout,
  opportunities: answerOpportunities,
  plan: answerPlan,
  recognition: answerRecognition,
  status: answerStatus,
  settlement: answerSettlement,
  associationStep: association.answerStep,
  associationLife: association.answerLife,
  associationDeadlines: association.answerDeadlines,
}

const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v)

// answer answers any value: one that is no question is malformed.
export function answer(question) {
  if (!isObject(question)) return claim.malformed('line')
  if (typeof question.kind !== 'string' || !Object.hasOwn(ANSWER, question.kind)) return claim.malformed('kind')
  if (!isObject(question.in)) return claim.malformed('in')
  const f = ANSWER[question.kind]
  const asked = read(question.kind, question.in)
  const {rest, steps} = stepFaults(formFaults(question.kind, asked), /ife$/.test(question.kind) && Array.isArray(asked.steps) ? asked.steps : [])
  for (const f of badValues(canonical(asked))) {
    // a value that is none makes its step malformed, and its opportunity
    const step = /^steps\[(\d+)\]/.exec(f)
    if (step && !/\.received$|\.do\.adopt\./.test(f)) (steps[step[1]] ??= []).push(f)
    else if (question.kind !== 'opportunities' || !/^(opportunities\[.*(?<!\.id\.value)$|question\.(customer|opportunity))/.test(f)) rest.push(f)
  }
  const {catalog: name} = asked
  if (typeof name === 'string' && !catalog(name)) rest.push('catalog')
  return rest.length ? claim.malformed(...rest) : f(canonical(question.in.record ? {...asked, record: question.in.record} : asked), steps)
}

function parsed(line) {
  try { return JSON.parse(line) } catch { return undefined }
}

// guarded answers each question by itself: a fault of the oracle is the answer
// null, told with the question's ID, and stops no other question.
function guarded(question) {
  try { return answer(question) } catch (e) {
    process.stderr.write(`${JSON.stringify(question?.id ?? null)}: ${e.stack}\n`)
    process.exitCode = 1
    return null
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for await (const line of createInterface({input: process.stdin})) {
    if (!line.trim()) continue
    const q = parsed(line)
    if (q?.kind === 'header') continue
    process.stdout.write(`${JSON.stringify({id: q?.id ?? null, out: guarded(q)})}\n`)
  }
  tellMissing()
}
