/* A second reviewer: the decisions file of somebody else held against one's own, to be settled one by one. */
let second = null; // their name, what they say of which finding, and the pairs of both

/** Read the file of another reviewer; nothing of it becomes a decision here before somebody settles it. */
async function compareWith(file) {
  const said = readDecisions(await file.text());
  if (said.bad) return tell(($("#v-state").textContent = say("bad_line", { n: said.bad })));
  const theirs = new Map();
  await eachDecided(said, (i, entry) => theirs.set(i, entry));
  const names = new Set([...theirs.values()].map(({ by }) => by).filter(Boolean));
  second = { name: names.size === 1 ? [...names][0] : file.name, theirs };
  await showReviewers();
  tell($("#v-state").textContent);
}

/** What was decided here before it was settled: a settlement is no opinion of its own. */
const ownWord = (i) => acts[actOf[i]]?.was ?? (held[i] ? WORDS[held[i]] : null);

/** How far two agree: Wilson's interval of the share, and Cohen's kappa with its error, as the export `agreement` has it. */
function agreement(pairs) {
  const n = pairs.length, equal = pairs.filter(([, mine, theirs]) => mine === theirs.decision).length, z = 1.96, p = equal / n;
  const middle = p + (z * z) / (2 * n), below = 1 + (z * z) / n, width = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const count = (word) => pairs.filter(([, mine]) => mine === word).length * pairs.filter(([, , theirs]) => theirs.decision === word).length;
  const chance = WORDS.reduce((sum, word) => sum + count(word), 0) / (n * n);
  const beyond = chance === 1 ? say("by_chance") : say("kappa", { kappa: ((p - chance) / (1 - chance)).toFixed(2), spread: ((z * Math.sqrt((p * (1 - p)) / n)) / (1 - chance)).toFixed(2) });
  return say("agree", { equal, n, share: percent(p), low: percent((middle - width) / below), high: percent((middle + width) / below), beyond });
}

async function showReviewers() {
  const state = $("#v-state"), box = $("#v-body");
  $("#reviewers .pager")?.remove();
  $("#v-take").hidden = $("#v-export").hidden = !second;
  if (!second) return;
  const pairs = [], only = [];
  for (const [i, entry] of second.theirs) ownWord(i) ? pairs.push([i, ownWord(i), entry]) : only.push(i);
  const differ = pairs.filter(([, mine, theirs]) => mine !== theirs.decision), open = differ.filter(([i]) => acts[actOf[i]]?.was == null);
  state.replaceChildren(show(el("b"), say("with", { name: second.name })), " ", pairs.length ? agreement(pairs) : say("none_both"), " ", say("to_settle", { n: open.length, all: differ.length }));
  $("#v-take").hidden = !only.length;
  $("#v-take").textContent = say("take_over", { n: only.length });
  $("#v-take").onclick = () => takeOver(only);
  const rows = await Promise.all(differ.slice(0, MOST).map(async ([i, , entry]) => [i, await row(i), entry]));
  box.replaceChildren();
  if (rows.length) paged(box, rows, differenceOf);
  if (differ.length > MOST) box.append(line("lead", say("more", { n: differ.length - MOST })));
}
const MOST = 2000; // differences that are listed

function differenceOf([i, at, theirs]) {
  const act = acts[actOf[i]], mine = { decision: ownWord(i), reason: act?.was == null ? act?.reason : act.had };
  const choice = (name, said) => el("li", null, el("b", { text: name }), " ", el("span", { class: "st " + said.decision, text: say(said.decision) }), show(el("span", { class: "why" }), said.reason || ""));
  const settle = (said) => button(say("settle", { word: say(said.decision) }), () => settleAs(i, said), { "aria-pressed": String(act?.was != null && act.decision === said.decision) });
  const unsure = { decision: "unsure", reason: "" };
  return el("div", { class: "item", "data-i": i },
    el("div", null, el("p", null, ...grade(ruleOf(i).severity), el("a", { href: linkTo(i, at), text: ruleOf(i).label }), show(el("q", { dir: "auto", class: at.excerpt ? null : "none" }), at.excerpt ?? at.message)),
      show(el("small"), at.article || say("corpus")),
      el("ul", { class: "said" }, choice(say("you"), mine), choice(second.name, theirs))),
    el("div", { class: "btns", role: "group", "aria-label": say("decision") }, ...[mine, theirs, unsure].filter((said, k, all) => all.findIndex((one) => one.decision === said.decision) === k).map(settle)));
}

/** Decide a difference: the word and reason of one of the two, by whoever settles it; what was said here is kept beside. */
function settleAs(i, { decision, reason }) {
  if (!asked && !$("#who").value.trim()) return askName(() => settleAs(i, { decision, reason }));
  const before = acts[actOf[i]];
  acts.push({ i, decision, scope: "one", reason: reason ?? "", by: $("#who").value.trim(), at: new Date().toISOString(), was: ownWord(i), had: (before?.was == null ? before?.reason : before.had) ?? "" });
  perform(acts.at(-1), acts.length - 1);
  keep();
  showReviewers().then(() => $(`#v-body [data-i="${i}"] [aria-pressed="true"]`)?.focus());
  tell(say("done", { word: say(decision), n: 1 }));
}

/** Take over what only the other one has decided, under their name. */
function takeOver(only) {
  acts.push(...asLists(only.map((i) => ({ ...second.theirs.get(i), i }))));
  replay();
  keep();
  showReviewers();
}
