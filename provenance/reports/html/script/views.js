/* What views share: two texts as one with what differs marked, articles by name, their parts from the address. */
const ALL = new Map(); // the entries of a view, once they are read
async function entriesOf(view) {
  if (!ALL.has(view)) {
    const found = [];
    ALL.set(view, found);
    await each(view, (part) => void found.push(...(part.columns ? tableOf(part) : part))).catch(() => (ALL.delete(view), tell(say("lost"))));
  }
  return ALL.get(view) ?? [];
}

/** A text with what differs marked: lost words struck out, new ones underlined, both told to those who hear the page. */
function differing(segments, name = "p") {
  return el(name, { class: "dif", dir: "auto" }, ...segments.map(([kind, words]) => {
    if (kind === "~") return el("span", { class: "gap", text: say("same_text", { n: words }) });
    if (kind === "=") return show(el("span"), words);
    return show(el(kind === "-" ? "del" : "ins", null, el("span", { class: "vh", text: say(kind === "-" ? "lost_words" : "new_words") + " " })), words);
  }));
}

/** The id of an article, as a link to its findings where it has any. */
const articleName = ({ a, found }) => show(el(found ? "a" : "span", { class: "art", href: found ? "#findings?" + new URLSearchParams({ article: a }) : null, title: found ? say("findings", { n: found }) : null }), a);
const words = (...parts) => parts.filter(Boolean).join(" · ");

/** Show the entries of a view a page at a time; an address may name one of them: `#copies?id=CLUSTER`. */
async function showEntries(view, make, size = 10) {
  const wanted = inAddress("id"), box = $(`#${view}-body`), state = $(`#${view}-state`), field = $(`#${view}-q`);
  const terms = (inAddress("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const every = await entriesOf(view), kept = every.filter((entry) => (wanted == null || entry.id === wanted) && terms.every((term) => textOf(entry).includes(term)));
  if (document.activeElement !== field) field.value = inAddress("q") ?? "";
  field.oninput = soon(() => readdress(view, "q", field.value), () => showEntries(view, make, size));
  $(".pager", box.parentNode)?.remove();
  paged(box, kept, make, size);
  if (wanted == null) state.textContent = terms.length ? say("some_of", { n: kept.length, all: every.length }) : "";
  else state.replaceChildren(say(kept.length ? "only_one" : "not_kept"), " ", el("a", { href: "#" + view, text: say("show_all") }));
}
const textOf = (entry) => (TEXTS.has(entry) || TEXTS.set(entry, JSON.stringify(entry).toLowerCase()), TEXTS.get(entry));
const TEXTS = new WeakMap();

/** Write a filter into the address of a view, without a step back. */
function readdress(view, name, value) {
  const given = new URLSearchParams(location.hash.split("?")[1] ?? "");
  value ? given.set(name, value) : given.delete(name);
  history.replaceState(null, "", "#" + view + (given.size ? "?" + given : ""));
}
let waiting;
/** What is done a moment after the last key, so that nobody waits while typing. */
const soon = (...acts) => () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => acts.forEach((act) => act()), 120);
};
const inAddress = (name) => new URLSearchParams(location.hash.split("?")[1] ?? "").get(name);
