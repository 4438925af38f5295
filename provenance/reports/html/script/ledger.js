/* The quotation ledger: an utterance, and its wordings one below the other, the words that differ marked. */
VIEWS.set("ledger", () => showEntries("ledger", utteranceOf));

function utteranceOf(said) {
  return el("article", { class: "utterance" },
    el("h2", { dir: "auto" }, show(el("q"), said.text)),
    el("p", { class: "lead" }, show(el("span"), words(said.speakers.join(", ") || say("no_speaker"), say("quoted_in", { n: said.n }), said.papers && say("by_papers", { n: said.papers }))), el("br"), say("seen_first"), " ", articleName(said.first), show(el("span"), said.seen ? ", " + said.seen : "")),
    el("ul", { class: "wordings" }, ...said.wordings.map(wordingOf)),
    said.more > 0 ? line("lead", say("more_wordings", { n: said.more })) : null);
}

BESIDE.push(async (article) => {
  const own = (await entriesOf("ledger")).filter((said) => said.wordings.some((one) => one.in.some(({ a }) => a === article)));
  return own.length ? line("beside", say("its_quotations") + " ", ...own.slice(0, 5).map((said) => show(el("a", { href: "#ledger?" + new URLSearchParams({ id: said.id }) }), `“${said.text.slice(0, 60)}…”`))) : null;
});

function wordingOf(one) {
  const grave = ["negation", "number", "changed", "cut-inside", "speaker"].includes(one.kind);
  return el("li", null,
    line(null, el("span", { class: "res" + (one.kind === "same" ? " ok" : grave ? " no" : ""), text: say("kind_" + one.kind) }), one.speaker && show(el("span", { class: "by" }), one.speaker)),
    one.words && differing(one.words),
    el("p", { class: "why" }, ...one.in.flatMap((article, k) => [k ? ", " : "", articleName(article), article.day ? " " + article.day : ""]), one.n > one.in.length ? " " + say("more", { n: one.n - one.in.length }) : ""));
}
