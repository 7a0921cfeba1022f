/**
 * Addresses of entries: `#entry-` and the id in a page of one run, in a report as well as in the view; in a
 * notebook, which has several, the run's id and the entry's: `#agw-5d0c73c2a1b4/e7`.
 */

/** Whether the page's address is one that a person sees and can open: in the frame of an editor it is none. */
export function hasAddress(): boolean {
  return self === top;
}

/**
 * `run` is empty in a page of one run. `notebook` is the path of the notebook, where the host knows it: of
 * several that are open in JupyterLab, the page's own address names one or none.
 */
export function addressOfEntry(run: string, id: string, notebook = ""): string {
  const address = new URL(location.href);
  const path = notebook.split("/").map(encodeURIComponent).join("/");
  if (path && !address.pathname.endsWith(`/${path}`))
    address.pathname = `${address.pathname.split("/tree/")[0]}/tree/${path}`;
  address.searchParams.delete("token"); // who is given the link is not given the server
  address.hash = prefixOf(run) + encodeURIComponent(id);
  return address.href;
}

/** The id of the entry of `run` that an address names; empty: none. */
export function entryOfAddress(run: string, address: string): string {
  try {
    return decodeURIComponent(address.split(prefixOf(run))[1] ?? "");
  } catch {
    return ""; // a percent sign that begins no character
  }
}

function prefixOf(run: string): string {
  return run ? `#${run}/` : "#entry-";
}
