// Follows a run while it lasts. Without this module the page reloads itself every few seconds.
const follow = document.querySelector("[data-follow]");
const bar = follow.querySelector("progress");
const words = follow.querySelector("[data-words]");
const source = new EventSource(follow.dataset.follow);
let said = 0;

function reload() {
  source.close();
  location.replace(location.pathname);
}

source.addEventListener("progress", (event) => {
  const told = JSON.parse(event.data);
  if (told.percent === null) bar.removeAttribute("value");
  else bar.value = told.percent;
  // A screen reader hears the words at most every three seconds, and only where they changed.
  if (Date.now() - said > 3000 && words.textContent !== told.words) {
    words.textContent = told.words;
    said = Date.now();
  }
});

source.addEventListener("done", reload);

// The browser connects again by itself, but not where the answer was no stream: the session has ended, or the hub
// starts again. The page itself then says which.
source.addEventListener("error", () => {
  if (source.readyState === EventSource.CLOSED) setTimeout(reload, 3000);
});
