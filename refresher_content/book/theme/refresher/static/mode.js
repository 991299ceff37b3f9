document.documentElement.classList.add("js");
// Before the first paint: the mode that the reader chose, if any.
try {
  const mode = localStorage.getItem("mode");
  if (mode === "light" || mode === "dark") document.documentElement.dataset.theme = mode;
} catch { /* storage may be blocked; the system's mode applies */ }
