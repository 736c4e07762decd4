import { useLayoutEffect, useRef, useState } from "react";

/** The width of an element, as it changes. */
export function useWidth<E extends HTMLElement>(before: number) {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(before);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth((w) => element.clientWidth || w);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}
