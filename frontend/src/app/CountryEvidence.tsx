import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { sourcesOfQuery, useCatalogue } from "../api/queries";
import type { Node } from "../api/types";
import type { CountryEvidence } from "../features/rankings/subjects";
import { Breakdown } from "../features/workbench/Breakdown";
import { useName } from "../i18n";

const Provenance = lazy(() => import("../features/provenance/ProvenanceDrawer"));

/** What a country's score in a stored ranking rests on, from the version of the data the ranking was made on. */
const Opened: CountryEvidence = ({ ranking, iso3, criterion, close }) => {
  const name = useName();
  const { countries, indicators } = useCatalogue();
  const sources = useQuery(sourcesOfQuery(ranking.datasetId));
  const [cited, setCited] = useState(criterion);
  const alternative = ranking.result?.alternatives.find((a) => a.iso3 === iso3);
  if (!alternative || !ranking.result) return null;
  const rule = cited === undefined ? undefined : leaf(ranking.model.tree, cited)?.criterion;
  return (
    <>
      {criterion === undefined && (
        <Breakdown
          alternative={alternative}
          name={name(countries.find((c) => c.iso3 === iso3)?.name) || iso3}
          model={ranking.model}
          indicators={indicators}
          sources={sources.data ?? []}
          close={close}
          cite={(c) => setCited(c.id)}
        />
      )}
      {cited && (
        <Suspense>
          <Provenance
            iso3={iso3}
            indicator={rule?.indicator ?? cited}
            datasetId={ranking.datasetId}
            year={ranking.result.year}
            criterion={alternative.criteria.find((c) => c.id === cited)}
            rule={rule}
            close={() => (criterion === undefined ? setCited(undefined) : close())}
          />
        </Suspense>
      )}
    </>
  );
};

export default Opened;

function leaf(node: Node, id: string): Node | undefined {
  if (node.id === id) return node;
  for (const child of node.children ?? []) {
    const found = leaf(child, id);
    if (found) return found;
  }
  return undefined;
}
