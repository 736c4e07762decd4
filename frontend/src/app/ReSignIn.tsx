import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useState } from "react";
import { onSignedOut } from "../api/client";

const SignInAgain = lazy(() => import("./SignInAgain").then((m) => ({ default: m.SignInAgain })));

/** Asks for a sign-in over the page whose session has ended; what was not saved stays where it is. */
export function ReSignIn() {
  const queries = useQueryClient();
  const [ended, setEnded] = useState(false);
  useEffect(() => onSignedOut(() => setEnded(true)), []);
  if (!ended) return null;
  const done = () => {
    setEnded(false);
    void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "session" });
  };
  return (
    <Suspense fallback={null}>
      <SignInAgain done={done} />
    </Suspense>
  );
}
