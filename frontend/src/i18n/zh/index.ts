import { app } from "./app";
import { catalogue } from "./catalogue";
import { country } from "./country";
import { faults } from "./faults";
import { models } from "./models";
import { workbench } from "./workbench";

export const zh = { ...app, ...workbench, ...country, ...catalogue, ...faults, ...models };

/** Every phrase has a key here; the other languages must hold exactly these. */
export type Key = keyof typeof zh;
