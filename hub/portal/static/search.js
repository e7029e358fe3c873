// Narrows a list while somebody types. Without this module the button does it.
const form = document.querySelector("form[data-live]");
let waiting = 0;
let asking = null;

async function look() {
  asking?.abort();
  asking = new AbortController();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) {
      form.submit();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const results = document.getElementById(form.dataset.live);
    results.replaceChildren(...page.getElementById(form.dataset.live).childNodes);
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 250);
});
