import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, App, Button, Modal } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Problem } from "../../api/problem";
import { sessionQuery, useCatalogue, useMay } from "../../api/queries";
import {
  createOwnSite,
  ownSiteCheckQuery,
  ownSiteNow,
  ownSiteQuery,
  ownSiteVersion,
  saveOwnSite,
} from "../../api/sites";
import type { OwnSite } from "../../api/sites";
import { useName, useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import { Page, Panel } from "../../ui/Page";
import { Refused } from "../../ui/Refused";
import { useSettled } from "../../ui/useSettled";
import { FigureTable } from "./FigureTable";
import { emptyForm, fieldName, figures, formOf, malformed, requestOfForm } from "./figures";
import type { SiteForm } from "./figures";
import css from "./sites.module.css";
import { useWords } from "./useWords";

/** A new candidate site of one's team. */
export function NewOwnSite() {
  return <Editor />;
}

/** One of the team's candidate sites. */
export default function OwnSitePage() {
  const { id = "" } = useParams();
  const { data } = useSuspenseQuery(ownSiteQuery(id));
  return <Editor key={id} stored={data} />;
}

const types = ["", "port", "park", "land"] as const;

function Editor({ stored }: { stored?: OwnSite }) {
  const t = useT();
  const name = useName();
  const words = useWords();
  const problem = useProblemText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { countries } = useCatalogue();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const mayEdit = useMay(stored ? "ownSite.edit" : "ownSite.create");
  const teams = session.user.teams.filter((x) => x.kind === "enterprise");
  const [base, setBase] = useState(stored);
  const [form, setForm] = useState<SiteForm>(() => (stored ? formOf(stored.site) : emptyForm()));
  const [team, setTeam] = useState(stored?.team ?? teams[0]?.id ?? "");
  const [key] = useState(() => crypto.randomUUID());
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [theirs, setTheirs] = useState<OwnSite>();
  const [shown, setShown] = useState<number>();

  const request = requestOfForm(form);
  const local = malformed(form);
  const settled = useSettled(request, 500);
  const asked = local.length === 0 && form.iso3 !== "" && form.nameZh + form.nameEn !== "";
  const check = useQuery({ ...ownSiteCheckQuery(settled), enabled: asked && mayEdit });
  const warnings = asked ? (check.data?.warnings ?? []) : [];

  const refused = new Map<string, string>();
  if (error instanceof Problem) {
    for (const f of error.fields)
      refused.set(fieldName(request, f.field), problem({ code: f.code, status: 400 }));
  }
  if (tried) for (const f of local) refused.set(f.field, problem({ code: f.code, status: 400 }));
  const invalid = (field: string) =>
    refused.has(field) ? { "aria-invalid": true, "aria-describedby": `own-${field}` } : {};
  const said = (field: string) =>
    refused.has(field) ? (
      <div id={`own-${field}`} className={css.error}>
        {refused.get(field)}
      </div>
    ) : null;
  const change = (next: Partial<SiteForm>) => setForm({ ...form, ...next });

  const keep = async (version: number) => {
    setTried(true);
    setError(undefined);
    if (local.length > 0) return;
    setBusy(true);
    try {
      const saved = base
        ? await saveOwnSite(base.id, version, request)
        : await createOwnSite({ ...request, team }, key);
      void message.success(t("own.saved", { version: saved.version }));
      setTheirs(undefined);
      setBase(saved);
      setShown(undefined);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["own-sites"] }),
        queries.invalidateQueries({ queryKey: ["sites"] }),
        queries.invalidateQueries({ queryKey: ["layouts"] }),
      ]);
      if (!base) await navigate(`/own-sites/${saved.id}`, { replace: true });
    } catch (e) {
      if (base && e instanceof Problem && e.status === 412) setTheirs(await ownSiteNow(base.id));
      else setError(e);
    } finally {
      setBusy(false);
    }
  };
  const show = async (v: number) => {
    if (!base) return;
    try {
      const old = await ownSiteVersion(base.id, v);
      setForm(formOf(old.site));
      setShown(v);
    } catch (e) {
      setError(e);
    }
  };

  const input = (field: string, label: string, value: string, set: (v: string) => void, hint?: string) => (
    <label className={css.field}>
      <span>{label}</span>
      <input
        className={css.text}
        value={value}
        readOnly={!mayEdit}
        title={hint}
        inputMode={field === "lat" || field === "lon" ? "decimal" : "text"}
        {...invalid(field)}
        onChange={(e) => set(e.target.value)}
      />
      {said(field)}
    </label>
  );

  return (
    <Page
      title={base ? words.site(base.site.name) : t("own.new")}
      note={base && t("own.version", { version: base.version })}
      trail={[
        { label: t("nav.sites"), to: "/sites" },
        { label: t("own.title"), to: "/own-sites" },
      ]}
      extra={base && <Link to={`/sites/${base.id}`}>{t("own.profile")}</Link>}
    >
      <form
        className={css.stack}
        onSubmit={(e) => {
          e.preventDefault();
          void keep(base?.version ?? 0);
        }}
      >
        {!mayEdit && <Alert type="info" showIcon title={t("own.readOnly")} />}
        {shown !== undefined && (
          <Alert type="info" showIcon title={t("own.versionShown", { version: shown })} />
        )}
        <Panel>
          <div className={css.fields}>
            {input(
              "name.zh",
              t("own.nameZh"),
              form.nameZh,
              (nameZh) => change({ nameZh }),
              t("own.nameHint"),
            )}
            {input(
              "name.en",
              t("own.nameEn"),
              form.nameEn,
              (nameEn) => change({ nameEn }),
              t("own.nameHint"),
            )}
            <label className={css.field}>
              <span>{t("own.country")}</span>
              <select
                className={css.select}
                value={form.iso3}
                disabled={!mayEdit}
                {...invalid("iso3")}
                onChange={(e) => change({ iso3: e.target.value })}
              >
                <option value="">—</option>
                {countries.map((c) => (
                  <option key={c.iso3} value={c.iso3}>
                    {name(c.name)}
                  </option>
                ))}
              </select>
              {said("iso3")}
            </label>
            {input("lat", t("own.lat"), form.lat, (lat) => change({ lat }), t("own.degrees"))}
            {input("lon", t("own.lon"), form.lon, (lon) => change({ lon }), t("own.degrees"))}
            <label className={css.field}>
              <span>{t("own.type")}</span>
              <select
                className={css.select}
                value={form.type}
                disabled={!mayEdit}
                onChange={(e) => change({ type: types.find((x) => x === e.target.value) ?? "" })}
              >
                {types.map((x) => (
                  <option key={x} value={x}>
                    {t(`own.type.${x}`)}
                  </option>
                ))}
              </select>
            </label>
            {!base && teams.length > 1 && (
              <label className={css.field}>
                <span>{t("own.team")}</span>
                <select className={css.select} value={team} onChange={(e) => setTeam(e.target.value)}>
                  {teams.map((x) => (
                    <option key={x.id} value={x.id}>
                      {name(x.name)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <label className={css.check} title={t("own.portCityHint")}>
              <input
                type="checkbox"
                checked={form.portCity}
                disabled={!mayEdit}
                onChange={(e) => change({ portCity: e.target.checked })}
              />
              {t("own.portCity")}
            </label>
          </div>
          {said("name")}
          {warnings.length > 0 && (
            <Alert
              style={{ marginTop: 10 }}
              type="warning"
              showIcon
              role="status"
              title={t("own.warnings")}
              description={
                <ul className={css.list}>
                  {warnings.map((w) => (
                    <li key={w.code}>{words.warning(w)}</li>
                  ))}
                </ul>
              }
            />
          )}
        </Panel>
        <Panel title={t("own.figures")}>
          <p className={css.hint}>{t("own.figuresHint")}</p>
          <FigureTable
            form={form}
            readOnly={!mayEdit}
            change={(next) => change({ figures: next })}
            invalid={invalid}
            said={said}
          />
          <label className={css.field} style={{ display: "block", marginTop: 10 }}>
            <span>{t("own.remarks")}</span>
            <textarea
              rows={3}
              className={css.text}
              value={form.note}
              readOnly={!mayEdit}
              onChange={(e) => change({ note: e.target.value })}
            />
            {said("note")}
          </label>
          {error ? <Refused error={error} field={(field) => labelOf(t, fieldName(request, field))} /> : null}
          {mayEdit && (
            <div className={css.buttons}>
              <Button type="primary" htmlType="submit" loading={busy}>
                {t("own.save")}
              </Button>
              <Button onClick={() => void navigate("/own-sites")}>{t("own.cancel")}</Button>
            </div>
          )}
        </Panel>
        {base && base.version > 1 && (
          <Panel title={t("own.versions")}>
            <div className={css.buttons} style={{ marginTop: 0 }}>
              {Array.from({ length: Math.min(base.version - 1, 12) }, (_, i) => base.version - 1 - i).map(
                (v) => (
                  <Button key={v} size="small" onClick={() => void show(v)}>
                    {t("own.versionShow", { version: v })}
                  </Button>
                ),
              )}
            </div>
          </Panel>
        )}
      </form>
      {theirs && (
        <Conflict
          mine={form}
          theirs={theirs}
          take={() => {
            setBase(theirs);
            setForm(formOf(theirs.site));
            setTheirs(undefined);
          }}
          keep={() => {
            setBase(theirs);
            void keep(theirs.version);
          }}
        />
      )}
    </Page>
  );
}

/** A field of the form in words. */
function labelOf(t: ReturnType<typeof useT>, field: string): string {
  const known = {
    name: "own.name",
    "name.zh": "own.nameZh",
    "name.en": "own.nameEn",
    iso3: "own.country",
    lat: "own.lat",
    lon: "own.lon",
    note: "own.remarks",
  } as const;
  for (const [key, label] of Object.entries(known)) if (key === field) return t(label);
  for (const f of figures) {
    if (field === f) return t(`own.figure.${f}`);
    for (const part of ["year", "source"] as const) {
      if (field === `${f}.${part}`) {
        return t("own.ofFigure", { figure: t(`own.figure.${f}`), part: t(`own.${part}`) });
      }
    }
  }
  return field;
}

/** Somebody else saved first: what differs side by side, and the choice between the two. */
function Conflict({
  mine,
  theirs,
  take,
  keep,
}: {
  mine: SiteForm;
  theirs: OwnSite;
  take: () => void;
  keep: () => void;
}) {
  const t = useT();
  const words = useWords();
  const other = formOf(theirs.site);
  const lines = (f: SiteForm): [string, string][] => [
    [t("own.nameZh"), f.nameZh],
    [t("own.nameEn"), f.nameEn],
    [t("own.country"), words.country(f.iso3)],
    [t("own.position"), `${f.lat}, ${f.lon}`],
    [t("own.type"), t(`own.type.${f.type}`)],
    [t("own.portCity"), t(f.portCity ? "app.yes" : "app.no")],
    [t("own.remarks"), f.note],
    ...figures.map((x): [string, string] => {
      const { value, year, source } = f.figures[x];
      return [t(`own.figure.${x}`), [value, year, source].filter(Boolean).join(" · ")];
    }),
  ];
  const right = lines(other);
  const differing = lines(mine)
    .map(([label, a], i) => ({ label, a, b: right[i]?.[1] ?? "" }))
    .filter((x) => x.a !== x.b);
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={720}
      title={t("own.conflict")}
      footer={null}
    >
      <p>{t("own.conflictNote")}</p>
      <table className={css.table} aria-label={t("own.conflict")}>
        <thead>
          <tr>
            <th scope="col">{t("own.figure")}</th>
            <th scope="col">{t("own.conflictMine")}</th>
            <th scope="col">{t("own.conflictTheirs", { version: theirs.version })}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map((x) => (
            <tr key={x.label}>
              <th scope="row">{x.label}</th>
              <td>{x.a || "—"}</td>
              <td>{x.b || "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={css.buttons}>
        <Button onClick={take}>{t("own.takeTheirs")}</Button>
        <Button type="primary" onClick={keep}>
          {t("own.keepMine")}
        </Button>
      </div>
    </Modal>
  );
}
