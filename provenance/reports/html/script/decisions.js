/* Decisions: a list of acts. Each act speaks of one finding or of many; what holds for a finding is its last act. */
const WORDS = ["open", "defect", "accept", "unsure"];
const KEY = `provenance:${meta.digest}`;
const held = new Uint8Array(N); // row in WORDS
const actOf = new Int32Array(N).fill(-1);
let acts = [];

const sizes = { same: null };
function groupSizes() {
  if (!sizes.same) {
    sizes.same = new Map();
    for (let i = 0; i < N; i++) if (F.group[i] >= 0) sizes.same.set(F.group[i], (sizes.same.get(F.group[i]) ?? 0) + 1);
  }
  return sizes.same;
}

/** The findings an act speaks of: one, all with the same match, a rule in a source, or a list. */
function reach(act) {
  if (act.scope === "list") return act.list;
  if (act.scope === "one") return [act.i];
  const found = [];
  const same = act.scope === "same";
  for (let i = 0; i < N; i++) {
    if (same ? F.group[i] === F.group[act.i] : F.rule[i] === F.rule[act.i] && originOf(i) === originOf(act.i)) found.push(i);
  }
  return found;
}

function perform(act, place) {
  const word = Math.max(0, WORDS.indexOf(act.decision));
  const findings = reach(act);
  for (const i of findings) {
    held[i] = word;
    actOf[i] = word ? place : -1;
  }
  return findings.length;
}

function replay() {
  held.fill(0);
  actOf.fill(-1);
  acts.forEach(perform);
}

/** Decide, and return how many findings that settled; an empty decision takes back what was decided. */
function decide(i, decision, scope, reason) {
  acts.push({ i, decision, scope, reason, by: $("#who").value.trim(), at: new Date().toISOString() });
  const settled = perform(acts.at(-1), acts.length - 1);
  keep();
  return settled;
}

function undo() {
  const act = acts.pop();
  if (act) replay();
  keep();
  return act;
}

/** Whether something is an act on findings of this report: pages from disk share one storage, and anybody may write it. */
function isAct(act) {
  const finding = (i) => Number.isInteger(i) && i >= 0 && i < N;
  const text = (value) => value === undefined || value === null || typeof value === "string";
  return act !== null && typeof act === "object" && [act.reason, act.by, act.at, act.decision, act.until, act.had].every(text) && (act.was == null || WORDS.indexOf(act.was) > 0)
    && (act.scope === "list" ? Array.isArray(act.list) && act.list.every(finding) : ["one", "same", "rule"].includes(act.scope) && finding(act.i));
}

/** Decisions that the run itself honoured, then those of earlier visits. */
function recall() {
  acts = asLists(meta.decided.map(([i, decision, reason, by]) => ({ i, decision, reason, by, at: "" })));
  try {
    $("#who").value = localStorage.getItem("provenance:who") ?? "";
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (Array.isArray(stored?.acts)) acts = stored.acts.filter(isAct);
    for (const kind of Object.keys(marks)) {
      for (const [place, wrong] of Object.entries(stored?.marks?.[kind] ?? {})) if (typeof wrong === "boolean") marks[kind][place] = wrong;
    }
  } catch { /* storage is closed to this page, or holds no JSON: work without it */ }
  replay();
  tally();
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify({ acts, marks }));
    localStorage.setItem("provenance:who", $("#who").value);
  } catch { /* as above */ }
  tally();
}

function tally() {
  let done = 0;
  const each = new Map();
  for (let i = 0; i < N; i++) if (held[i]) done++, each.set(held[i], (each.get(held[i]) ?? 0) + 1);
  const parts = [...each].sort().map(([word, n]) => `${number.format(n)} ${say(WORDS[word]).toLowerCase()}`);
  $("#dsum").textContent = done ? `${say("progress", { n: done, all: N })}: ${parts.join(", ")}` : say("progress_none");
  $("#meter").value = N ? done / N : 0;
  $("#undo").disabled = !acts.length;
}

/** Put decisions that are alike together, so that thousands are one act. */
function asLists(decisions) {
  const alike = new Map();
  for (const one of decisions) {
    const { decision, reason, by, at, until } = one, key = JSON.stringify([decision, reason, by, at, until]);
    if (!alike.has(key)) alike.set(key, { scope: "list", list: [], decision, reason, by, at, until });
    alike.get(key).list.push(one.i);
  }
  return [...alike.values()];
}

