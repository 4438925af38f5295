/* The rights register: a row a picture, filtered by agency and words; all of it stands in the address. */
const CELL = Object.fromEntries((meta.rights_fields ?? []).map((name, k) => [name, k]));
const cellOf = (row, name) => row[CELL[name]];
let pictures = []; // those shown
VIEWS.set("rights", showRights);

async function showRights() {
  const every = await entriesOf("rights"), agency = inAddress("agency"), text = inAddress("q") ?? "";
  const named = (one) => cellOf(one, "agencies").split("; "), terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  const select = $("#r-agency");
  if (select.options.length < 2) {
    const agencies = [...new Set(every.flatMap(named))].filter(Boolean).sort((a, b) => a.localeCompare(b));
    select.append(...agencies.map((value) => el("option", { value, text: value })), el("option", { value: "-", text: say("no_agency") }));
  }
  select.value = agency ?? "";
  if (document.activeElement !== $("#r-q")) $("#r-q").value = text;
  pictures = every.filter((one) => (agency == null || (agency === "-" ? !cellOf(one, "agencies") : named(one).includes(agency)))
    && terms.every((term) => one.join(" ").toLowerCase().includes(term)));
  const box = $("#rights-body");
  $("#rights .pager")?.remove();
  paged(box, pictures, pictureOf, 20);
  $("#r-count").textContent = say("pictures", { n: pictures.length });
  $("#r-found").replaceChildren(...(agency && agency !== "-" ? [el("a", { href: "#findings?" + new URLSearchParams({ agency }), text: say("their_findings") })] : []));
}

function pictureOf(one) {
  const cell = (name) => cellOf(one, name), at = cell("place") === "text" ? say("characters", { start: +cell("start"), end: +cell("end") }) : say("beside");
  return el("tr", null,
    el("th", { scope: "row", dir: "auto" }, show(el("q"), cell("caption"))),
    el("td", null, show(el("span"), words(cell("photographers"), cell("agencies"))), show(el("small"), cell("credit"))),
    el("td", null, show(el("span"), words(cell("restrictions"), cell("status"), cell("usage_terms"), cell("copyright")))),
    el("td", null, articleName({ a: cell("article"), found: one.at(-1) }), el("small", { text: words(cell("published"), at) })));
}

$("#r-agency").onchange = ({ target }) => (readdress("rights", "agency", target.value), showRights());
$("#r-q").oninput = soon(() => readdress("rights", "q", $("#r-q").value), showRights);
$("#r-csv").onclick = () => download("rights.csv", "text/csv;charset=utf-8", csv([meta.rights_fields, ...pictures.map((one) => one.slice(0, -1))]));
