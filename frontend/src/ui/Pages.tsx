import { Pagination } from "antd";
import css from "./ui.module.css";
import { pageSizes } from "./useFilters";
import type { useFilters } from "./useFilters";

type Turned = Pick<ReturnType<typeof useFilters>, "page" | "pageSize" | "turn">;

/** The pages of a list whose filters and page stand in the address; none where one page holds it all. */
export function Pages({ filters, total }: { filters: Turned; total: number }) {
  return (
    <Pagination
      className={css.pages}
      size="small"
      current={filters.page}
      pageSize={filters.pageSize}
      pageSizeOptions={pageSizes}
      showSizeChanger
      total={total}
      onChange={filters.turn}
      hideOnSinglePage={total <= 20}
    />
  );
}
