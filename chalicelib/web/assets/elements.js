// The page's elements and numbers. A class's position sets its colour and underline. Texts enter the document only as textContent.

const $ = (id) => document.getElementById(id);

const numbers = (digits, style) => new Intl.NumberFormat("en",
  { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
const [decimals, percent, whole] = [numbers(2), numbers(1, "percent"), numbers(0)];

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

// 100.0% would claim certainty.
function probable(share) {
  if (share > 0.999) return ">99.9%";
  return share < 0.001 ? "<0.1%" : percent.format(share);
}
