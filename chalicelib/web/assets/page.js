// Send the text to POST /explain while it is typed, and show the answer.
// The page knows no label by name: a class has its colour and its underline by its place among
// the model's classes. Texts reach the document as textContent only.

const PAUSE_MS = 150; // without typing, before the text is sent
const HEAVY = 0.5; // no word of less weight than this gets the full tint, however light the rest
const FULL_TINT = 75; // per cent; more would cost the words their contrast
const NOT_READY = "Not ready"; // will be asked again
const TITLES = { 400: "Not readable", 403: "Refused", 413: "Too long", 429: NOT_READY, 503: NOT_READY };
const NO_SHARES = [[1, null], [0, null]]; // a bar without an answer

const $ = (id) => document.getElementById(id);
const field = $("field");
const card = $("answer");
const words = $("words");
// The page is served at /, and under a stage at both /api/ and /api.
const base = location.origin + location.pathname.replace(/\/*$/, "/");

const numbers = (digits, style) => new Intl.NumberFormat("en",
  { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
const [decimals, percent, whole] = [numbers(2), numbers(1, "percent"), numbers(0)];

let model = null; // what GET /model answered
let current = null; // {text, answer} on show
let pending = null; // the AbortController of the newest request
let timer = 0;
let total = []; // what the line of figures says while no word is pointed at

/** An answer that is no 200, in words for the user; `retry` in seconds, or null. */
class Problem extends Error {
  constructor(title, message, retry = null) {
    super(message);
    Object.assign(this, { title, retry });
  }
}

function make(tag, textContent = "", more = {}) {
  return Object.assign(document.createElement(tag), { textContent, ...more });
}

// The golden angle keeps any number of hues apart; the first is cool, the second warm.
function colour(element, index) {
  element.style.setProperty("--hue", (262 + index * 137.5) % 360);
  return element;
}

function className(classes, index, first = index === 0) {
  return colour(make("span", classes[index], { className: first ? "class first" : "class" }), index);
}

const isNothing = (number) => Math.abs(number) < 0.005; // it would show as 0.00

function signed(number) {
  return (number < 0 ? "\u2212" : "+") + decimals.format(Math.abs(number));
}

// 100.0% would claim too much.
function probable(share) {
  if (share > 0.999) return ">99.9%";
  return share < 0.001 ? "<0.1%" : percent.format(share);
}

function sureness(share) {
  if (share > 0.99) return "The model is all but certain.";
  if (share > 0.9) return "The model is sure.";
  if (share > 0.7) return "The model leans this way.";
  return share < 0.5 ? "A close call: the mark on the bar decides." : "A close call: it could go either way.";
}

// ---- the service

async function request(route, options) {
  let response;
  try {
    response = await fetch(base + route, options);
  } catch {
    throw new Problem(navigator.onLine ? "Unreachable" : "Offline",
      "The service cannot be reached. Your text is kept; is this device online?");
  }
  // A gateway or a captive portal may answer something that is not JSON.
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw refusal(response, body);
}

function refusal({ status, headers }, body) {
  const said = body?.Message ?? body?.message ?? `The service answered ${status}, without a reason.`;
  const title = TITLES[status] ?? "No answer";
  if (title !== NOT_READY) return new Problem(title, said);
  const retry = Math.min(Number(headers.get("Retry-After")) || 5, 60);
  return new Problem(title, `Trying again in ${retry} s: ${said}`, retry);
}

async function ask() {
  clearTimeout(timer);
  pending?.abort();
  pending = null;
  const text = field.value;
  showCurl(text);
  if (!text.trim()) return rest();
  const mine = (pending = new AbortController());
  card.dataset.busy = ""; // aria-busy would keep the live region silent
  try {
    const answer = await request("explain", {
      method: "POST",
      headers: { "Content-Type": "text/plain; charset=utf-8" },
      body: text,
      signal: mine.signal,
    });
    if (mine === pending) show({ text, answer });
  } catch (error) {
    if (mine === pending) fail(error);
  } finally {
    if (mine === pending) delete card.dataset.busy;
  }
}

// ---- the answer

function say(state, title, sure, detail) {
  card.dataset.state = state;
  $("label").style.setProperty("--length", Math.max(title.length, 4));
  // Only what changes is written: a live region reads out even what is written over by itself.
  for (const [id, text] of [["label", title], ["sure", sure], ["detail", detail]]) {
    if ($(id).textContent !== text) $(id).textContent = text;
  }
}

function clearAnswer() {
  current = null;
  delete card.dataset.busy;
  for (const id of ["words", "ends", "figure", "legend"]) $(id).replaceChildren();
  words.hidden = true; // a list box without options is none
  showBar(NO_SHARES);
}

function rest() {
  say("rest", "Your turn", "", "Type a message or pick an example.");
  clearAnswer();
}

function fail(problem) {
  if (!(problem instanceof Problem)) {
    console.error(problem);
    problem = new Problem("No answer", "What came is not what this page expects.");
  }
  say("problem", problem.title, "", problem.message);
  clearAnswer();
  if (problem.retry) timer = setTimeout(ask, problem.retry * 1000);
}

function show(next) {
  current = next;
  const { text, answer } = next;
  const classes = model?.version === answer.version ? model.classes : Object.keys(answer.scores);
  const winner = classes.indexOf(answer.label);
  const others = classes.filter((name) => name !== answer.label);
  const runnerUp = classes.indexOf(others.reduce((a, b) => (answer.scores[b] > answer.scores[a] ? b : a)));
  // A weight above zero speaks for `plus`: the second of two, or the winner among more.
  const [plus, minus] = classes.length === 2 ? [1, 0] : [winner, runnerUp];
  const sides = [className(classes, minus, true), className(classes, plus, false)];
  colour(card, winner);

  const share = answer.probability ?? null;
  const margin = answer.scores[classes[plus]] - answer.scores[classes[minus]];
  if (share === null) say("answer", answer.label, "", "This model gives no probability.");
  else say("answer", answer.label, probable(share), sureness(share));
  showEnds(classes, winner, runnerUp, share);
  showWords(text, answer, sides, margin);
  if (model?.version !== answer.version) loadModel(); // another model has taken over
}

// Each part is [share, index of its class], without a class it is neutral.
function showBar(parts, threshold = null) {
  const [left, right, mark] = $("bar").children;
  for (const [part, [share, index]] of [[left, parts[0]], [right, parts[1]]]) {
    part.className = index === null ? "" : "class";
    part.style.setProperty("flex-grow", share);
    if (index !== null) colour(part, index);
  }
  mark.hidden = threshold === null;
  mark.style.setProperty("--at", `${100 * (1 - threshold)}%`); // the second grows from the right
}

function showEnds(classes, winner, runnerUp, share) {
  const end = (index, text) => {
    const element = make("span");
    element.append(className(classes, index), text);
    return element;
  };
  if (share === null) {
    showBar(NO_SHARES);
    $("ends").replaceChildren();
  } else if (classes.length === 2) {
    const first = winner === 0 ? share : 1 - share;
    const mark = model?.threshold;
    showBar([[first, 0], [1 - first, 1]], mark);
    $("ends").replaceChildren(end(0, ` ${probable(first)}`),
      mark ? make("span", `${classes[1]} from ${percent.format(mark)}`, { className: "mark" }) : "",
      end(1, ` ${probable(1 - first)}`));
  } else {
    showBar([[share, winner], [1 - share, null]]);
    $("ends").replaceChildren(end(winner, ` ${probable(share)}`), end(runnerUp, " comes second"));
  }
}

function showWords(text, { evidence, intercept }, sides, margin) {
  const points = Array.from(text); // offsets count code points, strings count UTF-16 units
  const heaviest = evidence.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), HEAVY);
  const parts = [];
  let done = 0;
  for (const { start, end, weight } of evidence) {
    parts.push(points.slice(done, start).join(""));
    parts.push(makeWord(points.slice(start, end).join(""), weight, heaviest, sides));
    done = end;
  }
  words.replaceChildren(...parts, points.slice(done).join(""));
  words.hidden = evidence.length === 0;
  if (!words.hidden) words.firstElementChild.tabIndex = 0;

  const sum = `Start ${signed(intercept)}, words ${signed(margin - intercept)}, in all `;
  total = [sum, make("b", figureOf(margin, sides))];
  showFigure(null);
  const legend = sides.map((side, i) => make("span", i ? "+ for " : "\u2212 for "));
  legend.forEach((item, i) => item.append(sides[i]));
  $("legend").replaceChildren(...legend, "The stronger the tint, the more it weighs.");
}

