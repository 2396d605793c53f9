/* Fresh keeps what stands open as it is: read anew at intervals, and as soon as somebody looks or is back. */
export function fresh(read: () => Promise<void>, everyMs: number): () => void {
  const look = (): void => {
    if (document.visibilityState === "visible") void read();
  };
  const timer = setInterval(look, everyMs);
  window.addEventListener("focus", look);
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    window.removeEventListener("focus", look);
    window.removeEventListener("online", look);
    document.removeEventListener("visibilitychange", look);
  };
}
