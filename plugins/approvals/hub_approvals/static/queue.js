// Decides on the queue by keyboard and without reload, and shows what colleagues do. Without this module every button
// is a form, and every link a page.
const root = document.querySelector("[data-queue]");
const list = document.querySelector("[data-list]");
const say = document.querySelector("[data-say]");
const banner = document.querySelector("[data-done]");
const words = document.querySelector("[data-words]").dataset;
const token = document.querySelector('[name="form_token"]').value;
const dialogs = Object.fromEntries([...document.querySelectorAll("[data-dialog]")].map((each) => [each.dataset.dialog, each]));
const address = `${root.dataset.live.replace(/\/live$/, "")}/queue`;
const AT_ONCE = 10;
const OFF = "approvals-keys-off";
const NOTHING = {};
const pending = [];
let working = null;

const open = () => (list ? [...list.querySelectorAll(".wish:not(.done, .going)")] : []);
const here = () => document.activeElement.closest(".wish");
const rowOf = (number) => list?.querySelector(`.wish[data-number="${number}"]`);
const title = (row) => row.querySelector("h2").textContent.replace(/\s+/g, " ").trim();

function tell(text) {
  say.textContent = text;
}

function show(text) {
  banner.hidden = false;
  banner.querySelector("[data-done-words]").textContent = text;
}

function step(by) {
  const rows = open();
  const now = here();
  const all = list ? [...list.querySelectorAll(".wish")] : [];
  if (!rows.length) return tell(words.last);
  if (!now) return rows[0].focus();
  const at = all.indexOf(now);
  const next = by > 0 ? rows.find((each) => all.indexOf(each) > at) : rows.findLast((each) => all.indexOf(each) < at);
  if (next) next.focus();
  else if (now.matches(".done, .going")) (by > 0 ? rows.at(-1) : rows[0]).focus();
}

async function post(choice, rows, more) {
  const body = new URLSearchParams({ form_token: token, choice, as: "json", ...more });
  for (const row of rows) body.append("item", `${row.dataset.number}:${row.dataset.mark}`);
  const answer = await fetch(address, { method: "POST", body });
  if (!answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("no results");
  return answer.json();
}

// One decision after another, so that none overtakes the one before it; whoever decides need not wait for the answer.
// What came meanwhile and is decided alike goes together.
function decide(choice, rows, more = NOTHING) {
  for (const row of rows) {
    row.classList.add("going", "mine");
    pending.push({ choice, row, more });
  }
  working ??= work().finally(() => { working = null; });
  return working;
}

async function work() {
  while (pending.length) {
    const { choice, more } = pending[0];
    const rows = [];
    while (rows.length < AT_ONCE && pending[0]?.choice === choice && pending[0].more === more) rows.push(pending.shift().row);
    await send(choice, rows, more);
  }
}

async function send(choice, rows, more) {
  try {
    const results = await post(choice, rows, more);
    for (const result of results)
      if (result.later) pending.push({ choice, row: rowOf(result.number), more });
      else settle(rowOf(result.number), result, result === results.at(-1));
  } catch {
    for (const row of [...rows, ...pending.splice(0).map((each) => each.row)]) row.classList.remove("going", "mine");
    show(words.failed);
    tell(words.failed);
  }
  count();
}

function settle(row, result, aloud) {
  row.classList.remove("going");
  outcome(row, result.done ? result.tone : "warn", result.done ? result.words : "", result.text);
  row.dataset.state = result.state ?? row.dataset.state;
  if (result.done && result.state !== "requested") finish(row);
  else refresh(row.dataset.number, result.text);
  if (aloud || !result.done) {
    show(`${title(row)}: ${result.text}`);
    tell(`${result.text} ${here() ? `${words.next}: ${title(here())}` : words.last}`);
  }
}

function outcome(row, tone, badge, text) {
  const said = row.querySelector("[data-outcome]");
  said.replaceChildren();
  if (badge) {
    const made = document.createElement("span");
    made.className = `badge ${tone}`;
    made.textContent = badge;
    said.append(made, " ");
  }
  said.append(text ?? "");
}

function finish(row) {
  row.classList.add("done");
  row.querySelector("[data-buttons]").replaceChildren();
  row.querySelector(".pick").replaceChildren();
  for (const name of ["quick", "refusable", "correctable", "typed"]) delete row.dataset[name];
}

async function fetched() {
  const answer = await fetch(location.href);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Shows a row as it stands now: somebody else changed it, or a second person has to agree.
async function refresh(number, text) {
  const row = rowOf(number);
  const fresh = (await fetched()).querySelector(`.wish[data-number="${number}"]`);
  // Shown anew or decided on here meanwhile: then what was fetched is older than what stands there.
  if (!row.isConnected || row.matches(".going, .done")) return;
  if (!fresh) return finish(row);
  const focused = row.contains(document.activeElement);
  row.replaceWith(document.adoptNode(fresh));
  prepare(fresh);
  if (text) outcome(fresh, "note", "", text);
  if (focused) fresh.focus();
}

async function append() {
  if (root.dataset.more) return;
  const found = (await fetched()).querySelectorAll(".wish");
  if (!list) return found.length ? location.reload() : undefined;
  for (const fresh of found)
    if (!rowOf(fresh.dataset.number)) {
      list.append(document.adoptNode(fresh));
      fresh.classList.add("fresh");
      prepare(fresh);
    }
}

function ask(name, text, fill = () => {}) {
  const dialog = dialogs[name];
  const before = document.activeElement;
  const number = here()?.dataset.number;
  for (const each of dialog.querySelectorAll("[data-title]")) each.textContent = text;
  fill(dialog);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      // The row may have been shown anew meanwhile.
      (before.isConnected ? before : rowOf(number))?.focus();
      resolve(dialog.returnValue === "yes" ? new FormData(dialog.querySelector("form")) : null);
    }, { once: true });
  });
}

