/* Which findings are shown, in which order. All of it stands in the address, so that links and the back button work. */
const VIEWS = new Map([["summary"], ["findings"], ["sample", showSample], ["record", showRecords], ["reviewers", showReviewers]]); // and what shows each
let Q = {}; // what the address says: sets for the facets, words for the rest
let view = new Uint32Array(0); // ordinals shown
let piles = null; // how many findings each row stands for, when they are grouped
let found = 0;
const FACETS = ["severity", "status", "decision", "rule", "source", "agency"];
const SINGLE = ["q", "from", "to", "group", "art", "article", "sort", "by", "id", "at"];
const SEVERITIES = ["error", "warning", "info"];
const FEW = 8, MANY = 150; // values of a facet shown at first, and at most

/* The values of each facet: what they are called, and which a finding has. */
const facets = {};
function prepare() {
  const of = (values, read) => {
    const codes = values.length < 256 ? new Uint8Array(N) : new Uint32Array(N);
    for (let i = 0; i < N; i++) codes[i] = read(i);
    return codes;
  };
  const grades = meta.rules.map((rule) => SEVERITIES.indexOf(rule.severity));
  const origins = meta.origins.map((_, k) => String(k));
  facets.severity = { values: SEVERITIES, codes: of(SEVERITIES, (i) => grades[F.rule[i]]), name: say };
  facets.status = { values: meta.statuses, codes: F.state, name: say };
  facets.decision = { values: WORDS, codes: held, name: say };
  facets.rule = { values: meta.rules.map((rule) => rule.code), codes: F.rule, name: (v) => meta.rules.find((rule) => rule.code === v)?.label ?? v };
  facets.source = { values: origins, codes: of(origins, originOf), name: (v) => originName(+v) };
  const agencies = [...new Set(meta.parties.flat()), ""].sort((a, b) => (a || "\uffff").localeCompare(b || "\uffff"));
  facets.agency = { values: agencies, codes: of(meta.parties, (i) => A.party[F.number[i]]), sets: meta.parties.map((set) => (set.length ? set : [""])), name: (v) => v || say("no_agency") };
}

/** Which codes of a facet the wanted values allow. */
function allowed(facet, wanted) {
  const { values, sets } = facets[facet];
  return (sets ?? values.map((value) => [value])).map((set) => set.some((value) => wanted.has(value)));
}

function readAddress() {
  const [page, query] = location.hash.slice(1).split("?");
  const given = new URLSearchParams(query ?? "");
  Q = {};
  for (const name of FACETS) if (given.has(name)) Q[name] = new Set(given.getAll(name));
  for (const name of SINGLE) if (given.get(name)) Q[name] = given.get(name);
  return VIEWS.has(page) ? page : "summary";
}

function writeAddress(push) {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(Q)) for (const one of value instanceof Set ? value : [value]) out.append(name, one);
  const address = "#findings" + (out.size ? "?" + out : "");
  if (address !== location.hash) history[push ? "pushState" : "replaceState"](null, "", address);
}

/** Change the filters and show the result. */
function refine(change, push = true) {
  change(Q);
  for (const name of ["id", "at", "article"]) delete Q[name];
  writeAddress(push);
  return apply();
}

/* Search: the words of a block joined, so that one scan finds all its rows. */
const hay = [];
const term = { text: null, hits: null };
async function search(text) {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!terms.length) return null;
  if (term.text === text) return term.hits;
  const hits = new Uint8Array(N);
  const scan = (place) => {
    const { words, starts } = hay[place], first = meta.rows[place];
    terms.forEach((word, nth) => {
      let k = 0;
      for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, starts[k])) {
        while (starts[k] <= at) k++;
        if (hits[first + k - 1] === nth) hits[first + k - 1]++;
      }
    });
  };
  if (hay.length < meta.rows.length) {
    const progress = (n, all) => ($("#count").textContent = say("reading", { n, all }));
    await each("rows", (part, place) => {
      hay[place] ??= joined(part, meta.rows[place]);
      scan(place);
    }, progress);
  } else hay.forEach((_, place) => scan(place));
  for (let i = 0; i < N; i++) hits[i] = hits[i] === terms.length ? 1 : 0;
  Object.assign(term, { text, hits });
  return hits;
}
function joined(part, first) {
  const starts = new Uint32Array(part.id.length + 1), words = [];
  let length = 0;
  part.id.forEach((id, k) => {
    const rule = ruleOf(first + k), at = rowOf(part, k);
    const line = `${id} ${rule.code} ${rule.label} ${rule.title} ${at.article} ${at.excerpt ?? ""} ${at.message}\n`.toLowerCase();
    starts[k] = length;
    length += line.length;
    words.push(line);
  });
  starts[part.id.length] = length;
  return { words: words.join(""), starts };
}

