import "react";

declare module "react" {
  /** The custom properties components hand to their style sheets. */
  interface CSSProperties {
    "--fill"?: string;
    "--at"?: string;
    "--own"?: number;
  }
}
