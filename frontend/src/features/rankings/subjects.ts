import { createContext, useContext } from "react";
import type { ComponentType } from "react";
import type { Anchor } from "../../api/comments";
import type { Ranking } from "../../api/types";
import type { Draft } from "./draft";

/** How rankings of another subject than countries are written and shown; the application supplies it. */
export interface SubjectView {
  /** The recipe, in a draft that saves itself. */
  Editor: ComponentType<{ draft: Draft; change: (part: Partial<Draft>) => void }>;
  /** What it came to, with a mark where something may be said about a line. */
  Result: ComponentType<{ ranking: Ranking; Mark: ComponentType<Anchor & { label: string }> }>;
  /** What the second has instead of the first. */
  Difference: ComponentType<{ before: Ranking; after: Ranking }>;
  /** What this round has instead of the round before; only asked where there is one. */
  Round: ComponentType<{ ranking: Ranking }>;
}

export type SubjectViews = Partial<Record<Ranking["subject"], SubjectView>>;

/** Shows what a country's score in a ranking rests on; with `criterion`, where that one figure comes from. */
export type CountryEvidence = ComponentType<{
  ranking: Ranking;
  iso3: string;
  criterion?: string | undefined;
  close: () => void;
}>;

/** The application supplies it, since it joins what other features show. */
export const Evidence = createContext<{ Country: CountryEvidence } | undefined>(undefined);

export const Subjects = createContext<SubjectViews>({});

/** The view of a ranking's subject; undefined for countries, which these pages show themselves. */
export const useSubject = (ranking: Ranking): SubjectView | undefined =>
  useContext(Subjects)[ranking.subject];
