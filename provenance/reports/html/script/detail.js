/* The finding that is chosen: its rule, its article, the decision on it. */
const small = matchMedia("(max-width: 760px)");
const reading = (yes) => $("#wb").classList.toggle("reading", yes);
let shown = 0;

async function detail(opened) {
  const mine = ++shown, i = view[chosen], rule = ruleOf(i);
  const at = await row(i).catch(() => ({ id: "", article: "", message: say("lost") }));
  const entry = await body(F.number[i]).catch(() => null);
  const others = [];
  if (entry) for (let k = 0; k < N && others.length < 40; k++) if (k !== i && F.number[k] === F.number[i]) others.push([k, await row(k)]);
  if (mine !== shown) return;
  const box = $("#detail"), inside = box.contains(document.activeElement), text = entry && articleText(entry, [
    ...entry.facts.map(([kind, start, end]) => ["f-" + kind, start, end]),
    ...others.filter(([, one]) => one.start != null).map(([, one]) => ["f-o", one.start, one.end]),
    ...(at.start == null ? [] : [["here", at.start, at.end]]),
  ]);
  box.replaceChildren(...[top(i, rule, at, entry), el("h2", { text: rule.title }), told(rule, at), text && switches(entry, text, others.length), text, entry && readings(entry), place(rule, at, entry), siblings(others), bar(i)].filter(Boolean));
  if (opened) reading(true);
  if (inside || (opened && small.matches)) box.focus({ preventScroll: true });
  box.scrollTop = 0;
  if (small.matches) return opened && scrollTo(0, 0);
  const hit = $(".ctx mark", box);
  if (hit && hit.offsetTop > box.clientHeight - 200) box.scrollTop = hit.offsetTop - box.clientHeight / 3;
}

