// The words of the text with their weights, as a list box.

const HEAVY = 0.5; // smaller weights never get the full tint
const FULL_TINT = 75; // per cent; more would leave the words too little contrast

const words = $("words");
let total = []; // the figures while no word is selected

const isNothing = (number) => Math.abs(number) < 0.005; // it is shown as 0.00

function signed(number) {
  return (number < 0 ? "\u2212" : "+") + decimals.format(Math.abs(number));
}

function clearWords(note = "") {
  total = []; // a pointer that leaves the words would show the figures of the last text
  words.replaceChildren();
  words.hidden = true; // a list box must have options
  $("figure").replaceChildren();
  $("legend").replaceChildren(note);
}

function showWords(text, { evidence, intercept, method, unexplained }, sides, margin) {
  if (unexplained) return clearWords(`The words are not weighed: ${unexplained}.`);
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
