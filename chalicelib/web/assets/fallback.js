// A text that is too long for POST /explain: its label and probabilities alone, from POST /spamorham.

const PLAIN = "text/plain; charset=utf-8";

async function explain(text, signal) {
  try {
    return await request("explain", PLAIN, text, signal);
  } catch (problem) {
    if (problem.status !== 413) throw problem;
    const [labelled] = await request("spamorham?probabilities=1", PLAIN, text, signal);
    return withoutWords(labelled, problem.message);
  }
}

/** The response of POST /explain without its evidence; `unexplained` says why. */
function withoutWords({ label, probabilities, rule, known, familiar }, unexplained) {
  const names = probabilities ? Object.keys(probabilities) : model?.classes ?? [label].flat();
  const scores = probabilities ?? Object.fromEntries(names.map((name) => [name, 0]));
  const [likeliest] = [...names].sort((a, b) => scores[b] - scores[a]);
  const pair = names.length === 2 && !Array.isArray(label);
  const favours = pair ? model?.positive ?? names[1] : likeliest;
  const probability = probabilities?.[names.includes(label) ? label : favours] ?? null;
  return { label, probability, scores, favours, rule, known, familiar, version: model?.version, unexplained };
}
