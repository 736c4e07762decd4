// Short names for the types of the API document. Nothing is declared here: change the Go code.
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Alternative = Schemas["Alternative"];
export type Country = Schemas["Country"];
export type CountryIndicator = Schemas["CountryIndicator"];
export type CountryProfile = Schemas["CountryProfile"];
export type Criterion = Schemas["Criterion"];
export type CriterionScore = Schemas["CriterionScore"];
export type Dataset = Schemas["Dataset"];
export type Indicator = Schemas["CoveredIndicator"];
export type Input = Schemas["Input"];
export type Model = Schemas["Model"];
export type Node = Schemas["Node"];
export type Observation = Schemas["CitedObservation"];
export type PreviewRequest = Schemas["PreviewRequest"];
export type Region = Schemas["Region"];
export type Result = Schemas["Result"];
export type Scope = Schemas["Scope"];
export type Site = Schemas["Site"];
export type Source = Schemas["Source"];
export type Stage = Schemas["Stage"];
export type Strategy = Schemas["Strategy"];
export type Value = Schemas["Value"];
