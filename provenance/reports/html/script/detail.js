/* The finding that is chosen: its rule, its article, the decision on it. */
const small = matchMedia("(max-width: 760px)");
const reading = (yes) => $("#wb").classList.toggle("reading", yes);
let current = null; // the finding shown: its ordinal, rule, row and article
let shown = 0;
const BESIDE = []; // return what views tell of an article: promises of elements

async function detail(opened) {
  const mine = ++shown, i = view[chosen], rule = ruleOf(i);
  const at = await row(i).catch(() => ({ id: "", article: "", message: say("lost") }));
  const entry = await body(F.number[i]).catch(() => null);
  const others = [];
  if (entry) for (let k = 0; k < N && others.length < 40; k++) if (k !== i && F.number[k] === F.number[i]) others.push([k, await row(k)]);
  const beside = at.article ? await Promise.all(BESIDE.map((told) => told(at.article))) : [];
  if (mine !== shown) return;
  current = { i, rule, at, entry };
  const text = entry && articleText(entry, [
    ...entry.facts.map(([kind, start, end]) => ["f-" + kind, start, end]),
    ...others.filter(([, one]) => one.start != null).map(([, one]) => ["f-o", one.start, one.end]),
    ...(at.start == null ? [] : [["here", at.start, at.end]]),
  ]);
  $("#d-rule").replaceChildren(el("span", { class: "sev " + rule.severity }, mark(rule.severity), say(rule.severity)), pageOf(rule), el("span", { text: say("position", { n: chosen + 1, all: view.length }) }));
  $("#d-what").replaceChildren(toldIn(rule.title));
  $("#d-found").replaceChildren(toldIn(at.message ?? ""));
  $("#d-body").replaceChildren(...[
    text && switches(entry, text, others.length), text, entry && readings(entry), about(), ...beside, siblings(others),
  ].filter(Boolean));
  showDecision();
  const box = $("#detail"), hit = $(".ctx mark");
  if (opened) reading(true);
  if (opened && small.matches) box.focus(), scrollTo(0, 0);
  box.scrollTop = hit && hit.offsetTop > box.clientHeight - 200 ? hit.offsetTop - box.clientHeight / 3 : 0;
}

const pairs = (name, of) => el("dl", { class: name }, ...of.filter(([, text]) => text).map(([key, text, code]) =>
  el("div", null, el("dt", { text: say(key) }), el("dd", null, code === 0 ? toldIn(text) : show(el(code ? "code" : "span"), text)))));

/** The code of a rule, with a link to its page where that stands on the web. */
function pageOf(rule) {
  const code = el("code", { text: rule.code, title: rule.label });
  return rule.address ? el("a", { href: rule.address, rel: "noreferrer" }, code) : code;
}

/** What a rule says; words between backticks are code. */
function toldIn(text) {
  const parts = text.split("`");
  return el("span", null, ...(parts.length % 2 ? parts : [text]).map((part, k) => show(el(k % 2 ? "code" : "span"), part)));
}

function about() {
  const { rule, at, entry } = current, [date, precision, from] = entry?.date ?? [];
  const spot = [at.column && say("line", at), at.start != null && say("characters", at)].filter(Boolean).join(", ");
  const published = date ? say("date_from", { date, precision, from }) : say("undated");
  return pairs("kv", [["why", rule.why, 0], ["fix", rule.fix, 0], ["page", rule.page, 1], ["file", at.article, 1], ["place", spot], ["title", entry?.title], ["byline", entry?.byline], ["published", entry && published], ["digest", entry?.sha256, 1], ["fingerprint", at.id, 1]]);
}

function siblings(others) {
  return others.length ? el("div", { class: "also" }, el("h3", { text: say("in_article") }), el("ul", null, ...others.map(([k, one]) =>
    el("li", null, ...grade(ruleOf(k).severity), el("a", { href: linkTo(k, one), text: ruleOf(k).label }), show(el("span", { class: "words" }), one.excerpt))))) : null;
}

