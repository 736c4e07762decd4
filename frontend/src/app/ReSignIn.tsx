import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useEffect, useState } from "react";
import { onSignedOut } from "../api/client";
import { sessionQuery } from "../api/queries";
import { SignInForm } from "../features/signin/SignInForm";
import { useT } from "../i18n";

/** Signs in again over the page whose session has ended; what was not saved stays where it is. */
export function ReSignIn() {
  const t = useT();
  const queries = useQueryClient();
  const { data } = useQuery(sessionQuery);
  const [ended, setEnded] = useState(false);
  useEffect(() => onSignedOut(() => setEnded(true)), []);
  const done = () => {
    setEnded(false);
    void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "session" });
  };
  return (
    <Modal
      open={ended}
      title={t("signin.ended")}
      footer={null}
      closable={false}
      mask={{ closable: false }}
      width={380}
      destroyOnHidden
    >
      <p>{t("signin.endedNote")}</p>
      <SignInForm done={done} username={data?.user.username} />
    </Modal>
  );
}
