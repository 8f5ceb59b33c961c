// Send the text to the service while the user types, and show the result. Last of the files.

const PAUSE_MS = 150; // without typing, before the text is sent
const LATE_MS = 30_000; // API Gateway waits no longer

const field = $("field");
const card = $("result");

let model = null; // the response of GET /model
let current = null; // the {text, result} on show
let pending = null; // the AbortController of the latest request
let timer = 0;

async function send() {
  clearTimeout(timer);
  pending?.abort();
  pending = null;
  const text = field.value;
  showCurl(text);
  if (!text.trim()) return showRest();
  const mine = (pending = new AbortController());
  const late = setTimeout(() => mine.abort(new DOMException("", LATE)), LATE_MS);
  card.dataset.busy = ""; // aria-busy would keep the live region silent
  try {
    const result = await explain(text, mine.signal);
    if (mine !== pending) return;
    show({ text, result });
    if (isOutdated(result)) loadModel();
  } catch (error) {
    if (mine === pending) showProblem(error);
  } finally {
    clearTimeout(late);
    if (mine === pending) delete card.dataset.busy;
  }
}

// ---- the result

function showState(state, title, sure, detail, muted = false) {
  card.dataset.state = state;
  card.toggleAttribute("data-muted", muted);
  lock.hidden = true;
  // A probability has up to 6 characters; a class before it needs more space.
  $("label").style.setProperty("--length", Math.max(4, title.length, title.length + sure.length - 6));
  // A live region would read even an equal text again.
  for (const [id, text] of [["label", title], ["sure", sure], ["detail", detail]]) {
    if ($(id).textContent !== text) $(id).textContent = text;
  }
}

function clearResult() {
  current = null;
  delete card.dataset.busy;
  $("ends").replaceChildren();
  clearWords();
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
  const { title, message, status, retry } = problem;
  const detail = retry ? `Trying again in ${retry} s: ${message}` : message;
  showState("problem", title, "", detail);
  $("again").hidden = status === 400 || status === 413; // the same text would get the same response
  clearResult();
  if (retry) timer = setTimeout(send, retry * 1000);
  if (status === 403) askForKey($("again"), tryAgain);
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
  const unsure = isUnsure(result);
  const plus = classes.indexOf(favours);
  const winner = several || unsure ? plus : classes.indexOf(label);
  const [second] = classes.filter((_, i) => i !== winner).sort((a, b) => scores[b] - scores[a]);
  const runnerUp = classes.indexOf(second);
  const minus = plus === winner ? runnerUp : winner;
  const against = several
    ? colour(make("span", `not ${favours}`, { className: "class first" }), plus + 1)
    : className(classes, minus, true);
  const sides = [against, className(classes, plus, false)];
  colour(card, winner);

  const share = result.probability ?? null;
  const title = unsure ? "Unsure" : several ? label.join(", ") || "No label" : label;
  const sure = share === null ? "" : probable(share);
  const doubted = result.familiar === false || result.known === 0 || ruleOfList(result);
  showState(unsure ? "unsure" : "result", title, unsure || several ? `${favours} ${sure}` : sure, reason(result), doubted);
  showEnds(classes, winner, runnerUp, share, several);
  showWords(text, result, sides, scores[favours] - (several ? 0 : scores[classes[minus]]));
  showChoices(current, classes);
}

// ---- the model

// Another version decided, or another policy.
function isOutdated(result) {
  return model?.version !== result.version || (isUnsure(result) && !model.policy?.unsure);
}

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
  $("report").hidden = !model.reports;
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

function tryAgain() {
  field.focus(); // the button disappears with the problem
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
$("again").addEventListener("click", tryAgain);
$("copy").addEventListener("click", copy);
addEventListener("online", () => card.dataset.state === "problem" && send());

$("openapi").href = `${base}openapi.json`;
showRest();
loadModel();
if (field.value) send(); // the browser may keep the text over a reload
else showCurl("");
