import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { sessionQuery } from "../api/queries";
import { SignInForm } from "../features/signin/SignInForm";
import { useT } from "../i18n";

/** The dialog in which the one whose session has ended signs in again. */
export function SignInAgain({ done }: { done: () => void }) {
  const t = useT();
  const { data } = useQuery(sessionQuery);
  return (
    <Modal
      open
      title={t("signin.ended")}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={380}
    >
      <p>{t("signin.endedNote")}</p>
      <SignInForm done={done} username={data?.user.username} />
    </Modal>
  );
}
