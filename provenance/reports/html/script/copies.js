/* Copies: each cluster as a line through time, the original marked, and what every other article cut or changed. */
VIEWS.set("copies", () => showEntries("copies", clusterOf, 5));

function clusterOf(cluster) {
  const dated = cluster.members.filter((one) => one.day), first = dated[0]?.day;
  return el("article", { class: "cluster" },
    el("h2", null, show(el("span"), cluster.members.find((one) => one.role === "original")?.a ?? cluster.id)),
    line("lead", words(say("members", { n: cluster.n }), cluster.agency && say("names_agency", { name: cluster.agency }), dated.length > 1 && say("in_days", { n: days(first, dated.at(-1).day) }))),
    el("ol", { class: "time" }, ...cluster.members.map((one) => memberOf(one, first))),
    cluster.more ? line("lead", say("more_members", { n: cluster.more })) : null);
}
BESIDE.push(async (article) => {
  const own = (await entriesOf("copies")).find((cluster) => cluster.members.some((one) => one.a === article));
  return own ? line("beside", el("a", { href: "#copies?" + new URLSearchParams({ id: own.id }), text: say("its_copies", { n: own.n - 1 }) })) : null;
});
const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 864e5);

function memberOf(one, first) {
  const after = one.day && first ? days(first, one.day) : 0;
  const differs = one.differs?.some(([kind]) => kind === "-" || kind === "+");
  return el("li", { class: one.role },
    line("when", el("time", { datetime: one.day, text: one.day ?? say("undated") }), after ? el("span", { text: say("later", { n: after }) }) : null),
    el("div", null,
      line(null, el("b", { class: "role", text: say("role_" + one.role) }), articleName(one), one.by && show(el("span", { class: "by" }), one.by), one.stated ? el("span", { class: "res ok", text: say("names_it") }) : null),
      show(el("p", { class: "why" }), words(one.why, say("sure", { n: Math.round(100 * one.sure) }))),
      one.differs && (differs ? el("details", { ontoggle: ({ target }) => target.open && target.children.length < 2 && target.append(differing(one.differs)) }, el("summary", { text: say("differs") })) : line("why", say("word_for_word")))));
}
