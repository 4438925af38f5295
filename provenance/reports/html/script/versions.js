/* Versions: two captures of a page, and what has changed from the one to the other, the words that differ marked. */
VIEWS.set("versions", () => showEntries("versions", captureOf));

const told = (one) => [articleName(one), one.at ?? one.day ? show(el("span", { class: "by" }), one.at ?? one.day) : null];
function captureOf(pair) {
  return el("article", { class: "utterance pair" },
    el("h2", null, show(el("span"), pair.url ?? pair.id)),
    line("lead", ...told(pair.from), "→", ...told(pair.to), el("span", { class: "res " + (pair.noted ? "ok" : "no"), text: say(pair.noted ? "with_note" : "without_note") })),
    el("ul", { class: "wordings" }, ...pair.changes.map((one) => el("li", null,
      line(null, el("b", { class: "role", text: say("change_" + one.kind) }), one.start == null ? null : el("span", { class: "why", text: say("characters", one) })),
      differing(one.words)))),
    pair.more > 0 ? line("lead", say("more_changes", { n: pair.more })) : null);
}

BESIDE.push(async (article) => {
  const own = (await entriesOf("versions")).find((pair) => [pair.to.a, pair.from.a].includes(article));
  return own ? line("beside", el("a", { href: "#versions?" + new URLSearchParams({ id: own.id }), text: say("its_versions") })) : null;
});
