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
import {catalog} from './catalogs.mjs'

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

// answer gives null for what is out of scope (README).
export function answer(question) {
  const f = ANSWER[question.kind]
  if (!f) return null
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

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for await (const line of createInterface({input: process.stdin})) {
    if (!line.trim()) continue
    const q = JSON.parse(line)
    if (q.kind === 'header') continue
    process.stdout.write(`${JSON.stringify({id: q.id, out: answer(q)})}\n`)
  }
}
