import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "./api/problem";
import { App } from "./app/App";
import { markStyles } from "./app/nonce";
import { ready } from "./i18n";
import "./ui/base.css";

const root = document.getElementById("root");
if (root) {
  markStyles();
  // A refusal is shown on the page; only what is a defect of the page belongs in the console.
  const onCaughtError = (error: unknown) => {
    if (!(error instanceof Problem)) reportError(error);
  };
  void ready().then(() =>
    createRoot(root, { onCaughtError }).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
}
