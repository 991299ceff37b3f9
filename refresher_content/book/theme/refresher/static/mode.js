document.documentElement.classList.add("js");
// Before anything is painted: the mode that the reader chose, if they ever did.
try {
  const mode = localStorage.getItem("mode");
  if (mode === "light" || mode === "dark") document.documentElement.dataset.theme = mode;
} catch { /* storage may be forbidden; the system's mode serves */ }
