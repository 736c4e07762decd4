import { useQuery } from "@tanstack/react-query";
import { sessionQuery, useMay } from "../api/queries";
import { AdminHome } from "../features/admin/AdminHome";
import Home from "../features/home/Home";
import { MyWork } from "../features/rankings/MyWork";
import { ReviewerHome } from "../features/rankings/ReviewerHome";
import { useT } from "../i18n";
import { LinkButton } from "../ui/LinkButton";

/** The first page: one's work by the roles one holds, then the present order and data. */
export default function HomePage() {
  const t = useT();
  const { data: session } = useQuery(sessionQuery);
  const reviews = useMay("review.read");
  const administers = session?.user.teams.some((x) => x.kind === "house") ?? false;
  const enterprise = session?.user.teams.some((x) => x.kind === "enterprise") ?? false;
  return (
    <Home
      start={
        reviews && !enterprise ? (
          <LinkButton to="/review" type="primary">
            {t("home.review")}
          </LinkButton>
        ) : administers ? null : (
          <LinkButton to="/workbench" type="primary">
            {t("home.start")}
          </LinkButton>
        )
      }
      work={
        <>
          <MyWork />
          {reviews && <ReviewerHome />}
          {administers && <AdminHome />}
        </>
      }
    />
  );
}