function top(i, rule, at, entry) {
  const link = () => location.href.replace(/#.*/, "") + linkTo(i, at);
  const cite = () => `${at.article || say("corpus")}${at.line ? ":" + at.line : ""}${at.start == null ? "" : ` [${at.start}–${at.end}]`} · ${rule.code} ${rule.title} · ${at.id}${at.excerpt ? ` · “${at.excerpt}”` : ""}${entry ? " · sha256 " + entry.sha256 : ""}`;
  return el("div", { class: "d-top" },
    button(say("back"), () => (reading(false), $("#list").focus()), { class: "back" }),
    el("span", { class: "sev " + rule.severity }, mark(rule.severity), say(rule.severity)), el("code", { text: rule.code }),
    el("span", { class: "pos", text: say("position", { n: chosen + 1, all: view.length }) }),
    el("span", { class: "mv" }, button("‹", () => choose(chosen - 1, true), { "aria-label": say("previous"), disabled: chosen === 0 }), button("›", () => choose(chosen + 1, true), { "aria-label": say("next"), disabled: chosen === view.length - 1 }),
      button(say("copy_link"), (event) => copy(link(), event.target)), button(say("copy_cite"), (event) => copy(cite(), event.target))));
}

function told(rule, at) {
  return el("dl", { class: "cmp" }, ...[["found", at.message], ["means", rule.summary]].map(([name, text]) => el("div", null, el("dt", { text: say(name) }), show(el("dd"), text))));
}

function place(rule, at, entry) {
  const day = entry?.date ? say("date_from", { date: entry.date[0], precision: entry.date[1], from: entry.date[2] }) : say("undated");
  const spot = [at.line && at.column ? say("line", { line: at.line, column: at.column }) : "", at.start == null ? "" : say("characters", { start: at.start, end: at.end })].filter(Boolean).join(", ");
  const pairs = [["why", rule.why], ["fix", rule.fix], ["file", at.article, true], ["place", spot], ["title", entry?.title], ["byline", entry?.byline], ["published", entry && day], ["digest", entry?.sha256, true], ["fingerprint", at.id, true]];
  return el("dl", { class: "kv" }, ...pairs.filter(([, value]) => value).map(([name, value, code]) => el("div", null, el("dt", { text: say(name) }), el("dd", null, show(el(code ? "code" : "span"), value)))));
}

function siblings(others) {
  if (!others.length) return null;
  return el("div", { class: "also" }, el("h3", { text: say("in_article") }), el("ul", null, ...others.map(([k, one]) =>
    el("li", null, ...grade(ruleOf(k).severity), el("a", { href: linkTo(k, one), text: ruleOf(k).title }), show(el("span", { class: "words" }), one.excerpt ?? "")))));
}

function bar(i) {
  const act = acts[actOf[i]], same = F.group[i] < 0 ? 1 : groupSizes().get(F.group[i]);
  const choice = (word) => button(say(word), () => decideHere(word), { "aria-pressed": String(WORDS[held[i]] === word), class: word });
  const scope = el("select", { id: "scope" }, el("option", { value: "one", text: say("one") }), same > 1 ? el("option", { value: "same", text: say("all_same", { n: same }) }) : null, el("option", { value: "rule", text: say("all_rule", { n: reach({ scope: "rule", i }).length }) }));
  const before = [...new Set(acts.map((one) => one.reason))].filter(Boolean).slice(-8);
  const why = el("input", { type: "text", id: "why", list: "reasons", value: act?.reason ?? "", placeholder: say("reason_hint"), onkeydown: (event) => {
    if (event.key === "Enter" && event.target.dataset.then) decideHere(event.target.dataset.then, undefined, true);
  } });
  return el("section", { class: "dec", "aria-label": say("your_decision") },
    el("div", { class: "btns", role: "group", "aria-label": say("your_decision") }, ...WORDS.slice(1).map(choice), held[i] ? button(say("withdraw"), () => decideHere(null)) : null),
    el("label", { class: "w" }, say("reason"), why, el("datalist", { id: "reasons" }, ...before.map((value) => el("option", { value })))), el("label", { class: "s" }, say("applies"), scope),
    act?.by || act?.reason ? show(el("p", { class: "by" }), say("decided_by", { by: act.by || "–", reason: act.reason || "–" })) : null);
}

/** Decide on the chosen finding; `step` goes on to the next one. An acceptance without a reason asks for it first. */
async function decideHere(word, scope = $("#scope").value, step = false) {
  const why = $("#why"), reason = why.value.trim(), i = view[chosen];
  if (word === "accept" && !reason) {
    why.dataset.then = word;
    $("#scope").value = scope;
    why.focus();
    why.setAttribute("aria-invalid", "true");
    return tell((why.placeholder = say("reason_needed")));
  }
  const n = decide(i, word, scope, word ? reason : "");
  tell(say("done", { word: say(word ?? "withdraw"), n }));
  repaint();
  if (step && chosen < view.length - 1) choose(chosen + 1);
  else await detail(false), $(".btns [aria-pressed=true]")?.focus();
  if (step) $("#list").focus();
}

const LETTERS = { d: "defect", a: "accept", u: "unsure", c: null };
/** Single keys, only while the list or the finding has the focus. */
function keys(event) {
  if (!event.target.closest("#list, #detail") || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const inList = event.target.id === "list", page = Math.max(1, Math.floor($("#list").clientHeight / ROW) - 1), letter = event.key.toLowerCase();
  const moves = { j: 1, k: -1, ...(inList ? { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -N, End: N } : {}) };
  const act = () => {
    if (event.key in moves) choose(Math.max(0, Math.min(view.length - 1, chosen + moves[event.key])));
    else if (event.key === "Enter" && inList) piles ? open(view[chosen]) : (reading(true), $("#detail").focus());
    else if (event.key === "Escape") reading(false), $("#list").focus();
    else if (event.key === "/") $("#q").focus();
    else if (event.key === "?") $("#keys").showModal();
    else if (letter === "z") takeBack();
    else if (letter in LETTERS && chosen >= 0 && !piles && $("#scope")) decideHere(LETTERS[letter], event.shiftKey && F.group[view[chosen]] >= 0 ? "same" : undefined, letter !== "c");
    else return false;
  };
  if (act() !== false) event.preventDefault();
}
function takeBack() {
  if (!undo()) return;
  tell(say("undone"));
  repaint();
  if (chosen >= 0) detail(false);
}
