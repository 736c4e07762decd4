import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { Problem } from "../../api/problem";
import { useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";

/**
 * A change with a word when it is done and the reason when it is refused. Whatever the answer, the lists under
 * `keys` are read again: a refusal often means that somebody else was first.
 */
export function useAction<V, R>(run: (value: V) => Promise<R>, keys: string[], done?: (answer: R) => void) {
  const t = useT();
  const words = useProblemText();
  const queries = useQueryClient();
  const { message, notification } = App.useApp();
  return useMutation({
    mutationFn: run,
    onSuccess: (answer) => {
      void message.success(t("action.saved"));
      done?.(answer);
    },
    onError: (error) => {
      const stale = error instanceof Problem && error.status === 412;
      notification.error({
        title: stale ? t("state.stale") : error instanceof Problem ? words(error) : t("fault.page"),
        description:
          error instanceof Problem && error.requestId && !stale
            ? `${t("state.requestId")} ${error.requestId}`
            : undefined,
      });
    },
    onSettled: () => {
      for (const key of keys) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
}
