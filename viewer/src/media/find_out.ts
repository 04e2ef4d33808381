// The way to diagnose.ts, which is loaded when something has failed.
import { load as loadFile } from "../own_files";
import type { Trouble } from "../session";
import type { Failure } from "./voice";

type Diagnosis = typeof import("./diagnose");

const load = (): Promise<Diagnosis> => loadFile("avocet-viewer.diagnose.js") as Promise<Diagnosis>;

export const findOut = async (failure: Failure): Promise<Trouble> => (await load()).diagnose(failure);
export const ofAnswer = async (address: string, answer: Response): Promise<Trouble> => (await load()).diagnoseAnswer(address, answer);
export const ofSilence = async (address: string, detail: string): Promise<Trouble> => (await load()).diagnoseSilence(address, detail);
export const ofJson = async (address: string, words: string, type: string): Promise<Trouble> => (await load()).diagnoseJson(address, words, type);
