// The words of the sheets: those of the viewer, and in English those that only sheets say.
import type { Key, Values, Words } from "../messages/messages";
import { enSheets, type SheetKey } from "../messages/en_sheets";

export type Say = (key: Key | SheetKey, values?: Values) => string;

const isOfSheets = (key: Key | SheetKey): key is SheetKey => Object.hasOwn(enSheets, key);

export const speak = (words: Words): Say => (key, values = {}) => (isOfSheets(key) ? words.say(key, values, enSheets[key]) : words.say(key, values));
