// A page that waits for work asks again by itself. Without scripts there is a link that does the same.
const waiting = document.querySelector("[data-refresh]");
if (waiting) {
  setTimeout(() => location.reload(), Number(waiting.dataset.refresh) * 1000);
}
