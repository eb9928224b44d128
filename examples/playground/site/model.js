// What the page shows, made of the results of a play. Nothing here touches the
// page, so that it can be tried by itself.

/** Returns an instant in milliseconds; NaN if it is none. */
export const timeOf = (at) => Date.parse(String(at).replace(/(\.\d{3})\d+/, "$1"));

/** Returns the lines of a play, one object for each step. */
export function linesOf(play) {
  return play.lines.split("\n").filter(Boolean).map((text) => JSON.parse(text));
}

/** Returns the claims of a play in the order of their first step. */
export function claimsOf(lines) {
  const claims = new Map();
  const add = (name, line) => {
    if (!claims.has(name)) claims.set(name, { name, lines: [] });
    claims.get(name).lines.push(line);
  };
  for (const line of lines) {
    if (line.claim) add(line.claim, line);
    for (const swept of line.swept ?? []) add(swept.claim, afterSweep(claims.get(swept.claim), line, swept));
  }
  return [...claims.values()].map((claim) => ({ ...claim, ...stateOf(claim.lines), clocks: clocksOf(claim.lines) }));
}

/** Returns the line of a claim that a sweep moved: a sweep is about no claim. */
function afterSweep(claim, line, swept) {
  const before = claim?.lines.at(-1) ?? {};
  const deadlines = (before.deadlines ?? []).filter((d) => timeOf(d.at) >= timeOf(line.at));
  return { ...before, ...line, claim: swept.claim, kind: swept.kind, status: swept.status, ending: null, deadlines, refusal: null };
}

/** Returns what is known of a claim after its last step. */
function stateOf(lines) {
  const opened = lines.filter((line) => line.status);
  const last = opened.at(-1) ?? lines.at(-1);
  return { last, opened: opened.length > 0, payout: lines.findLast((line) => line.payout)?.payout };
}

/**
 * Returns every clock that ran for a claim. State is "runs", "stopped" if the
 * claim went on in time, or "over". A clock that runs again is the same one.
 */
function clocksOf(lines) {
  const clocks = [];
  for (const line of lines.filter((line) => line.status)) {
    const running = line.deadlines ?? [];
    for (const d of running) {
      const known = clocks.find((c) => c.kind === d.kind && c.at === d.at);
      if (!known) clocks.push({ ...d, from: line.at, state: "runs", until: line.at });
      else if (known.state === "stopped") known.state = "runs";
    }
    for (const clock of clocks.filter((c) => c.state === "runs")) {
      const over = timeOf(line.at) > timeOf(clock.at);
      if (running.some((d) => d.kind === clock.kind && d.at === clock.at) && !over) {
        clock.until = line.at;
      } else {
        clock.state = over ? "over" : "stopped";
        clock.until = over ? clock.at : line.at;
      }
    }
  }
  return clocks;
}

/** Returns the first and the last instant of a claim, in milliseconds. */
export function spanOf(claim) {
  const instants = [...claim.lines.map((line) => line.at), ...claim.clocks.flatMap((c) => [c.from, c.at])];
  const times = instants.map(timeOf).filter(Number.isFinite);
  if (times.length === 0) return { from: 0, to: 1 };
  const from = Math.min(...times), to = Math.max(...times);
  const room = Math.max((to - from) * 0.03, 6e7);
  return { from: from - room, to: to + room };
}

/** Returns at most six days on which months begin, for the axis of a span. */
export function ticksOf({ from, to }) {
  const months = [];
  const day = new Date(from);
  day.setUTCDate(1);
  day.setUTCHours(0, 0, 0, 0);
  for (let i = 0; day.getTime() <= to && i < 2400; i++) {
    if (day.getTime() >= from) months.push(day.getTime());
    day.setUTCMonth(day.getUTCMonth() + 1);
  }
  const every = [1, 2, 3, 6, 12, 24, 60, 120, 240, 480].find((n) => months.length / n <= 6) ?? 480;
  return months.filter((_, i) => i % every === 0);
}

/** Counts the outcomes of lines. */
export function countsOf(lines) {
  const counts = { applied: 0, refused: 0, invalid: 0 };
  for (const line of lines) counts[line.outcome]++;
  return counts;
}

/** Returns the steps of a book's text, or null if it is no JSON with steps. */
export function stepsOf(text) {
  try {
    const steps = JSON.parse(text.replace(/^\uFEFF/, "")).steps;
    return Array.isArray(steps) ? steps.map((s) => (s && typeof s === "object" ? s : {})) : null;
  } catch {
    return null;
  }
}

/** Returns an instant of a book for an input of a date and a time, in UTC. */
export function localOf(at) {
  const time = timeOf(at);
  return Number.isFinite(time) ? new Date(time).toISOString().replace(/^\+0*/, "").slice(0, 19) : "";
}

/** Returns the instant of such an input as a book writes it, or "". */
export function instantOf(local) {
  const full = local.length === 16 ? local + ":00" : local.slice(0, 19);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(full) ? full + "Z" : "";
}

/** Returns an instant that is some days later, as a book writes it. */
export function daysLater(at, days) {
  const time = timeOf(at);
  return Number.isFinite(time) ? localOf(new Date(time + days * 864e5).toISOString()) + "Z" : "";
}

/** Returns the offset of a line and a column, both from 1, in a text. */
export function offsetOf(text, line, column) {
  let offset = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return text.length;
    offset = end + 1;
  }
  for (let i = 1; i < column && offset < text.length; i++) {
    offset += text.codePointAt(offset) > 0xffff ? 2 : 1;
  }
  return offset;
}
