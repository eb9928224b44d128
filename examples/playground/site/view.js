// Parts of the page, made of the model. Texts become text nodes only, so that
// nothing in a book can be markup.
import { spanOf, ticksOf, timeOf } from "./model.js";

/** Returns an element with attributes and children; null is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const day = (at) => String(at).slice(0, 10);
const grouped = (amount) => amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
const money = (m) => (m ? `${m.currency} ${grouped(m.amount)}` : "—");
export const badge = (text, kind) => h("span", { class: `badge ${kind ?? ""}` }, text);

/** Returns the text of a rule and its source. */
function cite(rule, source) {
  const parts = [source?.title, [source?.published, source?.grade && `(${source.grade})`].filter(Boolean).join(" ")].filter(Boolean);
  return h("p", { class: "source" }, rule ? h("code", {}, rule) : null, " ", parts.join(", "));
}

/** Returns the sign of a status. */
function signOf(line) {
  if (!line.status) return "bad";
  if (/expired|declined|rejected|canceled|cancelled/i.test(line.status)) return "bad";
  return /approved/i.test(line.status) ? "good" : "wait";
}

/** Returns what a step of the play says about itself. */
const stepText = (line) => `step ${line.step}, ${day(line.at ?? "no date")}: ${line.by} ${line.do}`;

/** Returns a claim with its timeline, deadlines and pay. */
export function claimView(claim) {
  const status = claim.last.status ?? "not opened";
  return h("article", { class: "claim" },
    h("h3", {}, claim.name, " ", badge(claim.last.ending ? `${status}, ${claim.last.ending}` : status, signOf(claim.last))),
    claim.last.shown && h("p", { class: "notice warn" }, `Partner Center shows ${claim.last.shown}`),
    (claim.last.warnings ?? []).map((text) => h("p", { class: "notice warn" }, text)),
    timeline(claim),
    deadlines(claim),
    claim.payout ? payout(claim) : null,
    referral(claim.last.referral),
    list("Still missing before it can be submitted", claim.last.missingEvidence));
}

/** Returns the timeline of a claim: a row for its steps, and one for each clock. */
function timeline(claim) {
  const span = spanOf(claim);
  const place = (at) => (100 * ((typeof at === "number" ? at : timeOf(at)) - span.from)) / (span.to - span.from);
  const put = (element, from, to) => {
    element.style.left = `${place(from)}%`;
    if (to !== undefined) element.style.width = `${Math.max(place(to) - place(from), 0.4)}%`;
    return element;
  };
  const row = (name, ...parts) => h("div", { class: "lane" }, h("span", { class: "lane-name" }, name), h("div", { class: "track" }, ...parts));
  const dots = claim.lines.filter((line) => line.at).map((line) => put(h("i", { class: `dot ${line.outcome}`, title: `${stepText(line)}, ${line.outcome}` }), line.at));
  const clocks = claim.clocks.map((c) => row(c.kind,
    put(h("i", { class: "window", title: `${c.kind}: until ${c.lastDay}` }), c.from, c.at),
    put(h("i", { class: `run ${c.state}` }), c.from, c.until)));
  const axis = row("", ticksOf(span).map((time) => put(h("i", { class: "tick" }, new Date(time).toISOString().slice(0, 7)), time)));
  const words = claim.clocks.map((c) => `${c.kind} until ${c.lastDay}`).join("; ");
  return h("div", { class: "timeline", role: "img", "aria-label": `Timeline of ${claim.name}: ${claim.lines.length} steps${words ? "; " + words : ""}` },
    row("steps", dots), clocks, axis);
}

const endOf = { runs: "runs", stopped: "stopped", over: "ran out" };

