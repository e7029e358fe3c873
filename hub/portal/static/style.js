// Shows a colour and a name as they are chosen. Without this module the button "Eerst bekijken" does it.
const written = document.querySelector("#field-accent");
const picked = document.querySelector("#picked");
const name = document.querySelector("#field-name");
const sheet = document.querySelector("#look-sheet");
const colour = /^#[0-9a-f]{6}$/i;
let waiting;

function show(value) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const address = new URL(sheet.href);
    address.searchParams.set("accent", value);
    sheet.href = address.href;
  }, 150);
}

if (written && picked && sheet) {
  picked.addEventListener("input", () => {
    written.value = picked.value;
    show(picked.value);
  });
  written.addEventListener("input", () => {
    if (colour.test(written.value)) {
      picked.value = written.value.toLowerCase();
      show(picked.value);
    }
  });
  name.addEventListener("input", () => {
    for (const each of document.querySelectorAll("[data-name]")) each.textContent = name.value.trim() || each.dataset.own;
  });
}