const ACTS = {
  approve: (row) => "quick" in row.dataset && run("approve", row),
  typed: (row) => "typed" in row.dataset && run("typed", row),
  refuse: async (row) => {
    if (!("refusable" in row.dataset)) return;
    const said = await ask("refuse", title(row), (each) => { each.querySelector("textarea").value = ""; });
    if (said) run("refuse", rowOf(row.dataset.number), { reason: said.get("reason") });
  },
  correct: async (row) => {
    if (!("correctable" in row.dataset)) return;
    const said = await ask("correct", title(row), (each) => { each.querySelector("input").value = row.dataset.value; });
    if (said) run("correct", rowOf(row.dataset.number), { value: said.get("value") });
  },
};

function run(choice, row, more) {
  const done = decide(choice, [row], more);
  step(1);
  return done;
}

async function many() {
  const rows = open().filter((each) => each.querySelector('[name="item"]:checked'));
  if (rows.length && (await ask("many", `${rows.length} ${words.chosen}.`))) decide("approve", rows).then(() => step(1));
}

function count() {
  const chosen = document.querySelectorAll('[name="item"]:checked').length;
  const shown = document.querySelector("[data-chosen]");
  if (shown) shown.textContent = chosen ? `${chosen} ${words.chosen}` : "";
}

function prepare(where) {
  for (const each of where.querySelectorAll("[data-copy]")) {
    each.hidden = !navigator.clipboard;
    each.addEventListener("click", async () => {
      await navigator.clipboard.writeText(each.dataset.copy);
      tell(words.copied);
      each.classList.add("copied");
    });
  }
  for (const each of where.querySelectorAll("[data-act]"))
    each.addEventListener("click", (event) => {
      event.preventDefault();
      ACTS[each.dataset.act](each.closest(".wish"));
    });
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: (row) => ACTS.approve(row),
  r: (row) => ACTS.refuse(row),
  c: (row) => ACTS.correct(row),
  t: (row) => ACTS.typed(row),
  o: (row) => row.querySelector("h2 a").click(),
  x: (row) => row.querySelector('[name="item"]')?.click(),
  A: () => many(),
  "?": () => dialogs.help.showModal(),
};
const WITHOUT_ROW = new Set(["j", "k", "A", "?"]);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  if (localStorage.getItem(OFF) || document.querySelector("dialog[open]")) return;
  if (event.target.closest('input:not([type="checkbox"]), textarea, select')) return;
  event.preventDefault();
  const row = here();
  if (row || WITHOUT_ROW.has(event.key)) KEYS[event.key](row);
  else step(1);
});

function hear(news) {
  for (const each of document.querySelectorAll("[data-count]")) each.textContent = news.counts[each.dataset.count];
  let fresh = false;
  for (const moved of news.moved) {
    const row = rowOf(moved.number);
    if (!row) fresh ||= moved.state === "requested";
    else if (row.dataset.state !== moved.state) overtake(row, moved);
  }
  if (fresh) append();
}

// What the LAS has can be asked back: on the page of the request, where it is confirmed.
function offerUndo(row) {
  const link = document.createElement("a");
  link.href = row.querySelector("h2 a").href;
  link.textContent = words.undo;
  row.querySelector("[data-outcome]").append(" ", link);
}

function overtake(row, moved) {
  const mine = row.classList.contains("mine");
  row.dataset.state = moved.state;
  if (["requested", "conflict", "failed", "unknown", "task"].includes(moved.state) && !mine) return refresh(moved.number);
  outcome(row, moved.tone, moved.words, mine ? "" : `${words.by} ${moved.by}`);
  if (mine && moved.state === "confirmed") offerUndo(row);
  if (!mine) tell(`${title(row)}: ${moved.words} ${words.by} ${moved.by}`);
  finish(row);
}

function listen() {
  const source = new EventSource(root.dataset.live);
  source.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    // No line can be kept open here: ask now and then.
    setInterval(async () => {
      const answer = await fetch(root.dataset.moved);
      if (answer.headers.get("content-type")?.startsWith("application/json")) hear(await answer.json());
    }, 15000);
  });
  addEventListener("pagehide", () => source.close());
}

document.querySelector("[data-help]")?.addEventListener("click", () => dialogs.help.showModal());
document.querySelector("[data-help]")?.removeAttribute("hidden");
document.querySelector("[data-many]")?.addEventListener("click", (event) => { event.preventDefault(); many(); });
document.querySelector("[data-all]")?.addEventListener("change", (event) => {
  for (const each of list.querySelectorAll('[name="item"]')) each.checked = event.target.checked;
  count();
});
list?.addEventListener("change", count);
const keys = document.querySelector("[data-keys]");
keys.checked = !localStorage.getItem(OFF);
keys.addEventListener("change", () => (keys.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
for (const each of document.querySelectorAll("[data-reason]"))
  each.addEventListener("click", () => {
    const field = document.getElementById(each.dataset.reason);
    field.value = each.textContent.trim();
    field.focus();
  });
if (list) prepare(list);
listen();
