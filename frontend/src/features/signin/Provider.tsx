import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Divider } from "antd";
import { methodsQuery } from "../../api/account";
import { isKey, useT } from "../../i18n";

/** The way to the sign-in provider, where this installation has one. */
export function Provider() {
  const t = useT();
  const { data } = useQuery(methodsQuery);
  if (!data?.singleSignOn) return null;
  return (
    <>
      <Divider plain>{t("signin.or")}</Divider>
      <Button block size="large" href="/api/v1/session/oidc">
        {t("signin.sso")}
      </Button>
    </>
  );
}

/** Why the provider's way back led here again; the code comes from the address and is shown only if it is known. */
export function ProviderProblem({ code }: { code: string | null }) {
  const t = useT();
  if (!code) return null;
  const key = `fault.${code}`;
  return (
    <Alert
      type="error"
      role="alert"
      style={{ marginBottom: 16 }}
      title={t("signin.ssoFailed")}
      description={isKey(key) ? t(key) : undefined}
    />
  );
}
