// Rows ticked in a list: all of a page at once, and how many they are. Without this each is ticked by hand.

document.querySelectorAll("[data-ticks]").forEach((form) => {
  const all = form.querySelector("[data-tick-all]");
  const button = form.querySelector("[data-ticked]");
  const plain = button.textContent;
  const boxes = [...form.querySelectorAll("input[name=doubt]")];

  function tell() {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    button.textContent = ticked ? button.dataset.ticked.replace("{count}", ticked) : plain;
  }

  all.addEventListener("change", () => {
    boxes.forEach((box) => {
      box.checked = all.checked;
    });
    tell();
  });
  boxes.forEach((box) => box.addEventListener("change", tell));
  // Back from the next page a browser ticks again what was ticked.
  window.addEventListener("pageshow", tell);
  all.parentElement.hidden = false;
  tell();
});
