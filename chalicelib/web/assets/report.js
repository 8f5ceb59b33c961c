// The user says which label is right: POST /report, with the text on show.

const MOST_BUTTONS = 4; // more classes are a list
const report = $("report");
const choices = $("choices");
const reporter = $("name"); // it tells apart the users who share the page
const reported = new Map(); // the label that the user reported, by text

let asked = null; // the text that the form is about
let reporting = false;

function showChoices({ text, result: { label } }, classes) {
  const choice = reported.get(text);
  if (Array.isArray(label)) {
    $("ask").textContent = "Wrong? Its labels are:";
    const boxes = classes.map((name) => makeBox(name, (choice ?? label).includes(name)));
    choices.replaceChildren(...boxes, make("button", "Report"));
  } else {
    $("ask").textContent = classes.includes(label) ? "Wrong? It is:" : "What is it?";
    if (classes.length > MOST_BUTTONS) choices.replaceChildren(makeList(classes, choice), make("button", "Report"));
    else choices.replaceChildren(...classes.map((_, i) => makeButton(classes, i)));
  }
  press(choice, label);
  if (asked !== text) $("told").textContent = "";
  asked = text;
}

function makeButton(classes, index) {
  const button = make("button", "", { value: classes[index], ariaPressed: false });
  button.append(className(classes, index));
  return button;
}

function makeList(classes, choice = "") {
  const list = make("select", "", { required: true, ariaLabel: "Label" });
  list.append(...["", ...classes].map((value) => make("option", value || "Choose", { value })));
  list.value = choice;
  return list;
}

function makeBox(value, checked) {
  const label = make("label");
  label.append(make("input", "", { type: "checkbox", value, checked }), value);
  return label;
}

// The label on show is there only to take a report back.
function press(choice, label) {
  for (const button of choices.querySelectorAll("[aria-pressed]")) {
    button.ariaPressed = button.value === choice;
    button.hidden = button.value === label && !choice;
  }
}

async function sendReport(text, label, button) {
  if (reporting) return;
  reporting = true;
  choices.dataset.busy = "";
  $("told").textContent = ""; // so that a screen reader reads the same words again
  try {
    await request("report", "application/json", JSON.stringify({ text, label, reporter: tab.reporter || undefined }));
    reported.set(text, label);
    if (asked !== text) return;
    press(label, current?.result.label);
    $("told").textContent = "Reported. Thank you.";
  } catch ({ message, status }) {
    const reason = status === 429 ? "the service accepts no more reports today. Try again tomorrow." : message;
    $("told").textContent = `Not reported: ${reason}`;
    if (status === 403) askForKey(report, () => {
      button.focus(); // the field disappears
      sendReport(text, label, button);
    });
    if (status === 403 && asked === text) $("key").focus();
  } finally {
    reporting = false;
    delete choices.dataset.busy;
  }
}

reporter.value = tab.reporter ?? "";
reporter.addEventListener("input", () => { tab.reporter = reporter.value.trim(); });
reporter.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // it would press the first button
});

report.addEventListener("submit", (event) => {
  event.preventDefault();
  const { text, result } = current;
  const { submitter } = event;
  const chosen = [...choices.querySelectorAll(":checked")].map(({ value }) => value);
  sendReport(text, Array.isArray(result.label) ? chosen : submitter.value || chosen[0], submitter);
});
