/* Small tools: making elements from text only, phrases, numbers, files. Nothing here ever parses HTML. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const meta = JSON.parse($("#meta").textContent);
const number = new Intl.NumberFormat(meta.t.locale);
const plural = new Intl.PluralRules(meta.t.locale);

/** A phrase of the page's language with its values filled in; `n` chooses the form. */
function say(name, values = {}) {
  let text = meta.t[name];
  if (typeof text === "object") text = text[plural.select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, key) => (typeof values[key] === "number" ? number.format(values[key]) : values[key]));
}

/** An element with attributes (`text`, `class` and `on…` listeners among them) and children, which become text nodes. */
function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
const line = (name, ...parts) => el("p", { class: name }, ...parts.filter(Boolean));
const button = (text, onclick, more) => el("button", { type: "button", text, onclick, ...more });

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Append text to an element; control, invisible and bidirectional characters are shown by their code. */
function show(parent, text) {
  let from = 0;
  for (const found of (text ?? "").matchAll(HIDDEN)) {
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    parent.append(text.slice(from, found.index), el("span", { class: "ctl", text: "U+" + code }));
    from = found.index + 1;
  }
  parent.append((text ?? "").slice(from));
  return parent;
}

/** The shape of a severity, drawn once in the page. */
function mark(severity) {
  const [svg, use] = ["svg", "use"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("class", "sv " + severity);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-" + severity);
  svg.append(use);
  return svg;
}
const grade = (severity) => [mark(severity), el("span", { class: "vh", text: say(severity) + ": " })];

/** Tell it to those who hear the page. */
function tell(text) {
  $("#said").textContent = text;
}

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 4000);
}

/** A CSV cell that no spreadsheet runs. */
function cell(value) {
  let text = String(value ?? "");
  if (/^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}
const csv = (rows) => "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");

/** Show many things a page at a time. */
function paged(into, items, make, size = 15) {
  let page = 0;
  const pages = Math.ceil(items.length / size), state = el("span", { role: "status" });
  const back = button(say("previous"), () => turn(-1)), on = button(say("next"), () => turn(1));
  const turn = (step) => {
    page += step;
    into.replaceChildren(...items.slice(page * size, (page + 1) * size).map((item, k) => make(item, page * size + k)));
    state.textContent = say("page_of", { n: page + 1, all: pages });
    back.disabled = !page;
    on.disabled = page === pages - 1;
  };
  turn(0);
  if (pages > 1) (into.closest(".tw") ?? into).after(el("p", { class: "pager" }, back, state, on));
}

async function copy(text, control) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return prompt("", text);
  }
  const before = control.textContent;
  control.textContent = say("copied");
  tell(say("copied"));
  setTimeout(() => (control.textContent = before), 1500);
}
