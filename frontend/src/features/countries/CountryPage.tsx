import { PrinterOutlined } from "@ant-design/icons";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useState } from "react";
import type { ComponentType } from "react";
import { useParams } from "react-router";
import { countryQuery, useCatalogue } from "../../api/queries";
import type { CountryProfile } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useCurrencyName } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Page, Panel } from "../../ui/Page";
import { Roles } from "./Countries";
import { Indicators } from "./Indicators";
import { InPublished, OnNegativeList } from "./Listed";
import { Sites } from "./Sites";
import { Stages } from "./Stages";
import { Standing } from "./Standing";
import css from "./countries.module.css";

interface Props {
  Provenance: ComponentType<{
    iso3: string;
    indicator: string;
    datasetId: string;
    year: number;
    gap?: "landlocked" | undefined;
    close: () => void;
  }>;
}

/** What is known about one country, each number with its year and source. */
export default function CountryPage({ Provenance }: Props) {
  const t = useT();
  const name = useName();
  const { iso3 = "" } = useParams();
  const { data: country } = useSuspenseQuery(countryQuery(iso3));
  const [cited, setCited] = useState<{ indicator: string; year: number }>();
  return (
    <Page
      title={name(country.name)}
      trail={[{ label: t("nav.countries"), to: "/countries" }]}
      note={country.iso3}
      extra={
        <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t("action.print")}
        </Button>
      }
    >
      <div className={css.sections}>
        <Facts country={country} />
        <div className={css.standingPair}>
          <Boundary>
            <Standing country={country} />
          </Boundary>
          <Stages stages={country.stages} cite={(indicator, year) => setCited({ indicator, year })} />
        </div>
        <Indicators country={country} cite={(indicator) => setCited({ indicator, year: country.year })} />
        <div className={css.pair}>
          <InPublished iso3={country.iso3} />
          <OnNegativeList iso3={country.iso3} />
        </div>
        <Strategies country={country} />
        <Sites sites={country.sites} />
      </div>
      {cited && (
        <Suspense>
          <Provenance
            iso3={country.iso3}
            indicator={cited.indicator}
            datasetId={country.datasetId}
            year={cited.year}
            gap={country.indicators.find((i) => i.code === cited.indicator)?.gap}
            close={() => setCited(undefined)}
          />
        </Suspense>
      )}
    </Page>
  );
}

function Facts({ country }: { country: CountryProfile }) {
  const t = useT();
  const name = useName();
  const { regions } = useCatalogue();
  const income = `income.${country.incomeGroup}`;
  const currency = useCurrencyName();
  const language = (english: string) => {
    const key = `language.${english}`;
    return isKey(key) ? t(key) : english;
  };
  const facts: [string, React.ReactNode][] = [
    [t("scope.region"), name(regions.find((r) => r.id === country.region)?.name)],
    [t("country.capital"), name(country.capital)],
    [t("country.income"), isKey(income) ? t(income) : country.incomeGroup],
    [t("country.landlocked"), country.landlocked ? t("app.yes") : t("app.no")],
    [t("country.eu"), country.euMember ? t("app.yes") : t("app.no")],
    [t("country.currency"), country.currencies.map(currency).join(t("app.listComma"))],
    [t("country.languages"), country.languages.map(language).join(t("app.listComma"))],
    [t("country.roles"), <Roles key="roles" roles={country.roles} />],
  ];
  return (
    <Panel>
      <dl className={css.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Strategies({ country }: { country: CountryProfile }) {
  const t = useT();
  const name = useName();
  const { strategies } = useCatalogue();
  if (country.roles.length === 0) return null;
  return (
    <Panel title={t("country.inStrategies")}>
      {country.roles.map((r) => {
        const strategy = strategies.find((s) => s.id === r.strategy);
        const key = `role.${r.role}`;
        return (
          <section key={r.strategy + r.role} className={css.strategy}>
            <h3>
              {r.strategy} {name(strategy?.name)} · {isKey(key) ? t(key) : r.role}
            </h3>
            <blockquote lang="zh-CN">{strategy?.sentence}</blockquote>
          </section>
        );
      })}
    </Panel>
  );
}
