import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { countriesQuery, indicatorsQuery, modelsQuery, sessionQuery, siteModelsQuery } from "../api/queries";
import { rankingsQuery } from "../api/rankings";
import { useName, useT } from "../i18n";
import type { Key } from "../i18n";
import css from "./app.module.css";
import { navigation } from "./navigation";

interface Hit {
  kind: Key;
  label: string;
  note: string;
  to: string;
  text: string;
}

const limit = 12;

/** Finds countries, indicators, models, rankings and pages by name in either language or by code. */
export function Search({ close }: { close: () => void }) {
  const t = useT();
  const name = useName();
  const navigate = useNavigate();
  const list = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const session = useQuery(sessionQuery);
  const countries = useQuery(countriesQuery);
  const indicators = useQuery(indicatorsQuery);
  const models = useQuery(modelsQuery);
  const siteModels = useQuery(siteModelsQuery);
  const rankings = useQuery(rankingsQuery({ pageSize: 200 }));

  const all = useMemo(() => {
    const permissions = session.data?.user.permissions ?? [];
    const text = (...parts: string[]) => parts.join(" ").toLowerCase();
    const pages: Hit[] = navigation
      .filter((e) => permissions.includes(e.permission))
      .map((e) => ({
        kind: "search.page",
        label: t(e.label),
        note: "",
        to: e.path,
        text: text(t(e.label), e.path),
      }));
    const hits: Hit[] = [
      ...(countries.data ?? []).map((c): Hit => ({
        kind: "search.country",
        label: name(c.name),
        note: c.iso3,
        to: `/countries/${c.iso3}`,
        text: text(c.name.zh, c.name.en, c.iso3, c.iso2),
      })),
      ...[...(models.data ?? []), ...(siteModels.data ?? [])].map((m): Hit => ({
        kind: "search.model",
        label: name(m.name),
        note: m.id,
        to: `/models/${m.id}`,
        text: text(m.name.zh, m.name.en, m.id),
      })),
      ...(rankings.data?.items ?? []).map((r): Hit => ({
        kind: "search.ranking",
        label: r.title,
        note: t(`ranking.state.${r.state}`),
        to: r.state === "published" || r.state === "superseded" ? `/published/${r.id}` : `/rankings/${r.id}`,
        text: text(r.title, r.id),
      })),
      ...(indicators.data ?? []).map((i): Hit => ({
        kind: "search.indicator",
        label: name(i.name),
        note: i.code,
        to: `/indicators/${encodeURIComponent(i.code)}`,
        text: text(i.name.zh, i.name.en, i.code),
      })),
    ];
    return [...pages, ...hits];
  }, [session.data, countries.data, indicators.data, models.data, siteModels.data, rankings.data, name, t]);

  const wanted = query.trim().toLowerCase();
  const hits = all.filter((h) => h.text.includes(wanted)).slice(0, limit);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    dialog.current?.close();
    void navigate(hit.to);
  };

  // A click on the backdrop is one on the dialog, outside its box.
  const outside = (e: React.MouseEvent<HTMLDialogElement>) => {
    if (e.target !== e.currentTarget) return;
    const box = e.currentTarget.getBoundingClientRect();
    if (e.clientX < box.left || e.clientX > box.right || e.clientY < box.top || e.clientY > box.bottom)
      e.currentTarget.close();
  };

  return (
    <dialog
      ref={dialog}
      className={css.search}
      aria-label={t("search.open")}
      onClose={close}
      onClick={outside}
    >
      <input
        autoFocus
        value={query}
        placeholder={t("search.placeholder")}
        role="combobox"
        aria-label={t("search.open")}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={hits[active] ? `${list}-${active}` : undefined}
        onChange={(e) => {
          setQuery(e.target.value);
          setActive(0);
        }}
        onKeyDown={(e) => {
          if (e.key === "ArrowDown") setActive(Math.min(active + 1, hits.length - 1));
          else if (e.key === "ArrowUp") setActive(Math.max(active - 1, 0));
          else if (e.key === "Enter") open(hits[active]);
          else return;
          e.preventDefault();
        }}
      />
      <ul id={list} role="listbox" aria-label={t("search.results")} className={css.hits}>
        {hits.map((hit, i) => (
          <li
            key={hit.to + hit.label}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            className={i === active ? css.hitActive : css.hit}
            onMouseEnter={() => setActive(i)}
            onClick={() => open(hit)}
          >
            <span>{hit.label}</span>
            <span className={css.hitNote}>{hit.note}</span>
            <span className={css.hitKind}>{t(hit.kind)}</span>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <p role="status">{t("search.none", { query })}</p>}
    </dialog>
  );
}