/** Days from 1970 of the first day of a year or month, or after its last. */
function edge(text, after) {
  const [year, month] = text.split("-").map(Number);
  return (month ? Date.UTC(year, month - 1 + after, 1) : Date.UTC(year + after, 0, 1)) / 864e5;
}

let turn = 0;
async function apply() {
  const mine = ++turn;
  const hits = await search(Q.q ?? "").catch(() => new Uint8Array(N));
  if (mine !== turn) return;
  const used = FACETS.map((name) => ({ codes: facets[name].codes, ok: Q[name] ? allowed(name, Q[name]) : null, counts: new Uint32Array((facets[name].sets ?? facets[name].values).length) }));
  const from = Q.from ? edge(Q.from, 0) : null, to = Q.to ? edge(Q.to, 1) : null;
  const group = Q.group == null ? null : +Q.group, art = Q.art == null ? null : +Q.art;
  const out = new Uint32Array(N);
  let count = 0;
  for (let i = 0; i < N; i++) {
    if (hits && !hits[i]) continue;
    if (group !== null && F.group[i] !== group) continue;
    if (art !== null && F.number[i] !== art) continue;
    if (from !== null && !(dayOf(i) >= from)) continue;
    if (to !== null && !(dayOf(i) < to && dayOf(i) !== UNDATED)) continue;
    let bad = 0, which = null;
    for (const one of used) if (one.ok && !one.ok[one.codes[i]] && (which = one, ++bad > 1)) break;
    if (bad > 1) continue;
    if (bad) which.counts[which.codes[i]]++;
    else {
      for (const one of used) one.counts[one.codes[i]]++;
      out[count++] = i;
    }
  }
  view = ordered(out.subarray(0, count));
  found = count;
  piles = null;
  if (Q.by) pile();
  showFacets(used);
  showChips();
  $("#count").textContent = piles ? say("groups", { n: view.length, all: found }) : count === N ? say("findings", { n: N }) : say("some", { n: count, all: N });
  showList();
}

function ordered(rows) {
  const keys = {
    path: (i) => F.number[i],
    date: (i) => (dayOf(i) === UNDATED ? 0x7fffffff : dayOf(i) + 0x3fffffff),
    match: (i) => (F.group[i] < 0 ? 0x7fffffff : F.group[i]),
  }[Q.sort];
  return keys ? radix(rows, keys) : rows;
}

/** Sort ordinals by a number from 0 to 2³¹, those alike staying in their order. */
function radix(rows, key) {
  let from = rows, to = new Uint32Array(rows.length);
  for (const shift of [0, 16]) {
    const places = new Uint32Array(65537);
    for (const i of from) places[((key(i) >>> shift) & 65535) + 1]++;
    for (let k = 1; k < 65537; k++) places[k] += places[k - 1];
    for (const i of from) to[places[(key(i) >>> shift) & 65535]++] = i;
    [from, to] = [to, from === rows ? new Uint32Array(rows.length) : from];
  }
  return from;
}

const PILES = {
  match: (i) => (F.group[i] < 0 ? -1 - i : F.group[i]), rule: (i) => F.rule[i], article: (i) => F.number[i], source: originOf,
};
/** Put findings that are alike together: one row for each pile, led by its gravest, the gravest and largest first. */
function pile() {
  const key = PILES[Q.by] ?? PILES.match, first = new Map(), grades = facets.severity.codes;
  for (const i of view) {
    const known = first.get(key(i));
    if (!known) first.set(key(i), [i, 1]);
    else if (known[1]++, grades[i] < grades[known[0]]) known[0] = i;
  }
  const sorted = [...first.values()].sort((a, b) => grades[a[0]] - grades[b[0]] || b[1] - a[1]);
  view = Uint32Array.from(sorted, (one) => one[0]);
  piles = sorted.map((one) => one[1]);
}
/** Look into the pile of a row. */
function open(i) {
  const { by } = Q;
  refine((q) => {
    delete q.by;
    if (by === "rule") q.rule = new Set([ruleOf(i).code]);
    else if (by === "article") q.art = F.number[i];
    else if (by === "source") q.source = new Set([String(originOf(i))]);
    else if (F.group[i] >= 0) q.group = F.group[i];
    else q.id = null;
  }).then(() => $("#list").focus());
}

