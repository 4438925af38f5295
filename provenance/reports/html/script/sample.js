/* The manual sample: articles without findings, and findings; what the marks so far prove. */
const marks = { missed: {}, alarms: {} }; // place in the sample: true where it is wrong
const SAMPLES = { missed: ["sound", "defect"], alarms: ["right", "wrong"] };
let drawn = null;

/** The largest share of hits that `hits` in `n` do not rule out: Clopper and Pearson's bound, as in sampling.py. */
function upper(n, hits, alpha) {
  if (!n || hits >= n) return 1;
  let low = 0, high = 1;
  for (let step = 0; step < 60; step++) {
    const p = (low + high) / 2;
    let sum = 0, term = (1 - p) ** n;
    for (let k = 0; k <= hits; k++) sum += term, (term *= ((n - k) / (k + 1)) * (p / (1 - p)));
    sum > alpha ? (low = p) : (high = p);
  }
  return high;
}
const percent = (share) => (100 * share).toFixed(share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2) + " %";

function tallySample(kind) {
  if (!$(`#${kind}-state`)) return;
  const all = kind === "missed" ? meta.draw.n : meta.draw.findings.length;
  const told = Object.values(marks[kind]), n = told.length, wrong = told.filter(Boolean).length;
  $(`#${kind}-read`).textContent = say("read", { n, all }) + (wrong ? ", " + say(kind === "missed" ? "defects" : "wrongs", { n: wrong }) : "");
  $(`#${kind}-bound`).textContent = kind === "missed"
    ? say(n ? "sound_now" : "sound_all", { n: all, bound: percent(upper(n || all, wrong, 0.05)) })
    : n ? say("alarm_now", { low: percent(wrong ? 1 - upper(n, n - wrong, 0.025) : 0), high: percent(upper(n, wrong, 0.025)) })
    : say("alarm_all", { n: all, bound: percent(upper(all, 0, 0.05)) });
}

function choice(kind, place, name) {
  return el("fieldset", null, el("legend", { class: "vh", text: name }), ...SAMPLES[kind].map((word, wrong) => {
    const input = el("input", { type: "radio", name: kind + place, onchange: () => {
      marks[kind][place] = Boolean(wrong);
      keep();
      tallySample(kind);
    } });
    input.checked = marks[kind][place] === Boolean(wrong);
    return el("label", null, input, say(word));
  }));
}

async function showSample() {
  Object.keys(SAMPLES).forEach(tallySample);
  if (drawn) return;
  drawn = [];
  await each("sample", (part) => void drawn.push(...part)).catch(() => tell(say("lost")));
  const item = (kind, place, name, ...words) => el("div", { class: "item" }, ...words, choice(kind, place, name));
  const head = (place) => el("span", { class: "n", text: place + 1 });
  const open = (entry) => (event) => {
    const { target } = event;
    if (target.open && target.children.length < 2) target.append(articleText(entry, entry.facts.map(([kind, start, end]) => ["f-" + kind, start, end])));
  };
  if (drawn.length) paged($("#missed-list"), drawn, (entry, place) => item("missed", place, entry.n,
    el("details", { ontoggle: open(entry) }, el("summary", null, head(place), show(el("b"), entry.n), show(el("span"), entry.title)))));
  const rows = await Promise.all(meta.draw.findings.map(async (i) => [i, await row(i)]));
  if (rows.length) paged($("#alarms-list"), rows, ([i, at], place) => item("alarms", place, at.id,
    el("p", null, head(place), ...grade(ruleOf(i).severity), el("a", { href: linkTo(i, at), text: ruleOf(i).label }), show(el("q", { dir: "auto", class: at.excerpt ? null : "none" }), at.excerpt ? at.excerpt + (at.end - at.start > at.excerpt.length ? "…" : "") : at.message))));
}

/** The marks as lines of the decisions file; the gate passes over them. */
function markLines() {
  const line = (more) => JSON.stringify({ format: "provenance-mark/1", ...more, seed: meta.draw.seed, by: $("#who").value.trim(), run: meta.run });
  return Object.entries(marks).flatMap(([kind, of]) => Object.entries(of).map(([place, wrong]) => line({ sample: kind, place: +place, mark: SAMPLES[kind][+wrong] })));
}
function takeMark(entry) {
  if (entry.seed === meta.draw.seed && entry.sample in SAMPLES) marks[entry.sample][entry.place] = entry.mark === SAMPLES[entry.sample][1];
}
