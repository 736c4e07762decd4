import { DownloadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { keepSites, readOwnSites, requestOf, siteTableAddress } from "../../api/sites";
import type { SiteReading } from "../../api/sites";
import { useLanguage, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { Scroll } from "../../ui/Scroll";
import { mainFigures } from "./figures";
import css from "./sites.module.css";
import { useWords } from "./useWords";

/** Own sites from a file: a trial that names every refused cell, then all of them are kept, or none. */
export default function OwnSiteImport() {
  const t = useT();
  const [language] = useLanguage();
  const lang = language === "en" ? "en" : "zh";
  const queries = useQueryClient();
  const [reading, setReading] = useState<SiteReading>();
  const [key, setKey] = useState("");
  const [kept, setKept] = useState<number>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (e) {
      setError(e);
    } finally {
      setBusy(false);
    }
  };
  const read = (file: File) =>
    attempt(async () => {
      setReading(undefined);
      setKept(undefined);
      setReading(await readOwnSites(file));
      setKey(crypto.randomUUID());
    });
  const keep = (r: SiteReading) =>
    attempt(async () => {
      const batch = await keepSites(
        r.sites.map((x) => requestOf(x.site)),
        r.team,
        key,
      );
      setKept(batch.items.length);
      setReading(undefined);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["own-sites"] }),
        queries.invalidateQueries({ queryKey: ["sites"] }),
      ]);
    });

  return (
    <Page
      title={t("own.importTitle")}
      note={t("own.importNote")}
      trail={[
        { label: t("nav.sites"), to: "/sites" },
        { label: t("own.title"), to: "/own-sites" },
      ]}
    >
      <div className={css.stack}>
        <Panel title={t("own.template")}>
          <p className={css.hint}>{t("own.templateHint")}</p>
          <div className={css.buttons} style={{ marginTop: 0 }}>
            <Button icon={<DownloadOutlined />} href={siteTableAddress("template", "xlsx", lang)} download>
              {t("own.templateXlsx")}
            </Button>
            <Button icon={<DownloadOutlined />} href={siteTableAddress("template", "csv", lang)} download>
              {t("own.templateCsv")}
            </Button>
          </div>
        </Panel>
        <Panel title={t("own.file")}>
          <p className={css.hint} id="own-file-hint">
            {t("own.fileHint")}
          </p>
          <input
            type="file"
            accept=".csv,.xlsx,.zip"
            aria-label={t("own.file")}
            aria-describedby="own-file-hint"
            disabled={busy}
            onChange={(e) => {
              const file = e.target.files?.[0];
              if (file) void read(file);
              e.target.value = "";
            }}
          />
          {error ? (
            <div style={{ marginTop: 10 }}>
              <Refused error={error} />
            </div>
          ) : null}
          {kept !== undefined && (
            <Alert
              style={{ marginTop: 10 }}
              type="success"
              showIcon
              title={t("own.kept", { n: kept })}
              description={<Link to="/own-sites">{t("own.keptNext")}</Link>}
            />
          )}
        </Panel>
        {reading && <Reading reading={reading} busy={busy} keep={() => void keep(reading)} />}
      </div>
    </Page>
  );
}

function Reading({ reading, busy, keep }: { reading: SiteReading; busy: boolean; keep: () => void }) {
  const t = useT();
  const format = useFormat();
  const words = useWords();
  const n = reading.sites.length;
  return (
    <>
      <Panel title={t("own.reading", { n, refused: reading.refused })}>
        {n === 0 ? (
          <Nothing>{t("own.readNone")}</Nothing>
        ) : (
          <Button type="primary" loading={busy} onClick={keep}>
            {t("own.keep", { n })}
          </Button>
        )}
      </Panel>
      <Panel flush title={t("own.rejected")}>
        {reading.rejected.length === 0 ? (
          <Nothing>{t("own.noRejected")}</Nothing>
        ) : (
          <Cells list={reading.rejected} caption={t("own.rejected")} />
        )}
      </Panel>
      {reading.remarks.length > 0 && (
        <Panel flush title={t("own.remarkList")}>
          <Cells list={reading.remarks} caption={t("own.remarkList")} />
        </Panel>
      )}
      {n > 0 && (
        <Panel flush title={t("own.found")}>
          <Scroll>
            <table className={css.table} aria-label={t("own.found")}>
              <thead>
                <tr>
                  <th scope="col" className={css.right}>
                    {t("own.row")}
                  </th>
                  <th scope="col">{t("own.name")}</th>
                  <th scope="col">{t("own.country")}</th>
                  <th scope="col">{t("own.position")}</th>
                  {mainFigures.map((f) => (
                    <th key={f} scope="col" className={css.right}>
                      {t(`own.short.${f}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {reading.sites.map((x) => (
                  <tr key={`${x.sheet}/${x.row}`}>
                    <td className={css.right}>{x.row}</td>
                    <th scope="row">{words.site(x.site.name)}</th>
                    <td>{words.country(x.site.iso3)}</td>
                    <td className={x.warnings.length > 0 ? css.weak : undefined}>
                      {x.warnings.length > 0 && "⚠ "}
                      {format.fixed(x.site.lat, 2)}, {format.fixed(x.site.lon, 2)}
                      {x.warnings.map((w) => (
                        <div key={w.code}>{words.warning(w)}</div>
                      ))}
                    </td>
                    {mainFigures.map((f) => (
                      <td key={f} className={css.right}>
                        {format.exact(x.site[f])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </Panel>
      )}
    </>
  );
}

function Cells({ list, caption }: { list: SiteReading["rejected"]; caption: string }) {
  const t = useT();
  const words = useProblemText();
  return (
    <Scroll>
      <table className={css.table} aria-label={caption}>
        <thead>
          <tr>
            <th scope="col">{t("own.sheet")}</th>
            <th scope="col" className={css.right}>
              {t("own.row")}
            </th>
            <th scope="col">{t("own.cell")}</th>
            <th scope="col">{t("own.content")}</th>
            <th scope="col">{t("own.reason")}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((r, i) => (
            <tr key={i}>
              <td>{r.sheet || "—"}</td>
              <td className={css.right}>{r.row || "—"}</td>
              <td>{r.cell || "—"}</td>
              <td>
                <code>{r.value}</code>
              </td>
              <td>{words({ code: r.code, status: 400 })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
