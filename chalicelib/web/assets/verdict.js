// How sure the model is: a sentence, and the bar of probabilities.

const OWN = ["model", "threshold", "unsure"]; // the rules that no list holds
const NO_SHARES = [[1, null], [0, null]]; // an empty bar

function sureness(share, classes) {
  if (share > 0.99) return "The model is almost certain.";
  if (share > 0.9) return "The model is confident.";
  if (share > 0.7) return "The model is fairly confident.";
  if (share >= 0.5) return "A close call.";
  return classes === 2 ? "A close call, decided by the threshold." : "No label is more probable than not.";
}

const isUnsure = ({ label, scores }) => !Array.isArray(label) && !Object.hasOwn(scores, label);
const ruleOfList = ({ rule }) => Boolean(rule) && !OWN.includes(rule);

function reason(result) {
  const { label, favours, probability = null, rule, matched, known, familiar, evidence = [] } = result;
  if (ruleOfList(result)) {
    const done = rule.replace("allow ", "allowed ").replace("deny ", "denied ");
    const entry = matched && rule.endsWith("phrase") ? `\u201c${matched}\u201d` : matched;
    return `A rule of this service decided: ${[done, entry].filter(Boolean).join(" ")}.`;
  }
  const parts = [];
  if (isUnsure(result)) parts.push("A person should decide.");
  if (probability === null) parts.push("This model has no probabilities.");
  else if (Array.isArray(label)) parts.push(`${favours} is the most probable label.`);
  const only = evidence.some(({ weight }) => !isNothing(weight)) ? ", only parts of words" : "";
  if (known === 0) parts.push(`The model knows no word of this text${only}.`);
  else if (familiar === false) parts.push("This text is unlike the ones that the model was trained on.");
  return parts.join(" ") || sureness(probability, Object.keys(result.scores).length);
}

// Each part is [share, index of its class, or null]; the mark and the band are shares from the left.
function showBar(parts, threshold = null, band = null) {
  const [left, right, zone, mark] = $("bar").children;
  for (const [part, [share, index]] of [[left, parts[0]], [right, parts[1]]]) {
    part.className = index === null ? "" : "class";
    part.style.setProperty("flex-grow", share);
    if (index !== null) colour(part, index);
  }
  mark.hidden = threshold === null;
  mark.style.setProperty("--at", `${100 * threshold}%`);
  zone.hidden = band === null;
  if (band) [zone.style.left, zone.style.right] = [`${100 * band[0]}%`, `${100 * (1 - band[1])}%`];
}

function showEnds(classes, winner, runnerUp, share, several) {
  const end = (index, text) => {
    const element = make("span");
    element.append(className(classes, index), text);
    return element;
  };
  const pair = classes.length === 2 && !several;
  let band = model?.policy?.unsure ?? null;
  if (pair && band?.below) band = { from: 1 - band.below, to: band.below }; // the same of two classes
  let mark = model?.policy?.threshold ?? model?.threshold ?? null;
  if (mark >= band?.from && mark <= band?.to) mark = null; // within the band it decides nothing
  const note = (className, text) => make("span", text, { className });
  if (share === null) {
    showBar(NO_SHARES);
    $("ends").replaceChildren();
  } else if (pair) {
    const first = winner === 0 ? share : 1 - share;
    // The positive class grows from the right.
    showBar([[first, 0], [1 - first, 1]], mark && 1 - mark, band && [1 - band.to, 1 - band.from]);
    $("ends").replaceChildren(end(0, ` ${probable(first)}`),
      mark ? note("mark", `${classes[1]} from ${percent.format(mark)}`) : "",
      band ? note("mark zone", `unsure from ${percent.format(band.from)} to ${percent.format(band.to)}`) : "",
      end(1, ` ${probable(1 - first)}`));
  } else {
    showBar([[share, winner], [1 - share, null]], null, band && [0, band.below]);
    $("ends").replaceChildren(end(winner, ` ${probable(share)}`),
      band ? note("mark zone", `unsure below ${percent.format(band.below)}`) : "",
      several ? "" : end(runnerUp, " comes second"));
  }
}
