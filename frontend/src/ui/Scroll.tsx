import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useT } from "../i18n";
import css from "./ui.module.css";

/** What may be wider than its place: where it is, the keyboard can reach it and scroll. */
export function Scroll({ children }: { children: ReactNode }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const [wider, setWider] = useState(false);
  // With every render, since what is inside may be another table than before.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () =>
      setWider(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
    const watch = new ResizeObserver(look);
    watch.observe(element);
    for (const child of element.children) watch.observe(child);
    return () => watch.disconnect();
  });
  return (
    <div
      ref={box}
      className={css.scroll}
      {...(wider && { tabIndex: 0, role: "region", "aria-label": t("app.wideTable") })}
    >
      {children}
    </div>
  );
}
