/* Views, theme, and the start. */
async function route() {
  const view = readAddress();
  for (const section of $$("main > section")) section.classList.toggle("on", section.id === view);
  for (const link of $$(".bar nav a")) link.hash === "#" + view ? (link.setAttribute("aria-current", "page"), (link.closest("ul").scrollLeft = link.offsetLeft - link.closest("ul").offsetLeft - 60)) : link.removeAttribute("aria-current");
  if (view !== "findings") scrollTo(0, 0);
  await VIEWS.get(view)?.();
  if (view !== "findings") return;
  if (Q.id && (await row(Q.at ?? 0).catch(() => ({}))).id !== Q.id) Q.at = await seek((at) => at.id === Q.id);
  if (Q.article) Q.art = F.number[await seek((at) => at.article === Q.article)];
  await apply();
  reading(Boolean(Q.id) && small.matches);
}

const THEMES = ["auto", "light", "dark"];
function nextTheme() {
  const root = document.documentElement, name = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % 3];
  if (name === "auto") delete root.dataset.theme;
  else root.dataset.theme = name;
  $("#theme").textContent = say("theme", { name: say("theme_" + name) });
}

function listen() {
  const on = (selector, event, act) => $(selector)?.addEventListener(event, act);
  let waiting;
  on("#list", "scroll", () => paint());
  on("#list", "click", (event) => {
    const made = event.target.closest(".row");
    if (made) choose(made.place, !piles), piles && open(view[made.place]);
  });
  on("#wb", "keydown", keys);
  on("#q", "input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refine((q) => ($("#q").value ? (q.q = $("#q").value) : delete q.q), false), 120);
  });
  on("#q", "keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") event.preventDefault(), $("#list").focus();
  });
  on("#facets", "submit", (event) => event.preventDefault());
  on("#sort", "change", (event) => refine((q) => (event.target.value === "urgent" ? delete q.sort : (q.sort = event.target.value))));
  on("#group", "change", (event) => refine((q) => (event.target.value === "none" ? delete q.by : (q.by = event.target.value))));
  for (const name of ["from", "to"]) on("#" + name, "change", (event) => event.target.validity.valid && refine((q) => (event.target.value ? (q[name] = event.target.value) : delete q[name])));
  on("#clear", "click", clearFilters);
  on("#who", "change", keep);
  on(".back", "click", () => (reading(false), $("#list").focus()));
  on("#previous", "click", () => choose(chosen - 1, true));
  on("#next", "click", () => choose(chosen + 1, true));
  on("#link", "click", (event) => copy(location.href.replace(/#.*/, "") + linkTo(current.i, current.at), event.target));
  on("#cite", "click", (event) => copy(citation(), event.target));
  on(".btns", "click", ({ target }) => target.closest("button") && decideHere(target.dataset.d ?? null, undefined, Boolean(target.dataset.d)));
  on("#why", "keydown", (event) => event.key === "Enter" && event.target.dataset.then && decideHere("accept", undefined, event.target.dataset.then === "next"));
  on("#undo", "click", takeBack);
  on("#export", "click", exportDecisions);
  on("#csv", "click", exportList);
  on("#help", "click", () => $("#keys").showModal());
  on("#load", "change", async (event) => {
    await importDecisions(await event.target.files[0].text());
    event.target.value = "";
    await apply();
  });
  on("#v-load", "change", async ({ target }) => {
    await compareWith(target.files[0]);
    target.value = "";
  });
  on("#v-export", "click", exportDecisions);
  on("#accession", "click", exportRecords);
  on("#event", "click", () => download("premis.xml", "application/xml", JSON.parse($("#premis").textContent)));
  on("#theme", "click", nextTheme);
  on("#print", "click", () => print());
  for (const bars of $$(".drawing")) bars.addEventListener("click", (event) => {
    const { from } = event.target.closest("[data-from]")?.dataset ?? {};
    if (from) location.hash = `#findings?from=${from}&to=${from}`;
  });
  addEventListener("hashchange", () => $("#exported").close()); // a dialog of a view that is gone lies over the page, unseen
  addEventListener("hashchange", route);
  addEventListener("popstate", route);
  addEventListener("resize", () => view.length && paint());
}

async function start() {
  document.documentElement.classList.add("js");
  for (const made of $$("#wb, #theme, #print")) made.hidden = false;
  if (matchMedia("(max-width: 1180px)").matches) $("#fd").open = false;
  await readColumns();
  prepare();
  recall();
  listen();
  await route();
  document.documentElement.dataset.ready = Math.round(performance.now());
}
start();