function figureOf(weight, sides) {
  if (isNothing(weight)) return "0.00, speaks for neither";
  return `${signed(weight)} for ${sides[weight < 0 ? 0 : 1].textContent}`;
}

function makeWord(text, weight, heaviest, sides) {
  const figure = figureOf(weight, sides);
  const word = make("span", text, { role: "option", tabIndex: -1, ariaLabel: `${text}, ${figure}` });
  word.dataset.figure = figure;
  if (isNothing(weight)) return word;
  const side = sides[weight < 0 ? 0 : 1];
  word.className = side.className;
  word.style.setProperty("--hue", side.style.getPropertyValue("--hue"));
  word.style.setProperty("--share", `${(FULL_TINT * Math.abs(weight)) / heaviest}%`);
  return word;
}

function showFigure(word) {
  $("figure").replaceChildren(...(word ? [make("q", word.textContent), make("b", word.dataset.figure)] : total));
}

// One tab stop for all words; the arrow keys move it.
function moveTo(word) {
  words.querySelector("[tabindex='0']").tabIndex = -1;
  word.tabIndex = 0;
  word.focus();
}

function onWordKey(event) {
  const word = event.target;
  const [next, previous] = [word.nextElementSibling ?? word, word.previousElementSibling ?? word];
  const to = {
    ArrowRight: next, ArrowDown: next, ArrowLeft: previous, ArrowUp: previous,
    Home: words.firstElementChild, End: words.lastElementChild,
  }[event.key];
  if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  moveTo(to);
}

