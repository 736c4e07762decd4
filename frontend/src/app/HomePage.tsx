import { useQuery } from "@tanstack/react-query";
import { sessionQuery, useMay } from "../api/queries";
import { AdminHome } from "../features/admin/AdminHome";
import Home from "../features/home/Home";
import { MyWork } from "../features/rankings/MyWork";
import { ReviewerHome } from "../features/rankings/ReviewerHome";

/** The first page: one's work by the roles one holds, then the present order and data. */
export default function HomePage() {
  const { data: session } = useQuery(sessionQuery);
  const reviews = useMay("review.read");
  const administers = session?.user.teams.some((x) => x.kind === "house") ?? false;
  return (
    <Home
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
