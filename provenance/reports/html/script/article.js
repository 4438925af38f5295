/* An article's text with the finding in it, and the facts that were read there. */
const KINDS = { d: "date", r: "credit", s: "speaker", q: "quotation", c: "caption", e: "embed", b: "boilerplate", l: "lineage" };
const off = new Set(); // kinds whose marks are switched off

/** From offsets in code points to offsets in a JavaScript string that starts at offset `start`. */
function units(start, text) {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => offset - start;
  const places = [0];
  for (const sign of text) places.push(places.at(-1) + sign.length);
  return (offset) => places[offset - start];
}

/** The windows of an article as text; `spans` are [class, start, end], the finding's own class being "here". */
function articleText(entry, spans) {
  const box = el("div", { class: ["ctx", ...[...off].map((kind) => "no-" + kind)].join(" "), dir: "auto", tabindex: "0", role: "region", "aria-label": say("text_label") });
  let before = 0;
  for (const [start, text] of entry.text) {
    const end = start + [...text].length;
    if (start > before) box.append(el("span", { class: "gap", text: say("left_out", { n: start - before }) }));
    const here = spans.filter(([, from, to]) => from <= end && to >= start).map(([name, from, to]) => [name, Math.max(from, start), Math.min(to, end)]);
    const edges = [...new Set([start, end, ...here.flatMap(([, from, to]) => [from, to])])].sort((a, b) => a - b);
    const unit = units(start, text);
    edges.forEach((from, k) => {
      const point = here.some(([name, a, b]) => name === "here" && a === from && b === from);
      if (point) box.append(el("mark", { class: "point", text: "\u2038" }));
      if (k === edges.length - 1) return;
      const names = new Set(here.filter(([, a, b]) => a <= from && b >= edges[k + 1]).map(([name]) => name));
      const part = show(el(names.has("here") ? "mark" : "span", { class: [...names].join(" ") || null }), text.slice(unit(from), unit(edges[k + 1])));
      box.append(part);
    });
    before = end;
  }
  if (entry.chars > before) box.append(el("span", { class: "gap", text: say("left_out", { n: entry.chars - before }) }));
  return box;
}

/** The words of an article between two offsets, as far as they are here. */
function wordsOf(entry, from, to) {
  for (const [start, text] of entry.text) {
    if (from < start || from >= start + text.length) continue;
    const unit = units(start, text);
    return text.slice(unit(from), unit(Math.min(to, start + [...text].length)));
  }
  return "";
}

function switches(entry, box, others) {
  const kinds = Object.keys(KINDS).filter((kind) => entry.facts.some((fact) => fact[0] === kind));
  if (others) kinds.push("o");
  if (!kinds.length) return null;
  return el("fieldset", { class: "switches" }, el("legend", { text: say("marks") }), ...kinds.map((kind) => {
    const input = el("input", { type: "checkbox", onchange: () => {
      input.checked ? off.delete(kind) : off.add(kind);
      box.classList.toggle("no-" + kind, !input.checked);
    } });
    input.checked = !off.has(kind);
    return el("label", null, input, el("span", { class: "f-" + kind, text: kind === "o" ? say("others") : say(KINDS[kind]) }));
  }));
}

/** What was read in the article: a line a fact, the parts of a running quotation as one. */
function readings(entry) {
  const lines = [], running = new Map();
  for (const [kind, start, end, told, quotation, broken] of entry.facts) {
    if (kind === "s") continue;
    const known = kind === "q" ? running.get(quotation) : null;
    if (known) {
      known.parts++;
      known.told ||= told;
      known.broken ||= broken;
    } else {
      const line = { kind: KINDS[kind], start, words: wordsOf(entry, start, end), told, parts: 1, broken };
      if (kind === "q") running.set(quotation, line);
      lines.push(line);
    }
  }
  const inText = lines.sort((a, b) => a.start - b.start).map(({ kind, words, told, parts, broken }) => [kind, words, [told, parts > 1 ? say("running", { n: parts }) : "", broken ? say("broken_by", { kind: broken }) : ""]]);
  const beside = entry.beside.map(([kind, words, told]) => [KINDS[kind], words, [told, say("beside")]]);
  if (!inText.length && !beside.length) return null;
  return el("details", { class: "read", open: true }, el("summary", { text: say("read_here") }), el("dl", null, ...[...inText, ...beside].map(([kind, words, told]) =>
    el("div", null, el("dt", { text: say(kind) }), el("dd", null, show(el("q", { dir: "auto" }), words.length > 90 ? words.slice(0, 90) + "…" : words), show(el("span"), told.filter(Boolean).join(" · ")))))));
}
