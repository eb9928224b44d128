// The page: it starts the program, hands it what is typed, and shows what it
// answers. Nothing is stored, and nothing is sent.
import * as model from "./model.js";
import * as view from "./view.js";

const part = (id) => document.getElementById(id);
const book = part("book");
let engine; // the functions of the program
let lines = []; // of the latest play

/** Starts the program. Where it is served with another type, it is read whole. */
async function start() {
  const go = new globalThis.Go();
  const program = await fetch("play.wasm");
  if (!program.ok) throw new Error(`play.wasm: ${program.status} ${program.statusText}`);
  const { instance } = program.headers.get("Content-Type") === "application/wasm"
    ? await WebAssembly.instantiateStreaming(program, go.importObject)
    : await WebAssembly.instantiate(await program.arrayBuffer(), go.importObject);
  go.run(instance).then(stopped, stopped);
  engine = globalThis.playground;
  if (!engine) throw new Error("the program did not start");
}

function stopped() {
  engine = null;
  fail(new Error("the program has stopped; save the book, and load the page again"));
}

function fail(error) {
  part("summary").textContent = `The rules cannot run: ${error.message}`;
}

/** Plays the book and shows the results. */
function play() {
  if (!engine) return;
  const began = performance.now();
  const result = JSON.parse(engine.play(book.value));
  const took = performance.now() - began;
  lines = model.linesOf(result);
  const open = new Set([...document.querySelectorAll("#claims details[open]")].map((d) => d.dataset.key));
  fill("problems", view.problemsView(result.problems.length === 1 ? "The book has a problem." : `The book has ${result.problems.length} problems.`, result.problems, goTo));
  fill("claims", model.claimsOf(lines).filter((claim) => claim.opened).map(view.claimView));
  fill("refusals", view.refusalsView(lines));
  fill("findings", view.findingsView(result, lines));
  for (const d of document.querySelectorAll("#claims details")) d.open = open.has(d.dataset.key);
  part("story").querySelector("pre").textContent = result.story;
  part("story").hidden = !result.story;
  part("summary").textContent = summary(result, took);
  showSteps(result);
}

function fill(id, parts) {
  part(id).replaceChildren(...[parts].flat().filter(Boolean));
}

function summary(result, took) {
  const counts = model.countsOf(lines);
  const texts = [`${lines.length} steps played: ${counts.applied} applied, ${counts.refused} refused${counts.invalid ? `, ${counts.invalid} malformed` : ""}.`];
  if (result.expected) texts.push(`Of ${result.expected} expected values, ${result.differences.length || "none"} differ${result.differences.length === 1 ? "s" : ""}.`);
  if (result.problems.length && !lines.length) return "The book is malformed and was not played.";
  if (result.problems.length) texts.push("The play ended at a malformed step.");
  return `${texts.join(" ")} (${Math.round(took)} ms)`;
}

/** Shows the steps of the book as a form. A row is kept while it is edited. */
function showSteps() {
  const steps = model.stepsOf(book.value);
  const list = part("steps");
  list.classList.toggle("stale", !steps);
  for (const control of list.querySelectorAll("input, button")) control.disabled = !steps;
  if (!steps) return;
  while (list.children.length > steps.length) list.lastChild.remove();
  while (list.children.length < steps.length) list.append(newRow(list.children.length));
  steps.forEach((step, i) => showStep(list.children[i], step, lines[i]));
}

function newRow(i) {
  const input = view.h("input", { type: "datetime-local", step: 1, class: "at", onchange: (e) => move(i, model.instantOf(e.target.value)) });
  const later = (days, text) => view.h("button", {
    type: "button", class: "small", "aria-label": `Step ${i + 1} one day ${days < 0 ? "earlier" : "later"}`,
    onclick: () => move(i, model.daysLater(model.stepsOf(book.value)?.[i]?.at, days)),
  }, text);
  const name = view.h("button", { type: "button", class: "link", onclick: () => goToStep(i) });
  return view.h("li", {}, view.h("span", { class: "what" }, name, " ", view.h("span", { class: "outcome" })), view.h("span", { class: "when" }, input, later(-1, "−"), later(1, "+")));
}

function showStep(row, step, line) {
  const text = [step.by, step.do, step.claim].filter((t) => typeof t === "string").join(" ");
  const input = row.querySelector("input");
  const value = model.localOf(step.at);
  if (input.value !== value && model.instantOf(input.value) !== step.at) input.value = value;
  input.setAttribute("aria-label", `When ${text}`);
  row.querySelector(".link").textContent = text || "a step";
  const outcome = line ? (line.outcome === "applied" ? line.status ?? "applied" : line.outcome) : "not played";
  row.querySelector(".outcome").replaceChildren(view.badge(outcome, { refused: "bad", invalid: "bad" }[line?.outcome]));
}

/** Dates a step at another instant. */
function move(i, at) {
  if (!engine || !at) return;
  const edit = JSON.parse(engine.move(book.value, i, at, part("along").checked));
  if (edit.problem) {
    part("summary").textContent = edit.problem;
    return;
  }
  const top = book.scrollTop;
  book.value = edit.text;
  book.scrollTop = top;
  play();
}

/** Puts the cursor at the place of a problem. */
function goTo({ line, column }) {
  const at = model.offsetOf(book.value, line, column);
  book.focus();
  book.setSelectionRange(at, at);
  const height = parseFloat(getComputedStyle(book).lineHeight);
  book.scrollTop = Math.max(0, (line - 4) * height);
}

/** Puts the cursor at the date of a step. */
function goToStep(i) {
  const found = JSON.parse(engine.place(book.value, i));
  if (found.line) goTo(found);
}

function showCatalog(terms) {
  part("catalog").textContent = terms.name;
  fill("catalog-problems", view.problemsView("The catalog is malformed, so the one before it stays.", terms.problems));
  part("engagements").querySelector("div").replaceChildren(...view.engagementsView(terms));
}

function save() {
  const link = view.h("a", { href: URL.createObjectURL(new Blob([book.value], { type: "application/json" })), download: "book.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Calls use with the name and the text of a file that is chosen. */
function whenChosen(button, input, use) {
  part(button).addEventListener("click", () => part(input).click());
  part(input).addEventListener("change", async (e) => {
    const file = e.target.files[0];
    e.target.value = "";
    if (!file) return;
    if (file.size > 8 << 20) part("summary").textContent = `${file.name} has more than 8 MB and was not opened.`;
    else use(file.name, await file.text());
  });
}

function listen() {
  let waiting;
  book.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(play, 200);
  });
  whenChosen("open-book", "book-file", (_, text) => { book.value = text; play(); });
  whenChosen("open-catalog", "catalog-file", (name, text) => { showCatalog(JSON.parse(engine.load(name, text))); play(); });
  part("public-catalog").addEventListener("click", () => { showCatalog(JSON.parse(engine.load("", ""))); play(); });
  part("example").addEventListener("click", () => { book.value = engine.example(); play(); });
  part("save-book").addEventListener("click", save);
  for (const control of document.querySelectorAll("button, textarea")) control.disabled = false;
}

start().then(() => {
  listen();
  book.value = engine.example();
  showCatalog(JSON.parse(engine.load("", "")));
  play();
}, fail);
