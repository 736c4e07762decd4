import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { Component, Suspense } from "react";
import type { ReactNode } from "react";
import { useT } from "../i18n";
import { Failure } from "./Failure";
import css from "./ui.module.css";

interface Props {
  children: ReactNode;
  fallback?: ReactNode;
  /** A change shows the children again after a failure, such as another page's path. */
  resetKey?: string;
}

interface CatcherProps extends Props {
  reset: () => void;
}

class Catcher extends Component<CatcherProps, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: CatcherProps) {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Failure
        error={this.state.error}
        retry={() => {
          this.props.reset();
          this.setState({ error: undefined });
        }}
      />
    );
  }
}

/** Shows a skeleton while its children wait and the failure when they cannot be shown; the rest stays usable. */
export function Boundary({ children, fallback, resetKey }: Props) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Catcher reset={reset} resetKey={resetKey}>
          <Suspense fallback={fallback ?? <Loading />}>{children}</Suspense>
        </Catcher>
      )}
    </QueryErrorResetBoundary>
  );
}

/** Grey lines in place of what is being loaded. */
export function Loading({ rows = 8 }: { rows?: number }) {
  const t = useT();
  return (
    <div className={css.loading} role="status" aria-label={t("state.loading")}>
      <Skeleton active paragraph={{ rows }} title={{ width: "30%" }} />
    </div>
  );
}
