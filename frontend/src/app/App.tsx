import { StyleProvider } from "@ant-design/cssinjs";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { RouterProvider } from "react-router";
import { Problem } from "../api/problem";
import { sessionQuery } from "../api/queries";
import { useLanguage } from "../i18n";
import { theme } from "../ui/theme";
import { router } from "./router";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // What the server refused it will refuse again; a lost connection may come back.
      retry: (count, error) =>
        count < 2 && !(error instanceof Problem && error.status > 0 && error.status < 500),
      retryDelay: (count) => 500 * 2 ** count,
    },
  },
});

// Asked for while the phrases are still on their way.
void queries.prefetchQuery(sessionQuery);

export function App() {
  const [language] = useLanguage();
  return (
    <StyleProvider hashPriority="high">
      <ConfigProvider
        locale={language === "en" ? enUS : zhCN}
        theme={theme}
        componentSize="middle"
        button={{ autoInsertSpace: false }}
      >
        <AntApp component={false}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StyleProvider>
  );
}
