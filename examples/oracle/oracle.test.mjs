import {test} from 'node:test'
import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {cmp, dec, money, mul, percent, round, show} from './decimals.mjs'
import {addBusinessDays, addDays, dayOf, instant, startOf, text, window} from './dates.mjs'
import {answerStatus} from './statuses.mjs'
import {CLOCKS, NEXT, TABLE, TERMINAL, path} from './machine.mjs'
import {TABLE as ASSOCIATION} from './association.mjs'
import {mergePatch} from './claim.mjs'
import {inPeriod} from './catalogs.mjs'
import {compareFile, differences} from './compare.mjs'
import {formFaults} from './form.mjs'
import {answer} from './oracle.mjs'
import {badAssociation} from './records.mjs'

test('decimals are exact', () => {
  assert.equal(show(mul(dec('1000.01'), percent(dec('65')))), '650.0065')
  assert.equal(show(round(dec('2.345'), 'half even')), '2.34')
  assert.equal(show(round(dec('2.345'), 'half away from zero')), '2.35')
  assert.equal(show(round(dec('-2.345'), 'half away from zero')), '-2.35')
  assert.equal(show(round(dec('2.349'), 'toward zero')), '2.34')
  assert.equal(cmp(dec('0.10'), dec('0.1')), 0)
  assert.deepEqual(money(dec('5'), 'USD'), {amount: '5.00', currency: 'USD'})
})

test('instants keep nanoseconds', () => {
  assert.equal(text(instant('2022-12-10T23:59:59.999999999Z') + 1n), '2022-12-11T00:00:00Z')
  assert.equal(text(instant('2022-12-10T00:00:00Z') - 1n), '2022-12-09T23:59:59.999999999Z')
})

test('worked examples of lifecycle.md B.4', () => {
  const created = instant('2026-01-05T10:00:00Z')
  const consent = instant('2026-01-20T10:00:00Z')
  assert.equal(window(created, 30).lastDay, '2026-02-04')
  for (const [first, review, a, b] of [[60, 90, '2026-03-21', '2026-04-20'], [90, 120, '2026-04-20', '2026-05-20'], [120, 150, '2026-05-20', '2026-06-19']]) {
    assert.equal(window(consent, first).lastDay, a)
    assert.equal(window(consent, review).lastDay, b)
  }
  assert.equal(window(instant('2026-05-10T00:00:00Z'), 30).lastDay, '2026-06-09')
  assert.equal(window(instant('2026-06-05T00:00:00Z'), 30).lastDay, '2026-07-05')
})

test('days count in the zone of the edition, over changes of the clocks', () => {
  const zone = {timeZone: 'Europe/Zurich', lastDay: 'included'}
  assert.equal(dayOf(instant('2026-03-28T23:30:00Z'), 'Europe/Zurich'), '2026-03-29')
  assert.equal(text(startOf('2026-03-30', 'Europe/Zurich')), '2026-03-29T22:00:00Z')
  assert.equal(text(window(instant('2026-03-01T12:00:00Z'), 30, zone).end), '2026-03-31T22:00:00Z')
  assert.equal(text(startOf('2018-11-04', 'America/Sao_Paulo')), '2018-11-04T03:00:00Z') // this day had no midnight
  assert.equal(window(instant('2026-01-05T10:00:00Z'), 30, {timeZone: 'UTC', lastDay: 'excluded'}).lastDay, '2026-02-03')
})

test('business days', () => {
  assert.equal(addBusinessDays('2023-01-08', 5), '2023-01-13')
  assert.equal(addBusinessDays('2023-01-13', 1, ['2023-01-16']), '2023-01-17')
  assert.equal(addDays('2024-02-28', 2), '2024-03-01')
})

test('periods', () => {
  assert.equal(inPeriod({from: '2022-11-01', knownUntil: '2023-06-30'}, '2022-10-31'), 'no')
  assert.equal(inPeriod({from: '2022-11-01', knownUntil: '2023-06-30'}, '2023-07-01'), 'unknown')
  assert.equal(inPeriod({after: '2022-10-31', before: '2023-01-01'}, '2022-12-31'), 'yes')
})

test('names of statuses', () => {
  assert.deepEqual(answerStatus({of: 'claim', name: ' consent  REJECTED '}), {result: 'answered', known: true, means: ['Customer consent declined'], class: 'declined'})
  assert.equal(answerStatus({of: 'claim', name: 'Expired'}).means.length, 4)
  assert.equal(answerStatus({of: 'association', name: 'Expired'}).known, false)
})

test('no transition leaves an end, and every other status reaches one', () => {
  for (const r of TABLE) if (TERMINAL.has(r.from.status)) assert.equal(r.event, 'record payment')
  for (const status of Object.keys(NEXT)) if (status !== 'Approved') assert.ok(path({status, disputed: status === 'Disputed'}, [...TERMINAL]), status)
})

