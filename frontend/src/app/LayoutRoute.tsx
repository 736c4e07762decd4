import LayoutPage from "../features/layout/LayoutPage";
import { landOf } from "./land";

/** Joins the layout page with the map's outline: features do not know each other. */
export default function LayoutRoute() {
  return <LayoutPage landOf={landOf} />;
}
