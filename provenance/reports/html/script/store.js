/* The data: numbers of all findings at once, words a block at a time, from this page or from files beside it. */
const N = meta.findings;
const F = { rule: new Uint16Array(N), number: new Uint32Array(N), group: new Int32Array(N), state: new Uint8Array(N) };
const A = { origin: new Uint32Array(meta.articles), day: new Int32Array(meta.articles), party: new Uint32Array(meta.articles) };
const UNDATED = -0x80000000;
const KEPT = 60; // blocks of words held in memory

/* Files beside the page call this; the page's own policy lets only such names through. */
const arrived = new Map();
const awaited = new Map();
const address = window.trustedTypes && meta.folder
  ? trustedTypes.createPolicy("shards", { createScriptURL: (url) => {
      if (!/^data\/[a-z]+-\d+\.js$/.test(url)) throw new TypeError(url);
      return url;
    } })
  : null;
window.provenance = (kind, number, data) => {
  const name = `${kind}-${number}`;
  awaited.get(name)?.[0](data);
  awaited.delete(name);
};

function fromFile(name) {
  return new Promise((done, failed) => {
    const url = `${meta.folder}/${name}.js`;
    const script = el("script");
    awaited.set(name, [done]);
    script.onload = () => script.remove();
    script.onerror = () => failed(new Error(url));
    script.src = address ? address.createScriptURL(url) : url;
    document.head.append(script);
  });
}

/** Block `number` of a kind. Only the newest are kept. */
function block(kind, number) {
  const name = `${kind}-${number}`;
  let found = arrived.get(name);
  if (!found) {
    const here = $("#" + name);
    found = here ? Promise.resolve(JSON.parse(here.textContent)) : fromFile(name);
    found.catch(() => arrived.delete(name));
    arrived.set(name, found);
    if (arrived.size > KEPT) arrived.delete(arrived.keys().next().value);
  }
  return found;
}

/** The place of the block of a kind that holds thing `number`. */
function holding(kind, number) {
  const starts = meta[kind];
  let low = 0, high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Visit all blocks of a kind in order, some at once; `visit` may return true to stop. */
async function each(kind, visit, progress) {
  const all = meta[kind].length, ahead = 8;
  const pending = [];
  for (let place = 0; place < all; place++) {
    while (pending.length < ahead && place + pending.length < all) pending.push(block(kind, place + pending.length));
    if (visit(await pending.shift(), place)) return;
    if (progress && place % 20 === 19) progress(place + 1, all);
  }
}

async function readColumns() {
  await each("columns", (part) => {
    const into = part.of === "f" ? F : A;
    for (const name of Object.keys(into)) {
      const values = part[name];
      if (!Array.isArray(values)) into[name].fill(values ?? UNDATED, part.at, part.at + part.n);
      else if (name === "day") for (let i = 0; i < part.n; i++) into.day[part.at + i] = values[i] ?? UNDATED;
      else into[name].set(values, part.at);
    }
  });
}

const coded = (part, i) => (part.length === 1 ? part[0][i] : part.length ? part[0][part[1][i]] : part.all);
const tableOf = (part) => Array.from({ length: part.n }, (_, k) => part.columns.map((one) => coded(one, k)));

/** What the list shows of a finding, from its block. */
function rowOf(part, place) {
  const [line, column, start, end] = part.place[place];
  return {
    id: part.id[place], excerpt: coded(part.excerpt, place), message: coded(part.message, place),
    article: coded(part.article, place), line, column, start, end,
  };
}
async function row(i) {
  const place = holding("rows", i);
  return rowOf(await block("rows", place), i - meta.rows[place]);
}

/** The text and facts of article `number`, or null for a finding that stands in none. */
async function body(number) {
  if (!meta.texts.length || number < meta.texts[0]) return null;
  const part = await block("texts", holding("texts", number));
  return part.find((entry) => entry.a === number) ?? null;
}

/** The ordinal of the first finding that is as wanted, or -1. */
async function seek(wanted) {
  let found = -1;
  await each("rows", (part, place) => {
    const here = part.id.findIndex((_, k) => wanted(rowOf(part, k)));
    if (here >= 0) found = meta.rows[place] + here;
    return here >= 0;
  });
  return found;
}

const linkTo = (i, at) => `#findings?id=${at.id}&at=${i}`;
const ruleOf = (i) => meta.rules[F.rule[i]];
const originOf = (i) => A.origin[F.number[i]];
const originName = (k) => meta.origins[k] || say("top_folder");
const dayOf = (i) => A.day[F.number[i]];
const dateOf = (day) => (day === UNDATED ? "" : new Date(day * 864e5).toISOString().slice(0, 10));
