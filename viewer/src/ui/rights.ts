// Licences and rights statements in words: the addresses are those that Presentation 3.0 (rights) allows.
import type { Say } from "./sheet_words";

const STATEMENTS: Readonly<Record<string, string>> = {
  InC: "In Copyright", "InC-OW-EU": "In Copyright – EU Orphan Work", "InC-EDU": "In Copyright – Educational Use Permitted", "InC-NC": "In Copyright – Non-Commercial Use Permitted",
  "InC-RUU": "In Copyright – Rights-holder(s) Unlocatable or Unidentifiable", "NoC-CR": "No Copyright – Contractual Restrictions", "NoC-NC": "No Copyright – Non-Commercial Use Only",
  "NoC-OKLR": "No Copyright – Other Known Legal Restrictions", "NoC-US": "No Copyright – United States", CNE: "Copyright Not Evaluated", UND: "Copyright Undetermined", NKC: "No Known Copyright",
};

export function rightsInWords(address: string, say: Say): string {
  const licence = /creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d(?:\.\d)?)/.exec(address);
  if (licence) {
    const [, , name = "", version = ""] = licence;
    if (name === "mark") return say("publicDomain");
    if (name === "zero") return `CC0 ${version} (${say("publicDomain")})`;
    return say("copyLicence", { name: `${name.toUpperCase()} ${version}` });
  }
  const statement = /rightsstatements\.org\/(?:vocab|page)\/([A-Za-z-]+)/.exec(address)?.[1];
  return (statement && STATEMENTS[statement]) || say("rightsStatement");
}
