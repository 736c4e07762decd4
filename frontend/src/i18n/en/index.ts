import type { Key } from "../zh";
import { admin } from "./admin";
import { app } from "./app";
import { catalogue } from "./catalogue";
import { country } from "./country";
import { data } from "./data";
import { faults } from "./faults";
import { layout } from "./layout";
import { models } from "./models";
import { reports } from "./reports";
import { review } from "./review";
import { settings } from "./settings";
import { site } from "./site";
import { workbench } from "./workbench";

export const en: Record<Key, string> = {
  ...app,
  ...workbench,
  ...country,
  ...catalogue,
  ...review,
  ...reports,
  ...admin,
  ...models,
  ...data,
  ...faults,
  ...layout,
  ...site,
  ...settings,
};
