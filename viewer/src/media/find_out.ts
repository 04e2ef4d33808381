// The way to diagnose.ts, which is loaded when something has failed.
import { load as loadFile } from "../own_files";
import type { Trouble } from "../session";
import type { Failure } from "./voice";

type Diagnosis = typeof import("./diagnose");

const load = (): Promise<Diagnosis> => loadFile("avocet-viewer.diagnose.js") as Promise<Diagnosis>;

// Where not even that file comes, the connection is down.
const ask = (address: string, detail: string, of: (file: Diagnosis) => Trouble | Promise<Trouble>): Promise<Trouble> =>
  load().then(of, () => ({ kind: "network", address, what: "The server cannot be reached.", whose: "network", detail, fatal: true }));

export const findOut = (failure: Failure): Promise<Trouble> => ask(failure.body.id, failure.detail, (file) => file.diagnose(failure));
export const ofAnswer = (address: string, answer: Response): Promise<Trouble> => ask(address, String(answer.status), (file) => file.diagnoseAnswer(address, answer));
export const ofSilence = (address: string, detail: string): Promise<Trouble> => ask(address, detail, (file) => file.diagnoseSilence(address, detail));
export const ofJson = (address: string, words: string, type: string): Promise<Trouble> => ask(address, type, (file) => file.diagnoseJson(address, words, type));