const SCOPES = { one: "finding", same: "match", rule: "rule", list: "loaded" };

/** One JSON line for each decided finding, as `check --decisions` reads it, then the marks of the sample. */
async function exportDecisions() {
  const lines = [];
  for (let i = 0; i < N; i++) {
    if (!held[i]) continue;
    const act = acts[actOf[i]], rule = ruleOf(i), at = await row(i), article = await body(F.number[i]).catch(() => null);
    lines.push(JSON.stringify({
      format: DECISION, fingerprint: at.id, code: rule.code, rule_version: rule.version,
      article: article?.n ?? null, article_sha256: (at.article ? article?.sha256 : rule.behind) ?? null, line: at.line, match: at.excerpt,
      decision: act.decision, reason: act.reason, by: act.by, at: act.at, until: act.until, scope: SCOPES[act.scope], run: meta.run,
    }));
    if (lines.length % 2000 === 0) tell(say("exporting", { n: lines.length, all: N }));
  }
  lines.push(...markLines());
  if (!lines.length) return tell(($("#dsum").textContent = say("nothing_decided")));
  download("decisions.jsonl", "application/x-ndjson", lines.map((line) => line + "\n").join(""));
  $("#exported").showModal();
}

/** Whether a line is a decision as the gate reads it. */
function isDecision(entry) {
  const text = (name) => entry[name] == null || typeof entry[name] === "string";
  return entry !== null && typeof entry === "object" && !Array.isArray(entry) && (entry.format ?? DECISION) === DECISION
    && ["fingerprint", "article", "code", "reason", "by", "at", "until"].every(text) && Boolean(entry.fingerprint || (entry.article && entry.code))
    && (WORDS.indexOf(entry.decision) > 0 || entry.decision === "reject") && (entry.decision !== "accept" || Boolean(entry.reason?.trim()));
}
const DECISION = "provenance-decision/1";

/** The decisions of a file, by finding and by article and rule, and its marks; or the number of its first line that is neither. */
function readDecisions(text) {
  const said = { single: new Map(), ruled: new Map(), marks: [], bad: 0 };
  for (const [place, line] of text.replace(/^\ufeff/, "").split("\n").entries()) {
    if (!line.trim()) continue;
    let entry;
    try {
      entry = JSON.parse(line);
    } catch { /* told below */ }
    if (entry?.format === "provenance-mark/1") said.marks.push(entry);
    else if (entry !== undefined && isDecision(entry)) {
      const { decision, reason, by, at, until } = entry;
      const one = { decision: decision === "reject" ? "defect" : decision, reason: reason ?? "", by: by ?? "", at: at ?? "", until: until || undefined };
      entry.fingerprint ? said.single.set(entry.fingerprint, one) : said.ruled.set(entry.article + "\n" + entry.code, one);
    } else return { ...said, bad: place + 1 };
  }
  return said;
}

/** Visit each finding of which a file speaks, with what it says; one about a finding goes before one about a rule. */
function eachDecided({ single, ruled }, visit) {
  return each("rows", (part, place) => part.id.forEach((id, k) => {
    const i = meta.rows[place] + k, key = ruled.size ? coded(part.article, k) + "\n" + ruleOf(i).code : "";
    const entry = single.get(id) ?? ruled.get(key);
    if (entry) visit(i, entry, single.has(id) ? id : key);
  }));
}

/** Read a decisions file; what it says of findings here becomes acts that can be undone. */
async function importDecisions(text) {
  const said = readDecisions(text);
  if (said.bad) return tell(($("#dsum").textContent = say("bad_line", { n: said.bad })));
  said.marks.forEach(takeMark);
  const found = [], known = new Set();
  let replaced = 0;
  await eachDecided(said, (i, entry, key) => {
    known.add(key);
    if (held[i] && WORDS[held[i]] !== entry.decision) replaced++;
    found.push({ ...entry, i });
  });
  acts.push(...asLists(found));
  replay();
  keep();
  const told = [say("loaded", { n: found.length })], gone = said.single.size + said.ruled.size - known.size;
  if (gone) told.push(say("loaded_gone", { n: gone }));
  if (replaced) told.push(say("loaded_other", { n: replaced }));
  tell(($("#dsum").textContent = told.join("; ")));
}
