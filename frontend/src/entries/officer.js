document.documentElement.classList.add("js");

const button = document.querySelector("[data-full-screen]");
if (button && document.fullscreenEnabled) {
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
} else if (button) {
  button.remove();
}
