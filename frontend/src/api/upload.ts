import { offline, problemOf } from "./problem";

/** Sends a form and tells the share sent so far, which fetch cannot. The address of what it made is returned. */
export function sendForm(
  path: string,
  form: FormData,
  sent: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancelled = () => reject(new DOMException("cancelled", "AbortError"));
    if (signal.aborted) {
      cancelled();
      return;
    }
    request.open("POST", path);
    request.upload.onprogress = (e) => {
      if (e.lengthComputable) sent(e.loaded / e.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(request.getResponseHeader("Location") ?? "");
        return;
      }
      let refused: unknown;
      try {
        refused = JSON.parse(request.responseText);
      } catch {
        refused = undefined; // a proxy's page
      }
      const headers = new Headers();
      for (const name of ["X-Request-Id", "Retry-After"]) {
        const value = request.getResponseHeader(name);
        if (value) headers.set(name, value);
      }
      reject(problemOf(new Response(null, { status: request.status, headers }), refused));
    };
    request.onerror = () => reject(offline());
    request.onabort = cancelled;
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
