// Ready reasons and copying on the page of one request. Without this module both are done by hand.
for (const each of document.querySelectorAll("[data-reason]"))
  each.addEventListener("click", () => {
    const field = document.getElementById(each.dataset.reason);
    field.value = each.textContent.trim();
    field.focus();
  });

for (const each of document.querySelectorAll("[data-copy]")) {
  each.hidden = !navigator.clipboard;
  each.addEventListener("click", async () => {
    await navigator.clipboard.writeText(each.dataset.copy);
    each.classList.add("copied");
  });
}
