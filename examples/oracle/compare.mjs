#!/usr/bin/env node
// Answers the files of a corpus and lists each difference.
//   node compare.mjs [--quiet] FILE…
import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {answer} from './oracle.mjs'
import {setFolder, tellMissing} from './catalogs.mjs'
import {cmp, dec, show} from './decimals.mjs'

// README of the corpus, "How to compare".
const WORDS = new Set(['needs', 'reason', 'condition', 'hoursAsked'])
const IGNORED = new Set(['terms', 'content', 'fields'])

// What is compared as a set: README of the corpus, and lists whose order no
// page tells. Earnings come in the order of their IDs; of those without one no
// page says it. The order of the findings of a settlement is open
// (DISAGREEMENTS.md).
const sorted = (list) => list.map((v) => [JSON.stringify(canonical(v)), v]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, v]) => v)
const canonical = (v, key) => (isObject(v) ? Object.keys(v).sort().map((k) => [k, canonical(v[k], k)]) : key === 'amount' && isNumber(v) ? show(dec(v)) : v)
const isNumber = (v) => typeof v === 'string' && /^-?\d+(\.\d+)?$/.test(v)
function orderOf(key, list) {
  if (['permitted', 'missing', 'orders'].includes(key)) return sorted
  if (key === 'findings' && list[0]?.rule?.startsWith('settlement.')) return sorted
  if (key === 'lines' && list[0]?.status !== undefined) return (lines) => [...lines.filter((l) => l.earningId), ...sorted(lines.filter((l) => !l.earningId))]
}

const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v)
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?Z$/
const trim = (t) => t.replace(/(\.\d*?)0+Z$/, '$1Z').replace('.Z', 'Z')

// differences gives [path, wanted, got] for each.
export function differences(want, got, path = '', key = '') {
  if (IGNORED.has(key)) return []
  if (WORDS.has(key)) return (want === undefined) === (got === undefined) ? [] : [[path, want, got]]
  if (key === 'value' && /steps/.test(path)) return []
  if (isObject(want) && isObject(got)) {
    return [...new Set([...Object.keys(want), ...Object.keys(got)])].flatMap((k) => differences(want[k], got[k], path ? `${path}.${k}` : k, k))
  }
  if (Array.isArray(want) && Array.isArray(got)) {
    const order = orderOf(key, want)
    if (order) [want, got] = [order(want), order(got)]
    if (want.length !== got.length) return [[path, want, got]]
    return want.flatMap((w, i) => differences(w, got[i], `${path}[${i}]`))
  }
  if (want === got) return []
  if (key === 'amount' && typeof want === 'string' && typeof got === 'string' && cmp(dec(want), dec(got)) === 0) return []
  if (typeof want === 'string' && typeof got === 'string' && INSTANT.test(want) && trim(want) === trim(got)) return []
  return [[path, want, got]]
}

// compareFile looks for the catalogs in the folder that the variable CORPUS names,
// or else in the one above that of the file, unless another one is given.
export function compareFile(file, folder = process.env.CORPUS ?? join(dirname(file), '..')) {
  setFolder(folder)
  const results = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line) continue
    const c = JSON.parse(line)
    if (c.kind === 'header') continue
    let got
    let diffs
    try {
      got = answer(c)
      diffs = got === null ? null : differences(c.out, got)
    } catch (e) {
      diffs = [['crash', '', `${e.message} ${(e.stack ?? '').split('\n')[1]?.trim()}`]]
    }
    results.push({case: c, diffs})
  }
  return results
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = process.argv.slice(2).filter((a) => !a.startsWith('--'))
  const quiet = process.argv.includes('--quiet')
  const kinds = {}
  const covers = {}
  let different = 0
  for (const file of files) {
    for (const {case: c, diffs} of compareFile(file)) {
      const k = (kinds[c.kind] ??= {cases: 0, answered: 0, equal: 0, different: 0})
      k.cases++
      if (diffs === null) continue
      k.answered++
      const what = c.covers[0].replace(/:.*/, '')
      const t = (covers[c.kind] ??= {})[what] ??= [0, 0]
      t[0]++
      if (!diffs.length) { k.equal++; continue }
      k.different++
      different++
      t[1]++
      if (quiet) continue
      for (const [path, want, got] of diffs) console.log(`${c.id} (${c.covers[0]}) ${path}: wanted ${JSON.stringify(want)}, got ${JSON.stringify(got)}`)
    }
  }
  if (process.argv.includes('--covers')) {
    for (const k in covers) for (const w of Object.keys(covers[k]).sort()) console.log(`${k}: ${w}: ${covers[k][w][0]}, ${covers[k][w][1]} different`)
  }
  console.table(kinds)
  tellMissing()
  process.exitCode = different ? 1 : 0
}
