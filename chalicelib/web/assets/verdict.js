// How sure the model is: a sentence, and the bar of probabilities.

const NO_SHARES = [[1, null], [0, null]]; // an empty bar

function sureness(share) {
  if (share > 0.99) return "The model is almost certain.";
  if (share > 0.9) return "The model is confident.";
  if (share > 0.7) return "The model is fairly confident.";
  return share < 0.5 ? "A close call, decided by the threshold." : "A close call.";
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
