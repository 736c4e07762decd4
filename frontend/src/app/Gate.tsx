import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, useEffect } from "react";
import type { ReactNode } from "react";
import { useLocation } from "react-router";
import { secondFactorQuery } from "../api/account";
import { onFactorAsked } from "../api/client";
import { sessionQuery } from "../api/queries";
import { Boundary } from "../ui/Boundary";

const MustChange = lazy(() =>
  import("../features/account/MustChange").then((m) => ({ default: m.MustChange })),
);
const AccountPage = lazy(() => import("../features/account/AccountPage"));

/** What comes before any page: a password of one's own, and the second factor where one's roles demand it. */
export function Gate({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const { data: session } = useQuery(sessionQuery);
  const mustChange = session?.user.mustChangePassword ?? false;
  const { data: factor } = useQuery({ ...secondFactorQuery, enabled: session !== undefined && !mustChange });
  const queries = useQueryClient();
  // Demanded in the middle of a session, by a role that is new or a setting: then ask again how it stands.
  useEffect(
    () => onFactorAsked(() => void queries.invalidateQueries({ queryKey: secondFactorQuery.queryKey })),
    [queries],
  );
  if (mustChange) {
    return (
      <Boundary>
        <MustChange />
      </Boundary>
    );
  }
  if (factor?.required && !factor.strong && pathname !== "/account") {
    return (
      <Boundary>
        <AccountPage />
      </Boundary>
    );
  }
  return children;
}