/** Returns the table of the clocks that ran. */
function deadlines(claim) {
  if (claim.clocks.length === 0) return null;
  const rows = claim.clocks.map((c) => h("tr", {},
    h("th", { scope: "row" }, c.kind),
    h("td", {}, h("time", { datetime: c.lastDay }, c.lastDay)),
    h("td", { class: "short" }, `${c.days} ${c.business ? "business " : ""}days`),
    h("td", {}, badge(endOf[c.state], c.state === "over" ? "bad" : c.state === "runs" ? "wait" : "good"),
      c.state === "stopped" ? ` ${day(c.until)}` : c.then ? ` then ${c.then}` : c.expires && c.state === "runs" ? " then the claim expires" : ""),
    h("td", { class: "wide" }, cite(c.rule, c.source))));
  return scrolled(`Deadlines of ${claim.name}`, h("table", {}, h("caption", {}, "Deadlines"),
    h("thead", {}, h("tr", {}, ["clock", "last day", "length", "state", "rule and source"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows)));
}

/** Returns a part that can be scrolled sideways, by keyboard too. */
const scrolled = (label, child) => h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": label }, child);

/** Returns what a claim pays, and how it was calculated. */
function payout(claim) {
  const p = claim.payout;
  const amounts = claim.last.amounts ?? {};
  const text = p.outcome === "pass" ? money(p) : p.outcome === "fail" ? "nothing: " + (p.reason || "no rate applies") : "unknown: needs " + (p.needs ?? []).join(", ");
  const rows = (p.steps ?? []).map((s) => h("tr", {},
    h("th", { scope: "row" }, s.name), h("td", {}, s.detail), h("td", { class: "figure" }, s.value, s.limiting ? " ← decides" : ""), h("td", { class: "wide" }, cite("", s.source))));
  return h("div", { class: "payout" },
    h("p", {}, `Payout, ${p.basis}: `, h("strong", {}, text)),
    h("dl", {}, [...["estimated", "requested", "approved"].map((name) => [name, money(amounts[name])]), ["paid", (amounts.paid ?? []).map(money).join(", ") || "—"]]
      .map(([name, amount]) => h("div", {}, h("dt", {}, name), h("dd", {}, amount)))),
    rows.length ? h("details", { "data-key": `payout ${claim.name}` }, h("summary", {}, "How it is calculated"), scrolled(`Calculation of ${claim.name}`, h("table", {}, h("tbody", {}, rows)))) : null);
}

/** Returns the referral of a claim, if it has one. */
function referral(r) {
  if (!r || (r.dealType === "none" && !r.findings)) return null;
  const against = (r.findings ?? []).map((f) => h("li", {}, `${f.outcome}: wants ${f.want}, found ${f.found}`, cite(f.rule, f.source)));
  const differ = (r.differences ?? []).map((d) => h("li", {}, `wants ${d.want}, found ${d.found}; ${d.remedy}`));
  return h("div", {}, h("p", {}, "Referral: ", h("strong", {}, r.dealType), r.linked ? `, made by Partner Center and linked; Microsoft's sellers: ${r.sellers}` : ""),
    against.length + differ.length ? h("ul", {}, against, differ) : null);
}

function list(title, texts) {
  return texts?.length ? h("p", {}, `${title}: ${texts.join(", ")}`) : null;
}

/** Returns the refused steps, each with its rule, findings and source. */
export function refusalsView(lines) {
  const refused = lines.filter((line) => line.refusal);
  if (refused.length === 0) return null;
  return section("Refused steps", refused.map((line) => {
    const r = line.refusal;
    const findings = (r.findings ?? []).map((f) => h("li", {}, `${f.outcome}: wants ${f.want}, found ${f.found}`, cite(f.rule, f.source)));
    return h("li", {}, h("p", {}, h("strong", {}, `${stepText(line)} ${line.claim ?? ""}`)),
      findings.length ? h("ul", {}, findings) : [h("p", {}, r.message), cite(r.rule, r.source)],
      !findings.length && r.permitted?.length ? h("p", { class: "minor" }, `permitted: ${r.permitted.join(", ")}`) : null);
  }));
}

/** Returns what is ahead of proposals, and the results that are not expected. */
export function findingsView(play, lines) {
  const ahead = lines.flatMap((line) => (line.ahead ?? []).map((f) => h("li", {}, `${stepText(line)} ${line.claim}: wants ${f.want}, found ${f.found}`, cite(f.rule, f.source))));
  const differ = play.differences.map((d) => h("li", {}, h("code", {}, d.path), ` ${d.about}: want ${d.want}, found ${d.found}`));
  return [differ.length ? section("Not as the book expects", differ) : null, ahead.length ? section("Ahead of proposals", ahead) : null];
}

const section = (title, items) => h("section", { class: "panel" }, h("h3", {}, title), h("ul", { class: "plain" }, items));

/** Returns the problems of a text; go is called with one that has a place. */
export function problemsView(title, problems, go) {
  if (problems.length === 0) return null;
  return h("div", { class: "notice bad" }, h("p", {}, h("strong", {}, title)), h("ul", {}, problems.map((p) =>
    h("li", {}, p.message, go && p.line ? [" ", h("button", { type: "button", class: "small", onclick: () => go(p) }, `Go to line ${p.line}`)] : null))));
}

/** Returns the engagements of a catalog with the IDs that a book writes. */
export function engagementsView(terms) {
  return terms.editions.map((e) => h("div", {}, h("p", {}, h("strong", {}, e.id), `, published ${e.published}`),
    h("ul", {}, e.engagements.map((one) => h("li", {}, one.title, " ", h("code", {}, one.id))))));
}
