/* The provenance view: dates and credits article by article, and the records to keep. */
let records = null;
async function showRecords() {
  if (records) return;
  records = [];
  await each("records", (part) => void records.push(...tableOf(part))).catch(() => tell(say("lost")));
  paged($("#records-body"), records, (record) => {
    const of = (name) => record[meta.fields.indexOf(name)], n = +of("errors") + +of("warnings") + +of("infos");
    const name = show(el(n ? "a" : "span", { href: n && "#findings?" + new URLSearchParams({ article: of("article") }) }), of("article"));
    const cells = [of("published") || say("undated"), of("published_from"), [of("photographers"), of("agencies")].filter(Boolean).join("; ")];
    return el("tr", null, el("th", { scope: "row" }, name), ...cells.map((text) => show(el("td"), text)), el("td", { class: "num", text: n }));
  }, 30);
}

async function exportRecords() {
  await showRecords();
  download("accession.csv", "text/csv;charset=utf-8", csv([meta.fields, ...records]));
}

async function exportList() {
  const lines = [["fingerprint", "severity", "code", "article", "line", "column", "start", "end", "published", "excerpt", "message", "decision", "reason"]];
  for (const i of view) {
    const at = await row(i), rule = ruleOf(i);
    lines.push([at.id, rule.severity, rule.code, at.article, at.line, at.column, at.start, at.end, dateOf(dayOf(i)), at.excerpt, at.message, WORDS[held[i]], acts[actOf[i]]?.reason]);
  }
  download("findings.csv", "text/csv;charset=utf-8", csv(lines));
}
