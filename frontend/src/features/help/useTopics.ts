import { useSuspenseQuery } from "@tanstack/react-query";
import { useLanguage } from "../../i18n";
import type { Topics } from "./topics";

/** The methods in the language of the interface; suspends while they are fetched. */
export function useTopics(): Topics {
  const [language] = useLanguage();
  return useSuspenseQuery({
    queryKey: ["methods", language],
    queryFn: () => (language === "en" ? import("../../i18n/en/methods") : import("../../i18n/zh/methods")),
    staleTime: Infinity,
  }).data.methods;
}