const focused = () => words.querySelector(":focus");

words.addEventListener("keydown", onWordKey);
words.addEventListener("pointerover", ({ target }) => showFigure(target === words ? focused() : target));
words.addEventListener("pointerleave", () => showFigure(focused()));
words.addEventListener("click", ({ target }) => target !== words && moveTo(target));
words.addEventListener("focusin", ({ target }) => showFigure(target));
words.addEventListener("focusout", () => showFigure(null));

// ---- the model

async function loadModel() {
  try {
    model = await request("model");
    showModel();
    if (current?.answer.version === model.version) show(current); // now in its classes' order
  } catch {
    $("no-model").textContent = "It cannot be asked now."; // once known, it stays on show
  }
}

function showModel() {
  const { classes, version, recipe, metrics, data } = model;
  if (classes.length <= 4) {
    const before = (i) => (i === 0 ? "" : i < classes.length - 1 ? ", " : " or ");
    $("heading").replaceChildren(...classes.flatMap((_, i) => [before(i), className(classes, i)]), "?");
    document.title = $("heading").textContent;
  }
  const accuracy = metrics?.accuracy?.mean ?? metrics?.accuracy;
  const labels = Object.entries(data?.labels ?? {}).map(([name, rows]) => `${whole.format(rows)} ${name}`);
  const facts = [
    ["Accuracy", Number.isFinite(accuracy) && `${percent.format(accuracy)} of texts held out`],
    ["Data", data?.rows && [`${whole.format(data.rows)} texts`, ...labels].join(" · ")],
    ["Recipe", recipe],
    ["Version", version],
  ];
  $("facts").replaceChildren(...facts.filter(([, fact]) => fact).map(([name, fact]) => {
    const pair = make("div");
    pair.append(make("dt", name), make("dd", String(fact)));
    return pair;
  }));
  $("no-model").hidden = true;
}

// ---- the shell

// In single quotes a POSIX shell takes everything as it is, but for the single quote.
function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function showCurl(text) {
  // --data-raw: with --data or --data-binary a text that begins with @ would name a file.
  const body = quoted(text.trim() ? text : "Your message");
  $("curl").textContent =
    `curl -H 'Content-Type: text/plain' --data-raw ${body} ${quoted(`${base}spamorham`)}`;
  $("copied").textContent = "";
}

async function copy() {
  getSelection().selectAllChildren($("curl")); // for the fallback, and for Ctrl+C
  try {
    await navigator.clipboard.writeText($("curl").textContent);
  } catch {
    // Without https or permission; the old way needs neither, but may fail as well.
    if (!document.execCommand("copy")) return void ($("copied").textContent = "Press Ctrl+C");
  }
  getSelection().removeAllRanges();
  $("copied").textContent = "Copied";
}

// ---- what the user does

function put(text) {
  field.value = text;
  ask();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
});
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!field.value.trim()) field.focus();
  ask();
});
$("clear").addEventListener("click", () => {
  put("");
  field.focus();
});
$("examples").addEventListener("click", ({ target }) => target.dataset.text && put(target.dataset.text));
$("again").addEventListener("click", () => {
  field.focus(); // the button goes away with the problem
  ask();
});
$("copy").addEventListener("click", copy);
addEventListener("online", () => card.dataset.state === "problem" && ask());

$("openapi").href = `${base}openapi.json`;
rest();
loadModel();
if (field.value) ask(); // the browser may have kept the text over a reload
else showCurl("");
