// Follows a run while it lasts. Without this module the page reloads itself every few seconds.
const follow = document.querySelector("[data-follow]");
const bar = follow.querySelector("progress");
const words = follow.querySelector("[data-words]");
const source = new EventSource(follow.dataset.follow);
let said = 0;

source.addEventListener("progress", (event) => {
  const told = JSON.parse(event.data);
  if (told.percent === null) bar.removeAttribute("value");
  else bar.value = told.percent;
  // A screen reader hears the words at most every three seconds.
  if (Date.now() - said > 3000) {
    words.textContent = told.words;
    said = Date.now();
  }
});

source.addEventListener("done", () => {
  source.close();
  location.replace(location.pathname);
});
