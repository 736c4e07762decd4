import { Button } from "antd";
import type { ButtonProps } from "antd";
import { useHref, useLinkClickHandler } from "react-router";

interface Props extends Pick<ButtonProps, "type" | "size" | "children"> {
  to: string;
}

/** A link that looks like a button: one stop of the keyboard, and opened in another tab like any link. */
export function LinkButton({ to, ...look }: Props) {
  const href = useHref(to);
  const follow = useLinkClickHandler<HTMLElement>(to);
  return <Button {...look} href={href} onClick={follow} />;
}
