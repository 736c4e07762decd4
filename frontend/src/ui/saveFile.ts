/** Hands a file to the browser's downloads. */
export function saveFile(file: Blob, name: string) {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Lines as CSV that spreadsheets open as UTF-8, no cell able to act as a formula. */
export function csvFile(lines: string[][]): Blob {
  const cell = (text: string) => {
    const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  const body = lines.map((line) => line.map(cell).join(",")).join("\r\n");
  return new Blob(["\ufeff", body, "\r\n"], { type: "text/csv;charset=utf-8" });
}
