import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useMemo } from "react";
import { sessionQuery } from "../api/queries";
import { fontFamily } from "../ui/theme";
import css from "./app.module.css";

const width = 320;
const height = 190;

/** Who looks at this page, faintly over all of it: a photographed screen or a printed copy names its reader. */
export function Watermark() {
  const { data } = useQuery(sessionQuery);
  const user = data?.user;
  const picture = useMemo(() => {
    if (!user) return undefined;
    const name = user.name && user.name !== user.username ? `${user.name} ${user.username}` : user.username;
    return `url("data:image/svg+xml,${encodeURIComponent(tile(`${name} ${dayjs().format("YYYY-MM-DD")}`))}")`;
  }, [user]);
  return <div className={css.watermark} aria-hidden style={{ backgroundImage: picture }} />;
}

function tile(text: string): string {
  const safe = text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<text x="12" y="${height - 30}" transform="rotate(-20 12 ${height - 30})" ` +
    `font-family='${fontFamily.replace(/'/g, "&#39;")}' font-size="13" fill="#0b2a4a" fill-opacity="0.06">${safe}</text></svg>`
  );
}
