// The way to the sheets, a file of their own that is loaded when the first of them is opened.
import { load } from "../own_files";
import type { What } from "./share";
import type { View } from "./view";

export const sheets = () => load("avocet-viewer.sheets.js") as Promise<typeof import("./sheets_file")>;

export const openShare = (view: View, what?: What): void => void sheets().then((file) => file.openShare(view, what));
export const openHelp = (view: View): void => void sheets().then((file) => file.openHelp(view));
