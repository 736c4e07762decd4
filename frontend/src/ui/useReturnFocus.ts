import { useEffect, useState } from "react";

/** Gives the focus back to what had it when this was first drawn, once it is gone and nothing else has taken it. */
export function useReturnFocus() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    },
    [before],
  );
}
