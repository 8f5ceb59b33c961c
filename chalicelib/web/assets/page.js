// Send the text to POST /explain while the user types, and show the result.
// The page knows no label by name: a class's position sets its colour and underline. Texts enter the document only as textContent.

const PAUSE_MS = 150; // without typing, before the text is sent
const HEAVY = 0.5; // smaller weights never get the full tint
const FULL_TINT = 75; // per cent; more would leave the words too little contrast
const NOT_READY = "Not ready"; // the page tries again
const TITLES = { 400: "Invalid text", 403: "Refused", 413: "Too long", 429: NOT_READY, 503: NOT_READY };
const NO_SHARES = [[1, null], [0, null]]; // an empty bar

const $ = (id) => document.getElementById(id);
const field = $("field");
const card = $("result");
const words = $("words");
// The page is at /, or under a stage at both /api/ and /api.
const base = location.origin + location.pathname.replace(/\/*$/, "/");

const numbers = (digits, style) => new Intl.NumberFormat("en",
  { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
const [decimals, percent, whole] = [numbers(2), numbers(1, "percent"), numbers(0)];

let model = null; // the response of GET /model
let current = null; // the {text, result} on show
let pending = null; // the AbortController of the latest request
let timer = 0;
let total = []; // the figures while no word is selected

/** A failed request, in words for the user; `retry` is in seconds, or null. */
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

const isNothing = (number) => Math.abs(number) < 0.005; // it is shown as 0.00

function signed(number) {
  return (number < 0 ? "\u2212" : "+") + decimals.format(Math.abs(number));
}

// 100.0% would claim certainty.
function probable(share) {
  if (share > 0.999) return ">99.9%";
  return share < 0.001 ? "<0.1%" : percent.format(share);
}

function sureness(share) {
  if (share > 0.99) return "The model is almost certain.";
  if (share > 0.9) return "The model is confident.";
  if (share > 0.7) return "The model is fairly confident.";
  return share < 0.5 ? "A close call, decided by the threshold." : "A close call.";
}

// ---- the service

async function request(route, options) {
  let response;
  try {
    response = await fetch(base + route, options);
  } catch {
    throw new Problem(navigator.onLine ? "Unreachable" : "Offline",
      "The service cannot be reached. Your text is kept. Check your connection.");
  }
  // A gateway may respond with no JSON.
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw refusal(response, body);
}

function refusal({ status, headers }, body) {
  const message = body?.Message ?? body?.message ?? `Status ${status} without a reason.`;
  const title = TITLES[status] ?? "No result";
  if (status === 413) return new Problem(title, `Such a long text is not explained: ${message}. The curl command may still label it.`);
  if (title !== NOT_READY) return new Problem(title, message);
  const retry = Math.min(Number(headers.get("Retry-After")) || 5, 60);
  return new Problem(title, `Trying again in ${retry} s: ${message}`, retry);
}

async function send() {
  clearTimeout(timer);
  pending?.abort();
  pending = null;
  const text = field.value;
  showCurl(text);
  if (!text.trim()) return showRest();
  const mine = (pending = new AbortController());
  card.dataset.busy = ""; // aria-busy would keep the live region silent
  try {
    const result = await request("explain", {
      method: "POST",
      headers: { "Content-Type": "text/plain; charset=utf-8" },
      body: text,
      signal: mine.signal,
    });
    if (mine === pending) show({ text, result });
  } catch (error) {
    if (mine === pending) showProblem(error);
  } finally {
    if (mine === pending) delete card.dataset.busy;
  }
}

// ---- the result

function showState(state, title, sure, detail) {
  card.dataset.state = state;
  $("label").style.setProperty("--length", Math.max(title.length, 4));
  // A live region would read even an equal text again.
  for (const [id, text] of [["label", title], ["sure", sure], ["detail", detail]]) {
    if ($(id).textContent !== text) $(id).textContent = text;
  }
}

function clearResult() {
  current = null;
  delete card.dataset.busy;
  for (const id of ["words", "ends", "figure", "legend"]) $(id).replaceChildren();
  words.hidden = true; // a list box must have options
  showBar(NO_SHARES);
}

function showRest() {
  showState("rest", "Your turn", "", "Type or paste a message.");
  clearResult();
}

function showProblem(problem) {
  if (!(problem instanceof Problem)) {
    console.error(problem);
    problem = new Problem("No result", "The response has an unexpected form.");
  }
  showState("problem", problem.title, "", problem.message);
  clearResult();
  if (problem.retry) timer = setTimeout(send, problem.retry * 1000);
}

// The positive class is last; until the model is known, the one that the weights favour.
function classesOf({ version, scores, favours }) {
  if (model?.version === version) return model.classes;
  const classes = Object.keys(scores);
  return classes.length === 2 ? classes.sort((a) => (a === favours ? 1 : -1)) : classes;
}

function show(next) {
  current = next;
  const { text, result } = next;
  const { label, scores, favours } = result;
  const several = Array.isArray(label);
  const classes = classesOf(result);
  const plus = classes.indexOf(favours);
  const winner = several ? plus : classes.indexOf(label);
  const [second] = classes.filter((_, i) => i !== winner).sort((a, b) => scores[b] - scores[a]);
  const runnerUp = classes.indexOf(second);
  const minus = plus === winner ? runnerUp : winner;
  const against = several
    ? colour(make("span", `not ${favours}`, { className: "class first" }), plus + 1)
    : className(classes, minus, true);
  const sides = [against, className(classes, plus, false)];
  colour(card, winner);

  const share = result.probability ?? null;
  const sure = several ? `${favours} is the most probable label.` : sureness(share);
  const title = several ? label.join(", ") || "No label" : label;
  if (share === null) showState("result", title, "", "This model has no probabilities.");
  else showState("result", title, probable(share), sure);
  showEnds(classes, winner, runnerUp, share, several);
  showWords(text, result, sides, scores[favours] - (several ? 0 : scores[classes[minus]]));
  if (model?.version !== result.version) loadModel(); // there is a new model
}

// Each part is [share, index of its class, or null].
function showBar(parts, threshold = null) {
  const [left, right, mark] = $("bar").children;
  for (const [part, [share, index]] of [[left, parts[0]], [right, parts[1]]]) {
    part.className = index === null ? "" : "class";
    part.style.setProperty("flex-grow", share);
    if (index !== null) colour(part, index);
  }
  mark.hidden = threshold === null;
  mark.style.setProperty("--at", `${100 * (1 - threshold)}%`); // it grows from the right
}

function showEnds(classes, winner, runnerUp, share, several) {
  const end = (index, text) => {
    const element = make("span");
    element.append(className(classes, index), text);
    return element;
  };
  if (share === null) {
    showBar(NO_SHARES);
    $("ends").replaceChildren();
  } else if (classes.length === 2 && !several) {
    const first = winner === 0 ? share : 1 - share;
    const mark = model?.threshold;
    showBar([[first, 0], [1 - first, 1]], mark);
    $("ends").replaceChildren(end(0, ` ${probable(first)}`),
      mark ? make("span", `${classes[1]} from ${percent.format(mark)}`, { className: "mark" }) : "",
      end(1, ` ${probable(1 - first)}`));
  } else {
    showBar([[share, winner], [1 - share, null]]);
    $("ends").replaceChildren(end(winner, ` ${probable(share)}`), several ? "" : end(runnerUp, " comes second"));
  }
}

function showWords(text, { evidence, intercept, method }, sides, margin) {
  const points = Array.from(text); // offsets count code points, not UTF-16 units
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

  const exact = method === "exact";
  const sum = exact ? `words ${signed(margin - intercept)}, ` : "";
  total = [`Start ${signed(intercept)}, ${sum}total `, make("b", figureOf(margin, sides))];
  showFigure(null);
  const legend = sides.map((side, i) => make("span", i ? "+ for " : "\u2212 for "));
  legend.forEach((item, i) => item.append(sides[i]));
  $("legend").replaceChildren(...legend, exact ? "A stronger tint means a larger weight."
    : "Each word was left out alone; the weights do not add up.");
}

function figureOf(weight, sides) {
  if (isNothing(weight)) return "0.00 for neither class";
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

// All words share one tab stop; the arrow keys move it.
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
    if (model.positive === model.classes[0]) model.classes.reverse();
    showModel();
    showExamples(model.examples ?? []);
    if (current?.result.version === model.version) show(current); // now in the order of its classes
  } catch {
    $("no-model").textContent = "Not available now."; // older facts stay
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
  const labels = classes.length > 4 ? [`${classes.length} classes`]
    : Object.entries(data?.labels ?? {}).map(([name, rows]) => `${whole.format(rows)} ${name}`);
  const facts = [
    ["Accuracy", Number.isFinite(accuracy) && `${percent.format(accuracy)} of held-out texts`],
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

function showExamples(examples) {
  $("examples").replaceChildren(...examples.map(({ label, text }) => {
    const button = make("button", label, { type: "button", title: text });
    button.dataset.text = text;
    return button;
  }));
  $("try").hidden = !examples.length;
}

// ---- the shell

// In single quotes, a POSIX shell changes nothing but the quote: it's -> 'it'\''s'
function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function showCurl(text) {
  // --data and --data-binary would read @name as a file.
  const body = quoted(text.trim() ? text : "Your message");
  $("curl").textContent =
    `curl -H 'Content-Type: text/plain' --data-raw ${body} ${quoted(`${base}spamorham`)}`;
  $("copied").textContent = "";
}

async function copy() {
  getSelection().selectAllChildren($("curl")); // for the fallback and Ctrl+C
  try {
    await navigator.clipboard.writeText($("curl").textContent);
  } catch {
    // Without https or permission, the old way may work.
    if (!document.execCommand("copy")) return void ($("copied").textContent = "Press Ctrl+C");
  }
  getSelection().removeAllRanges();
  $("copied").textContent = "Copied";
}

// ---- events

function setText(text) {
  field.value = text;
  send();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE_MS);
});
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!field.value.trim()) field.focus();
  send();
});
$("clear").addEventListener("click", () => {
  setText("");
  field.focus();
});
$("examples").addEventListener("click", ({ target }) => target.dataset.text && setText(target.dataset.text));
$("again").addEventListener("click", () => {
  field.focus(); // the button disappears with the problem
  send();
});
$("copy").addEventListener("click", copy);
addEventListener("online", () => card.dataset.state === "problem" && send());

$("openapi").href = `${base}openapi.json`;
showRest();
loadModel();
if (field.value) send(); // the browser may keep the text over a reload
else showCurl("");
