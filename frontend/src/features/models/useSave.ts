import { useState } from "react";
import { createModel, saveModel } from "../../api/models";
import type { ModelRequest } from "../../api/models";
import { Problem } from "../../api/problem";
import type { Model } from "../../api/types";

/** Saves a draft: a copy as a new model, any other as the next version of the one that was read. */
export function useSave(stored: Model, copying: boolean) {
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (draft: ModelRequest, version = stored.version): Promise<Model | undefined> => {
    setSaving(true);
    setError(undefined);
    try {
      const model = copying ? await createModel(draft) : await saveModel(stored.id, version, draft);
      setSaved(true);
      return model;
    } catch (refused) {
      setError(refused);
      return undefined;
    } finally {
      setSaving(false);
    }
  };
  return {
    run,
    saving,
    saved,
    error,
    conflict: error instanceof Problem && error.status === 412,
    forget: () => setError(undefined),
  };
}