test('each expiry of the table has a clock that ends in it', () => {
  for (const r of TABLE.filter((x) => x.event === 'expire')) {
    const clocks = CLOCKS.filter((c) => c.expires.some((s) => s.status === r.from.status && Boolean(s.disputed) === Boolean(r.from.disputed)))
    assert.equal(clocks.length, 1, r.id)
    assert.ok(clocks[0].ends.includes(r.to.status), r.id)
  }
})

test('an association that has ended stays so', () => {
  for (const r of ASSOCIATION) assert.equal(r.from.ending, undefined)
})

test('merge patches', () => {
  assert.deepEqual(mergePatch({a: 1, b: {c: 1, d: 2}, e: 1}, {a: 1, b: {c: 3, d: 2}}), {b: {c: 3}, e: null})
})

test('comparing', () => {
  assert.deepEqual(differences({at: '2022-01-01T00:00:00.500Z', permitted: ['a', 'b'], terms: 'x'}, {at: '2022-01-01T00:00:00.5Z', permitted: ['b', 'a']}), [])
  assert.equal(differences({findings: [1]}, {findings: [1, 2]}).length, 1)
})

const opened = (said) => ({catalog: 'public', steps: [{do: said, meta: {actor: 'partner', at: '2023-01-01T00:00:00Z'}}]})

test('the form names each member that it does not have, and each value that it does not allow', () => {
  assert.deepEqual(formFaults('status', {of: 'claim', name: 'Approved'}), [])
  assert.deepEqual(formFaults('status', {of: 'claim', name: 7, mistake: 1}), ['name', 'mistake'])
  assert.deepEqual(formFaults('status', {name: 'Approved'}), ['of'])
  assert.deepEqual(formFaults('life', opened({command: {event: 'approve', with: {amount: {amount: '1', currency: 'USD', mistake: 1}}}})), ['steps[0].do.command.with.amount.mistake'])
  assert.deepEqual(formFaults('life', opened({command: {event: 'fly', with: {}}})), ['steps[0].do.command.event'])
  assert.deepEqual(formFaults('life', opened({observe: 'Approved', takeBack: {number: 1}})).length, 1)
  assert.deepEqual(formFaults('life', {catalog: 'public', steps: []}), [])
})

test('a mistake in what a step says makes the step malformed, another one the life', () => {
  const life = opened({command: {event: 'approve', with: {mistake: 1}}})
  assert.equal(answer({kind: 'life', in: life}).steps[0].result, 'malformed')
  life.steps[0].meta.mistake = 1
  assert.deepEqual(answer({kind: 'life', in: life}), {result: 'malformed', fields: ['steps[0].meta.mistake']})
})

// The answer of the oracle to each case of a file is the one that stands there.
function holds(file, folder) {
  for (const {case: c, diffs} of compareFile(file, folder)) assert.deepEqual(diffs, [], `${c.id} (${c.covers[0]})`)
}

const corpus = new URL('../corpus/', import.meta.url).pathname
const skip = !existsSync(corpus)
test('each case of the corpus has the answer of the oracle', {skip}, () => {
  for (const f of readdirSync(`${corpus}data`)) holds(`${corpus}data/${f}`)
})

test('each question that was answered wrongly once is answered rightly', {skip}, () => {
  holds(new URL('kept.jsonl', import.meta.url).pathname, corpus)
})

const outcome = (kind, question) => { const {result, ...rest} = answer({kind, in: question}); return result === 'answered' ? rest : result }

test('a member that is null or empty is as left out, but in what is stored or commanded', () => {
  const none = outcome('status', {of: 'claim'})
  assert.equal(none.known, false)
  assert.deepEqual(outcome('status', {of: 'claim', name: null}), none)
  assert.deepEqual(outcome('status', {of: 'claim', name: ''}), none)
  const does = (...list) => outcome('life', {catalog: 'public', steps: list.map((s) => ({do: s, meta: {actor: 'partner center', at: '2023-01-01T00:00:00Z'}}))}).steps.map((s) => s.result)
  assert.deepEqual(does({}, undefined, {open: null}), ['malformed', 'malformed', 'malformed'])
  assert.deepEqual(does({command: {event: 'approve', with: {amount: null}}}, {command: {event: 'cancel', with: {comment: null}}}), ['malformed', 'malformed'])
})

test('two spellings of one ID are one ID', () => {
  const plan = (...values) => answer({kind: 'plan', in: {catalog: 'public', engagements: [], prospect: {at: '2023-01-01T00:00:00Z', identities: values.map((value) => ({customer: {id: {type: 'domain name', value}}}))}}}).result
  assert.equal(plan('Contoso.com', 'contoso.com'), 'malformed')
  assert.equal(plan('bücher.example', 'xn--bcher-kva.example'), 'malformed')
  assert.equal(plan('contoso.com', 'contoso.ch'), 'answered')
})

