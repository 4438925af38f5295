/* The list: only the rows in view exist, whatever the number of findings. */
const ROW = 80;
const BEYOND = 6; // rows made above and below those in view
const TALLEST = 12e6; // browsers lose count of pixels not far beyond
const pool = new Map();
let chosen = -1;
let stretch = 1; // pixels of list for a pixel of scrolling, above 1 only where the list is taller than TALLEST

function showList() {
  const at = Q.at != null && Q.id ? view.indexOf(+Q.at) : -1;
  chosen = at >= 0 ? at : view.length ? 0 : -1;
  const height = view.length * ROW;
  stretch = Math.max(1, height / TALLEST);
  $("#pad").style.height = Math.max(1, height / stretch) + "px";
  $("#list").scrollTop = chosen > 2 ? ((chosen - 2) * ROW) / stretch : 0;
  paint(true);
  $("#detail").classList.toggle("none", !view.length);
  $("#list").hidden = !($("#none").hidden = view.length > 0);
  if (view.length) detail(false);
}

function makeRow(place) {
  const i = view[place], rule = ruleOf(i);
  const words = el("q", { dir: "auto" }), path = el("div", { class: "path" });
  const made = el("div", {
    class: "row", role: "option", id: "o" + i, "aria-selected": String(place === chosen), "aria-setsize": view.length, "aria-posinset": place + 1,
  }, ...grade(rule.severity), el("div", { class: "head" }, el("b", { text: rule.label }), note(i, place)), words, path);
  made.place = place;
  row(i).then((at) => {
    if (piles && Q.by === "rule") words.textContent = rule.summary;
    else if (piles && Q.by === "source") words.textContent = originName(originOf(i));
    else if (at.excerpt) show(words, at.excerpt.replace(/\s+/g, " "));
    else words.append(at.message), words.classList.add("none");
    if (!piles || Q.by === "article") show(path, (at.article || say("corpus")) + (at.line && !piles ? ":" + at.line : ""));
  }, () => words.append(say("lost")));
  return made;
}
function note(i, place) {
  if (piles) return el("span", { class: "st", text: say("findings", { n: piles[place] }) });
  if (held[i]) return el("span", { class: "st " + WORDS[held[i]], text: say(held[i] === 2 ? "accepted" : WORDS[held[i]]) });
  return meta.statuses[F.state[i]] === "new" ? el("span", { class: "st new", text: say("new") }) : null;
}

/** Make the rows in view, drop the others. A list too tall for the browser is laid out around the scroll position. */
function paint(anew) {
  const list = $("#list"), pad = $("#pad"), height = list.clientHeight || 600;
  const top = list.scrollTop * stretch;
  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(view.length, Math.ceil((top + height) / ROW) + BEYOND);
  if (anew) pad.replaceChildren(), pool.clear();
  for (const [place, made] of pool) if (place < first || place >= last) made.remove(), pool.delete(place);
  const fresh = document.createDocumentFragment();
  for (let place = first; place < last; place++) {
    if (!pool.has(place)) pool.set(place, makeRow(place)), fresh.append(pool.get(place));
    pool.get(place).style.top = place * ROW - top + list.scrollTop + "px";
  }
  pad.append(fresh);
  if (pool.has(chosen)) list.setAttribute("aria-activedescendant", pool.get(chosen).id);
  else list.removeAttribute("aria-activedescendant");
}

function choose(place, opened) {
  if (place < 0 || place >= view.length) return;
  pool.get(chosen)?.setAttribute("aria-selected", "false");
  chosen = place;
  const list = $("#list"), top = place * ROW, shown = list.scrollTop * stretch;
  if (top < shown) list.scrollTop = top / stretch;
  else if (top + ROW > shown + list.clientHeight) list.scrollTop = Math.ceil((top + ROW - list.clientHeight) / stretch);
  paint();
  pool.get(place)?.setAttribute("aria-selected", "true");
  const i = view[place];
  row(i).then((at) => {
    if (view[chosen] !== i || piles) return;
    Object.assign(Q, { id: at.id, at: String(i) });
    writeAddress(false);
  });
  detail(opened);
}