const whole = new Set(); // facets of which all values are shown
function showFacets(used) {
  FACETS.forEach((name, k) => {
    const { values, sets } = facets[name], box = $("#f-" + name), more = $("button", box), all = whole.has(name), counts = new Map();
    (sets ?? values.map((value) => [value])).forEach((set, code) => set.forEach((value) => counts.set(value, (counts.get(value) ?? 0) + used[k].counts[code])));
    const wanted = Q[name] ?? new Set(), fixed = k < 3;
    const order = fixed ? values.filter((v) => counts.get(v) || wanted.has(v) || name === "severity") : [...values].sort((a, b) => wanted.has(b) - wanted.has(a) || counts.get(b) - counts.get(a));
    const lines = fixed ? order : order.filter((v, place) => wanted.has(v) || (place < (all ? MANY : FEW) && counts.get(v)));
    $("div", box).replaceChildren(...lines.map((value) => facetLine(name, value, counts.get(value) ?? 0, wanted.has(value))));
    more.hidden = fixed || (!all && !order.some((v, place) => place >= FEW && counts.get(v)));
    more.textContent = say(all ? "less" : "more", { n: values.length - lines.length });
    more.onclick = () => (all ? whole.delete(name) : whole.add(name), showFacets(used));
    box.hidden = values.length < 2 || lines.length < (fixed ? 2 : 1);
  });
  for (const name of ["from", "to"]) $("#" + name).value = Q[name] ?? "";
  if (document.activeElement !== $("#q")) $("#q").value = Q.q ?? "";
  $("#sort").value = Q.sort ?? "urgent";
  $("#group").value = Q.by ?? "none";
}
function facetLine(name, value, count, checked) {
  const box = el("input", { type: "checkbox", onchange: () => refine((q) => {
    const set = new Set(q[name]);
    box.checked ? set.add(value) : set.delete(value);
    set.size ? (q[name] = set) : delete q[name];
  }).then(() => $(`[data-v="${CSS.escape(name + value)}"]`)?.focus()), "data-v": name + value });
  box.checked = checked;
  return el("label", { class: count ? null : "zero" }, box, name === "severity" ? mark(value) : null, show(el("span"), facets[name].name(value)), el("span", { class: "n", text: number.format(count) }));
}

function showChips() {
  const chips = [];
  const chip = (text, drop, more) => chips.push(el("button", { type: "button", title: say("remove"), ...more, onclick: () => refine(drop).then(() => $("#list").focus()) }, show(el("span"), text)));
  for (const name of FACETS) for (const value of Q[name] ?? []) chip(facets[name].name(value), (q) => q[name].size > 1 ? q[name].delete(value) : delete q[name]);
  if (Q.group != null) chip(say("same", { name: say("findings", { n: groupSizes().get(+Q.group) ?? 0 }) }), (q) => delete q.group);
  if (Q.art != null) row(view[0] ?? 0).then((at) => $("#chips [data-art] span").replaceChildren(show(el("span"), say("article", { name: at.article })))), chip("", (q) => delete q.art, { "data-art": "" });
  if (Q.from) chip(say("since", { name: Q.from }), (q) => delete q.from);
  if (Q.to) chip(say("till", { name: Q.to }), (q) => delete q.to);
  if (chips.length) chips.push(button(say("all_filters"), clearFilters, { class: "clear" }));
  $("#chips").replaceChildren(...chips);
}
const clearFilters = () => refine((q) => {
  for (const name of [...FACETS, "q", "from", "to", "group", "art"]) delete q[name];
}).then(() => (($("#q").value = ""), $("#list").focus()));
