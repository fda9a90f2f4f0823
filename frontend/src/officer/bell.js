// Tells those who look at something that it has changed.
import { useEffect, useState } from "preact/hooks";

export function newBell() {
  const listeners = new Set();
  return {
    ring: () => listeners.forEach((listener) => listener()),
    /** For a component: it is drawn again at every ring. */
    useRing() {
      const [, turn] = useState(0);
      useEffect(() => {
        const listener = () => turn((n) => n + 1);
        listeners.add(listener);
        return () => listeners.delete(listener);
      }, []);
    },
  };
}
