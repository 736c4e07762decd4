import type { ThemeConfig } from "antd";

/** The interface's colours; components take them from here or from the CSS variables of base.css. */
export const colour = {
  navy: "#0b2a4a",
  primary: "#0b5cad",
  page: "#f5f6f8",
  line: "#dfe3e8",
  text: "#1b2733",
  muted: "#5a6774",
  selection: "#d55e00",
};

/** Okabe–Ito: told apart by people with any colour vision. The sixth is for a model's sixth dimension. */
export const series = ["#0072b2", "#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#7f7f7f"];

/** Alternatives side by side: not the dimensions' colours, which stand for something else. */
export const compared = ["#0b2a4a", "#d55e00", "#6f8aa6", "#8a5a9e"];

/** Five classes of blue for amounts, light to dark. */
export const sequential = ["#eaf2fb", "#bdd7ee", "#7fb2dd", "#3b82c0", "#0b4f94"];

export const fontFamily =
  '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Segoe UI", Arial, sans-serif';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colour.primary,
    colorInfo: colour.primary,
    colorLink: colour.primary,
    colorTextBase: colour.text,
    colorTextSecondary: colour.muted,
    colorTextTertiary: colour.muted,
    colorTextDescription: colour.muted,
    colorTextPlaceholder: "#6b7783",
    colorBgLayout: colour.page,
    colorBorder: "#c9d0d8",
    colorBorderSecondary: colour.line,
    borderRadius: 4,
    borderRadiusLG: 4,
    borderRadiusSM: 3,
    fontFamily,
    fontSize: 13,
    fontSizeHeading1: 20,
    fontSizeHeading2: 16,
    fontSizeHeading3: 14,
    fontSizeHeading4: 14,
    fontSizeHeading5: 13,
    fontSizeLG: 14,
    fontSizeSM: 12,
    controlHeight: 30,
    controlHeightSM: 24,
    wireframe: false,
  },
  components: {
    Layout: {
      headerBg: colour.navy,
      headerHeight: 48,
      headerPadding: "0 16px",
      siderBg: "#ffffff",
      bodyBg: colour.page,
    },
    Menu: {
      itemHeight: 34,
      itemBorderRadius: 4,
      itemMarginInline: 6,
      iconMarginInlineEnd: 8,
      itemSelectedBg: "#e6effa",
    },
    Table: {
      cellPaddingBlockSM: 5,
      cellPaddingInlineSM: 8,
      headerBg: "#eef1f5",
      headerColor: colour.text,
      cellFontSizeSM: 13,
    },
    Tabs: { horizontalMargin: "0 0 8px 0", titleFontSize: 13 },
    Card: { headerHeight: 38, headerHeightSM: 36, bodyPadding: 12, bodyPaddingSM: 12 },
    Descriptions: { itemPaddingBottom: 6 },
    Drawer: { padding: 16, paddingLG: 16 },
    Modal: { titleFontSize: 15 },
  },
};
