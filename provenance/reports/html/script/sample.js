/* The manual sample: articles without findings, and findings; what the marks so far prove. */
const marks = { missed: {}, alarms: {} }; // place in the sample: true where it is wrong
const SAMPLES = { missed: ["sound", "defect"], alarms: ["right", "wrong"] };
let drawn = null;

const lnFactorial = (() => {
  const known = [0];
  return (n) => {
    for (let k = known.length; k <= n; k++) known.push(known[k - 1] + Math.log(k));
    return known[n];
  };
})();
const lnChoose = (n, k) => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
function binomialCdf(hits, n, p) {
  if (p <= 0) return 1;
  if (p >= 1) return hits >= n ? 1 : 0;
  let sum = 0;
  for (let k = 0; k <= Math.min(hits, n); k++) sum += Math.exp(lnChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  return sum;
}
function hypergeometricCdf(hits, n, marked, whole) {
  let sum = 0;
  for (let k = Math.max(0, n - (whole - marked)); k <= Math.min(hits, n, marked); k++) sum += Math.exp(lnChoose(marked, k) + lnChoose(whole - marked, n - k) - lnChoose(whole, n));
  return sum;
}
/** The largest share that the marks do not rule out: exact, as in sampling.py. */
function upper(n, hits, whole, alpha) {
  if (!n || hits >= n) return 1;
  if (whole && n > 0.05 * whole) {
    let low = hits, high = whole - (n - hits);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      hypergeometricCdf(hits, n, middle, whole) > alpha ? (low = middle) : (high = middle - 1);
    }
    return low / whole;
  }
  let low = 0, high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    binomialCdf(hits, n, middle) > alpha ? (low = middle) : (high = middle);
  }
  return high;
}
const percent = (share) => (100 * share).toFixed(share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2) + " %";

function tallySample(kind) {
  if (!$(`#${kind}-state`)) return;
  const all = kind === "missed" ? meta.draw.n : meta.draw.findings.length;
  const told = Object.values(marks[kind]), n = told.length, wrong = told.filter(Boolean).length;
  $(`#${kind}-read`).textContent = say("read", { n, all }) + (wrong ? ", " + say(kind === "missed" ? "defects" : "wrongs", { n: wrong }) : "");
  const whole = kind === "missed" ? meta.draw.clean : N;
  $(`#${kind}-bound`).textContent = kind === "missed"
    ? say(n ? "sound_now" : "sound_all", { n: all, bound: percent(upper(n || all, wrong, whole, 0.05)) })
    : n ? say("alarm_now", { low: percent(wrong ? 1 - upper(n, n - wrong, 0, 0.025) : 0), high: percent(upper(n, wrong, 0, 0.025)) })
    : say("alarm_all", { n: all, bound: percent(upper(all, 0, 0, 0.05)) });
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
    el("p", null, head(place), ...grade(ruleOf(i).severity), el("a", { href: linkTo(i, at), text: ruleOf(i).title }), show(el("q", { dir: "auto" }), at.excerpt ?? at.message))));
}

/** The marks as lines of the decisions file; the gate passes over them. */
function markLines() {
  const line = (more) => JSON.stringify({ format: "provenance-mark/1", ...more, seed: meta.draw.seed, by: $("#who").value.trim(), run: meta.run });
  return Object.entries(marks).flatMap(([kind, of]) => Object.entries(of).map(([place, wrong]) => line({ sample: kind, place: +place, mark: SAMPLES[kind][+wrong] })));
}
function takeMark(entry) {
  if (entry.seed === meta.draw.seed && entry.sample in SAMPLES) marks[entry.sample][entry.place] = entry.mark === SAMPLES[entry.sample][1];
}