/** One line that says what was found, where, and in which bytes. */
function citation() {
  const { rule, at, entry } = current;
  return [
    (at.article || say("corpus")) + (at.line ? ":" + at.line : "") + (at.start == null ? "" : ` [${at.start}–${at.end}]`),
    `${rule.code} ${rule.label}`, at.excerpt && `“${at.excerpt}”`, at.id, entry && "sha256 " + entry.sha256,
  ].filter(Boolean).join(" · ");
}

function showDecision() {
  const { i } = current, act = acts[actOf[i]], same = F.group[i] < 0 ? 1 : groupSizes().get(F.group[i]), why = $("#why");
  for (const made of $$(".btns [data-d]")) made.setAttribute("aria-pressed", made.dataset.d === WORDS[held[i]]);
  $("#withdraw").hidden = !held[i];
  why.value = act?.reason ?? "";
  why.removeAttribute("aria-invalid");
  delete why.dataset.then;
  $("#reasons").replaceChildren(...[...new Set(acts.map((one) => one.reason))].filter(Boolean).slice(-8).map((value) => el("option", { value })));
  const options = [["one", say("one")], same > 1 && ["same", say("all_same", { n: same })], ["rule", say("all_rule", { n: reach({ scope: "rule", i }).length })]];
  $("#scope").replaceChildren(...options.filter(Boolean).map(([value, text]) => el("option", { value, text })));
  $("#by").textContent = act ? say("decided_by", { by: act.by || "–", reason: act.reason || "–" }) : "";
}

let asked = false; // for the name of the reviewer: once is enough
/** Ask for the name that stands beside every decision, and go on with what was begun. */
function askName(then) {
  const box = $("#name"), given = $("input", box);
  asked = true;
  given.value = "";
  box.addEventListener("close", () => {
    if (box.returnValue === "keep") $("#who").value = given.value.trim();
    $("#list").focus();
    then();
  }, { once: true });
  box.showModal();
}

/** Decide on the chosen finding; `step` goes on to the next one. An acceptance without a reason asks for it first. */
function decideHere(word, scope = $("#scope").value, step = false) {
  if (word && !asked && !$("#who").value.trim()) return askName(() => decideHere(word, scope, step));
  const why = $("#why"), reason = why.value.trim();
  if (word === "accept" && !reason) {
    why.dataset.then = step ? "next" : "stay";
    $("#scope").value = scope;
    why.focus();
    why.setAttribute("aria-invalid", "true");
    return tell(($("#by").textContent = say("reason_needed")));
  }
  const replaced = word && reach({ i: current.i, scope }).some((i) => held[i] && WORDS[held[i]] !== word);
  const n = decide(current.i, word, scope, word ? reason : "");
  tell(say(replaced ? "replaced" : "done", { word: say(word ?? "withdraw"), n }));
  if (replaced) $("#dsum").textContent = say("replaced", { word: say(word), n });
  paint(true);
  if (step && chosen < view.length - 1) choose(chosen + 1);
  else showDecision();
  if (step) $("#list").focus();
}

function takeBack() {
  if (!undo()) return;
  tell(say("undone"));
  paint(true);
  if (chosen >= 0) showDecision();
}

const LETTERS = { d: "defect", a: "accept", u: "unsure", c: null };
/** Single keys, only while the list or the finding has the focus. */
function keys(event) {
  if (!event.target.closest("#list, #detail") || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT)$/.test(event.target.tagName)) return;
  const list = event.target.id === "list", page = Math.max(1, Math.floor($("#list").clientHeight / ROW) - 1), letter = event.key.toLowerCase();
  const moves = { j: 1, k: -1, ...(list && { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -N, End: N }) };
  if (event.key in moves) choose(Math.max(0, Math.min(view.length - 1, chosen + moves[event.key])));
  else if (event.key === "Enter" && list) piles ? open(view[chosen]) : (reading(true), $("#detail").focus());
  else if (event.key === "Escape") reading(false), $("#list").focus();
  else if (event.key === "/") $("#q").focus();
  else if (event.key === "?") $("#keys").showModal();
  else if (letter === "z") takeBack();
  else if (letter in LETTERS && chosen >= 0 && !piles) decideHere(LETTERS[letter], event.shiftKey && F.group[current.i] >= 0 ? "same" : undefined, letter !== "c");
  else return;
  event.preventDefault();
}
