import { useSuspenseQuery } from "@tanstack/react-query";
import { industriesQuery } from "../../api/layouts";
import { useCatalogue } from "../../api/queries";
import { useName } from "../../i18n";

/** Names of countries and industries. */
export function useNames() {
  const name = useName();
  const { countries } = useCatalogue();
  const { data: industries } = useSuspenseQuery(industriesQuery);
  return {
    country: (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name),
    industry: (id: string) => name(industries.find((x) => x.id === id)?.name),
  };
}
