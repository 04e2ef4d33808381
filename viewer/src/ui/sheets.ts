// The way to the sheets, a file of their own that is loaded when the first of them is opened.
import { load } from "../own_files";
import type { What } from "./share";
import type { View } from "./view";

export async function sheets(root: Node): Promise<typeof import("./sheets_file")> {
  const file = (await load("avocet-viewer.sheets.js")) as typeof import("./sheets_file");
  if (root instanceof ShadowRoot) file.dress(root);
  return file;
}

export const openShare = (view: View, what?: What): void => void sheets(view.root).then((file) => file.openShare(view, what));
export const openHelp = (view: View): void => void sheets(view.root).then((file) => file.openHelp(view));