test('a record that no steps can have made is refused', () => {
  const record = {
    format: 1, id: 'a', version: 2, status: 'Submitted', kind: 'Modern Work and Security Usage', tenant: {type: 'tenant ID', value: 't'}, location: 'l', workloads: ['w'], name: 'n',
    customerContact: {name: 'c', email: 'c@contoso.com'}, customerTitle: 'IT', partnerContact: {name: 'p', email: 'p@fabrikam.com'}, payDeclined: 'no', proof: {reference: 'r'},
    created: '2023-01-06T09:00:00Z', firstSubmitted: '2023-01-07T09:00:00Z', since: '2023-01-07T09:00:00Z', updated: '2023-01-07T09:00:00Z',
  }
  assert.deepEqual(badAssociation(record), [])
  for (const k of Object.keys(record)) assert.notDeepEqual(badAssociation({...record, [k]: undefined}), [], `without ${k}`)
  for (const [k, v] of Object.entries({version: 1, ending: 'opted out', expired: true, approvedAt: '2023-01-07T09:00:00Z', firstSubmitted: '2023-01-05T09:00:00Z', subscription: 's'})) {
    assert.notDeepEqual(badAssociation({...record, [k]: v}), [], `${k}: ${v}`)
  }
})

// The lines that the program writes for lines that it reads.
function written(lines, env = {}) {
  const run = spawnSync(process.execPath, [new URL('oracle.mjs', import.meta.url).pathname], {input: lines.join('\n'), encoding: 'utf8', env: {...process.env, ...env}})
  return {answers: run.stdout.trim().split('\n').map((l) => JSON.parse(l)), status: run.status}
}
const good = JSON.stringify({id: 'good', kind: 'status', in: {of: 'claim', name: 'Approved'}})
const asks = (id, kind, question) => JSON.stringify({id, kind, in: question})
const planAt = (at) => asks('plan', 'plan', {catalog: 'public', engagements: [], prospect: {at}})

for (const [what, line] of Object.entries({
  'no JSON': '{"id":', 'null': 'null', 'a number': '5', 'a list': '[]', 'no kind': '{"id":"bad"}', 'no question': '{"id":"bad","kind":"status"}',
  'the kind __proto__': asks('bad', '__proto__', {}), 'the kind constructor': asks('bad', 'constructor', {}),
  'statuses of constructor': asks('bad', 'status', {of: 'constructor', name: 'Approved'}), 'a member __proto__': '{"id":"bad","kind":"status","in":{"of":"claim","name":"Approved","__proto__":1}}',
  'the month 13': planAt('2023-13-01T00:00:00Z'), 'the second 60': planAt('2023-01-01T00:00:60Z'), 'the hour 24': planAt('2023-01-01T24:00:00Z'), 'a small t and z': planAt('2023-01-01t00:00:00z'),
})) {
  test(`a line of ${what} is malformed, and the next one is answered`, () => {
    const {answers, status} = written([line, good])
    assert.deepEqual(answers.map((a) => a.out.result), ['malformed', 'answered'])
    assert.equal(status, 0)
  })
}

test('the question about a plan is answered at an instant that is one', {skip}, () => {
  assert.equal(written([planAt('2023-01-01T00:00:00Z')]).answers[0].out.result, 'answered')
})

test('an instant is one of the calendar', () => {
  for (const t of ['2023-13-01T00:00:00Z', '2023-02-29T00:00:00Z', '2023-01-01T24:00:00Z', '2023-01-01T00:00:60Z', '2023-01-01t00:00:00z', '2023-01-01T00:00:00+00:00', '2023-01-01T00:00:00.1234567890Z']) assert.throws(() => instant(t), t)
})

test('CORPUS names the folder of the catalogs, and one that is missing is told by its name', {skip}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'))
  try {
    const file = join(folder, 'questions.jsonl')
    const program = (name, ...args) => (CORPUS) => spawnSync(process.execPath, [new URL(name, import.meta.url).pathname, ...args], {encoding: 'utf8', env: {...process.env, CORPUS}})
    const out = answer({kind: 'plan', in: JSON.parse(planAt('2023-01-01T00:00:00Z')).in})
    writeFileSync(file, `${JSON.stringify({...JSON.parse(planAt('2023-01-01T00:00:00Z')), covers: ['a plan'], out})}\n`)
    const compare = program('compare.mjs', file)
    assert.equal(compare(corpus).status, 0)
    const wrong = compare(folder)
    assert.equal(wrong.status, 1)
    assert.match(wrong.stderr, /no catalog "public" in /)
    assert.equal(program('random.mjs', '1', '5', file)(corpus).stdout.trim().split('\n').length, 5)
  } finally {
    rmSync(folder, {recursive: true})
  }
})
